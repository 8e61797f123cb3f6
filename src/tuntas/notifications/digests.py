"""The morning digest: one mail per person and working day, at eight on the wall of the person's institution.

The row is the truth, one per person and day by a rule of the database. It is marked as leaving before the mail
is handed over, and a row that a dead worker left so is never sent again: of two mails and none, none is the
smaller harm, because everything a digest says stands at the desk. Such a row says UNSURE.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tuntas.accounts.actors import Officer, officer
from tuntas.db.claiming import claim
from tuntas.institutions.models import Institution
from tuntas.reports.access import visible_to
from tuntas.reports.models import Clock, Report
from tuntas.reports.queries import counts, queues_of, reports_in
from tuntas.sla.calendars import calendars_of
from tuntas.sla.clocks import Kind
from tuntas.sla.workdays import CalendarMissing, WorkCalendar

from . import messages
from .models import Delivery, Digest, DigestState, QuietHours, Transport
from .preferences import after_quiet, homes
from .transports import TransportError, email

HOUR = time(8)
LEASE = timedelta(minutes=10)
BACKOFF = timedelta(minutes=15)
TRIES = 8
SHOWN = 10
"""How many reports of each kind a mail names; the number says how many there are."""

WAITING = (
    "verifikasi",
    "karantina",
    "disposisi",
    "dikembalikan",
    "penundaan",
    "keberatan",
    "unit",
    "tanggapan",
    "persetujuan",
    "sub-tugas",
)
"""The queues whose next step is the person's own."""

_SILENT_CLOCKS = (Kind.STATUTORY_RESPONSE, Kind.STATUTORY_SETTLEMENT, Kind.OMBUDSMAN, Kind.ACCEPTANCE)


