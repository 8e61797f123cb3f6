"""Open data at /data/: the catalogue for people and for machines, and the files."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import NotFound
from tuntas.opendata.models import Release
from tuntas.opendata.releases import latest_releases, statement
from tuntas.sla.dates import date_text

from .open_data_catalogue import CHANGES, DATA_SETS, Years, catalogue, data_set_views
from .open_data_files import csv_lines, json_lines, parquet_file, parquet_there
from .open_data_rows import (
    FIGURES,
    OPEN311,
    REPORTS,
    Column,
    Row,
    figure_rows,
    open311_rows,
    report_rows,
    reports_of,
    years_of_reports,
)

SECONDS = 300
"""How long others may keep a file: a report that is hidden again must vanish soon."""
Rows = Callable[[], Iterable[Row]]


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The data sets with their files of each year."""
    office = _office()
    years = _years(office)
    context = {
        "section": "statistics",
        "office": office,
        "data_sets": data_set_views(years),
        "releases": [_release_view(row) for row in _releases(office)],
        "parquet": parquet_there(),
        "licence": {"name": settings.TUNTAS_DATA_LICENCE_NAME, "url": settings.TUNTAS_DATA_LICENCE_URL},
    }
    return render(request, "open_data/index.html", context)


@require_safe
def open_data_columns(request: HttpRequest) -> HttpResponse:
    """What every column means, and what changed in the data sets."""
    context = {"section": "statistics", "data_sets": DATA_SETS, "changes": CHANGES, "open311": OPEN311}
    return render(request, "open_data/columns.html", context)


@require_safe
def open_data_catalogue(request: HttpRequest) -> HttpResponse:
    """The same for machines: DCAT-AP as JSON-LD."""
    office = _office()
    years = _years(office)
    body = json.dumps(catalogue(office, years), ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/ld+json; charset=utf-8")
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


@require_safe
def reports_file(request: HttpRequest, year: str, ending: str) -> HttpResponseBase:
    """The published reports received in a year."""
    reports = reports_of(_office(), int(year))
    seen = reports.order_by().aggregate(n=Count("pk"), last=Max("last_at"), published=Max("published_at"))
    if not seen["n"]:
        raise NotFound()
    mark = hashlib.sha256(f"{settings.TUNTAS_GOVERNMENT} {year} {seen}".encode()).hexdigest()
    state = _validators(f"{mark[:32]}-{ending}", max(seen["last"], seen["published"]))
    columns, rows = (OPEN311, open311_rows) if ending == "open311.csv" else (REPORTS, report_rows)
    return _answer(request, state, f"laporan-terbit-{year}", ending, columns, lambda: rows(reports))


@require_safe
def figures_file(request: HttpRequest, year: str, ending: str) -> HttpResponseBase:
    """The figures of the last release of a year."""
    release = latest_releases(_office()).get(int(year))
    if release is None:
        raise NotFound()
    state = _validators(f"{release.hash[:32]}-{ending}", release.made_at)
    return _answer(request, state, f"angka-{year}", ending, FIGURES, lambda: figure_rows(release))


@require_safe
def release_file(request: HttpRequest, year: str, cutoff: str) -> HttpResponse:
    """One release as it was hashed: the statement, to the last byte."""
    release = next((row for row in _releases(_office()) if (str(row.year), str(row.cutoff)) == (year, cutoff)), None)
    if release is None:
        raise NotFound()
    response = HttpResponse(statement(release), content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def _answer(
    request: HttpRequest, state: dict[str, str], name: str, ending: str, columns: tuple[Column, ...], rows: Rows
) -> HttpResponseBase:
    """The file, or 304 when the reader has it. What is published may shrink, so the tag alone decides, no date."""
    asked = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    response: HttpResponseBase = HttpResponse(status=304)
    if state["ETag"] not in asked:
        response = _WRITERS[ending](name, columns, rows)
        response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    for header, value in state.items():
        response[header] = value
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def _validators(mark: str, last: datetime) -> dict[str, str]:
    return {"ETag": quote_etag(mark), "Last-Modified": http_date(last.timestamp())}


def _csv(name: str, columns: tuple[Column, ...], rows: Rows) -> HttpResponseBase:
    return StreamingHttpResponse(csv_lines(columns, rows()), content_type="text/csv; charset=utf-8; header=present")


def _json(name: str, columns: tuple[Column, ...], rows: Rows) -> HttpResponseBase:
    about = {"name": name, "license": settings.TUNTAS_DATA_LICENCE_URL}
    return StreamingHttpResponse(json_lines(columns, rows(), about), content_type="application/json")


def _parquet(name: str, columns: tuple[Column, ...], rows: Rows) -> HttpResponseBase:
    if not parquet_there():
        raise NotFound()
    return FileResponse(parquet_file(columns, rows()), content_type="application/vnd.apache.parquet")


_WRITERS = {"csv": _csv, "open311.csv": _csv, "json": _json, "parquet": _parquet}


def _years(office: Institution) -> Years:
    return {"reports": years_of_reports(office), "figures": latest_releases(office)}


def _office() -> Institution:
    office = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).first()
    if office is None:
        raise NotFound()
    return office


def _releases(office: Institution) -> QuerySet[Release]:
    return Release.objects.filter(tenant=office).defer("told", "counted").order_by("-cutoff", "-year")


def _release_view(release: Release) -> dict[str, str]:
    return {
        "year": str(release.year),
        "day": date_text(release.cutoff),
        "hash": release.hash,
        "url": reverse("web:data_release", args=[release.year, release.cutoff.isoformat()]),
    }
