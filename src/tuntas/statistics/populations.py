"""How many people live in the area of a government: entered by its administrator, with source and year."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuntas.audit.log import changed
from tuntas.institutions.models import Institution
from tuntas.institutions.offices import Manager, hand_of
from tuntas.kernel.refusals import Invalid
from tuntas.kernel.texts import required

from .models import Population

FIRST_YEAR = 1945


def enter_population(
    office: Institution, *, year: int, people: int, source: str, by: Manager, at: datetime
) -> Population:
    """Say how many people lived in the area of a government, or say it anew. Raises NotAllowed, or Invalid."""
    hand = hand_of(office, by)
    if office.region_id is None:
        raise Invalid(_("Instansi ini belum punya wilayah. Isi wilayahnya dahulu."), field="region")
    if people < 1:
        raise Invalid(_("Jumlah penduduk sedikitnya satu. Isi angka dari sumber resminya."), field="people")
    if not FIRST_YEAR <= year <= at.year:
        raise Invalid(_("Tahun itu tidak mungkin. Isi tahun dari sumbernya."), field="year")
    told = required(source, field="source", limit=200)
    with transaction.atomic():
        before = Population.objects.filter(region_id=office.region_id, year=year).first()
        row, _made = Population.objects.update_or_create(
            region_id=office.region_id,
            year=year,
            defaults={"people": people, "source": told, "entered_by": by.user_id, "entered_at": at},
        )
        was = {"people": before.people, "source": before.source} if before else {}
        now = {"people": people, "source": told}
        changed(hand, "enter_population", row.pk, f"{office.name} {year}", at=at, before=was, after=now)
    return row


def populations_of(office: Institution) -> list[Population]:
    """All that was entered for this government's area, by year."""
    return list(Population.objects.filter(region_id=office.region_id).order_by("year")) if office.region_id else []


def nearest(found: Iterable[Population], year: int) -> Population | None:
    """The one whose year is nearest, the earlier of two."""
    return min(found, key=lambda one: (abs(one.year - year), one.year), default=None)
