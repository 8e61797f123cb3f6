"""The administrative areas of Indonesia: names, points, zones, nearest village.

Reads the packed tables in ``data/areas`` (made by tools/pack_areas.py; sources
in data/ATTRIBUTION.md). Knows nothing of the database. Everything is read on
first use and kept: about 0.3 s and 30 MB when all villages are wanted.

Codes are Kemendagri codes without dots: province 2 digits, regency 4,
district 6, village 10; the code of a parent is the beginning of the child's.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import accumulate
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "areas"
REACH = 15_000.0  # metres; farther than this, the nearest village says nothing
AT_HOME = 1_000.0  # metres; a village this near outweighs a coarse border
CELLS = 20  # per degree: 0.05 degrees, about 5.5 km
CELL_WIDTH = 5_400.0  # metres, at the latitude where a cell is narrowest (11 degrees)
EARTH = 6_371_008.8  # mean radius, metres
SOUTH, NORTH, WEST, EAST = -11.2, 6.3, 94.9, 141.1
ZONES = {7: "Asia/Jakarta", 8: "Asia/Makassar", 9: "Asia/Jayapura"}

Ring = list[tuple[float, float]]
Spot = tuple[float, float, int]  # latitude, longitude, row of the village


class Level(IntEnum):
    PROVINCE = 1
    REGENCY = 2
    DISTRICT = 3
    VILLAGE = 4


FILES = {
    Level.PROVINCE: "provinces",
    Level.REGENCY: "regencies",
    Level.DISTRICT: "districts",
    Level.VILLAGE: "villages",
}


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `parent` is "" for a province, `postal_code` is "" above a village.

    The point (degrees, WGS84) lies somewhere inside, not at a measured centre;
    it is None for 585 villages and 20 districts whose source point is missing
    or far off. `utc_offset` is in hours: 7, 8 or 9.
    """

    code: str
    name: str
    level: Level
    parent: str
    latitude: float | None
    longitude: float | None
    postal_code: str
    utc_offset: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The village whose point is nearest, and how far that point is in metres."""

    area: Area
    distance_m: float


@dataclass(frozen=True, slots=True)
class Table:
    """One level as columns; every column has one value per area."""

    level: Level
    codes: list[str]
    names: list[str]
    latitudes: list[float | None]
    longitudes: list[float | None]
    postal_codes: list[str]

    def area(self, row: int) -> Area:
        code = self.codes[row]
        return Area(
            code=code,
            name=self.names[row],
            level=self.level,
            parent=parent_of(code),
            latitude=self.latitudes[row],
            longitude=self.longitudes[row],
            postal_code=self.postal_codes[row],
            utc_offset=utc_offset_of(code),
        )


def all_areas(*, under: str = "") -> Iterator[Area]:
    """Every area, provinces first, then regencies, districts and villages.

    `under` keeps the area of that code, what lies in it, and the areas it lies
    in, so that no parent is ever missing.
    """
    for level in Level:
        table = table_of(level)
        for row, code in enumerate(table.codes):
            if code.startswith(under) or under.startswith(code):
                yield table.area(row)


def nearest_village(lat: float, lon: float) -> Nearest | None:
    """The village nearest to a point in Indonesia; None elsewhere or beyond 15 km."""
    found = _nearest_row(lat, lon)
    if found is None or not _is_home(lat, lon, found[0]):
        return None
    return Nearest(table_of(Level.VILLAGE).area(found[1]), found[0])


def inside_indonesia(lat: float, lon: float) -> bool:
    """Whether a point lies on Indonesian land or within 15 km of an Indonesian village.

    Land of a neighbour never counts, however near the border, unless an
    Indonesian village lies within 1 km: the outlines are Natural Earth's and
    coarse (some 500 m). Good for refusing a wrong pin, not for border disputes.
    """
    found = _nearest_row(lat, lon)
    if found is not None:
        return _is_home(lat, lon, found[0])
    return _in_box(lat, lon) and any(contains(ring, lat, lon) for ring in _home_rings())


def zone_of(code: str) -> str:
    """The time zone (IANA name) of the area with this code, of any level.

    Raises KeyError for a code of no known province.
    """
    return ZONES[utc_offset_of(code)]


def utc_offset_of(code: str) -> int:
    """Hours ahead of UTC, 7 to 9. No regency differs from its province."""
    return _province_offsets()[code[:2]]


def parent_of(code: str) -> str:
    """The code of the area one level up; "" for a province."""
    return {4: code[:2], 6: code[:4], 10: code[:6]}.get(len(code), "")


@cache
def boundaries(level: Level) -> dict[str, Any]:
    """GeoJSON of the provinces or regencies; the `id` of a feature is its code.

    Indicative only ("batas indikatif"): show that wherever they are drawn.
    Raises KeyError for the levels that have none.
    """
    names = {Level.PROVINCE: "provinces", Level.REGENCY: "regencies"}
    document: dict[str, Any] = _read(f"{names[level]}.geojson.gz")
    return document


@cache
def table_of(level: Level) -> Table:
    packed = _read(f"{FILES[level]}.json.gz")
    codes = [str(code) for code in accumulate(packed["codes"])]
    postal_codes = packed.get("postal_codes")
    return Table(
        level=level,
        codes=codes,
        names=packed["names"].split("\n"),
        latitudes=_degrees(packed["latitudes"]),
        longitudes=_degrees(packed["longitudes"]),
        postal_codes=([f"{code:05}" for code in accumulate(postal_codes)] if postal_codes else [""] * len(codes)),
    )


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in metres (haversine)."""
    phi, other_phi = radians(lat), radians(other_lat)
    half_chord = sin((other_phi - phi) / 2) ** 2 + cos(phi) * cos(other_phi) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half_chord))


