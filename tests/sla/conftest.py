"""The rules are held in memory for a minute; a test that rolled back must not lend its rows to the next."""

from collections.abc import Iterator

import pytest

from tuntas.sla import rules


@pytest.fixture(autouse=True)
def fresh_rules() -> Iterator[None]:
    rules.forget()
    yield
    rules.forget()
