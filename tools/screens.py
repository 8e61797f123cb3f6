"""Photograph 25 named pages at three widths, in two themes and both languages: docs/screens/.

    python tools/screens.py                 start a small demonstration, photograph it, stop it
    python tools/screens.py ADDRESS CARD    photograph a running one; CARD is its demo.txt (numbers and access codes)
    python tools/screens.py --sheets        contact sheets of what lies there, in build/: to look at many at once

One folder per language and theme; files are named page-width.webp, one window high, so that 300 pictures stay small.
The three pictures of the README are PNG.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
SHEETS = ROOT / "build" / "screens"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = {320: 640, 768: 900, 1280: 800}
THEMES, LANGUAGES = ("light", "dark"), ("id", "en")
QUALITY = 30
PASSWORD = "tuntas-demo"
REPORTS = 150
BODY = "Jalan di depan pasar berlubang besar sejak dua minggu lalu, dua orang sudah jatuh dari motor."


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, where, and after which answers of the form."""

    name: str
    path: str
    who: str = ""
    steps: int = 0


SHOTS = (
    Shot("home", "/"),
    Shot("report-kind", "/lapor/"),
    Shot("report-story", "/lapor/", steps=1),
    Shot("report-place", "/lapor/", steps=2),
    Shot("report-topic", "/lapor/", steps=3),
    Shot("report-identity", "/lapor/", steps=5),
    Shot("report-check", "/lapor/", steps=7),
    Shot("track", "/lacak/"),
    Shot("track-report", "/lacak/laporan/", who="reporter"),
    Shot("published", "/laporan/"),
    Shot("published-one", "{published}"),
    Shot("statistics", "/statistik/?tahun=2026"),
    Shot("measures", "/statistik/ukuran/"),
    Shot("evaluation", "/statistik/evaluasi/"),
    Shot("privacy", "/privasi/"),
    Shot("log-in", "/akun/login/"),
    Shot("desk", "/meja/?antrean=semua", who="admin@kalsel.example"),
    Shot("desk-report", "{desk}", who="admin@kalsel.example"),
    Shot("desk-new", "/meja/laporan-baru/", who="admin@kalsel.example"),
    Shot("desk-notices", "/meja/pemberitahuan/", who="admin@kalsel.example"),
    Shot("desk-statistics", "/meja/statistik/?tahun=2026", who="admin@kalsel.example"),
    Shot("desk-field", "/meja/lapangan/", who="{liaison}"),
    Shot("oversight", "/pengawas/", who="{overseer}"),
    Shot("brand", "/kelola/merek/", who="admin@kalsel.example"),
    Shot("style", "/gaya/", who="admin@kalsel.example"),
)
README = {"report-320": ("report-kind", 320), "figures-1280": ("statistics", 1280), "desk-1280": ("desk", 1280)}


@dataclass
class Demo:
    """A running demonstration: where it is, and what its card says."""

    address: str
    card: str
    found: dict[str, str] = field(default_factory=dict)

    def account(self, word: str) -> str:
        """The first account whose line on the card has this word."""
        return next(line.split()[0] for line in self.card.splitlines() if "@" in line and word in line)

    def case(self) -> tuple[str, str]:
        """Number and access code of the first report on the card."""
        found = re.search(r"\b(\w{4}-\w{4})\s+((?:\w{4}-){5}\w{4})\b", self.card)
        assert found
        return found[1], found[2]


def main(arguments: list[str]) -> None:
    """Photograph, or lay out what was photographed."""
    if arguments == ["--sheets"]:
        return sheets()
    with running(arguments) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        demo.found |= places(browser, demo)
        for language in LANGUAGES:
            everything(browser, demo, language)
        browser.close()
    size = sum(path.stat().st_size for path in FOLDER.rglob("*.*"))
    print(f"{len(list(FOLDER.rglob('*.webp')))} pictures, {size / 1e6:.1f} MB with the README's")
    return None


@contextmanager
def running(arguments: list[str]) -> Iterator[Demo]:
    """The demonstration that was named, or one of our own that ends afterwards."""
    if arguments:
        yield Demo(arguments[0].rstrip("/"), Path(arguments[1]).read_text(encoding="utf-8"))
        return
    with tempfile.TemporaryDirectory() as data, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        command = [sys.executable, "-m", "tuntas", "demo", "--port", port, "--reports", str(REPORTS)]
        process = subprocess.Popen(command, env=os.environ | {"TUNTAS_DATA_DIR": data}, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            yield Demo(address, (Path(data) / "demo.txt").read_text(encoding="utf-8"))
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"no answer from {address}")


