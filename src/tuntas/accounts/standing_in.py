"""Leave: somebody else takes over one seat from a day to a day, with its rights, and it ends by itself."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tuntas.db.claiming import lock
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Invalid, NotAllowed

from .actors import Officer, Seat, officer, seat_of
from .models import Delegation, Membership, Role, User

LONGEST = timedelta(days=186)


def delegate(membership: Membership, *, to: User, first: date, last: date, by: Officer, at: datetime) -> Delegation:
    """Let `to` hold the seat from the first day to the end of the last, by the clock of its institution.

    Raises NotAllowed, and Invalid for oneself, for somebody who may not see what the seat sees, for days past,
    turned round or too many, and for a second substitute in the same days.
    """
    if not may_arrange(membership, by):
        raise NotAllowed()
    starts, ends = _span(membership.institution, first, last, at)
    _check_person(membership, to, at)
    with transaction.atomic():
        lock(Membership.objects.filter(pk=membership.pk)).get()
        if membership.delegations.filter(starts__lt=ends, ends__gt=starts).exists():
            raise Invalid(_("Di hari-hari itu sudah ada pengganti. Akhiri dahulu yang lama."), field="first")
        return Delegation.objects.create(membership=membership, substitute=to, starts=starts, ends=ends)


def end_early(delegation: Delegation, *, by: Officer, at: datetime) -> None:
    """Back from leave: the substitute has the seat no longer. One that has not begun is taken back."""
    if not may_arrange(delegation.membership, by):
        raise NotAllowed()
    if delegation.starts >= at:
        delegation.delete()
    elif delegation.ends > at:
        Delegation.objects.filter(pk=delegation.pk).update(ends=at)


def may_arrange(membership: Membership, by: Officer) -> bool:
    """The person, the head of the institution (or of one above), the admin of its government."""
    office = membership.institution
    return membership.user_id == by.user_id or governs(by, office)


def governs(by: Officer, office: Institution) -> bool:
    """Whether somebody arranges the work of this office, in a seat of the own."""
    own = replace(by, seats=tuple(seat for seat in by.seats if seat.lent_by is None))
    heads = any(office.path.startswith(seat.path) for seat in own.seats_as(Role.HEAD))
    return heads or own.holds(Role.AGENCY_ADMIN, office.government_id_or_self)


def covers(seat: Seat, membership: Membership) -> bool:
    """Whether who holds `seat` may see anyway what the membership sees."""
    office = membership.institution
    if Role.INSPECTOR in (seat.role, membership.role):
        return seat.role == membership.role and seat.government_id == office.government_id_or_self
    if membership.role in (Role.LIAISON, Role.HEAD):
        of_unit = seat.role in (Role.LIAISON, Role.HEAD) and seat.institution_id == office.pk
        above = seat.role == Role.HEAD and office.path.startswith(seat.path)
        return (
            of_unit or above or (seat.role == Role.AGENCY_ADMIN and seat.institution_id == office.government_id_or_self)
        )
    return seat.role == membership.role and seat.institution_id == office.pk


def substitutes_for(membership: Membership, at: datetime) -> list[User]:
    """Who may be picked: one query."""
    government = membership.institution.government_id_or_self
    held = Q(active_from__lte=at) & (Q(active_until__isnull=True) | Q(active_until__gt=at))
    near = Q(institution=government) | Q(institution__government=government)
    rows = Membership.objects.filter(held, near, user__is_active=True).select_related("institution", "user")
    fit = (row.user for row in rows.order_by("user__name") if covers(seat_of(row), membership))
    return [user for user in dict.fromkeys(fit) if user.pk != membership.user_id]


def _sees(user: User, membership: Membership, at: datetime) -> bool:
    own = (seat for seat in officer(user, at).seats if seat.lent_by is None)
    return any(covers(seat, membership) for seat in own)


def _check_person(membership: Membership, to: User, at: datetime) -> None:
    if to.pk == membership.user_id:
        raise Invalid(_("Anda tidak dapat menggantikan diri sendiri. Pilih orang lain."), field="to")
    if not _sees(to, membership, at):
        sentence = _("Orang ini tidak boleh melihat laporan jabatan itu. Pilih rekan dari unit yang sama.")
        raise Invalid(sentence, field="to")


def _span(office: Institution, first: date, last: date, at: datetime) -> tuple[datetime, datetime]:
    zone = ZoneInfo(office.time_zone)
    starts = datetime.combine(first, time(0), tzinfo=zone)
    ends = datetime.combine(last + timedelta(days=1), time(0), tzinfo=zone)
    if last < first:
        raise Invalid(_("Hari terakhir lebih dahulu daripada hari pertama. Tukar keduanya."), field="last")
    if ends <= at:
        raise Invalid(_("Hari-hari itu sudah lewat. Pilih hari yang akan datang."), field="last")
    if ends - starts > LONGEST:
        raise Invalid(_("Penggantian paling lama enam bulan. Pilih hari terakhir yang lebih dekat."), field="last")
    return max(starts, at), ends
