"""Pages for what goes wrong at the edge."""

from django.http import HttpRequest, HttpResponse


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old."""
    return HttpResponse("form expired", status=403)
