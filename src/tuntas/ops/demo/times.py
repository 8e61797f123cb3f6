"""When things happen in the demonstration: reports at any hour, offices in theirs."""

from datetime import date, datetime, time, timedelta
from random import Random

from tuntas.sla.workdays import CalendarMissing, WorkCalendar

_HOURS = (1, 1, 0, 0, 0, 1, 3, 5, 7, 8, 8, 7, 6, 6, 6, 6, 6, 5, 5, 6, 7, 7, 4, 2)
"""How many of a hundred and some reports come in at each hour of the day."""

_DAYS = (12, 11, 10, 10, 9, 7, 6)
"""The same for the days of the week; people also write on Sundays."""


def receipt(random: Random, first: date, last: date, calendar: WorkCalendar) -> datetime:
    """A moment between two days, both included, at which a person might write."""
    span = (last - first).days + 1
    days = [first + timedelta(days=random.randrange(span)) for _ in range(3)]
    day = random.choices(days, [_DAYS[day.weekday()] for day in days])[0]
    hour = random.choices(range(24), _HOURS)[0]
    return _moment(day, time(hour, random.randrange(60), random.randrange(60)), calendar)


def at_work(random: Random, since: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """A moment in office hours, `days` working days after `since`, and later than that.

    Raises CalendarMissing beyond the years of the calendar.
    """
    day = calendar.add(since, days).astimezone(calendar.zone).date()
    moment = _moment(day, time(8, 10), calendar) + timedelta(minutes=random.randrange(7 * 60 + 30))
    return moment if moment > since else _soon(random, since, calendar)


def _soon(random: Random, since: datetime, calendar: WorkCalendar) -> datetime:
    """Later on the same day before closing, else the next morning of work."""
    closing = calendar.add(since, 0)
    left = int((closing - since).total_seconds()) - 60
    if left > 60:
        return since + timedelta(seconds=random.randrange(30, left))
    return since + timedelta(seconds=30)


def at_home(random: Random, since: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """A moment when a reporter might look again, `days` calendar days later."""
    day = calendar.local_date(since) + timedelta(days=days)
    moment = _moment(day, time(random.choices(range(24), _HOURS)[0], random.randrange(60)), calendar)
    return moment if moment > since else since + timedelta(minutes=random.randrange(20, 200))


def last_known(now: datetime, calendar: WorkCalendar) -> datetime:
    """The moment at which the demonstration stands: now, or the last autumn of which the calendar knows."""
    try:
        calendar.add(now, 0)
    except CalendarMissing:
        return _moment(date(max(calendar.years), 11, 30), time(10), calendar)
    return now


def _moment(day: date, clock: time, calendar: WorkCalendar) -> datetime:
    return datetime.combine(day, clock, calendar.zone)
