"""The calendar of an institution, and changes to calendars.

Freshness without a query per report: every call reads the seals of the calendars concerned (a small
query on at most a handful of rows), so a change committed by another process is seen by the very next
call; the days themselves are read only when a seal is new. A page of many reports asks once, with
``calendars_of``. Seals are read before days, so a change in between can only make days newer than
their edition, never older.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id
from tuntas.kernel.refusals import Refusal
from tuntas.sla.models import Calendar, CalendarDay, CalendarYear, DayKind, Decree
from tuntas.sla.workdays import CalendarMissing, WorkCalendar

NATIONAL = "nasional"

NewDay = tuple[date, str, str]
"""Date, ``DayKind`` and name."""


class CalendarUnknown(Refusal):
    """An institution names a calendar that does not exist, or none has been entered at all."""

    code = "calendar_unknown"
    status = 409
    sentence = _("Kalender kerja “{calendar}” tidak ada. Buat kalender itu, atau pilih kalender lain.")


class DayTaken(Refusal):
    """The calendar already says something about that day."""

    code = "calendar_day_taken"
    status = 409
    sentence = _("Tanggal {day} sudah tercatat di kalender ini. Cabut dahulu catatan yang lama.")


class DayAbsent(Refusal):
    """There is nothing to revoke on that day."""

    code = "calendar_day_absent"
    status = 409
    sentence = _("Tanggal {day} tidak tercatat di kalender ini, jadi tidak ada yang dapat dicabut.")


@dataclass(frozen=True)
class _Link:
    """A calendar in a chain of inheritance, as it stood under one seal."""

    id: UUID
    seal: UUID


@dataclass(frozen=True)
class _Days:
    free: Mapping[date, str]
    worked: Mapping[date, str]
    years: frozenset[int]


def calendar_of(institution: Institution) -> WorkCalendar:
    """The working days of one institution. Raises ``CalendarUnknown``.

    Its own calendar, or the nearest one of the institutions above it, or the national one.
    """
    return calendars_of([institution])[institution.pk]


def is_open(institution: Institution, at: datetime) -> bool:
    """Whether its office is open at this instant. While the year's decrees are missing the week alone decides."""
    local = at.astimezone(ZoneInfo(institution.time_zone))
    calendar = calendar_of(institution)
    try:
        works = calendar.is_working(local.date())
    except CalendarMissing:
        works = local.date().isoweekday() in calendar.week
    return works and institution.opens <= local.time() < institution.closes


_held: ContextVar[dict[UUID, WorkCalendar] | None] = ContextVar("calendars held", default=None)


@contextmanager
def held() -> Iterator[None]:
    """Inside, each institution's calendar is read once: for batches of many reports.

    An amendment made meanwhile is seen by the next batch, whose clocks the amendment recomputes anyway.
    """
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def calendars_of(institutions: Iterable[Institution]) -> dict[UUID, WorkCalendar]:
    """The calendars of many institutions by their id, with the queries of one."""
    offices = list(institutions)
    known = _held.get()
    if known is None:
        return _read(offices)
    fresh = [office for office in offices if office.pk not in known]
    known.update(_read(fresh))
    return {office.pk: known[office.pk] for office in offices}


def _read(offices: Sequence[Institution]) -> dict[UUID, WorkCalendar]:
    codes = _codes(offices)
    known = {c.code: c for c in _with_parents().filter(code__in=set(codes.values()))}
    return {office.pk: _calendar(office, codes[office.pk], known) for office in offices}


def amend(
    calendar: Calendar,
    decree: Decree,
    add: Sequence[NewDay] = (),
    revoke: Sequence[date] = (),
    *,
    at: datetime,
    by_name: str,
) -> Calendar:
    """Write a decree's days into ``calendar`` and give it a new version; revoking comes first.

    Returns the calendar as it now stands. Running clocks are not touched here: whoever keeps them must
    compute them anew. Raises ``DayAbsent`` or ``DayTaken``, and then nothing is changed.
    """
    with transaction.atomic():
        changed = _next_version(calendar)
        _sign(decree, at, by_name)
        for day in revoke:
            _revoke(changed, decree, day)
        for new in add:
            _add(changed, decree, new)
    return changed


def confirm_year(calendar: Calendar, year: int) -> Calendar:
    """Declare that all decrees of ``year`` are in. Returns the calendar, unchanged when it was known."""
    with transaction.atomic():
        if calendar.years.filter(year=year).exists():
            return calendar
        changed = _next_version(calendar)
        CalendarYear.objects.create(calendar=changed, year=year)
    return changed


