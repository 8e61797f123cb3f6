"""A decree that changes a calendar: shown first, then entered, then every running deadline computed anew."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.audit.log import Hand, changed
from tuntas.institutions.models import GOVERNMENTS, Institution
from tuntas.institutions.offices import hand_of
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.reports.access import visible_to
from tuntas.reports.actions.clockwork import moves_of
from tuntas.reports.models import Report
from tuntas.sla.calendars import NATIONAL, NewDay, amend, confirm_year
from tuntas.sla.models import Calendar, Decree

from .amendments import amend_deadlines, carry_out, running

SHOWN_AT_MOST = 10


@dataclass(frozen=True)
class Wanted:
    """What a decree says. `national` means the calendar of all governments, else the own one."""

    number: str
    title: str
    issued_on: date
    add: tuple[NewDay, ...] = ()
    revoke: tuple[date, ...] = ()
    national: bool = False
    year: int | None = None


@dataclass(frozen=True)
class Moved:
    """One deadline that would move: instants in ISO 8601, empty for none."""

    reference: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What a decree would do: how many reports and deadlines move, and some of the own ones as examples."""

    reports: int = 0
    deadlines: int = 0
    examples: list[Moved] = field(default_factory=list)


def preview_decree(government: Institution, wanted: Wanted, *, by: Officer, at: datetime) -> Preview:
    """The effect of `enter_decree`, computed with the decree in place and then taken back. Raises the same."""
    with transaction.atomic():
        _entered(government, wanted, by, at)
        found = _would_move(by, at)
        transaction.set_rollback(True)
    return found


def enter_decree(government: Institution, wanted: Wanted, *, by: Officer, at: datetime) -> int:
    """Enter a decree and compute running deadlines anew; returns how many reports moved.

    Raises `NotAllowed`, `Invalid`, `DayTaken`, `DayAbsent`, and then nothing is changed.
    """
    with transaction.atomic():
        _entered(government, wanted, by, at)
        amendment = amend_deadlines(wanted.number, at)
    return carry_out(amendment, at)


def may_change_national(government: Institution) -> bool:
    """The calendar of all governments is kept by the one that runs this installation."""
    return government.code == settings.TUNTAS_GOVERNMENT


def own_calendar(government: Institution) -> Calendar | None:
    """The calendar that only this government and its units follow."""
    return Calendar.objects.filter(code=government.code).first()


def _entered(government: Institution, wanted: Wanted, by: Officer, at: datetime) -> None:
    hand = _checked(government, wanted, by)
    calendar = Calendar.objects.get(code=NATIONAL) if wanted.national else _own(government)
    if wanted.add or wanted.revoke:
        decree = Decree(number=wanted.number, title=wanted.title, issued_on=wanted.issued_on, legal_basis=wanted.number)
        calendar = amend(calendar, decree, wanted.add, wanted.revoke, at=at, by_name=by.name)
    if wanted.year is not None:
        calendar = confirm_year(calendar, wanted.year)
    after = {
        "decree": f"{wanted.number}, {wanted.issued_on}",
        "days": "; ".join(f"{day} {name}" for day, _kind, name in wanted.add),
        "revoked": "; ".join(map(str, wanted.revoke)),
        "year": wanted.year,
    }
    said = {name: value for name, value in after.items() if value}
    changed(hand, "enter_decree", calendar.pk, wanted.title, at=at, after=said)


def _checked(government: Institution, wanted: Wanted, by: Officer) -> Hand:
    hand = hand_of(government, by)
    if government.level not in GOVERNMENTS or (wanted.national and not may_change_national(government)):
        raise NotAllowed()
    if not wanted.number.strip() or not wanted.title.strip():
        raise Invalid(_("Nomor dan judul keputusan wajib diisi."), field="number")
    if Decree.objects.filter(number=wanted.number).exists():
        raise Invalid(_("Keputusan bernomor ini sudah tercatat. Periksa nomornya."), field="number")
    if not (wanted.add or wanted.revoke or wanted.year):
        raise Invalid(_("Belum ada tanggal. Tulis hari yang ditambahkan atau dicabut."), field="days")
    if wanted.year and not wanted.national:
        raise Invalid(_("Tahun dinyatakan lengkap di kalender nasional saja."), field="year")
    return hand


def _own(government: Institution) -> Calendar:
    """The own calendar, made on first use below the one that was followed before."""
    found = own_calendar(government)
    if found is None:
        above = government.calendar_code or NATIONAL
        parent = Calendar.objects.get(code=above)
        found = Calendar.objects.create(code=government.code, name=government.name[:120], parent=parent)
    if government.calendar_code != found.code:
        Institution.objects.filter(pk=government.pk).update(calendar_code=found.code)
    return found


def _would_move(by: Officer, at: datetime) -> Preview:
    reports, deadlines = 0, 0
    examples: list[tuple[Report, tuple[str, str, str]]] = []
    for report in running():
        moves = moves_of(report, at)
        reports, deadlines = reports + bool(moves), deadlines + len(moves)
        if moves and len(examples) < SHOWN_AT_MOST:
            examples.append((report, moves[0]))
    seen = set(visible_to(by).filter(pk__in=[row.pk for row, _move in examples]).values_list("pk", flat=True))
    return Preview(reports, deadlines, [_example(row, move) for row, move in examples if row.pk in seen])


def _example(report: Report, move: tuple[str, str, str]) -> Moved:
    return Moved(report.reference, *move)
