"""Closing an office and seeing people off: what only the reports can forbid."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Membership
from tuntas.accounts.people import active_seats, close_when_gone, end_role
from tuntas.accounts.sign_ins import end_sessions
from tuntas.audit.log import changed
from tuntas.institutions.models import Institution
from tuntas.institutions.offices import hand_of
from tuntas.kernel.refusals import Invalid, Refusal

from .models import Report
from .states import OPEN


class OfficeHasWork(Refusal):
    """An office with open reports cannot close: nobody would answer them."""

    code = "office_has_reports"
    status = 409
    sentence = _("{name} masih memegang {count} laporan terbuka. Disposisikan ke unit lain dahulu, lalu tutup.")


class OfficeHasUnits(Refusal):
    """An office with open offices below it cannot close."""

    code = "office_has_units"
    status = 409
    sentence = _("{name} masih membawahi {count} unit. Tutup atau pindahkan unit itu dahulu.")


class HoldsCases(Refusal):
    """Whoever leaves hands over first."""

    code = "holds_cases"
    status = 409
    sentence = _("{name} masih memegang {count} laporan terbuka. Serahkan laporan itu kepada rekan dahulu.")


def close_unit(unit: Institution, *, on: date, by: Officer, at: datetime) -> Institution:
    """Close a unit: its people lose their seats there, nothing can be sent to it any more.

    Raises `OfficeHasWork`, `OfficeHasUnits`, `Invalid` for a government or a day to come.
    """
    hand = hand_of(unit, by)
    if unit.government_id == unit.pk:
        raise Invalid(_("Pemerintah itu sendiri tidak dapat ditutup di sini."), field="on")
    if on > at.astimezone(ZoneInfo(unit.time_zone)).date():
        raise Invalid(_("Tanggal tutup belum tiba. Tutup unit ini pada harinya."), field="on")
    with transaction.atomic():
        row = Institution.objects.select_for_update().get(pk=unit.pk)
        _refuse_work(row)
        row.active, row.closed_on = False, on
        row.save(update_fields=["active", "closed_on"])
        for seat in active_seats(at).filter(institution=row).select_related("user"):
            Membership.objects.filter(pk=seat.pk).update(active_until=at)
            end_sessions(seat.user)
            close_when_gone(seat.user, hand, at=at)
        changed(hand, "close_unit", row.pk, row.name, at=at, after={"closed_on": on})
    return row


def see_off(seat: Membership, *, by: Officer, at: datetime) -> None:
    """End a role of somebody who leaves it. Raises `HoldsCases`, and what `end_role` raises."""
    hand_of(seat.institution, by)
    held = cases_of(seat)
    if held:
        raise HoldsCases(name=seat.user.name, count=held)
    end_role(seat, by=by, at=at)


def cases_of(seat: Membership) -> int:
    """How many open reports are in this person's own hands in this office."""
    office = Q(unit=seat.institution_id) | Q(agency=seat.institution_id)
    return Report.objects.filter(office, assignee=seat.user_id, state__in=OPEN).count()


def open_reports_at(unit: Institution) -> int:
    """How many open reports wait at a unit."""
    return Report.objects.filter(Q(unit=unit) | Q(agency=unit), state__in=OPEN).count()


def _refuse_work(unit: Institution) -> None:
    below = Institution.objects.filter(parent=unit, active=True).count()
    if below:
        raise OfficeHasUnits(name=unit.name, count=below)
    waiting = open_reports_at(unit)
    if waiting:
        raise OfficeHasWork(name=unit.name, count=waiting)
