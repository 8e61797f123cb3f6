"""What a measure is made of: see registry for the measures themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise

from .intervals import Interval
from .measures import Figures
from .spread import Average, Share, Timing

Value = int | Fraction | Share | None
DAY = 24 * 60
"""Minutes."""


class Unit(StrEnum):
    """What a value counts. WORKING_DAYS are those of the institution in charge."""

    REPORTS = "REPORTS"
    TIMES = "TIMES"
    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    SHARE = "SHARE"
    PER_100_000 = "PER_100_000"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure. `events` are the verbs it is counted from, `law` the norm or practice behind it, `standard` what it
    is held against.

    `gaming` says how somebody could try to make it look better, and what shows it. `interval` is the 95 % interval of
    the value; below `least` cases (by `cases`) it says little and is to be shown with its interval only. `inside`:
    for officers alone, since its cases are so few that everybody could tell whose they are.
    """

    code: str
    name: Promise | str
    definition: Promise | str
    formula: Promise | str
    unit: Unit
    events: frozenset[str]
    gaming: Promise | str
    value: Callable[[Figures], Value]
    law: Promise | str = ""
    standard: Promise | str = ""
    interval: Callable[[Figures], Interval | None] | None = None
    cases: Callable[[Figures], int] | None = None
    least: int = 1
    inside: bool = False


def days_of(timing: Timing | Average) -> Fraction | None:
    """The mean in calendar days."""
    return None if timing.mean is None else timing.mean / DAY
