"""The sweeper: every stroke once, in order, and nothing closed that may not be."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import NOW, system
from tests.lives import Life
from tuntas.oversight import lapses
from tuntas.oversight.lapses import Swept, sweep
from tuntas.reports.actions import clockwork, work
from tuntas.reports.models import Clock, Report
from tuntas.reports.states import Ending, FollowUpKind, OmbudsmanStatus, State, Verb
from tuntas.sla.clocks import Kind

QUIET = Swept()


def strokes(report: Report, kind: Kind) -> list[tuple[str, int, int]]:
    """Verb, percent and level of every stroke of one kind of clock, in order."""
    events = report.events.filter(verb__in=[Verb.REMIND, Verb.LAPSE, Verb.ESCALATE]).order_by("seq")
    return [
        (event.verb, event.facts["percent"], event.facts.get("level", 0))
        for event in events
        if event.facts["clock"] == kind
    ]


def due(report: Report, kind: Kind) -> datetime:
    moment = report.clocks.get(kind=kind, stopped_at=None).due_at
    assert moment is not None
    return moment


def after(report: Report, kind: Kind) -> datetime:
    return due(report, kind) + timedelta(minutes=1)


def fresh(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


LADDER = [
    (Verb.REMIND, 50, 0),
    (Verb.REMIND, 80, 0),
    (Verb.LAPSE, 100, 1),
    (Verb.ESCALATE, 150, 2),
    (Verb.ESCALATE, 200, 3),
]


def test_no_response_climbs_the_ladder_day_by_day(people):
    report = Life(people).submitted().dispatched().report
    seen = {}
    for day in range(20):
        known = len(strokes(report, Kind.RESPONSE))
        sweep(NOW + timedelta(days=day, hours=8))
        for verb, percent, _level in strokes(report, Kind.RESPONSE)[known:]:
            seen[(NOW + timedelta(days=day)).date().isoformat()] = (verb, percent)
    # Five working days from Monday 3 March; half of them, rounded up, is Thursday.
    assert seen == {
        "2025-03-06": (Verb.REMIND, 50),
        "2025-03-07": (Verb.REMIND, 80),
        "2025-03-10": (Verb.LAPSE, 100),
        "2025-03-13": (Verb.ESCALATE, 150),
        "2025-03-17": (Verb.ESCALATE, 200),
    }
    assert fresh(report).escalation == 3


def test_strokes_missed_while_no_worker_ran_are_all_noted_in_order(people):
    report = Life(people).submitted().dispatched().report
    sweep(datetime(2025, 3, 18, 1, tzinfo=UTC))
    assert strokes(report, Kind.RESPONSE) == LADDER
    assert sweep(datetime(2025, 3, 18, 1, tzinfo=UTC)) == QUIET


def test_a_report_without_assignee_escalates(people):
    report = Life(people).submitted().dispatched().report
    assert report.assignee is None
    sweep(after(report, Kind.RESPONSE))
    assert fresh(report).escalation == 1


def test_more_clocks_than_a_batch_are_all_handled(people):
    reports = [Life(people).submitted().report for _ in range(7)]
    at = after(reports[0], Kind.VERIFICATION)
    assert sweep(at, limit=2).struck == 7 * 2
    taken = [strokes(report, Kind.VERIFICATION) for report in reports]
    assert taken == [[(Verb.REMIND, 50, 0), (Verb.LAPSE, 100, 1)]] * 7


def test_a_clock_that_cannot_strike_holds_up_nobody(people):
    stuck, sound = (Life(people).submitted().report for _ in range(2))
    at = after(sound, Kind.VERIFICATION)
    # An event from after the sweep: nothing older may be added to this report.
    clockwork.strike(stuck.clocks.get(kind=Kind.VERIFICATION), share=80, level=0, by=system, at=at + timedelta(days=1))
    swept = sweep(at, limit=1)
    assert (swept.struck, swept.skipped) == (2, 1)
    assert sweep(at + timedelta(days=1), limit=1).struck == 1


def test_nothing_strikes_early(people):
    report = Life(people).submitted().dispatched().report
    moment = report.clocks.get(kind=Kind.ACCEPTANCE).strike_at
    assert sweep(moment - timedelta(seconds=1)) == QUIET
    assert sweep(moment) == Swept(struck=1)


def test_never_completed_counts_as_withdrawn_after_two_reminders(people):
    report = Life(people).submitted().asked().report
    swept = sweep(after(report, Kind.COMPLETION))
    assert swept.withdrawn == 1
    assert strokes(report, Kind.COMPLETION) == [(Verb.REMIND, 50, 0), (Verb.REMIND, 80, 0)]
    assert (fresh(report).state, fresh(report).ending) == (State.WITHDRAWN, Ending.WITHDRAWN)


def test_a_question_without_answer_goes_back_to_work(people):
    report = Life(people).submitted().dispatched().responded().questioned().report
    assert sweep(after(report, Kind.COMPLETION)).continued == 1
    assert fresh(report).state == State.IN_PROGRESS


def test_silence_closes_what_may_be_closed(people):
    life = Life(people).submitted(topic_code="ktp").dispatched().responded().followed_up()
    swept = sweep(after(life.report, Kind.AUTO_CLOSE))
    assert (swept.closed, swept.blocked) == (1, 0)
    report = fresh(life.report)
    assert (report.state, report.ending) == (State.CLOSED, Ending.SILENT)
    assert strokes(report, Kind.AUTO_CLOSE) == [(Verb.REMIND, 50, 0), (Verb.REMIND, 90, 0)]


def test_silence_does_not_close_a_repair_without_proof(people):
    life = Life(people).submitted(topic_code="jalan-berlubang").dispatched().responded().followed_up()
    at = after(life.report, Kind.AUTO_CLOSE)
    swept = sweep(at)
    assert (swept.closed, swept.blocked) == (0, 1)
    report = fresh(life.report)
    assert (report.state, report.escalation) == (State.FOLLOWED_UP, 1)
    assert report.events.get(verb=Verb.LAPSE, facts__clock=Kind.AUTO_CLOSE).facts["note"] == "blocked: silence"
    assert sweep(at) == QUIET


def test_a_broken_promise_goes_back_to_work(people):
    report = Life(people).submitted().dispatched().responded().promised().report
    assert sweep(after(report, Kind.PROMISE)).broken == 1
    assert fresh(report).state == State.IN_PROGRESS
    assert report.events.get(verb=Verb.BREAK_PROMISE).on_time is False


def test_a_promise_under_reply_is_chased_once_the_reply_is_answered(people):
    life = Life(people).submitted().dispatched().responded().promised().replied()
    at = after(life.report, Kind.PROMISE)
    assert (sweep(at).broken, fresh(life.report).state) == (0, State.REPORTER_REPLIED)
    work.answer_reply(life.report, message="Regu datang besok pagi.", by=people.ratna, at=at)
    assert (sweep(at).broken, fresh(life.report).state) == (1, State.IN_PROGRESS)


def test_waiting_ends_at_the_target_date(people):
    report = Life(people).submitted().dispatched().responded().held().report
    assert due(report, Kind.WAITING).date() == report.hold_until
    before = sweep(due(report, Kind.WAITING) - timedelta(seconds=1))
    assert (before.resumed, fresh(report).state) == (0, State.AWAITING_THIRD_PARTY)
    assert sweep(due(report, Kind.WAITING)).resumed == 1
    assert fresh(report).state == State.IN_PROGRESS
    assert report.clocks.get(kind=Kind.SETTLEMENT).paused_at is None


def test_a_report_kept_beyond_the_days_of_return_counts_as_accepted(people):
    report = Life(people).submitted().dispatched().report
    sweep(after(report, Kind.ACCEPTANCE))
    assert strokes(report, Kind.ACCEPTANCE) == [(Verb.LAPSE, 100, 0)]
    assert (fresh(report).escalation, fresh(report).state) == (0, State.DISPATCHED_UNIT)


def test_the_statutory_limit_opens_the_way_to_the_ombudsman(people):
    report = Life(people).submitted().dispatched().responded().report
    sweep(after(report, Kind.STATUTORY_SETTLEMENT))
    assert strokes(report, Kind.STATUTORY_SETTLEMENT) == [(Verb.ESCALATE, 100, 4)]
    assert strokes(report, Kind.SETTLEMENT)[-1] == (Verb.ESCALATE, 200, 4)
    assert (fresh(report).escalation, fresh(report).ombudsman) == (4, OmbudsmanStatus.ELIGIBLE)


def test_a_deadline_whose_calendar_is_unknown_waits(people):
    life = Life(people, at=datetime(2027, 12, 30, 1, tzinfo=UTC)).submitted()
    assert list(life.report.clocks.filter(unit="WORKING").values_list("due_at", "strike_at")) == [(None, None)]
    assert sweep(datetime(2028, 1, 20, tzinfo=UTC)).blocked == 0
    assert strokes(life.report, Kind.VERIFICATION) == []


def test_another_workers_stroke_is_not_taken_again(people):
    report = Life(people).submitted().dispatched().report
    stale = Clock.objects.get(report=report, kind=Kind.ACCEPTANCE)
    at = stale.strike_at
    assert sweep(at) == Swept(struck=1)
    assert list(lapses._strokes(stale, at)) == []
    assert strokes(report, Kind.ACCEPTANCE) == [(Verb.LAPSE, 100, 0)]


@pytest.mark.parametrize("kind", [FollowUpKind.ANSWER, FollowUpKind.DECISION])
def test_a_dispute_stops_the_silence(people, kind):
    life = Life(people).submitted(topic_code="ktp").dispatched().responded().followed_up(kind)
    at = after(life.report, Kind.AUTO_CLOSE)
    life.disputed()
    assert sweep(at).closed == 0
    assert fresh(life.report).state == State.IN_PROGRESS
