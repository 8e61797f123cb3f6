"""Small counts: which cells of a published table are kept back so that nobody can work them out.

A cell is a number of reports under a key with one value for each dimension; ALL stands for the whole of one.
The whole of a table (ALL everywhere) has no key by which anybody could be known, and is always told.

What is kept back
  * a cell from 1 to limit - 1 (5; 10 where officials are complained about). Nought is told: nobody is behind it.
  * as many more cells as it takes that the small ones cannot be had by subtraction (complementary suppression).

Why that is enough. For each small cell there are other tables, equal in every published number, in which the cell is
larger by `limit`. In the corners of a block (one value against another in some dimensions, one value or ALL in the
others) reports can be moved from the corners of one sign to those of the other, and every row and column keeps its
sum; where no block will do, one smallest cell is set against another, with the sums that this changes. All corners are
hidden, block after block, until `limit` reports can be moved. So what can be worked out of the cell is a span at least
`limit` wide that reaches over the limit. This is the hypercube method of official statistics: cheap, and safe where
the optimum is costly. tests/statistics/test_suppression.py proves each table anew by linear programming.

Releases. A table is released and then frozen. The next release of the same table hides every cell that was hidden
before, and protects its growth since the last release as a table of its own. So a shift of the growth shifts this and
all later releases alike, and a difference of two releases is as safe as one. A table whose whole grew by less
than the limit is not renewed, and one that cannot be protected is not released.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, product

ALL = "*"
LIMIT = 5
OFFICIALS_LIMIT = 10
"""Where officials are complained about: few in an office know more, so more must stand together."""
Key = tuple[str, ...]
Counts = Mapping[Key, int]
Limit = Callable[[Key], int]


@dataclass(frozen=True)
class Release:
    """One table as it was told: every cell with its true number, and those that were kept back."""

    cells: Counts
    hidden: frozenset[Key]

    def told(self, key: Key) -> int | None:
        """What everybody reads; None when it is kept back. A key that nobody has counted is nought."""
        return None if key in self.hidden else self.cells.get(key, 0)


@dataclass(frozen=True)
class Move:
    """Reports moved from the corners `down` to the corners `up`: every published sum stays."""

    up: tuple[Key, ...]
    down: tuple[Key, ...]


def cube(atoms: Counts) -> dict[Key, int]:
    """Every cell of the table: the smallest, those that nobody counted, and all margins."""
    domains = [sorted(set(values)) for values in zip(*atoms, strict=True)]
    cells = dict.fromkeys(product(*((*domain, ALL) for domain in domains)), 0)
    for key, times in atoms.items():
        for above in product(*((value, ALL) for value in key)):
            cells[above] += times
    return cells


def small(key: Key, times: int, limit: Limit) -> bool:
    """Whether this number, or this change of a number, may not be told."""
    return 0 < abs(times) < limit(key) and any(value != ALL for value in key)


def released(atoms: Counts, before: Release | None, limit: Limit, also: Collection[Key] = ()) -> Release | None:
    """The next release of a table, `before` again when it may not be renewed, None when it may not be released.

    `also` are keys to keep back for reasons of their own.
    """
    known = before.cells if before else {}
    wider = {key: 0 for key in known if ALL not in key} | dict(atoms)
    cells = cube(wider) if wider else {}
    growth = {key: times - known.get(key, 0) for key, times in cells.items()}
    start = (before.hidden if before else frozenset()) | (frozenset(also) & cells.keys())
    hidden = protected(growth, start, limit)
    return before if hidden is None else Release(cells, hidden)


def protected(cells: Counts, start: frozenset[Key], limit: Limit) -> frozenset[Key] | None:
    """The cells to keep back, with `start` among them; None when some small cell cannot be protected."""
    primary = [key for key, times in cells.items() if small(key, times, limit)]
    hidden = set(start) | set(primary)
    for key in sorted(primary, key=lambda one: (-cells[one], one)):
        if not _guarded(key, cells, hidden, limit(key)):
            return None
    return frozenset(hidden)


def _guarded(key: Key, cells: Counts, hidden: set[Key], need: int) -> bool:
    """Hide corners until the cell could be larger by `need`; whether that was possible."""
    moves = list(_blocks(key, cells))
    swapped = False
    taken: dict[Key, int] = {}
    while need > 0:
        best = _cheapest(moves, cells, hidden, taken, need)
        if best is None and not swapped:
            moves, swapped = list(_swaps(key, cells)), True
            continue
        if best is None:
            return False
        used = min(_room(best, cells, taken), need)
        hidden.update(best.up, best.down)
        for corner in best.down:
            taken[corner] = taken.get(corner, 0) + used
        need -= used
    return True


def _cheapest(moves: list[Move], cells: Counts, hidden: set[Key], taken: Mapping[Key, int], need: int) -> Move | None:
    """The move that costs least for each report it moves."""
    costs = [
        (Fraction(_price(move, cells, hidden), min(room, need)), number)
        for number, move in enumerate(moves)
        if (room := _room(move, cells, taken)) > 0
    ]
    return moves[min(costs)[1]] if costs else None


def _price(move: Move, cells: Counts, hidden: set[Key]) -> int:
    """What would be lost: the reports in the cells that are not hidden yet, and the cells themselves."""
    return sum(abs(cells[corner]) + 1 for corner in (*move.up, *move.down) if corner not in hidden)


def _room(move: Move, cells: Counts, taken: Mapping[Key, int]) -> int:
    """How many reports can be moved: no corner may fall below nought, nor a count below the release before."""
    return min(cells[corner] - taken.get(corner, 0) for corner in move.down)


def _blocks(key: Key, cells: Counts) -> Iterator[Move]:
    """Every block that has this cell at a corner that grows."""
    domains = [sorted({one[place] for one in cells} - {ALL}) for place in range(len(key))]
    named = [place for place, value in enumerate(key) if value != ALL]
    for varied in chain.from_iterable(combinations(named, size) for size in range(1, len(named) + 1)):
        choices = [_sides(place in varied, key[place], domain) for place, domain in enumerate(domains)]
        for sides in product(*choices):
            yield _block(sides)


Side = tuple[tuple[str, int], ...]


def _sides(varied: bool, value: str, domain: list[str]) -> list[Side]:
    """What a block has in one dimension: this value against another, or one value together with ALL."""
    if varied:
        return [((value, 1), (other, -1)) for other in domain if other != value]
    fixed = domain if value == ALL else [value]
    return [((one, 1), (ALL, 1)) for one in fixed]


def _swaps(key: Key, cells: Counts) -> Iterator[Move]:
    """For cells that no block reaches: a smallest cell below this one against any other, with all sums that change."""
    atoms = [one for one in cells if ALL not in one]
    for own in atoms:
        above = _above(own)
        if key in above:
            for other in atoms:
                beyond = _above(other)
                if key not in beyond and cells[other] > 0:
                    yield Move(tuple(sorted(above - beyond)), tuple(sorted(beyond - above)))


def _above(atom: Key) -> frozenset[Key]:
    return frozenset(product(*((value, ALL) for value in atom)))


def _block(sides: tuple[Side, ...]) -> Move:
    up: list[Key] = []
    down: list[Key] = []
    for corner in product(*sides):
        sign = 1
        for _value, one in corner:
            sign *= one
        (up if sign > 0 else down).append(tuple(value for value, _one in corner))
    return Move(tuple(up), tuple(down))
