"""The figures for officers over what they work on, at /meja/statistik/; figures_public has those for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.documents.papers import Table
from tuntas.evaluation.orders import MAKERS
from tuntas.institutions.models import Institution
from tuntas.reports.states import Classification
from tuntas.sla.calendars import calendar_of
from tuntas.sla.clocks import Kind
from tuntas.statistics.backlog import Waiting, pile
from tuntas.statistics.measures import Figures, Key, split_by
from tuntas.statistics.models import Population
from tuntas.statistics.populations import nearest, populations_of
from tuntas.statistics.reading import BASE, OF_SENDERS, Count, Cut, Now, counts, figures_of, waiting_of
from tuntas.statistics.scopes import Scope, officer_scope

from . import figures_tables as tables
from .figures_tables import Group, Naming
from .figures_words import count, days, explanations
from .overseer_door import Watch, for_officers, frame

ASKED = {
    "year": "tahun",
    "classification": "kelas",
    "unit": "unit",
    "government": "pemerintah",
    "topic": "topik",
    "area": "wilayah",
    "exact": "tepat",
    "since": "dari",
    "until": "sampai",
}
"""What each part of a cut is called in the address of the list behind a figure."""
NOT_BY_UNIT = Classification.SUPERVISION
"""The closed room of the Inspektorat is counted as a whole, never by unit."""


@dataclass(frozen=True)
class Choice:
    """What the address asks for; anything unknown in it counts as not asked."""

    year: int
    classification: str = ""
    unit: UUID | None = None
    government: UUID | None = None

    @property
    def cut(self) -> dict[str, object]:
        """For links to the lists behind figures, without the year."""
        return {"classification": self.classification, "unit": self.unit, "government": self.government}

    @property
    def query(self) -> str:
        """This choice as it stands in an address."""
        asked = {"tahun": self.year, "kelas": self.classification, "unit": self.unit, "pemerintah": self.government}
        return urlencode({name: str(value) for name, value in asked.items() if value})


@dataclass(frozen=True)
class Page:
    """Everything one figures page counts. `linked` pages lead to the lists behind the numbers."""

    scope: Scope
    rows: list[Count]
    waiting: list[Waiting]
    names: Mapping[UUID, str]
    choice: Choice
    today: date
    at: datetime
    linked: bool
    now: Now | None = field(default=None, kw_only=True)
    people: Sequence[Population] = field(default=(), kw_only=True)

    @cached_property
    def parts(self) -> list[Count]:
        """The rows of the chosen class and unit, all years."""
        return [row for row in self.rows if self._chosen(row.classification, row.unit_id)]

    @cached_property
    def by_year(self) -> Mapping[int, list[Count]]:
        """The chosen rows by year of receipt."""
        return split_by(self.parts, lambda row: row.year)

    @cached_property
    def open_now(self) -> list[Waiting]:
        """The open reports of the chosen class and unit, all years."""
        return [row for row in self.waiting if self._chosen(row.classification, row.unit_id)]

    @property
    def home(self) -> frozenset[UUID] | None:
        """What counts as received: see measures.tally."""
        return frozenset() if self.choice.unit else self.scope.home

    @property
    def this_year(self) -> list[Count]:
        """The chosen rows of the chosen year."""
        return self.by_year.get(self.choice.year, [])

    def group(self, year: int) -> Group:
        """All chosen rows of a year."""
        lives = nearest(self.people, year)
        people = lives.people if lives else None
        figures = figures_of(self.by_year.get(year, []), self.home, now=self.now, people=people)
        return Group(str(year), figures, {"year": year, **self.choice.cut}, pile(self.open_now, self.today))

    def link(self, name: str, **cut: object) -> str | None:
        """The list behind a figure, or nothing. Public pages say None where the figure is not to be told."""
        if not self.linked:
            return ""
        asked = {"angka": name} | {ASKED[part]: str(value) for part, value in cut.items() if value}
        return f"{reverse('web:figure_reports')}?{urlencode(asked)}"

    @property
    def public(self) -> bool:
        """Whether everybody reads it."""
        return False

    @property
    def outcomes(self) -> frozenset[str] | None:
        """Which outcomes are shown; None for all."""
        return None

    @property
    def units(self) -> set[UUID]:
        """The units that may be chosen."""
        return {row.unit_id for row in self._of_units(self.rows) if row.unit_id}

    def by_class(self) -> list[Group]:
        """The chosen rows of the chosen year by class."""
        figures = _tallied(split_by(self.this_year, lambda row: row.classification), self.home)
        cut = {**self.choice.cut, "year": self.choice.year}
        return tables.class_groups(figures, self.open_now, self.today, cut)

    def by_unit(self) -> list[Group]:
        """The chosen rows of the chosen year by unit, without what may not be counted so."""
        shown = self._of_units(self.this_year)
        figures = {unit: parts for unit, parts in split_by(shown, lambda row: row.unit_id).items() if unit}
        cut = {"year": self.choice.year, "classification": self.choice.classification}
        return tables.unit_groups(_tallied(figures, frozenset()), self.names, cut)

    def dated(self, found: list[Table]) -> list[Table]:
        """The tables, each with the day up to which it was counted where that is not now."""
        return found

    def still_open(self) -> list[Group]:
        """What is open, by class."""
        return [group for group in self.by_class() if group.backlog.n]

    def shown_by_unit(self, classification: str) -> bool:
        """Whether this class may be counted by unit for this reader."""
        return self.scope.only_closed or classification != NOT_BY_UNIT

    def _of_units(self, found: list[Count]) -> list[Count]:
        """What stands under a unit because the unit got it, as far as this reader may see it by unit."""
        return [
            row
            for row in found
            if row.unit_id and row.metric not in OF_SENDERS and self.shown_by_unit(row.classification)
        ]

    def _chosen(self, classification: str, unit: UUID | None) -> bool:
        choice = self.choice
        if choice.classification not in ("", classification):
            return False
        return choice.unit is None or (choice.unit == unit and self.shown_by_unit(classification))


@require_safe
@for_officers()
def desk_statistics(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The figures over what this officer works on, each with the list behind it."""
    page = counted_page(request, officer_scope(watch.officer), watch.at, linked=True, metrics=BASE)
    context = page_context(page, reverse("web:desk_statistics"))
    context["makes_papers"] = bool(watch.officer.seats_as(*MAKERS))
    return render(request, "figures/desk.html", {**frame(watch, "web:desk_statistics"), **context})


