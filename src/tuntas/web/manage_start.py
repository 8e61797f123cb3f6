"""The first page of an administrator, and the guided first days; every state is read from the data."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.accounts.models import Invitation, Role
from tuntas.accounts.people import active_seats
from tuntas.audit.models import Change
from tuntas.institutions.models import Brand, Institution
from tuntas.institutions.topics import topics_in_use
from tuntas.reports.models import Report
from tuntas.sla.calendars import missing_years

from .manage_door import FIRST_DAYS, Managing, keeping, managing, page


@dataclass(frozen=True)
class Step:
    """One line of the checklist."""

    title: str
    text: str
    url: str
    done: bool


@require_safe
@keeping
def manage(request: HttpRequest, here: Managing) -> HttpResponse:
    """What can be managed, each with one sentence."""
    own = here.by.holds(Role.AGENCY_ADMIN, here.government.pk)
    steps = first_steps(here) if own else []
    left = sum(not step.done for step in steps)
    return page(request, here, "index", own=own, left=left, total=len(steps))


@require_safe
@managing
def manage_first(request: HttpRequest, here: Managing) -> HttpResponse:
    """From an empty system to the first report; the first step not yet done is the one offered."""
    steps = first_steps(here)
    following = next((step for step in steps if not step.done), None)
    made = sum(step.done for step in steps)
    return page(request, here, "first", steps=steps, following=following, made=made, total=len(steps))


def first_steps(here: Managing) -> list[Step]:
    """The checklist, in the order of the first day."""
    own, at = here.government, here.watch.at
    seats = active_seats(at).filter(institution__government=own, role=Role.LIAISON)
    invited = Invitation.objects.filter(institution__government=own, role=Role.LIAISON, withdrawn_at__isnull=True)
    described = Change.objects.filter(government=own.pk, verb="change_office", thing=str(own.pk))
    office = _("Nama, surel, zona waktu, dan jam kerja.")
    units = _("Tempel daftar nama, satu pada setiap baris.")
    people = _("Sedikitnya satu pejabat penghubung; boleh beberapa sekaligus.")
    unit_url, came = reverse("web:manage_unit", args=[own.pk]), f"?dari={FIRST_DAYS}"
    return [
        Step(_("Kantor Anda"), office, unit_url + came, bool(own.email) or described.exists()),
        Step(_("Unit"), units, reverse("web:manage_units") + came, _has_units(own)),
        Step(_("Orang"), people, reverse("web:manage_people") + came, seats.exists() or invited.exists()),
        *_ready(here),
        Step(
            _("Laporan pertama"),
            _("Catat laporan warga yang pertama dari meja petugas; ia dihitung seperti semua laporan."),
            reverse("web:desk_new"),
            Report.objects.filter(tenant=own).exists(),
        ),
    ]


def _ready(here: Managing) -> list[Step]:
    """What comes with the installation and wants a look."""
    missing = missing_years(here.watch.at)
    years = ", ".join(map(str, missing))
    calendar = (
        _("Tahun %(years)s belum lengkap.") % {"years": years} if missing else _("Tahun ini dan tahun depan ada.")
    )
    topics = _("Daftar topik baku sudah tersedia.")
    brand = _("Nama layanan, warna, dan logo.")
    return [
        Step(_("Topik"), topics, reverse("web:manage_topics"), topics_in_use(here.watch.at).exists()),
        Step(_("Kalender kerja"), calendar, reverse("web:manage_calendar"), not missing),
        Step(_("Merek"), brand, reverse("web:manage_brand"), Brand.objects.filter(government=here.government).exists()),
    ]


def _has_units(own: Institution) -> bool:
    return Institution.objects.filter(government=own, active=True).exclude(pk=own.pk).exists()
