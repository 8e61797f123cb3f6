"""Report, verify, dispatch, follow up, track and confirm with nothing but Tab, arrows, Space, Enter and letters."""

import re

import pytest

from tests.browser.test_life import BODY
from tests.lives import ANSWER, DONE
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

MOST_STOPS = 250
HERE = """() => {
    const a = document.activeElement, box = a.getBoundingClientRect(), look = getComputedStyle(a);
    return {tag: a.tagName, name: a.name || '', value: a.value || '', text: a.innerText || '', href: a.href || '',
            form: a.form ? a.form.getAttribute('action') || '' : '', outline: look.outlineStyle, id: a.id,
            seen: box.width > 0 && box.height > 0}; }"""


class Keyboard:
    """A person without a pointer; each stop must be seen and show that it has the focus."""

    def __init__(self, chromium, site: str) -> None:
        self.site = site
        self.page = chromium.new_context(locale="id-ID", viewport={"width": 1280, "height": 900}).new_page()

    def go(self, path: str) -> "Keyboard":
        self.page.goto(self.site + path)
        return self

    def to(self, *, backwards: bool = False, **wanted: str) -> dict:
        """Press Tab until the focus stands on what is wanted; each pair is a part of the field's own words."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            here = self.page.evaluate(HERE)
            if all(words in here[key] for key, words in wanted.items()):
                assert here["seen"], here
                assert here["outline"] != "none" or here["tag"] == "INPUT", here
                return here
        raise AssertionError(f"never reached {wanted} on {self.page.url}")

    def write(self, text: str, **wanted: str) -> None:
        self.to(**wanted)
        self.page.keyboard.insert_text(text)

    def pick(self, value: str, **wanted: str) -> None:
        """Tab into a group of radio buttons, then the arrow keys."""
        here = self.to(**wanted)
        self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            here = self.page.evaluate(HERE)
            if here["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {value} among {here['name']}")

    def press(self, key: str = "Enter", **wanted: str) -> None:
        self.to(**wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        assert self.page.locator(".error-summary").count() == 0, self.page.inner_text(".error-summary")

    def sign_in(self, name: str) -> "Keyboard":
        self.go("/akun/login/?next=/meja/")
        self.write(name, name="login")
        self.write(PASSWORD, name="password")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self

    def unfold(self, label: str) -> None:
        """Open the form behind its summary unless it is open already."""
        self.to(tag="SUMMARY", text=label)
        opened = self.page.evaluate("document.activeElement.parentElement.open")
        if not opened:
            self.page.keyboard.press("Enter")

    def choose(self, value: str, **wanted: str) -> None:
        """A list of choices: letters and arrows move in it, so the option is sought from its first."""
        self.to(**wanted)
        script = "v => [...document.activeElement.options].findIndex(o => o.value === v)"
        place = self.page.evaluate(script, value)
        assert place >= 0, value
        self.page.keyboard.press("Home")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")
        assert self.page.evaluate("document.activeElement.value") == value


def test_the_skip_link_is_the_first_stop(chromium, site):
    person = Keyboard(chromium, site).go("/")
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.hash") == "#isi"
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "isi"


def report(siti: Keyboard) -> tuple[str, str]:
    page = siti.go("/").page
    siti.press(tag="A", href="/lapor/")
    siti.pick("COMPLAINT", name="kind")
    siti.press(name="go", value="next")
    siti.write(BODY, name="body")
    siti.press(name="go", value="next")
    siti.write("Depan Pasar Lama", name="place_text")
    siti.press(name="go", value="next")
    siti.pick("jalan-berlubang", name="topic")
    siti.press(name="go", value="next")
    siti.press(name="go", value="next")
    siti.pick("SEALED", name="identity")
    siti.press(name="go", value="next")
    siti.press(name="go", value="next")
    siti.press(name="go", value="send")
    text = page.inner_text("main")
    number = re.search(r"\b[1-9A-Z]{4}-[1-9A-Z]{4}\b", text)
    code = re.search(r"\b(?:[1-9A-Z]{4}-){5}[1-9A-Z]{4}\b", text)
    assert number
    assert code
    return number.group(), code.group()


def track(siti: Keyboard, number: str, code: str) -> None:
    siti.go("/")
    siti.press(tag="A", href="/lacak/")
    siti.write(number, name="reference")
    siti.write(code, name="access_code")
    with siti.page.expect_navigation():
        siti.page.keyboard.press("Enter")
    assert siti.page.url.endswith("/lacak/laporan/")


def test_the_whole_life_without_a_pointer(chromium, site):
    siti = Keyboard(chromium, site)
    number, code = report(siti)
    address = f"/meja/laporan/{number.replace('-', '')}/"

    budi = Keyboard(chromium, site).sign_in("budi@kalsel.example")
    budi.go(address)
    budi.press(tag="A", href="/publikasi/")
    budi.write("Jalan berlubang", name="publikasi-title")
    budi.write("Berlubang sejak dua minggu.", name="publikasi-body")
    budi.press(tag="BUTTON", form="/publikasi/", value="terbit")
    budi.go(address)
    budi.unfold("Disposisikan ke unit")
    budi.choose("kalsel-pupr", name="disposisi-to")
    budi.choose("jalan-berlubang", name="disposisi-topic")
    budi.press(tag="BUTTON", form="/disposisi/")

    ratna = Keyboard(chromium, site).sign_in("ratna@kalsel.example")
    ratna.go(address)
    ratna.write(ANSWER, name="respon-message")
    ratna.press(tag="BUTTON", form="/respon/")
    ratna.go(address)
    ratna.pick("ANSWER", name="tindak-lanjut-kind")
    ratna.write(DONE, name="tindak-lanjut-text")
    ratna.press(tag="BUTTON", form="/tindak-lanjut/")

    track(siti, number, code)
    assert DONE in siti.page.inner_text("main")
    siti.press(tag="BUTTON", text="Ya, sudah selesai")
    assert "Dikonfirmasi" in siti.page.inner_text("main")
    for person in (siti, budi, ratna):
        person.page.context.close()
