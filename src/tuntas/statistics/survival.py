"""How long people wait, with those who still wait: so that leaving the hard cases open cannot look fast.

A mean over answered reports forgets the unanswered. The product-limit estimate counts each open report as waiting at
least as long as it has (E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53, 1958, 457-481);
the interval of its quantiles is that of R. Brookmeyer and J. Crowley (Biometrics 38, 1982, 29-41) with Greenwood's
variance on the log(-log) scale.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

Z = 1.959963984540054
"""The normal quantile of 97.5 %."""


class Step(NamedTuple):
    """After `time`, the share still waiting; `noise` is Greenwood's sum up to here."""

    time: int
    waiting: Fraction
    noise: float


@dataclass(frozen=True)
class Survival:
    """Waits by length: `done` ended in what was waited for, `open` have lasted so long and last on, or were given up.

    A case given up or still open at a time was at risk at that very time.
    """

    done: Mapping[int, int] = field(default_factory=dict)
    open: Mapping[int, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """All cases."""
        return sum(self.done.values()) + sum(self.open.values())

    @cached_property
    def steps(self) -> list[Step]:
        """The curve: exact fractions, one step for each time at which something was done."""
        return list(self._steps())

    def quantile(self, percent: int) -> int | None:
        """The first time by which at least that share is done; None while too many still wait to say."""
        limit = 1 - Fraction(percent, 100)
        return next((step.time for step in self.steps if step.waiting <= limit), None)

    def interval(self, percent: int) -> tuple[int, int | None] | None:
        """The 95 % interval of that quantile; no upper end where the curve does not reach so far."""
        if not self.steps:
            return None
        limit = 1 - percent / 100
        low = next((s.time for s in self.steps if _bounds(s)[0] <= limit), None)
        high = next((s.time for s in self.steps if _bounds(s)[1] <= limit), None)
        return None if low is None else (low, high)

    def _steps(self) -> Iterator[Step]:
        at_risk, waiting, noise = self.n, Fraction(1), 0.0
        for time in sorted({*self.done, *self.open}):
            done = self.done.get(time, 0)
            if done:
                waiting *= Fraction(at_risk - done, at_risk)
                noise += math.inf if done == at_risk else done / (at_risk * (at_risk - done))
                yield Step(time, waiting, noise)
            at_risk -= done + self.open.get(time, 0)


def _bounds(step: Step) -> tuple[float, float]:
    """Between which shares still waiting the truth lies, with 95 %."""
    share = float(step.waiting)
    if share in (0.0, 1.0):
        return share, share
    width = Z * math.sqrt(step.noise) / abs(math.log(share))
    return share ** math.exp(width), share ** math.exp(-width)
