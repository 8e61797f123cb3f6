"""The last net under the views: a refusal becomes a page with its sentence, an outage a page that keeps the words."""

import logging
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from tuntas.db.outage import Outage, no_room
from tuntas.kernel.refusals import Refusal

from .failures import outage_page, refusal_page

logger = logging.getLogger(__name__)

PERMISSIONS = ", ".join(
    ["geolocation=(self)"]
    + [
        f"{sense}=()"
        for sense in (
            "accelerometer", "camera", "display-capture", "gyroscope", "magnetometer", "microphone", "midi", "payment",
            "usb",
        )
    ]
)  # fmt: skip
"""The place, when a reporter presses the button for it; photos come through a file field, which needs no leave."""

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class FailureMiddleware:
    """Answers what escapes a view. Everything else is a bug and stays one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Refusals and outages only."""
        if isinstance(exception, Refusal):
            return refusal_page(request, exception)
        if isinstance(exception, ReauthenticationRequired):
            return _proof_first(request)
        if isinstance(exception, Outage) or no_room(exception):
            if no_room(exception):
                logger.error("The disk takes nothing more: %s", exception)
            return outage_page(request)
        return None


def _proof_first(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks for password or code, and back. allauth itself would keep a form sent, and with it the
    address of the client, in the session."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    onward = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(f"{ways[0]['url'] if ways else reverse('account_login')}?{onward}")


class PoliciesMiddleware:
    """What a page of ours may use of a device, and who may draw its answers into a page of their own: nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PackedPagesMiddleware(GZipMiddleware):
    """Packs public pages for slow lines. A page about one person goes unpacked: its length must not tell,
    guess by guess, what stands in it (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack unless the page may not be stored by others."""
        kept_private = response.get("Cache-Control", "")
        if "no-store" in kept_private or "private" in kept_private or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return response
        return super().process_response(request, response)
