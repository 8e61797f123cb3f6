"""Cells of few reports, of moments and of several workers at once."""

from datetime import date

import pytest
from django.db import transaction

from tests.cast import NOW, Cast
from tests.lives import Life
from tests.oversight.racing import committed, run
from tests.statistics.lives import later
from tests.statistics.test_measures import EVERYWHERE
from tuntas.reports.models import Uncounted
from tuntas.reports.states import Classification
from tuntas.statistics import counting, measures
from tuntas.statistics.models import Axis, Cell
from tuntas.statistics.reading import Cut, case_mix, counts, figures_of
from tuntas.statistics.scopes import public_scope
from tuntas.statistics.spread import Share

__all__ = ["committed"]


def tried_again(job, times: int = 40) -> int:
    return sum(job() for _ in range(times))


def test_a_failure_in_between_leaves_events_for_the_next_time(people, monkeypatch):
    Life(people).submitted().dispatched()

    def fails(*args: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as broken, transaction.atomic():
        broken.setattr(counting, "store", fails)
        with pytest.raises(RuntimeError), transaction.atomic():
            counting.count_new()
    assert (Uncounted.objects.count(), Cell.objects.count()) == (2, 0)
    assert (counting.count_all(NOW), counting.count_all(NOW)) == (2, 0)
    assert list(counting.differences()) == []


def test_the_mix_of_topics_says_how_many_are_physical(people):
    Life(people).submitted(topic_code="jalan-berlubang").dispatched()
    Life(people).submitted(topic_code="jalan-berlubang")
    Life(people).submitted(topic_code="ktp")
    counting.count_all(NOW)
    assert case_mix(counts(EVERYWHERE, Cut(Axis.TOPIC))) == Share(2, 3)
    assert case_mix([]) == Share(0, 0)


def test_one_report_is_enough_and_a_year_without_data_is_empty(people):
    assert (counts(public_scope()), Cell.objects.count()) == ([], 0)
    assert list(counting.differences()) == []
    assert figures_of([]) == measures.Figures()
    Life(people).submitted()
    counting.count_all(NOW)
    assert figures_of(counts(public_scope(), Cut(year=2025)), frozenset()).received == 0
    assert figures_of(counts(public_scope(), Cut(year=2025))).received == 1
    assert counts(public_scope(), Cut(year=2024)) == []


def test_periods_are_cut_by_the_day_of_the_event(people):
    life = Life(people, NOW).submitted(classification=Classification.COMPLAINT)
    later(life.dispatched(), days=40).responded()
    counting.count_all(NOW)
    march = Cut(Axis.GOVERNMENT, since=date(2025, 3, 1), until=date(2025, 3, 31))
    april = Cut(Axis.GOVERNMENT, since=date(2025, 4, 1), until=date(2025, 4, 30))
    assert [figures_of(counts(EVERYWHERE, cut)).answered for cut in (march, april)] == [0, 1]
    days = counts(EVERYWHERE, Cut(Axis.DAY, by_period=True))
    assert {o.period for o in days if o.metric == "SUBMIT"} == {date(2025, 3, 3)}


@pytest.mark.postgresql
def test_four_workers_count_each_event_once(committed):
    people = Cast.gather()
    for n in range(12):
        later(Life(people).submitted().dispatched(), days=n).responded()
    assert sum(run(lambda: tried_again(lambda: counting.count_new(2)))) == 36
    assert not Uncounted.objects.exists()
    assert list(counting.differences()) == []


@pytest.mark.postgresql
def test_what_commits_late_is_counted_late_and_not_lost(committed):
    people = Cast.gather()
    early, late = Life(people).submitted(), Life(people).submitted()
    counting.count_all(NOW)
    with transaction.atomic():
        early.dispatched()

        def others() -> int:
            late_one = Life(people).submitted()
            assert late_one.report.pk
            return counting.count_all(NOW)

        assert sum(run(others)) == 4
    assert late.report.pk
    assert [mark.event.verb for mark in Uncounted.objects.all()] == ["DISPATCH_UNIT"]
    assert counting.count_all(NOW) == 1
    assert list(counting.differences()) == []
