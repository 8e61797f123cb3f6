"""Data keys: one for each thing, sealed to every current holder; opened by whoever has one of the private keys.

The web process can seal with public keys alone. A box names its thing inside, so no box serves for another thing.
"""

import os
from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.kernel import boxes
from tuntas.kernel.refusals import Refusal

from .models import Holder, Kind, SealedKey
from .ring import Ring, own, own_file, write_key

_LENGTH = 32
_ID = 16


class Shut(Refusal):
    """None of the keys at hand opens this."""

    code = "vault_shut"
    status = 409
    sentence = _("Kunci brankas untuk data ini tidak ada di sini. Hubungi pengelola sistem.")


def new_key_for(thing: UUID, *, at: datetime) -> bytes:
    """A data key for a new thing, sealed to every current holder."""
    data_key = os.urandom(_LENGTH)
    seal_to(thing, data_key, current(at))
    return data_key


def seal_to(thing: UUID, data_key: bytes, holders: Collection[Holder]) -> None:
    """Put the data key into a box for each holder that has none yet."""
    SealedKey.objects.bulk_create(
        [
            SealedKey(thing=thing, holder=one, box=boxes.seal_for(bytes(one.public), thing.bytes + data_key))
            for one in holders
        ]
    )


def key_of(thing: UUID, ring: Ring | None = None) -> bytes:
    """The data key of a thing, opened with the keys given, else with this process's own. Raises Shut."""
    keys = own() if ring is None else ring
    row = SealedKey.objects.filter(thing=thing, holder__in=list(keys)).first()
    if row is None:
        raise Shut()
    try:
        inside = boxes.open_box(keys[row.holder_id], bytes(row.box))
    except InvalidTag:
        raise Shut() from None
    if inside[:_ID] != thing.bytes:
        raise Shut()
    return inside[_ID:]


def current(at: datetime) -> list[Holder]:
    """To whom new things are sealed. The institution's first key is made when there is none."""
    found = list(Holder.objects.filter(until__isnull=True).order_by("kind"))
    if not any(one.kind == Kind.INSTITUTION for one in found):
        found.append(_first(at))
    return found


def _first(at: datetime) -> Holder:
    path = own_file(1)
    if not own():
        write_key(path, boxes.new_private_key())
    [(fingerprint, private), *_more] = own().items()
    fields = {"kind": Kind.INSTITUTION, "generation": 1, "public": boxes.public_half(private), "since": at}
    return Holder.objects.get_or_create(pk=fingerprint, defaults=fields)[0]


def next_generation(kind: Kind) -> int:
    """The number of the key that would come next."""
    last = Holder.objects.filter(kind=kind).order_by("-generation").first()
    return last.generation + 1 if last else 1


def register(kind: Kind, public: bytes, *, at: datetime) -> Holder:
    """From now on new things are sealed to this key; the one before it stays, to open what was sealed to it."""
    with transaction.atomic():
        generation = next_generation(kind)
        Holder.objects.filter(kind=kind, until__isnull=True).update(until=at)
        return Holder.objects.create(
            pk=boxes.fingerprint(public), kind=kind, generation=generation, public=public, since=at
        )


def rewrap(ring: Ring, *, at: datetime, limit: int) -> Iterator[int]:
    """Seal what the ring opens to the current holders that lack it, `limit` in a transaction; yields how many.

    What is left to do is asked of the boxes: stopped anywhere, it goes on where it was when run again.
    """
    for holder in current(at):
        last = UUID(int=0)
        while things := _rewrapped(holder, ring, last, limit):
            yield len(things)
            last = things[-1]


def _rewrapped(holder: Holder, ring: Ring, last: UUID, limit: int) -> list[UUID]:
    with transaction.atomic():
        found = _lacking(holder).filter(holder__in=list(ring), thing__gt=last)
        things = list(found.values_list("thing", flat=True).distinct()[:limit])
        for thing in things:
            seal_to(thing, key_of(thing, ring), [holder])
    return things


def lacking() -> int:
    """How many boxes for current holders are missing."""
    holders = Holder.objects.filter(until__isnull=True)
    return sum(_lacking(one).values("thing").distinct().count() for one in holders)


def drop_retired() -> int:
    """Erase the boxes for keys of the past, once nothing lacks one for a key of today; how many."""
    if lacking():
        return 0
    return SealedKey.objects.filter(holder__until__isnull=False).delete()[0]


def _lacking(holder: Holder) -> QuerySet[SealedKey]:
    there = SealedKey.objects.filter(thing=OuterRef("thing"), holder=holder)
    return SealedKey.objects.filter(~Exists(there)).order_by("thing")
