"""The on-call calendar of a unit, week by week."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuntas.accounts.duty import WEEK, put_on_duty, staff_of, week_of
from tuntas.accounts.models import Duty, Role, User
from tuntas.accounts.standing_in import governs
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Refusal
from tuntas.sla.dates import date_text

from .desk_door import at_the_desk
from .overseer_door import Watch, frame

WEEKS = 8


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk(Role.LIAISON, Role.HEAD, Role.AGENCY_ADMIN)
def duty(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Read it; heads and admins also fill it in."""
    offices = _offices(watch)
    code = request.POST.get("unit") or request.GET.get("unit", "")
    office = next((one for one in offices if one.code == code), offices[0] if not code else None)
    if office is None:
        raise Http404
    error = ""
    if request.method == "POST":
        error = _kept(request, watch, office)
        if not error:
            messages.success(request, _("Piket tersimpan."))
            return redirect(f"{reverse('web:duty')}?unit={office.code}")
    people = list(User.objects.filter(memberships__in=staff_of(office, watch.at)).distinct().order_by("name"))
    context = {"office": office, "offices": offices, "people": people, "error": error}
    context |= {"weeks": _weeks(office, watch), "may": governs(watch.officer, office)}
    status = 422 if error else 200
    return render(request, "desk/duty.html", {**frame(watch, "web:duty"), **context}, status=status)


def _offices(watch: Watch) -> list[Institution]:
    """Those of the own seats, and for an admin the units below."""
    own = [seat.institution_id for seat in watch.officer.seats]
    above = [seat.government_id for seat in watch.officer.seats_as(Role.AGENCY_ADMIN)]
    rows = Institution.objects.filter(pk__in=own) | Institution.objects.filter(government__in=above, active=True)
    return list(rows.order_by("path"))


def _kept(request: HttpRequest, watch: Watch, office: Institution) -> str:
    """Store one week; the sentence of the refusal, or nothing."""
    try:
        week = date.fromisoformat(request.POST.get("week", ""))
    except ValueError:
        return _("Minggu itu tidak dikenal. Pilih dari daftar.")
    person = next((u for u in _staff(office, watch) if str(u.pk) == request.POST.get("user")), None)
    if person is None and request.POST.get("user"):
        return _("Orang ini tidak punya jabatan di unit itu. Pilih orang dari unit itu.")
    try:
        put_on_duty(office, person, week=week, by=watch.officer, at=watch.at)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _staff(office: Institution, watch: Watch) -> list[User]:
    return list(User.objects.filter(memberships__in=staff_of(office, watch.at)).distinct())


def _weeks(office: Institution, watch: Watch) -> list[dict[str, Any]]:
    today = watch.at.astimezone(ZoneInfo(office.time_zone)).date()
    spans = [week_of(office, today + WEEK * number) for number in range(WEEKS)]
    rows = Duty.objects.filter(institution=office, ends__gt=watch.at).select_related("user")
    known = {row.starts: row.user for row in rows}
    return [_week(starts.date(), known.get(starts)) for starts, _ends in spans]


def _week(monday: date, user: User | None) -> dict[str, Any]:
    words = _("%(first)s sampai %(last)s")
    facts = {"first": date_text(monday), "last": date_text(monday + timedelta(days=6))}
    return {"monday": monday.isoformat(), "text": words % facts, "user": user}
