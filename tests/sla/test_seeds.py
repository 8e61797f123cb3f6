from datetime import date

import pytest

from tuntas.sla import seeds
from tuntas.sla.calendars import amend, missing_years
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.models import Calendar, CalendarDay, Decree, Rule
from tuntas.sla.rules import RuleMissing, rule_for
from tuntas.sla.seeds import seed_national_calendar, seed_rules

from .offices import wita

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unseeded")]

EXPECTED = """
ACCEPTANCE             -           2 WORKING  unverified
AUTO_CLOSE             -          10 WORKING  unverified
COMPLETION             -          10 WORKING  unverified
OMBUDSMAN              -           2 YEARS    verified
REPLY                  -           5 WORKING  unverified
RESPONSE               -           5 WORKING  unverified
SETTLEMENT             ASPIRATION  5 WORKING  unverified
SETTLEMENT             COMPLAINT  14 WORKING  unverified
SETTLEMENT             INFORMATION 5 WORKING  unverified
SETTLEMENT             SUPERVISION 60 WORKING unverified
STATUTORY_RESPONSE     -          14 CALENDAR verified
STATUTORY_SETTLEMENT   -          60 CALENDAR verified
VERIFICATION           -           3 WORKING  unverified
WAITING                -          30 WORKING  unverified
"""


def test_the_first_rules_are_these() -> None:
    seed_rules()
    found = [
        [r.kind, r.classification or "-", str(r.days), r.unit, "verified" if r.verified else "unverified"]
        for r in Rule.objects.order_by("kind", "classification")
    ]
    assert found == [line.split() for line in EXPECTED.strip().splitlines()]
    assert all(r.legal_basis and (r.verified or r.note) for r in Rule.objects.all())


def test_every_kind_but_the_promise_has_a_rule() -> None:
    seed_rules()
    for kind in set(Kind) - {Kind.PROMISE}:
        assert Unit(rule_for(kind, classification="COMPLAINT", on=date(2018, 1, 1)).unit)


def test_seeding_rules_again_changes_nothing_not_even_an_ended_one() -> None:
    seed_rules()
    Rule.objects.filter(kind="REPLY").update(effective_until=date(2026, 1, 1))
    before = list(Rule.objects.order_by("id").values())
    seed_rules()
    assert list(Rule.objects.order_by("id").values()) == before


def test_the_national_days_of_each_year_are_counted() -> None:
    calendar = seed_national_calendar()
    counts = {
        year: (
            calendar.days.filter(date__year=year, kind="HOLIDAY").count(),
            calendar.days.filter(date__year=year, kind="JOINT_LEAVE").count(),
        )
        for year in range(2023, 2028)
    }
    assert counts == {2023: (16, 11), 2024: (19, 10), 2025: (17, 11), 2026: (17, 8), 2027: (18, 8)}
    assert missing_years(wita(2026, 11, 2)) == []
    assert calendar.version == 1


def test_estimates_are_marked_and_their_names_clean() -> None:
    calendar = seed_national_calendar([2027])
    estimated = calendar.days.filter(estimated=True).order_by("date").values_list("date", "name", "kind")
    assert list(estimated) == [
        (date(2027, 3, 10), "Hari Raya Idul Fitri", "HOLIDAY"),
        (date(2027, 3, 11), "Hari kedua dari Hari Raya Idul Fitri", "HOLIDAY"),
        (date(2027, 5, 17), "Hari Raya Idul Adha", "HOLIDAY"),
    ]
    assert not calendar.days.filter(name__contains="perkiraan").exists()


def test_the_stand_in_decree_says_what_it_waits_for() -> None:
    seed_national_calendar([2026])
    decree = Decree.objects.get()
    assert decree.pending
    assert decree.issued_on is None
    assert decree.legal_basis.endswith("menunggu pengisian SKB 3 Menteri")
    assert CalendarDay.objects.filter(decree=decree).count() == 25


def test_a_year_without_joint_leave_yet_stays_unknown() -> None:
    calendar = seed_national_calendar([2027, 2028])
    assert list(calendar.years.values_list("year", flat=True)) == [2027]
    assert not calendar.days.filter(date__year=2028).exists()


def test_seeding_again_leaves_a_decided_year_alone() -> None:
    calendar = seed_national_calendar([2026])
    skb = Decree.objects.create(number="SKB 5/2026", title="Cuti bersama dicabut", legal_basis="SKB")
    amend(calendar, skb, revoke=[date(2026, 12, 24)], at=wita(2026, 11, 2), by_name="Dewi")
    seed_national_calendar([2026])
    assert Calendar.objects.get().version == 2
    assert not calendar.days.filter(date=date(2026, 12, 24), revoked_by=None).exists()


def test_a_later_year_makes_a_new_version() -> None:
    first = seed_national_calendar([2026])
    later = seed_national_calendar([2026, 2027])
    assert (first.version, later.version, first.seal != later.seal) == (1, 2, True)


def test_seeded_rules_hold_at_once() -> None:
    with pytest.raises(RuleMissing):
        rule_for(Kind.REPLY, on=date(2026, 1, 1))
    seed_rules()
    assert rule_for(Kind.REPLY, on=date(2026, 1, 1)).days == 5


def test_a_later_year_is_stored_with_its_version() -> None:
    first = seed_national_calendar([2026])
    seed_national_calendar([2027])
    stored = Calendar.objects.get()
    assert (stored.version, stored.seal != first.seal) == (2, True)


def test_a_day_that_is_entered_already_stays_as_it_is() -> None:
    calendar = Calendar.objects.create(code="nasional", name="Kalender kerja nasional")
    CalendarDay.objects.create(calendar=calendar, date=date(2026, 12, 25), kind="LOCAL", name="Milik kami")
    seed_national_calendar([2026])
    assert calendar.days.get(date=date(2026, 12, 25)).name == "Milik kami"
    assert calendar.days.count() == 25


def test_a_date_that_is_both_is_a_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {date(2026, 12, 24): "Malam Natal", date(2026, 12, 25): "Hari Raya Natal"}
    leave = {date(2026, 12, 24): "Cuti bersama", date(2026, 12, 28): "Cuti bersama"}
    found = {("public",): both, ("government",): leave}
    monkeypatch.setattr(seeds.holidays, "country_holidays", lambda country, *, categories, **rest: found[categories])
    calendar = seed_national_calendar([2026])
    assert list(calendar.days.order_by("date").values_list("date", "kind")) == [
        (date(2026, 12, 24), "HOLIDAY"),
        (date(2026, 12, 25), "HOLIDAY"),
        (date(2026, 12, 28), "JOINT_LEAVE"),
    ]
