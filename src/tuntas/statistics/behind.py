"""The reports behind a figure: ids only; whoever shows them fetches through access.visible_to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When

from tuntas.reports.models import Event
from tuntas.reports.states import Classification, Ending, Verb

from .backlog import receipts
from .measures import ACTING, CLOSING, DISPATCHING, PROMISING, SENDING, UNDOING
from .scopes import Scope

OPEN = "open"
_ANSWERED = Q(verb=Verb.RESPOND, days__isnull=False)
_ACTED = Q(verb__in=sorted(ACTING), days__isnull=False)
_EARLIER = Event.objects.filter(report_id=OuterRef("report_id"), seq__lt=OuterRef("seq"), verb__in=sorted(SENDING))
_EVENTS: Mapping[str, Q] = {
    "dispatched": Q(verb__in=sorted(DISPATCHING)),
    "sent": Q(verb__in=sorted(SENDING)) & ~Q(Exists(_EARLIER)),
    "acknowledged": Q(verb=Verb.ACKNOWLEDGE),
    "answered": _ANSWERED,
    "answered_late": _ANSWERED & Q(on_time=False),
    "acted": _ACTED,
    "acted_late": _ACTED & Q(on_time=False),
    "disputed": Q(verb=Verb.DISPUTE),
    "reopened": Q(verb=Verb.REOPEN),
    "returned": Q(verb=Verb.RETURN),
    "promised": Q(verb__in=sorted(PROMISING)),
    "broken": Q(verb=Verb.BREAK_PROMISE),
}
_ENDINGS: Mapping[str, Ending] = {ending.value.lower(): ending for ending in Ending}
FIRST = 1
"""The number of the event by which a report begins."""
NAMES = frozenset({"received", OPEN, *_EVENTS, *_ENDINGS})
"""Figures that have a list."""


@dataclass(frozen=True)
class Cut:
    """Which part of a scope: year of receipt, class, government, unit, topics, area (the code of a regency or
    district), and from which to which local day it happened (open reports: were received); None or blank for all.
    `exact`: reports of which no smaller area than `area` is known.
    """

    year: int | None = None
    classification: str = ""
    unit: UUID | None = None
    government: UUID | None = None
    topics: frozenset[str] = frozenset()
    area: str = ""
    exact: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def terms(self) -> Q:
        """As a condition on events."""
        cut = self.when
        if self.classification:
            cut &= Q(classification=self.classification)
        if self.topics:
            cut &= Q(topic_code__in=sorted(self.topics))
        return cut if self.unit is None else cut & Q(unit_id=self.unit)

    @property
    def when(self) -> Q:
        """The part of the condition that is as true of a receipt as of any later event."""
        cut = Q() if self.year is None else Q(year=self.year)
        if self.government is not None:
            cut &= Q(tenant_id=self.government)
        if self.since is not None:
            cut &= Q(local_date__gte=self.since)
        if self.until is not None:
            cut &= Q(local_date__lte=self.until)
        if self.area or self.exact:
            cut &= Q(report_id__in=Event.objects.filter(self._where, seq=FIRST).values("report_id"))
        return cut

    @property
    def _where(self) -> Q:
        if not self.exact:
            return Q(facts__region__startswith=self.area)
        return Q(facts__region=self.area) if self.area else ~Q(facts__has_key="region") | Q(facts__region="")

    @property
    def part(self) -> bool:
        """Whether somebody asks for so small a part that the closed room is never counted in it."""
        return self.unit is not None or self.exact or bool(self.topics or self.area)


def reports_behind(name: str, scope: Scope, cut: Cut, *, at: datetime) -> QuerySet[Event, UUID]:
    """The ids of the reports that a figure counts. `name` is one of NAMES.

    Events that happen twice to a report (two disputes) are one line here and two in the figure.
    """
    events = _told(scope, cut)
    if name == OPEN:
        return _ids(receipts(scope, at).filter(_now(scope, cut)))
    if name in _ENDINGS:
        return _still_ended(events, _ENDINGS[name])
    if name == "received":
        return _ids(events.filter(_receipts(scope, cut)))
    return _ids(events.filter(_EVENTS[name]))


def times_behind(name: str, scope: Scope, cut: Cut, *, at: datetime) -> int:
    """How often it happened: what the figure says."""
    if name == OPEN or name in _ENDINGS:
        return reports_behind(name, scope, cut, at=at).count()
    return _told(scope, cut).filter(_receipts(scope, cut) if name == "received" else _EVENTS[name]).count()


def _told(scope: Scope, cut: Cut) -> QuerySet[Event]:
    events = scope.events().filter(cut.terms)
    closed = Q(classification=Classification.SUPERVISION)
    return events.exclude(closed) if cut.part and not scope.only_closed else events


def _now(scope: Scope, cut: Cut) -> Q:
    terms = cut.when
    if cut.classification:
        terms &= Q(now_class=cut.classification)
    if cut.part and not scope.only_closed:
        terms &= ~Q(now_class=Classification.SUPERVISION)
    return terms if cut.unit is None else terms & Q(now_unit=cut.unit)


def _ids(events: QuerySet[Event]) -> QuerySet[Event, UUID]:
    return events.order_by().values_list("report_id", flat=True).distinct()


def _receipts(scope: Scope, cut: Cut) -> Q:
    """As in measures.tally: by unit and outside the home governments a dispatch is the receipt."""
    if cut.unit is not None:
        return _EVENTS["dispatched"]
    receipt = Q(verb=Verb.SUBMIT)
    return receipt if scope.home is None else receipt | _EVENTS["dispatched"] & ~Q(tenant__in=scope.home)


def _still_ended(events: QuerySet[Event], ending: Ending) -> QuerySet[Event, UUID]:
    net = Case(
        When(verb__in=sorted(CLOSING), then=Value(1)),
        When(verb__in=sorted(UNDOING), then=Value(-1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    ended = events.filter(ending=ending.value, verb__in=sorted(CLOSING | UNDOING)).order_by().values("report_id")
    return ended.annotate(net=Sum(net)).filter(net__gt=0).values_list("report_id", flat=True)
