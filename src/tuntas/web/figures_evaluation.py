"""The evaluation table: one year beside the year before, as a page, as PDF and as a spreadsheet.

The three are set from the same cells, so they cannot differ.
"""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.documents.papers import Paper, Table, paper_pdf
from tuntas.documents.spreadsheets import paper_xlsx
from tuntas.institutions.models import Institution
from tuntas.kernel import clock
from tuntas.sla.clocks import Kind
from tuntas.statistics.scopes import officer_scope

from . import presenters
from .figures import Page, counted_page, filters, tables_of
from .figures_measures import measures_table
from .figures_public import public_page
from .figures_tables import standard
from .figures_words import days, explanations
from .overseer_door import Watch, for_officers, frame

WRITERS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "pdf": ("application/pdf", paper_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", paper_xlsx),
}
"""How a paper leaves the house: ending of the name, media type, writer."""


@require_safe
def evaluation(request: HttpRequest) -> HttpResponse:
    """The evaluation table that everybody may read."""
    office = _office()
    page = public_page(request, clock.now())
    about = {"section": "statistics"}
    return render(request, "figures/evaluation.html", {**about, **_context(page, office, "evaluation")})


@require_safe
def evaluation_file(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as a file."""
    page = public_page(request, clock.now())
    return _file(_paper(page, _office()), page.choice.year, ending)


@require_safe
@for_officers()
def desk_evaluation(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The evaluation table over what this officer works on, each number with the list behind it."""
    page = counted_page(request, officer_scope(watch.officer), watch.at, linked=True)
    context = _context(page, _office(), "desk_evaluation")
    return render(request, "figures/desk_evaluation.html", {**frame(watch, "web:desk_statistics"), **context})


@require_safe
@for_officers()
def desk_evaluation_file(request: HttpRequest, watch: Watch, ending: str) -> HttpResponse:
    """The same as a file."""
    page = counted_page(request, officer_scope(watch.officer), watch.at, linked=False)
    return _file(_paper(page, _office()), page.choice.year, ending)


def _office() -> Institution | None:
    return Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).first()


def _context(page: Page, office: Institution | None, name: str) -> dict[str, object]:
    address = reverse(f"web:{name}")
    return {
        "paper": _paper(page, office),
        "empty": not page.rows,
        "form": filters(page),
        "action": address,
        "files": [
            {"label": ending.upper(), "url": f"{reverse(f'web:{name}_{ending}')}?{page.choice.query}"}
            for ending in WRITERS
        ],
    }


def _paper(page: Page, office: Institution | None) -> Paper:
    year, told = page.choice.year, {"year": page.choice.year, "before": page.choice.year - 1}
    moment = presenters.moment(page.at, office) if office else page.today.isoformat()
    return Paper(
        language=(get_language() or "id").split("-")[0],
        title=_("Evaluasi penanganan laporan %(year)d dibanding %(before)d") % told,
        office=office.name if office else "Tuntas",
        made_at=page.at,
        made=_("Dihitung dari catatan kejadian pada %(moment)s") % {"moment": moment},
        facts=_facts(page, year),
        tables=_tables(page),
        notes_title=_("Cara membaca angka ini"),
        notes=explanations(),
    )


def _facts(page: Page, year: int) -> list[tuple[str, str]]:
    """The national standard of that year, and that an unfinished year is unfinished."""
    limit = standard(Kind.RESPONSE, min(date(year, 12, 31), page.today))
    facts = []
    if limit is not None:
        facts.append((_("Standar nasional respons awal"), days(limit)))
    if year >= page.today.year:
        facts.append((_("Perhatian"), _("Tahun ini belum selesai: angkanya masih berubah.")))
    return facts


def _tables(page: Page) -> list[Table]:
    year = page.choice.year
    groups = page.group(year), page.group(year - 1)
    measures = [] if page.outcomes is not None else [measures_table(*groups, inside=not page.public)]
    return [*measures, *(table for table in page.dated(tables_of(page)) if table.lines)]


def _file(paper: Paper, year: int, ending: str) -> HttpResponse:
    media_type, write = WRITERS[ending]
    response = HttpResponse(write(paper), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="evaluasi-{year}.{ending}"'
    return response
