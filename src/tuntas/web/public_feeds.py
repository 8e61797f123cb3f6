"""What machines may follow: feeds of published reports, the list of public pages, and who should stay away."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuntas.redaction.finder import covered
from tuntas.reports.models import Message, Report

from .presenters import public_status
from .public_filters import Filters, said
from .public_list import card, published_reports, released
from .public_one import follow_up_messages

MOST_ENTRIES = 30
PRIVATE = ("/meja/", "/kelola/", "/pengawas/", "/akun/", "/lacak/")


class PublishedFeed(Feed[Report, Any]):
    """The published reports, newest first, narrowed down by the same words as the list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Report]:
        return Filters(said(request.GET)).narrowed(published_reports())[:MOST_ENTRIES]

    def title(self) -> str:
        return _("Laporan yang diterbitkan") + f" - {settings.TUNTAS_NAME}"

    def link(self) -> str:
        return reverse("web:published")

    def items(self, rows: QuerySet[Report]) -> QuerySet[Report]:
        return rows

    def item_title(self, item: Report) -> str:
        return item.public_title

    def item_description(self, item: Report) -> str:
        return f"{public_status(item)}. {card(item)['excerpt']}"

    def item_link(self, item: Report) -> str:
        return _page_of(item)

    def item_pubdate(self, item: Report) -> datetime:
        return item.published_at or item.received_at

    item_updateddate = item_pubdate


class ReportFeed(Feed[Message, Any]):
    """What the office says it did about one published report."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Report:
        return released(kwargs["reference"])

    def title(self, report: Report) -> str:
        return f"{report.public_title} ({report.number})"

    def subtitle(self, report: Report) -> str:
        return public_status(report)

    def link(self, report: Report) -> str:
        return _page_of(report)

    def items(self, report: Report) -> list[Message]:
        return follow_up_messages(report)[-MOST_ENTRIES:]

    def item_title(self, item: Message) -> str:
        return _("Tindak lanjut")

    def item_description(self, item: Message) -> str:
        return covered(item.body)

    def item_link(self, item: Message) -> str:
        return f"{_page_of(item.report)}#tindak-lanjut-{item.seq}"

    def item_pubdate(self, item: Message) -> datetime:
        return item.at

    item_updateddate = item_pubdate


def _page_of(report: Report) -> str:
    return reverse("web:published_one", args=[report.reference])


class PublishedPages(Sitemap[Report]):
    """Every published report."""

    limit = 5_000

    def items(self) -> QuerySet[Report]:
        return published_reports()

    def lastmod(self, item: Report) -> datetime:
        return item.last_at

    def location(self, item: Report) -> str:
        return _page_of(item)


class FixedPages(Sitemap[str]):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return ["home", "report", "published", "statistics", "open_data", "privacy", "accessibility"]

    def location(self, item: str) -> str:
        return reverse(f"web:{item}")


@require_safe
def site_map(request: HttpRequest) -> TemplateResponse:
    """The public pages for search engines."""
    return sitemap_views.sitemap(request, {"pages": FixedPages, "published": PublishedPages})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Who should stay away from what. Nothing is protected by this; it only keeps counters honest."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {settings.TUNTAS_PUBLIC_URL}{reverse('web:site_map')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
