"""Every page for everybody who reaches it: axe-core finds nothing in light or dark, nothing scrolls sideways at
320 pixels or at 200 %, the browser finds nothing against our policy, and nobody else gets in."""

from pathlib import Path

import pytest

from tests.browser.pages import ACCOUNT_PAGES, OFFICERS, PAGES, REPORTER, VISITOR
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine, pytest.mark.slow]

AXE = Path("tests/vendor/axe.min.js").read_text(encoding="utf-8")
WIDE = {"width": 1280, "height": 900}
NARROW, ZOOMED = {"width": 320, "height": 700}, {"width": 640, "height": 450}
"""320 CSS pixels (WCAG 2.2, 1.4.10), and what a window of 1280 x 900 leaves at 200 % (1.4.4)."""
UNFOLD = "document.querySelectorAll('details:not(.menu)').forEach(d => d.open = true)"
RUN = """rules => axe.run(rules ? {runOnly: rules} : {}).then(r => r.violations.flatMap(
    v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 140))))"""
SHAPES = """() => {
    const main = document.querySelector('main'), all = [...document.body.querySelectorAll('*')];
    const shape = found => found.map(e => e.tagName + [...e.attributes].map(
        a => a.name + (/^(class|role|type|aria-.*)$/.test(a.name) ? a.value : ''))).join();
    return [shape(all.filter(e => main?.contains(e))), shape(all.filter(e => !main?.contains(e)))];
}"""
"""The tags and what rules look at, without words and addresses, of the content and of what stands around it: shapes
looked at once are not looked at again, so a page that six people see alike is looked at once, and each one's menu."""
looked_at: set[str] = set()
WIDTH = "document.documentElement.scrollWidth"
REPORTERS_VIEW = ("incomplete", "answered", "done", "confirmed", "disputed", "archived")


