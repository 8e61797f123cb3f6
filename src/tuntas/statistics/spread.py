"""Exact mean, median and 90th percentile from counts of whole working days, and shares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Spread:
    """How often each number of working days was needed.

    Quantiles are nearest-rank: the smallest number of days within which at least that share of the cases
    was done. So the median of 1 and 4 is 1, and every quantile is a number that really occurred.
    """

    counts: Mapping[int, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many cases were measured."""
        return sum(self.counts.values())

    @property
    def mean(self) -> Fraction | None:
        """The exact average in working days; None without cases."""
        n = self.n
        return Fraction(sum(days * times for days, times in self.counts.items()), n) if n else None

    @property
    def median(self) -> int | None:
        """Half of the cases took at most so many working days; None without cases."""
        return self.quantile(50)

    @property
    def p90(self) -> int | None:
        """Nine cases in ten took at most so many working days; None without cases."""
        return self.quantile(90)

    def quantile(self, percent: int) -> int | None:
        """The nearest-rank quantile: the value at place ceil(n * percent / 100) in ascending order."""
        rank = -(-self.n * percent // 100)
        seen = 0
        for days in sorted(self.counts):
            seen += self.counts[days]
            if seen >= rank:
                return days
        return None


BUCKETS = 8
"""How many buckets there are between a number of minutes and its double, from 16 minutes on."""


def bucket(minutes: int) -> int:
    """The lower end of the bucket of a time in minutes: exact below 16, above it at most 1/8 too low."""
    coarse = max(minutes.bit_length() - BUCKETS.bit_length(), 0)
    return minutes >> coarse << coarse


@dataclass(frozen=True)
class Average:
    """Calendar times in minutes of which the sum alone is kept, exact."""

    n: int = 0
    total: int = 0

    @property
    def mean(self) -> Fraction | None:
        """The exact average in minutes; None without cases."""
        return Fraction(self.total, self.n) if self.n else None


@dataclass(frozen=True)
class Timing:
    """Calendar times in minutes: the mean is exact, a quantile is at most 1/8 (12.5 %) too low.

    `counts` says how often each bucket occurred; two timings are merged by adding their counts and totals.
    """

    counts: Mapping[int, int] = field(default_factory=dict)
    total: int = 0

    @property
    def n(self) -> int:
        """How many times were measured."""
        return sum(self.counts.values())

    @property
    def mean(self) -> Fraction | None:
        """The exact average in minutes; None without cases."""
        return Fraction(self.total, self.n) if self.n else None

    def quantile(self, percent: int) -> int | None:
        """The nearest-rank quantile in minutes, as the lower end of its bucket; None without cases."""
        return Spread(self.counts).quantile(percent)


@dataclass(frozen=True)
class Share:
    """A part of a whole that may be empty."""

    part: int = 0
    whole: int = 0

    @property
    def ratio(self) -> Fraction | None:
        """Between 0 and 1; None when there is no whole."""
        return Fraction(self.part, self.whole) if self.whole else None
