"""Work in the unit: first response, waiting for others, questions, follow-up with its proof."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor
from tuntas.kernel.refusals import Invalid
from tuntas.kernel.texts import optional, required
from tuntas.media.store import Stored
from tuntas.sla.clocks import Kind

from ..facts import Asked, FollowedUp, Held, Responded
from ..models import Attachment, Message, MessageKind, Purpose, Report
from ..moves import Move
from ..states import FollowUpKind, HoldCause, State, Verb
from ..templates import CANNED_FROM, likeness
from ..workflow import moving
from .field import prove, release


@dataclass(frozen=True)
class FollowUp:
    """What was done. `before` and `after` are pictures or documents; a promise names its day.

    `from_field` names photos that were taken in place before (actions.field) and now become its proof."""

    kind: FollowUpKind
    text: str
    before: tuple[Stored, ...] = ()
    after: tuple[Stored, ...] = ()
    promised_on: date | None = None
    from_field: tuple[str, ...] = ()

    @property
    def proof(self) -> bool:
        """Whether there is something that shows the result."""
        return bool(self.after)


def respond(report: Report, *, message: str, plan: date | None = None, by: Actor, at: datetime) -> Report:
    """The first response, about this one case (T12).

    A text that is only a template is stored as an acknowledgement: the response clock runs on.
    """
    text = required(message, field="message")
    canned = likeness(text, report)
    if canned >= CANNED_FROM:
        return _acknowledge(report, text, canned, by, at)
    with moving(report, Verb.RESPOND, by=by, at=at) as move:
        move.facts = Responded(plan, canned)
        _measure_response(move)
        move.say(MessageKind.FIRST_RESPONSE, text)
    return report


def _acknowledge(report: Report, text: str, canned: int, by: Actor, at: datetime) -> Report:
    with moving(report, Verb.ACKNOWLEDGE, by=by, at=at) as move:
        move.facts = Responded(None, canned)
        move.say(MessageKind.ACKNOWLEDGEMENT, text)
    return report


def _measure_response(move: Move) -> None:
    report = move.report
    if report.first_response_at is None and report.dispatched_at and report.unit_since:
        move.days = move.days_since(report.dispatched_at)
        move.unit_days = move.days_since(report.unit_since)
        move.on_time = _on_time(move, Kind.RESPONSE)
        report.first_response_at = move.at


def request_hold(report: Report, *, cause: HoldCause, until: date, message: str, by: Actor, at: datetime) -> Report:
    """Ask the coordinator to let the settlement clock wait for a third party (T14)."""
    with moving(report, Verb.REQUEST_HOLD, by=by, at=at) as move:
        move.report.hold_cause, move.report.hold_until = cause.value, until
        move.report.hold_requested = True
        move.facts = Held(cause.value, until)
        move.say(MessageKind.NOTE, required(message, field="message"), internal=True)
    return report


def hold(report: Report, *, message: str, by: Actor, at: datetime) -> Report:
    """The coordinator lets the clock wait, once; the reporter reads why and until when (T14)."""
    with moving(
        report, Verb.HOLD, by=by, at=at, reason=str(HoldCause(report.hold_cause or HoldCause.BUDGET).label)
    ) as move:
        cause, until = move.report.hold_cause, move.report.hold_until
        move.facts = Held(cause, until or at.date())
        move.say(MessageKind.EXPLANATION, required(message, field="message"))
        move.report.held_once, move.report.hold_requested = True, False
        if until is not None:
            move.board.start_until(Kind.WAITING, until)
    return report


def refuse_hold(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """The coordinator refuses: the clock runs on (T14)."""
    with moving(report, Verb.REFUSE_HOLD, by=by, at=at) as move:
        move.report.hold_requested = False
        move.say(MessageKind.NOTE, required(reason, field="reason"), internal=True)
    return report


def resume(report: Report, *, by: Actor, at: datetime) -> Report:
    """Waiting is over, by the unit or at the target date (T15)."""
    with moving(report, Verb.RESUME, by=by, at=at):
        pass
    return report


def ask_reporter(report: Report, *, message: str, by: Actor, at: datetime) -> Report:
    """A question to the reporter, at most twice; the settlement clock waits for the answer (T16)."""
    with moving(report, Verb.ASK_REPORTER, by=by, at=at, reason="menunggu jawaban pelapor") as move:
        move.report.questions_asked += 1
        move.report.question_from = State.IN_PROGRESS
        move.facts = Asked(times=move.report.questions_asked)
        move.say(MessageKind.QUESTION, required(message, field="message"))
    return report


def answer_question(report: Report, *, body: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """The reporter answers the unit (T16)."""
    with moving(report, Verb.ANSWER_QUESTION, by=by, at=at) as move:
        move.report.question_from = ""
        move.say(MessageKind.ANSWER, required(body, field="body"))
        move.attach(files)
    return report


def lapse_question(report: Report, *, by: Actor, at: datetime) -> Report:
    """No answer in time: the unit goes on with what it has (T16)."""
    with moving(report, Verb.LAPSE_QUESTION, by=by, at=at) as move:
        move.report.question_from = ""
    return report


def follow_up(report: Report, done: FollowUp, *, by: Actor, at: datetime) -> Report:
    """The substantive follow-up with its proof, or a promise with its day (T17)."""
    verb = Verb.PROMISE if done.kind == FollowUpKind.PROMISE else Verb.FOLLOW_UP
    with moving(report, verb, by=by, at=at) as move:
        _take(move, done)
        _carry_out(move)
    return report


def keep_promise(report: Report, done: FollowUp, *, by: Actor, at: datetime) -> Report:
    """The promised thing is done: only now it counts as followed up (T17)."""
    if done.kind == FollowUpKind.PROMISE:
        raise Invalid(
            _("Janji ditepati dengan tindakan, jawaban, atau keputusan, bukan dengan janji baru."), field="kind"
        )
    with moving(report, Verb.KEEP_PROMISE, by=by, at=at) as move:
        _take(move, done)
        _carry_out(move)
    return report


def propose_follow_up(report: Report, done: FollowUp, *, by: Actor, at: datetime) -> Report:
    """Put a draft before the head of the unit (T13)."""
    with moving(report, Verb.PROPOSE_FOLLOW_UP, by=by, at=at) as move:
        _take(move, done, internal=True)
        move.report.draft_kind = done.kind.value
    return report


def approve(report: Report, *, text: str = "", by: Actor, at: datetime) -> Report:
    """The head of the unit signs: the draft becomes the follow-up (T13).

    With `text` in the head's own wording; the draft is kept as it was, so that the change can be shown.
    """
    verb = Verb.APPROVE_PROMISE if report.draft_kind == FollowUpKind.PROMISE else Verb.APPROVE
    with moving(report, verb, by=by, at=at) as move:
        draft = move.report.messages.filter(kind=MessageKind.DRAFT).order_by("seq").last()
        move.say(MessageKind.FOLLOW_UP, optional(text, field="text") or (draft.body if draft else ""))
        seq = draft.seq if draft else 0
        Attachment.objects.filter(Q(seq=seq) | Q(proves_seq=seq), report=move.report).update(internal=False)
        move.report.draft_kind = ""
        _tell(move)
        _carry_out(move)
    return report


def send_back(report: Report, *, note: str, by: Actor, at: datetime) -> Report:
    """The head returns the draft with a note (T13)."""
    with moving(report, Verb.SEND_BACK, by=by, at=at) as move:
        move.report.draft_kind, move.report.follow_up_kind = "", ""
        move.report.proof_present, move.report.promised_on = False, None
        release(move)
        move.say(MessageKind.NOTE, required(note, field="note"), internal=True)
    return report


def break_promise(report: Report, *, by: Actor, at: datetime) -> Report:
    """The promised day passed without the promised thing: back to work, and counted (T17)."""
    with moving(report, Verb.BREAK_PROMISE, by=by, at=at) as move:
        move.facts = FollowedUp(FollowUpKind.PROMISE.value, False, move.report.promised_on)
        move.on_time = False
    return report


def answer_reply(report: Report, *, message: str, by: Actor, at: datetime) -> Report:
    """Answer what the reporter wrote after the follow-up (T19)."""
    with moving(report, Verb.ANSWER_REPLY, by=by, at=at) as move:
        move.say(MessageKind.REPLY, required(message, field="message"))
    return report


def last_draft(report: Report) -> Message | None:
    """The draft that waits for the head of the unit."""
    return report.messages.filter(kind=MessageKind.DRAFT).order_by("seq").last()


def _take(move: Move, done: FollowUp, *, internal: bool = False) -> None:
    report = move.report
    report.follow_up_kind = done.kind.value
    photos = prove(move, done.from_field, internal=internal)
    report.proof_present = done.proof or any(photo.purpose == Purpose.AFTER for photo in photos)
    report.promised_on = done.promised_on
    kind = MessageKind.DRAFT if internal else MessageKind.FOLLOW_UP
    move.say(kind, required(done.text, field="text"), internal=internal)
    move.attach(done.before, Purpose.BEFORE, internal=internal)
    move.attach(done.after, Purpose.AFTER, internal=internal)
    _tell(move, tuple(photo.name for photo in photos))


def _tell(move: Move, field: tuple[str, ...] = ()) -> None:
    report = move.report
    move.facts = FollowedUp(report.follow_up_kind, report.proof_present, report.promised_on, field)


def _carry_out(move: Move) -> None:
    """A promise starts its clock; anything else is the substantive follow-up and is measured, once."""
    report = move.report
    if report.follow_up_kind == FollowUpKind.PROMISE:
        if report.promised_on is not None:
            move.board.start_until(Kind.PROMISE, report.promised_on)
    elif report.followed_up_at is None:
        _measure_follow_up(move)


def _measure_follow_up(move: Move) -> None:
    report = move.report
    if report.dispatched_at and report.unit_since:
        move.days = move.days_since(report.dispatched_at)
        move.unit_days = move.days_since(report.unit_since)
        move.on_time = _on_time(move, Kind.SETTLEMENT)
        report.followed_up_at = move.at


def _on_time(move: Move, kind: Kind) -> bool | None:
    clock = move.board.running(kind)
    return None if clock is None or clock.due_at is None else move.at <= clock.due_at
