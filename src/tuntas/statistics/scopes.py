"""Over which events somebody may count. The public counts one government; officers what they work on.

A scope has two parts: governments whose reports are counted from receipt, and units whose reports are
counted from dispatch, wherever those came in.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from tuntas.accounts.actors import Officer, Seat
from tuntas.accounts.models import Role
from tuntas.institutions.models import GOVERNMENTS, Institution
from tuntas.reports.models import Event
from tuntas.reports.states import Classification

_UNIT_ROLES = (Role.LIAISON, Role.HEAD, Role.AGENCY_ADMIN)


@dataclass(frozen=True)
class Scope:
    """`everywhere` counts all governments. `only_closed` is the Inspektorat's view: its class alone;
    everybody else never sees that class by unit."""

    tenants: frozenset[UUID] = frozenset()
    units: frozenset[UUID] = frozenset()
    everywhere: bool = False
    only_closed: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to count over."""
        return not (self.everywhere or self.tenants or self.units)

    @property
    def home(self) -> frozenset[UUID] | None:
        """The governments whose reports count from receipt; None for all."""
        return None if self.everywhere else self.tenants

    def cells(self, axis: str, senders: frozenset[UUID]) -> Q:
        """The same as a condition on cells. Units of other governments are counted on the axis of units alone.

        `senders`: the other governments that sent them reports (reading.senders), without which every cell would be
        looked at.
        """
        closed = Q(classification=Classification.SUPERVISION)
        home = Q() if self.everywhere else Q(tenant__in=self.tenants)
        if self.only_closed:
            return home & closed
        if not senders:
            return home
        return Q(tenant__in=self.tenants | senders) & (home | _own(axis, self.units) & ~closed)

    def counts(self, tenant: UUID, member: str, classification: str) -> bool:
        """The same for one cell."""
        closed = classification == Classification.SUPERVISION
        home = self.everywhere or tenant in self.tenants
        if self.only_closed:
            return home and closed
        return home or (not closed and member.split("/")[0] in {str(unit) for unit in self.units})

    def events(self) -> QuerySet[Event]:
        """The events within the scope."""
        if self.empty:
            return Event.objects.none()
        return _by_tenant(self).filter(_open_to(self))


def public_scope() -> Scope:
    """What everybody may count: the government that runs this installation."""
    tenants = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).values_list("pk", flat=True)
    return Scope(tenants=frozenset(tenants))


def officer_scope(actor: Officer) -> Scope:
    """The union of what the officer's seats open; an inspector's seat counts only when there is no other."""
    if actor.seats_as(Role.NATIONAL_ADMIN):
        return Scope(everywhere=True)
    inspector, others = actor.seats_as(Role.INSPECTOR), [s for s in actor.seats if s.role != Role.INSPECTOR]
    if inspector and not others:
        return Scope(tenants=frozenset(seat.government_id for seat in inspector), only_closed=True)
    mandates = [seat.region_code for seat in actor.seats_as(Role.OMBUDSMAN)]
    if "" in mandates:
        return Scope(everywhere=True)
    return Scope(tenants=_governments(others, mandates), units=_units(others))


def _by_tenant(scope: Scope) -> QuerySet[Event]:
    """The index of the figures begins with the tenant, so a tenant is always named."""
    if scope.everywhere or scope.units:
        governments = Institution.objects.filter(level__in=GOVERNMENTS).values("pk")
        events = Event.objects.filter(tenant__in=governments)
        return events if scope.everywhere else events.filter(_or(scope))
    return Event.objects.filter(tenant__in=scope.tenants)


def _own(axis: str, units: frozenset[UUID]) -> Q:
    """The cells of these units."""
    if axis not in ("UNIT", "UNIT_TOPIC", "UNIT_AREA"):
        return Q(pk__in=[])
    paired = Q(member__in=[str(unit) for unit in units])
    for unit in units if axis != "UNIT" else ():
        paired |= Q(member__startswith=f"{unit}/")
    return paired


def _or(scope: Scope) -> Q:
    in_units = Q(unit_id__in=scope.units)
    return in_units | Q(tenant__in=scope.tenants) if scope.tenants else in_units


def _open_to(scope: Scope) -> Q:
    closed = Q(classification=Classification.SUPERVISION)
    if scope.only_closed:
        return closed
    return Q() if scope.everywhere or not scope.units else ~closed | Q(tenant__in=scope.tenants)


def _governments(seats: list[Seat], mandates: list[str]) -> frozenset[UUID]:
    held = [seat.government_id for seat in seats if seat.role == Role.SECRETARY]
    held += [s.institution_id for s in seats if s.role == Role.AGENCY_ADMIN and s.institution_id == s.government_id]
    watched = Q(pk__in=[])
    for region in mandates:
        watched |= Q(level__in=GOVERNMENTS, region__code__startswith=region)
    found = Institution.objects.filter(watched).values_list("pk", flat=True) if mandates else ()
    return frozenset([*held, *found])


def _units(seats: list[Seat]) -> frozenset[UUID]:
    """A liaison has one unit; a head and an admin also what lies below theirs."""
    own = {seat.institution_id for seat in seats if seat.role == Role.LIAISON}
    below = Q(pk__in=own)
    for seat in seats:
        if seat.role in (Role.HEAD, Role.AGENCY_ADMIN):
            # A province's path is also the beginning of its cities' paths; they are other governments.
            below |= Q(path__startswith=seat.path, government_id=seat.government_id)
    if all(seat.role not in _UNIT_ROLES for seat in seats):
        return frozenset()
    rows = Institution.objects.filter(below).exclude(level__in=GOVERNMENTS)
    return frozenset(rows.values_list("pk", flat=True))
