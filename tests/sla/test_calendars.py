from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tuntas.institutions.models import Institution
from tuntas.sla.calendars import (
    NATIONAL,
    CalendarUnknown,
    DayAbsent,
    DayTaken,
    amend,
    calendar_of,
    calendars_of,
    confirm_year,
    held,
    is_open,
    missing_years,
)
from tuntas.sla.models import Calendar, CalendarDay, CalendarYear, DayKind, Decree

from .offices import WIT, WITA, closing, wita

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unseeded")]
AT = wita(2026, 11, 2)


@pytest.fixture
def national(unseeded: None) -> Calendar:
    calendar = Calendar.objects.create(code=NATIONAL, name="Kalender kerja nasional")
    CalendarYear.objects.create(calendar=calendar, year=2026)
    CalendarDay.objects.create(calendar=calendar, date=date(2026, 12, 25), kind=DayKind.HOLIDAY, name="Hari Raya Natal")
    return calendar


@pytest.fixture
def local(national: Calendar) -> Calendar:
    calendar = Calendar.objects.create(code="banjar", name="Kabupaten Banjar", parent=national)
    for day, kind, name in (
        (date(2026, 8, 14), DayKind.LOCAL, "Hari Jadi Provinsi"),
        (date(2026, 12, 25), DayKind.WORKING, "Layanan darurat"),
    ):
        CalendarDay.objects.create(calendar=calendar, date=day, kind=kind, name=name)
    return calendar


def decree(number: str = "SKB 4/2026") -> Decree:
    return Decree.objects.create(number=number, title="Perubahan cuti bersama 2026", legal_basis="SKB 3 Menteri")


def institution(code: str, parent: Institution | None = None, **facts: object) -> Institution:
    """An office outside the seeded world, below its own parents only."""
    code = f"uji-{code}"
    return Institution.objects.create(
        code=code,
        name=code,
        path=f"{parent.path if parent else '/'}{code}/",
        parent=parent,
        **{"level": "UNIT" if parent else "PROVINCE", "time_zone": "Asia/Makassar", **facts},
    )


def test_an_institution_brings_its_own_hours_and_zone(national: Calendar) -> None:
    office = institution("papua", time_zone="Asia/Jayapura", working_week="123456", closes=time(14))
    calendar = calendar_of(office)
    assert (calendar.zone, calendar.week, calendar.closes) == (WIT, frozenset(range(1, 7)), time(14))
    assert calendar.free == {date(2026, 12, 25): "Hari Raya Natal"}
    assert calendar.years == {2026}
    assert calendar.edition == "nasional@1"


def test_a_blank_calendar_is_inherited_from_the_nearest_above(local: Calendar) -> None:
    province = institution("kalsel")
    regency = institution("kab-banjar", province, calendar_code="banjar")
    unit = institution("pu", regency)
    found = calendars_of([province, regency, unit])
    assert [found[i.pk].edition for i in (province, regency, unit)] == [
        "nasional@1",
        "banjar@1/nasional@1",
        "banjar@1/nasional@1",
    ]


def test_of_two_calendars_above_the_nearer_is_inherited(local: Calendar) -> None:
    Calendar.objects.create(code="provinsi", name="Provinsi", parent=local.parent)
    regency = institution("kab-banjar", institution("kalsel", calendar_code="provinsi"), calendar_code="banjar")
    assert calendar_of(institution("pu", regency)).edition == "banjar@1/nasional@1"


def test_the_local_calendar_adds_to_the_national_and_wins_over_it(local: Calendar) -> None:
    calendar = calendar_of(institution("kab-banjar", calendar_code="banjar"))
    assert calendar.free == {date(2026, 8, 14): "Hari Jadi Provinsi"}
    assert calendar.worked == {date(2026, 12, 25): "Layanan darurat"}
    assert calendar.years == {2026}


