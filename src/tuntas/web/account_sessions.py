"""`/akun/sesi/`: where one is signed in, and ending that. And the marks in the session by which it is known."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tuntas.accounts.devices import device_of
from tuntas.accounts.models import SignIn, User
from tuntas.accounts.people import active_seats
from tuntas.accounts.sign_ins import begin, end_others, end_sign_in, forget, seen, sign_ins_of
from tuntas.kernel import clock
from tuntas.sla.dates import moment_text

MARK = "sign_in"
"""In the session: the id of the sign-in, when it began, and when that was last noted as seen."""

ALL_OTHERS = "lain"
"""What the form says instead of one sign-in."""

NOTED_EVERY = timedelta(minutes=5)


class SignInMiddleware:
    """Keeps the list of sign-ins true: seen lately, the session's key after it was changed, gone after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = request.session.session_key
        response = self.get_response(request)
        # Whoever did not open the session needs nothing noted, and the answer must not vary by it.
        if before and request.session.accessed:
            _follow(request, before)
        return response


def note_sign_in(request: HttpRequest, user: User) -> None:
    """Somebody has just signed in here: from now on the session ends by itself, idle or not."""
    at = clock.now()
    session_key = str(request.session.session_key)
    row = begin(user, session_key=session_key, device=device_of(request.headers.get("User-Agent", "")), at=at)
    _mark(request, row.pk, since=at, at=at)


def _follow(request: HttpRequest, before: str) -> None:
    mark, key = request.session.get(MARK), request.session.session_key
    if mark is None:
        if key != before:
            forget(before)
        return
    at = clock.now()
    if key != before or at - datetime.fromisoformat(mark["seen"]) >= NOTED_EVERY:
        if seen(UUID(mark["id"]), session_key=str(key), at=at):
            _mark(request, UUID(mark["id"]), since=datetime.fromisoformat(mark["since"]), at=at)
        else:
            request.session.flush()


def _mark(request: HttpRequest, sign_in: UUID, *, since: datetime, at: datetime) -> None:
    request.session[MARK] = {"id": str(sign_in), "since": since.isoformat(), "seen": at.isoformat()}
    idle, longest = (timedelta(minutes=m) for m in (settings.TUNTAS_SESSION_IDLE, settings.TUNTAS_SESSION_LONGEST))
    request.session.set_expiry(min(at + idle, since + longest))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """One's own sign-ins; one or all others can be ended."""
    assert isinstance(request.user, User)
    if request.method == "POST":
        messages.success(request, _ended(request, request.user))
        return redirect("account_sessions")
    if MARK not in request.session:
        note_sign_in(request, request.user)
    zone = _zone(request.user)
    rows = [_row(row, request, zone) for row in sign_ins_of(request.user)]
    response = render(request, "account/sessions.html", {"rows": rows, "others": ALL_OTHERS if len(rows) > 1 else ""})
    patch_cache_control(response, private=True, no_store=True)
    return response


def _ended(request: HttpRequest, user: User) -> str:
    which = request.POST.get("sesi", "")
    if which == ALL_OTHERS:
        count = end_others(user, but=str(request.session.session_key))
    else:
        count = int(which != request.session.get(MARK, {}).get("id") and end_sign_in(user, _id(which)))
    return ngettext("%(count)d perangkat dikeluarkan.", "%(count)d perangkat dikeluarkan.", count) % {"count": count}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _zone(user: User) -> ZoneInfo:
    """Of the office of the own first seat; without one, western Indonesia's."""
    seats = active_seats(clock.now()).filter(user=user).select_related("institution").order_by("active_from")
    return ZoneInfo(next((seat.institution.time_zone for seat in seats), "Asia/Jakarta"))


def _row(row: SignIn, request: HttpRequest, zone: ZoneInfo) -> dict[str, object]:
    return {
        "id": str(row.pk),
        "device": row.device or _("Perangkat tidak dikenal"),
        "since": moment_text(row.since, zone),
        "seen": moment_text(row.seen_at, zone),
        "own": row.session_key == request.session.session_key,
    }
