"""An order in which to visit places: always the nearest next. Great-circle distances; pure, no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from .areas import distance


@dataclass(frozen=True)
class Point:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


def route(stops: Sequence[Point | None], start: Point | None = None) -> list[int]:
    """The places of `stops` in the order of a walk that always goes to the nearest next one.

    Without a start the walk begins at the first stop that has a point. Stops without a point come last, as given.
    """
    left = [place for place, stop in enumerate(stops) if stop is not None]
    lost = [place for place, stop in enumerate(stops) if stop is None]
    here = start or (stops[left[0]] if left else None)
    walk: list[int] = []
    while left and here is not None:
        nearest = min(left, key=lambda place: _from(here, stops[place]))
        left.remove(nearest)
        walk.append(nearest)
        here = stops[nearest]
    return [*walk, *lost]


def _from(here: Point | None, stop: Point | None) -> float:
    if here is None or stop is None:
        return 0.0
    return distance(here.latitude, here.longitude, stop.latitude, stop.longitude)
