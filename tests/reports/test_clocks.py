"""What each step does to the clocks, as dates on the office's wall (WITA).

Written by hand from the calendar of March 2025: Friday 28 March to Monday 7 April is free (Nyepi, Idul Fitri and
joint leave), every other weekday is worked. The cast's NOW is Monday 3 March, 09.00.
"""

from datetime import date, timedelta

import pytest

from tests.lives import ANSWER, DONE, Life, due, instant, office
from tests.world import CANNED
from tuntas.reports.actions import clockwork, close, dispatch, verify, work
from tuntas.reports.clocks import due_to_strike
from tuntas.reports.models import Clock
from tuntas.reports.states import Classification, FollowUpKind, HoldCause, Verb
from tuntas.sla.clocks import Kind as K


def _running(report):
    return {clock.kind for clock in report.clocks.filter(stopped_at__isnull=True)}


def test_filing_starts_four_clocks(people):
    report = Life(people).submitted().report
    assert _running(report) == {K.VERIFICATION, K.STATUTORY_RESPONSE, K.STATUTORY_SETTLEMENT, K.OMBUDSMAN}
    assert due(report, K.VERIFICATION) == "2025-03-06 16:00"
    assert due(report, K.STATUTORY_RESPONSE)[:10] == "2025-03-17"
    assert due(report, K.STATUTORY_SETTLEMENT)[:10] == "2025-05-02"
    assert due(report, K.OMBUDSMAN)[:10] == "2027-03-03"


@pytest.mark.parametrize(
    ("classification", "settled"),
    [("INFORMATION", "2025-03-10"), ("ASPIRATION", "2025-03-10"), ("COMPLAINT", "2025-03-21")],
)
def test_dispatch_starts_response_and_settlement_by_class(people, classification, settled):
    report = Life(people).submitted(classification=Classification(classification)).dispatched().report
    assert due(report, K.VERIFICATION) == "none"
    assert due(report, K.RESPONSE) == "2025-03-10 16:00"
    assert due(report, K.SETTLEMENT) == f"{settled} 16:00"
    assert due(report, K.ACCEPTANCE) == "2025-03-05 16:00"


def test_supervision_has_sixty_working_days(people):
    """3 March + 60: to 27 March 18, from 8 April 60 less the free 18 April, 1, 12, 13, 29, 30 May, 6, 9 June."""
    report = Life(people).submitted(classification=Classification.SUPERVISION).dispatched().report
    assert due(report, K.SETTLEMENT) == "2025-06-16 16:00"


def test_settlement_counts_from_the_complete_file_not_from_dispatch(people):
    life = Life(people).submitted()
    life.at = instant("2025-03-05")
    life.dispatched()
    assert due(life.report, K.SETTLEMENT) == "2025-03-21 16:00"
    assert due(life.report, K.RESPONSE) == "2025-03-12 16:00"


def test_a_pause_moves_verification_by_the_days_it_lasted_and_completing_starts_the_statutory_days_anew(people):
    life = Life(people).submitted().asked()
    assert due(life.report, K.VERIFICATION) == "paused"
    assert due(life.report, K.STATUTORY_RESPONSE) == "none"
    assert due(life.report, K.COMPLETION) == "2025-03-17 16:00"
    verify.complete(life.report, body="Di Jalan Pasar Lama nomor 3.", by=life.siti, at=instant("2025-03-05"))
    assert due(life.report, K.VERIFICATION) == "2025-03-10 16:00"
    assert due(life.report, K.COMPLETION) == "none"
    assert due(life.report, K.STATUTORY_SETTLEMENT)[:10] == "2025-05-04"
    assert life.report.complete_at == instant("2025-03-05")
    assert life.report.received_at == Life(people).tick()


