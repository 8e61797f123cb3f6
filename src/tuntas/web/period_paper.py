"""The periodic report: from what was counted and from kept inputs to one paper, the same bytes each time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tuntas.documents.papers import Cell, Chapter, Chart, Line, Paper, Table, paper_pdf
from tuntas.documents.spreadsheets import paper_xlsx
from tuntas.evaluation.periods import Period, period
from tuntas.reports.states import Channel, Classification
from tuntas.sla.clocks import Kind
from tuntas.sla.dates import date_text
from tuntas.statistics.backlog import pile
from tuntas.statistics.measures import Figures, split_by
from tuntas.statistics.models import Axis
from tuntas.statistics.periods import Counted, Span
from tuntas.statistics.reading import OF_SENDERS, Count, Now, figures_of
from tuntas.statistics.scopes import Scope

from . import figures_tables as tables
from .figures_measures import measures_table
from .figures_tables import Group, Naming
from .figures_words import count, days, explanations
from .period_inputs import calendar_from, scope_from
from .period_words import called

TOPICS, LISTED = 10, 100


def files_of(inputs: Mapping[str, Any], counted: Counted) -> tuple[bytes, bytes]:
    """PDF and spreadsheet, always in Indonesian: equal inputs and counts give equal bytes."""
    with override("id"):
        paper = paper_of(inputs, counted)
        return paper_pdf(paper), paper_xlsx(paper)


def paper_of(inputs: Mapping[str, Any], counted: Counted) -> Paper:
    """The paper in the active language."""
    return _Writer(inputs, counted).paper()


@dataclass(frozen=True)
class _Writer:
    inputs: Mapping[str, Any]
    counted: Counted

    @cached_property
    def period(self) -> Period:
        return period(str(self.inputs["period"]))

    @cached_property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(str(self.inputs["made_at"]))

    @cached_property
    def span(self) -> Span:
        return Span(*(date.fromisoformat(day) for day in self.inputs["spans"][0]))

    @cached_property
    def scope(self) -> Scope:
        return scope_from(self.inputs)

    @cached_property
    def home(self) -> frozenset[UUID]:
        return self.scope.tenants

    @cached_property
    def rows(self) -> list[Count]:
        return self.counted.cohorts[0][Axis.UNIT]

    @cached_property
    def names(self) -> dict[UUID, str]:
        return {UUID(key): str(name) for key, name in self.inputs["names"].items()}

    def paper(self) -> Paper:
        this, before = self._group(0, called(self.period)), self._group(1, called(self.period.before))
        return Paper(
            language="id",
            title=_("Laporan pengelolaan pengaduan: %(period)s") % {"period": called(self.period)},
            office=str(self.inputs["office"]["name"]),
            made_at=self.made_at,
            made=_("Dihitung dari catatan kejadian pada %(moment)s") % {"moment": self.inputs["made"]},
            facts=self._facts(this.figures),
            charts=self._charts(this, before),
            tables=[table for table in self._tables(this, before) if table.lines],
            chapters=self._chapters(),
            notes_title=_("Cara membaca angka ini"),
            notes=[*_notes(), *explanations()],
        )

    def _group(self, number: int, name: str) -> Group:
        span = Span(*(date.fromisoformat(day) for day in self.inputs["spans"][number]))
        seen = self.made_at if number == 0 else datetime.fromisoformat(str(self.inputs["made_before"]))
        now = Now(seen, calendar_from(self.inputs["calendar"])) if self.inputs["calendar"] else None
        parts = self.counted.cohorts[number][Axis.UNIT]
        return Group(name, figures_of(parts, self.home, now=now), {}, pile([], span.seen))

    def _facts(self, figures: Figures) -> list[tuple[str, str]]:
        span, limit = self.span, tables.standard(Kind.RESPONSE, self.span.until)
        told = {"first": date_text(span.since), "last": date_text(span.until)}
        facts = [
            (_("Periode"), _("%(first)s sampai %(last)s") % told),
            (
                _("Diterima"),
                ngettext("%(n)s laporan", "%(n)s laporan", figures.received) % {"n": count(figures.received)},
            ),
            (_("Respons awal, rata-rata"), days(figures.response.mean)),
            (_("Tindak lanjut, rata-rata"), days(figures.follow_up.mean)),
        ]
        if limit is not None:
            facts.append((_("Standar nasional respons awal"), days(limit)))
        if span.seen <= span.until:
            facts.append((_("Perhatian"), _("Periode ini belum selesai: angkanya masih berubah.")))
        return facts

    def _tables(self, this: Group, before: Group) -> list[Table]:
        until = self.span.until
        units = tables.unit_groups(self._by_unit(), self.names, {})
        speed = Naming("unit", _("Kecepatan menurut unit, dalam hari kerja"), _("Unit"))
        result = Naming("unit-hasil", _("Hasil menurut unit"), _("Unit"))
        classes = self._by_class()
        by_class = Naming("kelas", _("Kecepatan menurut jenis laporan, dalam hari kerja"), _("Jenis"))
        outcome = Naming("kelas-hasil", _("Hasil menurut jenis laporan"), _("Jenis"))
        return [
            self._flow(this, before),
            tables.speed(this, before, until, "", _no_link),
            tables.outcomes(this, before, _no_link),
            tables.speeds(by_class, classes, _no_link),
            tables.results(outcome, classes, _no_link),
            *(self._compared(*axis, this, before) for axis in self._axes()),
            tables.speeds(speed, units, _no_link, own=True),
            tables.results(result, units, _no_link),
            self._ages(),
            self._overdue(),
            measures_table(this, before, inside=True),
        ]

    def _by_unit(self) -> dict[UUID, Figures]:
        """The closed room of the Inspektorat is counted as a whole, never by unit."""
        shown = [row for row in self.rows if row.unit_id and row.metric not in OF_SENDERS]
        shown = [row for row in shown if row.classification != Classification.SUPERVISION]
        found = split_by(shown, lambda row: row.unit_id)
        return {unit: figures_of(parts, frozenset()) for unit, parts in found.items() if unit}

    def _by_class(self) -> list[Group]:
        found = split_by(self.rows, lambda row: row.classification)
        figures = {name: figures_of(parts, self.home) for name, parts in found.items()}
        return tables.class_groups(figures, [], self.span.until, {})

    def _axes(self) -> tuple[tuple[Axis, str, str, Callable[[str], str]], ...]:
        labels = {channel.value: str(channel.label) for channel in Channel}
        topics, areas = self.inputs["topics"], self.inputs["areas"]
        return (
            (Axis.TOPIC, _("Sepuluh topik terbanyak"), _("Topik"), lambda code: topics.get(code, code)),
            (Axis.CHANNEL, _("Laporan menurut kanal"), _("Kanal"), lambda code: labels.get(code, code)),
            (Axis.AREA, _("Laporan menurut wilayah"), _("Wilayah"), lambda code: areas.get(code, code)),
        )

    def _compared(
        self, axis: Axis, caption: str, heading: str, name: Callable[[str], str], this: Group, before: Group
    ) -> Table:
        """The largest members of an axis, by how many were received, beside the period before."""
        now, then = (self._received(number, axis) for number in (0, 1))
        largest = sorted(now, key=lambda member: (-now[member], member))[:TOPICS]
        lines = [
            Line(
                name(member) or _("tidak disebut"),
                (_whole(now[member]), _whole(then.get(member, 0)), _whole(now[member] - then.get(member, 0))),
            )
            for member in largest
        ]
        meaning = _("Banyaknya laporan yang diterima, dan selisihnya dengan periode yang sama tahun sebelumnya.")
        columns = (heading, this.name, before.name, _("Selisih"))
        return Table(axis.value.lower(), caption, meaning, columns, tuple(lines))

    def _received(self, number: int, axis: Axis) -> dict[str, int]:
        found = split_by(self.counted.cohorts[number][axis], lambda row: row.member)
        counted = {member: figures_of(parts, self.home).received for member, parts in found.items()}
        return {member: times for member, times in counted.items() if times}

    def _flow(self, this: Group, before: Group) -> Table:
        names = (
            (_("Terbuka sebelum periode"), "before"),
            (_("Diterima dalam periode"), "received"),
            (_("Berakhir dalam periode, dikurangi yang dibuka kembali"), "ended"),
            (_("Terbuka pada akhir periode"), "after"),
        )
        lines = [Line(name, tuple(_whole(getattr(f, key)) for f in self.counted.flows)) for name, key in names]
        return Table(
            "arus",
            _("Arus laporan: %(this)s dibanding %(before)s") % {"this": this.name, "before": before.name},
            _("Laporan yang berpindah unit mengubah jumlah yang terbuka tanpa masuk atau berakhir."),
            (_("Arus"), this.name, before.name),
            tuple(lines),
        )

    def _ages(self) -> Table:
        open_now = [row for row in self.counted.open if row.times > 0]
        groups = [g for g in tables.class_groups({}, open_now, self.span.seen, {}) if g.backlog.n]
        return tables.ages(groups, _("Jenis"), _no_link, self.span.seen)

    def _overdue(self) -> Table:
        late, numbers = self.counted.overdue, self.inputs["references"]
        kinds = {"RESPONSE": _("respons awal"), "SETTLEMENT": _("tindak lanjut")}
        lines = [
            Line(
                numbers.get(str(one.report_id), ""),
                (
                    Cell(self.names.get(one.unit_id, tables.NO_UNIT) if one.unit_id else tables.NO_UNIT),
                    Cell(kinds[one.kind]),
                    Cell(date_text(one.due.astimezone(calendar_from(self.inputs["calendar"]).zone).date())),
                ),
            )
            for one in late[:LISTED]
        ]
        meaning = _("Nomor dan unit saja, tanpa isi laporan. Laporan berkadar pengawasan tidak didaftar di sini.")
        if len(late) > LISTED:
            meaning += " " + _("%(n)s lainnya tidak didaftar.") % {"n": count(len(late) - LISTED)}
        columns = (_("Nomor"), _("Unit"), _("Yang terlambat"), _("Batas waktu"))
        return Table("terlambat", _("Melewati batas waktu dan masih terbuka"), meaning, columns, tuple(lines))

    def _charts(self, this: Group, before: Group) -> list[Chart]:
        flows = self.counted.flows
        both = [(this.name, flows[0].received), (before.name, flows[1].received)]
        groups = tables.unit_groups(self._by_unit(), self.names, {})
        units = sorted(((g.name, g.figures.dispatched) for g in groups), key=lambda pair: (-pair[1], pair[0]))
        charts = [Chart(_("Laporan diterima"), _("Periode"), _("Laporan"), _bars(both))]
        if any(times for _name, times in units):
            charts.append(Chart(_("Laporan menurut unit"), _("Unit"), _("Laporan"), _bars(units[:TOPICS])))
        return charts

    def _chapters(self) -> list[Chapter]:
        words, stories = self.inputs["words"], self.inputs["stories"]
        found = []
        if stories:
            told = [f"{one['number']}: {one['title']} ({one['unit']})" for one in stories]
            found.append(Chapter(_("Kisah sukses"), told))
        if words["recommendations"].strip():
            lines = [line.strip() for line in words["recommendations"].splitlines() if line.strip()]
            found.append(Chapter(_("Rekomendasi"), lines))
        place = ", ".join(part for part in (words["place"], self.inputs["made_day"]) if part)
        signed = [
            place,
            words["position"] or self.inputs["office"]["name"],
            words["signer"] or "........................",
        ]
        return [*found, Chapter(_("Penanda tangan"), signed, signature=True)]


def _whole(value: int) -> Cell:
    return Cell(count(value), value=value)


def _bars(pairs: Sequence[tuple[str, int]]) -> list[tuple[str, str, int]]:
    most = max((value for _name, value in pairs), default=0)
    return [(name, count(value), round(100 * max(value, 0) / most) if most > 0 else 0) for name, value in pairs]


def _no_link(name: str, **cut: object) -> str:
    return ""


def _notes() -> list[tuple[str, str]]:
    return [
        (
            _("Periode"),
            _(
                "Yang dihitung adalah laporan yang diterima dalam periode itu, dengan segala yang terjadi padanya "
                "sampai hari laporan ini dibuat. Periode pembanding dihitung sampai hari yang sama setahun sebelumnya, "
                "sehingga laporan lama tidak mendapat waktu lebih panjang."
            ),
        ),
        (
            _("Dapat dibuat ulang"),
            _(
                "Laporan ini dihitung dari catatan kejadian sampai satu kejadian tertentu. Bila dibuat lagi dari "
                "catatan yang sama, hasilnya sama sampai ke bitnya."
            ),
        ),
    ]
