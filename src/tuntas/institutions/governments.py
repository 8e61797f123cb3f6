"""The governments of an installation, added by whoever runs it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tuntas.audit.log import changed
from tuntas.kernel.ids import new_id
from tuntas.kernel.refusals import Invalid

from .areas import zone_of
from .models import GOVERNMENTS, Institution, Level, Region
from .shared import Keeper, shared_hand

LONGEST_CODE = 40


@dataclass(frozen=True)
class Government:
    """What is said of a new government: its name, its place in the tree, and the code of its area."""

    name: str
    short_name: str
    level: str
    region_code: str


def add_government(given: Government, *, by: Keeper, at: datetime) -> Institution:
    """Add a government below that of its province, or of the country, in the time zone of its area; without people.

    Raises `NotAllowed`, `Invalid` with its field: a name that is missing or taken, an area that has a government.
    """
    hand = shared_hand(by)
    name = " ".join(given.name.split())
    _check(name, given)
    own, code, above = new_id(), _code(name), _above(given)
    with transaction.atomic():
        made = Institution.objects.create(
            id=own,
            code=code,
            name=name,
            short_name=given.short_name.strip(),
            level=given.level,
            parent=above,
            path=f"{above.path if above else '/'}{code}/",
            government_id=own,
            region_id=given.region_code,
            time_zone=zone_of(given.region_code),
        )
        changed(hand, "add_government", own, name, at=at, after={"name": name, "area": given.region_code})
    return made


def _check(name: str, given: Government) -> None:
    if not name:
        raise Invalid(_("Nama pemerintah kosong. Tulis namanya."), field="name")
    if given.level not in GOVERNMENTS:
        raise Invalid(_("Pilih tingkat pemerintah."), field="level")
    if not Region.objects.filter(pk=given.region_code).exists():
        raise Invalid(_("Pilih wilayah dari daftar."), field="region")
    there = Institution.objects.filter(level__in=GOVERNMENTS, active=True)
    if there.filter(name__iexact=name).exists():
        raise Invalid(_("Pemerintah dengan nama ini sudah ada."), field="name")
    if there.filter(region_id=given.region_code, level=given.level).exists():
        raise Invalid(_("Wilayah ini sudah mempunyai pemerintah pada tingkat itu."), field="region")


def _above(given: Government) -> Institution | None:
    """The nearest government around the area."""
    around = [given.region_code[:length] for length in range(len(given.region_code))]
    rows = Institution.objects.filter(level__in=GOVERNMENTS, active=True).exclude(level=given.level)
    found = rows.filter(Q(region_id__in=around) | Q(level=Level.COUNTRY)).select_related("region")
    return max(found, key=lambda row: len(row.region_id or ""), default=None)


def _code(name: str) -> str:
    """A short name for addresses and paths, free in the whole table."""
    stem = slugify(name)[:LONGEST_CODE].strip("-") or "pemerintah"
    taken = set(Institution.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code
