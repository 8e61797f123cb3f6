"""The overseers' pages: read-only, across institutions, without anybody's identity."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.kernel.references import read_reference
from tuntas.kernel.refusals import Invalid
from tuntas.oversight.examinations import may_take
from tuntas.reports.access import visible_to
from tuntas.reports.models import Attachment, Report
from tuntas.reports.states import Classification, OmbudsmanStatus

from . import presenters
from .figures_lists import PER_PAGE, turning
from .figures_words import count
from .overseer_door import OVERSEERS, Watch, for_officers, frame
from .overseer_lists import LISTINGS, Listing, counts, late_rows, reports_in
from .overseer_rooms import room


@require_safe
@for_officers(*OVERSEERS)
def oversight(request: HttpRequest, watch: Watch) -> HttpResponse:
    """One of the lists, chosen by `daftar` in the address, with the counts of all."""
    listing = _chosen(request)
    found = counts(watch.officer, watch.at)
    page = Paginator(reports_in(listing, watch.officer, watch.at), PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "listing": listing,
        "tiles": [_tile(each, found[each.name], each is listing) for each in LISTINGS],
        "rows": late_rows(page, watch.at),
        **turning(request, page),
    }
    return render(request, "overseer/lists.html", {**room(watch, "web:oversight"), **context})


@require_safe
@for_officers(*OVERSEERS)
def oversight_case(request: HttpRequest, watch: Watch, reference: str) -> HttpResponse:
    """One case: what was told, what happened, how its deadlines came about. Never who told it."""
    report = case_of(watch, reference)
    context = {
        "report": report,
        "status": presenters.public_status(report),
        "turn": presenters.turn(report),
        "facts": presenters.three_facts(report),
        "entries": _entries(report),
        "clocks": presenters.clock_views(report, at=watch.at),
        "about": about(report),
        "may_take": may_take(report, watch.officer),
    }
    return render(request, "overseer/case.html", {**frame(watch, "web:oversight"), **context})


def case_of(watch: Watch, reference: str) -> Report:
    """The case that this officer may open; for anybody else it does not exist."""
    offices = ("tenant", "agency", "unit", "topic", "region")
    visible = visible_to(watch.officer).select_related(*offices)
    return get_object_or_404(visible, reference=_reference(reference))


def _chosen(request: HttpRequest) -> Listing:
    name = request.GET.get("daftar", LISTINGS[0].name)
    for listing in LISTINGS:
        if listing.name == name:
            return listing
    raise Http404


def _tile(listing: Listing, number: int, current: bool) -> dict[str, object]:
    url = f"{reverse('web:oversight')}?daftar={listing.name}"
    return {"label": listing.title, "number": count(number), "url": url, "current": current}


def _reference(written: str) -> str:
    try:
        return read_reference(written)
    except Invalid:
        raise Http404 from None


def _entries(report: Report) -> list[presenters.Entry]:
    """The story as the reporter reads it, but told to somebody else; files stay with the case's office."""
    told = presenters.timeline(report, internal=False, file_url=_no_address)
    return [replace(e, who=_("pelapor") if e.who == _("Anda") else e.who, attachments=()) for e in told]


def _no_address(attachment: Attachment) -> str:
    return ""


def about(report: Report, *, place: bool = True) -> list[dict[str, str]]:
    """What stands beside a case: its class, offices and place, never its reporter."""
    where = ", ".join(filter(None, (report.place_text, report.region.name if report.region else "")))
    pairs = (
        (_("Jenis"), Classification(report.classification).label),
        (_("Topik"), report.topic.name if report.topic else ""),
        (_("Pemerintah penerima"), report.tenant.label),
        (_("Instansi koordinator"), report.agency.label),
        (_("Unit penanggung jawab"), report.unit.label if report.unit else _("belum ada")),
        (_("Diterima"), presenters.moment(report.received_at, report.agency)),
        (_("Tempat"), where if place else ""),
        (_("Ombudsman"), OmbudsmanStatus(report.ombudsman).label),
        (_("Berapa kali dikembalikan"), str(report.hops)),
    )
    return [{"label": label, "value": str(value)} for label, value in pairs if value]
