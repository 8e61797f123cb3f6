"""Who is on call, week by week: Monday to Monday on the clock of the institution."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Invalid, NotAllowed

from .actors import Officer
from .models import Duty, Membership, User
from .standing_in import governs

WEEK = timedelta(days=7)


def week_of(office: Institution, day: date) -> tuple[datetime, datetime]:
    """From and until of the week of this day."""
    monday, zone = day - timedelta(days=day.weekday()), ZoneInfo(office.time_zone)
    return (
        datetime.combine(monday, time(0), tzinfo=zone),
        datetime.combine(monday + WEEK, time(0), tzinfo=zone),
    )


def put_on_duty(office: Institution, user: User | None, *, week: date, by: Officer, at: datetime) -> None:
    """Put somebody of the office on call for a week, instead of whoever was; nobody with None.

    Raises NotAllowed, Invalid for a week that is over and for somebody without a seat there.
    """
    if not governs(by, office):
        raise NotAllowed()
    starts, ends = week_of(office, week)
    if ends <= at:
        raise Invalid(_("Minggu itu sudah lewat. Pilih minggu ini atau sesudahnya."), field="week")
    if user is None:
        Duty.objects.filter(institution=office, starts=starts).delete()
        return
    if not staff_of(office, at).filter(user=user).exists():
        raise Invalid(_("Orang ini tidak punya jabatan di unit itu. Pilih orang dari unit itu."), field="user")
    Duty.objects.update_or_create(institution=office, starts=starts, defaults={"user": user, "ends": ends})


def staff_of(office: Institution, at: datetime) -> QuerySet[Membership]:
    """Seats held in this office now."""
    held = Q(active_from__lte=at) & (Q(active_until__isnull=True) | Q(active_until__gt=at))
    return Membership.objects.filter(held, institution=office, user__is_active=True)


def on_duty(office: Institution, at: datetime) -> list[User]:
    """Who is on call for the office at this instant."""
    rows = Duty.objects.filter(institution=office, starts__lte=at, ends__gt=at, user__is_active=True)
    return [row.user for row in rows.select_related("user")]


def pass_duties(person: User, to: User, *, by: Officer, at: datetime) -> tuple[int, int]:
    """Give the weeks to come of one person to another, where the other has a seat; returns given and left."""
    rows = list(Duty.objects.filter(user=person, ends__gt=at).select_related("institution"))
    mine = [row for row in rows if governs(by, row.institution)]
    given = [row for row in mine if staff_of(row.institution, at).filter(user=to).exists()]
    Duty.objects.filter(pk__in=[row.pk for row in given]).update(user=to)
    return len(given), len(rows) - len(given)
