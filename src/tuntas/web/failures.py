"""Pages for what goes wrong at the edge. None of them asks the database."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Refusal

from .report_form import printable

RETRY_AFTER_SECONDS = 30
_UNSPOKEN = ("csrfmiddlewaretoken", "password", "access_code", "otp", "credential")
_HEADINGS = {
    403: _("Anda tidak dapat membuka halaman ini"),
    404: _("Tidak ditemukan"),
    409: _("Keadaan laporan sudah berubah"),
    422: _("Ada yang perlu diperbaiki"),
    429: _("Terlalu banyak percobaan"),
}


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: what was typed is shown again, so that nothing is lost.

    It can be sent on from here only if the form came from one of our pages: otherwise another site could put
    words into the mouth of whoever presses the button.
    """
    context = {"typed": _typed(request), "own": _came_from_here(request), "action": request.path}
    return render(request, "public/form_expired.html", context, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, printable(value))
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in _UNSPOKEN)
        for value in values
        if value.strip()
    ]


def _came_from_here(request: HttpRequest) -> bool:
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(sender) and urlsplit(sender).netloc == request.get_host()


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no view answered: its status and its sentence."""
    context = {"heading": _HEADINGS.get(refusal.status, _HEADINGS[422]), "sentence": str(refusal)}
    return render(request, "public/refusal.html", context, status=refusal.status)


def outage_page(request: HttpRequest) -> HttpResponse:
    """The database is away: come back soon. A report being filed is handed back whole, with the same key."""
    places = (reverse("web:report"), reverse("web:report_offline"))
    filing = request.method == "POST" and request.path in places
    fields = [(name, printable(value)) for name, values in request.POST.lists() for value in values] if filing else []
    template = "public/outage_report.html" if filing else "503.html"
    answer = render(request, template, {"fields": fields, "action": request.path}, status=503)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer
