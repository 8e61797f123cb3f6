"""Reports still open and how long their reporters have waited, from events alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from tuntas.reports.models import Event
from tuntas.reports.states import Classification, Verb

from .measures import CLOSING, UNDOING
from .scopes import Scope
from .spread import Spread

AGES = (5, 14, 60)
"""Upper limits, in calendar days, of all groups of age but the last."""


class Waiting(NamedTuple):
    """Open reports that are alike. `since` is the local date of receipt; class and unit are those of now."""

    tenant_id: UUID
    year: int
    classification: str
    unit_id: UUID | None
    since: date
    times: int


@dataclass(frozen=True)
class Backlog:
    """Open reports by age in calendar days since receipt. `groups` follow AGES, the last is older."""

    ages: Spread
    groups: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many are open."""
        return self.ages.n

    @property
    def oldest(self) -> int | None:
        """The age of the oldest; None when none is open."""
        return max(self.ages.counts, default=None)


def open_reports(scope: Scope, at: datetime) -> QuerySet[Event, UUID]:
    """The ids of reports of this scope that were received and, all endings taken together, not ended at `at`."""
    net = Case(
        When(verb__in=sorted(CLOSING), then=Value(1)),
        When(verb__in=sorted(UNDOING), then=Value(-1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    verbs = sorted({Verb.SUBMIT, *CLOSING, *UNDOING})
    events = Scope(everywhere=True).events() if scope.units else scope.events()
    turns = events.filter(verb__in=verbs, at__lte=at).order_by().values("report_id")
    return turns.annotate(ended=Sum(net)).filter(ended=0).values_list("report_id", flat=True)


def receipts(scope: Scope, at: datetime) -> QuerySet[Event]:
    """The receipts of the open reports, with class and unit of now as `now_class` and `now_unit`."""
    last = Event.objects.filter(report_id=OuterRef("report_id"), at__lte=at).order_by("-seq")
    opened = Event.objects.filter(verb=Verb.SUBMIT, report_id__in=open_reports(scope, at)).annotate(
        now_class=Subquery(last.values("classification")[:1]), now_unit=Subquery(last.values("unit_id")[:1])
    )
    return opened.filter(_within(scope)).order_by()


def waiting(scope: Scope, at: datetime) -> list[Waiting]:
    """The open reports of the scope at `at`, grouped by the database: one query."""
    if scope.empty:
        return []
    columns = ("tenant_id", "year", "now_class", "now_unit", "local_date")
    grouped = receipts(scope, at).values_list(*columns).annotate(times=Count("*"))
    return [Waiting(*values) for values in grouped]


def pile(parts: Iterable[Waiting], today: date) -> Backlog:
    """The ages of some open reports on a local date."""
    counts: dict[int, int] = {}
    for part in parts:
        age = max((today - part.since).days, 0)
        counts[age] = counts.get(age, 0) + part.times
    return Backlog(Spread(counts), _grouped(counts))


def _grouped(counts: dict[int, int]) -> tuple[int, ...]:
    groups = [0] * (len(AGES) + 1)
    for age, times in counts.items():
        groups[sum(age > limit for limit in AGES)] += times
    return tuple(groups)


def _within(scope: Scope) -> Q:
    closed = Q(now_class=Classification.SUPERVISION)
    if scope.everywhere:
        return Q()
    home = Q(tenant__in=scope.tenants)
    if scope.only_closed:
        return home & closed
    return home | (Q(now_unit__in=scope.units) & ~closed) if scope.units else home