def counted_page(
    request: HttpRequest, scope: Scope, at: datetime, *, linked: bool, metrics: frozenset[str] = frozenset()
) -> Page:
    """What the address asks for, counted over the scope: the same number of queries, however many reports.

    Without `metrics` all that measures need is read.
    """
    counted, office = counts(scope, Cut(metrics=metrics)), government_of(scope)
    today = at.astimezone(ZoneInfo("Asia/Jakarta")).date()
    names = _names({row.unit_id for row in counted} | {row.tenant_id for row in counted})
    choice = choice_of(request, today.year, names)
    return Page(scope, counted, waiting_of(counted), names, choice, today, at, linked, **open_as_of(office, at))


def open_as_of(office: Institution | None, at: datetime) -> dict[str, Any]:
    """What a page needs to measure open reports and people by: the calendar and population of a government."""
    return {"now": Now(at, calendar_of(office)), "people": populations_of(office)} if office else {}


def government_of(scope: Scope) -> Institution | None:
    """The government whose calendar and people count: the only one of the scope, else that of this installation."""
    if len(scope.tenants) == 1:
        return Institution.objects.filter(pk__in=scope.tenants).first()
    return Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).first()


def _names(ids: set[UUID | None]) -> dict[UUID, str]:
    found = Institution.objects.filter(pk__in=[key for key in ids if key])
    return {office.pk: office.label for office in found}


def choice_of(request: HttpRequest, year: int, names: Mapping[UUID, str]) -> Choice:
    """What the address asks for."""
    asked = request.GET
    written = asked.get("tahun", "")
    classification = asked.get("kelas", "")
    return Choice(
        int(written) if written.isascii() and written.isdigit() and len(written) == 4 else year,
        classification if classification in set(Classification) else "",
        next((key for key in names if str(key) == asked.get("unit", "")), None),
    )


def page_context(page: Page, address: str) -> dict[str, object]:
    """What figures/body.html wants."""
    choice = page.choice
    chosen = choice != Choice(page.today.year)
    return {
        "empty": not page.rows,
        "form": filters(page),
        "action": address,
        "reset_url": address if chosen else "",
        "year": choice.year,
        "tiles": tiles_of(page),
        "tables": [table for table in page.dated(tables_of(page)) if table.lines],
        "standard": tables.standard(Kind.RESPONSE, page.today),
        "explanations": explanations(),
    }


def filters(page: Page) -> forms.Form:
    """The filters. Not bound: an address that asks for nonsense is answered, not scolded."""
    years = sorted({row.year for row in page.rows} | {page.today.year, page.choice.year}, reverse=True)
    named = sorted(
        ((str(u), page.names.get(u, tables.NO_UNIT)) for u in page.units), key=lambda pair: pair[1].casefold()
    )
    chosen = {"tahun": page.choice.year, "kelas": page.choice.classification, "unit": str(page.choice.unit or "")}
    form = forms.Form(initial=chosen)
    form.fields["tahun"] = forms.ChoiceField(label=_("Tahun diterima"), choices=[(year, str(year)) for year in years])
    form.fields["kelas"] = forms.ChoiceField(
        label=_("Jenis laporan"), choices=[("", _("Semua jenis")), *Classification.choices], required=False
    )
    form.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=[("", _("Semua unit")), *named], required=False)
    return form


