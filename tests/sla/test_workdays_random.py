"""The index against the day-by-day walk: the same answer, in every case anyone can think up.

Hypothesis draws the calendars and shrinks what fails; a seeded generator then throws many clocks at each,
because drawing every clock through Hypothesis would cost more than checking it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuntas.sla.workdays import Pause, WorkCalendar

from .naive import Office
from .offices import WIB, WIT, WITA

YEARS = (2025, 2026, 2027)
EXAMPLES, STARTS = 500, 240
FIRST_START = datetime(2025, 1, 1, tzinfo=UTC)
# Late enough for year ends and leap years of the walk, early enough that no clock leaves 2027.
MINUTES = 500 * 24 * 60

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
offices = st.builds(
    Office,
    zone=st.sampled_from((WIB, WITA, WIT)),
    week=st.sampled_from(({1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 7}, {7})),
    closes=st.sampled_from((time(14), time(15, 30), time(16), time(23, 59))),
    declared=st.dictionaries(days, st.booleans(), max_size=60),
)


def indexed(office: Office) -> WorkCalendar:
    return WorkCalendar(
        zone=office.zone,
        week=frozenset(office.week),
        closes=office.closes,
        free={day: "libur" for day, worked in office.declared.items() if not worked},
        worked={day: "kerja" for day, worked in office.declared.items() if worked},
        years=frozenset(YEARS),
    )


def instant(chance: Random, office: Office) -> datetime:
    """Any minute, with every fourth within a minute of closing, where mistakes live."""
    moment = FIRST_START + timedelta(minutes=chance.randrange(MINUTES))
    if chance.random() < 0.25:
        local = moment.astimezone(office.zone)
        closing = local.replace(hour=office.closes.hour, minute=office.closes.minute)
        return (closing + timedelta(minutes=chance.choice((-1, 0, 1)))).astimezone(UTC)
    return moment


def pauses_while_running(chance: Random, calendar: WorkCalendar, start: datetime, days: int) -> list[Pause]:
    """Up to three pauses, each begun after the last ended and before the clock ran out."""
    pauses: list[Pause] = []
    since = start
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        since += timedelta(minutes=chance.randrange(4 * 24 * 60))
        if since > calendar.due(start, days, pauses):
            break
        until = since + timedelta(minutes=chance.choice((5, 600, 5000, 15000)))
        pauses.append((since, until))
        since = until
    return pauses


def differences(office: Office, calendar: WorkCalendar, seed: int) -> list[str]:
    chance = Random(seed)
    found = []
    for _ in range(STARTS):
        start, days = instant(chance, office), chance.choice((0, 1, 2, 3, 5, 10, 14))
        pauses = pauses_while_running(chance, calendar, start, days)
        end = start + timedelta(minutes=chance.randrange(30 * 24 * 60))
        floor = (end, 3) if chance.random() < 0.3 else None
        asked = calendar.due(start, days, pauses, floor), calendar.between(start, end)
        walked = office.due(start, days, pauses, floor), office.between(start, end)
        if asked != walked:
            found.append(f"{start} +{days} {pauses} {floor} {end}: {asked} != {walked}")
    return found


@pytest.mark.one_engine
def test_a_hundred_thousand_clocks_agree_with_the_walk() -> None:
    checked = 0

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(offices, st.integers(0, 2**32), days)
    def agree(office: Office, seed: int, amended: date) -> None:
        nonlocal checked
        assert differences(office, indexed(office), seed) == []
        # A decree arrives: the same clocks on the amended calendar.
        office.declared[amended] = not office.works(amended)
        calendar = indexed(office)
        assert differences(office, calendar, seed + 1) == []
        first, last = amended - timedelta(days=9), min(amended + timedelta(days=9), date(2027, 12, 31))
        if first.year in YEARS:
            assert [day for day, _ in calendar.skipped(first, last)] == office.skipped(first, last)
        checked += 2 * STARTS

    agree()
    assert checked >= 100_000


class CountsTheDayOfTheEvent(WorkCalendar):
    def due(self, start, days, pauses=(), floor=None):  # type: ignore[no-untyped-def]
        return super().due(start, max(days - 1, 0), pauses, floor)


class NeverCloses(WorkCalendar):
    def _arrival(self, instant):  # type: ignore[no-untyped-def]
        return self._place(self.local_date(instant))


class ForgetsPauses(WorkCalendar):
    def due(self, start, days, pauses=(), floor=None):  # type: ignore[no-untyped-def]
        return super().due(start, days, (), floor)


class ForgetsTheFloor(WorkCalendar):
    def due(self, start, days, pauses=(), floor=None):  # type: ignore[no-untyped-def]
        return super().due(start, days, pauses)


def test_the_comparison_sees_every_planted_mistake() -> None:
    office = Office(WITA, {1, 2, 3, 4, 5}, time(16), {date(2025, 5, 1): False, date(2025, 5, 3): True})
    right = indexed(office)
    wrong: list[Callable[..., WorkCalendar]] = [
        CountsTheDayOfTheEvent,
        NeverCloses,
        ForgetsPauses,
        ForgetsTheFloor,
    ]
    fields = {name: getattr(right, name) for name in ("zone", "week", "closes", "free", "worked", "years")}
    assert differences(office, right, 1) == []
    for variant in wrong:
        assert differences(office, variant(**fields), 1) != [], variant.__name__
    for lost in ("free", "worked"):
        assert differences(office, WorkCalendar(**{**fields, lost: {}}), 1) != [], lost
