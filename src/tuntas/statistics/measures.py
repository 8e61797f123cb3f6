"""Figures from events alone: one grouped query over the index event_figures, then plain counting.

Reports are never read here: their columns are caches. Time is in working days of the institution in
charge, as stamped on the event: `days` since the first dispatch (what the reporter waited), `unit_days`
since the unit got the report (what the unit took). Only the first answer and the first substantive
follow-up carry them, so a reopening changes neither. Years are years of receipt.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count

from tuntas.reports.states import Ending, Verb

from .scopes import Scope
from .spread import Average, Share, Spread, Timing
from .survival import Survival

CLOSING = frozenset(
    {
        Verb.CONFIRM,
        Verb.CLOSE_SILENT,
        Verb.CLOSE_BY_COORDINATOR,
        Verb.WITHDRAW,
        Verb.LAPSE_COMPLETION,
        Verb.ARCHIVE,
        Verb.REFER,
        Verb.MERGE,
        Verb.JOIN,
    }
)
"""An ending on one of these verbs is added."""
UNDOING = frozenset({Verb.REOPEN, Verb.ACCEPT_APPEAL, Verb.REVIVE, Verb.SPLIT, Verb.CONTINUE_WITHDRAWN})
"""An ending on one of these verbs is taken back."""
DISPATCHING = frozenset({Verb.DISPATCH_UNIT, Verb.REDISPATCH_UNIT})
SENDING = DISPATCHING | {Verb.DISPATCH_INSTITUTION, Verb.REDISPATCH_INSTITUTION}
DECIDING = frozenset({Verb.DISPATCH_INSTITUTION, Verb.DISPATCH_UNIT, Verb.ARCHIVE, Verb.REFER, Verb.MERGE})
"""What ends verification."""
ACTING = frozenset({Verb.FOLLOW_UP, Verb.APPROVE, Verb.KEEP_PROMISE})
PROMISING = frozenset({Verb.PROMISE, Verb.APPROVE_PROMISE})
COUNTED = (
    frozenset({Verb.SUBMIT, Verb.ACKNOWLEDGE, Verb.RESPOND, Verb.DISPUTE, Verb.RETURN, Verb.BREAK_PROMISE, Verb.RATE})
    | CLOSING
    | UNDOING
    | SENDING
    | ACTING
    | PROMISING
)
_COLUMNS = ("tenant_id", "verb", "year", "classification", "unit_id", "days", "unit_days", "on_time", "ending")
Key = TypeVar("Key", bound=Hashable)
Counted = TypeVar("Counted")


class Row(NamedTuple):
    """Events that are alike in everything that is counted, and how many there are."""

    tenant_id: UUID
    verb: str
    year: int
    classification: str
    unit_id: UUID | None
    days: int | None
    unit_days: int | None
    on_time: bool | None
    ending: str
    times: int


@dataclass(frozen=True)
class Figures:
    """What was counted over some rows. Times in working days; see the module for `days` and `unit_days`.

    From `closed` on known from cells alone (reading.figures_of): what needs the earlier events of a report. `*_time` is
    calendar time; `*_left` waits that ended without what was waited for, `*_open` those that last, in working days;
    `open` the ages of open reports in calendar days.
    """

    received: int = 0
    dispatched: int = 0
    acknowledged: int = 0
    response: Spread = field(default_factory=Spread)
    unit_response: Spread = field(default_factory=Spread)
    response_kept: Share = field(default_factory=Share)
    follow_up: Spread = field(default_factory=Spread)
    unit_follow_up: Spread = field(default_factory=Spread)
    follow_up_kept: Share = field(default_factory=Share)
    endings: Counter[str] = field(default_factory=Counter)
    disputed: int = 0
    reopened: int = 0
    returned: int = 0
    promised: int = 0
    broken: int = 0
    closed: int = 0
    verified: Share = field(default_factory=Share)
    promises_kept: Share = field(default_factory=Share)
    sent: int = 0
    charged: int = 0
    bounces: Spread = field(default_factory=Spread)
    archived: Counter[str] = field(default_factory=Counter)
    rating: Spread = field(default_factory=Spread)
    stages: Mapping[str, Average] = field(default_factory=dict)
    response_time: Timing = field(default_factory=Timing)
    follow_up_time: Timing = field(default_factory=Timing)
    response_left: Spread = field(default_factory=Spread)
    follow_up_left: Spread = field(default_factory=Spread)
    response_open: Spread = field(default_factory=Spread)
    follow_up_open: Spread = field(default_factory=Spread)
    open: Spread = field(default_factory=Spread)
    people: int | None = None

    @property
    def answered(self) -> int:
        """Reports with a first response of their own; a canned acknowledgement is none."""
        return self.response.n

    @property
    def acted(self) -> int:
        """Reports with a substantive follow-up; a promise is none until it is kept."""
        return self.follow_up.n

    @property
    def confirmed(self) -> int:
        """Reports whose reporter said that it is fixed, less those reopened."""
        return self.endings[Ending.CONFIRMED]

    @property
    def response_waits(self) -> Survival:
        """Waits for the first answer, with those that last; in working days."""
        return _survival(self.response, self.response_left, self.response_open)

    @property
    def follow_up_waits(self) -> Survival:
        """Waits for the first follow-up, with those that last; in working days."""
        return _survival(self.follow_up, self.follow_up_left, self.follow_up_open)

    @property
    def silent(self) -> int:
        """Reports closed because the reporter said nothing: never counted as fixed."""
        return self.endings[Ending.SILENT]


def _survival(done: Spread, left: Spread, open_: Spread) -> Survival:
    return Survival(done.counts, Counter(left.counts) + Counter(open_.counts))


def rows(scope: Scope) -> list[Row]:
    """All counted events of the scope, grouped by the database: one query."""
    grouped = scope.events().filter(verb__in=sorted(COUNTED)).values_list(*_COLUMNS)
    return [Row(*values) for values in grouped.annotate(times=Count("*")).order_by()]


def tally(counted: Iterable[Row], home: frozenset[UUID] | None = None) -> Figures:
    """The figures over some rows.

    `received` counts receipts, and dispatches of reports that came in outside the governments of `home`;
    an empty `home` therefore counts dispatches alone, which is what a unit receives.
    """
    parts = list(counted)
    responses, actions = _measured(parts, {Verb.RESPOND}), _measured(parts, ACTING)
    dispatches = _of(parts, DISPATCHING)
    foreign = [] if home is None else [row for row in dispatches if row.tenant_id not in home]
    receipts = [] if home == frozenset() else _of(parts, {Verb.SUBMIT})
    return Figures(
        received=_total(receipts) + _total(foreign),
        dispatched=_total(dispatches),
        acknowledged=_total(_of(parts, {Verb.ACKNOWLEDGE})),
        response=_spread((row.days, row.times) for row in responses),
        unit_response=_spread((row.unit_days, row.times) for row in responses),
        response_kept=_kept(responses),
        follow_up=_spread((row.days, row.times) for row in actions),
        unit_follow_up=_spread((row.unit_days, row.times) for row in actions),
        follow_up_kept=_kept(actions),
        endings=_endings(parts),
        disputed=_total(_of(parts, {Verb.DISPUTE})),
        reopened=_total(_of(parts, {Verb.REOPEN})),
        returned=_total(_of(parts, {Verb.RETURN})),
        promised=_total(_of(parts, PROMISING)),
        broken=_total(_of(parts, {Verb.BREAK_PROMISE})),
    )


def split_by(counted: Iterable[Counted], key: Callable[[Counted], Key]) -> dict[Key, list[Counted]]:
    """The rows (or counts of reading) under each value of the key."""
    groups: dict[Key, list[Counted]] = {}
    for row in counted:
        groups.setdefault(key(row), []).append(row)
    return groups


def _of(parts: list[Row], verbs: Iterable[str]) -> list[Row]:
    wanted = set(verbs)
    return [row for row in parts if row.verb in wanted]


def _measured(parts: list[Row], verbs: Iterable[str]) -> list[Row]:
    return [row for row in _of(parts, verbs) if row.days is not None]


def _total(parts: Iterable[Row]) -> int:
    return sum(row.times for row in parts)


def _spread(pairs: Iterable[tuple[int | None, int]]) -> Spread:
    counts: Counter[int] = Counter()
    for days, times in pairs:
        if days is not None:
            counts[days] += times
    return Spread(counts)


def _kept(parts: list[Row]) -> Share:
    judged = [row for row in parts if row.on_time is not None]
    return Share(_total(row for row in judged if row.on_time), _total(judged))


def _endings(parts: list[Row]) -> Counter[str]:
    net: Counter[str] = Counter()
    for row in _of(parts, CLOSING):
        net[row.ending] += row.times
    for row in _of(parts, UNDOING):
        net[row.ending] -= row.times
    return net
