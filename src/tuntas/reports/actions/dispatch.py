"""Dispatch: to the institution, to the one unit in charge, back with the right unit named."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tuntas.accounts.actors import Actor, Officer
from tuntas.accounts.models import Role, User
from tuntas.institutions.models import Institution, Topic
from tuntas.kernel.refusals import NotAllowed
from tuntas.kernel.texts import optional, required

from ..access import coordinator, liaison
from ..facts import Facts, Named, Returned, Sent, Tasked
from ..guards import HOP_LIMIT
from ..models import Copy, MessageKind, Report, Subtask
from ..moves import Move
from ..states import ReturnReason, Verb
from ..workflow import moving


def dispatch_institution(
    report: Report, *, to: Institution, topic: Topic | None = None, note: str = "", by: Actor, at: datetime
) -> Report:
    """Send to the institution in charge (T8)."""
    with moving(report, Verb.DISPATCH_INSTITUTION, by=by, at=at) as move:
        _to_institution(move, to, topic, note)
    return report


def dispatch_unit(
    report: Report,
    *,
    to: Institution,
    topic: Topic | None = None,
    copies: Sequence[Institution] = (),
    note: str = "",
    by: Actor,
    at: datetime,
) -> Report:
    """Make one unit responsible; others may be informed (T9)."""
    with moving(report, Verb.DISPATCH_UNIT, by=by, at=at) as move:
        _to_unit(move, to, topic, note)
        _send_copies(move, copies)
    return report


def hand_back(
    report: Report, *, reason: ReturnReason, suggested: Institution, explanation: str = "", by: Actor, at: datetime
) -> Report:
    """Return what is not ours, naming the unit that is right; the citizen's clocks keep running (T10)."""
    with moving(report, Verb.RETURN, by=by, at=at) as move:
        report_ = move.report
        report_.suggested = suggested
        report_.hops += 1
        move.facts = Returned(reason.value, suggested.pk, report_.sender_id, report_.hops)
        report_.agency = report_.sender or report_.agency
        report_.unit, report_.assignee = None, None
        if explanation:
            move.say(MessageKind.NOTE, optional(explanation, field="explanation"), internal=True)
    return report


def redispatch_institution(report: Report, *, to: Institution, note: str = "", by: Actor, at: datetime) -> Report:
    """Send a returned report to another institution (T11)."""
    with moving(report, Verb.REDISPATCH_INSTITUTION, by=by, at=at) as move:
        _bind_after_two(move)
        _to_institution(move, to, None, note)
    return report


def redispatch_unit(
    report: Report, *, to: Institution, topic: Topic | None = None, note: str = "", by: Actor, at: datetime
) -> Report:
    """Send a returned report to another unit; after two returns this binds (T11)."""
    with moving(report, Verb.REDISPATCH_UNIT, by=by, at=at) as move:
        _bind_after_two(move)
        _to_unit(move, to, topic, note)
    return report


def copy_to(report: Report, *, to: Institution, by: Actor, at: datetime) -> Report:
    """Inform another institution (tembusan)."""
    with moving(report, Verb.COPY, by=by, at=at) as move:
        _send_copies(move, [to])
        move.facts = Named(to.pk)
    return report


def assign(report: Report, *, to: User, by: Actor, at: datetime) -> Report:
    """Name the person in the unit who does the work."""
    with moving(report, Verb.ASSIGN, by=by, at=at) as move:
        move.report.assignee = to
        move.facts = Named(to.pk)
    return report


def add_subtask(report: Report, *, unit: Institution, task: str, by: Actor, at: datetime) -> Subtask:
    """Give a part of the work to another unit; the responsible unit stays the same."""
    with moving(report, Verb.ADD_SUBTASK, by=by, at=at) as move:
        subtask = Subtask(report=move.report, unit=unit, task=required(task, field="task"), created_at=at)
        subtask.save(force_insert=True)
        move.facts = Tasked(subtask.pk, unit.pk)
    return subtask


def finish_subtask(subtask: Subtask, *, answer: str, by: Actor, at: datetime) -> Subtask:
    """The other unit answers its part; a unit with another part cannot. A second answer changes nothing."""
    with moving(subtask.report, Verb.FINISH_SUBTASK, by=by, at=at) as move:
        if not (liaison(move.report, by) or coordinator(move.report, by) or _is_of(by, subtask.unit_id)):
            raise NotAllowed()
        text = required(answer, field="answer")
        done = Subtask.objects.filter(pk=subtask.pk, finished_at__isnull=True).update(answer=text, finished_at=at)
        move.facts = Tasked(subtask.pk, subtask.unit_id) if done else Facts()
        move.say(MessageKind.NOTE, text, internal=True)
    subtask.refresh_from_db()
    return subtask


def _is_of(by: Actor, unit_id: UUID) -> bool:
    return isinstance(by, Officer) and by.holds(Role.LIAISON, unit_id)


def _to_institution(move: Move, to: Institution, topic: Topic | None, note: str) -> None:
    report = move.report
    report.sender, report.agency, report.unit = report.agency, to, None
    _sent(move, to.pk, topic, note)


def _to_unit(move: Move, to: Institution, topic: Topic | None, note: str) -> None:
    report = move.report
    report.sender, report.unit, report.unit_since = report.agency, to, move.at
    _sent(move, to.pk, topic, note)


def _sent(move: Move, to: UUID, topic: Topic | None, note: str) -> None:
    report = move.report
    report.topic = topic or report.topic
    report.suggested = None
    report.dispatched_at = report.dispatched_at or move.at
    move.facts = Sent(to, report.topic_id or "", report.binding, report.hops)
    if note:
        move.say(MessageKind.NOTE, optional(note, field="note"), internal=True)


def _bind_after_two(move: Move) -> None:
    move.report.binding = move.report.hops >= HOP_LIMIT and coordinator(move.report, move.by)


def _send_copies(move: Move, to: Sequence[Institution]) -> None:
    known = set(move.report.copies.values_list("institution_id", flat=True))
    Copy.objects.bulk_create(
        Copy(report=move.report, institution=office, at=move.at) for office in to if office.pk not in known
    )
