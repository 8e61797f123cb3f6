"""What there is under /akun/: pages of ours, each crawled by the browser tests or excluded with a reason."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, resolve

from tests.browser.pages import ACCOUNT_EXCLUDED, ACCOUNT_PAGES
from tests.web.signing_in import sign_in

pytestmark = pytest.mark.django_db

CLOSED = (
    "/akun/", "/akun/email/", "/akun/confirm-email/", "/akun/confirm-email/MQ:1a:x/", "/akun/password/set/",
    "/akun/login/code/", "/akun/login/code/confirm/", "/akun/phone/change/", "/akun/2fa/trust/",
    "/akun/2fa/webauthn/login/", "/akun/2fa/webauthn/signup/", "/akun/3rdparty/", "/akun/sessions/",
)  # fmt: skip
"""What allauth knows and nobody here needs."""


def _names(resolver, prefix: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        at = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            found |= _names(pattern, at)
        elif at.startswith("akun/"):
            found.add(pattern.name)
    return found


@pytest.mark.one_engine
def test_every_address_is_crawled_or_says_why_not():
    crawled = {resolve(path).url_name for _who, path in ACCOUNT_PAGES}
    assert sorted(_names(get_resolver()) - crawled - ACCOUNT_EXCLUDED.keys()) == []
    assert sorted(ACCOUNT_EXCLUDED.keys() & crawled) == []
    assert sorted((ACCOUNT_EXCLUDED.keys() | crawled) - _names(get_resolver())) == []


@pytest.mark.parametrize("path", CLOSED)
def test_what_nobody_needs_is_closed(people, settings, path):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    cache.clear()
    ratna = sign_in()
    assert [who.get(path).status_code for who in (Client(), ratna)] == [404, 404]
    assert [who.post(path, {"email": "ratna@kalsel.example"}).status_code for who in (Client(), ratna)] == [404, 404]
