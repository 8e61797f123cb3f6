"""The pages of the competence register."""

from datetime import timedelta

import pytest

from tests.lives import Life, office
from tests.web.managing import entered, queries
from tuntas.institutions.models import Competence
from tuntas.kernel import clock

LIST, NEW, GAPS = "/kelola/wewenang/", "/kelola/wewenang/baru/", "/kelola/wewenang/celah/"


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_GOVERNMENT = "kalsel"


def since() -> str:
    return (clock.now().date() + timedelta(days=9)).isoformat()


def roads() -> Competence:
    return Competence.objects.get(topic="jalan-berlubang", institution=office("banjarmasin-pupr"))


def test_a_line_is_shown_first_and_then_added(client, people):
    entered(client, "budi@kalsel.example")
    Life(people, at=clock.now() - timedelta(days=2)).submitted(topic_code="jalan-nasional")
    given = {"topic": "jalan-nasional", "region": "6371", "institution": str(office("kalsel-dishub").pk)}
    given |= {"legal_basis": "Perda 7", "since": since()}
    shown = client.post(NEW, given)
    assert (shown.status_code, shown.context["preview"].waiting) == (200, 1)
    assert not Competence.objects.filter(legal_basis="Perda 7").exists()
    assert client.post(NEW, {**given, "sahkan": "1"}).status_code == 302
    assert Competence.objects.get(legal_basis="Perda 7").institution == office("kalsel-dishub")
    assert client.post(NEW, {**given, "sahkan": "1"}).status_code == 422
    assert "Perda 7" in client.get(f"{LIST}?keadaan=akan").content.decode()
    assert "Perda 7" not in client.get(LIST).content.decode()


def test_a_line_goes_to_somebody_else_or_ends(client, people):
    entered(client, "budi@kalsel.example")
    row = roads()
    page = f"{LIST}{row.pk}/"
    given = {"langkah": "ganti", "institution": str(office("kalsel-pupr").pk), "legal_basis": "SK 1", "since": since()}
    assert client.post(page, given).context["preview"].waiting == 0
    assert client.post(page, {**given, "sahkan": "1"}).status_code == 302
    new = Competence.objects.get(legal_basis="SK 1")
    ending = {"langkah": "akhiri", "akhir-legal_basis": "SK 2", "akhir-since": since(), "sahkan": "1"}
    assert client.post(f"{LIST}{new.pk}/", ending).status_code == 422, "it would end before it began"
    assert client.post(page, ending).status_code == 422, "it has ended"
    assert "Kewenangan dialihkan" in client.get("/kelola/riwayat/").content.decode()


def test_another_city_only_reads(client, people):
    entered(client, "nia@banjarmasin.example")
    row = Competence.objects.get(topic="jalan-berlubang", institution=office("kalsel-pupr"))
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    assert 'name="langkah"' not in page
    given = {"langkah": "akhiri", "akhir-legal_basis": "SK 2", "akhir-since": since(), "sahkan": "1"}
    assert client.post(f"{LIST}{row.pk}/", given).status_code == 422
    row.refresh_from_db()
    assert row.effective_until is None


def test_narrowed_down_and_without_a_query_per_row(client, people):
    entered(client, "budi@kalsel.example")
    few, many = f"{LIST}?topik=jalan-nasional", f"{LIST}?topik=jalan"
    everything = client.get(LIST).context["total"]
    assert 1 == client.get(few).context["total"] < client.get(many).context["total"] < everything
    assert queries(client, few) == queries(client, many)
    assert client.get(f"{LIST}?instansi=perhubungan&wilayah=6371").context["total"] > 0


def test_gaps_are_listed_with_a_way_to_close_them(client, people):
    entered(client, "budi@kalsel.example")
    assert queries(client, GAPS) < 20
    Competence.objects.filter(topic__in=["jalan", "jalan-berlubang"]).delete()
    page = client.get(GAPS).content.decode()
    assert "/kelola/wewenang/baru/?topic=jalan-berlubang&amp;region=6301" in page


@pytest.mark.parametrize("who", ["ratna", "hadi", "sri", "intan"])
@pytest.mark.parametrize("address", [LIST, NEW, GAPS])
def test_nobody_without_administration_gets_in(client, people, who, address):
    assert entered(client, f"{who}@kalsel.example").get(address).status_code == 404
