"""Offices and moments that the tests of the clocks share."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from tuntas.sla.workdays import WorkCalendar

WIB, WITA, WIT = (ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura"))
CUTI = "Cuti Bersama Hari Raya Natal"
FREE = {
    date(2026, 5, 27): "Hari Raya Idul Adha",
    date(2026, 5, 28): "Cuti Bersama Hari Raya Idul Adha",
    date(2026, 12, 24): CUTI,
    date(2026, 12, 25): "Hari Raya Natal",
}


def office(
    zone: ZoneInfo = WITA,
    free: dict[date, str] = FREE,
    worked: dict[date, str] | None = None,
    years: set[int] | None = None,
    week: str = "12345",
) -> WorkCalendar:
    """A Kalsel office open Monday to Friday until 16.00 that knows only the year 2026."""
    return WorkCalendar(
        zone=zone,
        week=frozenset(map(int, week)),
        closes=time(16),
        free=free,
        worked=worked or {},
        years=frozenset(years or {2026}),
    )


def wita(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on the wall clock in Banjarmasin, as the UTC instant it is."""
    return datetime(year, month, day, hour, minute, tzinfo=WITA).astimezone(UTC)


def closing(year: int, month: int, day: int) -> datetime:
    """Closing time of that day in Banjarmasin."""
    return wita(year, month, day, 16)
