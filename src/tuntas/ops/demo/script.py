"""The course of a life: verified, sent, answered, acted on, and what the reporter says to it."""

from datetime import date, timedelta

from tuntas.institutions.models import Nature
from tuntas.redaction.finder import find
from tuntas.redaction.findings import masked
from tuntas.reports.actions import close, converse, dispatch, verify, work
from tuntas.reports.states import (
    ArchiveReason,
    FollowUpKind,
    HoldCause,
    MissingItem,
    ReferralTarget,
    ReturnReason,
    State,
)

from . import phrases
from .cast import CANNED
from .life import PROVINCE, Life, Rest
from .turns import RATINGS, drawn

_ARCHIVE_REASONS = {
    "usul-lampu-langgar": ArchiveReason.ALREADY_HANDLED,
    "cuma-mencoba": ArchiveReason.SPAM,
    "tertipu-belanja-daring": ArchiveReason.NOT_PUBLIC_SERVICE,
}


def whole(life: Life) -> None:
    """Everything, in the order in which it happens."""
    check(life)
    send(life)
    answer(life)
    prepare(life)
    act(life)
    hear(life)


def check(life: Life) -> None:
    """Verification: is it complete, is it for us, may it be published."""
    if life.turns.asked in {"verifier", "in vain"}:
        _ask_what_is_missing(life)
    if life.turns.archived:
        _archive(life)
    if life.turns.referred:
        target, ground = life.random.choice(phrases.REFERRALS)
        life.do(verify.refer, target=ReferralTarget(target), ground=ground, by=life.verifier, at=life.office(1))
        raise Rest
    if life.turns.withdrawn and life.chance(0.5):
        _withdraw(life)


def _ask_what_is_missing(life: Life) -> None:
    told, missing = life.told, [life.random.choice([MissingItem.WHERE, MissingItem.WHEN, MissingItem.WHAT])]
    question = told.question or phrases.MISSING
    life.do(verify.ask_completion, missing=missing, message=question, by=life.verifier, at=life.office(0))
    if life.turns.asked == "verifier":
        life.do(verify.complete, body=told.answer or phrases.MISSING_ANSWER, by=life.reporter, at=life.home(0, 5))
        return
    life.wait(life.office(12))
    if not life.chance(0.2):
        raise Rest
    life.do(verify.revive, body=phrases.MISSING_ANSWER, by=life.reporter, at=life.home(1, 9))


def _archive(life: Life) -> None:
    told = life.told
    reason = _ARCHIVE_REASONS.get(told.key, ArchiveReason.NOT_PUBLIC_SERVICE)
    life.do(verify.archive, reason=reason, explanation=told.archive_reason_text, by=life.verifier, at=life.office(1))
    if not life.chance(0.35):
        raise Rest
    life.do(verify.appeal, reason=phrases.APPEAL, by=life.reporter, at=life.home(1, 12))
    if life.chance(0.7):
        life.do(verify.reject_appeal, explanation=phrases.APPEAL_REJECTED, by=life.other_verifier, at=life.office(2))
        raise Rest
    life.do(verify.accept_appeal, explanation=phrases.APPEAL_ACCEPTED, by=life.other_verifier, at=life.office(2))


def _withdraw(life: Life) -> None:
    reason = life.random.choice(phrases.WITHDRAWN)
    life.do(verify.withdraw, reason=reason, by=life.reporter, at=life.home(0, 4))
    raise Rest


def send(life: Life) -> None:
    """Disposition, through a wrong unit first where the verifier is hasty, and publication."""
    at = life.office(life.turns.verification)
    if life.turns.returned:
        life.do(dispatch.dispatch_unit, to=life.route.wrong, by=life.verifier, at=at)
        _come_back(life)
    elif life.route.government.code == PROVINCE:
        life.do(dispatch.dispatch_unit, to=life.route.unit, by=life.verifier, at=at)
    else:
        life.do(dispatch.dispatch_institution, to=life.route.government, by=life.verifier, at=at)
        _to_local_unit(life)
    if life.turns.published:
        _publish(life)
    _send_copies(life)
    if life.twin is not None:
        _join(life, life.twin)


def _join(life: Life, twin: Life) -> None:
    """A second reporter writes about the same thing, and the verifier merges the two."""
    twin.at = life.home(0, 1)
    if twin.at < life.stage.now:
        twin.receive()
        twin.do(verify.merge, into=life.report, by=twin.verifier, at=twin.office(0))
        life.wait(twin.at)
        life.report.refresh_from_db()


