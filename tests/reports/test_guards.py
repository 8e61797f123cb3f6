"""Each guard once allowed and once refused, by its code; and what each action leaves behind."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import system
from tests.lives import ANSWER, DONE, Life, instant, office, photo
from tests.reports.situations import SUPERVISION
from tuntas.accounts.models import Role
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed, WrongState
from tuntas.reports.actions import close, converse, dispatch, verify, work
from tuntas.reports.models import Attachment, MessageKind, Purpose, Report
from tuntas.reports.states import (
    ArchiveReason,
    Classification,
    ContentMode,
    Ending,
    FollowUpKind,
    HoldCause,
    IdentityMode,
    MissingItem,
    ReturnReason,
    State,
    Verb,
)

ANSWERED = work.FollowUp(FollowUpKind.ANSWER, DONE)


@contextmanager
def refused(code):
    with pytest.raises(Guarded) as caught:
        yield
    assert caught.value.code == code
    assert caught.value.status == 409
    assert str(caught.value)


def _last(report):
    return report.events.order_by("seq").last()


@pytest.fixture
def working(people):
    return Life(people).submitted().dispatched().responded()


# Verification


def test_questions_are_asked_at_most_twice(people):
    life = Life(people).submitted()
    for times in (1, 2):
        life.asked()
        assert _last(life.report).facts["missing"] == ["WHERE"]
        assert _last(life.report).facts["times"] == times
        verify.complete(life.report, body="Di Pasar Lama.", by=life.siti, at=life.tick())
    with refused("questions"):
        life.asked()
    life.dispatched().responded()
    with refused("questions"):
        life.questioned()


def test_an_answer_goes_to_whoever_asked(people, working):
    life = Life(people).submitted().asked()
    with refused("asked_by_unit"):
        work.answer_question(life.report, body="Di Pasar Lama.", by=life.siti, at=life.tick())
    with refused("asked_by_unit"):
        work.lapse_question(life.report, by=life.system(), at=life.tick())
    working.questioned()
    with refused("asked_at_verification"):
        verify.complete(working.report, body="Sisi kiri.", by=working.siti, at=working.tick())
    with refused("asked_at_verification"):
        verify.lapse_completion(working.report, by=working.system(), at=working.tick())
    work.answer_question(working.report, body="Sisi kiri.", by=working.siti, at=working.tick())
    assert working.report.state == State.IN_PROGRESS


def test_a_file_that_stays_incomplete_counts_as_withdrawn_and_can_be_revived(people):
    life = Life(people).submitted().asked()
    verify.lapse_completion(life.report, by=life.system(), at=life.tick())
    assert (life.report.state, life.report.ending) == (State.WITHDRAWN, Ending.WITHDRAWN)
    verify.revive(life.report, body="Di Jalan Pasar Lama.", by=life.siti, at=life.tick())
    assert (life.report.state, life.report.ending, life.report.ended_at) == (State.RECEIVED, "", None)
    assert _last(life.report).ending == Ending.WITHDRAWN


def test_archiving_supervision_takes_two_persons(people):
    life = Life(people).submitted(**SUPERVISION).archived()
    assert (life.report.state, _last(life.report).verb) == (State.RECEIVED, Verb.PROPOSE_ARCHIVE)
    with refused("second_person"):
        life.archived()
    life.archived_by(people.fajar)
    assert (life.report.state, life.report.ending) == (State.ARCHIVED, Ending.ARCHIVED)


def test_archiving_an_ordinary_report_takes_one(people):
    life = Life(people).submitted().archived()
    assert (life.report.state, _last(life.report).facts["reason"]) == (State.ARCHIVED, "UNCLEAR")
    assert life.report.messages.get().kind == MessageKind.EXPLANATION


def test_archiving_needs_an_explanation(people):
    life = Life(people).submitted()
    with pytest.raises(Invalid) as caught:
        verify.archive(life.report, reason=ArchiveReason.SPAM, explanation=" \n", by=people.budi, at=life.tick())
    assert caught.value.field == "explanation"


def _appealed(life):
    verify.appeal(life.report, reason="Tempatnya jelas: depan pasar.", by=life.siti, at=life.tick())
    return life


def test_another_officer_decides_the_appeal(people):
    life = _appealed(Life(people).submitted().archived())
    with refused("other_officer"):
        verify.accept_appeal(life.report, explanation="Benar.", by=people.budi, at=life.tick())
    with refused("other_officer"):
        verify.reject_appeal(life.report, explanation="Tidak.", by=people.budi, at=life.tick())
    verify.accept_appeal(life.report, explanation="Benar.", by=people.lina, at=life.tick())
    assert (life.report.state, life.report.ended_at, _last(life.report).ending) == (State.RECEIVED, None, "ARCHIVED")


def test_neither_of_the_two_who_archived_decides_the_appeal(people):
    life = Life(people).submitted(**SUPERVISION).archived().archived_by(people.fajar)
    _appealed(life)
    for officer in (people.intan, people.fajar):
        with refused("other_officer"):
            verify.accept_appeal(life.report, explanation="Benar.", by=officer, at=life.tick())


def test_after_an_accepted_appeal_archiving_takes_two_persons_again(people):
    from tests import world
    from tuntas.accounts.actors import officer
    from tuntas.accounts.models import User

    world._seat("gita@kalsel.example", "Gita Puspa", office("kalsel"), "INSPECTOR")
    gita = officer(User.objects.get(email="gita@kalsel.example"), Life(people).at)
    life = _appealed(Life(people).submitted(**SUPERVISION).archived().archived_by(people.fajar))
    verify.accept_appeal(life.report, explanation="Benar.", by=gita, at=life.tick())
    life.archived_by(people.fajar)
    assert (life.report.state, _last(life.report).verb) == (State.RECEIVED, Verb.PROPOSE_ARCHIVE)


def test_a_rejected_appeal_stays_archived_and_cannot_be_repeated(people):
    life = _appealed(Life(people).submitted().archived())
    verify.reject_appeal(life.report, explanation="Tidak.", by=people.lina, at=life.tick())
    assert life.report.state == State.ARCHIVED
    with refused("appealable"):
        _appealed(life)
    with refused("appealed"):
        verify.accept_appeal(life.report, explanation="Benar.", by=people.lina, at=life.tick())


def test_the_appeal_has_thirty_days(people):
    for wait, allowed in ((timedelta(days=30), True), (timedelta(days=30, minutes=1), False)):
        life = Life(people).submitted().archived()
        life.at = life.report.ended_at + wait
        if allowed:
            verify.appeal(life.report, reason="Jelas.", by=life.siti, at=life.at)
        else:
            with refused("appealable"):
                verify.appeal(life.report, reason="Jelas.", by=life.siti, at=life.at)


# Merging


def _merge(people, child, master, by=None):
    verify.merge(child.report, into=master.report, by=by or people.budi, at=child.tick())


def test_a_merged_report_keeps_its_receipt_and_can_be_split(people):
    child, master = Life(people).submitted(), Life(people).submitted()
    _merge(people, child, master)
    assert (child.report.state, child.report.master_id) == (State.MERGED, master.report.pk)
    assert _last(child.report).facts == _last(child.report).facts | {"master": str(master.report.pk)}
    verify.split(child.report, reason="Lubang yang lain.", by=people.budi, at=child.tick())
    assert (child.report.state, child.report.master_id, child.report.ending) == (State.RECEIVED, None, "")


@pytest.mark.parametrize(
    ("of_child", "of_master", "allowed"),
    [
        ({}, {}, True),
        ({}, {"content": ContentMode.SECRET}, True),
        ({"content": ContentMode.SECRET}, {"content": ContentMode.SECRET}, True),
        ({"content": ContentMode.SECRET}, {}, False),
        (SUPERVISION, SUPERVISION, True),
        (SUPERVISION, {"content": ContentMode.SECRET}, False),
        ({"content": ContentMode.SECRET}, SUPERVISION, False),
    ],
)
def test_a_secret_is_never_merged_into_the_public(people, of_child, of_master, allowed):
    child, master = Life(people).submitted(**of_child), Life(people).submitted(**of_master)
    by = people.intan if of_child == SUPERVISION else people.budi
    if allowed:
        _merge(people, child, master, by)
        assert child.report.state == State.MERGED
    else:
        with refused("mergeable"):
            _merge(people, child, master, by)
        child.report.refresh_from_db()
        assert (child.report.state, child.report.master_id) == (State.RECEIVED, None)


def test_a_report_is_not_merged_into_itself_a_finished_one_or_with_children_of_its_own(people):
    life, done, parent = Life(people).submitted(), Life(people).submitted().archived(), Life(people).submitted()
    _merge(people, Life(people).submitted(), parent)
    for child, master in ((life, life), (life, done), (parent, life)):
        with refused("mergeable"):
            _merge(people, child, master)


def test_a_master_of_another_government_is_refused(people):
    child, other = Life(people).submitted(), Life(people).submitted()
    Report.objects.filter(pk=other.report.pk).update(tenant=office("banjarmasin"))
    with refused("mergeable"):
        _merge(people, child, other)


# Dispatch


def test_a_report_goes_to_a_unit_of_this_government_only(people):
    life = Life(people).submitted()
    with refused("own_unit"):
        dispatch.dispatch_unit(life.report, to=office("banjarmasin-pupr"), by=people.budi, at=life.tick())
    dispatch.dispatch_unit(
        life.report, to=office("kalsel-pupr"), copies=[office("kalsel-dishub")], by=people.budi, at=life.tick()
    )
    facts = _last(life.report).facts
    assert (facts["to"], facts["topic"]) == (str(office("kalsel-pupr").pk), "jalan-berlubang")
    assert [copy.institution.code for copy in life.report.copies.all()] == ["kalsel-dishub"]
    assert _last(life.report).unit_id == office("kalsel-pupr").pk


def test_supervision_goes_to_the_inspektorat_only(people):
    life = Life(people).submitted(**SUPERVISION)
    with refused("inspectorate"):
        dispatch.dispatch_unit(life.report, to=office("kalsel-pupr"), by=people.intan, at=life.tick())
    dispatch.dispatch_unit(life.report, to=office("kalsel-inspektorat"), by=people.intan, at=life.tick())


def test_a_return_names_the_right_unit_and_not_its_own(people):
    life = Life(people).submitted().dispatched()
    with refused("suggestion"):
        life.returned("kalsel-pupr")
    life.returned("kalsel-dishub")
    facts = _last(life.report).facts
    assert (facts["reason"], facts["hops"]) == ("NOT_OUR_AUTHORITY", 1)
    assert facts["suggested"] == str(office("kalsel-dishub").pk)
    assert facts["charged_to"] == str(office("kalsel").pk)
    assert (life.report.state, life.report.unit_id) == (State.RETURNED, None)


def test_an_institution_does_not_suggest_itself(people):
    life = Life(people).submitted().sent_to_city()
    give = {"reason": ReturnReason.OTHER_LEVEL, "by": people.nia}
    with refused("suggestion"):
        dispatch.hand_back(life.report, suggested=office("banjarmasin"), at=life.tick(), **give)
    dispatch.hand_back(life.report, suggested=office("kalsel-pupr"), at=life.tick(), **give)
    assert (life.report.state, life.report.agency.code) == (State.RETURNED, "kalsel")


def test_after_two_working_days_the_unit_has_accepted(people):
    for moment, allowed in ((instant("2025-03-05", "16:00"), True), (instant("2025-03-05", "16:01"), False)):
        life = Life(people).submitted().dispatched()
        life.at = moment - timedelta(hours=0.1)
        if allowed:
            life.returned()
        else:
            with refused("within_acceptance"):
                life.returned()


def _sent_again(people, life, code):
    dispatch.redispatch_unit(life.report, to=office(code), by=people.budi, at=life.tick())


def test_after_two_returns_the_coordinators_word_binds(people):
    life = Life(people).submitted().dispatched().returned()
    _sent_again(people, life, "kalsel-pupr")
    assert not life.report.binding
    life.returned()
    _sent_again(people, life, "kalsel-pupr")
    assert (life.report.binding, life.report.hops) == (True, 2)
    assert _last(life.report).facts["binding"] is True
    with refused("not_binding"):
        life.returned()


def test_after_two_returns_the_sender_alone_no_longer_decides(people):
    """Nia's city sent it; only the coordinator of the report may settle a third dispatch."""
    life = Life(people).submitted().sent_to_city()
    for _time in range(2):
        to = office("banjarmasin-pupr")
        action = (
            dispatch.dispatch_unit if life.report.state == State.DISPATCHED_INSTITUTION else dispatch.redispatch_unit
        )
        action(life.report, to=to, by=people.nia, at=life.tick())
        dispatch.hand_back(
            life.report,
            reason=ReturnReason.OTHER_LEVEL,
            suggested=office("kalsel-pupr"),
            by=people.wayan,
            at=life.tick(),
        )
    Report.objects.filter(pk=life.report.pk).update(agency=office("kalsel"))
    with refused("within_hops"):
        dispatch.redispatch_institution(life.report, to=office("banjarmasin"), by=people.nia, at=life.tick())
    dispatch.redispatch_institution(life.report, to=office("banjarmasin"), by=people.budi, at=life.tick())
    assert life.report.binding


