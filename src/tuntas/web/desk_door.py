"""The door of the desk: the officers' door, and what it says to those who stand before it with full hands."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import officer
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.kernel.refusals import NotAllowed

from .account_proof import FIELD
from .failures import refusal_page
from .overseer_door import View, for_officers
from .report_form import printable

NO_SEAT = _(
    "Akun Anda tidak (lagi) terhubung dengan jabatan di instansi mana pun. Hubungi admin instansi Anda: "
    "hanya ia yang dapat memberi akun ini jabatan."
)


def at_the_desk(*roles: str) -> Callable[[View], View]:
    """As `for_officers`, and: somebody signed in without any seat reads why nothing is here (403); words typed
    into a form whose session has ended meanwhile are shown again instead of lost (403)."""

    def wrap(view: View) -> View:
        door = for_officers(*roles)(view)

        @wraps(view)
        def guarded(request: HttpRequest, **words: str) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                return _signed_out(request)
            try:
                return door(request, **words)
            except Http404:
                if _has_seat(request):
                    raise
                return refusal_page(request, NotAllowed(NO_SEAT))

        return guarded

    return wrap


def _has_seat(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and bool(officer(request.user, clock.now()).seats)


def _signed_out(request: HttpRequest) -> HttpResponse:
    typed = [
        (name, printable(value))
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", FIELD)
        for value in values
    ]
    response = render(request, "desk/signed_out.html", {"typed": typed, "action": request.path}, status=403)
    response["Cache-Control"] = "private, no-store"
    return response
