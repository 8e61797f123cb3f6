"""What all governments of an installation share: topics, standards, the register. Who keeps it."""

from datetime import date, datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from tuntas.audit.log import Hand
from tuntas.kernel.refusals import NotAllowed

from .models import Institution

WIT = ZoneInfo("Asia/Jayapura")


class Held(Protocol):
    """What is asked of a seat; one of accounts.actors answers it."""

    @property
    def institution_id(self) -> UUID: ...

    @property
    def government_id(self) -> UUID: ...


class Keeper(Protocol):
    """What is asked of whoever changes what is shared; an officer (accounts.actors) answers it."""

    @property
    def user_id(self) -> UUID: ...

    @property
    def name(self) -> str: ...

    def holds(self, role: str, institution_id: UUID | None) -> bool:
        """Whether this role is held in just this institution."""

    def seats_as(self, *roles: str) -> tuple[Held, ...]:
        """The seats held in any of these roles."""


def kept_by(by: Keeper) -> UUID | None:
    """The institution in which somebody keeps what all share: a national administrator's, or the government that
    runs this installation for its own administrator. None for everybody else."""
    # The roles of accounts.models.Role, which lies above this package.
    national = next(iter(by.seats_as("NATIONAL_ADMIN")), None)
    if national is not None:
        return national.institution_id
    own = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).values_list("pk", flat=True).first()
    return own if by.holds("AGENCY_ADMIN", own) else None


def shared_hand(by: Keeper) -> Hand:
    """The hand that changes what all share. Raises `NotAllowed`."""
    own = kept_by(by)
    if own is None:
        raise NotAllowed()
    return Hand(own, by.user_id, by.name)


def day_of(at: datetime) -> date:
    """The day it is in the Indonesian zone where a day begins first: later than that is later everywhere."""
    return at.astimezone(WIT).date()
