"""Writing the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .models import Access, Change


def note(*, actor: str, what: str, thing: str, reason: str, at: datetime) -> Access:
    """Record one look at a protected thing, in the transaction of the look itself."""
    return Access.objects.create(actor=actor, what=what, thing=thing, reason=reason, at=at)


@dataclass(frozen=True)
class Hand:
    """Who changes the set-up of which government."""

    government: UUID
    actor_id: UUID | None
    actor: str


def changed(
    hand: Hand,
    verb: str,
    thing: object,
    label: str,
    *,
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> Change:
    """Record one change of the set-up, in the transaction of the change; values are kept as plain words."""
    return Change.objects.create(
        at=at,
        government=hand.government,
        actor_id=hand.actor_id,
        actor=hand.actor,
        verb=verb,
        thing=str(thing),
        label=label[:240],
        before=_plain(before or {}),
        after=_plain(after or {}),
    )


def _plain(values: Mapping[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}
