"""The receipt: shown once, right after sending, as the answer to the form. The code never stands in an address."""

from datetime import datetime
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tuntas.accounts.actors import Reporter
from tuntas.documents.receipt import Deadline, receipt_pdf
from tuntas.documents.receipt import Receipt as Sheet
from tuntas.kernel import clock
from tuntas.kernel.references import grouped, read_access_code
from tuntas.reports.access import visible_to
from tuntas.reports.drafts import Receipt
from tuntas.reports.models import Report
from tuntas.reports.states import Classification, IdentityMode
from tuntas.sla.clocks import Kind

from .presenters import moment
from .public_story import own_clocks
from .report_form import identity_promise
from .tracking import kept_private, prove

_WITH_REPORT = ("agency", "tenant", "topic")


def receipt_page(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """Number, code, deadlines and what happens next. A reload sends the same key and shows the same again."""
    report = visible_to(Reporter(receipt.report_id)).select_related(*_WITH_REPORT).get()
    context = {
        "section": "report",
        "private": True,
        "number": grouped(receipt.reference),
        "code": grouped(receipt.access_code),
        "received": moment(receipt.received_at, report.tenant),
        "tracking_url": tracking_url(receipt.reference),
        "qr": _qr(tracking_url(receipt.reference)),
        "clocks": [view for view in own_clocks(report, at=clock.now()) if view.code != Kind.OMBUDSMAN.code],
        "report": report,
        "sent_key": request.POST.get("key", ""),
        "without_contact": report.identity == IdentityMode.NONE,
    }
    return kept_private(render(request, "public/receipt.html", context))


def tracking_url(reference: str) -> str:
    """Where number and code are typed."""
    return settings.TUNTAS_PUBLIC_URL + reverse("web:track_one", args=[reference])


def _qr(url: str) -> SafeString:
    code = segno.make(url, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, border=2, svgclass="qr", lineclass=None))


@csrf_exempt
@require_POST
def receipt_document(request: HttpRequest) -> HttpResponse:
    """The receipt as PDF, for whoever proves the code; nothing is changed, so nothing can be forged."""
    code = request.POST.get("access_code", "")
    report = prove(request.POST.get("reference", ""), code, at=clock.now())
    answer = HttpResponse(receipt_pdf(_sheet(report, read_access_code(code))), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="tanda-terima-{report.number}.pdf"'
    return kept_private(answer)


def _sheet(report: Report, code: str) -> Sheet:
    return Sheet(
        service=settings.TUNTAS_NAME,
        reference=report.reference,
        tracking_url=tracking_url(report.reference),
        received_at=report.received_at,
        zone=ZoneInfo(report.tenant.time_zone),
        classification=str(Classification(report.classification).label),
        institution=report.agency.name,
        deadlines=_deadlines(report),
        access_code=code,
        subject=report.title,
        promise=identity_promise(report.identity),
        fingerprint=report.events.values_list("hash", flat=True).get(seq=1),
        overseer_after=_overseer_after(report),
    )


def _deadlines(report: Report) -> list[Deadline]:
    rows = report.clocks.select_related("rule").exclude(kind=Kind.OMBUDSMAN)
    return [
        Deadline(str(Kind(row.kind).label), row.due_at, row.rule.legal_basis if row.rule else _("Ditetapkan langsung"))
        for row in sorted(rows, key=lambda row: row.started_at)
        if row.due_at and row.stopped_at is None
    ]


def _overseer_after(report: Report) -> datetime | None:
    row = report.clocks.filter(kind=Kind.STATUTORY_SETTLEMENT, stopped_at=None).first()
    return row.due_at if row else None
