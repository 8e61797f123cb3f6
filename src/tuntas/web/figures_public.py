"""The figures for everybody at /statistik/: the whole live, every part of it from the last release.

By unit and class nothing is counted for the public at the moment of asking: two answers a day apart would differ by
the one report that came in between.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.documents.papers import Table
from tuntas.institutions.models import Institution
from tuntas.kernel import clock
from tuntas.opendata.models import Release
from tuntas.opendata.releases import Sheets, latest_releases, sheets
from tuntas.opendata.tables import COUNTS, NONE, Speed
from tuntas.reports.states import Ending
from tuntas.sla.dates import date_text
from tuntas.statistics.backlog import pile
from tuntas.statistics.measures import Figures
from tuntas.statistics.reading import BASE, Cut, counts, waiting_of
from tuntas.statistics.scopes import Scope
from tuntas.statistics.spread import Share, Spread
from tuntas.statistics.suppression import ALL, Key

from . import figures_tables as tables
from .figures import Page, choice_of, open_as_of, page_context
from .figures_tables import Group

_NOTHING = Speed(Spread(), Share())
_TABLE_OF = {"answered_late": "answered", "acted_late": "acted"}


@dataclass(frozen=True)
class PublicPage(Page):
    """`releases` and `told` are by year of receipt; `codes` leads from a unit to its code."""

    releases: Mapping[int, Release]
    told: Mapping[int, Sheets]
    codes: Mapping[UUID, str]

    @property
    def public(self) -> bool:
        """Everybody reads it."""
        return True

    @property
    def narrowed(self) -> bool:
        """Whether a part is asked for, which a release alone may answer."""
        return bool(self.choice.classification or self.choice.unit)

    @property
    def outcomes(self) -> frozenset[str] | None:
        """Of a part, only what releases protect."""
        return frozenset(COUNTS) if self.narrowed else None

    @property
    def units(self) -> set[UUID]:
        """The units of which a release tells something."""
        told = {key[0] for year in self.told.values() for sheet in year.values() for key in sheet.cells}
        return {unit for unit, code in self.codes.items() if code in told}

    def link(self, name: str, **cut: object) -> str | None:
        """No list is behind a public figure; None where the figure is not to be told."""
        key = self._key(cut)
        if key == (ALL, ALL):
            return ""
        sheet = self.told.get(_year(cut), {}).get(_table(name, key))
        return None if sheet is None or key in sheet.hidden else ""

    def group(self, year: int) -> Group:
        """The whole as of now, a part as released."""
        if not self.narrowed:
            return super().group(year)
        cut = {"year": year, **self.choice.cut}
        return Group(str(year), self._figures(cut), cut)

    def by_class(self) -> list[Group]:
        """The classes of which a release tells something."""
        cut = {"year": self.choice.year, "unit": self.choice.unit}
        named = {key[1] for key in self._cells()} - {ALL}
        chosen = named & {self.choice.classification} if self.choice.classification else named
        figures = {one: self._figures({**cut, "classification": one}) for one in chosen}
        return tables.class_groups(figures, [], self.today, cut)

    def by_unit(self) -> list[Group]:
        """The units of which a release tells something."""
        cut = {"year": self.choice.year, "classification": self.choice.classification}
        named = {key[0] for key in self._cells()}
        units = [unit for unit, code in self.codes.items() if code in named and self.choice.unit in (None, unit)]
        return tables.unit_groups({unit: self._figures({**cut, "unit": unit}) for unit in units}, self.names, cut)

    def still_open(self) -> list[Group]:
        """How old the open reports are, all together."""
        backlog = pile(self.waiting, self.today)
        whole = Group(_("Semua jenis"), Figures(), {}, backlog)
        return [] if self.narrowed or not backlog.n else [whole]

    def dated(self, found: list[Table]) -> list[Table]:
        """Tables of parts say of which release they are."""
        release = self.releases.get(self.choice.year)
        if release is None:
            return found
        said = _("Dari rilis data: dihitung sampai sebelum %(day)s.") % {"day": date_text(release.cutoff)}
        live = set() if self.narrowed else {"kecepatan", "hasil", "tunggakan"}
        return [one if one.key in live else replace(one, meaning=f"{one.meaning} {said}") for one in found]

    def _key(self, cut: Mapping[str, object]) -> Key:
        unit, classification = cut.get("unit"), cut.get("classification")
        code = self.codes.get(unit, NONE) if isinstance(unit, UUID) else ALL
        return (code, str(classification) if classification else ALL)

    def _cells(self) -> set[Key]:
        """Every key of the chosen year that is not nought everywhere."""
        found = self.told.get(self.choice.year, {}).values()
        return {key for sheet in found for key, times in sheet.cells.items() if times}

    def _figures(self, cut: Mapping[str, object]) -> Figures:
        """What is told of a part; what is not told is not in here at all."""
        told, key = self.told.get(_year(cut), {}), self._key(cut)
        counts = {name: told[name].told(key) or 0 for name in COUNTS if name in told}
        answer, action = (_speed(told, name, key) for name in ("answered", "acted"))
        size = counts.get(_table("received", key), 0)
        return Figures(
            received=size,
            dispatched=counts.get("dispatched", 0),
            response=answer.days,
            unit_response=answer.days,
            response_kept=answer.kept,
            follow_up=action.days,
            unit_follow_up=action.days,
            follow_up_kept=action.kept,
            endings=_endings(counts),
            disputed=counts.get("disputed", 0),
        )


def _endings(counts: Mapping[str, int]) -> Counter[str]:
    return Counter({Ending.CONFIRMED: counts.get("confirmed", 0), Ending.SILENT: counts.get("silent", 0)})


def _speed(told: Sheets, name: str, key: Key) -> Speed:
    sheet = told.get(name)
    return _NOTHING if sheet is None or key in sheet.hidden else sheet.speeds.get(key, _NOTHING)


def _table(name: str, key: Key) -> str:
    """What a unit receives is what is dispatched to it."""
    return "dispatched" if name == "received" and key[0] != ALL else _TABLE_OF.get(name, name)


def _year(cut: Mapping[str, object]) -> int:
    year = cut.get("year")
    return year if isinstance(year, int) else 0


def public_page(request: HttpRequest, at: datetime, metrics: frozenset[str] = frozenset()) -> PublicPage:
    """What the address asks for of the government that runs this installation."""
    office = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).first()
    scope = Scope(tenants=frozenset({office.pk} if office else ()))
    releases = latest_releases(office)
    told = {year: sheets(release) for year, release in releases.items()}
    named = {key[0] for year in told.values() for sheet in year.values() for key in sheet.cells}
    units = list(Institution.objects.filter(code__in=named))
    today: date = at.astimezone(ZoneInfo("Asia/Jakarta")).date()
    names = {unit.pk: unit.label for unit in units}
    counted = counts(scope, Cut(metrics=metrics))
    return PublicPage(
        scope, counted, waiting_of(counted), names, choice_of(request, today.year, names), today, at, False,
        releases, told, {unit.pk: unit.code for unit in units}, **open_as_of(office, at),
    )  # fmt: skip


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The public figures of the government that runs this installation."""
    page = public_page(request, clock.now(), BASE)
    office = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).first()
    release = page.releases.get(page.choice.year)
    about = {"section": "statistics", "office": office, "release": release}
    about |= {"release_day": date_text(release.cutoff) if release else ""}
    return render(request, "figures/public.html", {**about, **page_context(page, reverse("web:statistics"))})
