"""The list behind a figure: what this officer may open of it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tuntas.institutions.models import Topic
from tuntas.reports.access import visible_to
from tuntas.reports.models import Report
from tuntas.reports.states import Classification
from tuntas.statistics import behind
from tuntas.statistics.scopes import officer_scope

from . import presenters
from .figures_words import count
from .overseer_door import OVERSEERS, Watch, for_officers, frame

PER_PAGE = 25
NO_TOPIC = "-"
"""In an address: reports without a topic."""


@require_safe
@for_officers()
def figure_reports(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The reports that a number on /meja/statistik/ counts, oldest first."""
    name, scope, cut = request.GET.get("angka", ""), officer_scope(watch.officer), asked_cut(request)
    if name not in behind.NAMES:
        raise Http404
    counted = behind.reports_behind(name, scope, cut, at=watch.at)
    behind_it = counted.count()
    times = behind.times_behind(name, scope, cut, at=watch.at)
    reports = visible_to(watch.officer).filter(pk__in=counted).order_by("received_at", "pk")
    page = Paginator(reports.select_related("agency", "unit"), PER_PAGE).get_page(request.GET.get("hal"))
    hidden = behind_it - page.paginator.count
    context = {
        "title": _titles()[name],
        "cards": [_card(report, watch) for report in page],
        "found": ngettext("%(n)s laporan", "%(n)s laporan", page.paginator.count) % {"n": count(page.paginator.count)},
        "hidden": count(hidden) if hidden > 0 else "",
        "counted": times,
        "times": count(times) if times != behind_it else "",
        "back": reverse("web:desk_statistics"),
        **turning(request, page),
    }
    return render(request, "figures/reports.html", {**frame(watch, "web:desk_statistics"), **context})


def turning(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """What components/pager.html wants, keeping the rest of the address."""
    asked = {key: value for key, value in request.GET.items() if key != "hal"}

    def address(number: int) -> str:
        return f"{request.path}?{urlencode({**asked, 'hal': number})}"

    return {
        "summary": _("Halaman %(n)d dari %(all)d") % {"n": page.number, "all": page.paginator.num_pages},
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
    }


def case_address(report: Report, watch: Watch) -> str:
    """Where this officer opens a case: the overseer's page, or the desk's."""
    if watch.officer.seats_as(*OVERSEERS):
        return reverse("web:oversight_case", args=[report.reference])
    try:
        return reverse("web:desk_case", args=[report.reference])
    except NoReverseMatch:
        return reverse("web:desk")


def asked_cut(request: HttpRequest) -> behind.Cut:
    """Which part the address asks for. Raises Http404."""
    asked = request.GET
    year, kind, area = asked.get("tahun", ""), asked.get("kelas", ""), asked.get("wilayah", "")
    return behind.Cut(
        int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        kind if kind in set(Classification) else "",
        _uuid(asked.get("unit", "")),
        _uuid(asked.get("pemerintah", "")),
        _family(asked.get("topik", "")),
        area if area.isascii() and area.isdigit() else "",
        bool(asked.get("tepat")),
        _day(asked.get("dari", "")),
        _day(asked.get("sampai", "")),
    )


def _family(code: str) -> frozenset[str]:
    """A topic and those below it."""
    if code in ("", NO_TOPIC):
        return frozenset({""} if code else ())
    below = Topic.objects.filter(parent=code).values_list("pk", flat=True)
    return frozenset({code, *below})


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise Http404 from None


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        raise Http404 from None


def _card(report: Report, watch: Watch) -> dict[str, str]:
    return {
        "url": case_address(report, watch),
        "title": report.title,
        "reference": report.number,
        "institution": (report.unit or report.agency).label,
        "when": presenters.day(report.received_at, report.agency),
        "status": presenters.public_status(report),
        "turn": presenters.turn(report),
    }


def _titles() -> dict[str, str]:
    return {
        "received": _("Laporan yang diterima"),
        "dispatched": _("Laporan yang didisposisikan"),
        "sent": _("Laporan yang pernah diteruskan"),
        "acknowledged": _("Laporan yang hanya diberi tahu diterima"),
        "answered": _("Laporan yang sudah dijawab"),
        "answered_late": _("Laporan yang dijawab terlambat"),
        "acted": _("Laporan yang sudah ditindaklanjuti"),
        "acted_late": _("Laporan yang ditindaklanjuti terlambat"),
        "confirmed": _("Laporan yang dikonfirmasi selesai oleh pelapor"),
        "silent": _("Laporan yang ditutup tanpa tanggapan pelapor"),
        "coordinator": _("Laporan yang ditutup koordinator"),
        "withdrawn": _("Laporan yang dicabut"),
        "archived": _("Laporan yang diarsipkan"),
        "referred": _("Laporan yang diteruskan ke kanal lain"),
        "merged": _("Laporan yang digabung"),
        "disputed": _("Laporan yang dinyatakan belum selesai"),
        "reopened": _("Laporan yang dibuka kembali"),
        "returned": _("Laporan yang pernah dikembalikan"),
        "promised": _("Laporan dengan janji bertanggal"),
        "broken": _("Laporan dengan janji yang lewat tanggal"),
        behind.OPEN: _("Laporan yang masih terbuka"),
    }
