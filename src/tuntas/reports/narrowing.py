"""What an officer narrows a queue down by. Values only: what is not said narrows nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from .models import Report, Tagging


@dataclass(frozen=True)
class Narrowing:
    """Topic, office and region by their codes, a tag by its id, state, class and channel by their words; received
    from `since` until before `until`; `late` keeps what runs beyond its deadline."""

    topic: str = ""
    office: str = ""
    region: str = ""
    state: str = ""
    classification: str = ""
    channel: str = ""
    tag: UUID | None = None
    late: bool = False
    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self != Narrowing()


def narrowed(rows: QuerySet[Report], wish: Narrowing, at: datetime) -> QuerySet[Report]:
    """The rows that fit everything that was said."""
    for condition in _conditions(wish, at):
        rows = rows.filter(condition)
    return rows


def _conditions(wish: Narrowing, at: datetime) -> Iterator[Q]:
    for name in ("state", "classification", "channel"):
        if value := getattr(wish, name):
            yield Q(**{name: value})
    if wish.topic:
        yield Q(topic_id=wish.topic) | Q(topic__parent_id=wish.topic)
    if wish.office:
        yield Q(unit__code=wish.office) | Q(unit__isnull=True, agency__code=wish.office)
    if wish.region:
        yield Q(region__code__startswith=wish.region)
    if wish.tag:
        yield Q(pk__in=Tagging.objects.filter(tag=wish.tag).values("report"))
    if wish.late:
        yield Q(ended_at__isnull=True, next_due_at__lt=at)
    if wish.since:
        yield Q(received_at__gte=wish.since)
    if wish.until:
        yield Q(received_at__lt=wish.until)
