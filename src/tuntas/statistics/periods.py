"""Figures of a span of days, counted from the log up to one event: the same log gives the same numbers for ever.

Pages read cells, which go on growing. A paper is counted here instead: from the events up to one id, with each report
under the span in which it was received and known up to one day (`Span.seen`). The span before is known up to the same
day a year earlier, so that the older reports have not had longer than the newer ones.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tuntas.reports.models import Event
from tuntas.reports.states import Classification, Verb

from .backlog import Waiting
from .cells import keys
from .lives import Entry, Said, additions, said, told
from .models import Axis
from .reading import Count
from .scopes import Scope

DUTIES = ("RESPONSE", "SETTLEMENT")
"""Clocks whose lapse makes a report overdue."""
CUTS = (Axis.UNIT, Axis.TOPIC, Axis.CHANNEL, Axis.AREA)
A_STEP = 2_000
"""Events between two signs of progress."""


class Span(NamedTuple):
    """First and last local day of receipt, and the last day of which something is known."""

    since: date
    until: date
    seen: date


class Overdue(NamedTuple):
    """A duty not done by its deadline."""

    report_id: UUID
    unit_id: UUID | None
    kind: str
    due: datetime


@dataclass
class Flow:
    """Open before the span, received and ended in it, open at its end."""

    before: int = 0
    received: int = 0
    ended: int = 0
    after: int = 0


@dataclass
class Counted:
    """What was counted: for each span the counts on each axis of CUTS and the flow; for the first `seen` what was
    open and what overdue. `events` and `digest` (SHA-256 of their hashes in order) say from which log."""

    cohorts: list[dict[Axis, list[Count]]] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    open: list[Waiting] = field(default_factory=list)
    overdue: list[Overdue] = field(default_factory=list)
    events: int = 0
    digest: str = ""


def last_event() -> UUID | None:
    """The id up to which the log reaches now."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first()


def count(
    scope: Scope,
    spans: Sequence[Span],
    upto: UUID | None,
    *,
    at: datetime,
    progress: Callable[[int], None] = lambda events: None,
) -> Counted:
    """Count the spans in one pass over the lives of the scope; memory grows with what differs, not with the events.

    A duty is overdue when its deadline lies before `at`. `progress` hears now and then how many events were read.
    """
    events, counter = log(scope, upto), _Counter(scope, spans)
    for number, (event, found) in enumerate(additions(said(events)), 1):
        counter.take(event, found)
        if number % A_STEP == 0:
            progress(number)
    read, digest = _digest(events)
    return counter.result(at, read, digest)


def log(scope: Scope, upto: UUID | None) -> QuerySet[Event]:
    """The events up to one id of all reports of which something lies in the scope: whole lives."""
    if upto is None or scope.empty:
        return Event.objects.none()
    until = Event.objects.filter(pk__lte=upto)
    return until.filter(report_id__in=scope.events().filter(pk__lte=upto).order_by().values("report_id"))


def _digest(events: QuerySet[Event]) -> tuple[int, str]:
    digest, number = hashlib.sha256(), 0
    hashes = events.order_by("report_id", "seq").values_list("hash", flat=True)
    for one in hashes.iterator(5_000):
        digest.update(one.encode())
        number += 1
    return number, digest.hexdigest()


class _Counter:
    """The lives read so far."""

    def __init__(self, scope: Scope, spans: Sequence[Span]) -> None:
        self._scope, self._spans = scope, spans
        self._sums: list[dict[tuple[object, ...], list[int]]] = [{} for _ in spans]
        self._flows = [Flow() for _ in spans]
        self._open: Counter[tuple[object, ...]] = Counter()
        self._overdue: list[Overdue] = []
        self._report: UUID | None = None
        self._received = date.min
        self._duties: dict[str, str] = {}
        self._last: Said | None = None

    def take(self, event: Said, found: Sequence[Entry]) -> None:
        if event.report_id != self._report:
            self._close()
            self._report, self._received, self._duties = event.report_id, event.local_date, {}
        for entry in found:
            place = entry.place
            if self._scope.counts(place.tenant, str(place.unit or ""), place.classification):
                self._add(event.local_date, entry)
        if event.local_date <= self._spans[0].seen:
            self._last = event
            _follow(event, self._duties)

    def _add(self, day: date, entry: Entry) -> None:
        for span, sums, flow in zip(self._spans, self._sums, self._flows, strict=True):
            _flow(flow, span, day, entry, home=self._scope.home)
            if span.since <= self._received <= span.until and day <= span.seen:
                for group in _groups(entry):
                    both = sums.setdefault(group, [0, 0])
                    both[0] += entry.times
                    both[1] += entry.total
        if entry.metric == "waiting.open" and day <= self._spans[0].seen:
            place = entry.place
            self._open[(place.tenant, place.year, place.classification, place.unit, entry.day)] += entry.times

    def _close(self) -> None:
        """The report before is read to its end: what of it is overdue. Cases of the closed room are never listed."""
        last = self._last
        self._last = None
        if last is None or last.classification == Classification.SUPERVISION:
            return
        if self._scope.counts(last.tenant_id, str(last.unit_id or ""), last.classification):
            for kind, due in self._duties.items():
                if due:
                    self._overdue.append(Overdue(last.report_id, last.unit_id, kind, datetime.fromisoformat(due)))

    def result(self, at: datetime, events: int, digest: str) -> Counted:
        self._close()
        late = sorted((one for one in self._overdue if one.due < at), key=lambda one: (one.due, str(one.report_id)))
        return Counted(
            [dict(_cohort(sums)) for sums in self._sums],
            self._flows,
            [Waiting._make((*group, times)) for group, times in self._open.items() if times],
            late,
            events,
            digest,
        )


def _follow(event: Said, duties: dict[str, str]) -> None:
    """The deadlines of the running duties by what the event tells; empty while one stands still."""
    for kind, effect, due in told(event):
        if kind in DUTIES:
            if effect == "stop":
                duties.pop(kind, None)
            else:
                duties[kind] = due
    moved = event.facts.get("moved")
    for kind, _before, due in moved if isinstance(moved, list) else ():
        if kind in duties:
            duties[kind] = due


def _flow(flow: Flow, span: Span, day: date, entry: Entry, *, home: frozenset[UUID] | None) -> None:
    if entry.metric == "waiting.open":
        flow.before += entry.times if day < span.since else 0
        flow.after += entry.times if day <= span.until else 0
    elif span.since <= day <= span.until:
        own = home is None or entry.place.tenant in home
        came = entry.metric == Verb.SUBMIT if own else entry.metric in (Verb.DISPATCH_UNIT, Verb.REDISPATCH_UNIT)
        flow.received += entry.times if came else 0
        flow.ended += entry.times if entry.metric.startswith("ending.") else 0


def _groups(entry: Entry) -> Iterator[tuple[object, ...]]:
    for key in keys(entry):
        if key.axis in CUTS:
            yield (key.axis, key.tenant, key.member, key.classification, key.year, key.metric, key.value)


def _cohort(sums: dict[tuple[object, ...], list[int]]) -> Iterator[tuple[Axis, list[Count]]]:
    for axis in CUTS:
        yield (
            axis,
            [
                Count._make((*group[1:], None, *both))
                for group, both in sums.items()
                if group[0] == axis and both != [0, 0]
            ],
        )
