"""The register of breaches: entered with the instant of knowledge, told within 3 x 24 hours by the clock
(UU 27/2022 art. 46), every step a row that is only added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Invalid, NotFound, WrongState
from tuntas.kernel.texts import optional, required

from .log import Hand, changed
from .models import STEPS, Breach, BreachStep

WITHIN = timedelta(hours=72)
LIMIT = 4000


@dataclass(frozen=True)
class Known:
    """What was known when the breach was entered: what happened, which data, of how many persons, what is done."""

    known_at: datetime
    what: str
    data: str
    persons: int
    measures: str


@dataclass(frozen=True)
class Standing:
    """Where a breach stands: by when notices are due, which are made, whether it is over."""

    due_at: datetime
    told: frozenset[str]
    closed: bool

    def late(self, at: datetime) -> bool:
        """Whether persons or authority were not told in time."""
        return not {"PERSONS", "AUTHORITY"} <= self.told and at > self.due_at


def enter(known: Known, *, hand: Hand, at: datetime) -> Breach:
    """Write a breach down. Raises Invalid with its field."""
    if known.known_at > at:
        raise Invalid(_("Waktu diketahui belum tiba."), field="known_at")
    fields = {"what": "what", "data": "which", "measures": "measures"}
    words = {name: required(getattr(known, name), field=field, limit=LIMIT) for name, field in fields.items()}
    who = {"government": hand.government, "actor_id": hand.actor_id, "actor": hand.actor}
    breach = Breach.objects.create(known_at=known.known_at, entered_at=at, persons=known.persons, **words, **who)
    changed(hand, "enter_breach", breach.pk, f"{known.known_at:%Y-%m-%d}", at=at, after={"persons": known.persons})
    return breach


def take_step(key: UUID, *, kind: str, words: str, hand: Hand, at: datetime) -> BreachStep:
    """Note one step. Raises NotFound for a breach of another government, WrongState after it was closed, Invalid."""
    breach = breaches_of(hand.government).filter(pk=key).first()
    if breach is None:
        raise NotFound()
    if kind not in STEPS:
        raise Invalid(_("Pilih salah satu dari daftar."), field="kind")
    if standing(breach, breach.steps.all()).closed:
        raise WrongState()
    said = optional(words, field="words", limit=LIMIT)
    return BreachStep.objects.create(
        breach=breach, kind=kind, words=said, at=at, actor_id=hand.actor_id, actor=hand.actor
    )


def breaches_of(government: UUID) -> QuerySet[Breach]:
    """The breaches of one government with their steps, the newest first."""
    return Breach.objects.filter(government=government).prefetch_related("steps").order_by("-known_at", "-pk")


def standing(breach: Breach, steps: Iterable[BreachStep]) -> Standing:
    """Read from the steps alone."""
    kinds = frozenset(step.kind for step in steps)
    return Standing(breach.known_at + WITHIN, kinds, "CLOSED" in kinds)
