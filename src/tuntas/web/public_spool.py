"""Filing while the database is away: the report is put by, sealed, and the page says so. No database is asked."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tuntas.db.outage import Outage
from tuntas.intake import spool
from tuntas.intake.spool import Waiting
from tuntas.kernel import clock
from tuntas.kernel.references import grouped, read_access_code, read_reference
from tuntas.kernel.refusals import Invalid, Refusal
from tuntas.media import staging
from tuntas.reports.states import Doubt

from .public_files import claim_all
from .public_gate import apparent_doubts
from .report_form import FORMS, Answers, Step, draft_of, validated
from .tracking import kept_private

ACCEPTED = 202
"""Taken in, not recorded yet."""


def filed_or_put_by(request: HttpRequest, answers: Answers, file: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `file` answers; while the database is away, the receipt of a report that was put by instead.

    Raises the outage again when it cannot be put by: the page of the outage then hands all words back.
    """
    if not settings.TUNTAS_SPOOL:
        return file()
    if spool.has(answers.key):
        waiting = spool.waits(draft_of(answers, tuple(staging.look(token) for token in answers.tokens)))
        if waiting:
            return _told(request, waiting, answers.key)
    try:
        return file()
    except Outage:
        waiting = _put_by(answers, apparent_doubts(request, answers))
        if waiting is None:
            raise
        return _told(request, waiting, answers.key)


def _put_by(answers: Answers, doubts: tuple[Doubt, ...]) -> Waiting | None:
    """None when something must be asked again, the spool is full or the disk does not take it."""
    asked = (step for step in FORMS if step != Step.CONTACT or answers.asks_contact)
    if any(validated(step, answers, []).errors for step in asked):
        return None
    try:
        return spool.keep(draft_of(answers, claim_all(answers.tokens, key=answers.key), doubts), at=clock.now())
    except (Refusal, OSError):
        return None


def waiting_page(request: HttpRequest, reference: str, code: str) -> HttpResponse | None:
    """What tracking says of a report that waits; None when none of this number and code does."""
    try:
        number, secret = read_reference(reference), read_access_code(code)
    except Invalid:
        return None
    if not spool.holds(number, secret):
        return None
    return kept_private(render(request, "public/track_waiting.html", {"number": grouped(number)}))


def _told(request: HttpRequest, waiting: Waiting, key: str) -> HttpResponse:
    number, code = grouped(waiting.reference), grouped(waiting.access_code)
    if request.headers.get("Accept", "") == "application/json":
        return kept_private(JsonResponse({"number": number, "code": code, "waiting": True}, status=ACCEPTED))
    address = settings.TUNTAS_PUBLIC_URL + reverse("web:track_one", args=[waiting.reference])
    context = {"number": number, "code": code, "tracking_url": address, "sent_key": key}
    return kept_private(render(request, "public/receipt_waiting.html", context, status=ACCEPTED))
