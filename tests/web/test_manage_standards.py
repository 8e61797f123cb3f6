"""The page of service standards: what would have changed is shown before anything does."""

from datetime import timedelta

import pytest

from tests.lives import Life
from tests.web.managing import entered, queries
from tuntas.kernel import clock
from tuntas.sla.models import Rule
from tuntas.sla.rules import forget

PAGE = "/kelola/standar/"


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_GOVERNMENT = "kalsel"
    yield
    forget()


def given(**changes: str) -> dict[str, str]:
    since = clock.now().date() + timedelta(days=9)
    values = {"kind": "VERIFICATION", "classification": "", "topic": "", "institution": "", "days": "2"}
    law = {"unit": "WORKING", "legal_basis": "Pergub 1", "effective_from": since.isoformat(), "verified": "on"}
    return {**values, **law, **changes}


def test_first_what_it_means_then_in_force(client, people):
    entered(client, "budi@kalsel.example")
    Life(people, at=clock.now() - timedelta(days=3)).submitted()
    shown = client.post(PAGE, given())
    assert (shown.status_code, shown.context["preview"].changed) == (200, 1)
    assert "Tidak ada tenggat yang bergeser" in shown.content.decode()
    assert not Rule.objects.filter(legal_basis="Pergub 1").exists()
    assert client.post(PAGE, given(langkah="sahkan")).status_code == 302
    rule = Rule.objects.get(legal_basis="Pergub 1")
    assert (rule.days, rule.verified, rule.entered_by) == (2, True, "Budi Rahman")
    assert "Pergub 1" in client.get(PAGE).content.decode()
    assert "Standar waktu diubah" in client.get("/kelola/riwayat/").content.decode()


def test_a_refusal_keeps_what_was_typed(client, people):
    entered(client, "budi@kalsel.example")
    answer = client.post(PAGE, given(effective_from="2024-01-01"))
    assert answer.status_code == 422
    assert "Pergub 1" in answer.content.decode()


def test_a_city_is_offered_its_own_offices_only(client, people):
    entered(client, "nia@banjarmasin.example")
    assert client.post(PAGE, given(langkah="sahkan")).status_code == 422
    answer = client.post(PAGE, given(langkah="sahkan", institution="banjarmasin-pupr"))
    assert answer.status_code == 302
    assert Rule.objects.get(legal_basis="Pergub 1").institution_code == "banjarmasin-pupr"


@pytest.mark.parametrize("who", ["ratna", "hadi", "sri", "intan"])
def test_nobody_without_administration_gets_in(client, people, who):
    assert entered(client, f"{who}@kalsel.example").get(PAGE).status_code == 404


def test_the_list_asks_no_query_per_row(client, people):
    entered(client, "budi@kalsel.example")
    before = queries(client, PAGE)
    for code in ("kalsel-pupr", "kalsel-dishub", "kalsel"):
        client.post(PAGE, given(langkah="sahkan", institution=code, days="1"))
    assert Rule.objects.filter(legal_basis="Pergub 1").count() == 3
    assert queries(client, PAGE) == before
