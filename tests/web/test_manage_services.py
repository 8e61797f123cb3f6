"""The page of service accounts, and what their tokens read."""

import re

import pytest
from django.test import Client

from tests.cast import NOW
from tests.lives import Life, office
from tests.web.signing_in import person
from tuntas.accounts.models import ServiceAccount
from tuntas.accounts.services import make_service

PAGE, FIGURES = "/kelola/layanan/", "/api/v1/angka.json"
pytestmark = pytest.mark.django_db


@pytest.fixture
def budi(people, settings) -> Client:
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    client = Client()
    client.force_login(person("budi@kalsel.example"))
    return client


def ask(token: str, path: str = f"{FIGURES}?tahun=2025"):
    return Client().get(path, headers={"authorization": f"Bearer {token}"})


def test_a_token_is_shown_once_reads_and_is_revoked(budi):
    answer = budi.post(PAGE, {"name": "Papan kota", "scopes": ["figures"], "days": "30"})
    token = re.search(r"tuntas_[\w-]{43}", answer.content.decode()).group()
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    again = budi.get(PAGE).content.decode()
    assert (token in again, "Papan kota" in again, "Belum pernah dipakai." in again) == (False, True, True)
    assert ask(token).status_code == 200
    assert "Terakhir dipakai" in budi.get(PAGE).content.decode()
    assert budi.post(f"{PAGE}{ServiceAccount.objects.get().pk}/cabut/").status_code == 302
    assert (ask(token).status_code, "dicabut" in budi.get(PAGE).content.decode()) == (401, True)


def test_a_form_left_empty_makes_nothing(budi):
    answer = budi.post(PAGE, {"name": "", "days": "400"})
    assert (answer.status_code, ServiceAccount.objects.count()) == (422, 0)


def test_figures_are_those_of_the_own_government(people):
    Life(people).submitted().dispatched()
    Life(people).submitted()
    tokens = {}
    for code, by in (("kalsel", people.budi), ("banjarmasin", people.nia)):
        kept = {"days": 365, "government": office(code), "by": by, "at": NOW}
        tokens[code] = make_service("Papan", ["figures"], **kept)[1]
    ServiceAccount.objects.update(expires_at="2999-01-01T00:00Z")
    told = ask(tokens["kalsel"]).json()
    assert (told["government"], told["year"]) == ("kalsel", 2025)
    assert (told["figures"]["received"], told["figures"]["dispatched"]) == (2, 1)
    assert ask(tokens["banjarmasin"]).json()["figures"]["received"] == 0
    assert ask(tokens["kalsel"], f"{FIGURES}?tahun=2024").json()["figures"]["received"] == 0


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer tuntas_lain", "Basic dHVudGFz"])
def test_without_a_token_nothing_is_read_not_even_by_cookie(budi, header):
    answer = budi.get(f"{FIGURES}?tahun=2025", headers={"authorization": header} if header is not None else {})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
    assert answer["WWW-Authenticate"] == 'Bearer realm="tuntas"'


@pytest.mark.parametrize("year", ["", "25", "dua", "２０２５", "20250"])
def test_a_year_that_is_none_is_refused_in_words(people, year):
    _service, token = make_service("Papan", ["figures"], days=1, government=office("kalsel"), by=people.budi, at=NOW)
    ServiceAccount.objects.update(expires_at="2999-01-01T00:00Z")
    answer = ask(token, f"{FIGURES}?tahun={year}")
    assert (answer.status_code, "?tahun=2025" in answer.json()["message"]) == (422, True)