def contains(ring: Ring, lat: float, lon: float) -> bool:
    """Whether a closed ring of (longitude, latitude) surrounds a point (ray casting)."""
    inside = False
    last_x, last_y = ring[-1]
    for x, y in ring:
        if (y > lat) != (last_y > lat) and lon < (last_x - x) * (lat - y) / (last_y - y) + x:
            inside = not inside
        last_x, last_y = x, y
    return inside


def _in_box(lat: float, lon: float) -> bool:
    """Whether the point is near Indonesia at all. Not so for NaN."""
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def _is_home(lat: float, lon: float, to_village: float) -> bool:
    if to_village <= AT_HOME:
        return True
    return not any(contains(ring, lat, lon) for ring in _foreign_rings())


def _nearest_row(lat: float, lon: float) -> tuple[float, int] | None:
    """Distance and row of the nearest village point within reach.

    Looks at the cell of the point, then at wider and wider squares round it;
    after square number n nothing nearer than n cells can have been missed.
    """
    if not _in_box(lat, lon):
        return None
    best = (REACH, -1)
    for width in range(int(REACH / CELL_WIDTH) + 2):
        if best[0] <= (width - 1) * CELL_WIDTH:
            break
        best = min(best, _best_of(_square(lat, lon, width), lat, lon))
    return best if best[1] >= 0 else None


def _best_of(spots: Iterator[Spot], lat: float, lon: float) -> tuple[float, int]:
    return min(((distance(lat, lon, y, x), row) for y, x, row in spots), default=(REACH, -1))


def _square(lat: float, lon: float, width: int) -> Iterator[Spot]:
    """Villages in the cells that lie exactly `width` cells away from the point's own."""
    grid = _grid()
    y, x = _cell(lat, lon)
    for dy in range(-width, width + 1):
        step = 1 if abs(dy) == width or width == 0 else 2 * width
        for dx in range(-width, width + 1, step):
            yield from grid.get((y + dy, x + dx), ())


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return int((lat + 90) * CELLS), int((lon + 180) * CELLS)


@cache
def _grid() -> dict[tuple[int, int], list[Spot]]:
    table = table_of(Level.VILLAGE)
    grid: dict[tuple[int, int], list[Spot]] = {}
    for row, (lat, lon) in enumerate(zip(table.latitudes, table.longitudes, strict=True)):
        if lat is not None and lon is not None:
            grid.setdefault(_cell(lat, lon), []).append((lat, lon, row))
    return grid


@cache
def _province_offsets() -> dict[str, int]:
    packed = _read("provinces.json.gz")
    codes = (str(code) for code in accumulate(packed["codes"]))
    return dict(zip(codes, packed["utc_offsets"], strict=True))


@cache
def _foreign_rings() -> list[Ring]:
    countries: dict[str, list[Ring]] = _read("neighbours.json.gz")
    return [ring for rings in countries.values() for ring in rings]


@cache
def _home_rings() -> list[Ring]:
    shapes = (feature["geometry"] for feature in boundaries(Level.PROVINCE)["features"])
    return [ring for shape in shapes for ring in _outer_rings(shape)]


def _outer_rings(shape: dict[str, Any]) -> list[Ring]:
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [polygon[0] for polygon in polygons]


def _degrees(differences: list[int | None]) -> list[float | None]:
    """Undo the packing: differences of 1e-4 degrees, None where there is no point."""
    sums = accumulate(step or 0 for step in differences)
    return [None if step is None else total / 10_000 for step, total in zip(differences, sums, strict=True)]


def _read(name: str) -> Any:
    return json.loads(gzip.decompress((FOLDER / name).read_bytes()))
