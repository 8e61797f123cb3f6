"""The front page and the short pages that say what we do with data and how the pages are built."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tuntas.kernel import clock
from tuntas.reports.models import Attachment, Report
from tuntas.reports.states import Ending

from .presenters import day
from .processing import RECORD
from .public_list import card, published_reports
from .public_pairs import Pair, pair_of, released_pictures
from .public_tally import tally_at, tiles

NEWEST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, two big actions, whom to call, how fast we are, what was fixed, how it works, what is new."""
    told = tally_at(clock.now())
    context = {
        "section": "home",
        "year": told.year,
        "tiles": tiles(told),
        "fixed": [(_fixed_card(report), _pair(report)) for report in _confirmed()],
        "cards": [card(report) for report in published_reports()[:NEWEST]],
    }
    return render(request, "public/home.html", context)


def _confirmed() -> list[Report]:
    """Published reports of which the person who made them says that it is fixed, the latest first."""
    rows = published_reports().filter(ended_at__isnull=False, ending=Ending.CONFIRMED)
    pictures = Prefetch("attachments", queryset=released_pictures(), to_attr="pictures")
    return list(rows.prefetch_related(pictures).order_by("-ended_at", "-pk")[:NEWEST])


def _fixed_card(report: Report) -> dict[str, str]:
    return {**card(report), "when": day(report.ended_at or report.received_at, report.agency)}


def _pair(report: Report) -> Pair | None:
    pictures: list[Attachment] = getattr(report, "pictures", [])
    return pair_of(report, pictures)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, who sees it, how long."""
    return render(request, "public/privacy.html", {"record": RECORD})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What these pages promise to everybody, and where to complain about them."""
    return render(request, "public/accessibility.html")
