"""Cells: what the worker adds up agrees with the events to the last unit. One world for all tests here, made once."""

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.cast import NOW
from tests.lives import Life, office
from tests.statistics.naive import by_life, recount, still_open
from tests.statistics.test_measures import EVERYWHERE, seen
from tuntas.reports.models import Event, Uncounted
from tuntas.sla.calendars import amend, calendar_of
from tuntas.sla.models import Calendar, DayKind, Decree
from tuntas.statistics import backlog, counting, measures, reading
from tuntas.statistics.models import Axis, Cell
from tuntas.statistics.reading import Cut, Now, counts, figures_of
from tuntas.statistics.scopes import Scope, officer_scope

OFFICERS = ("ratna", "budi", "sri", "intan", "agus", "nia", "hadi")
pytestmark = pytest.mark.slow


def kept() -> dict[tuple, tuple[int, int]]:
    """All cells by what they say."""
    rows = Cell.objects.values_list(*counting._FOUND[1:])
    return {tuple(row[:-2]): row[-2:] for row in rows}


def ordered(found) -> list:
    return sorted(found, key=str)


def working_days(calendar, first: date, last: date) -> int:
    """Day by day; what comes on a free day counts from the next working day."""
    while not calendar.is_working(first):
        first += timedelta(days=1)
    return sum(calendar.is_working(first + timedelta(n)) for n in range(1, (last - first).days + 1))


def added_up(found) -> Counter:
    sums: Counter = Counter()
    for one in found:
        sums[one.metric, one.member] += one.times
    return sums


def test_cells_agree_with_a_recount_in_plain_python(all_kinds):
    counting.count_all(NOW)
    figures = figures_of(counts(EVERYWHERE))
    assert seen(figures) == recount()
    for (year, classification, unit), parts in measures.split_by(
        counts(EVERYWHERE), lambda one: (one.year, one.classification, one.unit_id)
    ).items():
        expected = recount(year=year, classification=classification, unit_id=unit)
        assert seen(figures_of(parts)) == expected


def test_what_only_whole_lives_tell_agrees_too(all_kinds):
    counting.count_all(NOW)
    naive, figures = by_life(), figures_of(counts(EVERYWHERE))
    assert (figures.verified.part, figures.verified.whole) == (sum(naive["verified"]), len(naive["verified"]))
    assert (figures.promises_kept.part, figures.promises_kept.whole) == (1, 2)
    assert sorted(naive["promises"]) == [False, True]
    assert figures.rating.counts == Counter(naive["ratings"]) == {5: 1}
    assert naive["other_ratings"] == [1]
    assert figures.bounces.counts == Counter(naive["bounces"])
    assert figures.bounces.counts[2] == 1
    assert {name: n for name, n in figures.archived.items() if n} == Counter(naive["archived"])
    assert (figures.sent, figures.charged) == (len(naive["sent"]), len(naive["charged"]))
    assert (figures.response_time.n, figures.response_time.total) == (len(naive["minutes"]), sum(naive["minutes"]))
    assert figures.response_left.counts == Counter(naive["left"])
    assert len(figures.response_left.counts) > 1
    for state, stays in naive["stages"].items():
        assert (figures.stages[state].n, figures.stages[state].mean) == (len(stays), Fraction(sum(stays), len(stays)))
    assert set(figures.stages) == set(naive["stages"])


def test_who_sent_wrongly_is_charged(all_kinds):
    counting.count_all(NOW)
    units = measures.split_by(counts(EVERYWHERE), lambda one: one.unit_id)
    naive = by_life()
    for sender in {*naive["sent"]}:
        figures = figures_of(units[sender])
        charged = [one for one in naive["charged"] if one == str(sender)]
        assert (figures.sent, figures.charged) == (naive["sent"].count(sender), len(charged))


def test_open_reports_are_those_that_are_open(all_kinds):
    counting.count_all(NOW)
    at, naive = NOW + timedelta(days=39), by_life()
    found = counts(EVERYWHERE)
    assert ordered(reading.waiting_of(found)) == ordered(backlog.waiting(EVERYWHERE, at))
    now = Now(at, calendar_of(office("kalsel")))
    figures = figures_of(found, now=now)
    assert figures.open.n == len(still_open()) == len(naive["open"])
    assert figures.open.counts == Counter((date(2025, 4, 11) - day).days for day in naive["open"])
    days = [working_days(now.calendar, day, date(2025, 4, 11)) for day in naive["unanswered"]]
    assert figures.response_open.counts == Counter(days)


@pytest.mark.parametrize("step", [1, 7, 500])
def test_how_much_is_counted_at_once_makes_no_difference(all_kinds, step):
    while counting.count_new(step):
        pass
    assert not Uncounted.objects.exists()
    assert list(counting.differences()) == []
    before = kept()
    assert counting.rebuild() == len(before)
    assert kept() == before


