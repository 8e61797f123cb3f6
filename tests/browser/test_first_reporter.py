"""Somebody who reports for the first time, on a phone, from the front page to number and code.

Written down before measuring, for the way with one question a page and the least that may be answered:
  pages    10  front page, kind, story, place, topic, files, privacy, contact, check, receipt
  touches  10  Lapor, one kind, seven times Lanjut, Kirim
  fields    2  the story and a landmark
and for the way with all questions on one page:
  pages     3  front page, first question, the page itself (the receipt opens on it)
  touches   6  Lapor, "Isi semuanya di satu halaman", kind, identity, content, Kirim
  fields    2
At two seconds a touch, one minute for the story, fifteen seconds for the landmark and ten for reading each page, the
long way takes three and a half minutes at most, the short one two. Whoever adds a step has to change these numbers.
"""

import re
from dataclasses import astuple, dataclass

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

STORY = "Lampu jalan padam sejak sebulan lalu di tikungan dekat jembatan."


@dataclass
class Way:
    """What somebody went through."""

    pages: int = 0
    touches: int = 0
    fields: int = 0


MOST_STEP_BY_STEP, MOST_ON_ONE_PAGE = Way(10, 10, 2), Way(3, 6, 2)


class Phone:
    """A phone that counts."""

    def __init__(self, chromium, site: str) -> None:
        self.way = Way()
        self.page = chromium.new_context(locale="id-ID", viewport={"width": 360, "height": 740}).new_page()
        self.page.on("domcontentloaded", lambda _: setattr(self.way, "pages", self.way.pages + 1))
        self.page.goto(site)

    def touch(self, what: str) -> None:
        self.way.touches += 1
        self.page.locator(what).first.click()

    def write(self, field: str, words: str) -> None:
        self.way.fields += 1
        self.page.fill(f"[name={field}]", words)

    def next(self) -> None:
        self.touch("button[name=go][value=next]")

    def done(self) -> list[str]:
        """Number and code."""
        self.page.wait_for_selector(".reference-large >> nth=1")
        found = self.page.locator(".reference-large").all_inner_texts()
        self.page.context.close()
        return found


def within(way: Way, most: Way) -> bool:
    return all(one <= limit for one, limit in zip(astuple(way), astuple(most), strict=True))


def is_receipt(found: list[str]) -> bool:
    number, code = found
    return bool(re.fullmatch(r"\w{4}-\w{4}", number) and re.fullmatch(r"(\w{4}-){5}\w{4}", code))


def test_one_question_a_page(chromium, site):
    phone = Phone(chromium, site)
    phone.touch("main a[href='/lapor/']")
    phone.touch("label:has(input[name=kind][value=COMPLAINT])")
    phone.next()
    phone.write("body", STORY)
    phone.next()
    phone.write("place_text", "Tikungan dekat jembatan")
    for _ in ("place", "topic", "files", "privacy", "contact"):
        phone.next()
    phone.touch("#kirim")
    assert is_receipt(phone.done())
    assert within(phone.way, MOST_STEP_BY_STEP), phone.way


def test_everything_on_one_page(chromium, site):
    phone = Phone(chromium, site)
    phone.touch("main a[href='/lapor/']")
    phone.touch("main a[href='/lapor/luring/']:visible")
    phone.touch("label:has(input[name=kind][value=COMPLAINT])")
    phone.write("body", STORY)
    phone.write("place_text", "Tikungan dekat jembatan")
    phone.touch("label:has(input[name=identity][value=SEALED])")
    phone.touch("label:has(input[name=content][value=PUBLIC])")
    phone.touch("#kirim")
    assert is_receipt(phone.done())
    assert within(phone.way, MOST_ON_ONE_PAGE), phone.way


def test_the_quick_way_out_takes_the_place_of_the_page(chromium, site):
    phone = Phone(chromium, site)
    phone.page.route("https://**", lambda route: route.fulfill(body="<h1>Cuaca</h1>", content_type="text/html"))
    phone.touch("main a[href='/lapor/']")
    phone.touch("[data-quick-exit]")
    phone.page.wait_for_selector("h1:has-text('Cuaca')")
    phone.page.go_back()
    assert phone.page.url == f"{site}/"
    phone.page.context.close()