def _come_back(life: Life) -> None:
    wrong, right = life.route.wrong, life.route.unit
    text = life.told.return_reason or phrases.RETURN
    reason = life.random.choice([ReturnReason.NOT_OUR_AUTHORITY, ReturnReason.OTHER_LEVEL])
    by = life.liaison_of(wrong.code)
    at = life.office(life.random.randint(0, 1))
    life.do(dispatch.hand_back, reason=reason, suggested=right, explanation=text, by=by, at=at)
    if life.route.government.code == PROVINCE:
        life.do(dispatch.redispatch_unit, to=right, by=life.verifier, at=life.office(0))
        return
    life.do(dispatch.redispatch_institution, to=life.route.government, by=life.verifier, at=life.office(0))
    _to_local_unit(life)


def _to_local_unit(life: Life) -> None:
    life.do(dispatch.dispatch_unit, to=life.route.unit, by=life.local_admin, at=life.office(0))


def _publish(life: Life) -> None:
    told = life.told
    pictures = life.report.attachments.filter(internal=False).values_list("name", flat=True)
    files = list(pictures) if life.chance(0.6) else []
    at = life.at + timedelta(minutes=life.random.randint(1, 20))
    title, body = (masked(text, find(text)) for text in (told.public_title, told.public_body))
    life.do(verify.publish, title=title, body=body, files=files, by=life.verifier, at=at)


def _send_copies(life: Life) -> None:
    extras, room = life.turns.extras, life.report.is_supervision
    if "copy" in extras and not room and life.route.wrong != life.route.unit:
        life.do(dispatch.copy_to, to=life.route.wrong, by=life.verifier, at=life.at + timedelta(minutes=1))
    if "note" in extras:
        life.do(converse.note, body=life.random.choice(phrases.NOTES), by=life.worker, at=life.office(0))
    if "add" in extras:
        life.do(converse.add, body=life.random.choice(phrases.ADDITIONS), by=life.reporter, at=life.home(0, 1))


def answer(life: Life) -> None:
    """The first response, so many working days after the first disposition; sometimes a canned text first."""
    if life.turns.acknowledged:
        life.do(work.respond, message=CANNED[life.number % len(CANNED)][1], by=life.worker, at=life.office(0))
    since, life.at = life.at, life.report.dispatched_at or life.at
    planned = life.office(life.turns.response)
    life.at = since
    at = planned if planned > since else life.office(0)
    life.do(work.respond, message=life.told.first_response, plan=_plan(life), by=life.worker, at=at)


def _plan(life: Life) -> date | None:
    """The day by which the unit means to be done, where it says one."""
    day = life.stage.calendar.local_date(life.at) + timedelta(days=life.turns.settlement + 5)
    return day if life.chance(0.4) else None


def prepare(life: Life) -> None:
    """What may come between the first response and the follow-up."""
    if "reveal" in life.turns.extras and life.told.identity == "OPEN" and not life.report.is_supervision:
        life.do(converse.reveal, reason=phrases.REVEAL, by=life.worker, at=life.office(0))
    if life.turns.withdrawn:
        _withdraw(life)
    if life.turns.asked in {"unit", "unit in vain"}:
        _ask_reporter(life)
    if "subtask" in life.turns.extras and not life.report.is_supervision:
        _share_work(life)
    if life.turns.hold:
        _hold(life)


def _ask_reporter(life: Life) -> None:
    told = life.told
    life.do(work.ask_reporter, message=told.question or phrases.QUESTION, by=life.worker, at=life.office(0))
    if life.turns.asked == "unit":
        body = told.answer or phrases.QUESTION_ANSWER
        life.do(work.answer_question, body=body, by=life.reporter, at=life.home(0, 6))
        return
    life.wait(life.office(12))


def _share_work(life: Life) -> None:
    unit = life.route.wrong
    subtask = life.do(dispatch.add_subtask, unit=unit, task=phrases.SUBTASK, by=life.worker, at=life.office(0))
    at = life.office(life.random.randint(1, 3))
    life.wait(at)
    dispatch.finish_subtask(subtask, answer=phrases.SUBTASK_ANSWER, by=life.liaison_of(unit.code), at=at)


def _hold(life: Life) -> None:
    cause, asked, told = life.random.choice(phrases.HOLDS)
    at, days = life.office(1), life.random.randint(14, 28)
    until = life.stage.calendar.local_date(at) + timedelta(days=days)
    life.do(work.request_hold, cause=HoldCause(cause), until=until, message=asked, by=life.worker, at=at)
    if life.turns.halt is None and life.chance(0.1):
        life.do(work.refuse_hold, reason=phrases.SEND_BACK, by=life.verifier, at=life.office(0))
        return
    life.do(work.hold, message=told, by=life.verifier, at=life.office(0))
    if life.chance(0.5):
        life.do(work.resume, by=life.worker, at=life.office(life.random.randint(3, 8)))
        return
    life.wait(life.office(days))


def act(life: Life) -> None:
    """The follow-up, or a promise and what becomes of it."""
    told, kind = life.told, FollowUpKind(life.told.follow_up_kind)
    if kind == FollowUpKind.PROMISE:
        _promise(life)
    else:
        follow_up(life, kind, told.follow_up, life.turns.settlement)


