"""What a first visit costs on a slow line: bytes, requests, and the time to the largest paint."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

PAGES = {"home": "/", "form": "/lapor/", "tracking": "/lacak/", "list": "/laporan/"}
MOST_BYTES, MOST_REQUESTS = 60_000, 10
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
"""400 kbit/s with 400 ms, as on a village's edge of a network."""
LATEST_PAINT_MS = 2500
PAINT = """new Promise(done => new PerformanceObserver(
    list => done(Math.max(...list.getEntries().map(e => e.startTime))))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""


class Line:
    """A phone that comes for the first time, with the browser's own book of what went over the wire."""

    def __init__(self, chromium) -> None:
        self.context = chromium.new_context(locale="id-ID", viewport={"width": 360, "height": 740})
        self.page = self.context.new_page()
        self.wire = self.context.new_cdp_session(self.page)
        self.bytes, self.asked = 0, []
        self.wire.on("Network.requestWillBeSent", lambda sent: self.asked.append(sent["request"]["url"]))
        self.wire.on("Network.loadingFinished", self._count)
        self.wire.send("Network.enable")

    def _count(self, done: dict) -> None:
        self.bytes += done["encodedDataLength"]

    def visit(self, address: str) -> None:
        self.page.goto(address, wait_until="networkidle")


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_fits_its_budget(chromium, site, name):
    line = Line(chromium)
    line.visit(site + PAGES[name])
    own = [url for url in line.asked if not url.startswith("data:")]
    line.context.close()
    assert all(url.startswith(site) for url in own)
    assert len(own) <= MOST_REQUESTS, own
    assert line.bytes <= MOST_BYTES, line.bytes


@pytest.mark.parametrize("name", PAGES)
def test_the_largest_paint_comes_soon_on_a_slow_line(chromium, site, name):
    line = Line(chromium)
    line.wire.send("Network.emulateNetworkConditions", SLOW)
    line.visit(site + PAGES[name])
    paint = line.page.evaluate(PAINT)
    line.context.close()
    assert 0 < paint < LATEST_PAINT_MS, paint
