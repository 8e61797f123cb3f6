"""What answers carry besides their words: how they are to be read, for whom, and what their cookies allow."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.managing import entered
from tests.web.test_headers import addresses
from tests.world import PASSWORD

pytestmark = pytest.mark.one_engine


def test_every_answer_says_how_it_is_read_is_for_no_other_site_and_names_no_version(people):
    officer = entered(Client(raise_request_exception=False), "budi@kalsel.example")
    wrong = []
    for address in addresses():
        answer = officer.get(address)
        kind = answer.get("Content-Type", "")
        unread = answer.content and (not kind or (kind.startswith("text/") and "charset=" not in kind))
        told = [name for name in ("Access-Control-Allow-Origin", "Server", "X-Powered-By") if name in answer]
        if unread or told:
            wrong.append((address, kind, told))
    assert wrong == []


def test_trace_gives_nothing_back(people):
    officer = entered(Client(raise_request_exception=False), "budi@kalsel.example")
    for address in addresses():
        answer = officer.trace(address, headers={"x-rahasia": "kenari-di-kepala"})
        assert b"kenari-di-kepala" not in answer.content
        assert answer.status_code != 200


def test_cookies_are_closed_to_scripts_and_other_sites_and_travel_by_https(people, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "budi@kalsel.example", "password": PASSWORD})
    session, form = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert session["httponly"]
    assert (session["samesite"], form["samesite"]) == ("Lax", "Lax")
    assert session["secure"]
    assert form["secure"]


@pytest.mark.parametrize("address", ["/meja/", "/kelola/", "/pengawas/", "/meja/statistik/"])
def test_the_way_out_is_on_every_page_of_the_desk(people, client, settings, address):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    page = entered(client, "budi@kalsel.example").get(address)
    assert page.status_code == 200
    assert f'"{reverse("account_logout")}"' in page.text