# Work


def test_a_hold_is_asked_granted_once_and_bounded(people, working):
    with refused("hold_asked"):
        work.hold(working.report, message="Menunggu.", by=people.budi, at=working.tick())
    with refused("hold_asked"):
        work.refuse_hold(working.report, reason="Tidak perlu.", by=people.budi, at=working.tick())
    working.held()
    assert _last(working.report).facts["cause"] == "WEATHER"
    work.resume(working.report, by=people.ratna, at=working.tick())
    with refused("hold_once"):
        working.hold_requested()


@pytest.mark.parametrize(
    ("until", "allowed"),
    [("2025-03-03", False), ("2025-03-04", True), ("2025-04-24", True), ("2025-04-25", False)],
)
def test_a_hold_lasts_at_most_thirty_working_days(people, working, until, allowed):
    """From 3 March: 18 days to 27 March, 8 April is the 19th, 24 April (without the free 18th) the 30th."""
    give = {"cause": HoldCause.BUDGET, "until": date.fromisoformat(until), "message": "Menunggu.", "by": people.ratna}
    if allowed:
        work.request_hold(working.report, at=working.tick(), **give)
        assert working.report.hold_requested
    else:
        with refused("hold_limit"):
            work.request_hold(working.report, at=working.tick(), **give)


def test_a_refused_hold_can_be_asked_again(people, working):
    working.hold_requested()
    work.refuse_hold(working.report, reason="Bisa dikerjakan bertahap.", by=people.budi, at=working.tick())
    assert not working.report.hold_requested
    working.held()
    assert working.report.state == State.AWAITING_THIRD_PARTY


