"""The measures as a table, and the page that says what each means and how it could be gamed."""

from collections.abc import Iterator
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from tuntas.documents.papers import Cell, Line, Table
from tuntas.reports.states import Verb
from tuntas.statistics.measures import Figures
from tuntas.statistics.registry import MEASURES, Measure, Unit, Value
from tuntas.statistics.spread import Share

from .figures_tables import Group
from .figures_words import bare_days, count, percent, percentage, rounded

UNITS = {
    Unit.REPORTS: lazy("laporan"),
    Unit.TIMES: lazy("kali"),
    Unit.WORKING_DAYS: lazy("hari kerja"),
    Unit.CALENDAR_DAYS: lazy("hari kalender"),
    Unit.SHARE: lazy("bagian dalam persen"),
    Unit.PER_100_000: lazy("per 100.000 penduduk"),
}


def measures_table(this: Group, before: Group, *, inside: bool) -> Table:
    """Every measure, this year beside last year; `inside` also those whose parts are too small for everybody."""
    shown = [measure for measure in MEASURES if inside or not measure.inside]
    lines = [line for measure in shown for line in _lines(measure, this.figures, before.figures)]
    return Table(
        "ukuran",
        _("Ukuran kinerja: %(this)s dibanding %(before)s") % {"this": this.name, "before": before.name},
        _("Arti, rumus, dan cara setiap ukuran dapat diakali dijelaskan di halaman “Arti setiap ukuran”."),
        (_("Ukuran"), this.name, before.name),
        tuple(lines),
    )


def _lines(measure: Measure, *figures: Figures) -> Iterator[Line]:
    """The value; of a quantile also the ends between which it lies with 95 %."""
    name = f"{measure.name} ({UNITS[measure.unit]})"
    yield Line(name, tuple(cell_of(measure.value(one)) for one in figures))
    if measure.interval is not None:
        both = [measure.interval(one) or (None, None) for one in figures]
        yield Line(_("%(name)s: batas bawah 95%%") % {"name": name}, tuple(cell_of(low) for low, _high in both))
        yield Line(_("%(name)s: batas atas 95%%") % {"name": name}, tuple(cell_of(high) for _low, high in both))


def cell_of(value: Value) -> Cell:
    """A value as it is shown."""
    if isinstance(value, Share):
        return Cell(percent(value), value=percentage(value), unit="%")
    if isinstance(value, int):
        return Cell(count(value), value=value)
    shown: Fraction | None = value
    return Cell(bare_days(shown), value=rounded(shown))


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Each measure in words: definition, formula, what it is counted from, law, and how it could be gamed."""
    told = [
        {
            "code": measure.code,
            "name": measure.name,
            "definition": measure.definition,
            "formula": measure.formula,
            "unit": UNITS[measure.unit],
            "events": ", ".join(sorted(str(Verb(verb).label) for verb in measure.events)),
            "law": measure.law,
            "standard": measure.standard,
            "gaming": measure.gaming,
        }
        for measure in MEASURES
    ]
    return render(request, "figures/measures.html", {"section": "statistics", "measures": told})
