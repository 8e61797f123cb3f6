"""The tables of a release: what is counted under which keys, from events before an instant, by statistics.measures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import Substr

from tuntas.institutions.models import Institution, Level, Topic
from tuntas.reports.states import Classification, Verb
from tuntas.statistics.measures import COUNTED, Figures, Row, split_by, tally
from tuntas.statistics.scopes import Scope
from tuntas.statistics.spread import Share, Spread
from tuntas.statistics.suppression import ALL, LIMIT, OFFICIALS_LIMIT, Key, Limit

NONE = "none"
"""Under no unit, topic or place. The closed room of the Inspektorat always stands under no unit."""
PLACES = "received_by_topic_and_place"
COUNTS: Mapping[str, Callable[[Figures], int]] = {
    "received": lambda f: f.received,
    "dispatched": lambda f: f.dispatched,
    "answered": lambda f: f.answered,
    "acted": lambda f: f.acted,
    "confirmed": lambda f: f.confirmed,
    "silent": lambda f: f.silent,
    "disputed": lambda f: f.disputed,
}
"""The tables by unit and class: `received` counts receipts, which have no unit yet; `dispatched` those of units."""
DIMENSIONS: Mapping[str, tuple[str, str]] = {**dict.fromkeys(COUNTS, ("unit", "class")), PLACES: ("topic", "place")}
"""Every table of a release and what its keys name."""
MEASURED = {"answered": "response", "acted": "follow_up"}
"""Tables that also tell how fast, and the measure."""
_WIDTH = {Level.COUNTRY: 2, Level.PROVINCE: 4}
"""Digits of the codes of the places right below; below a regency they have six."""


@dataclass(frozen=True)
class Speed:
    """Working days until it was done, and how often in time; for a unit, days since it got the report."""

    days: Spread
    kept: Share


@dataclass(frozen=True)
class Counted:
    """One year of receipt: the smallest cells of every table, and the events behind each cell."""

    atoms: Mapping[str, Mapping[Key, int]]
    parts: Mapping[Key, list[Row]]

    def speed(self, table: str, key: Key) -> Speed | None:
        """How fast the reports of a cell were; None where nothing is measured."""
        if table not in MEASURED:
            return None
        figures = tally(self._under(key))
        name = MEASURED[table]
        days: Spread = getattr(figures, f"unit_{name}" if key[0] != ALL else name)
        return Speed(days, getattr(figures, f"{name}_kept"))

    def _under(self, key: Key) -> list[Row]:
        fitting = [parts for atom, parts in self.parts.items() if _fits(atom, key)]
        return [row for parts in fitting for row in parts]


def count_years(scope: Scope, before: datetime) -> dict[int, Counted]:
    """Every year of receipt, counted from the events before an instant: five queries."""
    events = scope.events().filter(at__lt=before)
    columns = Row._fields[:-1]
    grouped = events.filter(verb__in=sorted(COUNTED)).values_list(*columns).annotate(times=Count("*")).order_by()
    rows = [Row(*values) for values in grouped]
    codes = dict(Institution.objects.filter(pk__in={row.unit_id for row in rows}).values_list("pk", "code"))
    places = _places(scope, before)
    return {
        year: Counted(
            _atoms(found := split_by(parts, lambda row: _key(row, codes)), scope, places.get(year, {})), found
        )
        for year, parts in split_by(rows, lambda row: row.year).items()
    }


def limits(table: str) -> Limit:
    """How small a cell of the table may be: ten where officials are complained about, else five."""
    if table != PLACES:
        return lambda key: OFFICIALS_LIMIT if key[1] == Classification.SUPERVISION else LIMIT
    officials = _topics_about_officials()
    return lambda key: OFFICIALS_LIMIT if key[0] in officials else LIMIT


def _key(row: Row, codes: Mapping[UUID, str]) -> Key:
    open_to_all = row.unit_id is not None and row.classification != Classification.SUPERVISION
    return (codes.get(row.unit_id, NONE) if open_to_all and row.unit_id else NONE, row.classification)


def _atoms(parts: Mapping[Key, list[Row]], scope: Scope, places: Mapping[Key, int]) -> dict[str, Mapping[Key, int]]:
    figures = {key: tally(rows, scope.home) for key, rows in parts.items()}
    tables: dict[str, Mapping[Key, int]] = {
        name: {key: value(one) for key, one in figures.items()} for name, value in COUNTS.items()
    }
    return {**tables, PLACES: places}


def _places(scope: Scope, before: datetime) -> dict[int, dict[Key, int]]:
    """Receipts by main topic and place right below the government, of each year."""
    topics = dict(Topic.objects.values_list("code", "parent_id"))
    levels = Institution.objects.filter(pk__in=scope.tenants).values_list("level", flat=True)
    width = max((_WIDTH.get(Level(level), 6) for level in levels), default=6)
    receipts = scope.events().filter(at__lt=before, verb=Verb.SUBMIT).order_by()
    rows = receipts.values_list("year", "topic_code", Substr("report__region_id", 1, width)).annotate(times=Count("*"))
    found: dict[int, dict[Key, int]] = {}
    for year, topic, place, times in rows:
        key = (topics.get(topic) or topic or NONE, place if place and len(place) == width else NONE)
        year_of = found.setdefault(year, {})
        year_of[key] = year_of.get(key, 0) + times
    return found


def _topics_about_officials() -> frozenset[str]:
    """Main topics that are, or of which most sub-topics are, a matter of supervision."""
    below: dict[str, list[bool]] = {}
    for code, parent, hint in Topic.objects.values_list("code", "parent_id", "classification_hint"):
        below.setdefault(parent or code, []).append(hint == Classification.SUPERVISION)
    return frozenset(code for code, hints in below.items() if 2 * sum(hints) > len(hints))


def _fits(atom: Key, key: Key) -> bool:
    return all(value in (ALL, own) for value, own in zip(key, atom, strict=True))
