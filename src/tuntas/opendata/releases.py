"""Releases: the public tables of the figures, counted to a fixed day, cut to what may be told, and frozen.

Everybody reads the figures by unit, class, topic and place from the last release alone: the page /statistik/, the
evaluation table and its files, and the open data all show the same cells, so none of them tells what another keeps
back. The whole of a government and year is told live. Published reports (list, map, feeds) are each public by a
decision of their own; counts of them tell no more than the list.

Releases are made on the first of January and of July, for this year of receipt and the one before (older years were
released once and stand). Between two releases nothing changes, and a release never changes: what may be worked out of
two of them is what `statistics.suppression` allows. A table that may not be renewed repeats the numbers it had, with
the day they are of.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from tuntas.institutions.models import Institution
from tuntas.statistics import suppression
from tuntas.statistics.scopes import Scope
from tuntas.statistics.spread import Share, Spread
from tuntas.statistics.suppression import ALL, Key

from .models import Release
from .tables import DIMENSIONS, PLACES, Counted, Speed, count_years, limits

MONTHS = (1, 7)
"""On the first of these months a release is due."""
SETTLED = timedelta(hours=1)
"""So long after the cut no transaction of the day before can still be open."""
ZONE = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class Sheet:
    """One table of a release, with the true numbers; `hidden` cells leave the house by no way."""

    as_of: date
    cells: Mapping[Key, int]
    hidden: frozenset[Key]
    speeds: Mapping[Key, Speed] = field(default_factory=dict)

    def told(self, key: Key) -> int | None:
        """The number everybody reads; None when it is kept back."""
        return None if key in self.hidden else self.cells.get(key, 0)


Sheets = Mapping[str, Sheet]
"""The tables of one year by name; one that could not be released yet is missing."""


def release_due(at: datetime) -> int:
    """Make the releases of the last cut that are still missing; how many years were released. Harmless to repeat."""
    office = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).first()
    cutoff = last_cutoff((at - SETTLED).astimezone(ZONE).date())
    if office is None or Release.objects.filter(tenant=office, cutoff__gte=cutoff).exists():
        return 0
    counted = count_years(Scope(tenants=frozenset({office.pk})), start_of(cutoff))
    before = latest_releases(office)
    made = [
        _made(office, year, cutoff, before.get(year), found, at)
        for year, found in sorted(counted.items())
        if year not in before or year >= (cutoff - timedelta(days=1)).year - 1
    ]
    # Two workers may release the same cut: the first row stands, and both have counted the same.
    Release.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def last_cutoff(today: date) -> date:
    """The last day on which a release was due."""
    return max(day for year in (today.year - 1, today.year) for m in MONTHS if (day := date(year, m, 1)) <= today)


def start_of(day: date) -> datetime:
    """The instant at which a day begins."""
    return datetime.combine(day, time(), ZONE)


def latest_releases(office: Institution | None) -> dict[int, Release]:
    """The last release of each year of receipt."""
    rows = Release.objects.filter(tenant=office).order_by("cutoff")
    return {row.year: row for row in rows}


def sheets(release: Release | None) -> dict[str, Sheet]:
    """The tables as they were counted: for pages of this house, which show no hidden cell."""
    return {name: _sheet(kept) for name, kept in (release.counted if release else {}).items()}


def statement(release: Release) -> str:
    """What is hashed: readable, and fixed to the last byte."""
    content = json.dumps(release.told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"tuntas release 1\nprevious {release.previous}\n{content}\n"


def _made(
    office: Institution, year: int, cutoff: date, before: Release | None, counted: Counted, at: datetime
) -> Release:
    new = _new_sheets(counted, sheets(before), cutoff)
    told = {"year": year, "cutoff": cutoff.isoformat(), "tables": {name: _told(name, s) for name, s in new.items()}}
    kept = {name: _kept(sheet) for name, sheet in new.items()}
    row = Release(tenant=office, year=year, cutoff=cutoff, made_at=at, told=told, counted=kept)
    row.previous = before.hash if before else ""
    row.hash = hashlib.sha256(statement(row).encode()).hexdigest()
    return row


def _new_sheets(counted: Counted, before: Sheets, cutoff: date) -> dict[str, Sheet]:
    new: dict[str, Sheet] = {}
    for name in DIMENSIONS:
        also = _hidden_groups(name, new)
        sheet = _renewed(name, counted, before.get(name), cutoff, also)
        if sheet is not None:
            new[name] = sheet
    return new


def _hidden_groups(name: str, new: Sheets) -> set[Key]:
    """A group whose size is kept back tells nothing at all: so no part of it gives the size away."""
    if name in ("received", "dispatched", PLACES):
        return set()
    receipts = new["received"].hidden if "received" in new else frozenset()
    dispatches = new["dispatched"].hidden if "dispatched" in new else frozenset()
    return {key for key in receipts if key[0] == ALL} | {key for key in dispatches if key[0] != ALL}


def _renewed(name: str, counted: Counted, before: Sheet | None, cutoff: date, also: set[Key]) -> Sheet | None:
    atoms = counted.atoms[name]
    old = suppression.Release(before.cells, before.hidden) if before else None
    new = suppression.released(atoms, old, limits(name), also)
    if new is None or new is old:
        return before
    speeds = {key: speed for key, n in new.cells.items() if n and (speed := counted.speed(name, key))}
    return Sheet(cutoff, new.cells, new.hidden, speeds)


def _told(name: str, sheet: Sheet) -> dict[str, Any]:
    return {
        "as_of": sheet.as_of.isoformat(),
        "dimensions": list(DIMENSIONS[name]),
        "cells": [[*key, sheet.told(key), _speed_told(sheet, key)] for key in sorted(sheet.cells)],
    }


def _speed_told(sheet: Sheet, key: Key) -> dict[str, Any] | None:
    """Mean, median and 90th percentile of a cell that is told; fractions stay exact."""
    speed = sheet.speeds.get(key)
    if speed is None or key in sheet.hidden:
        return None
    mean = speed.days.mean
    return {
        "mean_days": str(mean) if mean is not None else None,
        "median_days": speed.days.median,
        "p90_days": speed.days.p90,
        "on_time": f"{speed.kept.part}/{speed.kept.whole}",
    }


def _kept(sheet: Sheet) -> dict[str, Any]:
    return {
        "as_of": sheet.as_of.isoformat(),
        "cells": [
            [*key, times, key in sheet.hidden, _speed_kept(sheet, key)] for key, times in sorted(sheet.cells.items())
        ],
    }


def _speed_kept(sheet: Sheet, key: Key) -> list[Any] | None:
    speed = sheet.speeds.get(key)
    if speed is None:
        return None
    return [sorted(speed.days.counts.items()), speed.kept.part, speed.kept.whole]


def _sheet(kept: dict[str, Any]) -> Sheet:
    cells: dict[Key, int] = {}
    hidden: set[Key] = set()
    speeds: dict[Key, Speed] = {}
    for first, second, times, back, speed in kept["cells"]:
        key = (first, second)
        cells[key] = times
        if back:
            hidden.add(key)
        if speed is not None:
            speeds[key] = _speed(speed)
    return Sheet(date.fromisoformat(kept["as_of"]), cells, frozenset(hidden), speeds)


def _speed(kept: list[Any]) -> Speed:
    return Speed(Spread({int(days): times for days, times in kept[0]}), Share(kept[1], kept[2]))