def test_a_physical_follow_up_needs_its_proof(people, working):
    with refused("proof"):
        working.followed_up(FollowUpKind.PHYSICAL, before=(photo("sebelum"),))
    assert not Attachment.objects.filter(report=working.report).exists()
    working.followed_up(FollowUpKind.PHYSICAL, before=(photo("sebelum"),), after=(photo("sesudah"),))
    assert set(working.report.attachments.values_list("purpose", flat=True)) == {Purpose.BEFORE, Purpose.AFTER}
    event = _last(working.report)
    assert (event.facts["kind"], event.facts["proof"], len(event.facts["files"])) == ("PHYSICAL", True, 2)


def test_an_open_subtask_blocks_the_follow_up(people, working):
    task = dispatch.add_subtask(
        working.report, unit=office("kalsel-dishub"), task="Pasang rambu.", by=people.ratna, at=working.tick()
    )
    for action in (work.follow_up, work.propose_follow_up):
        with refused("subtasks"):
            action(working.report, ANSWERED, by=people.ratna, at=working.tick())
    dispatch.finish_subtask(task, answer="Rambu terpasang.", by=people.yusuf, at=working.tick())
    assert task.answer == "Rambu terpasang."
    working.report.refresh_from_db()
    working.followed_up()


def test_a_unit_answers_its_own_part_only(people, working):
    dispatch.add_subtask(
        working.report, unit=office("kalsel-dishub"), task="Rambu.", by=people.ratna, at=working.tick()
    )
    other = dispatch.add_subtask(
        working.report, unit=office("kalsel-perkim"), task="Drainase.", by=people.ratna, at=working.tick()
    )
    with pytest.raises(NotAllowed):
        dispatch.finish_subtask(other, answer="Sudah.", by=people.yusuf, at=working.tick())
    other.refresh_from_db()
    assert other.finished_at is None


