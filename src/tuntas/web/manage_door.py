"""The doors of /kelola/: the administrator of one government, who keeps what all share, and what the pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Role
from tuntas.institutions.models import GOVERNMENTS, Institution
from tuntas.institutions.shared import kept_by
from tuntas.kernel.refusals import Invalid, Refusal

from .desk_door import at_the_desk
from .overseer_door import View, Watch, frame

FIRST_DAYS = "mulai"
"""What the addresses of the first days say of where somebody came from."""


@dataclass(frozen=True)
class Managing:
    """Who manages which government, and when; `shared` when also what all governments of the installation share."""

    watch: Watch
    government: Institution
    shared: bool = False

    @property
    def by(self) -> Officer:
        """The officer, in the seats that count here."""
        return self.watch.officer


def managing(view: View) -> View:
    """Let in the administrator of a government, as `view(request, managing)`; 404 for everybody else."""

    @wraps(view)
    @at_the_desk(Role.AGENCY_ADMIN)
    def guarded(request: HttpRequest, watch: Watch, **words: str) -> HttpResponse:
        held = {seat.institution_id for seat in watch.officer.seats}
        found = Institution.objects.filter(pk__in=held, level__in=GOVERNMENTS, active=True).order_by("path").first()
        if found is None:
            raise Http404
        return view(request, Managing(watch, found), **words)

    return guarded


def keeping(view: View) -> View:
    """As `managing`, and the national administrator too, in the institution of the own seat."""

    @wraps(view)
    @at_the_desk(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
    def guarded(request: HttpRequest, watch: Watch, **words: str) -> HttpResponse:
        keeps = kept_by(watch.officer)
        held = {seat.institution_id for seat in watch.officer.seats}
        own = Institution.objects.filter(pk__in=held, level__in=GOVERNMENTS, active=True).order_by("path").first()
        found = own or (Institution.objects.filter(pk=keeps).first() if keeps else None)
        if found is None:
            raise Http404
        return view(request, Managing(watch, found, keeps is not None), **words)

    return guarded


def page(request: HttpRequest, here: Managing, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    """A page of this family."""
    own = {"government": here.government.name, "shared": here.shared, **frame(here.watch, "web:manage"), **context}
    return render(request, f"manage/{name}.html", own, status=status)


def onward(request: HttpRequest, name: str, **words: Any) -> HttpResponse:
    """After a change: back to the first days for whoever came from there, else to the page of this name."""
    return (
        redirect("web:manage_first") if request.GET.get("dari") == FIRST_DAYS else redirect(reverse(name, kwargs=words))
    )


def own_office(here: Managing, pk: UUID | str) -> Institution:
    """An office of the government managed. 404 for any other."""
    found = Institution.objects.filter(pk=pk, government=here.government).select_related("parent").first()
    if found is None:
        raise Http404
    return found


def done(form: Form, act: Callable[[], object]) -> bool:
    """Whether the action went through; a refusal is written to the field it is about."""
    try:
        act()
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def tree(government: Institution, *, also_closed: bool = False) -> list[Institution]:
    """The offices of a government, each after the one above it. One query."""
    rows = Institution.objects.filter(government=government)
    return list((rows if also_closed else rows.filter(active=True)).order_by("path"))


def choices(offices: list[Institution]) -> list[tuple[str, str]]:
    """For a choice among offices, set in by how deep they lie."""
    top = min((row.path.count("/") for row in offices), default=0)
    return [(str(row.pk), f"{chr(0x2014) * (row.path.count('/') - top)} {row.name}".strip()) for row in offices]


def moment(instant: datetime, government: Institution) -> str:
    """An instant as people of this government read it."""
    local = instant.astimezone(ZoneInfo(government.time_zone))
    return _("%(day)s pukul %(hour)s") % {
        "day": date_format(local, "j F Y"),
        "hour": local.strftime("%H.%M"),
    }
