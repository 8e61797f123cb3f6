"""Periods of papers by code: `2025-03`, `2025-T1` (triwulan, quarter), `2025-S1` (semester), `2025` (year)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Invalid

_CODE = re.compile(r"(20\d\d)(?:-(?:(0[1-9]|1[0-2])|T([1-4])|S([12])))?")


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

    code: str
    since: date
    until: date

    @property
    def before(self) -> "Period":
        """The same period of the year before."""
        year = self.since.year
        return period(self.code.replace(str(year), str(year - 1), 1))

    @property
    def whole_year(self) -> bool:
        """Whether it is a year."""
        return len(self.code) == 4


def period(code: str) -> Period:
    """Raises `Invalid` when the code names none."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise Invalid(
            _("Periode ini tidak dikenal. Tulis misalnya 2025-03, 2025-T1, 2025-S1, atau 2025."), field="period"
        )
    year, month, quarter, half = found.groups()
    first, length = 1, 12
    if month:
        first, length = int(month), 1
    elif quarter:
        first, length = 3 * int(quarter) - 2, 3
    elif half:
        first, length = 6 * int(half) - 5, 6
    last = first + length - 1
    return Period(code, date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1]))


def a_year_before(day: date) -> date:
    """The same day a year earlier; the 28th for the 29th of February."""
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