def test_a_second_answer_to_a_subtask_changes_nothing(people, working):
    task = dispatch.add_subtask(
        working.report, unit=office("kalsel-dishub"), task="Rambu.", by=people.ratna, at=working.tick()
    )
    for answer in ("Terpasang.", "Belum."):
        dispatch.finish_subtask(task, answer=answer, by=people.ratna, at=working.tick())
    assert task.answer == "Terpasang."


def test_where_the_head_must_approve_the_liaison_cannot_publish_alone(people, working):
    Institution.objects.filter(code="kalsel-pupr").update(requires_approval=True)
    working.report.refresh_from_db()
    with refused("approval"):
        working.followed_up()
    with refused("approval"):
        working.promised()
    working.proposed()
    draft = working.report.messages.get(kind=MessageKind.DRAFT)
    assert draft.internal
    assert work.last_draft(working.report) == draft
    work.send_back(working.report, note="Tambahkan luasnya.", by=people.hadi, at=working.tick())
    assert (working.report.state, working.report.follow_up_kind) == (State.IN_PROGRESS, "")
    work.propose_follow_up(
        working.report,
        work.FollowUp(FollowUpKind.PHYSICAL, f"{DONE} Luas 12 m2.", after=(photo(),)),
        by=people.ratna,
        at=working.tick(),
    )
    assert working.report.attachments.get().internal
    work.approve(working.report, by=people.hadi, at=working.tick())
    assert working.report.state == State.FOLLOWED_UP
    told = working.report.messages.get(kind=MessageKind.FOLLOW_UP)
    assert (told.body, told.internal) == (f"{DONE} Luas 12 m2.", False)
    assert not working.report.attachments.get().internal
    assert working.report.followed_up_at == working.at


