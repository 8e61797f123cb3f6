"""Dates and moments as people write them, in the active language (Indonesian unless English is on).

Tables instead of the catalogues and format files: a page prints hundreds of dates.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo

from django.utils.translation import get_language

DAY_NAMES: Mapping[str, Sequence[str]] = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
MONTH_NAMES: Mapping[str, Sequence[str]] = {language: tuple(names.split()) for language, names in _MONTHS.items()}
_AT = {"id": "pukul", "en": "at"}


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "id"


def day_names() -> Sequence[str]:
    """Monday to Sunday in the active language."""
    return DAY_NAMES[_language()]


def month_names() -> Sequence[str]:
    """January to December in the active language."""
    return MONTH_NAMES[_language()]


def date_text(day: date) -> str:
    """``24 November 2026``."""
    return f"{day.day} {MONTH_NAMES[_language()][day.month - 1]} {day.year}"


def full_date_text(day: date) -> str:
    """``Selasa, 24 November 2026``."""
    return f"{day_names()[day.weekday()]}, {date_text(day)}"


def time_text(at: time) -> str:
    """``14.05``; Indonesian official writing separates hours and minutes with a full stop."""
    return f"{at.hour:02d}.{at.minute:02d}"


def moment_text(instant: datetime, zone: tzinfo) -> str:
    """``Selasa, 24 November 2026 pukul 14.05 WITA``: an aware instant on the clock of ``zone``."""
    local = instant.astimezone(zone)
    day, clock = full_date_text(local.date()), time_text(local.time())
    return f"{day} {_AT[_language()]} {clock} {local.tzname()}"
