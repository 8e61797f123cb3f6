"""The front page and the short pages that say what we do with data and how the pages are built."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .public_list import card, published_reports

NEWEST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One sentence, two big actions, how it works, the newest published reports."""
    cards = [card(report) for report in published_reports()[:NEWEST]]
    return render(request, "public/home.html", {"section": "home", "cards": cards})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, who sees it, how long."""
    return render(request, "public/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What these pages promise to everybody, and where to complain about them."""
    return render(request, "public/accessibility.html")