def missing_years(at: datetime) -> list[int]:
    """Of this year and the next, those that some calendar without a parent does not know.

    Not empty means that deadlines will soon be refused: say so loudly.
    """
    wanted = (at.year, at.year + 1)
    roots = Calendar.objects.filter(parent__isnull=True)
    known = [set(root.years.values_list("year", flat=True)) for root in roots]
    return [year for year in wanted if not known or any(year not in years for years in known)]


def _codes(offices: Sequence[Institution]) -> dict[UUID, str]:
    """The calendar code of each office, inherited where its own is blank, in at most one query."""
    above = {code for office in offices if not office.calendar_code for code in _line(office)}
    rows = Institution.objects.filter(code__in=above).exclude(calendar_code="")
    chosen = dict(rows.values_list("code", "calendar_code"))
    return {
        office.pk: office.calendar_code or next((chosen[code] for code in _line(office) if code in chosen), NATIONAL)
        for office in offices
    }


def _line(office: Institution) -> list[str]:
    """Codes of the office and of those above it, nearest first."""
    return office.path.strip("/").split("/")[::-1]


def _with_parents() -> QuerySet[Calendar]:
    return Calendar.objects.select_related("parent__parent__parent")


def _chain(calendar: Calendar | None) -> Iterator[Calendar]:
    while calendar is not None:
        yield calendar
        calendar = calendar.parent


def _calendar(office: Institution, code: str, known: Mapping[str, Calendar]) -> WorkCalendar:
    if code not in known:
        raise CalendarUnknown(calendar=code)
    chain = tuple(_chain(known[code]))
    links = tuple(_Link(c.pk, c.seal) for c in chain)
    return _work_calendar(links, "/".join(map(str, chain)), office.time_zone, office.working_week, office.closes)


@lru_cache(maxsize=1024)
def _work_calendar(links: tuple[_Link, ...], edition: str, zone: str, week: str, closes: time) -> WorkCalendar:
    """Keyed by everything that shapes the answer, so offices alike in that share one index."""
    days = _days(links)
    return WorkCalendar(
        zone=ZoneInfo(zone),
        week=frozenset(map(int, week)),
        closes=closes,
        free=days.free,
        worked=days.worked,
        years=days.years,
        edition=edition,
    )


@lru_cache(maxsize=1024)
def _days(links: tuple[_Link, ...]) -> _Days:
    """The days of a chain laid over each other, the national first, so that the nearest calendar wins.

    The years known are those of the calendar at the top: a regency without local days need not say so.
    """
    free: dict[date, str] = {}
    worked: dict[date, str] = {}
    for link in reversed(links):
        for day in CalendarDay.objects.filter(calendar=link.id, revoked_by__isnull=True):
            gains, loses = (worked, free) if day.kind == DayKind.WORKING else (free, worked)
            gains[day.date] = day.label
            loses.pop(day.date, None)
    years = CalendarYear.objects.filter(calendar=links[-1].id).values_list("year", flat=True)
    return _Days(MappingProxyType(free), MappingProxyType(worked), frozenset(years))


def _next_version(calendar: Calendar) -> Calendar:
    """The calendar locked, under its next version and a fresh seal."""
    changed = Calendar.objects.select_for_update().get(pk=calendar.pk)
    changed.version += 1
    changed.seal = new_id()
    changed.save(update_fields=["version", "seal"])
    return changed


def _sign(decree: Decree, at: datetime, by_name: str) -> None:
    """Note who entered a decree when, the first time it is used."""
    if decree.entered_at is None:
        decree.entered_at, decree.entered_by = at, by_name
    decree.save()


def _revoke(calendar: Calendar, decree: Decree, day: date) -> None:
    rows = calendar.days.filter(date=day, revoked_by__isnull=True)
    if not rows.update(revoked_by=decree, revoked_in=calendar.version):
        raise DayAbsent(day=day)


def _add(calendar: Calendar, decree: Decree, new: NewDay) -> None:
    day, kind, name = new
    if calendar.days.filter(date=day, revoked_by__isnull=True).exists():
        raise DayTaken(day=day)
    CalendarDay.objects.create(
        calendar=calendar,
        date=day,
        kind=DayKind(kind),
        name=name,
        decree=decree,
        added_in=calendar.version,
    )
