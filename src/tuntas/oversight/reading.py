"""The signs that one report's events show. Nothing but the events is read, so anybody can read the same."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tuntas.reports.models import Event
from tuntas.reports.states import Classification, FollowUpKind, Verb
from tuntas.sla.clocks import Kind

from .signs import Sign

LAST = timedelta(hours=1)
NEAR = timedelta(days=1)
CANNED_LIKE = 75
"""Likeness to a template (0-100) from which an answer says nothing of its own; from 90 the action itself refuses."""
TWICE = 2

_DISPATCHES = frozenset({Verb.DISPATCH_UNIT, Verb.REDISPATCH_UNIT})
_DONE = frozenset({Verb.FOLLOW_UP, Verb.APPROVE, Verb.KEEP_PROMISE})
_PROMISES = frozenset({Verb.PROMISE, Verb.APPROVE_PROMISE})
_ENDS = frozenset({Verb.CONFIRM, Verb.CLOSE_SILENT, Verb.CLOSE_BY_COORDINATOR})
_PAUSES = frozenset({Verb.ASK_COMPLETION, Verb.ASK_REPORTER, Verb.HOLD})
_LAPSED = {
    Kind.VERIFICATION: Sign.VERIFY_LATE,
    Kind.RESPONSE: Sign.RESPONSE_LATE,
    Kind.SETTLEMENT: Sign.SETTLEMENT_LATE,
    Kind.STATUTORY_SETTLEMENT: Sign.STATUTORY_LATE,
    Kind.STATUTORY_RESPONSE: Sign.NO_ANSWER,
    Kind.REPLY: Sign.REPLY_UNANSWERED,
}


@dataclass(frozen=True)
class Found:
    """One sign about one office, at the first event that shows it."""

    sign: Sign
    office: UUID
    seq: int
    at: datetime


@dataclass
class _Case:
    """What is known while the events go by. `office` is whoever had it before the present event."""

    physical: frozenset[str]
    office: UUID | None = None
    due: dict[str, datetime] = field(default_factory=dict)
    pauses: Counter[UUID | None] = field(default_factory=Counter)
    returns: int = 0
    broken: int = 0
    disputed: bool = False
    proof: bool = False
    kind: str = ""
    replied: bool = False


def signs_of(events: Iterable[Event], physical: frozenset[str]) -> list[Found]:
    """The signs of one report, each once for an office; `events` in order, `physical` the topics of built things."""
    case, found = _Case(physical), dict[tuple[Sign, UUID], Found]()
    for event in events:
        case.office = case.office or event.agency_id
        for sign in _taken_back(event):
            found = {key: one for key, one in found.items() if key[0] != sign}
        for sign in _read(event, case):
            one = Found(sign, _office(event, case), event.seq, event.at)
            found.setdefault((sign, one.office), one)
        _note(event, case)
        case.office = event.unit_id or event.agency_id
    return list(found.values())


def _office(event: Event, case: _Case) -> UUID:
    """Whose doing it is: of a dispatch whoever receives, of anything else whoever had the report."""
    after = event.unit_id or event.agency_id
    return (after if event.verb in _DISPATCHES else case.office) or event.tenant_id


def _taken_back(event: Event) -> Iterator[Sign]:
    """What a later event makes untrue: the reporter speaks after all, the case goes on, a real answer follows."""
    if event.verb in (Verb.RATE, Verb.REOPEN, Verb.CONFIRM):
        yield Sign.SILENCE
    if event.verb == Verb.RESPOND and event.facts.get("likeness", 0) < CANNED_LIKE:
        yield Sign.TEMPLATE


def _read(event: Event, case: _Case) -> Iterator[Sign]:
    reader = _READERS.get(Verb(event.verb))
    if reader is not None:
        yield from reader(event, case)


def _lapse(event: Event, case: _Case) -> Iterator[Sign]:
    sign = _LAPSED.get(event.facts.get("clock", ""))
    if sign is not None and event.facts.get("percent", 0) >= 100:
        yield sign


def _timed(event: Event, case: _Case, kind: Kind) -> Iterator[Sign]:
    due = case.due.get(kind)
    if event.on_time is not None:
        yield Sign.TIMED
        if due is not None and due - LAST <= event.at <= due:
            yield Sign.LAST_HOUR


def _respond(event: Event, case: _Case) -> Iterator[Sign]:
    yield Sign.SPOKEN
    yield from _timed(event, case, Kind.RESPONSE)
    if event.facts.get("likeness", 0) >= CANNED_LIKE:
        yield Sign.TEMPLATE


def _acknowledge(event: Event, case: _Case) -> Iterator[Sign]:
    yield Sign.SPOKEN
    yield Sign.TEMPLATE


def _act(event: Event, case: _Case) -> Iterator[Sign]:
    yield from _timed(event, case, Kind.SETTLEMENT)


def _promise(event: Event, case: _Case) -> Iterator[Sign]:
    if case.broken:
        yield Sign.PROMISE_STACK


def _break(event: Event, case: _Case) -> Iterator[Sign]:
    yield Sign.PROMISE_BROKEN


def _pause(event: Event, case: _Case) -> Iterator[Sign]:
    again = case.pauses[case.office] + 1 >= TWICE
    if again:
        yield Sign.PAUSES
    if again or (event.verb != Verb.ASK_COMPLETION and _near(event, case, Kind.SETTLEMENT, NEAR)):
        yield Sign.LATE_PAUSE


def _request(event: Event, case: _Case) -> Iterator[Sign]:
    if _near(event, case, Kind.SETTLEMENT, NEAR):
        yield Sign.LATE_PAUSE


def _near(event: Event, case: _Case, kind: Kind, span: timedelta) -> bool:
    due = case.due.get(kind)
    return due is not None and event.at >= due - span


def _return(event: Event, case: _Case) -> Iterator[Sign]:
    if case.returns + 1 >= TWICE:
        yield Sign.BOUNCED
    if _near(event, case, Kind.ACCEPTANCE, LAST) or _near(event, case, Kind.RESPONSE, NEAR):
        yield Sign.LATE_TRANSFER


def _received(event: Event, case: _Case) -> Iterator[Sign]:
    yield Sign.HANDLED


def _end(event: Event, case: _Case) -> Iterator[Sign]:
    yield Sign.ENDED
    if event.verb == Verb.CONFIRM:
        return
    yield Sign.SILENCE
    if event.verb != Verb.CLOSE_BY_COORDINATOR:
        return
    if case.disputed:
        yield Sign.CLOSED_DISPUTED
    if not case.proof and (case.kind == FollowUpKind.PHYSICAL or _built(event, case)):
        yield Sign.NO_PROOF
    if not case.replied and not _near(event, case, Kind.AUTO_CLOSE, timedelta()):
        yield Sign.EARLY_CLOSE


def _built(event: Event, case: _Case) -> bool:
    return event.topic_code in case.physical and event.classification != Classification.INFORMATION


def _reclassify(event: Event, case: _Case) -> Iterator[Sign]:
    told = _told(event).get(Kind.SETTLEMENT)
    before = case.due.get(Kind.SETTLEMENT)
    # Into the closed room is the lawful way for a case of supervision, and its law gives it longer.
    if told and before and told > before and event.facts.get("now") != Classification.SUPERVISION:
        yield Sign.CLASS_SHIFT


def _appeal_accepted(event: Event, case: _Case) -> Iterator[Sign]:
    yield Sign.ARCHIVE_UNDONE


def _told(event: Event) -> dict[str, datetime]:
    """The deadlines that this event says are running now."""
    rows = [row for row in event.facts.get("clocks", []) if row[1] not in ("stop", "pause") and row[2]]
    return {row[0]: datetime.fromisoformat(row[2]) for row in rows}


def _note(event: Event, case: _Case) -> None:
    """Carry forward what the next events are read against."""
    for kind, effect, _due in event.facts.get("clocks", []):
        if effect in ("stop", "pause"):
            case.due.pop(kind, None)
    case.due |= _told(event)
    case.due |= {kind: datetime.fromisoformat(after) for kind, _was, after in event.facts.get("moved", []) if after}
    case.pauses[case.office] += event.verb in _PAUSES
    case.returns += event.verb == Verb.RETURN
    case.broken += event.verb == Verb.BREAK_PROMISE
    if event.verb == Verb.DISPUTE:
        case.disputed, case.proof = event.actor_kind == "reporter" or case.disputed, False
    if event.verb in _DONE | _PROMISES:
        case.proof, case.kind = bool(event.facts.get("proof")), str(event.facts.get("kind", ""))
        case.replied = False
    case.replied = case.replied or event.verb == Verb.REPLY


_READERS: dict[Verb, Callable[[Event, _Case], Iterator[Sign]]] = {
    Verb.SUBMIT: _received,
    Verb.LAPSE: _lapse,
    Verb.ESCALATE: _lapse,
    Verb.RESPOND: _respond,
    Verb.ACKNOWLEDGE: _acknowledge,
    Verb.BREAK_PROMISE: _break,
    Verb.REQUEST_HOLD: _request,
    Verb.RETURN: _return,
    Verb.RECLASSIFY: _reclassify,
    Verb.ACCEPT_APPEAL: _appeal_accepted,
    **dict.fromkeys(_DISPATCHES, _received),
    **dict.fromkeys(_DONE, _act),
    **dict.fromkeys(_PROMISES, _promise),
    **dict.fromkeys(_PAUSES, _pause),
    **dict.fromkeys(_ENDS, _end),
}
