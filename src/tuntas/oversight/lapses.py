"""The sweeper: every stroke of every clock that has come due, once, whoever of several workers takes it.

A stroke is taken with the report's row locked and the clock read again under that lock, in a transaction of
its own: a second worker finds the row held, or the clock already set to its next stroke, and goes on.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from tuntas.accounts.actors import System
from tuntas.db.claiming import claim
from tuntas.kernel.refusals import Refusal, WrongState
from tuntas.reports.actions import clockwork, close, verify, work
from tuntas.reports.clocks import due_to_strike, next_share
from tuntas.reports.models import Clock, Report
from tuntas.reports.states import State
from tuntas.sla.clocks import Kind

OMBUDSMAN_LEVEL = 4
"""The case may go to the Ombudsman: the reporter gets the package (domain 8.5)."""

_STROKES_AT_MOST = 10
"""More than any ladder has rungs: a clock that does not move on is left for the next sweep."""


class Stroke(StrEnum):
    """What a stroke came to."""

    STRUCK = "struck"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CONTINUED = "continued"
    BROKEN = "broken"
    RESUMED = "resumed"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Swept:
    """How many strokes came to what. `struck`: reminders, lapses and escalations; `closed`: by silence;
    `withdrawn`: never completed; `continued`: a question to the reporter without answer; `broken`: promises;
    `resumed`: waiting that ended; `blocked`: could not be carried out and went to the coordinator instead;
    `skipped`: held by another worker, or to be tried again in the next sweep."""

    struck: int = 0
    closed: int = 0
    withdrawn: int = 0
    continued: int = 0
    broken: int = 0
    resumed: int = 0
    blocked: int = 0
    skipped: int = 0


def sweep(at: datetime, limit: int = 200) -> Swept:
    """Take every stroke that was due at `at` (UTC), oldest first, reading `limit` clocks at a time.

    Call outside a transaction. Strokes missed while no worker ran are all taken, in the order of the ladder.
    """
    counted: Counter[Stroke] = Counter()
    for clock in _due(at, limit):
        counted.update(_strokes(clock, at))
    return Swept(**{stroke.value: counted[stroke] for stroke in Stroke})


def _due(at: datetime, limit: int) -> Iterator[Clock]:
    """Page by (stroke, id), so that a clock which cannot strike is passed once and never blocks the rest."""
    rows = due_to_strike(at).order_by("strike_at", "pk")
    page = list(rows[:limit])
    while page:
        yield from page
        last = page[-1]
        after = Q(strike_at__gt=last.strike_at) | Q(strike_at=last.strike_at, pk__gt=last.pk)
        page = list(rows.filter(after)[:limit])


def _strokes(clock: Clock, at: datetime) -> Iterator[Stroke]:
    for _ in range(_STROKES_AT_MOST):
        stroke = _one(clock, at)
        if stroke is None:
            return
        yield stroke
        if stroke == Stroke.SKIPPED:
            return


def _one(clock: Clock, at: datetime) -> Stroke | None:
    """The clock's next stroke in a transaction of its own; None when no stroke is due any more."""
    with transaction.atomic():
        if not claim(Report.objects.filter(pk=clock.report_id), 1):
            return Stroke.SKIPPED
        fresh = due_to_strike(at).select_related("report").filter(pk=clock.pk).first()
        return _take(fresh, at) if fresh else None


def _take(clock: Clock, at: datetime) -> Stroke:
    share = next_share(clock)
    resolve = _AT_THE_END.get(Kind(clock.kind)) if share == 100 else None
    try:
        if resolve is not None:
            return resolve(clock, at)
        _strike(clock, at, share or 100)
        return Stroke.STRUCK
    except WrongState:
        return _untimely(clock, at)
    except Refusal as refusal:
        return _blocked(clock, at, refusal.code)


def _strike(clock: Clock, at: datetime, share: int, note: str = "") -> None:
    clockwork.strike(clock, share=share, level=_level(Kind(clock.kind), share), note=note, by=System(), at=at)


def _level(kind: Kind, share: int) -> int:
    return _LEVELS.get((kind, share), clockwork.LEVELS[share])


def _untimely(clock: Clock, at: datetime) -> Stroke:
    """The report is where this end is not foreseen. A promise waits until the reporter's reply is answered;
    everything else goes to the coordinator."""
    if clock.kind == Kind.PROMISE and clock.report.state == State.REPORTER_REPLIED:
        return Stroke.SKIPPED
    return _blocked(clock, at, WrongState.code)


def _blocked(clock: Clock, at: datetime, code: str) -> Stroke:
    """What should have happened may not: the stroke is noted with the guard's code and escalates."""
    try:
        _strike(clock, at, 100, f"blocked: {code}")
    except Refusal:
        return Stroke.SKIPPED
    return Stroke.BLOCKED


def _never_completed(clock: Clock, at: datetime) -> Stroke:
    """Asked at verification: counts as withdrawn (T4). Asked by the unit: it goes on with what it has (T16)."""
    if clock.report.question_from == State.IN_PROGRESS:
        work.lapse_question(clock.report, by=System(), at=at)
        return Stroke.CONTINUED
    verify.lapse_completion(clock.report, by=System(), at=at)
    return Stroke.WITHDRAWN


def _silent(clock: Clock, at: datetime) -> Stroke:
    close.close_silent(clock.report, by=System(), at=at)
    return Stroke.CLOSED


def _promise_passed(clock: Clock, at: datetime) -> Stroke:
    work.break_promise(clock.report, by=System(), at=at)
    return Stroke.BROKEN


def _waited_enough(clock: Clock, at: datetime) -> Stroke:
    work.resume(clock.report, by=System(), at=at)
    return Stroke.RESUMED


def _accepted(clock: Clock, at: datetime) -> Stroke:
    """The unit kept the report beyond the days of handing back: it is the unit's now (8.4, K6)."""
    _strike(clock, at, 100, "accepted")
    return Stroke.STRUCK


_AT_THE_END: dict[Kind, Callable[[Clock, datetime], Stroke]] = {
    Kind.COMPLETION: _never_completed,
    Kind.AUTO_CLOSE: _silent,
    Kind.PROMISE: _promise_passed,
    Kind.WAITING: _waited_enough,
    Kind.ACCEPTANCE: _accepted,
}
_LEVELS = {
    (Kind.ACCEPTANCE, 100): 0,
    (Kind.STATUTORY_SETTLEMENT, 100): OMBUDSMAN_LEVEL,
    (Kind.SETTLEMENT, 200): OMBUDSMAN_LEVEL,
}
