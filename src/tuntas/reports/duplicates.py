"""Reports that may be about the same thing: same topic, near, in similar words. A person decides."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from rapidfuzz import fuzz

from tuntas.kernel.texts import key

from .models import Report

LOOKED_AT = 60
"""So many of the newest candidates are compared; the page must not grow slow with the table."""

SHOWN, ALIKE_FROM, NEAR_METRES, WITHIN = 5, 60, 500, timedelta(days=180)


@dataclass(frozen=True)
class Likely:
    """A report that may be the same case; `likeness` of the words 0-100, `metres` apart where both points are known."""

    report: Report
    likeness: int
    metres: int | None


def likely_duplicates(report: Report, rows: QuerySet[Report]) -> list[Likely]:
    """The likeliest of `rows` (what the officer may see), at most `SHOWN`, the likeliest first: one query."""
    if report.topic_id is None:
        return []
    said = _words(report)
    found = (_likely(report, said, row) for row in _near(report, rows))
    fits = [one for one in found if one.likeness >= ALIKE_FROM and (one.metres is None or one.metres <= NEAR_METRES)]
    return sorted(fits, key=lambda one: (-one.likeness, one.metres or 0))[:SHOWN]


def _likely(report: Report, said: str, row: Report) -> Likely:
    return Likely(row, round(fuzz.token_set_ratio(said, _words(row))), metres(report, row))


def _near(report: Report, rows: QuerySet[Report]) -> Iterable[Report]:
    span = (report.received_at - WITHIN, report.received_at + WITHIN)
    same = rows.filter(tenant_id=report.tenant_id, ended_at__isnull=True, received_at__range=span)
    same = same.filter(topic_id=report.topic_id).exclude(pk=report.pk)
    if report.region_id:
        same = same.filter(region_id=report.region_id)
    return same.select_related("agency").order_by("-received_at", "pk")[:LOOKED_AT]


def _words(report: Report) -> str:
    return key(f"{report.title} {report.body[:2000]}")


def metres(one: Report, other: Report) -> int | None:
    """How far apart two reports are; unknown without both points. Flat earth: exact enough below a kilometre."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return round(6_371_000 * math.hypot(math.radians(other.latitude - one.latitude), east))
