"""The offices of a government, changed by its own administrator: add, change, move."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Protocol
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tuntas.audit.log import Hand, changed
from tuntas.kernel.refusals import Invalid, NotAllowed

from .models import Institution, Level

MOST_AT_ONCE = 200
_WEEK = re.compile(r"1?2?3?4?5?6?7?")


class Manager(Protocol):
    """What is asked of whoever changes a government's set-up; an officer (accounts.actors) answers it."""

    @property
    def user_id(self) -> UUID: ...

    @property
    def name(self) -> str: ...

    def holds(self, role: str, institution_id: UUID | None) -> bool:
        """Whether this role is held in just this institution."""


@dataclass(frozen=True)
class Details:
    """What an administrator may say of an office; `working_week` holds the ISO days, Monday is 1."""

    name: str
    short_name: str
    email: str
    time_zone: str
    working_week: str
    opens: time
    closes: time
    requires_approval: bool


def hand_of(office: Institution, by: Manager) -> Hand:
    """The hand that changes this office. Raises `NotAllowed` for anybody but its government's administrator."""
    government = office.government_id_or_self
    # The role of accounts.models.Role, which lies above this package.
    if not by.holds("AGENCY_ADMIN", government):
        raise NotAllowed()
    return Hand(government, by.user_id, by.name)


def add_units(parent: Institution, names: Sequence[str], *, by: Manager, at: datetime) -> list[Institution]:
    """Add an office for every name, below `parent`; empty lines are passed over.

    Raises `Invalid` (field `names`) for none or too many, a name that is too long, or one that is there already.
    """
    hand = hand_of(parent, by)
    wanted = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    with transaction.atomic():
        _check_names(parent, wanted)
        return [_added(parent, name, hand, at) for name in wanted]


def change_office(office: Institution, details: Details, *, by: Manager, at: datetime) -> Institution:
    """Give an office other details. Raises `Invalid` with its field."""
    hand = hand_of(office, by)
    _check(details)
    with transaction.atomic():
        row = Institution.objects.select_for_update().get(pk=office.pk)
        before, after = asdict(details_of(row)), asdict(details)
        moved = {name for name in after if before[name] != after[name]}
        if moved:
            for name in moved:
                setattr(row, name, after[name])
            row.save(update_fields=sorted(moved))
            _record(hand, "change_office", row, before, after, moved, at)
    return row


def move_unit(unit: Institution, parent: Institution, *, by: Manager, at: datetime) -> Institution:
    """Put a unit and everything below it under another office of the same government. Raises `Invalid`."""
    hand = hand_of(unit, by)
    hand_of(parent, by)
    if parent.within(unit) or unit.government_id == unit.pk or not parent.active:
        raise Invalid(_("Unit ini tidak dapat ditempatkan di sana. Pilih atasan lain."), field="parent")
    with transaction.atomic():
        old = unit.path
        for row in Institution.objects.select_for_update().filter(path__startswith=old).order_by("path"):
            row.path = f"{parent.path}{unit.code}/{row.path.removeprefix(old)}"
            if row.pk == unit.pk:
                row.parent = parent
            row.save(update_fields=["path", "parent"])
        before = unit.parent.name if unit.parent else ""
        changed(hand, "move_unit", unit.pk, unit.name, at=at, before={"parent": before}, after={"parent": parent.name})
    unit.refresh_from_db()
    return unit


def details_of(office: Institution) -> Details:
    """What holds now."""
    return Details(**{name: getattr(office, name) for name in Details.__dataclass_fields__})


def _check_names(parent: Institution, names: Sequence[str]) -> None:
    if not names:
        raise Invalid(_("Nama unit kosong. Tulis satu nama pada setiap baris."), field="names")
    if len(names) > MOST_AT_ONCE:
        raise Invalid(_("Terlalu banyak unit sekaligus. Tempel paling banyak {most} baris."), field="names", most=200)
    long = next((name for name in names if len(name) > 160), "")
    if long:
        raise Invalid(_("Nama “{name}” terlalu panjang. Singkatkan sampai 160 huruf."), field="names", name=long)
    tree = Institution.objects.filter(government_id=parent.government_id_or_self, active=True, name__in=names)
    taken = tree.values_list("name", flat=True).first()
    if taken:
        raise Invalid(_("Unit “{name}” sudah ada. Hapus baris itu, atau beri nama lain."), field="names", name=taken)


def _added(parent: Institution, name: str, hand: Hand, at: datetime) -> Institution:
    code = _code(parent, name)
    unit = Institution.objects.create(
        code=code,
        name=name,
        level=Level.UPT if parent.level in (Level.UNIT, Level.UPT) else Level.UNIT,
        parent=parent,
        path=f"{parent.path}{code}/",
        government_id=hand.government,
        region_id=parent.region_id,
        time_zone=parent.time_zone,
        working_week=parent.working_week,
        opens=parent.opens,
        closes=parent.closes,
    )
    changed(hand, "add_unit", unit.pk, name, at=at, after={"name": name, "parent": parent.name})
    return unit


def _code(parent: Institution, name: str) -> str:
    """A short name for addresses and paths, free in the whole table."""
    root = parent.path.strip("/").split("/")[-1] if parent.government_id == parent.pk else parent.code
    stem = f"{root[:24]}-{slugify(name)[:28]}".strip("-")
    taken = set(Institution.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


def _check(details: Details) -> None:
    if not details.name.strip():
        raise Invalid(_("Nama unit kosong. Tulis namanya."), field="name")
    if details.time_zone not in available_timezones():
        raise Invalid(_("Zona waktu ini tidak dikenal. Pilih dari daftar."), field="time_zone")
    if not details.working_week or not _WEEK.fullmatch(details.working_week):
        raise Invalid(_("Pilih paling sedikit satu hari kerja."), field="working_week")
    if details.closes <= details.opens:
        raise Invalid(_("Jam tutup harus sesudah jam buka."), field="closes")


def _record(
    hand: Hand,
    verb: str,
    row: Institution,
    before: dict[str, object],
    after: dict[str, object],
    names: set[str],
    at: datetime,
) -> None:
    was, now = ({name: values[name] for name in sorted(names)} for values in (before, after))
    changed(hand, verb, row.pk, row.name, at=at, before=was, after=now)
