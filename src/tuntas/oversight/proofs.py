"""Public proof: each day one signed root over all event chains, published, so that nobody can bend the log later.

A receipt holds the hash of the report's first event. Whoever keeps it and a day's published list can show that
the report was there; whoever keeps the lists can show that no event was changed, added or taken away since.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from tuntas.audit.models import DayRoot
from tuntas.kernel import merkle
from tuntas.kernel.ids import first_id
from tuntas.reports.models import Event

SETTLED = timedelta(hours=1)
"""So long after midnight UTC no transaction of the day before can still be open."""
START = "0" * 64
MOST_AT_ONCE = 400


@dataclass(frozen=True)
class BrokenDay:
    """A day whose signed root no longer fits the events, its signature or the day before."""

    day: date
    why: str


def seal_days(at: datetime) -> int:
    """Sign the roots of all settled days not yet signed; how many were. Running it twice does no harm."""
    last = DayRoot.objects.order_by("day").last()
    day = last.day + timedelta(days=1) if last else _first_day()
    sealed = 0
    while day is not None and at >= _end(day) + SETTLED and sealed < MOST_AT_ONCE:
        last = _seal(day, last)
        day, sealed = day + timedelta(days=1), sealed + 1
    return sealed


def leaves(day: date) -> list[str]:
    """The hashes of all events made on a UTC day, sorted."""
    made = Event.objects.filter(pk__gte=first_id(_start(day)), pk__lt=first_id(_end(day)))
    return sorted(made.values_list("hash", flat=True))


def statement(row: DayRoot) -> str:
    """What is signed: readable, and fixed to the last byte."""
    said = f"day {row.day}\nevents {row.events}\nroot {row.root}\nprevious {row.previous}\n"
    return f"tuntas day root 1\n{said}"


def faults() -> Iterator[BrokenDay]:
    """Every signed day read anew against the events of today."""
    before, expected = "", START
    for row in DayRoot.objects.order_by("day").iterator():
        why = _fault(row, expected, before)
        if why:
            yield BrokenDay(row.day, why)
        before, expected = str(row.day + timedelta(days=1)), _hash(statement(row))


def public_key() -> str:
    """The key that signs from now on, in hexadecimal."""
    return _key().public_key().public_bytes_raw().hex()


def signed(text: str) -> str:
    """The signature of a text under the key of the days, in hexadecimal."""
    return _key().sign(text.encode()).hex()


def _fault(row: DayRoot, expected: str, following: str) -> str:
    if following and str(row.day) != following:
        return f"the days before {row.day} are missing"
    if row.previous != expected:
        return "it does not follow the day before"
    if not _signed(row):
        return "its signature does not hold"
    found = leaves(row.day)
    return "" if (len(found), merkle.root(found)) == (row.events, row.root) else "the events of this day were changed"


def _signed(row: DayRoot) -> bool:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.key))
    try:
        key.verify(bytes.fromhex(row.signature), statement(row).encode())
    except InvalidSignature:
        return False
    return True


def _seal(day: date, last: DayRoot | None) -> DayRoot:
    found = leaves(day)
    previous = _hash(statement(last)) if last else START
    row = DayRoot(day=day, events=len(found), root=merkle.root(found), previous=previous, key=public_key())
    row.signature = _key().sign(statement(row).encode()).hex()
    # Two workers may seal the same day: the first row stands, and both have made the same one.
    DayRoot.objects.bulk_create([row], ignore_conflicts=True)
    return DayRoot.objects.get(pk=day)


def _first_day() -> date | None:
    first = Event.objects.order_by("id").values_list("id", flat=True).first()
    return None if first is None else datetime.fromtimestamp((first.int >> 80) / 1000, UTC).date()


def _key() -> Ed25519PrivateKey:
    """Any secret text will do as a seed: it is hashed to the 32 bytes the key needs."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(settings.TUNTAS_PROOF_KEY.encode()).digest())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _end(day: date) -> datetime:
    return _start(day + timedelta(days=1))
