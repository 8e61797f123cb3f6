"""Figures out of the cells, fresh to the last event: what dashboards, exports and open data are set from.

    counts(scope)                   what was counted, on one axis: two queries, however many events there are
    figures_of(counts, home)        the measures' figures over some of them
    split_by(counts, key)           the same by year, class, unit (measures.split_by)

The cells are a little behind; events that still bear their mark are added on the way, in the same moment of reading,
so what is read is exact. Only when the worker has been away for long are figures those of `counted_at`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Sum

from tuntas.db.snapshots import snapshot
from tuntas.institutions.models import Nature, Topic
from tuntas.reports.models import Event, Uncounted
from tuntas.reports.states import Ending, Verb
from tuntas.sla.workdays import CalendarMissing, WorkCalendar

from .backlog import Waiting
from .cells import Key, Plain, Sheet, Sums
from .lives import entries, said
from .measures import COUNTED, DISPATCHING, PROMISING, Figures
from .models import Axis, Cell, Ledger
from .scopes import Scope
from .spread import Average, Share, Spread, Timing

FRESH = 2_000
"""Events that are added while reading, at most: about a tenth of a second."""
_GROUP = ("tenant_id", "member", "classification", "year", "metric", "value")
OF_SENDERS = frozenset({"sent", "charged", "bounces"})
"""Metrics that stand under who sent a report, not under who got it."""
BASE = frozenset(
    {
        *COUNTED,
        *(f"ending.{ending.value}" for ending in Ending),
        *(f"{duty}.{what}" for duty in ("response", "follow_up") for what in ("days", "unit_days", "on_time")),
        "waiting.open",
    }
)
"""The metrics of the figures that measures.tally knows too, and what is open: half of all cells."""
CLOSED = frozenset({Verb.CONFIRM, Verb.CLOSE_SILENT, Verb.CLOSE_BY_COORDINATOR})


class Count(NamedTuple):
    """How often `metric` had `value` in one cut; see models.Cell. `period` only where it was asked for."""

    tenant_id: UUID
    member: str
    classification: str
    year: int
    metric: str
    value: int
    period: date | None
    times: int
    total: int

    @property
    def unit_id(self) -> UUID | None:
        """The unit, on the axis of units and on the pairs."""
        return _id(self.member.partition("/")[0])


@lru_cache(maxsize=10_000)
def _id(member: str) -> UUID | None:
    return UUID(member) if member else None


@dataclass(frozen=True)
class Cut:
    """Which part is read: one year of receipt; events from `since` to `until`, the first and last local day, with each
    period apart when `by_period`; only some metrics and classes, when they are named. `merged`: classes added together
    by the database, under no class.

    The axis DAY has single days, GOVERNMENT and UNIT whole months, the others whole years, but receipts by month.
    """

    axis: Axis = Axis.UNIT
    year: int | None = None
    since: date | None = None
    until: date | None = None
    by_period: bool = False
    metrics: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    merged: bool = False


@dataclass(frozen=True)
class Now:
    """The moment to which open reports have waited, by an office's calendar."""

    at: datetime
    calendar: WorkCalendar
    _worked: dict[int, int | None] = field(default_factory=dict, compare=False, repr=False)
    """Many units wait since the same day: each day is counted once."""

    def age(self, day: int) -> int:
        """Calendar days since that day (an ordinal)."""
        return max(self.calendar.local_date(self.at).toordinal() - day, 0)

    def worked(self, day: int) -> int | None:
        """Working days since that day, which itself is not counted; None while a year's calendar is missing."""
        if day not in self._worked:
            self._worked[day] = self._between(day)
        return self._worked[day]

    def _between(self, day: int) -> int | None:
        since = datetime.combine(date.fromordinal(day), time(), self.calendar.zone)
        try:
            return self.calendar.between(since, self.at)
        except CalendarMissing:
            return None


def counts(scope: Scope, cut: Cut | None = None) -> list[Count]:
    """What was counted in this scope. Units of other governments are seen on the axis of units alone."""
    return all_counts(scope, cut or Cut())[0]


def all_counts(scope: Scope, *cuts: Cut) -> list[list[Count]]:
    """The same for several cuts of one moment: a query each, two at most for what is not in the cells yet, and for
    units two for where their reports came from."""
    if scope.empty:
        return [[] for _cut in cuts]
    with snapshot():
        fresh, others = [(Key._make(plain), sums) for plain, sums in _fresh().items()], senders(scope)
        return [_counted(scope, cut, fresh, others) for cut in cuts]


