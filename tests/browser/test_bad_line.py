"""A report over a bad line arrives once, photos are made smaller, and the way through the form stays short."""

import io
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from .conftest import SEED, _free_port, _wait

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

ROOT = Path(__file__).resolve().parents[2]
MOST_PAGES, MOST_REQUIRED = 8, 5
"""Written down before measuring. Required: the kind, the story, a place, and the two choices of privacy."""


class Server:
    """A server that can be stopped and started over the same data."""

    def __init__(self, data: Path) -> None:
        self.port, self.base, self.process = _free_port(), data / "tuntas.sqlite3", None
        self.address = f"http://127.0.0.1:{self.port}"
        own = {
            "TUNTAS_DATA_DIR": str(data),
            "TUNTAS_DATABASE_URL": f"sqlite:///{self.base}",
            "TUNTAS_DEMO": "1",
            "TUNTAS_PUBLIC_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "tuntas.settings",
        }
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("TUNTAS_")} | own
        self.run("-m", "tuntas", "manage", "migrate", "-v", "0")
        self.run("-c", SEED, str(data / "lived.json"))

    def run(self, *words: str) -> None:
        subprocess.run([sys.executable, *words], check=True, env=self.environment, cwd=ROOT)

    def start(self) -> None:
        command = [sys.executable, "-m", "tuntas", "serve", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT)
        _wait(self.address + "/", self.process)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def count(self) -> int:
        with sqlite3.connect(self.base) as base:
            return base.execute("select count(*) from reports_report").fetchone()[0]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("line"))
    server.start()
    yield server
    server.stop()


def next_page(page) -> None:
    page.click("button[name=go][value=next]")


def to_files(page, address: str) -> None:
    page.goto(f"{address}/lapor/")
    page.check("input[name=kind][value=COMPLAINT]")
    next_page(page)
    page.fill("textarea[name=body]", "Lampu jalan padam sejak sebulan lalu di tikungan dekat jembatan.")
    next_page(page)
    page.fill("input[name=place_text]", "Tikungan dekat jembatan")
    next_page(page)
    next_page(page)


def to_check(page, address: str) -> None:
    to_files(page, address)
    next_page(page)
    page.check("input[name=identity][value=NONE]")
    page.check("input[name=content][value=PUBLIC]")
    next_page(page)


def phone(chromium):
    return chromium.new_context(locale="id-ID", viewport={"width": 320, "height": 700}).new_page()


def test_a_report_sent_while_the_server_is_down_arrives_once(chromium, server):
    page, before = phone(chromium), server.count()
    to_check(page, server.address)
    server.stop()
    try:
        page.click("#kirim")
        page.wait_for_selector("[data-sending]:has-text('Menunggu jaringan')")
        assert server.count() == before
    finally:
        server.start()
    page.wait_for_selector(".reference-large", timeout=30_000)
    assert server.count() == before + 1


def test_a_lost_answer_makes_no_second_report(chromium, server):
    page, before, lost = phone(chromium), server.count(), []
    to_check(page, server.address)

    def lose(route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        assert server.count() == before + 1
        route.abort()

    page.route("**/lapor/", lose)
    page.click("#kirim")
    page.wait_for_selector(".reference-large", timeout=30_000)
    assert (lost, server.count()) == ([200], before + 1)


def test_a_large_photo_is_made_smaller_upright_and_without_its_place(chromium, server):
    page, data, exif = phone(chromium), io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    Image.effect_noise((3000, 2000), 40).convert("RGB").save(data, "JPEG", quality=95, exif=exif)
    to_files(page, server.address)
    page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()})
    page.wait_for_selector("[data-shrunk]:has-text('1 berkas')")
    sent = bytes(page.evaluate("document.querySelector('input[type=file]').files[0].bytes().then(all => [...all])"))
    with Image.open(io.BytesIO(sent)) as picture:
        assert (picture.size, len(picture.getexif())) == ((1365, 2048), 0)
    assert len(sent) < len(data.getvalue())
    next_page(page)
    assert page.locator(".error-summary").count() == 0


def test_the_way_through_the_form_stays_short(chromium, server):
    page, pages, given = phone(chromium), [], []
    page.on("load", lambda loaded: pages.append(loaded.url))
    fill, check = page.fill, page.check
    page.fill = lambda field, words: (given.append(field), fill(field, words))
    page.check = lambda field: (given.append(field), check(field))
    to_check(page, server.address)
    page.click("#kirim")
    page.wait_for_selector(".reference-large", timeout=30_000)
    assert len(pages) <= MOST_PAGES, pages
    assert len(given) <= MOST_REQUIRED, given
