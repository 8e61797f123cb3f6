"""Drawings of figures, each beside the table it is drawn from: numbers as text, lengths as whole numbers.

A drawing says how much, in ink, never how well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from django.utils.translation import gettext as _

from tuntas.institutions.models import Region
from tuntas.sla.dates import month_names

from .figures_tables import kept_back
from .figures_words import count

HEIGHT, STEP, BAR = 100, 24, 9
"""Of columns, in units of the drawing."""
WIDTH, EDGE = 320, 30
"""Of a map, with the margin that the largest circle needs."""
LARGEST, SMALLEST = 22, 2
LETTER = 5
"""How wide a letter is at most."""


@dataclass(frozen=True)
class Mark:
    """One number: `share` is its part of the largest, 0 to 100."""

    text: str
    url: str = ""
    share: int = 0

    @property
    def shade(self) -> str:
        """How dark its square is, from nothing to all."""
        return f"{self.share / 100:.2f}"


@dataclass(frozen=True)
class Row:
    """A line of the table; `below` when it is part of the line above."""

    head: str
    marks: tuple[Mark, ...]
    below: bool = False


@dataclass(frozen=True)
class Column:
    """One month: where its two bars stand and how high they are."""

    name: str
    x: int
    before: int
    this: int

    @property
    def middle(self) -> int:
        """Where its name stands."""
        return self.x + BAR

    @property
    def beside(self) -> int:
        """Where the bar of this year stands."""
        return self.x + BAR + 1

    @property
    def before_top(self) -> int:
        """The upper end of the bar of the year before."""
        return HEIGHT - self.before

    @property
    def this_top(self) -> int:
        """The upper end of the bar of this year."""
        return HEIGHT - self.this


@dataclass(frozen=True)
class Circle:
    """An area on the map: its middle, and how large its circle is."""

    name: str
    x: int
    y: int
    radius: int

    @property
    def short(self) -> str:
        """Its name without what kind of area it is: there is little room."""
        return self.name.removeprefix("Kabupaten ").removeprefix("Kota ")

    @property
    def label(self) -> int:
        """The middle of its name, moved inwards where it would be cut off."""
        half = round(len(self.short) * LETTER / 2)
        return max(min(self.x, WIDTH - half), half)

    @property
    def under(self) -> int:
        """Where its name stands."""
        return self.y + self.radius + 9


@dataclass(frozen=True)
class Chart:
    """A table and its drawing. `height` is that of the drawing in its own units."""

    key: str
    caption: str
    meaning: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    bars: tuple[Column, ...] = ()
    circles: tuple[Circle, ...] = ()
    height: int = HEIGHT


@dataclass(frozen=True)
class Area:
    """How many reports an area has; `number` None where it is not told."""

    region: Region | None
    name: str
    number: int | None
    url: str = ""
    below: bool = False


def funnel(stages: Sequence[tuple[str, int, str]]) -> list[dict[str, object]]:
    """Stages of reports as rows of components/chart.html: name, number, list."""
    most = max((number for _name, number, _url in stages), default=0)
    return [
        {"label": name, "number": count(number), "share": share(number, most), "url": url if number else ""}
        for name, number, url in stages
    ]


def months(caption: str, meaning: str, years: tuple[int, int], told: Sequence[tuple[Mark, Mark]]) -> Chart:
    """Twelve months of this year beside the year before; `told` has (this, before) with shares of the largest."""
    names = month_names()
    rows = tuple(Row(name, pair) for name, pair in zip(names, told, strict=True))
    bars = tuple(
        Column(name[:3], STEP * place + 2, before.share, this.share)
        for place, (name, (this, before)) in enumerate(zip(names, told, strict=True))
    )
    return Chart("bulan", caption, meaning, (_("Bulan"), *(str(year) for year in years)), rows, bars)


def heat(
    chart: Chart, heads: Sequence[tuple[str, str]], across: Sequence[str], cells: Mapping[tuple[str, str], Mark]
) -> Chart:
    """A grid of numbers: `heads` are (key, name) of the lines, `across` the keys of the columns of `chart`."""
    rows = tuple(Row(name, tuple(cells.get((key, one), Mark(count(0))) for one in across)) for key, name in heads)
    return Chart(chart.key, chart.caption, chart.meaning, chart.columns, rows)


def bubbles(chart: Chart, areas: Iterable[Area]) -> Chart:
    """Areas as circles at the middle of each, their surface as large as their number; names of the larger ones."""
    found = list(areas)
    most = max((area.number or 0 for area in found), default=0)
    rows = tuple(Row(area.name, (_told(area, most),), area.below) for area in found)
    placed = [area for area in found if area.number and _placed(area.region)]
    wide = [area for area in placed if not area.below]
    circles, height = _projected(wide if len(wide) > 1 else [area for area in placed if area.below] or wide)
    return Chart(chart.key, chart.caption, chart.meaning, chart.columns, rows, (), circles, height)


def share(number: int, most: int) -> int:
    """Its part of the largest in hundredths; what is not nought is seen."""
    return max(number * 100 // most, 1) if number > 0 and most else 0


def _told(area: Area, most: int) -> Mark:
    if area.number is None:
        return Mark(kept_back())
    return Mark(count(area.number), area.url if area.number else "", share(area.number, most))


def _placed(region: Region | None) -> bool:
    return region is not None and region.latitude is not None and region.longitude is not None


def _projected(areas: list[Area]) -> tuple[tuple[Circle, ...], int]:
    """Equirectangular around the middle of what is drawn: true enough for a province and for the country."""
    if not areas:
        return (), HEIGHT
    points = [(float(area.region.longitude or 0), float(area.region.latitude or 0)) for area in areas if area.region]
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrow = cos(radians((south + north) / 2))
    wide, high = max((east - west) * narrow, 0.01), max(north - south, 0.01)
    scale = min((WIDTH - 2 * EDGE) / wide, (WIDTH - 2 * EDGE) / high)
    most = max(area.number or 0 for area in areas)
    circles = [
        Circle(
            area.name,
            round(EDGE + (x - west) * narrow * scale),
            round(EDGE + (north - y) * scale),
            max(round(LARGEST * sqrt((area.number or 0) / most)), SMALLEST),
        )
        for area, (x, y) in zip(areas, points, strict=True)
    ]
    # Large circles first, so that small ones lie on top.
    return tuple(sorted(circles, key=lambda one: -one.radius)), round(2 * EDGE + high * scale)