class Crawler:
    """One person's browser; remembers what was wrong on which page."""

    def __init__(self, chromium, site: str) -> None:
        self.site, self.wrong = site, []
        self.page = chromium.new_context(locale="id-ID", viewport=WIDE, reduced_motion="reduce").new_page()
        self.page.on("console", self._heard)

    def _heard(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.wrong.append((self.page.url, message.text))

    def sign_in(self, name: str) -> "Crawler":
        self.page.goto(f"{self.site}/akun/login/?next=/aksesibilitas/")
        domain = {"dewi": "ombudsman", "agus": "nasional"}.get(name, "kalsel")
        self.page.fill("input[name=login]", f"{name}@{domain}.example")
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button.btn-primary")
        assert self.page.url.endswith("/aksesibilitas/")
        return self

    def prove(self, reference: str, code: str) -> "Crawler":
        self.page.goto(f"{self.site}/lacak/")
        self.page.fill("input[name=reference]", reference)
        self.page.fill("input[name=access_code]", code)
        self.page.click("main form button.btn-primary")
        assert self.page.url.endswith("/lacak/laporan/")
        return self

    def told(self) -> str:
        return "\n".join(f"{where}  {what}" for where, what in self.wrong)

    def visit(self, path: str) -> None:
        answer = self.page.goto(self.site + path)
        if answer.status != 200:
            self.wrong.append((path, f"status {answer.status}"))
        self.look(path)

    def look(self, name: str) -> None:
        """Light with every rule, dark with the rules on colour, then the two narrow windows."""
        page = self.page
        page.evaluate(UNFOLD)
        if not looked_at.issuperset(shapes := page.evaluate(SHAPES)):
            looked_at.update(shapes)
            self._ask_axe(name)
        for size in (NARROW, ZOOMED):
            page.set_viewport_size(size)
            wide = page.evaluate(WIDTH)
            if wide > size["width"]:
                self._note(name, f"{size['width']} px", [f"{wide} px wide"])
        page.set_viewport_size(WIDE)

    def _ask_axe(self, name: str) -> None:
        page = self.page
        page.evaluate(AXE)
        self._note(name, "light", page.evaluate(RUN, None))
        page.emulate_media(color_scheme="dark")
        self._note(name, "dark", page.evaluate(RUN, ["color-contrast", "link-in-text-block"]))
        page.emulate_media(color_scheme="light")

    def _note(self, name: str, how: str, found: list[str]) -> None:
        self.wrong += [(name, f"{how}: {words}") for words in found]


def paths(who: str, lived: dict[str, list[str]]) -> list[str]:
    numbers = {name: pair[0] for name, pair in lived.items()}
    return [path.format(**numbers) for page in PAGES.values() if who in page.who for path in (page.path, *page.more)]


@pytest.mark.parametrize("who", [VISITOR, *OFFICERS])
def test_nothing_is_wrong_on_any_page(chromium, site, lived, who):
    crawler = Crawler(chromium, site)
    if who != VISITOR:
        crawler.sign_in(who)
    for path in paths(who, lived):
        crawler.visit(path)
    for owner, path in ACCOUNT_PAGES:
        if owner == who:
            crawler.visit(path)
    crawler.page.context.close()
    assert not crawler.wrong, crawler.told()


@pytest.mark.parametrize("name", REPORTERS_VIEW)
def test_nothing_is_wrong_on_the_reporters_own_page(chromium, site, lived, name):
    crawler = Crawler(chromium, site).prove(*lived[name])
    for path in paths(REPORTER, lived):
        crawler.visit(path)
    crawler.page.context.close()
    assert not crawler.wrong, crawler.told()


def test_nothing_is_wrong_on_the_room_of_the_inspectorate(chromium, site, lived):
    crawler = Crawler(chromium, site).sign_in("intan")
    crawler.visit(f"/meja/laporan/{lived['vault'][0]}/")
    crawler.page.context.close()
    assert not crawler.wrong, crawler.told()


def test_nothing_is_wrong_on_any_step_of_the_form(chromium, site):
    crawler = Crawler(chromium, site)
    page = crawler.page
    page.goto(f"{site}/lapor/")
    page.click("button[name=go][value=next]")
    crawler.look("kind, refused")
    page.check("input[name=kind][value=COMPLAINT]")
    for place, answer in enumerate(_answers(page)):
        crawler.look(f"step {place}")
        answer()
        page.click("button[name=go][value=next]")
    crawler.look("last step")
    assert page.locator("button[name=go][value=send]").count() == 1
    assert not crawler.wrong, crawler.told()
    page.click("button[name=go][value=send]")
    # The script sends first and the form after it: the receipt is there when its heading is.
    page.get_by_role("heading", name="Laporan Anda diterima").wait_for()
    crawler.look("receipt")
    page.context.close()
    assert not crawler.wrong, crawler.told()


def _answers(page):
    body = "Lampu jalan padam sejak sebulan lalu di tikungan dekat jembatan, sudah gelap sekali."
    return (
        lambda: None,
        lambda: page.fill("textarea[name=body]", body),
        lambda: page.fill("input[name=place_text]", "Depan Pasar Lama"),
        lambda: page.check("input[name=topic] >> nth=0"),
        lambda: None,
        lambda: page.check("input[name=identity][value=SEALED]"),
        lambda: None,
    )


@pytest.mark.parametrize("who", [VISITOR, *OFFICERS])
def test_nobody_gets_further_than_the_table_says(chromium, site, lived, who):
    crawler = Crawler(chromium, site)
    if who != VISITOR:
        crawler.sign_in(who)
    ask, numbers = crawler.page.context.request, {name: pair[0] for name, pair in lived.items()}
    reached = {
        name
        for name, page in PAGES.items()
        if ask.get(site + page.path.format(**numbers), max_redirects=0).status == 200
    }
    crawler.page.context.close()
    assert reached == {name for name, page in PAGES.items() if who in page.who or page.open_to_all}