def senders(scope: Scope) -> frozenset[UUID]:
    """The other governments that have sent reports to units of this scope."""
    if scope.everywhere or not scope.units:
        return frozenset()
    units = Cell.objects.filter(axis=Axis.UNIT, metric__in=DISPATCHING, member__in=[str(unit) for unit in scope.units])
    marks = Uncounted.objects.order_by("pk").values("pk")[:FRESH]
    waiting = Event.objects.filter(pk__in=marks, unit_id__in=scope.units)
    return frozenset(
        tenant
        for found in (units, waiting)
        for tenant in found.exclude(tenant__in=scope.tenants).order_by().values_list("tenant_id", flat=True).distinct()
    )


def _counted(scope: Scope, cut: Cut, fresh: Iterable[tuple[Key, Sums]], others: frozenset[UUID]) -> list[Count]:
    stored = list(_stored(scope, cut, others))
    added = [(*_grouped(key, cut), *sums) for key, sums in fresh if _fits(key, scope, cut)]
    return [Count._make(row) for row in (_merged([*stored, *added]) if added else stored)]


def figures_of(
    counted: Iterable[Count],
    home: frozenset[UUID] | None = None,
    *,
    now: Now | None = None,
    people: int | None = None,
) -> Figures:
    """The figures over some counts. `home` as in measures.tally.

    Only with `now` are the waits and ages of open reports known. `people` is how many live there.
    """
    parts = list(counted)
    tallied = _Tallied(parts)
    return Figures(
        received=_received(parts, home),
        dispatched=tallied.verbs(DISPATCHING),
        acknowledged=tallied.verbs({Verb.ACKNOWLEDGE}),
        endings=tallied.named("ending."),
        disputed=tallied.verbs({Verb.DISPUTE}),
        reopened=tallied.verbs({Verb.REOPEN}),
        returned=tallied.verbs({Verb.RETURN}),
        promised=tallied.verbs(PROMISING),
        broken=tallied.verbs({Verb.BREAK_PROMISE}),
        closed=tallied.verbs(CLOSED),
        verified=tallied.share("verified"),
        promises_kept=tallied.share("promise"),
        sent=tallied.times("sent"),
        charged=tallied.times("charged"),
        bounces=tallied.spread("bounces"),
        archived=tallied.named("archived."),
        rating=tallied.spread("rating"),
        stages=tallied.stages(),
        open=tallied.waits("waiting.open", now.age if now else None),
        people=people,
        **tallied.duty("response", now),
        **tallied.duty("follow_up", now),
    )


def waiting_of(counted: Iterable[Count]) -> list[Waiting]:
    """The open reports among some counts, as backlog.waiting has them, but of now."""
    return [
        Waiting(one.tenant_id, one.year, one.classification, one.unit_id, date.fromordinal(one.value), one.times)
        for one in counted
        if one.metric == "waiting.open"
    ]


def case_mix(counted: Iterable[Count]) -> Share:
    """Of the receipts among counts by topic, those about something to be built or mended; the rest is paper work.

    To be said beside every comparison of units: what must be built takes longer than what must be written.
    """
    receipts = [one for one in counted if one.metric == Verb.SUBMIT]
    codes = {one.member for one in receipts}
    physical = set(Topic.objects.filter(code__in=codes, nature=Nature.PHYSICAL).values_list("code", flat=True))
    return Share(sum(r.times for r in receipts if r.member in physical), sum(r.times for r in receipts))


def counted_at() -> datetime | None:
    """When the worker last took events into the cells; None before the first time."""
    return Ledger.objects.filter(pk=1).values_list("counted_at", flat=True).first()


class _Tallied:
    """Counts by metric and value."""

    def __init__(self, parts: Iterable[Count]) -> None:
        self._counts: dict[str, Counter[int]] = {}
        self._totals: Counter[str] = Counter()
        for one in parts:
            found = self._counts.get(one.metric)
            if found is None:
                found = self._counts[one.metric] = Counter()
            found[one.value] += one.times
            self._totals[one.metric] += one.total

    def times(self, metric: str) -> int:
        return sum(self._counts.get(metric, Counter()).values())

    def verbs(self, verbs: Iterable[str]) -> int:
        return sum(self.times(verb) for verb in verbs)

    def spread(self, metric: str) -> Spread:
        found = self._counts.get(metric, Counter())
        return Spread({value: times for value, times in found.items() if times})

    def share(self, metric: str) -> Share:
        found = self._counts.get(metric, Counter())
        return Share(found[1], sum(found.values()))

    def timing(self, metric: str) -> Timing:
        return Timing(self.spread(metric).counts, self._totals[metric])

    def named(self, prefix: str) -> Counter[str]:
        names = (metric for metric in self._counts if metric.startswith(prefix))
        return Counter({name.removeprefix(prefix): self.times(name) for name in names})

    def stages(self) -> Mapping[str, Average]:
        return {name: Average(times, self._totals[f"stage.{name}"]) for name, times in self.named("stage.").items()}

    def waits(self, metric: str, age: Callable[[int], int | None] | None) -> Spread:
        """How long open reports have waited, by what makes an age of a day; those without one are left out."""
        ages: Counter[int] = Counter()
        if age is not None:
            for day, times in self.spread(metric).counts.items():
                waited = age(day)
                if waited is not None:
                    ages[waited] += times
        return Spread(dict(ages))

    def duty(self, name: str, now: Now | None) -> dict[str, Any]:
        """What is known of the first answer or the first follow-up."""
        return {
            name: self.spread(f"{name}.days"),
            f"unit_{name}": self.spread(f"{name}.unit_days"),
            f"{name}_kept": self.share(f"{name}.on_time"),
            f"{name}_time": self.timing(f"{name}.minutes"),
            f"{name}_left": self.spread(f"{name}.left"),
            f"{name}_open": self.waits(f"waiting.{name}", now.worked if now else None),
        }


