"""The overseers' pages: what is in which list, who may look, and that nobody is named."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NOW, system
from tests.lives import Life, office
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.reports.actions import close, converse, dispatch, work
from tuntas.reports.states import Classification, ReturnReason
from tuntas.web.overseer_lists import LISTINGS

PAGE = "/pengawas/"
LATER = NOW + timedelta(days=28)


@pytest.fixture(autouse=True)
def _four_weeks_later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=f"{name}@"))
    return client


def listed(client: Client, name: str) -> list[str]:
    return [row.number for row in client.get(PAGE, {"daftar": name}).context["rows"]]


def case(report) -> str:
    return f"/pengawas/laporan/{report.reference}/"


def bounced(people) -> Life:
    life = Life(people).submitted().dispatched().returned()
    dispatch.redispatch_unit(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    dispatch.hand_back(
        life.report,
        reason=ReturnReason.OTHER_AREA,
        suggested=office("kalsel-pupr"),
        by=people.yusuf,
        at=life.tick(),
    )
    return life


def broken(people) -> Life:
    life = Life(people).submitted().dispatched().responded().promised()
    life.at += timedelta(days=15)
    work.break_promise(life.report, by=system, at=life.at)
    return life


def silent(people) -> Life:
    life = Life(people).submitted(topic_code="air-tarif").dispatched().responded().followed_up()
    life.at += timedelta(days=20)
    close.close_silent(life.report, by=system, at=life.at)
    return life


MAKERS = {
    "belum-dijawab": lambda people: Life(people).submitted().dispatched(),
    "diam": silent,
    "disanggah": lambda people: Life(people).submitted().dispatched().responded().followed_up().disputed(),
    "janji": broken,
    "dipantulkan": bounced,
    "lewat": lambda people: Life(people).submitted(),
}


@pytest.mark.parametrize("name", [listing.name for listing in LISTINGS])
def test_each_list_has_its_case_and_not_the_good_one(people, name):
    life = MAKERS[name](people)
    Life(people).submitted().dispatched().responded().followed_up().confirmed()
    client = signed_in("dewi")
    assert listed(client, name) == [life.report.number]
    tiles = {str(tile["label"]): tile["number"] for tile in client.get(PAGE).context["tiles"]}
    titles = {listing.name: str(listing.title) for listing in LISTINGS}
    assert tiles[titles[name]] == "1"


def test_a_row_says_where_since_when_which_clock_and_how_late(people):
    Life(people).submitted()
    row = signed_in("dewi").get(PAGE).context["rows"][0]
    assert row.office == "Pemprov Kalsel"
    assert row.since == "6 Maret 2025"
    assert row.clock == "Verifikasi laporan"
    assert row.late == "15 hari kerja"


def test_a_paused_clock_is_not_late(people):
    life = Life(people).submitted().dispatched().responded().held()
    assert life.report.clocks.get(kind="SETTLEMENT").paused_at is not None
    assert life.report.number not in listed(signed_in("dewi"), "lewat")


@pytest.mark.parametrize("name", ["dewi", "agus", "budi", "sri"])
def test_overseers_look_at_their_scope(people, name):
    life = Life(people).submitted().dispatched()
    client = signed_in(name)
    assert listed(client, "belum-dijawab") == [life.report.number]
    assert client.get(case(life.report)).status_code == 200


def test_the_city_does_not_see_the_province(people):
    life = Life(people).submitted().dispatched()
    assert listed(signed_in("nia"), "belum-dijawab") == []
    assert signed_in("nia").get(case(life.report)).status_code == 404


@pytest.mark.parametrize("name", ["ratna", "hadi", "intan"])
def test_nobody_else_gets_in(people, name):
    life = Life(people).submitted().dispatched()
    client = signed_in(name)
    assert client.get(PAGE).status_code == 404
    assert client.get(case(life.report)).status_code == 404


def test_visitors_are_asked_to_log_in(client, people):
    assert client.get(PAGE).headers["Location"].startswith("/akun/")


@pytest.mark.parametrize("changes", [{"content": "SECRET"}, {"classification": Classification.SUPERVISION}])
def test_what_is_closed_looks_like_what_does_not_exist(people, changes):
    life = Life(people).submitted(**changes)
    client = signed_in("dewi")
    closed, unknown = client.get(case(life.report)), client.get("/pengawas/laporan/AAAAAAAA/")
    assert (closed.status_code, unknown.status_code) == (404, 404)
    assert closed.text.replace(life.report.reference, "") == unknown.text.replace("AAAAAAAA", "")
    assert listed(client, "lewat") == []


def test_the_case_page_names_nobody_and_keeps_internal_notes_out(people):
    life = Life(people).submitted().dispatched()
    converse.note(life.report, body="Catatan rahasia dapur.", by=people.ratna, at=life.tick())
    life.responded()
    page = signed_in("dewi").get(case(life.report)).text
    assert "Catatan rahasia dapur" not in page
    assert "Siti" not in page
    assert "siti@warga.example" not in page
    assert "0500 000 000" not in page
    assert "Ratna" not in page
    assert "Anda</p>" not in page
    assert life.report.body in page
    assert "14 hari kerja menurut" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_a_lower_case_reference_with_a_dash_is_the_same_case(people):
    life = Life(people).submitted()
    assert signed_in("dewi").get(f"/pengawas/laporan/{life.report.number.lower()}/").status_code == 200


def test_an_unknown_list_does_not_exist(people):
    assert signed_in("dewi").get(PAGE, {"daftar": "x"}).status_code == 404


@pytest.mark.parametrize("name", [listing.name for listing in LISTINGS])
def test_a_list_costs_the_same_for_one_and_for_three(
    people, name, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in("dewi")
    MAKERS[name](people)
    client.get(PAGE)
    with django_assert_max_num_queries(12) as first:
        client.get(PAGE, {"daftar": name})
    MAKERS[name](people)
    MAKERS[name](people)
    with django_assert_num_queries(len(first)):
        response = client.get(PAGE, {"daftar": name})
    assert len(response.context["rows"]) == 3


def test_pages_of_twenty_five(people):
    for _again in range(26):
        Life(people).submitted()
    client = signed_in("dewi")
    first, second = client.get(PAGE), client.get(PAGE, {"hal": "2"})
    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 1)
    assert first.context["next_url"] == "/pengawas/?hal=2"
