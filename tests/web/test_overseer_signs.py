"""The pages of indicators and of bent figures: each number opens its reports, within the mandate, naming nobody."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.lives import Life
from tests.oversight.agencies import GAMES, live
from tests.web.test_overseer import signed_in
from tuntas.institutions.models import Institution
from tuntas.kernel import clock
from tuntas.oversight import watching
from tuntas.oversight.lapses import sweep
from tuntas.oversight.signs import INDICATORS, Sign
from tuntas.reports.states import Classification

INDICATOR, SIGNAL, LIST = "/pengawas/indikator/", "/pengawas/tanda/", "/pengawas/daftar/"
LATER = NOW + timedelta(days=28)


@pytest.fixture(autouse=True)
def _four_weeks_later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def numbers(name: str) -> dict[str, str]:
    """What the page of indicators shows this officer."""
    forms = signed_in(name).get(INDICATOR).context["forms"]
    return {str(row["name"]): row["number"] for form in forms for row in form["rows"]}


def listed(name: str, sign: str) -> list[str]:
    return [row["number"] for row in signed_in(name).get(LIST, {"tanda": sign}).context["rows"]]


def unanswered(people, times: int = 1) -> list[Life]:
    lives = [Life(people).submitted().dispatched() for _again in range(times)]
    sweep(LATER)
    watching.go_on()
    return lives


def test_a_report_nobody_answered_stands_under_each_indicator_it_fulfils(people):
    (life,) = unanswered(people)
    fulfilled = {str(Sign(name).label) for name in ("RESPONSE_LATE", "NO_ANSWER", "SETTLEMENT_LATE")}
    assert {name for name, number in numbers("dewi").items() if number == "1"} == fulfilled
    assert len(numbers("dewi")) == len(INDICATORS)
    assert listed("dewi", "NO_ANSWER") == [life.report.number]
    assert listed("dewi", "TEMPLATE") == []


def test_what_an_overseer_may_not_open_is_neither_counted_nor_listed(people):
    Life(people).submitted(content="SECRET").dispatched()
    Life(people).submitted(classification=Classification.SUPERVISION).dispatched()
    unanswered(people)
    assert numbers("dewi")[str(Sign.NO_ANSWER.label)] == "1"
    assert numbers("nia")[str(Sign.NO_ANSWER.label)] == "0"


def test_a_unit_with_three_old_reports_and_no_word_has_stopped_answering(people):
    unanswered(people, 2)
    assert signed_in("dewi").get(INDICATOR).context["quiet"] == []
    unanswered(people)
    (row,) = signed_in("dewi").get(INDICATOR).context["quiet"]
    assert (row["waiting"], row["since"], row["last"]) == ("3", "3 Maret 2025", "belum pernah")
    assert len(signed_in("dewi").get(row["url"]).context["rows"]) == 3


def test_a_unit_that_games_a_rule_is_named_and_its_number_opens_the_reports(people):
    unit = Institution.objects.get(code="kalsel-bappeda")
    live(people, unit, GAMES["LATE_TRANSFER"], 12, seed=1)
    watching.go_on()
    page = signed_in("dewi").get(SIGNAL)
    (row,) = page.context["rows"]
    assert (row["office"], row["signal"], row["cases"]) == (
        unit.name, "Dialihkan menjelang batas waktu", "12 dari 12 laporan"
    )  # fmt: skip
    assert len(signed_in("dewi").get(row["url"]).context["rows"]) == 12
    assert "Siti" not in page.text


@pytest.mark.parametrize("path", [INDICATOR, SIGNAL, LIST + "?tanda=NO_ANSWER"])
def test_nobody_else_gets_in(people, path):
    assert [signed_in(name).get(path).status_code for name in ("ratna", "hadi", "intan")] == [404] * 3


@pytest.mark.parametrize("asked", ["tanda=x", "tanda=NO_ANSWER&unit=x", ""])
def test_an_unknown_list_does_not_exist(people, asked):
    assert signed_in("dewi").get(f"{LIST}?{asked}").status_code == 404


@pytest.mark.parametrize("path", [INDICATOR, SIGNAL, LIST + "?tanda=NO_ANSWER"])
def test_a_page_costs_the_same_for_one_and_for_three(people, path, django_assert_max_num_queries):
    client = signed_in("dewi")
    unanswered(people)
    client.get(path)
    with django_assert_max_num_queries(12) as first:
        client.get(path)
    unanswered(people, 2)
    with django_assert_max_num_queries(len(first) + (path == INDICATOR) * 2):
        client.get(path)


def test_what_lies_more_than_a_year_back_is_past(people, monkeypatch):
    unanswered(people)
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(days=366))
    assert set(numbers("dewi").values()) == {"0"}
    assert listed("dewi", "NO_ANSWER") == []
