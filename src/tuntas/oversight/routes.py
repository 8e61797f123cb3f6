"""What a change of the competence register would mean: which reports would be proposed to somebody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tuntas.accounts.actors import Officer
from tuntas.institutions.models import Topic
from tuntas.institutions.register import Register
from tuntas.reports.access import visible_to
from tuntas.reports.models import Report
from tuntas.reports.states import OPEN

LOOKED_BACK = timedelta(days=90)
SHOWN_AT_MOST = 20


@dataclass(frozen=True)
class Rerouted:
    """One report that would be proposed to somebody else: names, empty for nobody."""

    reference: str
    waiting: bool
    before: str
    after: str


@dataclass(frozen=True)
class RoutePreview:
    """`waiting` open reports not yet at a unit, and `recent` of the last ninety days, would go elsewhere."""

    waiting: int = 0
    recent: int = 0
    examples: list[Rerouted] = field(default_factory=list)


def preview_routes(act: Callable[[], object], topic: Topic, *, on: date, by: Officer, at: datetime) -> RoutePreview:
    """The effect of an action on the register of a day, seen with it in place and then taken back. Raises the same."""
    with transaction.atomic():
        before = Register.read(on)
        act()
        found = _compared(before, Register.read(on), topic, by, at)
        transaction.set_rollback(True)
    return found


def _compared(before: Register, after: Register, topic: Topic, by: Officer, at: datetime) -> RoutePreview:
    waiting, recent, told = 0, 0, []
    for pk, reference, own, above, region, is_waiting, is_recent in _reports(topic, at):
        was, now = (_first(register, own, above, region) for register in (before, after))
        if was != now:
            waiting, recent = waiting + is_waiting, recent + is_recent
            told.append((pk, Rerouted(reference, is_waiting, was, now)))
    shown = sorted(told, key=lambda pair: not pair[1].waiting)[:SHOWN_AT_MOST]
    seen = set(visible_to(by).filter(pk__in=[pk for pk, _row in shown]).values_list("pk", flat=True))
    return RoutePreview(waiting, recent, [row for pk, row in shown if pk in seen])


def _first(register: Register, own: str, above: str, region: str) -> str:
    return next((line.name for line in register.nearest(own, above, region)), "")


def _reports(topic: Topic, at: datetime) -> Iterator[tuple[object, str, str, str, str, bool, bool]]:
    """Reports of this topic and those below it, newest first: waiting for a unit, or of the last ninety days."""
    waiting, recent = Q(unit__isnull=True, state__in=OPEN), Q(received_at__gt=at - LOOKED_BACK)
    rows = Report.objects.filter(waiting | recent, Q(topic=topic) | Q(topic__parent=topic)).order_by("-received_at")
    columns = ("pk", "reference", "topic_id", "topic__parent_id", "region_id", "unit_id", "state", "received_at")
    for pk, reference, own, above, region, unit, state, received in rows.values_list(*columns).iterator():
        is_waiting, is_recent = unit is None and state in OPEN, received > at - LOOKED_BACK
        yield pk, reference, own, above or "", region or "", is_waiting, is_recent