def test_dispatch_in_two_steps_keeps_the_citizens_clocks_and_gives_the_unit_its_own_acceptance(people):
    life = Life(people).submitted().sent_to_city()
    assert due(life.report, K.ACCEPTANCE) == "2025-03-05 16:00"
    dispatch.dispatch_unit(life.report, to=office("banjarmasin-pupr"), by=people.nia, at=instant("2025-03-05"))
    assert due(life.report, K.RESPONSE) == "2025-03-10 16:00"
    assert due(life.report, K.SETTLEMENT) == "2025-03-21 16:00"
    assert due(life.report, K.ACCEPTANCE) == "2025-03-07 16:00"


def test_a_return_stops_only_the_units_clock(people):
    life = Life(people).submitted().dispatched().returned()
    assert due(life.report, K.ACCEPTANCE) == "none"
    life.at = instant("2025-03-06")
    dispatch.redispatch_unit(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    assert due(life.report, K.RESPONSE) == "2025-03-10 16:00"
    assert due(life.report, K.SETTLEMENT) == "2025-03-21 16:00"
    assert due(life.report, K.ACCEPTANCE) == "2025-03-10 16:00"


def test_a_template_is_an_acknowledgement_and_the_response_clock_runs_on(people):
    life = Life(people).submitted().dispatched()
    work.respond(life.report, message=CANNED, by=people.ratna, at=life.tick())
    assert life.report.state == "DISPATCHED_UNIT"
    assert life.report.events.order_by("seq").last().verb == Verb.ACKNOWLEDGE
    assert due(life.report, K.RESPONSE) == "2025-03-10 16:00"
    assert life.report.first_response_at is None
    work.respond(life.report, message=ANSWER, plan=date(2025, 3, 6), by=people.ratna, at=life.tick())
    event = life.report.events.order_by("seq").last()
    assert (event.verb, event.days, event.unit_days, event.on_time) == (Verb.RESPOND, 0, 0, True)
    assert event.facts["plan"] == "2025-03-06"
    assert _running(life.report) == {K.SETTLEMENT, K.STATUTORY_SETTLEMENT, K.OMBUDSMAN}


def test_a_late_response_is_measured_as_late(people):
    life = Life(people).submitted().dispatched()
    work.respond(life.report, message=ANSWER, by=people.ratna, at=instant("2025-03-11"))
    event = life.report.events.order_by("seq").last()
    assert (event.days, event.on_time) == (6, False)


def test_waiting_pauses_settlement_but_never_the_statutory_days(people):
    life = Life(people).submitted().dispatched().responded()
    life.at = instant("2025-03-10")
    work.request_hold(
        life.report,
        cause=HoldCause.WEATHER,
        until=date(2025, 3, 20),
        message="Banjir.",
        by=people.ratna,
        at=life.tick(),
    )
    assert due(life.report, K.SETTLEMENT) == "2025-03-21 16:00"
    work.hold(life.report, message="Menunggu air surut.", by=people.budi, at=life.tick())
    assert due(life.report, K.SETTLEMENT) == "paused"
    assert due(life.report, K.WAITING) == "2025-03-20 16:00"
    assert due(life.report, K.STATUTORY_SETTLEMENT)[:10] == "2025-05-02"
    work.resume(life.report, by=people.ratna, at=instant("2025-03-14"))
    assert due(life.report, K.SETTLEMENT) == "2025-03-27 16:00"
    assert due(life.report, K.WAITING) == "none"
    pause = life.report.clocks.get(kind=K.SETTLEMENT).pauses.get()
    assert (pause.actor, pause.reason) == ("Budi Rahman", "Cuaca atau bencana")


def test_a_question_pauses_settlement_until_the_answer_or_its_lapse(people):
    for lapse in (False, True):
        life = Life(people).submitted().dispatched().responded()
        life.at = instant("2025-03-12")
        life.questioned()
        assert due(life.report, K.SETTLEMENT) == "paused"
        assert due(life.report, K.COMPLETION) == "2025-03-26 16:00"
        if lapse:
            work.lapse_question(life.report, by=Life.system(), at=instant("2025-03-26", "16:05"))
            assert due(life.report, K.SETTLEMENT) == "2025-04-16 16:00"
        else:
            work.answer_question(life.report, body="Di sisi kiri.", by=life.siti, at=instant("2025-03-13"))
            assert due(life.report, K.SETTLEMENT) == "2025-03-24 16:00"


def test_the_follow_up_stops_settlement_and_starts_the_ten_days(people):
    life = Life(people).submitted().dispatched().responded()
    life.at = instant("2025-03-12")
    life.followed_up()
    assert _running(life.report) == {K.AUTO_CLOSE, K.OMBUDSMAN}
    assert due(life.report, K.AUTO_CLOSE) == "2025-03-26 16:00"
    event = life.report.events.order_by("seq").last()
    assert (event.days, event.unit_days, event.on_time) == (7, 7, True)


def test_a_reply_swaps_the_ten_days_for_five_of_the_unit(people):
    life = Life(people).submitted().dispatched().responded().followed_up().replied()
    assert due(life.report, K.AUTO_CLOSE) == "none"
    assert due(life.report, K.REPLY) == "2025-03-10 16:00"
    work.answer_reply(life.report, message="Kerikil disapu besok.", by=people.ratna, at=instant("2025-03-05"))
    assert due(life.report, K.REPLY) == "none"
    assert due(life.report, K.AUTO_CLOSE) == "2025-03-19 16:00"


def test_a_dispute_gives_the_time_that_was_left(people):
    """12 March was day 7 of 14: disputed on the 17th (day 0 of the rest), 7 are left."""
    life = Life(people).submitted().dispatched().responded()
    life.at = instant("2025-03-12")
    life.followed_up()
    close.dispute(life.report, reason="Masih berlubang.", by=life.siti, at=instant("2025-03-17"))
    assert due(life.report, K.SETTLEMENT) == "2025-03-26 16:00"
    assert due(life.report, K.STATUTORY_SETTLEMENT)[:10] == "2025-05-02"
    assert due(life.report, K.AUTO_CLOSE) == "none"


def test_a_dispute_on_the_last_day_still_gives_three(people):
    life = Life(people).submitted().dispatched().responded()
    life.at = instant("2025-03-21")
    life.followed_up()
    close.dispute(life.report, reason="Masih berlubang.", by=life.siti, at=instant("2025-03-24"))
    assert due(life.report, K.SETTLEMENT) == "2025-03-27 16:00"


def test_reopening_gives_two_days_to_respond_and_half_the_class(people):
    life = Life(people).submitted().dispatched().responded().followed_up().confirmed()
    life.at = instant("2025-03-10")
    life.reopened()
    assert due(life.report, K.RESPONSE) == "2025-03-12 16:00"
    assert due(life.report, K.SETTLEMENT) == "2025-03-19 16:00"
    assert due(life.report, K.OMBUDSMAN)[:10] == "2027-03-03"
    assert due(life.report, K.VERIFICATION) == "none"


def test_a_promise_keeps_settlement_running_until_it_is_kept(people):
    life = Life(people).submitted().dispatched().responded()
    life.at = instant("2025-03-04")
    life.followed_up(FollowUpKind.PROMISE, promised_on=date(2025, 3, 17))
    assert due(life.report, K.PROMISE) == "2025-03-17 16:00"
    assert due(life.report, K.SETTLEMENT) == "2025-03-21 16:00"
    assert due(life.report, K.AUTO_CLOSE) == "none"
    assert life.report.followed_up_at is None
    done = work.FollowUp(FollowUpKind.ANSWER, DONE)
    work.keep_promise(life.report, done, by=people.ratna, at=instant("2025-03-14"))
    assert _running(life.report) == {K.AUTO_CLOSE, K.OMBUDSMAN}
    assert life.report.events.order_by("seq").last().days == 9


def test_a_broken_promise_goes_back_to_work_and_is_counted(people):
    life = (
        Life(people)
        .submitted()
        .dispatched()
        .responded()
        .followed_up(FollowUpKind.PROMISE, promised_on=date(2025, 3, 17))
    )
    work.break_promise(life.report, by=Life.system(), at=instant("2025-03-17", "16:01"))
    event = life.report.events.order_by("seq").last()
    assert (life.report.state, event.on_time, event.facts["promised_on"]) == ("IN_PROGRESS", False, "2025-03-17")
    assert due(life.report, K.PROMISE) == "none"
    assert due(life.report, K.SETTLEMENT) == "2025-03-21 16:00"


def test_a_change_of_class_counts_from_the_original_receipt(people):
    life = Life(people).submitted(classification=Classification.INFORMATION).dispatched()
    life.at = instant("2025-03-07")
    verify.reclassify(life.report, to=Classification.COMPLAINT, reason="Ini keluhan.", by=people.budi, at=life.tick())
    assert due(life.report, K.SETTLEMENT) == "2025-03-21 16:00"
    clock = life.report.clocks.get(kind=K.SETTLEMENT)
    assert (clock.days, clock.rule.classification) == (14, "COMPLAINT")
    assert life.report.events.order_by("seq").last().facts["was"] == "INFORMATION"


def test_a_change_of_class_during_a_pause_counts_after_it(people):
    life = Life(people).submitted(classification=Classification.INFORMATION).dispatched().responded().questioned()
    verify.reclassify(life.report, to=Classification.COMPLAINT, reason="Ini keluhan.", by=people.budi, at=life.tick())
    assert due(life.report, K.SETTLEMENT) == "paused"
    work.answer_question(life.report, body="Sisi kiri.", by=life.siti, at=instant("2025-03-05"))
    assert due(life.report, K.SETTLEMENT) == "2025-03-25 16:00"


@pytest.mark.parametrize("end", ["confirmed", "withdrawn"])
def test_an_ending_stops_everything_and_nothing_strikes_any_more(people, end):
    life = Life(people).submitted().dispatched().responded().followed_up()
    getattr(life, end)()
    assert _running(life.report) == set()
    assert not due_to_strike(instant("2030-01-01")).filter(report=life.report).exists()


def test_back_to_verification_starts_it_anew_and_the_law_never_stopped(people):
    life = Life(people).submitted().withdrawn()
    verify.revive(life.report, body="Ternyata belum diperbaiki.", by=life.siti, at=instant("2025-03-10"))
    assert due(life.report, K.VERIFICATION) == "2025-03-13 16:00"
    assert due(life.report, K.STATUTORY_SETTLEMENT)[:10] == "2025-05-02"


def test_strokes_come_at_their_shares_and_only_once(people):
    life = Life(people).submitted().dispatched()
    shares = []
    for day in range(3, 30):
        at = instant(f"2025-03-{day:02}", "17:00")
        while clock := due_to_strike(at).filter(report=life.report, kind=K.RESPONSE).first():
            share = {0: 50, 50: 80, 80: 100, 100: 150, 150: 200}[clock.struck]
            clockwork.strike(clock, share=share, level=clockwork.LEVELS[share], by=Life.system(), at=at)
            shares.append((day, share))
    # 3 of 5 days, 4 of 5, 5, 8 (150 %, rounded up), 10.
    assert shares == [(6, 50), (7, 80), (10, 100), (13, 150), (17, 200)]
    life.report.refresh_from_db()
    assert life.report.escalation == 3
    clock = Clock.objects.get(report=life.report, kind=K.RESPONSE)
    assert clock.lapsed_at == clock.due_at
    verbs = list(life.report.events.order_by("seq").values_list("verb", flat=True))[2:]
    assert verbs == [Verb.REMIND, Verb.REMIND, Verb.LAPSE, Verb.ESCALATE, Verb.ESCALATE]


def test_a_stroke_that_another_worker_took_is_refused(people):
    from tuntas.kernel.refusals import WrongState

    life = Life(people).submitted().dispatched()
    clock = life.report.clocks.get(kind=K.RESPONSE)
    at = clock.strike_at + timedelta(hours=1)
    clockwork.strike(clock, share=50, level=0, by=Life.system(), at=at)
    with pytest.raises(WrongState):
        clockwork.strike(clock, share=50, level=0, by=Life.system(), at=at)
    assert life.report.events.filter(verb=Verb.REMIND).count() == 1