def test_a_draft_needs_a_second_person_even_when_its_writer_stands_in_for_the_head(people, working):
    working.proposed()
    hadi = next(seat for seat in people.hadi.seats if seat.role == Role.HEAD)
    lent = replace(people.ratna, seats=(*people.ratna.seats, replace(hadi, lent_by=people.hadi.user_id)))
    with refused("four_eyes"):
        work.approve(working.report, by=lent, at=working.tick())
    work.send_back(working.report, note="Tambahkan luasnya.", by=lent, at=working.tick())
    promise = work.FollowUp(FollowUpKind.PROMISE, DONE, promised_on=date(2025, 3, 17))
    work.propose_follow_up(working.report, promise, by=lent, at=working.tick())
    with refused("four_eyes"):
        work.approve(working.report, by=lent, at=working.tick())
    work.approve(working.report, by=people.hadi, at=working.tick())
    assert working.report.state == State.FOLLOWED_UP


def test_an_approved_promise_is_a_promise(people, working):
    promise = work.FollowUp(FollowUpKind.PROMISE, DONE, promised_on=date(2025, 3, 17))
    work.propose_follow_up(working.report, promise, by=people.ratna, at=working.tick())
    work.approve(working.report, by=people.hadi, at=working.tick())
    assert _last(working.report).verb == Verb.APPROVE_PROMISE
    assert working.report.followed_up_at is None
    assert working.report.clocks.filter(kind="PROMISE", stopped_at=None).exists()


@pytest.mark.parametrize(("day", "allowed"), [(None, False), (date(2025, 3, 3), False), (date(2025, 3, 4), True)])
def test_a_promise_names_a_later_day(working, day, allowed):
    if allowed:
        working.followed_up(FollowUpKind.PROMISE, promised_on=day)
        assert _last(working.report).facts["promised_on"] == "2025-03-04"
    else:
        with refused("promise_dated"):
            working.followed_up(FollowUpKind.PROMISE, promised_on=day)


def test_only_a_promise_can_be_kept_or_broken_and_not_with_a_new_promise(people, working):
    working.followed_up()
    with refused("was_promise"):
        work.keep_promise(working.report, ANSWERED, by=people.ratna, at=working.tick())
    with refused("was_promise"):
        work.break_promise(working.report, by=working.system(), at=working.tick())
    life = Life(people).submitted().dispatched().responded().promised()
    with pytest.raises(Invalid):
        work.keep_promise(life.report, work.FollowUp(FollowUpKind.PROMISE, DONE), by=people.ratna, at=life.tick())
    with refused("proof"):
        work.keep_promise(life.report, work.FollowUp(FollowUpKind.PHYSICAL, DONE), by=people.ratna, at=life.tick())
    work.keep_promise(life.report, ANSWERED, by=people.ratna, at=life.tick())
    assert (life.report.follow_up_kind, life.report.followed_up_at) == ("ANSWER", life.at)


# Closing


def test_silence_closes_an_answered_matter_and_is_never_counted_as_fixed(people):
    life = Life(people).submitted(topic_code="").dispatched().responded().followed_up()
    close.close_silent(life.report, by=life.system(), at=life.tick())
    assert (life.report.state, life.report.ending) == (State.CLOSED, Ending.SILENT)
    assert _last(life.report).ending == Ending.SILENT


