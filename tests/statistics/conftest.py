"""The lives that several tests of figures count: made once for a module, where nothing else is counted."""

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from django.db import transaction

from tests.cast import Cast
from tests.lives import Life
from tests.statistics.lives import different, peculiar


def _lived(blocker, make: Callable[[Cast], list[Life]]) -> Iterator[list[Life]]:
    with blocker.unblock(), transaction.atomic():
        yield make(Cast.gather())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _many(django_db_setup, django_db_blocker):
    yield from _lived(django_db_blocker, different)


@pytest.fixture(scope="module")
def _all_kinds(django_db_setup, django_db_blocker):
    yield from _lived(django_db_blocker, lambda people: different(people) + peculiar(people))


@pytest.fixture
def many(_many, people) -> list[Life]:
    """Different lives from four days, some in the year before; what a test does to them is undone after it."""
    return deepcopy(_many)


@pytest.fixture
def all_kinds(_all_kinds, people) -> list[Life]:
    """Those, and some with everything that must be taken back or carried over."""
    return deepcopy(_all_kinds)
