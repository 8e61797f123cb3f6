"""From entries to cells: each entry is added once on every axis on which its metric is kept."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from tuntas.db.adding import add_up
from tuntas.reports.states import Verb

from .lives import Entry, Place
from .measures import DISPATCHING
from .models import NOTHING, Cell

_COLUMNS = (
    *("id", "axis", "tenant_id", "member", "classification", "year", "period", "metric", "value"),
    *("times", "total"),
)
_FINE = ("stage.", "waiting.unit")
"""Kept for governments and units alone, as are calendar times: on every axis they would be as many as the events."""


_REGENCY = 4
"""Digits of the code of a regency; a district has six."""


class Key(NamedTuple):
    """Which cell. See models.Cell."""

    axis: str
    tenant: UUID
    member: str
    classification: str
    year: int
    period: date
    metric: str
    value: int

    @property
    def id(self) -> UUID:
        """The id of this cell: the same key has the same id everywhere."""
        said = "\n".join(str(part) for part in self)
        return UUID(bytes=blake2b(said.encode(), digest_size=16).digest())


Plain = tuple[Any, ...]
"""A key, or the beginning of one, as a plain tuple: millions of them are made."""
Cut = tuple[str, str, date]
"""Axis, member and period."""
_NONE = (0, 0)
Sums = tuple[int, int]
"""How often, and the sum of what was measured."""
_Part = dict[tuple[str, int], Sums]
"""One cut: its metrics and values."""


class Kind(Enum):
    """Which axes a metric is kept on, and how finely in time."""

    RECEIPTS = "RECEIPTS"
    DISPATCHES = "DISPATCHES"
    COUNTS = "COUNTS"
    SPANS = "SPANS"
    FINE = "FINE"


@lru_cache(maxsize=1024)
def kind_of(metric: str) -> Kind:
    """Receipts by month everywhere, other counts by topic, channel and area by year; spans of days not by day."""
    if metric == Verb.SUBMIT:
        return Kind.RECEIPTS
    if metric in DISPATCHING:
        return Kind.DISPATCHES
    if metric.startswith(_FINE) or metric.endswith(".minutes"):
        return Kind.FINE
    return Kind.SPANS if metric.startswith("waiting.") or metric.endswith(("days", ".left")) else Kind.COUNTS


class Sheet:
    """Cells being added up in memory."""

    def __init__(self) -> None:
        self._parts: dict[Plain, _Part] = {}
        # Most entries of a place and day go into the same few parts.
        self._found: dict[tuple[Place, date, Kind], list[_Part]] = {}

    def add(self, entries: Iterable[Entry]) -> None:
        """Add every entry on all its axes."""
        for place, day, metric, value, times, total in entries:
            said = metric, value
            for part in self._parts_of(place, day, kind_of(metric)):
                known = part.get(said, _NONE)
                part[said] = known[0] + times, known[1] + total

    @property
    def cells(self) -> dict[Plain, Sums]:
        """What was added up, by plain keys; cells that came to nothing are not there."""
        return {
            (*prefix, *said): sums
            for prefix, part in self._parts.items()
            for said, sums in part.items()
            if sums != _NONE
        }

    def _parts_of(self, place: Place, day: date, kind: Kind) -> list[_Part]:
        found = self._found.get((place, day, kind))
        if found is None:
            found = [self._parts.setdefault(prefix, {}) for prefix in _prefixes(place, day, kind)]
            self._found[place, day, kind] = found
        return found


def keys(entry: Entry) -> list[Key]:
    """The cells that an entry goes into."""
    said = entry.metric, entry.value
    return [Key._make((*prefix, *said)) for prefix in _prefixes(entry.place, entry.day, kind_of(entry.metric))]


def _prefixes(place: Place, day: date, kind: Kind) -> list[Plain]:
    """The cells of one place and day, without metric and value."""
    tenant, unit_id, topic, classification, channel, area, year = place
    month, begin, unit = day.replace(day=1), day.replace(month=1, day=1), str(unit_id) if unit_id else ""
    found: list[Cut] = [("GOVERNMENT", "", month), ("UNIT", unit, month)]
    if kind is not Kind.FINE:
        since = month if kind is Kind.RECEIPTS else begin
        found += [("TOPIC", topic, since), ("CHANNEL", channel, since), ("AREA", area[:_REGENCY], since)]
    if kind in (Kind.RECEIPTS, Kind.DISPATCHES):
        found += [("UNIT_TOPIC", f"{unit}/{topic}", begin), ("UNIT_AREA", f"{unit}/{area}", begin)]
    if kind not in (Kind.FINE, Kind.SPANS):
        found.append(("DAY", "", day))
    return [(axis, tenant, member, classification, year, period) for axis, member, period in found]


def store(sums: Mapping[Plain, Sums]) -> None:
    """Add to the stored cells; what comes to nothing is removed. Call inside a transaction."""
    table = Cell._meta.db_table
    rows = [(Key._make(key).id, *key, *counted) for key, counted in sums.items()]
    add_up(table, _COLUMNS, rows, key="id", sums=("times", "total"))
    Cell.objects.filter(NOTHING).delete()