def _promise(life: Life) -> None:
    told, days = life.told, life.told.promise_days or 21
    promised_on = life.stage.calendar.local_date(life.office(life.turns.settlement)) + timedelta(days=days)
    follow_up(life, FollowUpKind.PROMISE, told.follow_up, life.turns.settlement, promised_on)
    left = (promised_on - life.stage.calendar.local_date(life.at)).days
    if life.turns.broken:
        life.wait(life.home(left + 1, left + 3))
        follow_up(life, FollowUpKind.PHYSICAL, told.promise_kept or phrases.BROKEN, life.random.randint(1, 6))
        return
    life.wait(life.home(max(1, left - 7), max(1, left - 3)))
    life.wait(life.office(0))
    # A feast may have moved the next day of work beyond the promised one: then it is broken after all.
    if life.report.state == State.FOLLOWED_UP:
        life.do(work.keep_promise, _done(life, FollowUpKind.PHYSICAL, told.promise_kept), by=life.worker, at=life.at)
    else:
        follow_up(life, FollowUpKind.PHYSICAL, phrases.BROKEN, 1)


def follow_up(life: Life, kind: FollowUpKind, text: str, days: int, promised_on: date | None = None) -> None:
    """Follow up after so many working days, with the signature of the head where the unit needs it."""
    done = _done(life, kind, text, promised_on)
    if not life.route.unit.requires_approval:
        life.do(work.follow_up, done, by=life.worker, at=life.office(days))
        return
    life.do(work.propose_follow_up, done, by=life.worker, at=life.office(days))
    if life.turns.draft_sent_back:
        life.do(work.send_back, note=phrases.SEND_BACK, by=life.head, at=life.office(0))
        life.do(work.propose_follow_up, _done(life, kind, text, promised_on), by=life.worker, at=life.office(1))
    life.do(work.approve, by=life.head, at=life.office(life.random.randint(0, 1)))


def _done(life: Life, kind: FollowUpKind, text: str, promised_on: date | None = None) -> work.FollowUp:
    """What was done, with pictures where something was mended, or where there is something to be seen."""
    topic, pictures = life.report.topic, life.stage.pictures
    seen = topic is not None and topic.nature == Nature.PHYSICAL and life.chance(0.75)
    if kind == FollowUpKind.PROMISE or not (seen or kind == FollowUpKind.PHYSICAL):
        return work.FollowUp(kind, text, promised_on=promised_on)
    before = (pictures.before(life.number),) if life.chance(0.6) else ()
    return work.FollowUp(kind, text, before, (pictures.after(life.number),))


def hear(life: Life) -> None:
    """What the reporter says to the follow-up, or that nothing is said."""
    if life.turns.replied:
        life.do(converse.reply, body=life.random.choice(phrases.REPLIES), by=life.reporter, at=life.home(1, 5))
        message = life.random.choice(phrases.REPLY_ANSWERS)
        life.do(work.answer_reply, message=message, by=life.worker, at=life.office(life.random.randint(0, 3)))
    if life.turns.disputed:
        life.do(close.dispute, reason=life.told.dispute or phrases.DISPUTE, by=life.reporter, at=life.home(1, 6))
        kind = FollowUpKind(life.told.follow_up_kind)
        kind = FollowUpKind.PHYSICAL if kind == FollowUpKind.PROMISE else kind
        follow_up(life, kind, life.told.second_follow_up or phrases.SECOND, life.random.randint(1, 4))
    if life.turns.confirmed:
        _confirm(life)
    else:
        _silence(life)


def _confirm(life: Life) -> None:
    words = life.told.confirm or life.random.choice(phrases.CONFIRMATIONS)
    life.do(close.confirm, rating=drawn(life.random, RATINGS), words=words, by=life.reporter, at=life.home(0, 6))
    if life.turns.reopened:
        life.do(close.reopen, reason=phrases.REOPENED, by=life.reporter, at=life.home(3, 20))
        life.do(work.respond, message=phrases.SECOND_RESPONSE, by=life.worker, at=life.office(1))
        follow_up(life, FollowUpKind.PHYSICAL, phrases.SECOND, life.random.randint(1, 5))
        life.do(close.confirm, rating=4, words="", by=life.reporter, at=life.home(0, 6))


def _silence(life: Life) -> None:
    """Ten working days without a word close it, unless a guard forbids: then the coordinator decides."""
    life.wait(life.office(life.random.randint(12, 16)))
    if life.report.state == State.FOLLOWED_UP:
        at = life.at + timedelta(minutes=5)
        life.do(close.close_by_coordinator, reason=phrases.CLOSED_BY_COORDINATOR, by=life.verifier, at=at)
    elif life.chance(0.12):
        life.do(close.rate, rating=drawn(life.random, RATINGS), by=life.reporter, at=life.home(0, 10))