def test_an_estimate_says_so(national: Calendar) -> None:
    CalendarDay.objects.create(
        calendar=national, date=date(2026, 3, 20), kind="HOLIDAY", name="Idul Fitri", estimated=True
    )
    assert calendar_of(institution("kalsel")).free[date(2026, 3, 20)] == "Idul Fitri (perkiraan)"


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(CalendarUnknown, match="nasional"):
        calendar_of(institution("kalsel"))


def test_fifty_offices_cost_two_queries_and_share_one_index(local: Calendar) -> None:
    regency = institution("kab-banjar", calendar_code="banjar")
    units = [institution(f"unit-{n}", regency) for n in range(50)]
    calendars_of(units)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = calendars_of(units)
    assert len(queries) == 2
    assert len({id(calendar) for calendar in found.values()}) == 1
    with CaptureQueriesContext(connection) as queries:
        calendar_of(regency)
    assert len(queries) == 1


def test_a_change_made_elsewhere_is_seen_by_the_next_call(national: Calendar) -> None:
    office = institution("kalsel")
    start = wita(2026, 12, 18)
    assert calendar_of(office).due(start, 5) == closing(2026, 12, 28)
    # Another process: nothing in this one is told.
    leave = (date(2026, 12, 24), DayKind.JOINT_LEAVE, "Cuti Bersama Hari Raya Natal")
    changed = amend(national, decree(), add=[leave], at=AT, by_name="Dewi")
    assert calendar_of(office).due(start, 5) == closing(2026, 12, 29)
    assert calendar_of(office).edition == "nasional@2"
    assert (changed.version, changed.seal != national.seal) == (2, True)


def test_an_amendment_keeps_what_it_revokes(national: Calendar) -> None:
    skb = decree()
    changed = amend(
        national,
        skb,
        add=[(date(2026, 12, 25), DayKind.WORKING, "Hari kerja pengganti")],
        revoke=[date(2026, 12, 25)],
        at=AT,
        by_name="Dewi",
    )
    old, new = changed.days.order_by("added_in")
    assert (old.name, old.revoked_by, old.revoked_in) == ("Hari Raya Natal", skb, 2)
    assert (new.kind, new.decree, new.added_in, new.revoked_by) == ("WORKING", skb, 2, None)
    skb.refresh_from_db()
    assert (skb.entered_at, skb.entered_by) == (AT, "Dewi")


def test_a_revoked_holiday_is_worked(national: Calendar) -> None:
    amend(national, decree(), revoke=[date(2026, 12, 25)], at=AT, by_name="Dewi")
    calendar = calendar_of(institution("kalsel"))
    assert calendar.free == {}
    assert calendar.is_working(date(2026, 12, 25))


def test_a_refused_amendment_changes_nothing(national: Calendar) -> None:
    skb, free = decree(), date(2026, 12, 24)
    with pytest.raises(DayTaken, match="2026-12-25"):
        amend(
            national,
            skb,
            add=[(free, "LOCAL", "Libur"), (date(2026, 12, 25), "LOCAL", "Libur")],
            at=AT,
            by_name="Dewi",
        )
    with pytest.raises(DayAbsent, match="2026-12-24"):
        amend(national, skb, revoke=[free], at=AT, by_name="Dewi")
    national.refresh_from_db()
    skb.refresh_from_db()
    assert (national.version, national.days.count(), skb.entered_at) == (1, 1, None)


def test_the_database_keeps_one_standing_row_a_day(national: Calendar) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(calendar=national, date=date(2026, 12, 25), kind="LOCAL", name="Dua kali")


def test_confirming_a_year_opens_it_once(national: Calendar) -> None:
    changed = confirm_year(national, 2027)
    assert changed.version == 2
    assert calendar_of(institution("kalsel")).years == {2026, 2027}
    assert confirm_year(changed, 2027).version == 2


@pytest.mark.parametrize(("at", "missing"), [(wita(2026, 6, 1), [2027]), (wita(2027, 6, 1), [2027, 2028])])
def test_missing_years_are_named(national: Calendar, at: datetime, missing: list[int]) -> None:
    assert missing_years(at) == missing


