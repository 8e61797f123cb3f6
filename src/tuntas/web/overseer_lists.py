"""What an overseer looks at: lists across institutions of what did not go as promised."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tuntas.accounts.actors import Officer
from tuntas.institutions.models import Institution
from tuntas.reports.access import visible_to
from tuntas.reports.models import Clock, Event, Report
from tuntas.reports.states import OPEN, Classification, Ending, Verb
from tuntas.sla.calendars import calendars_of
from tuntas.sla.clocks import Kind
from tuntas.sla.workdays import CalendarMissing, WorkCalendar

from . import presenters
from .figures_words import count

DUTIES = (
    Kind.VERIFICATION,
    Kind.RESPONSE,
    Kind.SETTLEMENT,
    Kind.REPLY,
    Kind.PROMISE,
    Kind.STATUTORY_RESPONSE,
    Kind.STATUTORY_SETTLEMENT,
)
"""Clocks of the office; the others are the reporter's or a third party's time."""
TWICE = 2
SINCE, LATE = "since", "late_clocks"
"""Names under which `reports_in` hangs more on its reports."""
Part = TypeVar("Part")
Row = TypeVar("Row", Clock, Event)


@dataclass(frozen=True)
class Listing:
    """One list. `narrow` leaves the reports that belong in it; `since` is when that began."""

    name: str
    title: Promise
    meaning: Promise
    narrow: Callable[[datetime], Q]
    since: Callable[[datetime], object]


@dataclass(frozen=True)
class LateRow:
    """One report in a list, as plain strings."""

    url: str
    number: str
    title: str
    kind: str
    office: str
    since: str
    clock: str
    late: str


def _always(part: Part) -> Callable[[datetime], Part]:
    """For lists that do not depend on the moment."""
    return lambda _at: part


def _late_clocks(at: datetime) -> QuerySet[Clock]:
    """Running clocks of the office whose time is over."""
    running = Clock.objects.filter(stopped_at__isnull=True, paused_at__isnull=True)
    return running.filter(kind__in=DUTIES, due_at__lt=at)


def _of_report(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.filter(report_id=OuterRef("pk"))


def _overdue(at: datetime) -> Q:
    return Q(Exists(_of_report(_late_clocks(at))))


def _earliest_due(at: datetime) -> object:
    due = _of_report(_late_clocks(at)).order_by().values("report_id").annotate(first=Min("due_at"))
    return Subquery(due.values("first"))


def _happened(verb: Verb) -> Callable[[datetime], Q]:
    return lambda at: Q(Exists(_of_report(Event.objects.filter(verb=verb, at__lte=at))))


def _last(verb: Verb) -> Callable[[datetime], object]:
    return lambda at: Subquery(
        _of_report(Event.objects.filter(verb=verb, at__lte=at)).order_by("-seq").values("at")[:1]
    )


LISTINGS = (
    Listing(
        "lewat",
        gettext_lazy("Lewat batas waktu"),
        gettext_lazy("Ada batas waktu petugas yang sedang berjalan dan sudah lewat."),
        _overdue,
        _earliest_due,
    ),
    Listing(
        "belum-dijawab",
        gettext_lazy("Belum dijawab"),
        gettext_lazy("Sudah didisposisikan, tetapi belum ada jawaban khusus untuk pelapor."),
        _always(Q(dispatched_at__isnull=False, first_response_at__isnull=True, state__in=sorted(OPEN))),
        _always(F("dispatched_at")),
    ),
    Listing(
        "diam",
        gettext_lazy("Ditutup tanpa tanggapan"),
        gettext_lazy("Ditutup karena pelapor tidak menjawab; tidak ada yang menyatakan masalahnya selesai."),
        _always(Q(ending=Ending.SILENT)),
        _always(F("ended_at")),
    ),
    Listing(
        "disanggah",
        gettext_lazy("Dinyatakan belum selesai"),
        gettext_lazy(
            "Petugas melaporkan tindak lanjut, pelapor menyatakan belum selesai, dan belum ada tindak lanjut baru."
        ),
        _always(Q(disputed=True, state__in=sorted(OPEN))),
        _last(Verb.DISPUTE),
    ),
    Listing(
        "janji",
        gettext_lazy("Janji tidak ditepati"),
        gettext_lazy("Tanggal yang dijanjikan pernah lewat tanpa tindakan."),
        _happened(Verb.BREAK_PROMISE),
        _last(Verb.BREAK_PROMISE),
    ),
    Listing(
        "dipantulkan",
        gettext_lazy("Dikembalikan dua kali atau lebih"),
        gettext_lazy("Berpindah antar unit dua kali atau lebih sementara pelapor menunggu."),
        _always(Q(hops__gte=TWICE)),
        _last(Verb.RETURN),
    ),
)


def counts(officer: Officer, at: datetime) -> Mapping[str, int]:
    """How many reports each list has for this officer: one query."""
    parts = {listing.name: Count("pk", filter=listing.narrow(at)) for listing in LISTINGS}
    named = {name.replace("-", "_"): part for name, part in parts.items()}
    found = visible_to(officer).aggregate(**named)
    return {name: found[name.replace("-", "_")] for name in parts}


def reports_in(listing: Listing, officer: Officer, at: datetime) -> QuerySet[Report]:
    """The reports of a list, the longest first, with what `late_rows` shows of them."""
    reports = visible_to(officer).filter(listing.narrow(at)).annotate(**{SINCE: listing.since(at)})
    late = Prefetch("clocks", _late_clocks(at).order_by("due_at").select_related("institution"), to_attr=LATE)
    return reports.select_related("agency", "unit").prefetch_related(late).order_by(SINCE, "pk")


def late_rows(reports: Iterable[Report], at: datetime) -> list[LateRow]:
    """The rows of one page; the calendars of all offices on it are read at once."""
    shown = list(reports)
    offices = {report.agency for report in shown} | {clock.institution for report in shown for clock in _late(report)}
    calendars = calendars_of(offices)
    return [_row(report, calendars, at) for report in shown]


def _late(report: Report) -> list[Clock]:
    late: list[Clock] = getattr(report, LATE)
    return late


def _row(report: Report, calendars: Mapping[UUID, WorkCalendar], at: datetime) -> LateRow:
    clock = next(iter(_late(report)), None)
    since: datetime | None = getattr(report, SINCE)
    return LateRow(
        url=reverse("web:oversight_case", args=[report.reference]),
        number=report.number,
        title=report.title,
        kind=str(Classification(report.classification).label),
        office=_office(report.unit, report.agency),
        since=presenters.day(since, report.agency) if since else "",
        clock=str(Kind(clock.kind).label) if clock else _("tidak ada yang lewat"),
        late=_lateness(clock, calendars, at) if clock else "",
    )


def _office(unit: Institution | None, agency: Institution) -> str:
    return f"{unit.label}, {agency.label}" if unit else agency.label


def _lateness(clock: Clock, calendars: Mapping[UUID, WorkCalendar], at: datetime) -> str:
    if clock.due_at is None:
        return ""
    try:
        passed = _passed(calendars[clock.institution_id], clock.due_at, at)
    except CalendarMissing:
        return _("tidak dapat dihitung: kalender tahun itu belum ada")
    if not passed:
        return _("kurang dari 1 hari kerja")
    return ngettext("%(days)s hari kerja", "%(days)s hari kerja", passed) % {"days": count(passed)}


def _passed(calendar: WorkCalendar, due: datetime, at: datetime) -> int:
    """Working days gone since the deadline. In the evening or on a free day the next one has not begun."""
    idle = calendar.counting_day(at) != calendar.local_date(at)
    return max(calendar.between(due, at) - idle, 0)
