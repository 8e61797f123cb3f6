"""The pages of periodic reports: asking, waiting, fetching; for whom; at which cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.evaluation.test_reports import LATER, MONTH, lives, made, text_of
from tests.lives import Life, office
from tests.web.test_figures import signed_in
from tuntas.evaluation.models import Order, PeriodReport
from tuntas.evaluation.periods import period
from tuntas.kernel import clock
from tuntas.reports.actions import verify
from tuntas.statistics.scopes import public_scope
from tuntas.web import period_making
from tuntas.web.period_inputs import stories_of

__all__ = ["lives"]
PAGE = "/meja/statistik/laporan/"


@pytest.fixture(autouse=True)
def _later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def asking(unit: str = "kalsel", code: str = MONTH) -> str:
    return f"{PAGE}?office={office(unit).pk}&period={code}"


def published(people) -> Life:
    life = Life(people, NOW).submitted()
    verify.publish(life.report, title="Lubang ditambal", body="Lubang di depan pasar.", by=people.budi, at=life.tick())
    return life.dispatched().responded().followed_up().confirmed()


def test_asked_for_made_by_the_worker_and_fetched(people):
    story, client = published(people), signed_in("budi")
    assert [one.pk for one in stories_of(public_scope(), period(MONTH))] == [story.report.pk]
    assert "Lubang ditambal" in client.get(asking()).text
    words = {"recommendations": "Tambah regu.", "signer": "H. Muslim", "stories": [story.report.reference]}
    assert client.post(asking(), words).status_code == 302
    assert "menunggu giliran" in client.get(PAGE).text
    assert period_making.go_on(LATER) == 1
    report = PeriodReport.objects.get()
    page = client.get(f"{PAGE}{report.order_id}/")
    assert report.pdf_sha256 in page.text
    assert "dibuat sebelum" not in page.text
    assert client.get(f"{PAGE}{report.order_id}.pdf").content == bytes(report.pdf)
    assert client.get(f"{PAGE}{report.order_id}.xlsx").content == bytes(report.xlsx)
    assert "Lubang ditambal" in text_of(report)


def test_a_story_that_is_not_offered_is_refused(people):
    other = Life(people, NOW).submitted()
    published(people)
    assert signed_in("budi").post(asking(), {"stories": [other.report.reference]}).status_code == 422
    assert not Order.objects.exists()


def test_what_came_later_is_told_beside_the_old_paper(lives):
    report = made()
    lives[1].followed_up()
    assert "dibuat sebelum 1 kejadian yang dicatat kemudian" in signed_in("budi").get(f"{PAGE}{report.order_id}/").text


@pytest.mark.parametrize(
    ("name", "status"), [("ratna", 404), ("intan", 404), ("hadi", 200), ("dewi", 200), ("sri", 200)]
)
def test_who_gets_in(people, name, status):
    assert signed_in(name).get(PAGE).status_code == status


def test_nobody_fetches_what_another_office_asked_for(lives):
    report = made()
    client = signed_in("hadi")
    for address in (f"{PAGE}{report.order_id}/", f"{PAGE}{report.order_id}.pdf"):
        assert client.get(address).status_code == 404
    assert str(report.order_id) not in client.get(PAGE).text
    assert client.get(asking()).status_code == 422, "an office that is not theirs"


@pytest.mark.parametrize("query", ["?period=2025-99&office=x", "?period=2031-01&office=x", "?period="])
def test_nonsense_is_told_and_breaks_nothing(people, query):
    assert signed_in("budi").get(PAGE + query).status_code == 422
    assert signed_in("budi").post(PAGE).status_code == 200


def test_three_reports_cost_what_one_does(lives):
    client, costs = signed_in("budi"), []
    for n in (1, 3):
        while Order.objects.count() < n:
            made(at=LATER + timedelta(minutes=Order.objects.count()))
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))
    assert costs[0] == costs[1]
