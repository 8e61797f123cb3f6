"""The officers' inbox: one queue at a time, what waits longest for its deadline first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.reports.clocks import QUIET
from tuntas.reports.models import Clock, Report
from tuntas.reports.queries import COUNTED_AT_MOST, Queue, counts, queues_of, reports_in, search
from tuntas.sla.calendars import calendars_of
from tuntas.sla.clocks import Kind
from tuntas.sla.workdays import WorkCalendar

from . import presenters
from .desk_door import at_the_desk
from .overseer_door import Watch, frame
from .report_form import printable

PER_PAGE = 50


@dataclass(frozen=True)
class Badge:
    """A clock as the queue shows it."""

    level: str
    text: str
    due: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a queue, as plain strings."""

    url: str
    number: str
    title: str
    topic: str
    place: str
    office: str
    status: str
    turn: str
    clock: Badge | None


@dataclass(frozen=True)
class QueueLink:
    """A queue in the side menu."""

    label: str
    url: str
    count: str
    current: bool


@require_safe
@at_the_desk()
def desk(request: HttpRequest, watch: Watch) -> HttpResponse:
    """One queue, chosen by `antrean`, or what `cari` finds."""
    queue, words = _chosen(request, watch), printable(request.GET.get("cari", "")).strip()
    found = search(watch.officer, words) if words else reports_in(queue, watch.officer, watch.at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("hal"))
    context = {"queue": queue, "words": words, "rows": _rows(page, watch.at), **_turning(request, page)}
    return render(request, "desk/queue.html", {**desk_frame(watch, "" if words else queue.name), **context})


def _chosen(request: HttpRequest, watch: Watch) -> Queue:
    mine = queues_of(watch.officer)
    name = request.GET.get("antrean", mine[0].name)
    return next((queue for queue in mine if queue.name == name), mine[0])


def desk_frame(watch: Watch, current: str) -> dict[str, object]:
    """What base_desk.html needs on every page of the desk: the queues, `current` being the one that is open."""
    found = counts(watch.officer, watch.at)
    links = [
        QueueLink(str(q.label), f"{reverse('web:desk')}?antrean={q.name}", _counted(found[q.name]), q.name == current)
        for q in queues_of(watch.officer)
    ]
    return {**frame(watch, "web:desk"), "queues": links}


def _counted(number: int) -> str:
    return str(number) if number <= COUNTED_AT_MOST else f"{COUNTED_AT_MOST}+"


def _turning(request: HttpRequest, page: "Page[Report]") -> dict[str, str]:
    def url(number: int) -> str:
        words = request.GET.copy()
        words["hal"] = str(number)
        return f"?{words.urlencode()}"

    facts = {"page": page.number, "pages": page.paginator.num_pages}
    return {
        "page_summary": _("Halaman %(page)d dari %(pages)d") % facts,
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }


def _rows(page: "Page[Report]", at: datetime) -> list[Row]:
    badges = badges_of([report.pk for report in page], at)
    return [_row(report, badges.get(report.pk)) for report in page]


def _row(report: Report, clock: Badge | None) -> Row:
    office = report.unit or report.agency
    place = report.place_text or (report.region.name if report.region else "")
    return Row(
        url=reverse("web:desk_report", args=[report.reference]),
        number=report.number,
        title=report.title,
        topic=report.topic.label if report.topic else _("belum ada topik"),
        place=place,
        office=office.label,
        status=presenters.public_status(report),
        turn=presenters.turn(report),
        clock=clock,
    )


def badges_of(reports: list[UUID], at: datetime) -> dict[UUID, Badge]:
    """The nearest running operational clock of each report: two queries whatever their number."""
    running = Clock.objects.filter(report__in=reports, stopped_at__isnull=True).exclude(kind__in=QUIET)
    rows = list(running.select_related("institution").order_by("due_at"))
    calendars = calendars_of({row.institution for row in rows})
    badges: dict[UUID, Badge] = {}
    for row in sorted(rows, key=lambda r: (r.due_at is None, r.due_at or r.started_at)):
        if row.report_id not in badges:
            badges[row.report_id] = _badge(row, calendars[row.institution_id], at)
    return badges


def _badge(row: Clock, calendar: WorkCalendar, at: datetime) -> Badge:
    view = presenters.clock_tone(row, calendar, at)
    due = presenters.day(row.due_at, row.institution) if row.due_at else _("waktu berhenti sementara")
    text = f"{Kind(row.kind).label}: {due}"
    return Badge(presenters.LEVELS[view], text, row.due_at.isoformat() if row.due_at else "")
