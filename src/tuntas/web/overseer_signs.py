"""What the ledger shows against offices: indicators of maladministration, figures that look bent, and the reports."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tuntas.institutions.models import Institution
from tuntas.oversight.offices import Bent, Silent, bent, counted, marks_for, silent, unanswered
from tuntas.oversight.signs import INDICATORS, SIGNALS, Form, Indicator, Sign, Signal
from tuntas.reports.models import Report
from tuntas.statistics.spread import Share

from . import presenters
from .figures_lists import PER_PAGE, turning
from .figures_words import count, percent
from .overseer_door import OVERSEERS, Watch, for_officers
from .overseer_rooms import room

_UNANSWERED = "tak-dijawab"


@require_safe
@for_officers(*OVERSEERS)
def oversight_indicators(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Every indicator with its definition, its law and its cases; then the units that have stopped answering."""
    times = counted(marks_for(watch.officer, watch.at))
    quiet = silent(watch.officer, watch.at)
    units = Institution.objects.in_bulk({one.office for one in quiet})
    context = {
        "forms": [{"name": form.label, "rows": _rows(form, times)} for form in Form],
        "quiet": [_quiet(one, units[one.office]) for one in quiet],
    }
    return render(request, "overseer/indicators.html", {**room(watch, "web:oversight_indicators"), **context})


@require_safe
@for_officers(*OVERSEERS)
def oversight_signals(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Offices with clearly more of a signal than circumstance explains, and every signal with its rule."""
    times = counted(marks_for(watch.officer, watch.at))
    found = bent(times)
    units = Institution.objects.in_bulk({one.office for one in found})
    context = {
        "rows": [_bent(one, units[one.office].name) for one in found],
        "signals": [_signal(signal, times) for signal in SIGNALS],
    }
    return render(request, "overseer/signals.html", {**room(watch, "web:oversight_signals"), **context})


@require_safe
@for_officers(*OVERSEERS)
def oversight_marked(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The reports behind one number of the two pages."""
    name, office = request.GET.get("tanda", ""), _office(request.GET.get("unit", ""))
    if name == _UNANSWERED:
        return _waiting(request, watch, office)
    if name not in Sign.values:
        raise Http404
    marks = marks_for(watch.officer, watch.at).filter(sign=name).select_related("report__agency", "office")
    marks = marks if office is None else marks.filter(office=office)
    page = Paginator(marks.order_by("-at", "-pk"), PER_PAGE).get_page(request.GET.get("hal"))
    rows = [case_row(mark.report, mark.office, mark.at) for mark in page]
    return _list(request, watch, str(Sign(name).label), _meaning(name), office, rows, turning(request, page))


def _waiting(request: HttpRequest, watch: Watch, office: Institution | None) -> HttpResponse:
    reports = unanswered(watch.officer, watch.at).select_related("unit", "agency").order_by("dispatched_at", "pk")
    reports = reports if office is None else reports.filter(unit=office)
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("hal"))
    rows = [case_row(report, report.unit or report.agency, report.dispatched_at or watch.at) for report in page]
    meaning = _("Ada pada unit lebih dari dua minggu tanpa jawaban untuk pelapor.")
    return _list(request, watch, _("Belum dijawab dua minggu"), meaning, office, rows, turning(request, page))


def _list(
    request: HttpRequest, watch: Watch, title: str, meaning: str, office: Institution | None,
    rows: list[dict[str, str]], pages: Mapping[str, str],
) -> HttpResponse:  # fmt: skip
    context = {"title": title, "meaning": meaning, "office": office.name if office else "", "rows": rows, **pages}
    return render(request, "overseer/marked.html", {**room(watch, ""), **context})


def _rows(form: Form, times: Mapping[tuple[UUID, str], int]) -> list[dict[str, object]]:
    return [_indicator(one, times) for one in INDICATORS if one.form == form]


def _indicator(one: Indicator, times: Mapping[tuple[UUID, str], int]) -> dict[str, object]:
    return {
        "name": one.sign.label,
        "meaning": one.meaning,
        "law": one.law,
        "verified": one.verified,
        "number": count(_total(one.sign, times)),
        "url": address(one.sign.value),
    }


def _signal(one: Signal, times: Mapping[tuple[UUID, str], int]) -> dict[str, object]:
    return {
        "name": one.sign.label,
        "meaning": one.meaning,
        "base": one.base.label,
        "usual": percent(Share(round(one.usual * 100), 100)),
        "number": count(_total(one.sign, times)),
        "url": address(one.sign.value),
    }


def _total(sign: Sign, times: Mapping[tuple[UUID, str], int]) -> int:
    return sum(n for (_office, name), n in times.items() if name == sign)


def _bent(one: Bent, name: str) -> dict[str, str]:
    return {
        "office": name,
        "signal": str(one.signal.sign.label),
        "cases": ngettext("%(k)s dari %(n)s laporan", "%(k)s dari %(n)s laporan", one.n)
        % {"k": count(one.k), "n": count(one.n)},
        "usual": percent(Share(round(one.usual * 1000), 1000)),
        "chance": chance(one.chance),
        "url": address(one.signal.sign.value, one.office),
    }


def chance(value: float) -> str:
    """How often that would be chance: `1 dari 12.000`, as people read it."""
    return _("1 dari %(n)s") % {"n": count(min(round(1 / value), 1_000_000_000) if value else 1_000_000_000)}


def _quiet(one: Silent, unit: Institution) -> dict[str, str]:
    return {
        "office": unit.name,
        "waiting": count(one.waiting),
        "since": presenters.day(one.since, unit),
        "last": presenters.day(one.last, unit) if one.last else _("belum pernah"),
        "url": address(_UNANSWERED, one.office),
    }


def case_row(report: Report, office: Institution, at: datetime) -> dict[str, str]:
    """One report in a list of the overseers, as plain strings."""
    return {
        "url": reverse("web:oversight_case", args=[report.reference]),
        "number": report.number,
        "title": report.title,
        "office": office.label,
        "since": presenters.day(at, report.agency),
    }


def address(sign: str, office: UUID | None = None) -> str:
    """Where the reports behind a number are listed."""
    asked = {"tanda": sign, **({"unit": str(office)} if office else {})}
    return f"{reverse('web:oversight_marked')}?{urlencode(asked)}"


def _meaning(name: str) -> str:
    told = {one.sign.value: one.meaning for one in (*SIGNALS, *INDICATORS)}
    return str(told.get(name, ""))


def _office(written: str) -> Institution | None:
    try:
        return Institution.objects.filter(pk=UUID(written)).first() if written else None
    except ValueError:
        raise Http404 from None