def test_in_whatever_order_events_arrive_the_cells_are_the_same(all_kinds):
    """As if each transaction had committed at another moment than it wrote."""
    ids = list(Uncounted.objects.values_list("pk", flat=True))
    Uncounted.objects.all().delete()
    random.Random(7).shuffle(ids)
    for first in range(0, len(ids), 40):
        Uncounted.objects.bulk_create(Uncounted(event_id=pk) for pk in ids[first : first + 40])
        counting.count_all(NOW)
    assert list(counting.differences()) == []


def test_what_is_read_is_the_same_before_and_after_counting(all_kinds):
    before = {axis: ordered(counts(EVERYWHERE, Cut(axis, by_period=True))) for axis in Axis}
    counting.count_new(60)
    half = {axis: ordered(counts(EVERYWHERE, Cut(axis, by_period=True))) for axis in Axis}
    counting.count_all(NOW)
    after = {axis: ordered(counts(EVERYWHERE, Cut(axis, by_period=True))) for axis in Axis}
    assert before == half == after
    assert all(after.values())


def test_every_axis_has_the_same_totals(all_kinds):
    counting.count_all(NOW)
    found = {axis: counts(EVERYWHERE, Cut(axis)) for axis in Axis}
    by_metric = {
        axis: Counter({m: sum(o.times for o in parts if o.metric == m) for m in {o.metric for o in parts}})
        for axis, parts in found.items()
    }
    units = by_metric[Axis.UNIT]
    for axis, metrics in by_metric.items():
        assert {m: n for m, n in metrics.items() if n} == {m: n for m, n in units.items() if n and m in metrics}, axis
    assert by_metric[Axis.DAY]["SUBMIT"] == Event.objects.filter(verb="SUBMIT").count()
    areas = measures.split_by(found[Axis.AREA], lambda one: one.member)
    assert figures_of(areas["6372"]).received == 1


def test_pairs_of_unit_and_topic_or_district_agree_with_single_events(all_kinds, people, django_assert_num_queries):
    Life(people).submitted(region_code="637101").dispatched()
    counting.count_all(NOW)
    sent = Event.objects.filter(verb__in=("SUBMIT", "DISPATCH_UNIT", "REDISPATCH_UNIT"))
    areas = {event.report_id: event.facts["region"][:6] for event in Event.objects.filter(verb="SUBMIT")}
    topics = Counter((e.verb, f"{e.unit_id or ''}/{e.topic_code}") for e in sent)
    places = Counter((e.verb, f"{e.unit_id or ''}/{areas.get(e.report_id, '')}") for e in sent)
    with django_assert_num_queries(3):
        by_topic, by_area = reading.all_counts(EVERYWHERE, Cut(Axis.UNIT_TOPIC), Cut(Axis.UNIT_AREA))
    assert added_up(by_topic) == topics
    assert added_up(by_area) == places
    assert any(member.endswith("/637101") for _verb, member in places)
    assert {one.member.split("/")[0] for one in counts(officer_scope(people.ratna), Cut(Axis.UNIT_AREA))} == {
        str(office("kalsel-pupr").pk)
    }


def test_an_officers_cells_are_the_officers_events(all_kinds, people):
    scopes = {who: officer_scope(getattr(people, who)) for who in OFFICERS}
    live = {who: seen(measures.tally(measures.rows(scope), scope.home)) for who, scope in scopes.items()}
    assert {who: seen(figures_of(counts(scope), scope.home)) for who, scope in scopes.items()} == live
    counting.count_all(NOW)
    assert {who: seen(figures_of(counts(scope), scope.home)) for who, scope in scopes.items()} == live


def test_a_scope_of_units_reads_nothing_else_on_other_axes(all_kinds, people):
    counting.count_all(NOW)
    assert counts(officer_scope(people.ratna), Cut(Axis.TOPIC)) == []
    assert counts(Scope()) == []


def test_a_calendar_amended_later_changes_no_figure(all_kinds):
    """What took three working days when it was signed took three, whatever day is made free afterwards."""
    counting.count_all(NOW)
    before, figures = kept(), figures_of(counts(EVERYWHERE))
    days = [(date(2025, 3, 4), DayKind.JOINT_LEAVE, "Cuti"), (date(2025, 3, 5), DayKind.JOINT_LEAVE, "Cuti")]
    decree = Decree(number="SE 7/2025", title="Cuti bersama", legal_basis="SE 7/2025")
    amend(Calendar.objects.get(code="nasional"), decree, days, at=NOW + timedelta(days=60), by_name="Agus")
    assert list(counting.differences()) == []
    counting.rebuild()
    assert (kept(), figures_of(counts(EVERYWHERE))) == (before, figures)
