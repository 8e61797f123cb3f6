"""Before and after: the pictures that an officer released with a published report."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tuntas.reports.models import Attachment, Report

from .presenters import day


@dataclass(frozen=True)
class Shot:
    """One picture as components/evidence_pair.html wants it."""

    url: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Pair:
    """The first picture of the reporter and the last one of the office; either may be missing."""

    before: Shot | None
    after: Shot | None


def released_pictures() -> QuerySet[Attachment]:
    """What everybody may see, oldest first; whoever shows it has looked at the report before."""
    return Attachment.objects.filter(published=True, internal=False).exclude(kind="PDF").order_by("seq", "pk")


def pair_of(report: Report, pictures: Iterable[Attachment]) -> Pair | None:
    """The pair among the released pictures of a report; None where the office has shown no result."""
    shown = list(pictures)
    before = [row for row in shown if row.from_reporter]
    after = [row for row in shown if not row.from_reporter]
    if not after:
        return None
    said = _("Tempat laporan %(number)s sebelum ditangani"), _("Tempat laporan %(number)s sesudah ditangani")
    return Pair(_shot(report, before[0], said[0]) if before else None, _shot(report, after[-1], said[1]))


def _shot(report: Report, picture: Attachment, words: str) -> Shot:
    url = reverse("web:published_file", args=[report.reference, picture.public_name])
    caption = day(picture.captured_at, report.agency) if picture.captured_at else ""
    return Shot(url, words % {"number": report.number}, caption)