def places(browser: Browser, demo: Demo) -> dict[str, str]:
    """What stands in braces in SHOTS: the first report of the public list and of the desk, and two accounts."""
    found = {"liaison": demo.account("penghubung"), "overseer": demo.account("ombudsman@")}
    page = browser.new_context(locale="id-ID").new_page()
    page.goto(demo.address + "/laporan/")
    found["published"] = str(page.get_attribute("main .report-title a", "href"))
    _sign_in(page, demo, "admin@kalsel.example")
    page.goto(demo.address + "/meja/?antrean=semua")
    found["desk"] = str(page.get_attribute(".queue tbody a[href*='/meja/laporan/']", "href"))
    page.context.close()
    return found


def everything(browser: Browser, demo: Demo, language: str) -> None:
    """All pictures in one language; one person after the other, so that each signs in once."""
    for who in dict.fromkeys(shot.who for shot in SHOTS):
        page = browser.new_context(locale=f"{language}-ID", reduced_motion="reduce").new_page()
        _choose(page, demo, language)
        if who == "reporter":
            _prove(page, demo)
        elif who:
            _sign_in(page, demo, who.format(**demo.found))
        for shot in SHOTS:
            if shot.who == who:
                photograph(page, demo, shot, language)
        page.context.close()


def photograph(page: Page, demo: Demo, shot: Shot, language: str) -> None:
    """One page at every width in both themes, loaded once."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(demo.address + shot.path.format(**demo.found))
    for number in range(shot.steps):
        _answer(page, number)
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.evaluate("scrollTo(0, 0)")
            _keep(page, FOLDER / f"{language}-{theme}" / f"{shot.name}-{width}.webp")
            if (language, theme) == ("id", "light"):
                _for_readme(page, shot, width)
    page.emulate_media(color_scheme="light")


def _keep(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(suffix=".png") as raw:
        page.screenshot(path=raw.name)
        Image.open(raw.name).convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


def _for_readme(page: Page, shot: Shot, width: int) -> None:
    for name, wanted in README.items():
        if wanted == (shot.name, width):
            path = FOLDER / f"{name}.png"
            page.screenshot(path=path)
            Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)


def _choose(page: Page, demo: Demo, language: str) -> None:
    page.goto(demo.address + "/aksesibilitas/")
    button = page.locator(f"form.language button[lang={language}]")
    if button.count():
        button.first.click()


def _sign_in(page: Page, demo: Demo, who: str) -> None:
    page.goto(demo.address + "/akun/login/?next=/meja/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-primary")


def _prove(page: Page, demo: Demo) -> None:
    number, code = demo.case()
    page.goto(demo.address + "/lacak/")
    page.fill("input[name=reference]", number)
    page.fill("input[name=access_code]", code)
    page.click("main form button.btn-primary")


def _answer(page: Page, step: int) -> None:
    answers: dict[int, Any] = {
        0: lambda: page.check("input[name=kind][value=COMPLAINT]"),
        1: lambda: page.fill("textarea[name=body]", BODY),
        2: lambda: page.fill("input[name=place_text]", "Depan Pasar Lama"),
        3: lambda: page.check("input[name=topic] >> nth=0"),
        5: lambda: page.check("input[name=identity][value=SEALED]"),
    }
    answers.get(step, lambda: None)()
    page.click("button[name=go][value=next]")


def sheets() -> None:
    """Small pictures side by side, one sheet per width, language and theme."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        for width, height in SIZES.items():
            _sheet([folder / f"{shot.name}-{width}.webp" for shot in SHOTS], (width, height), folder.name)


def _sheet(paths: list[Path], size: tuple[int, int], name: str) -> None:
    wide = 320 if size[0] == 320 else 400
    tall = size[1] * wide // size[0]
    sheet = Image.new("RGB", (5 * (wide + 8), 5 * (tall + 24)), "grey")
    for place, path in enumerate(paths):
        at = (place % 5 * (wide + 8), place // 5 * (tall + 24))
        ImageDraw.Draw(sheet).text(at, path.stem, "white")
        if path.exists():
            sheet.paste(Image.open(path).resize((wide, tall)), (at[0], at[1] + 16))
    sheet.save(SHEETS / f"{name}-{size[0]}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
