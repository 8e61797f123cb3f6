"""Working-day arithmetic: pure, exact, no database.

The rules: the day of the event is day 0; what arrives after closing time or on a free day is counted as
arriving on the next working day; a deadline falls at closing time of its working day; a pause moves the
deadline by the working days it lasted. Instants are aware datetimes and are returned in UTC; days are days
of the institution's own time zone. Nothing is guessed: a date in a year whose calendar has not been
entered raises ``CalendarMissing``.
"""

from bisect import bisect_left
from calendar import isleap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Refusal
from tuntas.sla.clocks import Unit
from tuntas.sla.dates import DAY_NAMES

Pause = tuple[datetime, datetime]
"""From and until, aware; the clock stood still in between."""

Floor = tuple[datetime, int]
"""Not earlier than so many working days after this instant."""

END_OF_DAY = time(23, 59, 59)


class CalendarMissing(Refusal):
    """The calendar of ``year`` is not known, so no deadline in it can be told."""

    code = "calendar_missing"
    status = 409
    sentence = _("Kalender kerja tahun {year} belum ditetapkan. Masukkan dahulu hari libur dan cuti bersama tahun itu.")

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year=year)


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of one office.

    ``week`` holds ISO weekdays (1 = Monday); ``free`` maps free days to their reason; ``worked`` maps days
    that a decree declares working although they would be free (it wins over ``free``); ``years`` are the
    years whose decrees have been entered; ``edition`` names the calendar versions this was read from.
    """

    zone: ZoneInfo
    week: frozenset[int]
    closes: time
    free: Mapping[date, str] = field(hash=False)
    worked: Mapping[date, str] = field(hash=False)
    years: frozenset[int]
    edition: str = ""

    def is_working(self, day: date) -> bool:
        """Whether the office works on ``day``. Raises ``CalendarMissing``."""
        run, index = self._place(day)
        return index < len(run) and run[index] == day.toordinal()

    def counting_day(self, instant: datetime) -> date:
        """Day 0 of an event: its local date, or the next working day after closing or on a free day."""
        run, index = self._arrival(instant)
        return date.fromordinal(run[index])

    def add(self, instant: datetime, days: int) -> datetime:
        """Closing time, in UTC, of the working day ``days`` after the counting day of ``instant``."""
        run, index = self._arrival(instant)
        return self._closing(run, index + days)

    def between(self, start: datetime, end: datetime) -> int:
        """Working days from the counting day of ``start`` to that of ``end``; 0 when not later."""
        if end <= start:
            return 0
        run, first = self._arrival(start)
        other, last = self._arrival(end)
        if run is not other:
            raise CalendarMissing(_year_after(run))
        return last - first

    def due(
        self,
        start: datetime,
        days: int,
        pauses: Iterable[Pause] = (),
        floor: Floor | None = None,
    ) -> datetime:
        """The deadline, in UTC, of a clock of ``days`` working days that started at ``start``.

        Every pause adds the working days between its ends; the part of a pause before ``start`` and the
        overlap of two pauses count once at most. Open pauses have no deadline yet: do not ask.
        """
        run, index = self._arrival(start)
        paused = sum(self.between(*pause) for pause in _merged(pauses, start))
        due = self._closing(run, index + days + paused)
        return due if floor is None else max(due, self.add(*floor))

    def skipped(self, first: date, last: date, day_names: Sequence[str] = DAY_NAMES["id"]) -> list[tuple[date, str]]:
        """The days that do not count from ``first`` to ``last``, both included, each with its reason."""
        days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
        return [(day, self.free.get(day) or day_names[day.weekday()]) for day in days if not self.is_working(day)]

    def local_date(self, instant: datetime) -> date:
        """The date on the office's wall at ``instant``."""
        return _aware(instant).astimezone(self.zone).date()

    def _arrival(self, instant: datetime) -> tuple[Sequence[int], int]:
        """The run of working days and the place in it of the counting day of ``instant``."""
        local = _aware(instant).astimezone(self.zone)
        day = local.date()
        run, index = self._place(day)
        after_closing = local.time() > self.closes
        if after_closing and index < len(run) and run[index] == day.toordinal():
            index += 1
        if index >= len(run):
            raise CalendarMissing(_year_after(run, day.year))
        return run, index

    def _place(self, day: date) -> tuple[Sequence[int], int]:
        if day.year not in self._runs:
            raise CalendarMissing(day.year)
        run = self._runs[day.year]
        return run, bisect_left(run, day.toordinal())

    def _closing(self, run: Sequence[int], index: int) -> datetime:
        if index >= len(run):
            raise CalendarMissing(_year_after(run))
        day = date.fromordinal(run[index])
        return datetime.combine(day, self.closes, self.zone).astimezone(UTC)

    @cached_property
    def _runs(self) -> Mapping[int, Sequence[int]]:
        """Known year -> ordinals of all working days of the unbroken run of known years it lies in.

        A place in the run is the cumulative number of working days, which makes adding and subtracting
        days a matter of two look-ups; a gap in the known years ends the run, so nothing is counted over it.
        """
        runs: dict[int, list[int]] = {}
        for year in sorted(self.years):
            runs[year] = runs.get(year - 1, [])
            runs[year].extend(self._working_days(year))
        return runs

    def _working_days(self, year: int) -> list[int]:
        span = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        free = {day.toordinal() for day in self.free}
        worked = {day.toordinal() for day in self.worked}
        # Ordinal 1 was a Monday, hence the ISO weekday of an ordinal without making a date.
        return [n for n in span if n in worked or ((n - 1) % 7 + 1 in self.week and n not in free)]


