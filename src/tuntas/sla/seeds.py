"""The first rules and the national calendar: a start that officers then change by decree.

The figures and where each comes from: PermenPANRB 62/2018, whose deadlines KemenPANRB still applied in
2025 although PermenPANRB 5/2025 replaces it; the operating rules of SP4N-LAPOR!; UU 25/2009;
Perpres 76/2013; UU 37/2008. What was not read in a law in force is not ``verified`` and says so.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version

import holidays
from django.db import transaction

from tuntas.kernel.ids import new_id
from tuntas.sla.calendars import NATIONAL
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.models import Calendar, CalendarDay, CalendarYear, DayKind, Decree, Rule
from tuntas.sla.rules import Standard, forget

RECORD_BEGINS = date(2018, 1, 1)
"""In force since, for every first rule: before any report kept here, not the date of the law."""

_ESTIMATED = " (perkiraan)"
_REPLACED = (
    "Angka PermenPANRB 62/2018. Pasal tenggat PermenPANRB 5/2025 belum dapat diperiksa: periksa sebelum dipakai resmi."
)
_OPERATING = (
    "Aturan operasional SP4N-LAPOR!. Pasal tenggat PermenPANRB 5/2025 belum dapat diperiksa: "
    "periksa sebelum dipakai resmi."
)
_OWN = "Standar bawaan, bukan angka undang-undang: tetapkan dengan keputusan instansi."
_PERMEN = "PermenPANRB 62/2018"
_LAPOR = "Aturan operasional SP4N-LAPOR!"
_DEFAULT = "Standar layanan bawaan Tuntas"


def _settlement(classification: str, days: int) -> Standard:
    reopened = "Laporan yang dibuka kembali: separuh dari batas ini."
    return Standard(
        Kind.SETTLEMENT,
        days,
        _PERMEN,
        classification=classification,
        note=f"{_REPLACED} {reopened}",
    )


FIRST_RULES = (
    Standard(Kind.VERIFICATION, 3, _LAPOR, note=_OPERATING),
    Standard(Kind.RESPONSE, 5, _LAPOR, note=f"{_OPERATING} Laporan yang dibuka kembali: 2 hari kerja."),
    _settlement("INFORMATION", 5),
    _settlement("ASPIRATION", 5),
    _settlement("COMPLAINT", 14),
    _settlement("SUPERVISION", 60),
    Standard(Kind.COMPLETION, 10, _DEFAULT, note=_OWN),
    Standard(Kind.AUTO_CLOSE, 10, _LAPOR, note=_OPERATING),
    Standard(Kind.ACCEPTANCE, 2, _DEFAULT, note=_OWN),
    Standard(Kind.REPLY, 5, _DEFAULT, note=_OWN),
    Standard(Kind.WAITING, 30, _DEFAULT, note=f"{_OWN} Paling lama, satu kali untuk setiap laporan."),
    Standard(Kind.STATUTORY_RESPONSE, 14, "UU 25/2009 tentang Pelayanan Publik", Unit.CALENDAR, verified=True),
    Standard(
        Kind.STATUTORY_SETTLEMENT,
        60,
        "UU 25/2009 Pasal 50 dan Perpres 76/2013",
        Unit.CALENDAR,
        verified=True,
        note="Dihitung sejak berkas lengkap; tidak pernah dijeda.",
    ),
    Standard(Kind.OMBUDSMAN, 2, "UU 37/2008 Pasal 24", Unit.YEARS, verified=True),
)


def seed_rules() -> None:
    """Put the first rules in place. A scope that already has a rule, current or past, is left alone."""
    with transaction.atomic():
        for standard in FIRST_RULES:
            if not Rule.objects.filter(**standard.scope).exists():
                _first(standard).save()
    forget()


def seed_national_calendar(years: Iterable[int] = range(2023, 2028)) -> Calendar:
    """The national calendar with the holidays and joint leave of ``years``.

    A year already known is left alone, whatever the package says today: from then on decrees rule. A
    year for which the package has no joint leave yet is left out, since its decree has not been issued.
    """
    with transaction.atomic():
        calendar, made = Calendar.objects.get_or_create(code=NATIONAL, defaults={"name": "Kalender kerja nasional"})
        known = set(calendar.years.values_list("year", flat=True))
        found = {year: list(_days(year)) for year in set(years) - known}
        complete = {y: days for y, days in found.items() if any(d.kind == DayKind.JOINT_LEAVE for d in days)}
        if complete and not made:
            calendar.version, calendar.seal = calendar.version + 1, new_id()
            calendar.save(update_fields=["version", "seal"])
        for year, days in complete.items():
            _enter(calendar, year, days)
    return calendar


def _first(standard: Standard) -> Rule:
    return Rule(
        **standard.scope,
        days=standard.days,
        unit=standard.unit.value,
        legal_basis=standard.legal_basis,
        effective_from=RECORD_BEGINS,
        verified=standard.verified,
        note=standard.note,
    )


def _enter(calendar: Calendar, year: int, days: list[CalendarDay]) -> None:
    decree = _stand_in(year)
    taken = set(calendar.days.values_list("date", flat=True))
    for day in days:
        day.calendar, day.decree, day.added_in = calendar, decree, calendar.version
    CalendarDay.objects.bulk_create(day for day in days if day.date not in taken)
    CalendarYear.objects.create(calendar=calendar, year=year)


def _stand_in(year: int) -> Decree:
    """The row that stands where the joint decree of three ministers will be entered."""
    decree, _made = Decree.objects.get_or_create(
        number=f"SKB-{year}-belum-diisi",
        defaults={
            "title": f"Hari libur nasional dan cuti bersama {year}",
            "legal_basis": f"Paket data holidays {version('holidays')}; menunggu pengisian SKB 3 Menteri",
            "pending": True,
        },
    )
    return decree


def _days(year: int) -> Iterator[CalendarDay]:
    """Holidays before joint leave; a date that is both is a holiday."""
    seen: set[date] = set()
    for category, kind in (("public", DayKind.HOLIDAY), ("government", DayKind.JOINT_LEAVE)):
        found = holidays.country_holidays("ID", categories=(category,), language="id", years=year)
        for day, name in found.items():
            if day not in seen:
                seen.add(day)
                yield _day(day, name, kind)


def _day(day: date, name: str, kind: DayKind) -> CalendarDay:
    return CalendarDay(
        date=day,
        kind=kind.value,
        name=name.replace(_ESTIMATED, ""),
        estimated=_ESTIMATED in name,
    )
