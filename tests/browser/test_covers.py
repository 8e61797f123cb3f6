"""Boxes over a photo are drawn with a pointer and moved with the keys; what is sent is what was drawn."""

import pytest

from tests.browser.test_crawl import Crawler

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]


def numbers(page) -> list[list[str]]:
    rows = page.locator(".cover-row").all()
    return [[each.input_value() for each in row.locator("input").all()] for row in rows]


def test_a_box_is_drawn_by_pointer_and_moved_by_keys(chromium, lived, site):
    page = Crawler(chromium, site).sign_in("budi").page
    page.goto(f"{site}/meja/laporan/{lived['personal'][0]}/publikasi/")
    board = page.locator(".cover-boxes")
    board.scroll_into_view_if_needed()
    frame = board.bounding_box()

    def at(x: float, y: float) -> tuple[float, float]:
        return frame["x"] + frame["width"] * x / 100, frame["y"] + frame["height"] * y / 100

    page.mouse.move(*at(50.5, 40.5))
    page.mouse.down()
    page.mouse.move(*at(20.5, 20.5), steps=3)
    page.mouse.up()
    assert numbers(page)[0] == ["20", "20", "31", "21"]
    page.get_by_role("button", name="Tambah kotak").press("Enter")
    for key in ("ArrowUp", "ArrowUp", "Tab", "ArrowDown"):
        page.keyboard.press(key)
    assert numbers(page)[1] == ["42", "39", "20", "20"]
    assert page.locator("[data-boxes] rect").count() == 2
    page.locator("button[value=terapkan]").click()
    assert numbers(page)[:2] == [["20", "20", "31", "21"], ["42", "39", "20", "20"]]
    assert board.locator("rect").count() == 2
