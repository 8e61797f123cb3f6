"""Every page for everybody who reaches it: axe-core finds nothing in light or dark, nothing scrolls sideways at
320 pixels or at 200 %, the browser finds nothing against our policy, and nobody else gets in."""

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.browser.pages import ACCOUNT_PAGES, OFFICERS, PAGES, REPORTER, VISITOR
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine, pytest.mark.slow]

EVERYBODY = os.environ.get("TUNTAS_LONG_TESTS") == "1"
"""Every page by everybody who reaches it, not by the first of them alone."""
DIFFERENT = ("desk", "desk_report", "oversight", "manage")
"""Pages that are another one for each role."""
AXE = Path("tests/vendor/axe.min.js").read_text(encoding="utf-8")
WIDE = {"width": 1280, "height": 900}
NARROW, ZOOMED = {"width": 320, "height": 700}, {"width": 640, "height": 450}
"""320 CSS pixels (WCAG 2.2, 1.4.10), and what a window of 1280 x 900 leaves at 200 % (1.4.4)."""
UNFOLD = "document.querySelectorAll('details:not(.menu)').forEach(d => d.open = true)"
RUN = """rules => axe.run(rules ? {runOnly: rules} : {}).then(r => r.violations.flatMap(
    v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 140))))"""
SAID = ("class", "role", "type")
looked_at: set[str] = set()
"""Shapes of contents and of what stands around them. A page whose shapes were looked at is not opened again: one that
six people see alike is looked at once, and each one's menu."""
WIDTH = "document.documentElement.scrollWidth"
REPORTERS_VIEW = ("incomplete", "answered", "done", "confirmed", "disputed", "archived")


class Shapes(HTMLParser):
    """The tags of a page and what rules look at, without words and addresses: of its content, and of what is around."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.content, self.around = False, [], []

    @classmethod
    def of(cls, html: str) -> set[str]:
        """Both, as texts to compare."""
        read = cls()
        read.feed(html)
        return {"content " + " ".join(read.content), "around " + " ".join(read.around)}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"
        told = [name + (value or "" if name in SAID or name.startswith("aria-") else "") for name, value in attrs]
        (self.content if self.inside else self.around).append("|".join([tag, *told]))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "main"


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
        answer = self.page.request.get(self.site + path)
        if answer.status != 200:
            self.wrong.append((path, f"status {answer.status}"))
        if not looked_at.issuperset(shapes := Shapes.of(answer.text())):
            looked_at.update(shapes)
            self.page.goto(self.site + path)
            self.look(path)

    def look(self, name: str) -> None:
        """Light with every rule, dark with the rules on colour, then the two narrow windows."""
        page = self.page
        page.evaluate(UNFOLD)
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
    """What this person's browser opens: in the quick run what nobody before does, and what is different for each."""
    numbers, found = {name: pair[0] for name, pair in lived.items()}, []
    for name, page in PAGES.items():
        if who in page.who and (EVERYBODY or who == page.who[0] or name in DIFFERENT):
            found += [page.path, *(page.more if EVERYBODY or who == page.who[0] else ())]
    return [path.format(**numbers) for path in found]


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