@dataclass(frozen=True)
class Part:
    """Some reports of a digest: how many there are and the numbers of the first."""

    count: int = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """What a digest says. `waiting`: queue and number of reports."""

    due: Part
    overdue: Part
    new: Part
    waiting: tuple[tuple[str, int], ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say, so that nothing is sent."""
        return not (self.due.count or self.overdue.count or self.new.count or self.waiting)


def prepare(at: datetime) -> int:
    """Write today's rows of everybody whose eight o'clock has come on a working day; returns how many."""
    if not email.configured():
        return 0
    offices = homes(None, at)
    mornings = _mornings(offices.values(), at)
    wanted = {user: mornings[office.pk] for user, office in offices.items() if office.pk in mornings}
    days = {day for day, _eight in wanted.values()}
    known = set(Digest.objects.filter(day__in=days).values_list("user", "day"))
    quiet = {row.user_id: (row.starts, row.ends) for row in QuietHours.objects.all()} if wanted else {}
    rows = [
        Digest(user_id=user, day=day, due_at=after_quiet(eight, quiet.get(user), _zone(offices[user])))
        for user, (day, eight) in wanted.items()
        if (user, day) not in known
    ]
    Digest.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def send_due(at: datetime, limit: int = 50) -> dict[str, int]:
    """Send up to `limit` digests whose time has come. Call outside a transaction."""
    if not email.configured():
        return {}
    _give_up(at)
    return dict(Counter(_carry_out(row, at) for row in _claimed(at, limit)))


def contents(actor: Officer, office: Institution, since: datetime, at: datetime) -> Contents:
    """What the person should know this morning. `since`: when the last digest was due."""
    zone = _zone(office)
    midnight = datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(0), tzinfo=zone)
    running = Clock.objects.filter(report=OuterRef("pk"), stopped_at__isnull=True, paused_at__isnull=True)
    due = running.exclude(kind__in=_SILENT_CLOCKS).filter(due_at__gte=at, due_at__lt=midnight)
    news = Delivery.objects.filter(user=actor.user_id, transport=Transport.INAPP, read_at__isnull=True)
    fresh = news.filter(report=OuterRef("pk"), created_at__gt=since)
    queues = {queue.name: queue for queue in queues_of(actor)}
    late = reports_in(queues["lewat"], actor, at) if "lewat" in queues else Report.objects.none()
    found = counts(actor, at)
    waiting = ((str(queues[name].label), found[name]) for name in WAITING if found.get(name))
    seen = visible_to(actor)
    return Contents(
        due=_part(seen.filter(Exists(due), ended_at__isnull=True)),
        overdue=_part(late),
        new=_part(seen.filter(Exists(fresh))),
        waiting=tuple(waiting),
    )


def _part(reports: QuerySet[Report]) -> Part:
    numbers = [report.number for report in reports[:SHOWN]]
    return Part(reports.count() if len(numbers) == SHOWN else len(numbers), tuple(numbers))


def _mornings(offices: Iterable[Institution], at: datetime) -> dict[UUID, tuple[date, datetime]]:
    """Where it is eight or later on a working day: the local day and its eight o'clock (UTC)."""
    known = {office.pk: office for office in offices}
    calendars = calendars_of(known.values())
    return dict(_come(known, calendars, at))


def _come(
    offices: dict[UUID, Institution], calendars: dict[UUID, WorkCalendar], at: datetime
) -> Iterator[tuple[UUID, tuple[date, datetime]]]:
    for key, office in offices.items():
        local = at.astimezone(_zone(office))
        if local.time() >= HOUR and _works(calendars[key], local.date()):
            yield key, (local.date(), datetime.combine(local.date(), HOUR, tzinfo=_zone(office)).astimezone(UTC))


def _works(calendar: WorkCalendar, day: date) -> bool:
    """While a year's decrees are missing the week alone decides: a mail on a holiday harms nobody."""
    try:
        return calendar.is_working(day)
    except CalendarMissing:
        return day.isoweekday() in calendar.week


def _zone(office: Institution) -> ZoneInfo:
    return ZoneInfo(office.time_zone)


def _give_up(at: datetime) -> None:
    """What a dead worker was sending is never sent again; yesterday's digest is news to nobody."""
    leaving = Digest.objects.filter(state=DigestState.SENDING, leased_until__lte=at)
    leaving.update(state=DigestState.UNSURE, leased_until=None)
    stale = Digest.objects.filter(state=DigestState.PENDING, due_at__lte=at - timedelta(hours=16))
    stale.update(state=DigestState.EMPTY)


def _claimed(at: datetime, limit: int) -> Iterator[Digest]:
    """One row at a time, so that a worker that dies takes one digest with it at most."""
    while limit > 0 and (row := _next(at)) is not None:
        limit -= 1
        yield row


def _next(at: datetime) -> Digest | None:
    with transaction.atomic():
        rows = claim(Digest.objects.filter(state=DigestState.PENDING, due_at__lte=at).order_by("due_at", "pk"), 1)
        mine = Digest.objects.filter(pk__in=[row.pk for row in rows])
        mine.update(leased_until=at + LEASE, state=DigestState.SENDING)
    return mine.select_related("user").first()


def _carry_out(row: Digest, at: datetime) -> str:
    office = homes([row.user_id], at).get(row.user_id)
    said = contents(officer(row.user, at), office, _last(row), at) if office else None
    if said is None or said.empty:
        return _left(row, DigestState.EMPTY, at)
    try:
        email.send(messages.digest(said, row.user.language), row.user.email)
    except TransportError as error:
        return _failed(row, error, at)
    return _left(row, DigestState.SENT, at)


def _last(row: Digest) -> datetime:
    before = Digest.objects.filter(user=row.user_id, day__lt=row.day).order_by("-day").first()
    return before.due_at if before else row.due_at - timedelta(days=3)


def _left(row: Digest, state: DigestState, at: datetime) -> str:
    sent = at if state == DigestState.SENT else None
    Digest.objects.filter(pk=row.pk).update(state=state, sent_at=sent, leased_until=None)
    return state.value.lower()


def _failed(row: Digest, error: TransportError, at: datetime) -> str:
    """The server refused, so nothing left: try again later, but not for ever."""
    over = error.permanent or row.attempts + 1 >= TRIES
    Digest.objects.filter(pk=row.pk).update(
        state=DigestState.DEAD if over else DigestState.PENDING,
        attempts=row.attempts + 1,
        due_at=row.due_at if over else at + BACKOFF,
        leased_until=None,
        last_error=str(error)[:200],
    )
    return "dead" if over else "retried"
