"""What a periodic report is made of besides the log: gathered once, kept with it, and read again to remake it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

import tuntas
from tuntas.evaluation.models import Order
from tuntas.evaluation.orders import scope_from
from tuntas.evaluation.periods import Period, a_year_before, period
from tuntas.institutions.models import Institution, Region, Topic
from tuntas.reports.models import Report
from tuntas.reports.states import Ending
from tuntas.sla.calendars import calendar_of
from tuntas.sla.dates import date_text
from tuntas.sla.workdays import WorkCalendar
from tuntas.statistics.models import Axis
from tuntas.statistics.periods import Counted, Span
from tuntas.statistics.scopes import Scope

from .presenters import moment
from .public_list import published_reports

__all__ = ["calendar_from", "gathered", "scope_from", "spans_of", "stories_of"]
FORMAT = "tuntas period report 1"


def spans_of(asked: Period, day: date) -> tuple[Span, Span]:
    """The period as known on a day, and the one before as known a year earlier."""
    before = asked.before
    return Span(asked.since, asked.until, day), Span(before.since, before.until, a_year_before(day))


def gathered(order: Order, scope: Scope, counted: Counted, upto: UUID | None, at: datetime) -> dict[str, Any]:
    """Everything as JSON."""
    office, calendar = order.office, calendar_of(order.office)
    local = at.astimezone(ZoneInfo(office.time_zone))
    earlier = datetime.combine(a_year_before(local.date()), local.timetz())
    return {
        "format": FORMAT,
        "program": tuntas.__version__,
        "period": order.period,
        "made_at": at.isoformat(),
        "made_before": earlier.isoformat(),
        "made": moment(at, office),
        "made_day": date_text(local.date()),
        "spans": [[day.isoformat() for day in span] for span in spans_of(period(order.period), local.date())],
        "upto": str(upto) if upto else None,
        "log": {"events": counted.events, "sha256": counted.digest},
        "office": {"id": str(office.pk), "name": office.name},
        "scope": {"tenants": sorted(map(str, scope.tenants)), "units": sorted(map(str, scope.units))},
        "calendar": _calendar_as_json(calendar),
        "words": order.words,
        "stories": _stories(order),
        **_names(counted),
    }


def stories_of(office_scope: Scope, asked: Period) -> QuerySet[Report]:
    """Published reports received in the period that their reporters confirmed: among these a person chooses."""
    found = published_reports().filter(ending=Ending.CONFIRMED)
    found = found.filter(tenant__in=office_scope.tenants) | found.filter(unit__in=office_scope.units)
    # A day on both sides: the local day of receipt is not a column, and nobody minds a neighbour to choose from.
    return found.filter(received_at__date__range=(asked.since, asked.until)).order_by("received_at", "pk")


def calendar_from(kept: Mapping[str, Any]) -> WorkCalendar:
    """The calendar as it was."""
    return WorkCalendar(
        zone=ZoneInfo(kept["zone"]),
        week=frozenset(kept["week"]),
        closes=time.fromisoformat(kept["closes"]),
        free={date.fromisoformat(day): name for day, name in kept["free"].items()},
        worked={date.fromisoformat(day): name for day, name in kept["worked"].items()},
        years=frozenset(kept["years"]),
        edition=kept["edition"],
    )


def _calendar_as_json(calendar: WorkCalendar) -> dict[str, Any]:
    return {
        "zone": str(calendar.zone),
        "week": sorted(calendar.week),
        "closes": calendar.closes.isoformat(),
        "free": {day.isoformat(): name for day, name in sorted(calendar.free.items())},
        "worked": {day.isoformat(): name for day, name in sorted(calendar.worked.items())},
        "years": sorted(calendar.years),
        "edition": calendar.edition,
    }


def _stories(order: Order) -> list[dict[str, str]]:
    """As they are published at this moment; one that was taken back meanwhile is left out."""
    chosen = published_reports().filter(reference__in=order.words.get("stories", [])).order_by("received_at", "pk")
    return [{"number": one.number, "title": one.public_title, "unit": (one.unit or one.agency).label} for one in chosen]


def _names(counted: Counted) -> dict[str, dict[str, str]]:
    late = counted.overdue[:100]
    ids: set[object] = {one.unit_id for one in late}
    for cohort in counted.cohorts:
        ids |= {row.member for row in cohort[Axis.UNIT]}
    topics, areas = (_members(counted, axis) for axis in (Axis.TOPIC, Axis.AREA))
    offices = Institution.objects.filter(pk__in=[one for one in ids if one])
    reports = Report.objects.filter(pk__in=[one.report_id for one in late])
    return {
        "names": {str(office.pk): office.label for office in offices},
        "topics": {topic.code: topic.label for topic in Topic.objects.filter(pk__in=topics)},
        "areas": dict(Region.objects.filter(pk__in=areas).values_list("pk", "name")),
        "references": {str(report.pk): report.number for report in reports},
    }


def _members(counted: Counted, axis: Axis) -> Iterable[str]:
    return {row.member for cohort in counted.cohorts for row in cohort[axis] if row.member}
