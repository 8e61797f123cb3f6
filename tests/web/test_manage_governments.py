"""Whoever runs the installation adds a government; its first administrator comes in by the invitation alone."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tuntas.accounts.models import Invitation, Membership, User
from tuntas.audit.models import Change
from tuntas.institutions.models import Institution

PAGE = "/kelola/pemerintah/"
TABALONG = {
    "name": "Pemerintah Kabupaten Tabalong Baru",
    "short_name": "Pemkab Tabalong",
    "level": "REGENCY",
    "region": "6309",
    "person": "Yusuf Halim",
    "email": "yusuf@tabalong.example",
}


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_GOVERNMENT = "kalsel"


@pytest.fixture
def agus(client, people):
    client.force_login(User.objects.get(email="agus@nasional.example"))
    return client


def made() -> Institution | None:
    return Institution.objects.filter(name=TABALONG["name"]).first()


@pytest.fixture(autouse=True)
def not_there_yet(people):
    Institution.objects.filter(region_id="6309").update(active=False)


def test_a_government_is_added_and_its_administrator_walks_in(agus):
    assert agus.post(PAGE, TABALONG).status_code == 302
    government = made()
    assert (government.path, government.government_id) == (f"/ri/kalsel/{government.code}/", government.pk)
    assert government.time_zone == "Asia/Makassar"
    assert Change.objects.filter(verb="add_government", thing=str(government.pk)).count() == 1
    link = re.search(r"/undangan/\S+", mail.outbox[-1].body)[0]
    assert mail.outbox[-1].to == ["yusuf@tabalong.example"]
    agus.logout()
    agus.post(link, {"password": "kebun-durian-di-hulu-9"})
    seat = Membership.objects.get(user__email="yusuf@tabalong.example")
    assert (seat.institution, seat.role) == (government, "AGENCY_ADMIN")
    assert agus.get("/kelola/unit/").status_code == 200
    assert agus.get(PAGE).status_code == 404


def test_one_that_is_there_gets_its_first_administrator(agus):
    balangan = Institution.objects.get(code="balangan")
    given = {"there": balangan.pk, "level": "REGENCY", "person": "Yusuf Halim", "email": "yusuf@balangan.example"}
    assert agus.post(PAGE, given).status_code == 302
    assert Invitation.objects.get().institution == balangan
    assert mail.outbox[-1].to == ["yusuf@balangan.example"]


def test_one_with_an_administrator_of_its_own_is_not_offered(agus):
    given = {"there": Institution.objects.get(code="kalsel").pk, "level": "PROVINCE", "email": "yusuf@lain.example"}
    assert agus.post(PAGE, {**given, "person": "Yusuf Halim"}).status_code == 422
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Nama pemerintah kosong"),
        ({"region": ""}, "Pilih wilayah dari daftar"),
        ({"region": "63", "level": "PROVINCE"}, "Wilayah ini sudah mempunyai pemerintah"),
        ({"name": "PEMERINTAH PROVINSI KALIMANTAN SELATAN"}, "Pemerintah dengan nama ini sudah ada"),
        ({"email": "bukan alamat"}, "alamat"),
        ({"person": ""}, ""),
    ],
)
def test_what_is_wrong_adds_nothing_and_invites_nobody(agus, changed, sentence):
    page = agus.post(PAGE, {**TABALONG, **changed})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert (made(), Invitation.objects.count(), mail.outbox) == (None, 0, [])


@pytest.mark.parametrize("who", ["ratna", "hadi", "sri", "intan"])
def test_nobody_else_gets_in(client, people, who):
    client.force_login(User.objects.get(email=f"{who}@kalsel.example"))
    assert client.post(PAGE, TABALONG).status_code == 404
    assert made() is None


def test_an_administrator_of_another_government_does_not_either(client, people, settings):
    settings.TUNTAS_GOVERNMENT = "lain"
    client.force_login(User.objects.get(email="budi@kalsel.example"))
    assert client.post(PAGE, TABALONG).status_code == 404


def test_three_governments_cost_as_much_as_one(agus):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert agus.get(PAGE).status_code == 200
        return len(seen)

    one = queries()
    for number in range(2):
        row = Institution.objects.create(
            code=f"baru-{number}", name=f"Pemerintah {number}", level="REGENCY", path=f"/baru-{number}/"
        )
        Institution.objects.filter(pk=row.pk).update(government_id=row.pk)
    assert queries() == one
