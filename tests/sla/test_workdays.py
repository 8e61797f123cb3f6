"""Golden cases, each worked out by hand on the calendar of 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tuntas.sla.clocks import Unit
from tuntas.sla.workdays import CalendarMissing, calendar_due, deadline, years_due

from .offices import CUTI, FREE, WIB, WIT, WITA, closing, office, wita

OFFICE = office()


@pytest.mark.parametrize(
    ("arrives", "day_zero", "due"),
    [
        pytest.param(wita(2026, 11, 13, 9), date(2026, 11, 13), closing(2026, 11, 18), id="friday-morning"),
        pytest.param(wita(2026, 11, 13, 16), date(2026, 11, 13), closing(2026, 11, 18), id="at-closing"),
        pytest.param(wita(2026, 11, 13, 16, 1), date(2026, 11, 16), closing(2026, 11, 19), id="after-closing"),
        pytest.param(wita(2026, 11, 13, 23, 59), date(2026, 11, 16), closing(2026, 11, 19), id="friday-2359"),
        pytest.param(wita(2026, 11, 14), date(2026, 11, 16), closing(2026, 11, 19), id="saturday"),
        pytest.param(wita(2026, 11, 16, 3), date(2026, 11, 16), closing(2026, 11, 19), id="before-opening"),
        pytest.param(wita(2026, 5, 27), date(2026, 5, 29), closing(2026, 6, 3), id="holiday"),
        pytest.param(wita(2026, 5, 26), date(2026, 5, 26), closing(2026, 6, 2), id="before-holiday-and-leave"),
        pytest.param(wita(2026, 12, 23, 9), date(2026, 12, 23), closing(2026, 12, 30), id="eve-of-joint-leave"),
        pytest.param(
            wita(2026, 12, 23, 17), date(2026, 12, 28), closing(2026, 12, 31), id="evening-before-joint-leave"
        ),
    ],
)
def test_three_working_days(arrives: datetime, day_zero: date, due: datetime) -> None:
    assert OFFICE.counting_day(arrives) == day_zero
    assert OFFICE.add(arrives, 3) == due
    assert OFFICE.due(arrives, 3) == due


def test_deadlines_are_told_in_utc() -> None:
    due = OFFICE.add(wita(2026, 11, 13), 1)
    assert (due.isoformat(), due.tzinfo) == ("2026-11-16T08:00:00+00:00", UTC)


@pytest.mark.parametrize(
    ("zone", "day_zero"),
    [(WIB, date(2026, 11, 13)), (WITA, date(2026, 11, 16)), (WIT, date(2026, 11, 16))],
)
def test_the_office_decides_the_zone_not_the_reporter(zone, day_zero: date) -> None:
    # 15.30 in Jakarta is 16.30 in Banjarmasin, whose office has closed.
    instant = datetime(2026, 11, 13, 15, 30, tzinfo=WIB)
    assert office(zone).counting_day(instant) == day_zero


def test_leave_declared_after_the_start_moves_the_deadline() -> None:
    start = wita(2026, 12, 18)
    before = replace(OFFICE, free={date(2026, 12, 25): "Hari Raya Natal"})
    assert (before.due(start, 5), OFFICE.due(start, 5)) == (closing(2026, 12, 28), closing(2026, 12, 29))
    cancelled = replace(OFFICE, worked={date(2026, 12, 24): "Cuti bersama dibatalkan"})
    assert cancelled.due(start, 5) == before.due(start, 5)


def test_a_saturday_declared_working_counts() -> None:
    swapped = office(worked={date(2026, 11, 14): "Hari kerja pengganti"})
    assert swapped.add(wita(2026, 11, 13), 1) == closing(2026, 11, 14)


def test_a_six_day_office_works_on_saturday() -> None:
    assert office(week="123456").add(wita(2026, 11, 13), 1) == closing(2026, 11, 14)


def test_the_unit_decides_whether_a_weekend_counts() -> None:
    friday = wita(2026, 11, 13)
    assert deadline(OFFICE, Unit.WORKING, friday, days=3) == closing(2026, 11, 18)
    assert deadline(OFFICE, Unit.CALENDAR, friday, days=3) == wita(2026, 11, 16, 23, 59) + timedelta(seconds=59)
    assert deadline(OFFICE, Unit.YEARS, friday, days=2) == wita(2028, 11, 13, 23, 59) + timedelta(seconds=59)


def test_new_years_eve_without_next_years_calendar_is_refused_not_guessed() -> None:
    eve = wita(2026, 12, 31)
    assert OFFICE.add(eve, 0) == closing(2026, 12, 31)
    for ask in (
        lambda: OFFICE.add(eve, 1),
        lambda: OFFICE.counting_day(wita(2026, 12, 31, 17)),
        lambda: OFFICE.counting_day(wita(2027, 1, 4)),
        lambda: OFFICE.between(eve, wita(2027, 1, 4)),
        lambda: OFFICE.skipped(date(2026, 12, 31), date(2027, 1, 1)),
        lambda: OFFICE.due(wita(2026, 12, 28), 1, [(wita(2026, 12, 29), wita(2027, 1, 4))]),
    ):
        with pytest.raises(CalendarMissing) as refusal:
            ask()
        assert refusal.value.year == 2027
        assert "2027" in str(refusal.value)


def test_a_gap_in_the_known_years_is_not_counted_over() -> None:
    gap = office(years={2026, 2028})
    assert gap.add(wita(2028, 1, 3), 1) == closing(2028, 1, 4)
    with pytest.raises(CalendarMissing) as refusal:
        gap.between(wita(2026, 12, 30), wita(2028, 1, 3))
    assert refusal.value.year == 2027


def test_known_neighbouring_years_are_one_calendar() -> None:
    both = office(years={2026, 2027}, free={**FREE, date(2027, 1, 1): "Tahun Baru Masehi"})
    assert both.add(wita(2026, 12, 31), 1) == closing(2027, 1, 4)
    assert both.between(wita(2026, 12, 31), wita(2027, 1, 5)) == 2


def test_years_stand_in_order_however_they_were_entered() -> None:
    assert office(years={2024, 2023}).add(wita(2023, 12, 29), 1) == closing(2024, 1, 1)


def test_after_the_last_working_day_that_is_known_nothing_is_guessed() -> None:
    both = office(years={2026, 2027}, free={**FREE, date(2027, 12, 31): "Libur akhir tahun"})
    assert not both.is_working(date(2027, 12, 31))
    for ask in (
        lambda: both.counting_day(wita(2027, 12, 31)),
        lambda: both.counting_day(wita(2027, 12, 31, 17)),
        lambda: both.add(wita(2027, 12, 30), 1),
    ):
        with pytest.raises(CalendarMissing) as refusal:
            ask()
        assert refusal.value.year == 2028


def test_an_office_that_works_on_declared_days_only() -> None:
    rare = office(week="", worked={date(2026, 12, 30): "Rapat", date(2027, 1, 4): "Rapat"}, years={2026, 2027})
    assert rare.add(wita(2026, 12, 29), 1) == closing(2027, 1, 4)
    with pytest.raises(CalendarMissing) as refusal:
        rare.add(wita(2026, 12, 29), 2)
    assert refusal.value.year == 2028
    with pytest.raises(CalendarMissing) as refusal:
        office(week="").counting_day(wita(2026, 11, 2))
    assert refusal.value.year == 2027


def test_a_pause_longer_than_the_time_left_does_not_breach_at_once() -> None:
    start, paused, resumed = wita(2026, 11, 2), wita(2026, 11, 5), wita(2026, 11, 20)
    due = OFFICE.due(start, 5, [(paused, resumed)])
    # Two of five days were left on 5 November; two are left on 20 November.
    assert due == closing(2026, 11, 24)
    assert due > resumed


def test_a_pause_on_the_last_day_leaves_the_day_of_return() -> None:
    due = OFFICE.due(wita(2026, 11, 2), 1, [(wita(2026, 11, 3, 15), wita(2026, 11, 9, 10))])
    assert due == closing(2026, 11, 9)


def test_a_pause_within_one_day_adds_nothing() -> None:
    start = wita(2026, 11, 2)
    assert OFFICE.due(start, 5, [(wita(2026, 11, 3, 9), wita(2026, 11, 3, 15))]) == OFFICE.due(start, 5)


def test_a_pause_over_a_weekend_only_adds_nothing() -> None:
    start = wita(2026, 11, 2)
    weekend = (wita(2026, 11, 6, 17), wita(2026, 11, 8, 20))
    assert OFFICE.due(start, 9, [weekend]) == OFFICE.due(start, 9)


def test_a_pause_begun_after_the_deadline_does_not_undo_the_breach() -> None:
    resumed = wita(2026, 11, 16)
    assert OFFICE.due(wita(2026, 11, 2), 1, [(wita(2026, 11, 5), resumed)]) < resumed


def test_pauses_that_overlap_or_begin_too_early_count_once() -> None:
    start, first, last = wita(2026, 11, 2), wita(2026, 11, 4), wita(2026, 11, 10)
    once = OFFICE.due(start, 5, [(first, last)])
    assert OFFICE.due(start, 5, [(wita(2026, 11, 5), wita(2026, 11, 9)), (first, last)]) == once
    assert OFFICE.due(start, 5, [(wita(2026, 11, 6), last), (first, wita(2026, 11, 9))]) == once
    assert OFFICE.due(start, 5, [(wita(2026, 10, 1), start)]) == OFFICE.due(start, 5)
    assert OFFICE.due(start, 5, [(first, first)]) == OFFICE.due(start, 5)
    before = [(wita(2026, 10, 1), wita(2026, 10, 20))]
    assert calendar_due(start, 14, WITA, before) == calendar_due(start, 14, WITA)


def test_a_pause_that_ends_before_it_begins_is_a_bug() -> None:
    with pytest.raises(ValueError, match="ends before"):
        OFFICE.due(wita(2026, 11, 2), 5, [(wita(2026, 11, 5), wita(2026, 11, 4))])


def test_the_floor_lifts_a_short_rest_and_leaves_a_long_one() -> None:
    start, refused = wita(2026, 11, 2), wita(2026, 11, 9)
    assert OFFICE.due(start, 5, floor=(refused, 3)) == closing(2026, 11, 12)
    assert OFFICE.due(start, 14, floor=(refused, 3)) == OFFICE.due(start, 14)
    assert deadline(OFFICE, Unit.CALENDAR, start, days=1, floor=(refused, 3)) == closing(2026, 11, 12)


def test_working_days_between_are_never_negative() -> None:
    monday, thursday = wita(2026, 11, 16), wita(2026, 11, 19)
    assert OFFICE.between(monday, thursday) == 3
    assert OFFICE.between(thursday, monday) == 0
    assert OFFICE.between(monday, monday) == 0
    assert OFFICE.between(wita(2026, 11, 14), monday) == 0
    unknown = wita(2027, 1, 4)
    assert OFFICE.between(unknown, unknown) == 0


def test_each_skipped_day_has_its_reason() -> None:
    assert OFFICE.skipped(date(2026, 12, 24), date(2026, 12, 28)) == [
        (date(2026, 12, 24), CUTI),
        (date(2026, 12, 25), "Hari Raya Natal"),
        (date(2026, 12, 26), "Sabtu"),
        (date(2026, 12, 27), "Minggu"),
    ]


def test_calendar_days_end_with_the_local_day() -> None:
    late = wita(2026, 11, 13, 23, 59)
    assert calendar_due(late, 14, WITA) == datetime(2026, 11, 27, 15, 59, 59, tzinfo=UTC)
    paused = [(wita(2026, 11, 14), wita(2026, 11, 17))]
    assert calendar_due(late, 14, WITA, paused) == datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)


def test_years_end_on_the_same_date_and_leap_day_on_the_28th() -> None:
    assert years_due(wita(2026, 11, 13), 2, WITA) == datetime(2028, 11, 13, 15, 59, 59, tzinfo=UTC)
    assert years_due(wita(2026, 11, 13), 1, WITA) == datetime(2027, 11, 13, 15, 59, 59, tzinfo=UTC)
    assert years_due(wita(2028, 2, 29), 2, WITA) == datetime(2030, 2, 28, 15, 59, 59, tzinfo=UTC)
    assert years_due(wita(2028, 2, 29), 4, WITA) == datetime(2032, 2, 29, 15, 59, 59, tzinfo=UTC)


def test_an_instant_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        OFFICE.counting_day(datetime(2026, 11, 13, 9))
    with pytest.raises(ValueError, match="time zone"):
        calendar_due(datetime(2026, 11, 13, 9), 1, WITA)