def deadline(
    calendar: WorkCalendar,
    unit: Unit,
    start: datetime,
    *,
    days: int,
    pauses: Iterable[Pause] = (),
    floor: Floor | None = None,
) -> datetime:
    """The deadline in UTC of a rule of ``days`` ``unit``s: the only place that tells the units apart.

    ``floor`` is in working days whatever the unit.
    """
    if unit is Unit.WORKING:
        return calendar.due(start, days, pauses, floor)
    if unit is Unit.CALENDAR:
        due = calendar_due(start, days, calendar.zone, pauses)
    else:
        due = years_due(start, days, calendar.zone)
    return due if floor is None else max(due, calendar.add(*floor))


def calendar_due(start: datetime, days: int, zone: tzinfo, pauses: Iterable[Pause] = ()) -> datetime:
    """The last second, in UTC, of the local day ``days`` calendar days after that of ``start``."""
    ends = [(_local_date(since, zone), _local_date(until, zone)) for since, until in _merged(pauses, start)]
    paused = sum(((until - since) for since, until in ends), timedelta())
    return _day_end(_local_date(start, zone) + timedelta(days=days) + paused, zone)


def years_due(start: datetime, years: int, zone: tzinfo) -> datetime:
    """The last second, in UTC, of the same local date ``years`` later; 29 February may become the 28th."""
    day = _local_date(start, zone)
    year = day.year + years
    leapless = (day.month, day.day) == (2, 29) and not isleap(year)
    return _day_end(day.replace(year=year, day=28) if leapless else day.replace(year=year), zone)


def _merged(pauses: Iterable[Pause], start: datetime) -> list[Pause]:
    """The pauses in order, cut off at ``start`` and joined where they overlap, so that none counts twice."""
    merged: list[Pause] = []
    for since, until in sorted(pauses):
        if until < since:
            raise ValueError(f"pause ends before it begins: {since} - {until}")
        begins = max(since, start, merged[-1][1] if merged else start)
        if until > begins:
            merged.append((begins, until))
    return merged


def _year_after(run: Sequence[int], year: int = 0) -> int:
    return (date.fromordinal(run[-1]).year if run else year) + 1


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {instant}")
    return instant


def _local_date(instant: datetime, zone: tzinfo) -> date:
    return _aware(instant).astimezone(zone).date()


def _day_end(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, END_OF_DAY, zone).astimezone(UTC)
