"""Who carries how much: one grouped query, each figure leading to its reports."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Avg, Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.accounts.models import Role, User
from tuntas.institutions.models import Institution
from tuntas.reports.access import visible_to
from tuntas.reports.models import Report

from .desk_door import at_the_desk
from .desk_rows import Badge, badges_of
from .overseer_door import Watch, frame
from .presenters import public_status, turn
from .turning import turning

ARRANGERS = (Role.HEAD, Role.AGENCY_ADMIN)
NOBODY = "belum-ditunjuk"


@dataclass(frozen=True)
class Load:
    """What one person carries, as plain strings with the addresses behind them."""

    name: str
    held: str
    week: str
    late: str
    age: str
    url: str


@require_safe
@at_the_desk(*ARRANGERS)
def load(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The people of the unit, the heaviest load first."""
    context = {"loads": [_load(row) for row in grouped(watch)]}
    return render(request, "desk/load.html", {**frame(watch, "web:load"), **context})


@require_safe
@at_the_desk(*ARRANGERS)
def load_of(request: HttpRequest, watch: Watch, person: str) -> HttpResponse:
    """The reports behind one figure: `yang` is pekan (due this week), lewat (overdue) or nothing (all)."""
    name, where = _person(person, watch)
    chosen = {"pekan": _due_this_week(watch), "lewat": Q(next_due_at__lt=watch.at)}.get(
        request.GET.get("yang", ""), Q()
    )
    rows = _open(watch).filter(where, chosen).select_related("topic", "unit", "agency", "region")
    page = Paginator(rows.order_by("next_due_at", "pk"), 25).get_page(request.GET.get("hal"))
    context = {"name": name, "rows": _rows(list(page), watch), **turning(request, page)}
    return render(request, "desk/load_of.html", {**frame(watch, ""), **context})


def grouped(watch: Watch) -> list[dict[str, Any]]:
    """Per person: held, due this week, overdue, mean age. One query."""
    age = ExpressionWrapper(Value(watch.at, DateTimeField()) - F("received_at"), DurationField())
    rows = _open(watch).order_by().values("assignee", "assignee__name")
    sums = rows.annotate(
        held=Count("pk"),
        week=Count("pk", filter=_due_this_week(watch)),
        late=Count("pk", filter=Q(next_due_at__lt=watch.at)),
        age=Avg(age),
    )
    return [dict(row) for row in sums.order_by("-held", "assignee__name")]


def _open(watch: Watch) -> QuerySet[Report]:
    """The open reports that are with a unit; before that nobody carries them."""
    return visible_to(watch.officer).filter(ended_at__isnull=True, unit__isnull=False)


def _due_this_week(watch: Watch) -> Q:
    office = Institution.objects.filter(pk__in=[seat.institution_id for seat in watch.officer.seats]).order_by("path")
    first = office.first()
    zone = ZoneInfo(first.time_zone if first else "Asia/Jakarta")
    today = watch.at.astimezone(zone).date()
    monday = datetime.combine(today + timedelta(days=7 - today.weekday()), time(0), tzinfo=zone)
    return Q(next_due_at__gte=watch.at, next_due_at__lt=monday)


def _rows(reports: list[Report], watch: Watch) -> list[dict[str, Any]]:
    clocks = badges_of([report.pk for report in reports], watch.at)
    return [_row(report, clocks.get(report.pk)) for report in reports]


def _row(report: Report, clock: Badge | None) -> dict[str, Any]:
    return {
        "url": reverse("web:desk_report", args=[report.reference]),
        "number": report.number,
        "title": report.title,
        "office": (report.unit or report.agency).label,
        "status": public_status(report),
        "turn": turn(report),
        "clock": clock,
    }


def _person(key: str, watch: Watch) -> tuple[str, Q]:
    """Whose reports. Whoever never had one that this officer may open does not exist here."""
    if key == NOBODY:
        return _("Belum ditunjuk siapa pun"), Q(assignee__isnull=True)
    try:
        carried = visible_to(watch.officer).filter(assignee__isnull=False)
        user = User.objects.filter(pk=UUID(key), pk__in=carried.values("assignee")).first()
    except ValueError:
        user = None
    if user is None:
        raise Http404
    return user.name, Q(assignee=user)


def _load(row: dict[str, Any]) -> Load:
    key = str(row["assignee"] or NOBODY)
    days = row["age"].days if row["age"] is not None else 0
    return Load(
        name=row["assignee__name"] or _("Belum ditunjuk siapa pun"),
        held=str(row["held"]),
        week=str(row["week"]),
        late=str(row["late"]),
        age=_("%(days)d hari") % {"days": days},
        url=reverse("web:load_of", args=[key]),
    )
