"""Rules and calendars are held in memory and the world comes seeded: these tests start from neither."""

from collections.abc import Iterator

import pytest

from tuntas.sla import rules
from tuntas.sla.models import Calendar, CalendarDay, CalendarYear, Decree, Rule


@pytest.fixture(autouse=True)
def fresh_rules() -> Iterator[None]:
    """The rules are held for a minute; a test that rolled back must not lend its rows to the next."""
    rules.forget()
    yield
    rules.forget()


@pytest.fixture
def unseeded(db: None) -> None:
    """No rule and no calendar, within the test's own transaction."""
    for model in (Rule, CalendarDay, CalendarYear, Calendar, Decree):
        model.objects.all().delete()