def tiles_of(page: Page) -> list[dict[str, str]]:
    """The six numbers on top."""
    this, before = page.group(page.choice.year), page.group(page.choice.year - 1)
    limit = tables.standard(Kind.RESPONSE, page.today)
    f = this.figures
    told = [
        (_("sampai respons awal, rata-rata"), "answered", days(f.response.mean), _against(before, limit)),
        (_("sampai tindak lanjut, rata-rata"), "acted", days(f.follow_up.mean), _ninth(f)),
        (_("laporan diterima"), "received", count(f.received), _earlier(before, "received")),
        (_("dikonfirmasi selesai oleh pelapor"), "confirmed", count(f.confirmed), _earlier(before, "confirmed")),
        (_("ditutup karena pelapor diam"), "silent", count(f.silent), _earlier(before, "silent")),
        (_("masih terbuka saat ini"), "open", count(this.backlog.n), _oldest(this)),
    ]
    keys = ("label", "name", "number", "note")
    return [_tile(page, dict(zip(keys, tile, strict=True))) for tile in told]


def _tile(page: Page, tile: dict[str, str]) -> dict[str, str]:
    """With its link; without the number, or without the note on the year before, where it is not to be told."""
    name, year = tile["name"], page.choice.year
    if name == "open":
        url = before = page.link(name, **page.choice.cut)
    else:
        url, before = (page.link(name, year=one, **page.choice.cut) for one in (year, year - 1))
    number = tables.kept_back() if url is None else tile["number"]
    return {**tile, "number": number, "note": "" if url is None or before is None else tile["note"], "url": url or ""}


def _against(before: Group, limit: int | None) -> str:
    earlier = _("%(year)s: %(value)s") % {"year": before.name, "value": days(before.figures.response.mean)}
    return (
        earlier
        if limit is None
        else _("standar nasional %(limit)s · %(earlier)s") % {"limit": days(limit), "earlier": earlier}
    )


def _ninth(figures: Figures) -> str:
    """Beside a mean, what it may hide."""
    slow = figures.follow_up.p90
    return "" if slow is None else _("9 dari 10 dalam %(days)s") % {"days": days(slow)}


def _earlier(before: Group, name: str) -> str:
    return _("%(year)s: %(value)s") % {"year": before.name, "value": count(getattr(before.figures, name))}


def _oldest(group: Group) -> str:
    oldest = group.backlog.oldest
    return "" if oldest is None else _("yang tertua %(days)s hari kalender") % {"days": count(oldest)}


def tables_of(page: Page) -> list[Table]:
    """Every table of the chosen year, some perhaps without lines."""
    this, before = page.group(page.choice.year), page.group(page.choice.year - 1)
    classes = page.by_class()
    year = {"year": page.choice.year}
    by_class = _("Kecepatan menurut jenis laporan, dalam hari kerja, %(year)d") % year
    result = _("Hasil menurut jenis laporan, %(year)d") % year
    return [
        tables.speed(this, before, page.today, page.choice.classification, page.link),
        tables.outcomes(this, before, page.link, page.outcomes),
        tables.speeds(Naming("kelas", by_class, _("Jenis")), classes, page.link),
        tables.results(Naming("kelas-hasil", result, _("Jenis")), classes, page.link),
        *_by_government(page),
        *_by_unit(page),
        tables.ages(page.still_open(), _("Jenis"), page.link, page.today),
    ]


def _by_unit(page: Page) -> list[Table]:
    year, units = {"year": page.choice.year}, page.by_unit()
    speed = Naming("unit", _("Kecepatan menurut unit, dalam hari kerja, %(year)d") % year, _("Unit"))
    result = Naming("unit-hasil", _("Hasil menurut unit, %(year)d") % year, _("Unit"))
    return [tables.speeds(speed, units, page.link, own=True), tables.results(result, units, page.link)]


def _by_government(page: Page) -> list[Table]:
    governments = split_by(page.this_year, lambda row: row.tenant_id)
    if len({row.tenant_id for row in page.rows}) < 2:
        return []
    groups = tables.unit_groups(_tallied(governments, page.home), page.names, {})
    caption = _("Kecepatan menurut pemerintah penerima laporan, dalam hari kerja, %(year)d") % {
        "year": page.choice.year
    }
    return [tables.speeds(Naming("pemerintah", caption, _("Pemerintah")), groups, _no_link)]


def _no_link(name: str, **cut: object) -> str:
    return ""


def _tallied(groups: Mapping[Key, list[Count]], home: frozenset[UUID] | None) -> dict[Key, Figures]:
    return {key: figures_of(parts, home) for key, parts in groups.items()}
