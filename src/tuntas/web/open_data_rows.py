"""The data sets at /data/: their columns, and their rows one by one, so that no file is ever whole in memory.

`reports` are the published reports with what everybody may read of them already: the released text, the place as its
district, days and no hours. `figures` are the cells of a release (opendata.releases), kept-back ones without a number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuntas.institutions.models import Institution, Region, Topic
from tuntas.opendata.models import Release
from tuntas.opendata.releases import Sheet, sheets
from tuntas.opendata.tables import DIMENSIONS, NONE
from tuntas.reports.models import Event, Report
from tuntas.reports.states import TERMINAL, State, Verb
from tuntas.statistics.measures import ACTING
from tuntas.statistics.suppression import ALL, Key

from .figures_words import percentage, rounded
from .public_list import published_reports

DISTRICT = 6
"""Digits of a district's code: the smallest place that is told."""
CHUNK = 200
"""How many rows come from the database at a time."""
_READ = (
    "reference", "received_at", "published_at", "public_title", "public_body", "state", "ending", "last_at",
    "region_id", "agency__code", "agency__name", "agency__time_zone", "unit__code", "unit__name",
    "topic__code", "topic__name",
)  # fmt: skip
Value = str | int | float | bool | date | Decimal | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """`kind` is string, integer, number, boolean or date."""

    name: str
    kind: str
    meaning: Promise | str


REPORTS = (
    Column("number", "string", _("Nomor laporan, sama seperti di halaman terbitannya.")),
    Column("received_on", "date", _("Hari diterima, menurut waktu setempat. Jam tidak diterbitkan.")),
    Column("published_on", "date", _("Hari diterbitkan.")),
    Column("title", "string", _("Judul yang diterbitkan petugas.")),
    Column("text", "string", _("Isi yang diterbitkan petugas, tanpa data pribadi.")),
    Column("topic", "string", _("Kode topik.")),
    Column("topic_name", "string", _("Nama topik.")),
    Column("place", "string", _("Kode Kemendagri kecamatan, atau kabupaten/kota bila kecamatan tidak disebut.")),
    Column("place_name", "string", _("Nama tempat itu.")),
    Column("latitude", "number", _("Lintang titik tengah tempat itu, bukan titik laporan.")),
    Column("longitude", "number", _("Bujur titik tengah tempat itu, bukan titik laporan.")),
    Column("unit", "string", _("Kode unit yang menangani, atau instansi bila belum ada unit.")),
    Column("unit_name", "string", _("Nama unit itu.")),
    Column("state", "string", _("Keadaan laporan sekarang, kode dari daftar istilah.")),
    Column("ending", "string", _("Cara berakhir, kosong bila belum berakhir.")),
    Column("response_days", "integer", _("Hari kerja dari disposisi pertama sampai respon awal.")),
    Column("follow_up_days", "integer", _("Hari kerja dari disposisi pertama sampai tindak lanjut pertama.")),
)
FIGURES = (
    Column("year", "integer", _("Tahun laporan diterima.")),
    Column("cutoff", "date", _("Hari rilis: kejadian sebelum hari itu dihitung.")),
    Column("as_of", "date", _("Hari angka ini: lebih awal bila tabelnya tidak diperbarui pada rilis itu.")),
    Column(
        "measure",
        "string",
        _(
            "Yang dihitung: received diterima, dispatched didisposisikan, answered dijawab, acted ditindaklanjuti, "
            "confirmed dikonfirmasi pelapor, silent ditutup karena pelapor diam, disputed dinyatakan belum selesai."
        ),
    ),
    Column("unit", "string", _("Kode unit; * berarti semua, none berarti tidak menurut unit.")),
    Column("class", "string", _("Jenis laporan; * berarti semua.")),
    Column("topic", "string", _("Topik utama; * berarti semua, none berarti tanpa topik.")),
    Column("place", "string", _("Kode wilayah; * berarti semua, none berarti tidak disebut.")),
    Column("count", "integer", _("Banyaknya; kosong bila disembunyikan.")),
    Column("withheld", "boolean", _("Benar bila angkanya disembunyikan.")),
    Column("mean_days", "number", _("Hari kerja, rata-rata, satu angka di belakang koma.")),
    Column("median_days", "integer", _("Hari kerja, median.")),
    Column("p90_days", "integer", _("Hari kerja, 9 dari 10.")),
    Column("on_time_percent", "number", _("Bagian yang tepat waktu, dalam persen.")),
)
OPEN311 = tuple(
    Column(name, "string", "")
    for name in (
        "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status", "status_notes",
        "service_code", "service_name", "description", "agency_responsible", "address", "lat", "long",
    )
)  # fmt: skip
"""The names of Open311's bulk file. Its times are days here, its point the middle of the place."""


