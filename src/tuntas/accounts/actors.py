"""Who acts, as a value: handed to every action as `by=`, never found in the air."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from .models import Membership, Role, User


@dataclass(frozen=True)
class Seat:
    """A role in an institution, with what scope checks need of that institution."""

    role: str
    institution_id: UUID
    path: str
    government_id: UUID
    region_code: str = ""
    lent_by: UUID | None = None
    """Whose seat it is, when this officer only stands in."""


@dataclass(frozen=True)
class Visitor:
    """Somebody about whom nothing is known."""


@dataclass(frozen=True)
class Reporter:
    """Whoever proved the access code of one report. Says nothing about any other report."""

    report_id: UUID


@dataclass(frozen=True)
class Officer:
    """A member of staff with the seats held at the moment of acting."""

    user_id: UUID
    name: str
    seats: tuple[Seat, ...]

    def seats_as(self, *roles: str) -> tuple[Seat, ...]:
        """The seats held in any of these roles."""
        return tuple(seat for seat in self.seats if seat.role in roles)

    def holds(self, role: str, institution_id: UUID | None) -> bool:
        """Whether this officer has this role in just this institution. Nowhere is never held."""
        return institution_id is not None and any(
            seat.role == role and seat.institution_id == institution_id for seat in self.seats
        )

    def governs(self, role: str, government_id: UUID | None) -> bool:
        """Whether this officer has this role anywhere in this government."""
        return government_id is not None and any(
            seat.role == role and seat.government_id == government_id for seat in self.seats
        )


@dataclass(frozen=True)
class System:
    """Tuntas itself: the clocks and the worker."""


Actor = Visitor | Reporter | Officer | System


def officer(user: User, at: datetime) -> Officer:
    """The officer behind an account at this moment: the own seats, then those lent for a time and not held anyway.
    A deactivated account has no seat."""
    rows = list(_memberships(user, at)) if user.is_active else []
    own = tuple(dict.fromkeys(seat_of(row) for row in rows if row.user_id == user.pk))
    lent = tuple(dict.fromkeys(_lent(row) for row in rows if row.user_id != user.pk))
    held = {(seat.role, seat.institution_id) for seat in own}
    return Officer(user.pk, user.name, (*own, *(s for s in lent if (s.role, s.institution_id) not in held)))


def _memberships(user: User, at: datetime) -> Iterable[Membership]:
    active = Q(active_from__lte=at) & (Q(active_until__isnull=True) | Q(active_until__gt=at))
    own = Q(user=user)
    lent = Q(delegations__substitute=user, delegations__starts__lte=at, delegations__ends__gt=at)
    return Membership.objects.filter(active & (own | lent)).select_related("institution").distinct()


def _lent(membership: Membership) -> Seat:
    return replace(seat_of(membership), lent_by=membership.user_id)


def seat_of(membership: Membership) -> Seat:
    """The seat that a membership is. Reads no row when its institution is there."""
    institution = membership.institution
    return Seat(
        role=Role(membership.role).value,
        institution_id=institution.pk,
        path=institution.path,
        government_id=institution.government_id_or_self,
        region_code=institution.region_id or "",
    )
