"""The lives that several tests of figures count."""

import pytest

from tests.lives import Life
from tests.statistics.lives import different, peculiar


@pytest.fixture
def many(people) -> list[Life]:
    """Different lives from four days, some in the year before."""
    return different(people)


@pytest.fixture
def all_kinds(people) -> list[Life]:
    """Those, and some with everything that must be taken back or carried over."""
    return different(people) + peculiar(people)
