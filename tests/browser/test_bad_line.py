"""A report over a bad line arrives once, photos are made smaller, and the way through the form stays short."""

import io
import sqlite3

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

MOST_PAGES, MOST_REQUIRED = 8, 5
"""Written down before measuring. Required: the kind, the story, a place, and the two choices of privacy."""


@pytest.fixture(scope="module")
def server(server_over):
    server = server_over("lived")
    server.start()
    yield server
    server.stop()


def count(server) -> int:
    with sqlite3.connect(server.database) as base:
        return base.execute("select count(*) from reports_report").fetchone()[0]


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
    page, before = phone(chromium), count(server)
    to_check(page, server.address)
    server.stop()
    try:
        page.click("#kirim")
        page.wait_for_selector("[data-sending]:has-text('Menunggu jaringan')")
        assert count(server) == before
    finally:
        server.start()
    page.wait_for_selector(".reference-large", timeout=30_000)
    assert count(server) == before + 1


def test_a_lost_answer_makes_no_second_report(chromium, server):
    page, before, lost = phone(chromium), count(server), []
    to_check(page, server.address)

    def lose(route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        assert count(server) == before + 1
        route.abort()

    page.route("**/lapor/", lose)
    page.click("#kirim")
    page.wait_for_selector(".reference-large", timeout=30_000)
    assert (lost, count(server)) == ([200], before + 1)


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
