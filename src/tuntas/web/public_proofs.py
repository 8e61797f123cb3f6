"""Public proof at /data/bukti/: the signed daily roots and the hashes under each, for anybody to keep and check."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.audit.models import DayRoot
from tuntas.oversight import proofs
from tuntas.sla.dates import date_text

from .figures_words import count

PER_PAGE = 31


@require_safe
def proof_days(request: HttpRequest) -> HttpResponse:
    """What the roots are for, the key, and the days, newest first."""
    page = Paginator(DayRoot.objects.order_by("-day"), PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "section": "statistics",
        "key": proofs.public_key(),
        "days": [_row(row) for row in page],
        "page_summary": _("Halaman %(page)d dari %(pages)d") % {"page": page.number, "pages": page.paginator.num_pages},
        "previous_url": f"?hal={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?hal={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "public/proof_days.html", context)


@require_safe
def proof_day(request: HttpRequest, day: str) -> HttpResponse:
    """One signed day as JSON: statement, signature, key, and the sorted hashes that give the root."""
    row = get_object_or_404(DayRoot, pk=day)
    return JsonResponse(
        {
            "statement": proofs.statement(row),
            "signature": row.signature,
            "key": row.key,
            "leaves": proofs.leaves(row.day),
        }
    )


def _row(row: DayRoot) -> dict[str, str]:
    return {
        "day": date_text(row.day),
        "events": count(row.events),
        "root": row.root,
        "url": reverse("web:proof_day", args=[row.day.isoformat()]),
    }
