"""Pack the tables of Indonesian areas into the files that ship with the package.

    python tools/pack_areas.py FOLDER WORLD_ATLAS_10M_JSON

FOLDER holds provinces.csv, regencies.csv, districts.csv, villages.csv.gz,
provinces.geojson and regencies.geojson. WORLD_ATLAS_10M_JSON is the file
countries-10m.json of world-atlas (Natural Earth, public domain); only the
neighbours' outlines are kept, to tell Indonesia from what lies across a
border. Run it again when Kemendagri publishes a new list of codes.
"""

import csv
import gzip
import json
import math
import statistics
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, str]
Point = tuple[float, float]

TARGET = Path(__file__).parents[1] / "src/tuntas/institutions/data/areas"
SCALE = 10_000  # 1e-4 degrees, 11 metres: finer than the source deserves
NEIGHBOURS = {
    "036": "Australia",
    "096": "Brunei Darussalam",
    "458": "Malaysia",
    "598": "Papua Nugini",
    "608": "Filipina",
    "626": "Timor-Leste",
    "702": "Singapura",
}
# West, south, east, north of what may be confused with Indonesia.
BOX = (94.0, -12.0, 142.0, 8.0)


def main(folder: Path, atlas: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for level in ("provinces", "regencies", "districts", "villages"):
        rows = sorted(read(folder, level), key=lambda row: row["id"])
        write(f"{level}.json.gz", columns(rows, points(rows)))
    for level in ("provinces", "regencies"):
        write(f"{level}.geojson.gz", boundaries(folder / f"{level}.geojson"))
    write("neighbours.json.gz", neighbours(json.loads(atlas.read_text())))


def read(folder: Path, level: str) -> list[Row]:
    plain, packed = folder / f"{level}.csv", folder / f"{level}.csv.gz"
    text = plain.read_text() if plain.exists() else gzip.decompress(packed.read_bytes()).decode()
    return list(csv.DictReader(text.splitlines()))


def write(name: str, document: object) -> None:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # A fixed time keeps the file the same, byte for byte, for the same input.
    packed = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    (TARGET / name).write_bytes(packed)
    print(f"{name:24} {len(packed):>9,} bytes")


def columns(rows: list[Row], spots: list[Point | None]) -> dict[str, object]:
    """One list per column, numbers as differences: what compresses well and parses fast."""
    latitudes = [None if spot is None else round(spot[0] * SCALE) for spot in spots]
    longitudes = [None if spot is None else round(spot[1] * SCALE) for spot in spots]
    packed: dict[str, object] = {
        "codes": differences([int(row["id"]) for row in rows]),
        "names": "\n".join(row["name"].strip() for row in rows),
        "latitudes": differences(latitudes),
        "longitudes": differences(longitudes),
    }
    if "postal_code" in rows[0]:
        packed["postal_codes"] = differences([int(row["postal_code"]) for row in rows])
    if "timezone" in rows[0]:
        packed["utc_offsets"] = [int(row["timezone"]) for row in rows]
    return packed


def differences(values: Iterable[int | None]) -> list[int | None]:
    """Each value minus the one before it; a missing value stays missing."""
    result, last = [], 0
    for value in values:
        result.append(None if value is None else value - last)
        last = last if value is None else value
    return result


def points(rows: list[Row]) -> list[Point | None]:
    """The points of `rows`, without those that lie far off their regency."""
    spots = [point(row) for row in rows]
    if len(rows[0]["id"]) < 6:
        return spots
    groups: dict[str, list[Point]] = {}
    for row, spot in zip(rows, spots, strict=True):
        if spot is not None:
            groups.setdefault(row["id"][:4], []).append(spot)
    reach = {code: reach_of(group) for code, group in groups.items()}
    kept = [
        spot if spot is not None and near(spot, *reach[row["id"][:4]]) else None
        for row, spot in zip(rows, spots, strict=True)
    ]
    print(f"without a point: {kept.count(None)}, of which far off: {kept.count(None) - spots.count(None)}")
    return kept


def point(row: Row) -> Point | None:
    return (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else None


def reach_of(group: list[Point]) -> tuple[Point, float]:
    """The median point of a regency and how far, in degrees, its villages may lie from it."""
    middle = (statistics.median(p[0] for p in group), statistics.median(p[1] for p in group))
    return middle, max(0.6, 6 * statistics.median(math.dist(p, middle) for p in group))


def near(spot: Point, middle: Point, reach: float) -> bool:
    return math.dist(spot, middle) <= reach


def boundaries(path: Path) -> dict[str, object]:
    """The collection with nothing but code and outline, 3 decimals."""
    source = json.loads(path.read_text())
    features = [
        {
            "type": "Feature",
            "id": feature["id"],
            "properties": {},
            "geometry": {
                "type": feature["geometry"]["type"],
                "coordinates": rounded(feature["geometry"]["coordinates"]),
            },
        }
        for feature in sorted(source["features"], key=lambda feature: feature["id"])
    ]
    return {"type": "FeatureCollection", "name": "batas indikatif", "features": features}


def rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float | int):
        return round(coordinates, 3)
    return [rounded(inner) for inner in coordinates]


def neighbours(atlas: dict[str, Any]) -> dict[str, list[list[list[float]]]]:
    """Outer rings, longitude then latitude, of the countries next door."""
    arcs = [list(decoded(arc, atlas["transform"])) for arc in atlas["arcs"]]
    found = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        if shape.get("id") in NEIGHBOURS:
            rings = [stitched(polygon[0], arcs) for polygon in polygons(shape)]
            found[NEIGHBOURS[shape["id"]]] = [ring for ring in rings if touches_box(ring)]
    return found


def decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[list[float]]:
    """Points of a TopoJSON arc: quantised differences back to degrees."""
    (kx, ky), (dx, dy), x, y = transform["scale"], transform["translate"], 0, 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        yield [round(x * kx + dx, 3), round(y * ky + dy, 3)]


def polygons(shape: dict[str, Any]) -> list[list[list[int]]]:
    """The polygons of a shape, each a list of rings, each ring a list of arc numbers."""
    several: list[list[list[int]]] = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return several


def stitched(ring: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    """A ring from its arcs; a negative number means the arc reversed."""
    path: list[list[float]] = []
    for number in ring:
        path += arcs[number] if number >= 0 else arcs[~number][::-1]
    return [spot for index, spot in enumerate(path) if index == 0 or spot != path[index - 1]]


def touches_box(ring: list[list[float]]) -> bool:
    west, south, east, north = BOX
    return any(west <= x <= east and south <= y <= north for x, y in ring)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
