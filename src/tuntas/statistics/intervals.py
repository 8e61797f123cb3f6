"""How sure a quantile is: distribution-free 95 % intervals from order statistics.

For the quantile of `percent` among n cases, the number of cases at or below it is binomial (n, percent/100). So the
values at two places of the sorted cases enclose it with at least 95 %, whatever the distribution (H. A. David and
H. N. Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1; W. J. Conover, Practical Nonparametric Statistics, 3rd ed.
1999, section 3.2). Ties, as whole days have, only make it safer.
"""

import math
from functools import lru_cache

from .spread import Spread

DOUBT = 0.05
"""One interval in twenty may miss the true value."""

Interval = tuple[int, int | None]
"""Lower and upper end; no upper end when the cases are too few to give one."""


def interval(spread: Spread, percent: int) -> Interval | None:
    """The 95 % interval of this quantile; None without cases."""
    if not spread.n:
        return None
    low, high = places(spread.n, percent)
    return _at(spread, max(low, 1)), _at(spread, high) if high <= spread.n else None


@lru_cache(maxsize=4096)
def places(n: int, percent: int) -> tuple[int, int]:
    """The places of both ends among n sorted cases, from 1; 0 or n + 1 where the cases are too few for an end."""
    share, half = percent / 100, DOUBT / 2
    spreading = math.sqrt(n * share * (1 - share))
    first = max(math.floor(n * share - 9 * spreading) - 9, 0)
    low, high, below = 0, n + 1, 0.0
    for k in range(first, n + 1):
        # `below` is the probability of fewer than k cases.
        if below <= half:
            low = k
        below += _binomial(n, k, share)
        if below >= 1 - half - 1e-12:
            high = k + 1
            break
    return low, high


@lru_cache(maxsize=64)
def least(percent: int) -> int:
    """From how many cases on both ends exist: 6 for the median, 36 for nine in ten."""
    n = 1
    while places(n, percent)[0] < 1 or places(n, percent)[1] > n:
        n += 1
    return n


def _binomial(n: int, k: int, share: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(share) + (n - k) * math.log1p(-share))


def _at(spread: Spread, place: int) -> int:
    seen = 0
    for value in sorted(spread.counts):
        seen += spread.counts[value]
        if seen >= place:
            return value
    raise ValueError(f"no case at place {place}")
