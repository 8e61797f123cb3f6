"""Similar reports before sending, joining one of them, flagging a text: as a browser without scripts does it."""

import re

import pytest
from django.test import Client

from tests.lives import ANSWER, DONE, Life
from tests.web.public_browser import fields_of, press
from tests.web.test_public_list import released
from tests.web.test_public_report import to_place
from tuntas.reports.actions import together, verify
from tuntas.reports.models import Report
from tuntas.reports.states import ContentMode, State

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def client() -> Client:
    return Client()


def hole(people, title: str = "Jalan berlubang besar di depan pasar", **changes: object) -> Life:
    return released(people, title, topic_code="jalan-berlubang", region_code="6371", **changes)


def at_the_summary(client, region: str = "6371", **privacy: str):
    page = press(client, to_place(client), "search", region_query="banjarmasin", place_text="Depan pasar")
    page = press(client, page, region=region) if region else page
    page = press(client, page, topic="jalan-berlubang")
    return press(client, press(client, page), **{"identity": "NONE", "content": "PUBLIC", **privacy})


def test_a_like_report_nearby_is_shown_before_sending_and_can_be_joined(people, client):
    case = hole(people)
    page = at_the_summary(client)
    assert f"join:{case.report.number}" in page.text
    assert "juga mengalami" in page.text
    done = press(client, page, f"join:{case.report.number}")
    assert done.status_code == 200
    mine = Report.objects.exclude(pk=case.report.pk).get()
    assert (mine.state, mine.master_id) == (State.MERGED, case.report.pk)
    assert mine.number in done.text
    assert "1 orang lain juga mengalami" in client.get(f"/laporan/{case.report.reference}/").text


@pytest.mark.parametrize("other", ["elsewhere", "topic", "words", "ended", "hidden", "secret"])
def test_what_is_not_alike_or_not_public_is_not_shown(people, client, other):
    if other == "secret":
        case = Life(people).submitted(topic_code="jalan-berlubang", region_code="6371", content=ContentMode.SECRET)
    else:
        changes = {"elsewhere": {"region_code": "6372"}, "topic": {"topic_code": "air-tarif"}}.get(other, {})
        case = released(
            people,
            "Pohon tumbang menutup sungai" if other == "words" else "Jalan berlubang besar di depan pasar",
            **{"topic_code": "jalan-berlubang", "region_code": "6371", **changes},
        )
    if other == "ended":
        case.withdrawn()
    if other == "hidden":
        verify.ask_hide(case.report, by=case.siti, at=case.tick())
    assert case.report.number not in at_the_summary(client).text


def test_whoever_wants_a_secret_report_is_offered_no_public_one(people, client):
    case = hole(people)
    assert case.report.number not in at_the_summary(client, content="SECRET").text


def test_without_a_place_nothing_is_shown(people, client):
    case = hole(people)
    assert case.report.number not in at_the_summary(client, region="").text


def test_from_the_public_page_one_comes_with_topic_and_place(people, client):
    case = hole(people)
    page = client.get(f"/laporan/{case.report.reference}/")
    link = re.search(r'href="(/lapor/\?serupa=[^"]+)"', page.text).group(1)
    form = client.get(link)
    assert fields_of(form)["like"] == [case.report.reference]
    assert fields_of(form)["title"] == ["Jalan berlubang besar di depan pasar"]
    assert "NAMA-RAHASIA" not in form.text


def test_a_report_that_ended_offers_no_joining(people, client):
    case = hole(people)
    case.withdrawn()
    assert "/lapor/?serupa=" not in client.get(f"/laporan/{case.report.reference}/").text


def test_what_was_hidden_meanwhile_is_said_and_nothing_is_lost(people, client):
    case = hole(people)
    page = at_the_summary(client)
    verify.ask_hide(case.report, by=case.siti, at=case.tick())
    answer = press(client, page, f"join:{case.report.number}")
    assert answer.status_code == 422
    assert "tidak diterbitkan lagi" in answer.text
    assert fields_of(answer)["body"]
    assert Report.objects.count() == 1


def test_like_reports_stand_on_the_public_page_at_one_price(people, client, django_assert_max_num_queries):
    case = hole(people)
    hole(people, "Jalan berlubang besar dekat pasar")
    with django_assert_max_num_queries(30) as one:
        assert "dekat pasar" in client.get(f"/laporan/{case.report.reference}/").text
    hole(people, "Jalan berlubang besar di sisi pasar")
    hole(people, "Jalan berlubang di pintu pasar besar")
    with django_assert_max_num_queries(len(one)):
        client.get(f"/laporan/{case.report.reference}/")


def test_a_text_is_flagged_with_one_question(people, client):
    case = hole(people)
    address = f"/laporan/{case.report.number}/adukan/"
    assert address in client.get(f"/laporan/{case.report.reference}/").text
    empty = client.post(address, {"reason": " "})
    assert (empty.status_code, "belum diisi" in empty.text) == (422, True)
    done = client.post(address, {"reason": "Nama tetangga saya ada di sini."})
    assert "petugas akan memeriksa" in done.text
    again = client.post(address, {"reason": "Sekali lagi."})
    assert (again.status_code, "sedang diperiksa" in again.text) == (409, True)
    assert "Sekali lagi." in again.text


def test_an_unpublished_text_cannot_be_flagged_and_is_not_told_from_an_unknown_one(people, client):
    hidden = Life(people).submitted()
    found = client.get(f"/laporan/{hidden.report.reference}/adukan/")
    unknown = client.get("/laporan/2222-2222/adukan/")
    assert (found.status_code, unknown.status_code) == (404, 404)
    assert together.followers_of([hidden.report]) == {}


def test_whoever_joins_reads_nothing_that_is_not_public(people, client):
    """Anybody may join: the answer to the first reporter stays theirs, and what is hidden is hidden from all."""
    case = hole(people)
    done = press(client, at_the_summary(client), f"join:{case.report.number}")
    case.dispatched().responded().followed_up()
    mine = Report.objects.exclude(pk=case.report.pk).get()
    code = re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", done.text).group()
    client.post("/lacak/", {"reference": mine.number, "access_code": code})
    page = client.get("/lacak/laporan/").text
    assert DONE in page
    assert ANSWER not in page
    verify.ask_hide(case.report, by=case.siti, at=case.tick())
    assert DONE not in client.get("/lacak/laporan/").text
