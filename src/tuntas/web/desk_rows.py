"""The lines of the inbox as plain strings, column by column, and their clocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuntas.reports.actions.tags import tags_on
from tuntas.reports.clocks import QUIET
from tuntas.reports.models import Clock, Report
from tuntas.reports.queries import QUARANTINE, doubts_of
from tuntas.reports.states import Channel, Classification
from tuntas.sla.calendars import calendars_of
from tuntas.sla.clocks import Kind
from tuntas.sla.workdays import WorkCalendar

from . import presenters
from .overseer_door import Watch


@dataclass(frozen=True)
class Badge:
    """A clock as the queue shows it."""

    level: str
    text: str
    due: str = ""


@dataclass(frozen=True)
class Cell:
    """One field of a line; `kind` is text, status or clock, `more` stands below or beside it."""

    label: str
    kind: str
    text: str = ""
    more: str = ""
    clock: Badge | None = None


@dataclass(frozen=True)
class Row:
    """One line of a queue."""

    url: str
    reference: str
    number: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Beside:
    """What is read beside the report for all lines at once: its tags, and why its filing is doubted."""

    tags: str = ""
    doubts: str = ""


@dataclass(frozen=True)
class Column:
    """A column somebody can choose, and how its cell is filled from the report and what stands beside it."""

    name: str
    label: Promise
    fill: Callable[[Report, Beside], tuple[str, str, str]]


def _topic(report: Report, beside: Beside) -> tuple[str, str, str]:
    place = report.place_text or (report.region.name if report.region else "")
    return "text", report.topic.label if report.topic else _("belum ada topik"), place


def _state(report: Report, beside: Beside) -> tuple[str, str, str]:
    return "status", presenters.public_status(report), presenters.turn(report)


COLUMNS = (
    Column("topik", gettext_lazy("Topik dan tempat"), _topic),
    Column("ditangani", gettext_lazy("Ditangani"), lambda r, by: ("text", (r.unit or r.agency).label, "")),
    Column("petugas", gettext_lazy("Petugas"), lambda r, by: ("text", r.assignee.name if r.assignee else "–", "")),
    Column("keadaan", gettext_lazy("Keadaan"), _state),
    Column("tenggat", gettext_lazy("Tenggat"), lambda r, by: ("clock", "", "")),
    Column("diterima", gettext_lazy("Diterima"), lambda r, by: ("text", presenters.day(r.received_at, r.agency), "")),
    Column(
        "kelas", gettext_lazy("Klasifikasi"), lambda r, by: ("text", str(Classification(r.classification).label), "")
    ),
    Column("kanal", gettext_lazy("Kanal"), lambda r, by: ("text", str(Channel(r.channel).label), "")),
    Column("tanda", gettext_lazy("Tanda"), lambda r, by: ("text", by.tags or "–", "")),
)
STANDARD = ("topik", "ditangani", "keadaan", "tenggat")


_DOUBTS = Column("keraguan", gettext_lazy("Mengapa di karantina"), lambda r, by: ("text", by.doubts or "–", ""))


def columns_of(chosen: Sequence[str], queue: str = "") -> list[Column]:
    """The columns by their names, in the order of the table; the standard ones when none is known. The quarantine
    also says why."""
    names = set(chosen) & {column.name for column in COLUMNS} or set(STANDARD)
    return [*([_DOUBTS] if queue == QUARANTINE else []), *(column for column in COLUMNS if column.name in names)]


def rows_of(reports: list[Report], columns: list[Column], watch: Watch, queue: str = "") -> list[Row]:
    """The lines: two queries for the clocks and one for the tags, whatever their number. `queue` is remembered in
    each link."""
    keys = [report.pk for report in reports]
    badges = badges_of(keys, watch.at)
    tags = tags_on(keys, by=watch.officer) if any(column.name == "tanda" for column in columns) else {}
    doubts = doubts_of(reports) if _DOUBTS in columns else {}
    beside = {key: Beside(_said(", ", tags, key, "name"), _said("; ", doubts, key, "label")) for key in keys}
    return [_row(report, columns, badges.get(report.pk), beside[report.pk], queue) for report in reports]


def _said(between: str, found: Mapping[UUID, Sequence[object]], key: UUID, name: str) -> str:
    return between.join(str(getattr(each, name)) for each in found.get(key, ()))


def _row(report: Report, columns: list[Column], clock: Badge | None, beside: Beside, queue: str) -> Row:
    url = reverse("web:desk_report", args=[report.reference])
    return Row(
        url=f"{url}?{urlencode({'antrean': queue})}" if queue else url,
        reference=report.reference,
        number=report.number,
        title=report.title,
        cells=tuple(_cell(column, report, clock, beside) for column in columns),
    )


def _cell(column: Column, report: Report, clock: Badge | None, beside: Beside) -> Cell:
    kind, text, more = column.fill(report, beside)
    return Cell(str(column.label), kind, text, more, clock)


def badges_of(reports: list[UUID], at: datetime) -> dict[UUID, Badge]:
    """The nearest running operational clock of each report: two queries whatever their number."""
    running = Clock.objects.filter(report__in=reports, stopped_at__isnull=True).exclude(kind__in=QUIET)
    rows = list(running.select_related("institution").order_by("due_at"))
    calendars = calendars_of({row.institution for row in rows})
    badges: dict[UUID, Badge] = {}
    for row in sorted(rows, key=lambda r: (r.due_at is None, r.due_at or r.started_at)):
        if row.report_id not in badges:
            badges[row.report_id] = _badge(row, calendars[row.institution_id], at)
    return badges


def _badge(row: Clock, calendar: WorkCalendar, at: datetime) -> Badge:
    view = presenters.clock_tone(row, calendar, at)
    due = presenters.day(row.due_at, row.institution) if row.due_at else _("waktu berhenti sementara")
    text = f"{Kind(row.kind).label}: {due}"
    return Badge(presenters.LEVELS[view], text, row.due_at.isoformat() if row.due_at else "")
