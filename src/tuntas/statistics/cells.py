"""From entries to cells: each entry is added once on every axis on which its metric is kept."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from tuntas.db.adding import add_up
from tuntas.reports.states import Verb

from .lives import Entry, month_of
from .measures import DISPATCHING
from .models import NOTHING, PAIRS, Axis, Cell

_COLUMNS = (
    *("id", "axis", "tenant_id", "member", "classification", "year", "period", "metric", "value"),
    *("times", "total"),
)
_FINE = ("stage.", "waiting.unit")
"""Kept for governments and units alone, as are calendar times: on every axis they would be as many as the events."""
_ALL = tuple(axis for axis in Axis if axis not in PAIRS)
_REGENCY = 4
"""Digits of the code of a regency; a district has six."""
_MOST = (Axis.GOVERNMENT, Axis.UNIT, Axis.TOPIC, Axis.CHANNEL, Axis.AREA)
_FEW = (Axis.GOVERNMENT, Axis.UNIT)
_PAIRED = frozenset({Verb.SUBMIT, *DISPATCHING})


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


Sums = tuple[int, int]
"""How often, and the sum of what was measured."""


class Sheet:
    """Cells being added up in memory; cells that come to nothing are not there."""

    def __init__(self) -> None:
        self.cells: dict[Key, Sums] = {}

    def add(self, entries: Iterable[Entry]) -> None:
        """Add every entry on all its axes."""
        for entry in entries:
            for key in keys(entry):
                times, total = self.cells.get(key, (0, 0))
                sums = times + entry.times, total + entry.total
                if sums == (0, 0):
                    self.cells.pop(key, None)
                else:
                    self.cells[key] = sums


def keys(entry: Entry) -> list[Key]:
    """The cells that an entry goes into."""
    place, metric = entry.place, entry.metric
    unit = str(place.unit) if place.unit else ""
    members = {
        Axis.DAY: "",
        Axis.GOVERNMENT: "",
        Axis.UNIT: unit,
        Axis.TOPIC: place.topic,
        Axis.CHANNEL: place.channel,
        Axis.AREA: place.area[:_REGENCY],
        Axis.UNIT_TOPIC: f"{unit}/{place.topic}",
        Axis.UNIT_AREA: f"{unit}/{place.area}",
    }
    return [
        Key(
            axis.value,
            place.tenant,
            members[axis],
            place.classification,
            place.year,
            _period(axis, entry.day),
            metric,
            entry.value,
        )
        for axis in axes_of(metric)
    ]


def axes_of(metric: str) -> tuple[Axis, ...]:
    """On which axes a metric is kept. Days and waits are not kept by day: their month tells enough."""
    if metric.startswith(_FINE) or metric.endswith(".minutes"):
        return _FEW
    if metric in _PAIRED:
        return (*_ALL, Axis.UNIT_TOPIC, Axis.UNIT_AREA)
    return _MOST if metric.startswith("waiting.") or metric.endswith("days") else _ALL


def _period(axis: Axis, day: date) -> date:
    if axis in PAIRS:
        return day.replace(month=1, day=1)
    return day if axis is Axis.DAY else month_of(day)


def store(sums: Mapping[Key, Sums]) -> None:
    """Add to the stored cells; what comes to nothing is removed. Call inside a transaction."""
    table = Cell._meta.db_table
    rows = [(key.id, *key, *counted) for key, counted in sums.items()]
    add_up(table, _COLUMNS, rows, key="id", sums=("times", "total"))
    Cell.objects.filter(NOTHING).delete()
