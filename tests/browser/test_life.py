"""One report through every page, without JavaScript, at 320 pixels: from the first word to the confirmed repair."""

import io
import re

import pytest
from PIL import Image

from tests.lives import ANSWER, DONE
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

BODY = "Jalan di depan pasar berlubang besar sejak dua minggu lalu, dua orang sudah jatuh dari motor."
NARROW = {"width": 320, "height": 700}
AXE = "tests/vendor/axe.min.js"


def picture(colour: str) -> dict:
    data = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(data, "JPEG")
    return {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


class Person:
    """Somebody with a browser of their own, without scripts."""

    def __init__(self, chromium, site: str) -> None:
        self.site = site
        self.page = chromium.new_context(java_script_enabled=False, locale="id-ID", viewport=NARROW).new_page()

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, (path, wide)

    def press(self, value: str) -> None:
        self.page.click(f"button[name=go][value='{value}']")

    def sign_in(self, name: str) -> "Person":
        self.go("/akun/login/?next=/meja/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit], main button.btn-primary")
        assert self.page.url.endswith("/meja/")
        return self

    def act(self, reference: str, slug: str, files: dict | None = None, **values: str) -> None:
        """Open the report at the desk, unfold the form of a verb, fill it in, send it."""
        self.go(f"/meja/laporan/{reference}/")
        form = self.page.locator(f"form[action$='/{slug}/']")
        form.locator("xpath=..").evaluate("details => details.open = true")
        for name, value in values.items():
            field = form.locator(f"[name='{slug}-{name}']")
            kind = field.first.evaluate("e => e.type || e.tagName")
            if kind == "radio":
                form.locator(f"[name='{slug}-{name}'][value='{value}']").check()
            elif kind.startswith("select"):
                field.select_option(value)
            else:
                field.fill(value)
        for name, file in (files or {}).items():
            form.locator(f"[name='{slug}-{name}']").set_input_files(file)
        form.locator("button.btn:not([name])").click()
        assert "Tersimpan" in self.page.inner_text("body") or "/meja/" in self.page.url
        assert self.page.locator(".error-summary").count() == 0, self.page.inner_text(".error-summary")

    def publish(self, reference: str, title: str, body: str) -> None:
        """Through the redaction editor and its preview."""
        self.go(f"/meja/laporan/{reference}/publikasi/")
        self.page.locator("[name='publikasi-title']").fill(title)
        self.page.locator("[name='publikasi-body']").fill(body)
        self.page.locator("button[value='pratinjau']").click()
        assert self.page.inner_text("h1") == title
        self.page.get_by_role("button", name="Terbitkan", exact=True).click()
        assert "Tersimpan" in self.page.inner_text("body")

    def track_act(self, slug: str, **values: str) -> None:
        self.go("/lacak/laporan/")
        form = self.page.locator(f"#tindakan-{slug} form")
        unfold = "e => [e, ...e.querySelectorAll('details')].forEach(each => each.open = true)"
        self.page.locator(f"#tindakan-{slug}").evaluate(unfold)
        for name, value in values.items():
            field = form.locator(f"[name={name}]")
            if field.first.evaluate("e => e.type") == "radio":
                form.locator(f"[name={name}][value='{value}']").check()
            else:
                field.fill(value)
        form.locator("div.actions button").click()
        assert self.page.locator(".error-summary").count() == 0


def file_a_report(siti: Person) -> tuple[str, str]:
    page = siti.page
    siti.go("/lapor/")
    page.check("input[name=kind][value=COMPLAINT]")
    siti.press("next")
    page.fill("textarea[name=body]", BODY)
    siti.press("next")
    page.fill("input[name=place_text]", "Depan Pasar Lama")
    siti.press("next")
    page.check("input[name=topic][value=jalan-berlubang]")
    siti.press("next")
    page.set_input_files("input[type=file]", picture("grey"))
    siti.press("next")
    page.check("input[name=identity][value=SEALED]")
    siti.press("next")
    siti.press("next")
    assert BODY in page.inner_text("main")
    siti.press("send")
    text = page.inner_text("main")
    number = re.search(r"\b[1-9A-Z]{4}-[1-9A-Z]{4}\b", text)
    code = re.search(r"\b(?:[1-9A-Z]{4}-){5}[1-9A-Z]{4}\b", text)
    assert number
    assert code
    assert code.group().replace("-", "") not in page.url + page.title()
    return number.group(), code.group()


def received(person: Person) -> list[str]:
    """The numbers on the figures page, in order."""
    person.go("/statistik/")
    return re.findall(r"\d[\d.,]*", person.page.inner_text("main"))


def test_the_whole_life_in_the_browser(chromium, site):
    siti, budi, yusuf, ratna = (Person(chromium, site) for _ in range(4))
    before = received(siti)
    number, code = file_a_report(siti)
    reference = number.replace("-", "")

    budi.sign_in("budi@kalsel.example")
    budi.publish(reference, "Jalan berlubang di depan pasar", "Jalan berlubang sejak dua minggu.")
    budi.act(reference, "disposisi", to="kalsel-dishub", topic="jalan-berlubang")
    yusuf.sign_in("yusuf@kalsel.example")
    yusuf.act(reference, "pengembalian", reason="NOT_OUR_AUTHORITY", suggested="kalsel-pupr")
    budi.act(reference, "pengalihan", to="kalsel-pupr", topic="jalan-berlubang")
    ratna.sign_in("ratna@kalsel.example")
    ratna.act(reference, "respon", message=ANSWER)
    ratna.act(reference, "tindak-lanjut", {"after": picture("black")}, kind="PHYSICAL", text=DONE)

    siti.go("/lacak/")
    siti.page.fill("input[name=reference]", number)
    siti.page.fill("input[name=access_code]", code)
    siti.page.click("main form button.btn-primary")
    assert siti.page.url.endswith("/lacak/laporan/")
    assert DONE in siti.page.inner_text("main")
    siti.track_act("belum-selesai", reason="Lubangnya terbuka lagi setelah hujan semalam.")
    ratna.act(reference, "tindak-lanjut", {"after": picture("blue")}, kind="PHYSICAL", text=f"Sekali lagi. {DONE}")
    siti.track_act("konfirmasi", rating="5", words="Terima kasih, sekarang rata.")
    assert "Dikonfirmasi" in siti.page.inner_text("main")

    siti.go(f"/laporan/{reference}/")
    assert BODY not in siti.page.inner_text("main")
    assert "Jalan berlubang sejak dua minggu." in siti.page.inner_text("main")
    assert received(siti) != before


@pytest.mark.parametrize("path", ["/", "/lapor/", "/lacak/", "/laporan/", "/statistik/", "/privasi/", "/akun/login/"])
def test_axe_finds_nothing_on_public_pages(chromium, site, path):
    assert faults(chromium.new_page(), site + path) == []


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("budi@kalsel.example", ["/meja/", "/meja/?antrean=semua", "/meja/laporan-baru/", "/meja/statistik/"]),
        ("dewi@ombudsman.example", ["/pengawas/", "/meja/statistik/"]),
    ],
)
def test_axe_finds_nothing_at_the_desk(chromium, site, who, paths):
    page = chromium.new_context(locale="id-ID").new_page()
    page.goto(site + "/akun/login/?next=/meja/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit], main button.btn-primary")
    assert {path: found for path in paths if (found := faults(page, site + path))} == {}
    reports = page.locator(".queue tbody a")
    if reports.count():
        assert faults(page, site + reports.first.get_attribute("href")) == []


def faults(page, address: str) -> list[str]:
    """What axe-core says against the page, and what the browser says against our own security policy."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    answer = page.goto(address)
    assert answer.status == 200, address
    # By evaluate, not by a script tag: the page's own policy forbids foreign scripts, and shall.
    with open(AXE, encoding="utf-8") as script:
        page.evaluate(script.read())
    found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 120)))")
    return [*found, *(text for text in said if "Content Security Policy" in text)]