def _received(parts: Iterable[Count], home: frozenset[UUID] | None) -> int:
    """See measures.tally: receipts, and dispatches of what came in elsewhere."""
    receipts = 0 if home == frozenset() else sum(one.times for one in parts if one.metric == Verb.SUBMIT)
    if home is None:
        return receipts
    return receipts + sum(one.times for one in parts if one.metric in DISPATCHING and one.tenant_id not in home)


def _stored(scope: Scope, cut: Cut, others: frozenset[UUID]) -> Iterable[tuple[Any, ...]]:
    cells = Cell.objects.filter(scope.cells(cut.axis, others), axis=cut.axis)
    if cut.year is not None:
        cells = cells.filter(year=cut.year)
    if cut.since is not None:
        cells = cells.filter(period__gte=cut.since)
    if cut.until is not None:
        cells = cells.filter(period__lte=cut.until)
    if cut.metrics:
        cells = cells.filter(metric__in=sorted(cut.metrics))
    if cut.classes:
        cells = cells.filter(classification__in=sorted(cut.classes))
    if cut.merged:
        return _without_classes(cells, cut)
    columns = (*_GROUP, "period") if cut.by_period else _GROUP
    summed = cells.order_by().values_list(*columns).annotate(s=Sum("times"), t=Sum("total")).exclude(s=0, t=0)
    return summed.iterator(5_000) if cut.by_period else ((*row[:-2], None, *row[-2:]) for row in summed.iterator(5_000))


def _without_classes(cells: QuerySet[Cell], cut: Cut) -> Iterable[tuple[Any, ...]]:
    columns = [column for column in _GROUP if column != "classification"]
    periods = ["period"] if cut.by_period else []
    summed = cells.order_by().values_list(*columns, *periods).annotate(s=Sum("times"), t=Sum("total")).exclude(s=0, t=0)
    for tenant, member, year, metric, value, *rest in summed.iterator(5_000):
        yield (tenant, member, "", year, metric, value, *([] if cut.by_period else [None]), *rest)


def _fresh() -> Mapping[Plain, Sums]:
    """What the events add that are not in the cells yet."""
    marks = set(Uncounted.objects.values_list("pk", flat=True)[: FRESH + 1])
    if not marks or len(marks) > FRESH:
        return {}
    sheet = Sheet()
    reports = Event.objects.filter(pk__in=marks).values("report_id")
    for event, found in entries(said(Event.objects.filter(report_id__in=reports))):
        if event in marks:
            sheet.add(found)
    return sheet.cells


def _fits(key: Key, scope: Scope, cut: Cut) -> bool:
    if (
        key.axis != cut.axis
        or cut.year not in (None, key.year)
        or (cut.metrics and key.metric not in cut.metrics)
        or (cut.classes and key.classification not in cut.classes)
        or not scope.counts(key.tenant, key.member, key.classification)
    ):
        return False
    return (cut.since is None or key.period >= cut.since) and (cut.until is None or key.period <= cut.until)


def _grouped(key: Key, cut: Cut) -> tuple[object, ...]:
    period = key.period if cut.by_period else None
    classification = "" if cut.merged else key.classification
    return (key.tenant, key.member, classification, key.year, key.metric, key.value, period)


def _merged(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """Rows of one group added up; what comes to nothing is left out."""
    sums: dict[tuple[Any, ...], tuple[int, int]] = {}
    for *group, times, total in rows:
        before = sums.get(tuple(group), (0, 0))
        sums[tuple(group)] = before[0] + times, before[1] + total
    return [(*group, *both) for group, both in sums.items() if both != (0, 0)]
