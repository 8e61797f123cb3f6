"""The measures of many lives, against a recount in plain Python. One world, made once."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW
from tests.lives import office
from tests.statistics.naive import recount, still_open
from tests.statistics.test_measures import EVERYWHERE, seen, total
from tuntas.reports.states import Classification, Ending
from tuntas.statistics import backlog, behind, measures
from tuntas.statistics.scopes import officer_scope, public_scope

pytestmark = pytest.mark.slow


def test_a_recount_in_plain_python_agrees(many):
    rows = measures.rows(EVERYWHERE)
    assert seen(measures.tally(rows)) == recount()
    cells = measures.split_by(rows, lambda row: (row.year, row.classification, row.unit_id))
    assert len(cells) > 8
    for (year, classification, unit), parts in cells.items():
        expected = recount(year=year, classification=classification, unit_id=unit)
        assert seen(measures.tally(parts)) == expected


def test_what_is_open_agrees_with_the_states_and_has_its_age(many):
    at = NOW + timedelta(days=40)
    waiting = backlog.waiting(EVERYWHERE, at)
    assert set(backlog.open_reports(EVERYWHERE, at)) == still_open()
    pile = backlog.pile(waiting, at.date())
    assert (pile.n, sum(pile.groups)) == (len(still_open()), len(still_open()))
    assert pile.oldest == 405
    earlier = backlog.pile(backlog.waiting(EVERYWHERE, NOW - timedelta(days=360)), date(2024, 3, 8))
    assert earlier.oldest == 5


def test_every_figure_is_as_long_as_its_list(many):
    figures, at = total(), NOW + timedelta(days=40)
    listed = {
        name: behind.reports_behind(name, EVERYWHERE, behind.Cut(), at=at).count() for name in sorted(behind.NAMES)
    }
    assert listed["received"] == figures.received
    assert listed["answered"] == figures.answered
    assert listed["acted"] == figures.acted
    assert listed["open"] == len(still_open())
    assert {e.value: listed[e.value.lower()] for e in Ending if listed[e.value.lower()]} == recount()["endings"]


def test_a_list_can_be_cut_by_year_class_and_unit(many):
    cut = behind.Cut(2024, Classification.COMPLAINT, office("kalsel-pupr").pk)
    expected = recount(year=2024, classification="COMPLAINT", unit_id=office("kalsel-pupr").pk)
    assert behind.reports_behind("answered", EVERYWHERE, cut, at=NOW).count() == expected["response"][0]


def test_a_year_without_reports_is_empty(many):
    assert 2023 not in measures.split_by(measures.rows(EVERYWHERE), lambda row: row.year)


def test_the_closed_room_is_counted_by_the_inspectorate_alone(many, people):
    inspector = measures.rows(officer_scope(people.intan))
    assert {row.classification for row in inspector} == {Classification.SUPERVISION}
    assert measures.tally(inspector).received == 4
    unit = measures.rows(officer_scope(people.ratna))
    assert Classification.SUPERVISION not in {row.classification for row in unit}


def test_the_rows_cost_one_query(many, django_assert_num_queries):
    scope = public_scope()
    with django_assert_num_queries(1):
        measures.rows(scope)
    with django_assert_num_queries(1):
        backlog.waiting(scope, NOW)