def test_silence_does_not_close_a_promise(people, working):
    working.promised()
    with refused("silence"):
        close.close_silent(working.report, by=working.system(), at=working.tick())


def test_silence_does_not_close_a_repair_without_proof(people, working):
    """The topic is a pothole: an answer in words is not proof of a repair."""
    working.followed_up(FollowUpKind.ANSWER)
    with refused("silence"):
        close.close_silent(working.report, by=working.system(), at=working.tick())
    shown = Life(people).submitted().dispatched().responded().followed_up(FollowUpKind.PHYSICAL, after=(photo(),))
    close.close_silent(shown.report, by=shown.system(), at=shown.tick())
    assert shown.report.ending == Ending.SILENT


def test_silence_does_not_close_what_is_disputed(people):
    life = Life(people).submitted(topic_code="").dispatched().responded().followed_up()
    Report.objects.filter(pk=life.report.pk).update(disputed=True)
    with refused("silence"):
        close.close_silent(life.report, by=life.system(), at=life.tick())


def test_officers_never_confirm(people, working):
    working.followed_up()
    cast = [getattr(people, name) for name in people.__dataclass_fields__]
    for officer in (*cast, working.system()):
        with pytest.raises(NotAllowed):
            close.confirm(working.report, by=officer, at=working.tick())
    working.confirmed()
    assert (working.report.ending, _last(working.report).ending) == (Ending.CONFIRMED, "CONFIRMED")


def test_a_coordinator_closes_with_a_reason_and_it_is_another_ending(people, working):
    working.followed_up()
    with pytest.raises(Invalid):
        close.close_by_coordinator(working.report, reason="  ", by=people.budi, at=working.tick())
    close.close_by_coordinator(working.report, reason="Sudah diperiksa QA.", by=people.budi, at=working.tick())
    assert working.report.ending == Ending.COORDINATOR
    assert working.report.messages.get(kind=MessageKind.EXPLANATION).body == "Sudah diperiksa QA."


def test_a_dispute_counts_and_takes_the_proof_away(people, working):
    working.followed_up(FollowUpKind.PHYSICAL, after=(photo(),)).disputed()
    assert (working.report.state, working.report.disputed) == (State.IN_PROGRESS, True)
    assert (working.report.refusals, working.report.proof_present) == (1, False)


def test_the_reporter_reopens_once_in_thirty_days(people):
    for wait, allowed in ((timedelta(days=30), True), (timedelta(days=30, minutes=1), False)):
        life = Life(people).submitted().dispatched().responded().followed_up().confirmed()
        at = life.report.ended_at + wait
        if allowed:
            close.reopen(life.report, reason="Berlubang lagi.", by=life.siti, at=at)
            assert (_last(life.report).ending, life.report.ending) == ("CONFIRMED", "")
        else:
            with refused("reopenable"):
                close.reopen(life.report, reason="Berlubang lagi.", by=life.siti, at=at)


def test_a_second_reopening_is_the_coordinators_or_the_ombudsmans(people):
    life = Life(people).submitted().dispatched().responded().followed_up().confirmed().reopened()
    life.responded().followed_up().confirmed()
    with refused("reopenable"):
        life.reopened()
    life.at += timedelta(days=300)
    close.reopen(life.report, reason="Temuan Ombudsman.", by=people.dewi, at=life.tick())
    assert life.report.state == State.REOPENED


def test_a_report_is_rated_once_from_one_to_five(people, working):
    working.followed_up().confirmed()
    for rating in (0, 6):
        with pytest.raises(Invalid):
            close.rate(working.report, rating=rating, by=working.siti, at=working.tick())
    close.rate(working.report, rating=4, words="Cepat.", by=working.siti, at=working.tick())
    assert _last(working.report).facts["rating"] == 4
    with refused("unrated"):
        close.rate(working.report, rating=5, by=working.siti, at=working.tick())


# Class, publication, withdrawal


def test_becoming_supervision_closes_the_room(people):
    life = Life(people).submitted()
    verify.publish(life.report, title="Jalan berlubang", body="Di depan pasar.", by=people.budi, at=life.tick())
    verify.reclassify(
        life.report, to=Classification.SUPERVISION, reason="Ada dugaan pungli.", by=people.budi, at=life.tick()
    )
    report = life.report
    assert (report.content, report.identity, report.published_at) == (ContentMode.SECRET, IdentityMode.SEALED, None)
    with pytest.raises(NotAllowed):
        verify.reclassify(report, to=Classification.COMPLAINT, reason="Bukan.", by=people.budi, at=life.tick())
    verify.reclassify(report, to=Classification.COMPLAINT, reason="Bukan pungli.", by=people.intan, at=life.tick())
    assert (report.classification, report.content) == (Classification.COMPLAINT, ContentMode.SECRET)


