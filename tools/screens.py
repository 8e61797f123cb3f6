"""Photograph the pages the README shows, from a running demo: screens.py ADDRESS"""

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


def main(address: str) -> None:
    """Three pictures, few colours, small files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_context(locale="id-ID").new_page()
        _shot(page, f"{address}/lapor/", "report-320", PHONE)
        _shot(page, f"{address}/statistik/?tahun=2025", "figures-1280", DESK)
        page.goto(f"{address}/akun/login/?next=/meja/")
        page.fill("input[name=login]", "admin@kalsel.example")
        page.fill("input[name=password]", "tuntas-demo")
        page.click("main button.btn-primary")
        _shot(page, f"{address}/meja/?antrean=semua", "desk-1280", DESK)
        browser.close()


def _shot(page, address: str, name: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.goto(address)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
