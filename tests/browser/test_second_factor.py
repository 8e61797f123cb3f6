"""Yusuf sets up an authenticator, recovery codes and a passkey in a real browser, and signs in with the passkey; every
page of the way is looked at. The key is Chromium's own virtual authenticator, held to the same protocol."""

import re

import pytest

from tests.browser.test_crawl import Crawler
from tests.browser.walking import one_time_code
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def yusuf(chromium, running):
    """At the name that browsers take for a safe one: an address of numbers has no passkeys."""
    crawler = Crawler(chromium, f"http://localhost:{running.port}")
    session = crawler.page.context.new_cdp_session(crawler.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield crawler.sign_in("yusuf")
    crawler.page.context.close()


def press(crawler: Crawler, words: str) -> None:
    page = crawler.page
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).click()


def open_at(crawler: Crawler, path: str) -> None:
    assert crawler.page.goto(crawler.site + path).status == 200
    crawler.look(path)


def set_up_codes(crawler: Crawler) -> None:
    open_at(crawler, "/akun/2fa/totp/activate/")
    secret = re.search(r"\b[A-Z2-7]{32}\b", crawler.page.inner_text("main")).group()
    crawler.page.fill("main input[name=code]", one_time_code(secret))
    press(crawler, "Aktifkan")
    crawler.look("recovery codes")
    assert crawler.page.locator("main .codes li").count() == 10


def set_up_key(crawler: Crawler) -> None:
    open_at(crawler, "/akun/2fa/webauthn/add/")
    crawler.page.fill("main input[name=name]", "Ponsel dinas")
    press(crawler, "Tambah kunci")
    open_at(crawler, "/akun/2fa/webauthn/")
    assert "Ponsel dinas" in crawler.page.inner_text("main")


def leave_and_come(crawler: Crawler) -> None:
    page = crawler.page
    page.goto(f"{crawler.site}/akun/logout/")
    press(crawler, "Keluar")
    page.goto(f"{crawler.site}/akun/login/?next=/meja/pengaturan/")
    page.fill("input[name=login]", "yusuf@kalsel.example")
    page.fill("input[name=password]", PASSWORD)
    press(crawler, "Masuk")
    assert "/akun/2fa/authenticate/" in page.url
    crawler.look("second step")


def test_a_passkey_opens_the_second_step_and_every_page_of_the_way_is_sound(yusuf):
    set_up_codes(yusuf)
    set_up_key(yusuf)
    leave_and_come(yusuf)
    press(yusuf, "Pakai kunci keamanan")
    assert yusuf.page.url.endswith("/meja/pengaturan/")
    for path in ("/akun/2fa/", "/akun/2fa/reauthenticate/", "/akun/2fa/webauthn/reauthenticate/"):
        open_at(yusuf, path)
    press(yusuf, "Pakai kunci keamanan")
    for path in ("/akun/2fa/recovery-codes/", "/akun/2fa/recovery-codes/generate/", "/akun/2fa/totp/deactivate/"):
        open_at(yusuf, path)
    yusuf.page.goto(f"{yusuf.site}/akun/2fa/webauthn/")
    for words in ("Ubah Ponsel dinas", "Hapus Ponsel dinas"):
        yusuf.page.get_by_role("link", name=words).click()
        yusuf.look(words)
        yusuf.page.go_back()
    assert not yusuf.wrong, yusuf.told()
