"""A liaison's first round by letter keys: list, open, next, act; and bulk pages that fit a phone."""

import pytest

from tests.lives import ANSWER
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def desk(server_over):
    """A desk of its own: what is done here is done."""
    server = server_over("lived")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sign_in(desk, chromium):
    opened = []

    def sign(name: str, width: int = 1280):
        page = chromium.new_context(locale="id-ID", viewport={"width": width, "height": 900}).new_page()
        opened.append(page.context)
        page.goto(f"{desk.address}/akun/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    yield sign
    for context in opened:
        context.close()


def test_from_the_list_to_the_next_report_and_to_its_act(desk, sign_in):
    page = sign_in("ratna@kalsel.example")
    page.goto(f"{desk.address}/meja/?antrean=unit")
    titles = page.locator("[data-queue] tbody th a")
    assert titles.count() > 2
    focused = "[...document.querySelectorAll('[data-queue] tbody th a')].indexOf(document.activeElement)"
    for key, place in (("j", 0), ("j", 1), ("k", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        assert page.evaluate(focused) == place
    page.keyboard.press("x")
    assert page.locator("[name=pilih]:checked").count() == 1
    first, second = (titles.nth(place).get_attribute("href") for place in (0, 1))
    page.evaluate("document.querySelector('[data-queue] tbody th a').focus()")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{desk.address}{first}"
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url == f"{desk.address}{second}"
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.url == f"{desk.address}{first}"
    page.goto(f"{desk.address}/meja/laporan/{desk.lived['dispatched'][0]}/?antrean=unit")
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.name") == "respon-message"
    # A letter that is typed is a letter, and no command.
    page.keyboard.insert_text(ANSWER)
    page.keyboard.press("j")
    page.keyboard.press("Backspace")
    page.locator("[data-draft-said]").first.filter(has_text="Draf tersimpan").wait_for(timeout=8_000)
    page.reload()
    assert page.input_value("[name=respon-message]") == ANSWER
    page.locator("#langkah-respon button.btn-primary").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Tersimpan: Respons awal." in page.inner_text("main")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert page.url == f"{desk.address}/meja/?antrean=unit"


@pytest.mark.parametrize("width", [320, 1280])
def test_bulk_pages_fit(desk, sign_in, width):
    page = sign_in("budi@kalsel.example", width)
    page.goto(f"{desk.address}/meja/?antrean=semua")
    page.locator("[name=pilih]").first.check()
    page.select_option("[name=langkah]", "tanda")
    assert page.evaluate(WIDER) == 0
    with page.expect_navigation():
        page.locator("[data-bulk] button").click()
    assert page.evaluate(WIDER) == 0
    page.fill("[name=tag]", f"lebar {width}")
    with page.expect_navigation():
        page.locator("form.panel button").click()
    assert "1 selesai, 0 ditolak, 0 menunggu" in page.inner_text("main")
    assert page.evaluate(WIDER) == 0
