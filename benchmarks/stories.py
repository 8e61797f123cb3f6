"""Lives of reports as event rows, computed without living them: for benchmarks of figures with a million reports.

`tests/statistics/test_stories.py` lives the same plans through the real actions and compares the rows.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from tuntas.institutions.models import GOVERNMENTS, Institution, Topic
from tuntas.kernel.ids import new_id
from tuntas.sla.calendars import calendar_of
from tuntas.sla.workdays import WorkCalendar

SETTLEMENT = {"COMPLAINT": 14, "INFORMATION": 5, "ASPIRATION": 5}
CLASSES = ("COMPLAINT",) * 6 + ("INFORMATION",) * 2 + ("ASPIRATION",) * 2
CHANNELS = ("WEB",) * 6 + ("COUNTER", "PHONE", "SOCIAL")
BEGIN, DAYS = datetime(2024, 1, 2, tzinfo=UTC), 720


class Row(NamedTuple):
    """The counted columns of an event."""

    verb: str
    source: str
    target: str
    at: datetime
    facts: dict[str, object]
    unit_id: UUID | None
    days: int | None = None
    unit_days: int | None = None
    on_time: bool | None = None
    ending: str = ""


@dataclass(frozen=True)
class Office:
    """A government with its units, calendar and area."""

    id: UUID
    units: Sequence[UUID]
    calendar: WorkCalendar
    area: str


@dataclass(frozen=True)
class Plan:
    """What is to happen to one report. Hours after receipt; None where it does not come so far."""

    office: Office
    unit: UUID
    topic: str
    classification: str
    channel: str
    received: datetime
    dispatched: float | None = None
    responded: float | None = None
    followed_up: float | None = None
    ended: float | None = None
    rating: int | None = None

    def at(self, hours: float) -> datetime:
        return self.received + timedelta(hours=hours)


def offices() -> list[Office]:
    """Every government that has a unit."""
    found = []
    for government in Institution.objects.filter(level__in=GOVERNMENTS).order_by("code"):
        units = Institution.objects.filter(government=government, level="UNIT").values_list("pk", flat=True)
        if units:
            area = government.region_id or ""
            found.append(Office(government.pk, sorted(units), calendar_of(government), area))
    return found


def plans(many: int, among: Sequence[Office], seed: int = 1) -> Iterator[Plan]:
    """So many plans over two years; three in a hundred are still open."""
    # Topics of supervision would change the class, and with it the room.
    chance, topics = random.Random(seed), Topic.objects.filter(classification_hint="")
    codes = sorted(topics.values_list("code", flat=True))
    for _ in range(many):
        yield _plan(chance, among, codes)


def _plan(chance: random.Random, among: Sequence[Office], topics: Sequence[str]) -> Plan:
    office = chance.choice(among)
    day = BEGIN + timedelta(days=chance.randrange(DAYS))
    received = datetime.combine(day.date(), time(chance.randrange(24), chance.randrange(60)), UTC)
    hours = 0.0
    steps: list[float | None] = []
    for mean in (20, 30, 120, 150):
        hours += round(chance.expovariate(1 / mean), 1) + 0.1
        steps.append(hours if chance.random() < 0.99 and None not in steps else None)
    rating = chance.choice((None, 1, 3, 4, 5, 5)) if steps[3] else None
    return Plan(
        office, chance.choice(office.units), chance.choice(topics), chance.choice(CLASSES), chance.choice(CHANNELS),
        received, *steps, rating,
    )  # fmt: skip


def rows(plan: Plan) -> Iterator[Row]:
    """The events of one plan."""
    calendar, received = plan.office.calendar, plan.received
    facts: dict[str, object] = {"region": plan.office.area} if plan.office.area else {}
    yield Row("SUBMIT", "", "RECEIVED", received, facts, None)
    if plan.dispatched is None:
        return
    sent = plan.at(plan.dispatched)
    told = {"clocks": [["VERIFICATION", "stop", calendar.add(received, 3).isoformat()]]}
    yield Row("DISPATCH_UNIT", "RECEIVED", "DISPATCHED_UNIT", sent, told, plan.unit)
    if plan.responded is None:
        return
    yield _measured(plan, "RESPOND", "DISPATCHED_UNIT", "IN_PROGRESS", plan.responded, calendar.add(sent, 5))
    if plan.followed_up is None:
        return
    limit = calendar.add(received, SETTLEMENT[plan.classification])
    yield _measured(plan, "FOLLOW_UP", "IN_PROGRESS", "FOLLOWED_UP", plan.followed_up, limit)
    if plan.ended is None:
        return
    facts = {"ending": "CONFIRMED"} | ({"rating": plan.rating} if plan.rating else {})
    yield Row("CONFIRM", "FOLLOWED_UP", "CLOSED", plan.at(plan.ended), facts, plan.unit, ending="CONFIRMED")


def _measured(plan: Plan, verb: str, source: str, target: str, hours: float, limit: datetime) -> Row:
    at = plan.at(hours)
    days = plan.office.calendar.between(plan.at(plan.dispatched or 0), at)
    return Row(verb, source, target, at, {}, plan.unit, days, days, at <= limit)


def columns(plan: Plan, report: UUID) -> Iterator[Mapping[str, object]]:
    """The events of one plan with all the columns of the table."""
    calendar, office = plan.office.calendar, plan.office.id
    for seq, row in enumerate(rows(plan), 1):
        yield row._asdict() | {
            "id": new_id(),
            "report_id": report,
            "tenant_id": office,
            "seq": seq,
            "actor_kind": "system",
            "actor_id": None,
            "actor_role": "",
            "actor_institution_id": None,
            "salt": "",
            "previous": "",
            "hash": "",
            "year": calendar.local_date(plan.received).year,
            "local_date": calendar.local_date(row.at),
            "agency_id": office,
            "topic_code": plan.topic,
            "classification": plan.classification,
            "channel": plan.channel,
        }
