"""The hash chain over the events of a report.

hash = SHA-256(previous ‖ everything the row says, in canonical JSON); the facts enter through a salted
commitment, so that facts can be disclosed one by one; texts of people enter as salted digests only, so
that a text can be erased and the chain still holds.
"""

import hashlib
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from uuid import UUID

from .models import Event, Message, Report
from .states import DataKind, Verb

_STAMPED = [
    "seq",
    "verb",
    "source",
    "target",
    "actor_kind",
    "actor_role",
    "year",
    "agency_id",
    "unit_id",
    "topic_code",
    "classification",
    "channel",
    "days",
    "unit_days",
    "on_time",
    "ending",
    "actor_id",
    "actor_institution_id",
    "report_id",
    "tenant_id",
]


BATCH = 500
"""Reports whose rows are read at once."""


@dataclass(frozen=True)
class Broken:
    """The first row of a report's chain that does not hold."""

    report_id: UUID
    reference: str
    seq: int
    why: str


def new_salt() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def digest(salt: str, text: str) -> str:
    """The salted digest of a person's text."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def link(event: Event) -> str:
    """What `event.hash` must be."""
    return hashlib.sha256(f"{event.previous}\n{canonical(event)}".encode()).hexdigest()


def canonical(event: Event) -> str:
    """Everything the row says as canonical JSON; the facts as their commitment, so that it names nobody."""
    said = {name: _plain(getattr(event, name)) for name in _STAMPED}
    said |= {"at": event.at.astimezone(UTC).isoformat(), "local_date": event.local_date.isoformat()}
    said["facts"] = _commitment(event)
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def verify(reports: Iterable[Report]) -> Iterator[Broken]:
    """Check the chains of these reports; yields the first broken row of each broken one."""
    rest = iter(reports)
    while batch := list(islice(rest, BATCH)):
        yield from filter(None, map(_first_broken, _with_their_rows(batch)))


@dataclass(frozen=True)
class _Whole:
    """A report with everything that its chain speaks of, in the order of the rows."""

    report: Report
    events: list[Event]
    messages: list[Message]


def _with_their_rows(batch: list[Report]) -> Iterator[_Whole]:
    """Each report with its rows, read for all of them at once."""
    known = {report.pk for report in batch}
    events, messages = defaultdict(list), defaultdict(list)
    for event in Event.objects.filter(report__in=known).order_by("report_id", "seq"):
        events[event.report_id].append(event)
    for message in Message.objects.filter(report__in=known).order_by("report_id", "seq"):
        messages[message.report_id].append(message)
    return (_Whole(report, events[report.pk], messages[report.pk]) for report in batch)


def _first_broken(whole: _Whole) -> Broken | None:
    previous, last, report = "", None, whole.report
    for place, event in enumerate(whole.events, start=1):
        why = _fault(event, place, previous)
        if why:
            return Broken(report.pk, report.reference, place, why)
        previous, last = event.hash, event
    return _torn_end(report, last) or _changed_text(whole)


def _fault(event: Event, place: int, previous: str) -> str:
    if event.seq != place:
        return f"row {place} is missing"
    if event.previous != previous:
        return f"row {place} does not follow row {place - 1}"
    return "" if link(event) == event.hash else f"row {place} was changed"


def _torn_end(report: Report, last: Event | None) -> Broken | None:
    seq = last.seq if last else 0
    if last is None or seq < report.last_seq:
        return Broken(report.pk, report.reference, seq + 1, f"row {seq + 1} is missing")
    if (last.hash, last.target) != (report.last_hash, report.state):
        return Broken(report.pk, report.reference, seq, "the report does not stand where its last row says")
    return None


def _changed_text(whole: _Whole) -> Broken | None:
    report, events, texts = whole.report, whole.events, whole.messages
    erased = max((event.seq for event in events if _erased_words(event)), default=0)
    if not _told(report, events[0].facts.get("text", ""), erased):
        return Broken(report.pk, report.reference, 1, "the reporter's text was changed")
    digests = {(event.seq, value) for event in events for value in _digests(event)}
    for message in texts:
        if not _sound(message, digests, erased):
            return Broken(report.pk, report.reference, message.seq, f"a text of row {message.seq} was changed")
    missing = Counter(seq for seq, _value in digests) - Counter(message.seq for message in texts)
    if missing:
        return Broken(report.pk, report.reference, min(missing), f"a text of row {min(missing)} is missing")
    return None


def _erased_words(event: Event) -> bool:
    return event.verb in (Verb.ERASE, Verb.ERASE_AGAIN) and DataKind.WORDS in event.facts.get("kinds", [])


def _told(report: Report, told: object, erased: int) -> bool:
    """An erased report has neither body nor salt, and an event that says so; any other reads as it was told."""
    if not report.text_salt:
        return not report.body and erased > 0
    return digest(report.text_salt, f"{report.title}\n{report.body}") == told


def _sound(message: Message, digests: set[tuple[int, str]], erased: int) -> bool:
    """A lawfully erased text has neither body nor salt, and a later event that says so; any other must have its digest
    in the chain."""
    if not message.salt:
        return not message.body and message.seq < erased
    return (message.seq, digest(message.salt, message.body)) in digests


def _digests(event: Event) -> list[str]:
    found = event.facts.get("texts", []) if isinstance(event.facts, dict) else []
    return [str(value) for value in found]


def _commitment(event: Event) -> str:
    facts = json.dumps(event.facts, sort_keys=True, separators=(",", ":"))
    return digest(event.salt, facts)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def message_digest(message: Message) -> str:
    """The digest of a message as it goes into the facts of its event."""
    return digest(message.salt, message.body)
