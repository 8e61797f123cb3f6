"""Who gets past the door of pages that only officers may open."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tuntas.accounts.actors import Officer, officer
from tuntas.accounts.models import Role, User
from tuntas.accounts.passwords import has_run_out
from tuntas.institutions.models import Institution
from tuntas.kernel import clock
from tuntas.notifications.deliver import UNREAD_AT_MOST, unread

OVERSEERS = (Role.OMBUDSMAN, Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.SECRETARY)
COUNTER = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, Role.INSPECTOR)
"""Who may file for somebody at a counter."""

WANTED = "wanted"
"""In the session: where somebody was going who had to set up the second factor first."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Person:
    """Who is signed in, as base_desk.html shows it."""

    name: str
    role: str
    office: str


@dataclass(frozen=True)
class Place:
    """An entry of the side menu."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Watch:
    """The officer behind a request, in the seats that count on this page, and the moment."""

    officer: Officer
    at: datetime


def for_officers(*roles: str) -> Callable[[View], View]:
    """Let in whoever holds one of these roles (any role when none is named), as `view(request, watch)`.

    Nobody signed in: to the log-in. No second factor where one is required: to its set-up. No such seat:
    the same 404 as for an address that does not exist.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, **words: str) -> HttpResponse:
            if settings.TUNTAS_REQUIRE_SECOND_FACTOR and not is_mfa_enabled(request.user):
                if request.method == "GET":
                    request.session[WANTED] = request.get_full_path()
                return redirect(reverse("mfa_activate_totp"))
            if isinstance(request.user, User) and has_run_out(request.user, clock.now()):
                return _new_password_first(request)
            response = view(request, _watch(request, roles), **words)
            patch_cache_control(response, private=True, no_store=True)
            return response

        return guarded

    return wrap


def _new_password_first(request: HttpRequest) -> HttpResponse:
    days = settings.TUNTAS_PASSWORD_DAYS
    words = _("Kata sandi Anda sudah dipakai %(days)d hari. Ganti dahulu, lalu lanjutkan.") % {"days": days}
    messages.warning(request, words)
    onward = request.get_full_path() if request.method == "GET" else reverse("web:desk")
    return redirect(f"{reverse('account_change_password')}?{urlencode({'next': onward})}")


def _watch(request: HttpRequest, roles: tuple[str, ...]) -> Watch:
    at = clock.now()
    assert isinstance(request.user, User)
    actor = officer(request.user, at)
    seats = actor.seats_as(*roles) if roles else actor.seats
    if not seats:
        raise Http404
    return Watch(replace(actor, seats=seats), at)


def frame(watch: Watch, current: str) -> dict[str, object]:
    """What base_desk.html needs; `current` is the URL name of the page. Two queries."""
    seats = watch.officer.seats
    offices = Institution.objects.filter(pk__in={seat.institution_id for seat in seats})
    person = Person(
        name=watch.officer.name,
        role=", ".join(dict.fromkeys(str(Role(seat.role).label) for seat in seats)),
        office=", ".join(office.label for office in offices),
    )
    return {"person": person, "places": _places(watch, current), "unread": _unread(watch)}


def _unread(watch: Watch) -> str:
    found = unread(watch.officer)
    return f"{UNREAD_AT_MOST - 1}+" if found >= UNREAD_AT_MOST else str(found or "")


def _places(watch: Watch, current: str) -> list[Place]:
    names = {"web:notices": _("Pemberitahuan"), "web:desk_statistics": _("Statistik")}
    if watch.officer.seats_as(Role.HEAD, Role.AGENCY_ADMIN):
        names = {"web:load": _("Beban kerja"), "web:handover": _("Serah terima"), **names}
    if watch.officer.seats_as(Role.LIAISON, Role.HEAD, Role.AGENCY_ADMIN):
        names = {"web:duty": _("Piket"), **names}
    if watch.officer.seats_as(Role.LIAISON, Role.HEAD):
        names = {"web:field": _("Tugas lapangan"), **names}
    if watch.officer.seats_as(*COUNTER):
        names = {"web:assist": _("Dampingi pelapor"), **names}
    if watch.officer.seats_as(*OVERSEERS):
        names = {"web:oversight": _("Pengawasan"), **names}
    if watch.officer.seats_as(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN):
        names = {**names, "web:manage": _("Kelola")}
    return [Place(label, reverse(name), name == current) for name, label in names.items()]
