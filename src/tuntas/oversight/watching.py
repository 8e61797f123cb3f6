"""The marks kept beside the ledger: reports that moved are read anew, in batches, by the worker.

How far was read is the id of an event. Ids are in the order of making and a transaction may be stored a little after
a later one, so each pass begins a little before where the last one ended; reading twice changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tuntas.institutions.models import Nature, Topic
from tuntas.kernel.ids import first_id
from tuntas.reports.models import Event

from .models import Mark, Reading
from .reading import signs_of

NAME = "marks"
BATCH = 500
"""Reports read at a time."""
AT_MOST = 20_000
"""Events looked at in one pass; the next pass goes on."""
OVERLAP = timedelta(minutes=10)
"""Longer than any transaction stays open."""


def go_on(at_most: int = AT_MOST) -> int:
    """Read the reports that moved since the last pass anew; returns how many events were new."""
    known = Reading.objects.filter(name=NAME).first()
    upto = known.upto if known else UUID(int=0)
    events = Event.objects.values_list("pk", "report_id")
    fresh = list(events.filter(pk__gt=upto).order_by("pk")[:at_most])
    late = events.filter(pk__gte=_a_little_before(upto), pk__lte=upto).order_by("-pk")[:at_most]
    reports = list(dict.fromkeys(report for _event, report in (*late, *fresh)))
    for start in range(0, len(reports), BATCH):
        read(reports[start : start + BATCH])
    if fresh:
        Reading.objects.update_or_create(name=NAME, defaults={"upto": fresh[-1][0]})
    return len(fresh)


def read_everything() -> int:
    """Read the whole ledger anew, from its first event; returns how many events."""
    Reading.objects.filter(name=NAME).delete()
    total = 0
    while fresh := go_on():
        total += fresh
    return total


def read(reports: Sequence[UUID]) -> None:
    """Read these reports anew: two queries and two writes, however many."""
    found: dict[UUID, list[Event]] = {}
    physical = frozenset(Topic.objects.filter(nature=Nature.PHYSICAL).values_list("pk", flat=True))
    for event in Event.objects.filter(report__in=reports).order_by("report_id", "seq"):
        found.setdefault(event.report_id, []).append(event)
    with transaction.atomic():
        Mark.objects.filter(report__in=reports).delete()
        Mark.objects.bulk_create(_marks(found.items(), physical), ignore_conflicts=True)


def _marks(histories: Iterable[tuple[UUID, list[Event]]], physical: frozenset[str]) -> list[Mark]:
    return [
        Mark(report_id=report, office_id=one.office, sign=one.sign.value, seq=one.seq, at=one.at)
        for report, events in histories
        for one in signs_of(events, physical)
    ]


def _a_little_before(upto: UUID) -> UUID:
    if not upto.int:
        return upto
    return first_id(datetime.fromtimestamp((upto.int >> 80) / 1000, UTC) - OVERLAP)
