"""Published reports: redacted texts only, never a word of the reporter's own besides what an officer released."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tuntas.kernel.references import read_reference
from tuntas.kernel.refusals import Invalid, NotFound
from tuntas.kernel.texts import excerpt
from tuntas.reports.models import Report
from tuntas.reports.states import Classification, ContentMode

from .presenters import day, public_status, turn
from .public_filters import Filters, said

PAGE = 20


def published_reports() -> QuerySet[Report]:
    """What everybody may read. Secret cases are left out twice over: the database refuses to publish them, too."""
    rows = Report.objects.filter(published_at__isnull=False, content=ContentMode.PUBLIC)
    rows = rows.exclude(classification=Classification.SUPERVISION)
    return rows.select_related("agency", "unit", "topic", "region").order_by("-published_at", "-pk")


def card(report: Report) -> dict[str, str]:
    """One published report as components/report_card.html wants it."""
    return {
        "url": reverse("web:published_one", args=[report.reference]),
        "title": report.public_title,
        "reference": report.number,
        "excerpt": excerpt(report.public_body),
        "place": report.region.name if report.region else "",
        "topic": report.topic.label if report.topic else "",
        "institution": (report.unit or report.agency).name,
        "when": day(report.published_at or report.received_at, report.agency),
        "status": public_status(report),
        "turn": turn(report),
    }


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """The list, newest first, twenty a page."""
    asked = said(request.GET)
    search = Filters(asked)
    page = Paginator(search.narrowed(published_reports()), PAGE).get_page(request.GET.get("halaman", "")[:6])
    context = {
        "section": "published",
        "cards": [card(report) for report in page.object_list],
        "search": search,
        "found": ngettext("%(count)d laporan", "%(count)d laporan", page.paginator.count)
        % {"count": page.paginator.count},
        "reset_url": reverse("web:published") if asked else "",
        "feed_url": f"{reverse('web:published_feed')}?{urlencode(asked)}" if asked else reverse("web:published_feed"),
        "summary": _("Halaman %(page)d dari %(pages)d") % {"page": page.number, "pages": page.paginator.num_pages},
        "previous_url": _page_url(asked, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _page_url(asked, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "public/published.html", context)


def _page_url(asked: dict[str, str], number: int) -> str:
    return f"?{urlencode({**asked, 'halaman': str(number)})}"


def released(reference: str) -> Report:
    """The published report of this number. Raises NotFound, whether it is unknown or only not published."""
    try:
        report = published_reports().filter(reference=read_reference(reference)).first()
    except Invalid:
        raise NotFound() from None
    if report is None:
        raise NotFound()
    return report
