"""No small count of a published table can be worked out: proved by linear programming over random tables."""

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.statistics.solving import Attacker, derivable
from tuntas.statistics.suppression import ALL, LIMIT, OFFICIALS_LIMIT, Release, cube, protected, released, small

pytestmark = pytest.mark.one_engine
HEAVY_TAILED = (0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12, 20, 45)


def limit(key: tuple) -> int:
    return OFFICIALS_LIMIT if "officials" in key else LIMIT


def table(seed: int, *sizes: int) -> dict[tuple, int]:
    """A table like those of an office: many small numbers, some large ones, one class of complaints on officials."""
    chance = random.Random(seed)
    names = [[f"{letter}{n}" for n in range(size)] for letter, size in zip("abc", sizes, strict=False)]
    names[-1][-1] = "officials"
    keys = [()]
    for values in names:
        keys = [(*key, value) for key in keys for value in values]
    return {key: chance.choice(HEAVY_TAILED) for key in keys}


def later(atoms: dict, seed: int) -> dict:
    """The same table half a year on: most cells stand still or grow a little."""
    chance = random.Random(seed)
    return {key: times + chance.choice((0, 0, 0, 1, 2, 5, 9, 15)) for key, times in atoms.items()}


def told(release: Release) -> dict:
    return {key: release.told(key) for key in release.cells}


def chain(*tables: dict) -> list[Release]:
    found, before = [], None
    for atoms in tables:
        after = released(atoms, before, limit)
        if after is not None and after is not before:
            found.append(after)
        before = after
    return found


def test_small_cells_are_kept_back_and_nought_is_told():
    release = released({("a", "x"): 3, ("a", "y"): 40, ("b", "x"): 30, ("b", "y"): 50, ("c", "x"): 0}, None, limit)
    assert release.told(("a", "x")) is None
    assert release.told(("c", "x")) == 0
    assert release.told((ALL, ALL)) == 123
    assert {release.told((name, ALL)) for name in "ab"} == {43, 80}
    assert release.hidden == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_a_class_with_officials_needs_ten():
    assert small(("a", "officials"), 9, limit)
    assert not small(("a", "officials"), 10, limit)
    assert not small(("a", "x"), 5, limit)
    assert not small((ALL, ALL), 3, limit)


def test_a_table_that_cannot_be_protected_is_not_released():
    assert released({("a", "x"): 3}, None, limit) is None
    assert released({("a", "x"): 3, ("b", "x"): 1}, None, limit) is None
    assert released({}, None, limit) == Release({}, frozenset())


def test_a_release_hides_what_was_hidden_and_is_not_renewed_for_a_handful():
    first = {("a", "x"): 3, ("a", "y"): 40, ("b", "x"): 30, ("b", "y"): 50}
    before = released(first, None, limit)
    assert released({**first, ("b", "y"): 52}, before, limit) is before
    after = released({("a", "x"): 23, ("a", "y"): 60, ("b", "x"): 50, ("b", "y"): 90}, before, limit)
    assert after.hidden >= before.hidden
    assert after.told((ALL, ALL)) == 223


def test_what_is_kept_back_for_other_reasons_stays_back():
    release = released({("a", "x"): 30, ("b", "x"): 40}, None, limit, also=[("a", "x")])
    assert release.hidden == {("a", "x")}


def test_the_cube_has_every_margin_and_every_empty_cell():
    cells = cube({("a", "x"): 1, ("b", "y"): 2})
    assert cells[("a", "y")] == 0
    assert (cells[("a", ALL)], cells[(ALL, "y")], cells[(ALL, ALL)]) == (1, 2, 3)


SHAPES = {(6,): 8, (9, 3): 6, (14, 4): 2, (7, 9): 1, (4, 3, 3): 1}
"""Shape of a table -> how many of it, each in three releases."""


def test_no_small_cell_can_be_worked_out_of_random_tables(capsys):
    """Single tables of all shapes, and two or three releases of each. Prints how much was proved."""
    tables = kept_back = 0
    breaches = []
    for shape, many in SHAPES.items():
        for seed in range(many):
            first = table(seed, *shape)
            releases = chain(first, later(first, seed + 100), later(later(first, seed + 100), seed + 200))
            truth, public = [r.cells for r in releases], [told(r) for r in releases]
            hidden, found = derivable(truth, public, limit) if public else (0, [])
            tables, kept_back = tables + len(releases), kept_back + hidden
            breaches += found
    with capsys.disabled():
        sys.stdout.write(f"\n[small counts] {tables} tables, {kept_back} cells kept back, {len(breaches)} derivable\n")
    assert breaches == []
    assert tables > 40
    assert kept_back > 500


def test_without_the_complementary_cells_the_solver_finds_them(capsys):
    """The control: hiding the small cells alone, and renewing without looking back, must be seen through."""
    alone = across = 0
    for seed in range(4):
        atoms = table(seed, 9, 3)
        cells = cube(atoms)
        only_small = {key: None if small(key, n, limit) else n for key, n in cells.items()}
        alone += len(derivable([cells], [only_small], limit)[1])
        after = cube(later(atoms, seed + 100))
        each = [told(Release(c, protected(c, frozenset(), limit))) for c in (cells, after)]
        across += len(derivable([cells, after], each, limit)[1])
    with capsys.disabled():
        sys.stdout.write(f"\n[small counts] control: {alone} derivable alone, {across} between releases\n")
    assert alone > 0
    assert across > 0


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=5),
    st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=5, max_size=5),
)
def test_any_small_table_and_its_next_release(first, growth):
    atoms = {(f"r{r}", f"c{c}"): n for r, row in enumerate(first) for c, n in enumerate(row)}
    grown = {key: n + growth[int(key[0][1:])][int(key[1][1:])] for key, n in atoms.items()}
    releases = chain(atoms, grown)
    if releases:
        assert derivable([r.cells for r in releases], [told(r) for r in releases], limit)[1] == []


def test_the_solver_sees_what_a_margin_gives_away():
    known = Attacker([{("a",): None, ("b",): 7, (ALL,): 10}])
    assert known.span(0, ("a",)) == (3, 3)
    two = Attacker([{("a",): None, ("b",): None, ("c",): 7, (ALL,): 17}])
    assert two.span(0, ("a",)) == (0, 10)