def years_of_reports(office: Institution) -> dict[int, int]:
    """How many published reports there are of each year of receipt, newest first: one query."""
    year = ExtractYear("received_at", tzinfo=ZoneInfo(office.time_zone))
    rows = published_reports().order_by().values(year=year).annotate(n=Count("pk")).order_by("-year")
    return dict(rows.values_list("year", "n"))


def reports_of(office: Institution, year: int) -> QuerySet[Report]:
    """The published reports received in a local year, oldest first."""
    zone = ZoneInfo(office.time_zone)
    bounds = (datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))
    rows = published_reports().filter(received_at__gte=bounds[0], received_at__lt=bounds[1])
    return rows.order_by("received_at", "pk")


def report_rows(reports: QuerySet[Report]) -> Iterator[Row]:
    """The rows of REPORTS."""
    for report, place in _with_places(reports):
        office, topic = report.unit or report.agency, report.topic
        zone = ZoneInfo(report.agency.time_zone)
        yield (
            report.number,
            report.received_at.astimezone(zone).date(),
            (report.published_at or report.received_at).astimezone(zone).date(),
            report.public_title,
            report.public_body,
            topic.code if topic else None,
            topic.name if topic else None,
            place.code if place else None,
            place.name if place else None,
            place.latitude if place else None,
            place.longitude if place else None,
            office.code,
            office.name,
            report.state,
            report.ending or None,
            getattr(report, "response_days", None),
            getattr(report, "follow_up_days", None),
        )


def open311_rows(reports: QuerySet[Report]) -> Iterator[Row]:
    """The rows of OPEN311."""
    for report, place in _with_places(reports):
        zone = ZoneInfo(report.agency.time_zone)
        ended = State(report.state) in TERMINAL
        last = report.last_at.astimezone(zone).date()
        yield (
            report.number,
            report.received_at.astimezone(zone).date(),
            last,
            last if ended else None,
            "closed" if ended else "open",
            report.ending or report.state,
            report.topic.code if report.topic else None,
            report.topic.name if report.topic else report.public_title,
            f"{report.public_title}\n{report.public_body}",
            (report.unit or report.agency).name,
            place.name if place else None,
            place.latitude if place else None,
            place.longitude if place else None,
        )


def _with_places(reports: QuerySet[Report]) -> Iterator[tuple[Report, Region | None]]:
    """Each report with its district; the districts are read once, the reports a few hundred at a time."""
    codes = set(reports.order_by().exclude(region=None).values_list("region_id", flat=True).distinct())
    places = Region.objects.in_bulk({code[:DISTRICT] for code in codes})
    days = Event.objects.filter(report=OuterRef("pk"), days__isnull=False).order_by("seq").values("days")
    # Only what is told is read: neither the reporter's own words nor the place itself come out of the database.
    counted = (
        reports.select_related(None)
        .select_related("agency", "unit", "topic")
        .only(*_READ)
        .annotate(
            response_days=Subquery(days.filter(verb=Verb.RESPOND)[:1]),
            follow_up_days=Subquery(days.filter(verb__in=sorted(ACTING))[:1]),
        )
    )
    for report in counted.iterator(chunk_size=CHUNK):
        yield report, places.get((report.region_id or "")[:DISTRICT])


def figure_rows(release: Release) -> Iterator[Row]:
    """The rows of FIGURES."""
    for measure, sheet in sheets(release).items():
        for key in sorted(sheet.cells):
            named = dict(zip(DIMENSIONS[measure], key, strict=True))
            keys = [named.get(name, ALL) for name in ("unit", "class", "topic", "place")]
            told = sheet.told(key)
            yield (
                release.year, release.cutoff, sheet.as_of, measure, *keys, told, told is None, *_speed(sheet, key),
            )  # fmt: skip


def _speed(sheet: Sheet, key: Key) -> Row:
    speed = sheet.speeds.get(key)
    if speed is None or key in sheet.hidden:
        return (None, None, None, None)
    mean: Fraction | None = speed.days.mean
    return (rounded(mean), speed.days.median, speed.days.p90, percentage(speed.kept))


def names_of(release: Release) -> Mapping[str, str]:
    """The names behind the codes of a release: units, topics and places."""
    codes = {value for sheet in sheets(release).values() for key in sheet.cells for value in key} - {ALL, NONE}
    found: dict[str, str] = {}
    for rows in (
        Institution.objects.filter(code__in=codes).values_list("code", "name"),
        Topic.objects.filter(code__in=codes).values_list("code", F("name")),
        Region.objects.filter(code__in=codes).values_list("code", "name"),
    ):
        found.update(rows)
    return found
