"""The catalogue of open data: what there is, under which licence, since when; as a page and as DCAT-AP JSON-LD."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tuntas.institutions.models import Institution
from tuntas.opendata.models import Release

from .figures_words import count
from .open_data_files import parquet_there
from .open_data_rows import FIGURES, REPORTS, Column

MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "open311.csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
"""Ending of a file -> IANA media type."""
TITLES = {"csv": "CSV", "json": "JSON", "open311.csv": "Open311 (CSV)", "parquet": "Parquet"}
_EU = "http://publications.europa.eu/resource/authority"
Years = Mapping[str, Mapping[int, "int | Release"]]
"""Key of a data set -> year -> how many rows it has, or the release it is."""


@dataclass(frozen=True)
class DataSet:
    """One data set. `view` is the name of the address of its files, `every` how often it changes."""

    key: str
    title: Promise | str
    about: Promise | str
    columns: tuple[Column, ...]
    view: str
    endings: tuple[str, ...]
    every: str


DATA_SETS = (
    DataSet(
        "reports",
        _("Laporan yang diterbitkan"),
        _(
            "Setiap laporan yang diterbitkan petugas, satu baris satu laporan: teks terbitan tanpa data pribadi, "
            "topik, kecamatan, unit, keadaan, dan lamanya. Laporan rahasia tidak ada di sini dengan cara apa pun."
        ),
        REPORTS,
        "data_reports",
        ("csv", "json", "open311.csv", "parquet"),
        "CONT",
    ),
    DataSet(
        "figures",
        _("Angka menurut unit, jenis, topik, dan wilayah"),
        _(
            "Banyaknya laporan dan lamanya, semua laporan termasuk yang tidak diterbitkan. Angka kecil disembunyikan, "
            "dan beberapa angka lain supaya yang kecil tidak dapat dihitung mundur. Dirilis 1 Januari dan 1 Juli."
        ),
        FIGURES,
        "data_figures",
        ("csv", "json", "parquet"),
        "ANNUAL_2",
    ),
)
CHANGES = ((date(2026, 11, 24), _("Rilis pertama kedua kumpulan data.")),)
"""What changed in the columns, newest first. A column is added without notice and removed half a year after notice."""


def endings_of(data_set: DataSet) -> list[str]:
    """The endings that this installation can write."""
    return [ending for ending in data_set.endings if ending != "parquet" or parquet_there()]


def data_set_views(years: Years) -> list[dict[str, object]]:
    """As open_data/index.html wants them."""
    return [
        {
            "key": one.key,
            "title": one.title,
            "about": one.about,
            "years": [_year_view(one, year, there) for year, there in sorted(years[one.key].items(), reverse=True)],
        }
        for one in DATA_SETS
    ]


def _year_view(data_set: DataSet, year: int, there: "int | Release") -> dict[str, object]:
    files = [
        {"title": TITLES[ending], "url": reverse(f"web:{data_set.view}", args=[year, ending])}
        for ending in endings_of(data_set)
    ]
    return {"year": year, "rows": count(there) if isinstance(there, int) else "", "files": files}


def catalogue(office: Institution, years: Years) -> dict[str, Any]:
    """The catalogue as DCAT-AP 3: one data set for each kind, one distribution for each year and format."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": _full("open_data"),
        "@type": "dcat:Catalog",
        "dct:title": _both(_("Data terbuka")),
        "dct:description": _both(_("Laporan masyarakat yang diterbitkan, dan angka tentang penanganannya.")),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": office.name},
        "dct:license": {"@id": settings.TUNTAS_DATA_LICENCE_URL},
        "dct:language": [{"@id": f"{_EU}/language/IND"}, {"@id": f"{_EU}/language/ENG"}],
        "foaf:homepage": {"@id": _full("open_data")},
        "dcat:dataset": [_data_set(one, office, years[one.key]) for one in DATA_SETS],
    }


def _data_set(one: DataSet, office: Institution, years: Mapping[int, "int | Release"]) -> dict[str, Any]:
    return {
        "@id": f"{_full('open_data')}#{one.key}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{settings.TUNTAS_GOVERNMENT}-{one.key}",
        "dct:title": _both(one.title),
        "dct:description": _both(one.about),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": office.name},
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/{one.every}"},
        "dct:spatial": {"@type": "dct:Location", "dct:title": office.region.name if office.region else office.name},
        "dct:conformsTo": {"@id": _full("data_columns")},
        "dcat:landingPage": {"@id": _full("open_data")},
        "dcat:theme": [{"@id": f"{_EU}/data-theme/GOVE"}],
        "dcat:distribution": [
            _distribution(one, year, ending) for year in sorted(years) for ending in endings_of(one)
        ],
    }  # fmt: skip


def _distribution(one: DataSet, year: int, ending: str) -> dict[str, Any]:
    address = _full(one.view, year, ending)
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": f"{year}, {TITLES[ending]}",
        "dct:license": {"@id": settings.TUNTAS_DATA_LICENCE_URL},
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[ending]}"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": f"{year}-01-01"},
            "dcat:endDate": {"@type": "xsd:date", "@value": f"{year}-12-31"},
        },
    }


def _full(name: str, *args: object) -> str:
    return settings.TUNTAS_PUBLIC_URL + reverse(f"web:{name}", args=args)


def _both(text: Promise | str) -> list[dict[str, str]]:
    """A text in both languages."""
    said = []
    for language in ("id", "en"):
        with override(language):
            said.append({"@language": language, "@value": str(text)})
    return said
