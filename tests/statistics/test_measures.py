"""Figures against single lives worked out by hand, and against a recount written a second time."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from tests.cast import NOW, system
from tests.lives import DONE, Life, office
from tests.statistics.lives import later
from tests.statistics.naive import still_open
from tests.world import CANNED
from tuntas.reports.actions import close, dispatch, verify, work
from tuntas.reports.states import Ending, FollowUpKind
from tuntas.statistics import backlog, measures
from tuntas.statistics.scopes import Scope, officer_scope, public_scope
from tuntas.statistics.spread import Share, Spread

EVERYWHERE = Scope(everywhere=True)
TUESDAY = NOW + timedelta(days=1)


def total() -> measures.Figures:
    return measures.tally(measures.rows(EVERYWHERE))


def seen(figures: measures.Figures) -> dict[str, object]:
    """In the shape of the naive recount."""
    plain = {
        name: getattr(figures, name)
        for name in ("received", "dispatched", "acknowledged", "disputed", "reopened", "returned", "promised", "broken")
    }
    for name in ("response", "unit_response", "follow_up", "unit_follow_up"):
        spread = getattr(figures, name)
        mean = None if spread.mean is None else round(float(spread.mean), 9)
        plain[name] = (spread.n, mean, spread.median, spread.p90)
    for name in ("response_kept", "follow_up_kept"):
        share = getattr(figures, name)
        plain[name] = (share.part, share.whole)
    plain["endings"] = {name: n for name, n in figures.endings.items() if n}
    return plain


def test_without_events_nothing_is_known(people):
    figures = total()
    assert figures == measures.Figures()
    assert (figures.response.mean, figures.response.median, figures.response.p90) == (None, None, None)
    assert figures.response_kept.ratio is None
    assert backlog.pile(backlog.waiting(EVERYWHERE, NOW), NOW.date()) == backlog.Backlog(Spread({}), (0, 0, 0, 0))


def test_one_report_answered_on_the_same_day_took_no_day(people):
    Life(people).submitted().dispatched().responded()
    figures = total()
    assert (figures.received, figures.answered, figures.acted) == (1, 1, 0)
    assert figures.response == Spread({0: 1})
    assert figures.response_kept == Share(1, 1)


def test_the_next_working_day_is_one_day(people):
    later(Life(people).submitted().dispatched(), days=1).responded()
    assert total().response == Spread({1: 1})


def test_a_weekend_does_not_count(people):
    friday = datetime(2025, 3, 7, 1, 0, tzinfo=UTC)
    later(Life(people, friday).submitted().dispatched(), days=3).responded()
    assert total().response == Spread({1: 1})


def test_reopening_changes_no_time_and_takes_the_confirmation_back(people):
    life = Life(people).submitted().dispatched().responded().followed_up().confirmed()
    before = total()
    assert before.confirmed == 1
    later(life, days=3)
    close.reopen(life.report, reason="Lubang muncul lagi.", by=people.budi, at=life.tick())
    life.responded().followed_up()
    after = total()
    assert (after.response, after.follow_up) == (before.response, before.follow_up)
    assert (after.confirmed, after.reopened) == (0, 1)
    life.confirmed()
    assert total().confirmed == 1


def test_silence_is_not_confirmation(people):
    life = Life(people).submitted(topic_code="air-tarif").dispatched().responded().followed_up()
    later(life, days=30)
    close.close_silent(life.report, by=system, at=life.at)
    figures = total()
    assert (figures.silent, figures.confirmed) == (1, 0)


def test_a_promise_is_acted_on_only_when_it_is_kept(people):
    life = Life(people).submitted().dispatched().responded().promised()
    assert (total().acted, total().promised) == (0, 1)
    later(life, days=2)
    work.keep_promise(life.report, work.FollowUp(FollowUpKind.ANSWER, DONE), by=people.ratna, at=life.at)
    assert (total().acted, total().follow_up) == (1, Spread({2: 1}))


def test_a_sent_on_report_counts_the_reporters_wait_and_the_units_own(people):
    life = Life(people).submitted().dispatched()
    later(life, days=1).returned()
    later(life, days=1)
    dispatch.redispatch_unit(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    later(life, days=1)
    words = "Rambu di simpang itu kami pasang kembali hari Jumat."
    work.respond(life.report, message=words, by=people.yusuf, at=life.at)
    figures = total()
    assert (figures.response, figures.unit_response) == (Spread({3: 1}), Spread({1: 1}))
    assert (figures.received, figures.dispatched, figures.returned) == (1, 2, 1)
    units = measures.split_by(measures.rows(EVERYWHERE), lambda row: row.unit_id)
    pupr = measures.tally(units[office("kalsel-pupr").pk], frozenset())
    dishub = measures.tally(units[office("kalsel-dishub").pk], frozenset())
    assert (pupr.received, pupr.answered) == (1, 0)
    assert (dishub.received, dishub.answered) == (1, 1)


def test_a_canned_text_is_no_answer(people):
    life = Life(people).submitted().dispatched()
    work.respond(life.report, message=CANNED, by=people.ratna, at=life.tick())
    figures = total()
    assert (figures.acknowledged, figures.answered) == (1, 0)


def test_an_archived_report_that_came_back_is_no_longer_archived(people):
    life = Life(people).submitted().withdrawn()
    assert total().endings[Ending.WITHDRAWN] == 1
    assert len(still_open()) == 0
    verify.revive(life.report, body="Ternyata belum.", by=life.siti, at=life.tick())
    assert total().endings[Ending.WITHDRAWN] == 0
    assert set(backlog.open_reports(EVERYWHERE, life.at)) == {life.report.pk}


def test_the_quantiles_are_nearest_rank():
    spread = Spread({1: 5, 4: 4, 30: 1})
    assert (spread.n, spread.mean, spread.median, spread.p90) == (10, Fraction(51, 10), 1, 4)
    assert Spread({1: 1, 4: 1}).median == 1
    assert (Spread({7: 1}).median, Spread({7: 1}).p90) == (7, 7)
    assert Spread({1: 9, 30: 2}).p90 == 30


@pytest.mark.parametrize(
    ("who", "tenants", "units", "everywhere"),
    [
        ("ratna", set(), {"kalsel-pupr"}, False),
        ("sri", {"kalsel"}, set(), False),
        ("intan", {"kalsel"}, set(), False),
        ("agus", set(), set(), True),
    ],
)
def test_officers_count_over_what_they_work_on(people, who, tenants, units, everywhere):
    scope = officer_scope(getattr(people, who))
    assert scope.tenants == {office(code).pk for code in tenants}
    assert scope.units == {office(code).pk for code in units}
    assert scope.everywhere == everywhere


def test_the_admin_of_a_city_counts_what_the_province_sent_her_units(people):
    life = Life(people).submitted().sent_to_city()
    dispatch.dispatch_unit(life.report, to=office("banjarmasin-pupr"), by=people.nia, at=life.tick())
    scope = officer_scope(people.nia)
    figures = measures.tally(measures.rows(scope), scope.home)
    assert (figures.received, figures.dispatched) == (1, 1)
    assert office("kalsel-pupr").pk not in scope.units
    assert office("banjarmasin-pupr").pk not in officer_scope(people.budi).units


def test_everybody_counts_the_government_of_this_installation(people):
    assert public_scope() == Scope(tenants=frozenset({office("kalsel").pk}))
    assert measures.rows(Scope()) == []
