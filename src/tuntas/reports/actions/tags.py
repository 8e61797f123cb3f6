"""Tags: words by which a government's officers find reports again. Nobody else ever sees them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.kernel.refusals import Invalid

from ..models import Report, Tag, Tagging
from .converse import tag, tag_named, untag

SHOWN_AT_MOST = 200


def retag(report: Report, *, add: str = "", off: Sequence[Tag] = (), by: Officer, at: datetime) -> Report:
    """Put a tag on, by its name, and take others off: all of it or nothing. Raises what `tag` and `untag` raise."""
    if not add and not off:
        raise Invalid(_("Tulis tanda baru, atau centang tanda yang dilepas."), field="tag")
    with transaction.atomic():
        for one in off:
            untag(report, tag=one, by=by, at=at)
        if add:
            tag(report, tag=tag_named(add, by=by), by=by, at=at)
    return report


def tags_for(by: Officer) -> QuerySet[Tag]:
    """The tags of the officer's governments, by name."""
    return Tag.objects.filter(institution__in={seat.government_id for seat in by.seats}).order_by("name", "pk")


def tags_on(reports: Iterable[UUID], *, by: Officer) -> dict[UUID, list[Tag]]:
    """The own governments' tags on each of these reports. One query."""
    rows = Tagging.objects.filter(report__in=list(reports), tag__in=tags_for(by).order_by().values("pk"))
    found: dict[UUID, list[Tag]] = {}
    for row in rows.select_related("tag").order_by("tag__name"):
        found.setdefault(row.report_id, []).append(row.tag)
    return found
