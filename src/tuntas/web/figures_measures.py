"""The measures as a table, and the page that says what each means and how it could be gamed."""

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from tuntas.documents.papers import Cell, Line, Table
from tuntas.reports.states import Verb
from tuntas.statistics.registry import MEASURES, Unit, Value
from tuntas.statistics.spread import Share

from .figures_tables import Group
from .figures_words import bare_days, count, percent, percentage, rounded

_UNITS = {
    Unit.REPORTS: lazy("laporan"),
    Unit.TIMES: lazy("kali"),
    Unit.WORKING_DAYS: lazy("hari kerja"),
    Unit.SHARE: lazy("bagian dalam persen"),
}


def measures_table(this: Group, before: Group) -> Table:
    """Every measure, this year beside last year."""
    lines = [
        Line(
            f"{measure.name} ({_UNITS[measure.unit]})",
            (_cell(measure.value(this.figures)), _cell(measure.value(before.figures))),
        )
        for measure in MEASURES
    ]
    return Table(
        "ukuran",
        _("Ukuran kinerja: %(this)s dibanding %(before)s") % {"this": this.name, "before": before.name},
        _("Arti, rumus, dan cara setiap ukuran dapat diakali dijelaskan di halaman “Arti setiap ukuran”."),
        (_("Ukuran"), this.name, before.name),
        tuple(lines),
    )


def _cell(value: Value) -> Cell:
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
            "unit": _UNITS[measure.unit],
            "events": ", ".join(sorted(str(Verb(verb).label) for verb in measure.events)),
            "law": measure.law,
            "gaming": measure.gaming,
        }
        for measure in MEASURES
    ]
    return render(request, "figures/measures.html", {"section": "statistics", "measures": told})
