"""Every kind of answer carries the whole set of headers, and every address that changes something is guarded."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.lives import Life
from tests.world import PASSWORD
from tuntas.accounts.models import User

pytestmark = pytest.mark.one_engine

ROUTES = Path(__file__).resolve().parent.parent / "routes.txt"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
UNGUARDED = {
    "lapor/": "a reporter has no session a stranger could ride; a form that expired would lose the words",
    "lapor/luring/": "the same form, sent by the queue on the device hours later",
    "lapor/wilayah.json": "looks areas up and changes nothing",
    "lapor/tanda-terima/": "draws the receipt of the code in the form and changes nothing",
    "berhenti/<str:token>/": "mail programs press it (RFC 8058); the signed token is the right",
    "laporan/<str:reference>/adukan/": "anybody may flag a published report, without a session",
}


def addresses() -> list[str]:
    """Every address without a part of its own, and one of each kind with an unknown part."""
    found = []
    for line in ROUTES.read_text(encoding="utf-8").splitlines():
        route = line.split("  ")[0]
        if not route.startswith("/^"):
            found.append(
                re.sub(r"<uuid:\w+>", "0199d3a0-0000-7000-8000-000000000000", re.sub(r"<(str|slug):\w+>", "x", route))
            )
    return [*found, "/akun/login/", "/akun/password/reset/", "/tidak/ada/"]


def test_every_answer_has_the_whole_set_of_headers(people):
    Life(people).submitted()
    anybody, officer = Client(raise_request_exception=False), Client(raise_request_exception=False)
    officer.force_login(User.objects.get(email__startswith="budi@"))
    wrong, statuses = [], set()
    for address in addresses():
        for client in (anybody, officer):
            answer = client.get(address)
            statuses.add(answer.status_code)
            policy = answer.get("Content-Security-Policy", "")
            missing = [name for name, value in ALWAYS.items() if answer.get(name) != value]
            if (
                missing
                or "default-src" not in policy
                or "unsafe" in policy
                or "geolocation=(self)" not in answer.get("Permissions-Policy", "")
            ):
                wrong.append((address, answer.status_code, missing, policy))
    assert wrong == []
    assert {200, 302, 404} <= statuses


def test_a_foreign_host_gets_no_page(people):
    answer = Client(raise_request_exception=False, headers={"host": "jahat.example"}).get("/")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "target", ["//jahat.example/", "https://jahat.example/", "\\\\jahat.example", "javascript:alert(1)"]
)
@pytest.mark.parametrize("address", ["/bahasa/setlang/", "/tema/"])
def test_no_redirect_leads_away(people, address, target):
    answer = Client().post(address, {"next": target, "language": "en", "theme": "dark", "tema": "dark"})
    assert "jahat" not in answer.get("Location", "")
    assert "javascript" not in answer.get("Location", "")


def _open(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _open(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and getattr(entry.callback, "csrf_exempt", False):
            yield prefix + str(entry.pattern)


def test_only_named_addresses_do_without_the_token():
    assert sorted(_open(get_resolver())) == sorted(UNGUARDED)


def test_a_change_without_the_token_is_refused(people):
    client = Client(enforce_csrf_checks=True, headers={"origin": "https://jahat.example"})
    client.force_login(User.objects.get(email__startswith="budi@"))
    patterns = [line.split("  ")[0] for line in ROUTES.read_text(encoding="utf-8").splitlines()]
    plain = [route for route in patterns if "<" not in route and route.lstrip("/") not in UNGUARDED]
    codes = {route: client.post(route, {"x": "1"}).status_code for route in plain}
    assert {route: code for route, code in codes.items() if code not in (403, 405)} == {}


def test_no_script_reads_a_cookie_and_no_other_site_sends_it(people, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    client = Client()
    client.get("/lacak/")
    client.post("/bahasa/setlang/", {"language": "en", "next": "/"})
    client.post("/tema/", {"tema": "dark"})
    client.post("/akun/login/", {"login": "ratna@kalsel.example", "password": PASSWORD})
    found = {name: (bool(each["httponly"]), each["samesite"]) for name, each in client.cookies.items()}
    assert {"csrftoken", "django_language", "sessionid"} <= found.keys()
    assert set(found.values()) == {(True, "Lax")}, found
