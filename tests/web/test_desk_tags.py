"""Tags on the page of a report and in the inbox: put on, taken off, found again, and nobody else's."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.lives import Life, office
from tuntas.accounts.choices import choose
from tuntas.accounts.models import User
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.reports.actions import converse
from tuntas.reports.actions.tags import retag
from tuntas.reports.models import Report, Tag, Tagging


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def sign_in(client):
    def sign(name: str):
        client.force_login(User.objects.get(email__startswith=f"{name}@"))
        return client

    return sign


def send(client, report: Report, **values):
    fields = {f"tanda-{name}": value for name, value in values.items()}
    return client.post(f"/meja/laporan/{report.reference}/tanda/", fields)


def names(report: Report) -> list[str]:
    return sorted(Tagging.objects.filter(report=report).values_list("tag__name", flat=True))


def test_a_tag_is_put_on_and_taken_off_at_the_report(sign_in, people):
    report = Life(people).submitted().dispatched().report
    ratna = sign_in("ratna")
    assert send(ratna, report, tag="  musim   hujan ").status_code == 302
    assert names(report) == ["musim hujan"]
    page = ratna.get(f"/meja/laporan/{report.reference}/").text
    tag = Tag.objects.get(name="musim hujan")
    assert f"/meja/?antrean=semua&amp;tanda={tag.pk}" in page
    assert '<option value="musim hujan">' in page
    assert send(ratna, report, tag="darurat", off=[str(tag.pk)]).status_code == 302
    assert names(report) == ["darurat"]
    assert list(report.events.filter(verb="TAG").values_list("actor_id", flat=True)) == [people.ratna.user_id] * 3


def test_nothing_said_and_a_tag_that_is_there_are_refused(sign_in, people):
    report = Life(people).submitted().dispatched().report
    ratna = sign_in("ratna")
    nothing = send(ratna, report, tag="")
    assert (nothing.status_code, "Tulis tanda baru" in nothing.text) == (422, True)
    send(ratna, report, tag="darurat")
    again = send(ratna, report, tag="darurat")
    assert (again.status_code, "Tanda itu sudah ada" in again.text) == (422, True)


def test_a_refused_tag_takes_none_off_either(people):
    life = Life(people).submitted().dispatched()
    retag(life.report, add="satu", by=people.ratna, at=life.tick())
    one = Tag.objects.get(name="satu")
    with pytest.raises(Invalid):
        retag(life.report, add="x" * 41, off=[one], by=people.ratna, at=life.tick())
    assert names(life.report) == ["satu"]


def test_another_government_s_tag_is_neither_seen_nor_taken_off(sign_in, people):
    life = Life(people).submitted().sent_to_city()
    retag(life.report, add="rahasia kota", by=people.nia, at=life.tick())
    theirs = Tag.objects.get(name="rahasia kota")
    assert theirs.institution == office("banjarmasin")
    budi = sign_in("budi")
    address = f"/meja/laporan/{life.report.reference}/"
    assert "rahasia kota" not in budi.get(address).text
    assert send(budi, life.report, off=[str(theirs.pk)]).status_code == 422
    with pytest.raises(NotAllowed):
        converse.untag(life.report, tag=theirs, by=people.budi, at=life.tick())
    assert "rahasia kota" not in budi.get("/meja/?antrean=semua").text
    assert "rahasia kota" in sign_in("nia").get(address).text


def test_the_inbox_is_narrowed_by_a_tag_and_shows_it_in_a_column(sign_in, people):
    life, other = Life(people).submitted().dispatched(), Life(people).submitted().dispatched()
    retag(life.report, add="darurat", by=people.ratna, at=life.tick())
    tag = Tag.objects.get(name="darurat")
    choose(columns=["topik", "tanda"], letter_keys=True, by=people.ratna)
    ratna = sign_in("ratna")
    whole = ratna.get("/meja/?antrean=semua").context["rows"]
    assert {row.number: row.cells[1].text for row in whole} == {life.report.number: "darurat", other.report.number: "–"}
    found = ratna.get(f"/meja/?{urlencode({'antrean': 'semua', 'tanda': tag.pk})}").context["rows"]
    assert [row.number for row in found] == [life.report.number]
    nonsense = ratna.get("/meja/?antrean=semua&tanda=bukan")
    assert (len(nonsense.context["rows"]), nonsense.context["filters"].errors.keys()) == (2, {"tanda"})


def test_the_column_asks_no_query_per_row(sign_in, people):
    choose(columns=["tanda"], letter_keys=True, by=people.ratna)
    ratna = sign_in("ratna")
    costs = []
    for number in range(2):
        life = Life(people).submitted().dispatched()
        retag(life.report, add=f"tanda {number}", by=people.ratna, at=life.tick())
        with CaptureQueriesContext(connection) as seen:
            ratna.get("/meja/?antrean=unit")
        costs.append(len(seen))
    assert costs[0] == costs[1]
