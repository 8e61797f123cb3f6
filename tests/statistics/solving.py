"""What somebody can work out of published tables, by linear programming: the attacker of the small counts.

Written without looking at how cells were chosen. It knows every told number of every release, that each cell is the
sum of its parts, that no count is below nought, and that a count of receipts never falls from release to release.
"""

from collections.abc import Sequence
from itertools import product

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_array

WHOLE = "*"


class Attacker:
    """The published numbers of consecutive releases: {key: number, or None where it is kept back}."""

    def __init__(self, releases: Sequence[dict], *, grows: bool = True) -> None:
        self.releases = releases
        self.atoms = sorted({key for told in releases for key in told if WHOLE not in key})
        self.at = {(t, key): n for n, (t, key) in enumerate(product(range(len(releases)), self.atoms))}
        rows, columns, values, self.sums = [], [], [], []
        for t, told in enumerate(releases):
            for key, number in told.items():
                if number is not None:
                    parts = self.parts(t, key)
                    rows += [len(self.sums)] * len(parts)
                    columns += parts
                    values += [1.0] * len(parts)
                    self.sums.append(number)
        self.equal = coo_array((values, (rows, columns)), shape=(len(self.sums), len(self.at))).tocsr()
        self.order = self._order() if grows and len(releases) > 1 else None

    def parts(self, t: int, key: tuple) -> list[int]:
        """The smallest cells under a key, as numbers of unknowns."""
        under = [a for a in self.atoms if all(k in (WHOLE, v) for k, v in zip(key, a, strict=True))]
        return [self.at[t, atom] for atom in under]

    def _order(self):
        """x before - x after <= 0 for each cell."""
        pairs = [(self.at[t, a], self.at[t + 1, a]) for t in range(len(self.releases) - 1) for a in self.atoms]
        rows = [n for n, _pair in enumerate(pairs) for _side in (0, 1)]
        columns = [side for pair in pairs for side in pair]
        return coo_array(([1.0, -1.0] * len(pairs), (rows, columns)), shape=(len(pairs), len(self.at))).tocsr()

    def span(self, t: int, key: tuple, since: bool = False) -> tuple[float, float]:
        """The least and the largest value of a cell, or of its growth since the release before."""
        aim = numpy.zeros(len(self.at))
        aim[self.parts(t, key)] = 1
        if since:
            aim[self.parts(t - 1, key)] -= 1
        return self._best(aim), -self._best(-aim)

    def _best(self, aim) -> float:
        limits = {} if self.order is None else {"A_ub": self.order, "b_ub": numpy.zeros(self.order.shape[0])}
        found = linprog(aim, A_eq=self.equal, b_eq=self.sums, bounds=(0, None), method="highs", **limits)
        assert found.status in (0, 3), found.message
        return float("-inf") if found.status == 3 else found.fun


def derivable(truth: Sequence[dict], told: Sequence[dict], limit, *, grows: bool = True) -> tuple[int, list]:
    """How many cells are kept back, and those small ones that can be worked out.

    Worked out is a cell (or the growth of a cell) below its limit of which the span is narrower than the limit, or
    does not reach it.
    """
    attacker, kept_back, found = Attacker(told, grows=grows), 0, []
    for t, numbers in enumerate(told):
        for key, number in numbers.items():
            if number is not None:
                if t and told[t - 1].get(key, 0) is not None:
                    _judge(found, (t, key), number - told[t - 1].get(key, 0), limit(key), (0, 0))
                continue
            kept_back += 1
            now, before = truth[t].get(key, 0), truth[t - 1].get(key, 0) if t else 0
            if 0 < now < limit(key):
                _judge(found, (t, key), now, limit(key), attacker.span(t, key))
            if t and 0 < now - before < limit(key):
                _judge(found, (t, key, "growth"), now - before, limit(key), attacker.span(t, key, since=True))
    return kept_back, found


def _judge(found: list, where: tuple, value: int, least: int, span: tuple[float, float]) -> None:
    low, high = span
    if (
        0 < value < least
        and where[1] != (WHOLE,) * len(where[1])
        and (high < least - 1e-6 or high - low < least - 1e-6)
    ):
        found.append((*where, value, span))
