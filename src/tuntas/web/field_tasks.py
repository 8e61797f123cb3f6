"""What an officer in the field must mend today, in the order of a walk. Nothing here comes from or points to a reporter
but the place: what is wrong is the redacted public text, or else the topic alone."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from tuntas.accounts.models import Role
from tuntas.institutions.models import Institution, Nature
from tuntas.institutions.nearness import Point, route
from tuntas.kernel.texts import excerpt
from tuntas.reports.access import visible_to
from tuntas.reports.models import Clock, Report
from tuntas.reports.states import Classification, FollowUpKind, State
from tuntas.sla.clocks import Kind

from .desk_rows import Badge, badges_of
from .overseer_door import Watch

MOST = 30
"""What one person can see to in a day, and a phone can hold."""

FIELD = (Role.LIAISON, Role.HEAD)
_WORK = (State.DISPATCHED_UNIT, State.IN_PROGRESS, State.REOPENED)
_DEADLINES = (Kind.RESPONSE.value, Kind.SETTLEMENT.value, Kind.PROMISE.value)


@dataclass(frozen=True)
class Stop:
    """One task in the field, as plain strings."""

    reference: str
    number: str
    what: str
    text: str
    place: str
    latitude: str
    longitude: str
    map_url: str
    report_url: str
    clock: Badge | None


def field_reports(watch: Watch) -> QuerySet[Report]:
    """The open physical work of the officer's units that is the officer's own or nobody's."""
    work = Q(state__in=_WORK) | Q(state=State.FOLLOWED_UP, follow_up_kind=FollowUpKind.PROMISE)
    mine = Q(assignee=watch.officer.user_id) | Q(assignee__isnull=True)
    return unit_reports(watch).filter(work, mine, topic__nature=Nature.PHYSICAL)


def unit_reports(watch: Watch) -> QuerySet[Report]:
    """Whatever the officer's units have: a photo taken on the way is welcome when its report is no task any more."""
    units = [seat.institution_id for seat in watch.officer.seats_as(*FIELD)]
    return visible_to(watch.officer).filter(unit__in=units).exclude(classification=Classification.SUPERVISION)


def stops(watch: Watch) -> list[Stop]:
    """The tasks that are due first, at most `MOST`, in the order of a walk from the office."""
    running = Clock.objects.filter(report=OuterRef("pk"), stopped_at__isnull=True, kind__in=_DEADLINES)
    due = Subquery(running.order_by(F("due_at").asc(nulls_last=True)).values("due_at")[:1])
    rows = field_reports(watch).select_related("topic", "region", "agency").annotate(next_due=due)
    reports = list(rows.order_by(F("next_due").asc(nulls_last=True), "received_at", "pk")[:MOST])
    clocks = badges_of([report.pk for report in reports], watch.at)
    order = route([_point(report) for report in reports], office_point(watch))
    return [_stop(reports[place], clocks.get(reports[place].pk)) for place in order]


def office_point(watch: Watch) -> Point | None:
    """Where the walk begins when the phone does not say where it is: the region of the office."""
    units = [seat.institution_id for seat in watch.officer.seats_as(*FIELD)]
    office = Institution.objects.filter(pk__in=units).select_related("region").order_by("path").first()
    region = office.region if office else None
    return _whole(region.latitude, region.longitude) if region else None


def _point(report: Report) -> Point | None:
    own = _whole(report.latitude, report.longitude)
    return own or (_whole(report.region.latitude, report.region.longitude) if report.region else None)


def _whole(latitude: float | None, longitude: float | None) -> Point | None:
    return Point(latitude, longitude) if latitude is not None and longitude is not None else None


def _stop(report: Report, clock: Badge | None) -> Stop:
    public = report.published_at is not None
    topic = report.topic.label if report.topic else _("Pekerjaan lapangan")
    place = ", ".join(filter(None, (report.place_text, report.region.name if report.region else "")))
    point, exact = _point(report), _whole(report.latitude, report.longitude)
    return Stop(
        reference=report.reference,
        number=report.number,
        what=report.public_title if public else topic,
        text=excerpt(report.public_body) if public else "",
        place=place or _("Tempat belum disebut; buka laporannya."),
        latitude=f"{point.latitude:.6f}" if point else "",
        longitude=f"{point.longitude:.6f}" if point else "",
        map_url=f"geo:{exact.latitude:.6f},{exact.longitude:.6f}" if exact else "",
        report_url=reverse("web:desk_report", args=[report.reference]),
        clock=clock,
    )
