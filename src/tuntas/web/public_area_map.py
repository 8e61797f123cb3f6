"""The map of published reports: counted by area and shown at the middle of the area, never at the place itself."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tuntas.institutions.models import Region

from .figures_words import count
from .public_list import published_reports

REGENCY, DISTRICT = len("6371"), len("637101")
SECONDS = 300
"""How long others may keep the numbers behind the map."""


@dataclass
class Place:
    """A regency, city or district; `reports` counts all within it. Its point belongs to the area alone."""

    region: Region
    reports: int
    below: list["Place"] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The published reports of this area."""
        code = self.region.code
        asked = {"wilayah": code[:REGENCY]} | ({"kecamatan": code} if len(code) == DISTRICT else {})
        return f"{reverse('web:published')}?{urlencode(asked)}"

    @property
    def rest(self) -> int:
        """Reports of which no district is known."""
        return self.reports - sum(place.reports for place in self.below)


@require_safe
def area_map(request: HttpRequest) -> HttpResponse:
    """The table by area, which the map draws itself over; two queries."""
    places, nowhere = counted()
    context = {"section": "published", "lines": _lines(places, nowhere)}
    return render(request, "public/area_map.html", context)


@require_safe
@cache_control(public=True, max_age=SECONDS)
def area_counts(request: HttpRequest) -> JsonResponse:
    """The numbers of the table with the points of the areas; they hold nothing of a single report."""
    places, nowhere = counted()
    total = sum(place.reports for place in places) + nowhere
    return JsonResponse({"total": total, "without_area": nowhere, "areas": [_told(place) for place in places]})


def counted() -> tuple[list[Place], int]:
    """The regencies that have published reports, with their districts, by name; and how many have no area."""
    numbers, nowhere = _numbers()
    regions = Region.objects.in_bulk([*numbers])
    places = {code: Place(regions[code], n) for code, n in numbers.items() if code in regions}
    for code, place in places.items():
        if len(code) == DISTRICT and code[:REGENCY] in places:
            places[code[:REGENCY]].below.append(place)
    for place in places.values():
        place.below.sort(key=lambda one: one.region.key)
    mains = sorted((p for code, p in places.items() if len(code) == REGENCY), key=lambda one: one.region.key)
    return mains, nowhere


def _numbers() -> tuple[Counter[str], int]:
    """How many reports lie in each regency and district: one grouped query."""
    rows = published_reports().order_by().values(area=Substr("region_id", 1, DISTRICT))
    numbers: Counter[str] = Counter()
    nowhere = 0
    for area, n in rows.annotate(n=Count("pk")).values_list("area", "n"):
        code = area or ""
        if len(code) < REGENCY:
            nowhere += n
            continue
        for known in {code[:REGENCY], code}:
            numbers[known] += n
    return numbers, nowhere


def _told(place: Place, above: Region | None = None) -> dict[str, Any]:
    """One area for the map; a district of unknown middle stands at the middle of its regency."""
    region = place.region
    point = region if region.latitude is not None or above is None else above
    told: dict[str, Any] = {"name": region.name, "latitude": point.latitude, "longitude": point.longitude}
    told |= {"code": region.code, "reports": place.reports, "url": place.url}
    if above is None:
        told |= {"districts": [_told(one, region) for one in place.below], "without_district": place.rest}
    return told


def _lines(places: list[Place], nowhere: int) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    for place in places:
        lines.append(_line(place.region.name, place.reports, place.url))
        lines += [_line(one.region.name, one.reports, one.url, below=True) for one in place.below]
        if place.below and place.rest:
            lines.append(_line(_("Kecamatan tidak disebut"), place.rest, "", below=True))
    return [*lines, _line(_("Wilayah tidak disebut"), nowhere, "")] if nowhere else lines


def _line(name: str, number: int, url: str, *, below: bool = False) -> dict[str, object]:
    return {"name": name, "count": count(number), "url": url, "below": below}