def test_a_secret_is_never_published(people):
    secret = Life(people).submitted(content=ContentMode.SECRET)
    closed = Life(people).submitted(**SUPERVISION)
    for life, by in ((secret, people.budi), (closed, people.intan)):
        with refused("publishable"):
            verify.publish(life.report, title="Judul", body="Isi.", by=by, at=life.tick())
        with refused("publishable"):
            verify.ask_publish(life.report, by=life.siti, at=life.tick())
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=life.report.pk).update(published_at=life.at)


@pytest.mark.parametrize(
    "change",
    [
        {"classification": "SUPERVISION"},
        {"state": "CLOSED"},
        {"state": "NOWHERE"},
        {"ending": "CONFIRMED"},
        {"state": "DISPATCHED_UNIT"},
        {"state": "MERGED"},
        {"latitude": 3.0},
        {"rating": 9},
        {"identity": "HALF"},
    ],
)
def test_what_cannot_be_is_not_stored(people, change):
    life = Life(people).submitted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=life.report.pk).update(**change)


def test_publishing_is_a_redacted_text_and_named_pictures(people):
    life = Life(people).submitted(files=(photo("a"), photo("b")))
    names = sorted(life.report.attachments.values_list("name", flat=True))
    verify.publish(
        life.report, title="Jalan rusak", body="Di depan pasar.", files=names[:1], by=people.budi, at=life.tick()
    )
    assert life.report.published_at == life.at
    assert list(life.report.attachments.filter(published=True).values_list("name", flat=True)) == names[:1]
    verify.ask_hide(life.report, by=life.siti, at=life.tick())
    assert (life.report.published_at, life.report.publish_wish) == (None, False)


def test_an_internal_file_is_never_published(people, working):
    converse.note(working.report, body="Foto rapat.", files=(photo("rapat"),), by=people.ratna, at=working.tick())
    name = working.report.attachments.get().name
    verify.publish(
        working.report, title="Jalan rusak", body="Di pasar.", files=[name], by=people.budi, at=working.tick()
    )
    assert not working.report.attachments.get().published


def test_a_withdrawn_report_goes_on_in_the_public_interest(people):
    life = Life(people).submitted().withdrawn()
    verify.continue_withdrawn(life.report, reason="Membahayakan umum.", by=people.budi, at=life.tick())
    assert (life.report.state, life.report.ending) == (State.RECEIVED, "")


def test_a_referral_names_its_target(people):
    life = Life(people).submitted().referred()
    assert (life.report.referral_target, life.report.ending) == ("PPID", Ending.REFERRED)


def test_a_step_dated_before_the_last_one_is_refused(people):
    life = Life(people).submitted().dispatched()
    with refused("out_of_order"):
        work.respond(life.report, message=ANSWER, by=people.ratna, at=life.at - timedelta(seconds=1))


def test_a_step_from_a_stale_page_is_refused_and_changes_nothing(people):
    life = Life(people).submitted()
    stale = Report.objects.get(pk=life.report.pk)
    life.archived()
    with pytest.raises(WrongState):
        verify.ask_completion(stale, missing=[MissingItem.WHAT], message="Apa?", by=people.lina, at=life.tick())
    assert stale.state == State.RECEIVED
    stale.refresh_from_db()
    assert stale.state == State.ARCHIVED


def test_silence_after_a_dispute_never_closes(people):
    life = Life(people).submitted(topic_code="").dispatched().responded().followed_up().disputed().followed_up()
    with pytest.raises(Guarded) as refused:
        close.close_silent(life.report, by=system, at=life.tick())
    assert refused.value.code == "silence"
    life.confirmed()
    assert (life.report.state, life.report.disputed) == (State.CLOSED, False)


def test_a_doubt_of_the_coordinator_is_no_dispute_of_the_reporter(people):
    life = Life(people).submitted(topic_code="").dispatched().responded().followed_up()
    close.dispute(life.report, reason="Foto tidak menunjukkan tempatnya.", by=people.budi, at=life.tick())
    assert life.report.disputed is False
