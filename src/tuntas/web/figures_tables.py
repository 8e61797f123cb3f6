"""The tables of the figures pages, as plain strings for figures/table.html."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from django.utils.translation import gettext as _

from tuntas.documents.papers import Cell, Line, Table
from tuntas.reports.states import Classification, Ending
from tuntas.sla.clocks import Kind
from tuntas.sla.rules import RuleMissing, rule_for
from tuntas.statistics.backlog import AGES, Backlog, Waiting, pile
from tuntas.statistics.measures import Figures
from tuntas.statistics.spread import Share, Spread

from .figures_words import bare_days, count, percent, percentage, rounded

NO_UNIT = "-"
Link = Callable[..., str | None]
"""link(name, year=, classification=, unit=) -> address of the list behind a figure, or nothing; None: do not tell."""


@dataclass(frozen=True)
class Naming:
    """How a table of groups is called, and the heading of its first column."""

    key: str
    caption: str
    heading: str


@dataclass(frozen=True)
class Group:
    """Some rows of the figures under one name: a year, a class, a unit. `cut` names it in links."""

    name: str
    figures: Figures
    cut: Mapping[str, object] = field(default_factory=dict)
    backlog: Backlog = field(default_factory=lambda: Backlog(Spread(), (0,) * (len(AGES) + 1)))
    note: str = ""


def standard(kind: Kind, on: date, classification: str = "") -> int | None:
    """The general standard in working days; None while no rule is in force."""
    try:
        return rule_for(kind, classification=classification, on=on).days
    except RuleMissing:
        return None


def speed(this: Group, before: Group, on: date, classification: str, link: Link) -> Table:
    """How fast: this year beside last year and the standard."""
    sections = (
        (_("Respons awal"), "response", "answered", standard(Kind.RESPONSE, on)),
        (_("Tindak lanjut"), "follow_up", "acted", _settlement(on, classification)),
    )
    lines: list[Line] = []
    for title, name, listed, limit in sections:
        groups = (this, before)
        spreads = [getattr(group.figures, name) for group in groups]
        kept = [getattr(group.figures, f"{name}_kept") for group in groups]
        lists = [link(listed, **group.cut) for group in groups]
        lines += [
            _speed_line(title, _("rata-rata"), [s.mean for s in spreads], lists, limit),
            _speed_line(title, _("median"), [s.median for s in spreads], lists, limit),
            _speed_line(title, _("9 dari 10 laporan"), [s.p90 for s in spreads], lists, limit),
            _share_line(title, kept, [link(f"{listed}_late", **group.cut) for group in groups]),
        ]
    return Table(
        "kecepatan",
        _("Kecepatan, dalam hari kerja: %(this)s dibanding %(before)s") % {"this": this.name, "before": before.name},
        _(
            "Dihitung sejak laporan pertama kali didisposisikan. 0 berarti dijawab pada hari kerja yang sama. "
            "Laporan yang dibuka kembali tidak mengubah angka ini."
        ),
        (_("Ukuran"), this.name, before.name, _("Standar")),
        tuple(lines),
    )


def _settlement(on: date, classification: str) -> int | None:
    """Each class has its own standard, so without a class there is none to show."""
    return standard(Kind.SETTLEMENT, on, classification) if classification else None


def _speed_line(
    title: str, measure: str, values: Sequence[Fraction | int | None], lists: Sequence[str | None], limit: int | None
) -> Line:
    cells = [_followed(value, url) for value, url in zip(values, lists, strict=True)]
    return Line(f"{title}: {measure}", (*cells, _whole(limit) if limit is not None else Cell(_("menurut jenis"))))


def _share_line(title: str, shares: Sequence[Share], lists: Sequence[str | None]) -> Line:
    cells = [_kept(share, url) for share, url in zip(shares, lists, strict=True)]
    measure = _("tepat waktu")
    return Line(f"{title}: {measure}", (*cells, Cell("100%", value=100, unit="%")))


def kept_back() -> str:
    """What stands where a number is not to be told."""
    return _("disembunyikan")


def _followed(value: Fraction | int | None, url: str | None) -> Cell:
    """Working days, with their list where there are any."""
    if url is None:
        return Cell(kept_back())
    return Cell(bare_days(value), url if value is not None else "", rounded(value))


def _number(value: int, url: str | None) -> Cell:
    if url is None:
        return Cell(kept_back())
    return _whole(value, url if value > 0 else "")


def _whole(value: int, url: str = "") -> Cell:
    return Cell(count(value), url, value)


def _outcomes() -> tuple[tuple[str, str, Callable[[Figures], int]], ...]:
    """Name, list and value of every outcome."""
    return (
        (_("Diterima"), "received", lambda f: f.received),
        (_("Dijawab"), "answered", lambda f: f.answered),
        (_("Baru diberi tahu diterima, belum dijawab khusus"), "acknowledged", lambda f: f.acknowledged),
        (_("Ditindaklanjuti"), "acted", lambda f: f.acted),
        (_("Dikonfirmasi selesai oleh pelapor"), "confirmed", lambda f: f.confirmed),
        (_("Ditutup tanpa tanggapan pelapor"), "silent", lambda f: f.silent),
        (_("Ditutup koordinator"), "coordinator", lambda f: f.endings[Ending.COORDINATOR]),
        (_("Dicabut"), "withdrawn", lambda f: f.endings[Ending.WITHDRAWN]),
        (_("Diarsipkan"), "archived", lambda f: f.endings[Ending.ARCHIVED]),
        (_("Diteruskan ke kanal lain"), "referred", lambda f: f.endings[Ending.REFERRED]),
        (_("Digabung dengan laporan lain"), "merged", lambda f: f.endings[Ending.MERGED]),
        (_("Dinyatakan belum selesai oleh pelapor"), "disputed", lambda f: f.disputed),
        (_("Dibuka kembali"), "reopened", lambda f: f.reopened),
        (_("Dikembalikan karena salah alamat"), "returned", lambda f: f.returned),
        (_("Berjanji dengan tanggal"), "promised", lambda f: f.promised),
        (_("Janji lewat tanggal"), "broken", lambda f: f.broken),
    )


def outcomes(this: Group, before: Group, link: Link, only: frozenset[str] | None = None) -> Table:
    """What became of the reports: this year beside last year; `only` names the outcomes to show."""
    lines = [
        Line(name, tuple(_number(value(group.figures), link(listed, **group.cut)) for group in (this, before)))
        for name, listed, value in _outcomes()
        if only is None or listed in only
    ]
    return Table(
        "hasil",
        _("Jumlah laporan dan hasilnya: %(this)s dibanding %(before)s") % {"this": this.name, "before": before.name},
        _(
            "Tahun adalah tahun laporan diterima. Selesai menurut petugas bukan selesai: hanya pelapor yang dapat "
            "mengonfirmasi. Laporan yang ditutup karena pelapor diam dihitung terpisah. Laporan yang dibuka kembali "
            "tidak lagi dihitung sebagai selesai."
        ),
        (_("Hasil"), this.name, before.name),
        tuple(lines),
    )


def speeds(naming: Naming, groups: Iterable[Group], link: Link, *, own: bool = False) -> Table:
    """How fast, one line for each group; `own` counts from the day the unit got the report."""
    prefix = "unit_" if own else ""
    lines = []
    for group in groups:
        figures = group.figures
        response, action = getattr(figures, f"{prefix}response"), getattr(figures, f"{prefix}follow_up")
        answered, acted = link("answered", **group.cut), link("acted", **group.cut)
        cells = [
            *(_followed(v, answered) for v in (response.mean, response.median, response.p90)),
            _kept(figures.response_kept, link("answered_late", **group.cut)),
            *(_followed(v, acted) for v in (action.mean, action.median, action.p90)),
            _kept(figures.follow_up_kept, link("acted_late", **group.cut)),
        ]
        lines.append(Line(group.name, tuple(cells), group.note))
    meaning = _since_unit() if own else _since_dispatch()
    return Table(naming.key, naming.caption, meaning, _speed_columns(naming.heading), tuple(lines))


def _kept(share: Share, url: str | None) -> Cell:
    """The share kept in time; its list is of those that were late."""
    if url is None:
        return Cell(kept_back())
    return Cell(percent(share), url if share.part < share.whole else "", percentage(share), "%")


def _speed_columns(heading: str) -> tuple[str, ...]:
    words = (_("rata-rata"), _("median"), _("9 dari 10"), _("tepat waktu"))
    parts = [f"{title} {word}" for title in (_("Respons:"), _("Tindak lanjut:")) for word in words]
    return (heading, *parts)


def _since_dispatch() -> str:
    return _("Dihitung sejak laporan pertama kali didisposisikan: selama itulah pelapor menunggu.")


def _since_unit() -> str:
    return _(
        "Dihitung sejak laporan sampai di unit yang menjawab, sehingga waktu yang hilang di unit lain tidak dibebankan "
        "kepadanya. Tepat waktu tetap diukur terhadap janji kepada pelapor."
    )


def results(naming: Naming, groups: Iterable[Group], link: Link) -> Table:
    """What became of the reports, one line for each group."""
    shown = [row for row in _outcomes() if row[1] in _BRIEF]
    lines = []
    for group in groups:
        cells = [_number(value(group.figures), link(listed, **group.cut)) for _name, listed, value in shown]
        lines.append(Line(group.name, tuple(cells)))
    meaning = _("Untuk satu unit, diterima berarti didisposisikan kepadanya, juga bila kemudian dialihkan.")
    columns = (naming.heading, *(name for name, _listed, _value in shown))
    return Table(naming.key, naming.caption, meaning, columns, tuple(lines))


_BRIEF = frozenset({"received", "answered", "acted", "confirmed", "silent", "disputed"})


def ages(groups: Iterable[Group], heading: str, link: Link, today: date) -> Table:
    """Open reports by age in calendar days, one line for each group."""
    bounds = [0, *(limit + 1 for limit in AGES)]
    spans = [
        *(_("%(first)d sampai %(last)d hari") % {"first": a, "last": b} for a, b in zip(bounds, AGES, strict=False)),
        _("lebih dari %(last)d hari") % {"last": AGES[-1]},
    ]
    lines = [Line(group.name, _age_cells(group, link, today)) for group in groups]
    return Table(
        "tunggakan",
        _("Laporan yang masih terbuka saat ini menurut umurnya, dalam hari kalender"),
        _("Umur dihitung sejak laporan diterima, semua tahun, termasuk yang sedang menunggu pelapor atau pihak lain."),
        (heading, _("Terbuka"), *spans, _("Median"), _("Tertua")),
        tuple(lines),
    )


def _age_cells(group: Group, link: Link, today: date) -> tuple[Cell, ...]:
    backlog = group.backlog
    cut = {name: value for name, value in group.cut.items() if name != "year"}
    return (
        _number(backlog.n, link("open", **cut)),
        *(
            _number(times, link("open", **cut, **days))
            for times, days in zip(backlog.groups, age_days(today), strict=True)
        ),
        _followed(backlog.ages.median, ""),
        _followed(backlog.oldest, ""),
    )


def age_days(today: date) -> list[dict[str, date]]:
    """From which to which day the reports of each group of age were received."""
    since = [{"since": today - timedelta(days=limit)} for limit in AGES]
    until = [{"until": today - timedelta(days=limit + 1)} for limit in AGES]
    return [{**a, **b} for a, b in zip([*since, {}], [{}, *until], strict=True)]


def class_groups(
    figures: Mapping[str, Figures], waiting: Sequence[Waiting], today: date, cut: Mapping[str, object]
) -> list[Group]:
    """One group for each class of which there is anything."""
    found = []
    for known in Classification:
        own = [row for row in waiting if row.classification == known.value]
        if known.value in figures or own:
            counted = figures.get(known.value, Figures())
            link = {**cut, "classification": known.value}
            found.append(Group(str(known.label), counted, link, pile(own, today), _standards(today, known)))
    return found


def _standards(on: date, classification: Classification) -> str:
    response, settlement = standard(Kind.RESPONSE, on), standard(Kind.SETTLEMENT, on, classification)
    if response is None or settlement is None:
        return ""
    return _("standar: respons %(response)d, tindak lanjut %(settlement)d") % {
        "response": response,
        "settlement": settlement,
    }


def unit_groups(figures: Mapping[UUID, Figures], names: Mapping[UUID, str], cut: Mapping[str, object]) -> list[Group]:
    """One group for each unit, by name."""
    groups = [Group(names.get(key, NO_UNIT), figures[key], {**cut, "unit": key}) for key in figures]
    return sorted(groups, key=lambda group: group.name.casefold())