def test_a_year_any_top_calendar_lacks_is_missing_and_local_ones_need_none(local: Calendar) -> None:
    confirm_year(local.parent, 2027)
    assert missing_years(AT) == []
    Calendar.objects.create(code="lain", name="Kalender lain")
    assert missing_years(AT) == [2026, 2027]


def test_without_any_calendar_every_year_is_missing() -> None:
    assert missing_years(AT) == [2026, 2027]


def test_models_name_themselves(local: Calendar) -> None:
    day, year = local.days.get(date=date(2026, 8, 14)), CalendarYear.objects.get()
    assert [str(x) for x in (local, day, decree())] == [
        "banjar@1",
        "2026-08-14 Hari Jadi Provinsi",
        "SKB 4/2026: Perubahan cuti bersama 2026",
    ]
    assert str(year).endswith(" 2026")


def test_zone_is_the_offices(national: Calendar) -> None:
    assert calendar_of(institution("kalsel")).zone == WITA


def test_an_office_is_open_from_its_opening_to_just_before_its_closing(national: Calendar) -> None:
    hours = institution("kalsel", opens=time(8), closes=time(16))
    opened = {
        at: is_open(hours, wita(2026, 11, day, *at_clock))
        for at, day, at_clock in (
            ("before", 2, (7, 59)), ("opening", 2, (8, 0)), ("last minute", 2, (15, 59)), ("closing", 2, (16, 0)),
            ("saturday", 7, (9, 0)),
        )
    }  # fmt: skip
    assert opened == {"before": False, "opening": True, "last minute": True, "closing": False, "saturday": False}
    assert not is_open(hours, wita(2026, 12, 25))
    unknown = [is_open(hours, wita(2027, 1, day)) for day in (1, 2)]
    assert unknown == [True, False], "a Friday and a Saturday of a year that is not known"


def test_a_batch_reads_each_calendar_once_and_the_next_one_anew(national: Calendar) -> None:
    one, two = institution("kalsel"), institution("kalteng")
    with held():
        first = calendar_of(one)
        confirm_year(national, 2027)
        assert calendar_of(one) is first
        assert set(calendars_of([one, two])) == {one.pk, two.pk}
        assert calendars_of([one, two])[one.pk] is first
    assert calendar_of(one).years == {2026, 2027}


def test_a_blank_office_between_passes_on_what_is_above_it(local: Calendar) -> None:
    regency = institution("kab-banjar", institution("kalsel"), calendar_code="banjar")
    between = institution("dinas", regency)
    assert calendar_of(institution("upt", between)).edition == "banjar@1/nasional@1"


def test_another_calendar_adds_nothing(local: Calendar) -> None:
    other = Calendar.objects.create(code="lain", name="Kalender lain")
    CalendarYear.objects.create(calendar=other, year=2030)
    calendar = calendar_of(institution("kalsel"))
    assert (calendar.free, calendar.worked) == ({date(2026, 12, 25): "Hari Raya Natal"}, {})
    assert calendar.years == {2026}


def test_a_decree_is_signed_once_and_a_day_is_revoked_once(national: Calendar) -> None:
    skb, day = decree(), date(2026, 12, 25)
    amend(national, skb, revoke=[day], at=AT, by_name="Dewi")
    amend(national, skb, add=[(day, DayKind.LOCAL, "Libur")], at=closing(2026, 11, 3), by_name="Sri")
    skb.refresh_from_db()
    assert (skb.entered_at, skb.entered_by) == (AT, "Dewi")
    later = decree("SKB 5/2026")
    amend(national, later, revoke=[day], at=AT, by_name="Dewi")
    rows = national.days.filter(date=day).order_by("added_in")
    assert [row.revoked_by for row in rows] == [skb, later]
    with pytest.raises(DayAbsent):
        amend(national, later, revoke=[day], at=AT, by_name="Dewi")
