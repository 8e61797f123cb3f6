"""Taking events into the cells, and counting everything anew to see whether the cells are right.

Nothing is lost and nothing counted twice, whoever is killed: every event bears a mark (reports.models.Uncounted) from
the transaction that wrote it, and loses it in the transaction that adds it to the cells. What an event adds depends
on the earlier events of its own report alone, and sums commute: so several workers may count side by side, in any
order, and late commits are simply counted later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from tuntas.db.claiming import claim
from tuntas.db.snapshots import snapshot
from tuntas.reports.models import Event, Uncounted

from .cells import Key, Plain, Sheet, Sums, store
from .lives import entries, said
from .models import Cell, Ledger, Recount

BATCH = 500
"""Events taken in one transaction."""
_FOUND = ("pk", "axis", "tenant_id", "member", "classification", "year", "period", "metric", "value", "times", "total")
_NIGHT = ZoneInfo("Asia/Jakarta")
_TWO = timedelta(hours=2)


@dataclass(frozen=True)
class Difference:
    """A cell that is not what the events say. `stray`: the id of a row that stands under a key not its own."""

    key: Key
    expected: Sums
    found: Sums
    stray: UUID | None = None

    def __str__(self) -> str:
        key = self.key
        where = f"{key.axis} {key.member or '-'} {key.classification} {key.year} {key.period} ({key.tenant})"
        (found, total), (expected, due) = self.found, self.expected
        return f"{key.metric}={key.value} @ {where}: {found}/{total} != {expected}/{due}"


def count_new(limit: int = BATCH) -> int:
    """Take in up to `limit` events that are not counted yet; returns how many. Call again until 0."""
    with transaction.atomic():
        marks = claim(Uncounted.objects.order_by("pk"), limit)
        ids = {mark.pk for mark in marks}
        if ids:
            store(_added(ids).cells)
            Uncounted.objects.filter(pk__in=ids).delete()
    return len(ids)


def count_all(at: datetime, most: int = 40) -> int:
    """Take in everything that waits, in batches, `most` at once; returns how many events."""
    counted = 0
    for _ in range(most):
        batch = count_new()
        counted += batch
        if batch < BATCH:
            break
    _note(at)
    return counted


def differences() -> Iterator[Difference]:
    """Count everything anew and name each cell that differs, government by government, in the order of their keys.

    Events that still bear their mark are in neither. Memory is bounded by the cells of the largest government.
    """
    for tenant in _tenants():
        yield from _differing(tenant)


def mend() -> int:
    """Make every cell what the events say; returns how many were not. For operators: find out why first."""
    mended, strays = 0, False
    for tenant in _tenants():
        before = _ledger().mended
        found = list(_differing(tenant))
        with transaction.atomic():
            if found and Ledger.objects.filter(pk=1, mended=before).update(mended=F("mended") + 1):
                _put_right(found)
                mended, strays = mended + len(found), strays or any(one.stray for one in found)
    # A stray row may have stood in the place of a missing one.
    return mended + mend() if strays else mended


def rebuild() -> int:
    """Throw the cells away and count all events into new ones, fast; returns how many cells there are."""
    with transaction.atomic():
        Cell.objects.all().delete()
        Uncounted.objects.all().delete()
    mend()
    return Cell.objects.count()


def recount_of(at: datetime) -> Recount | None:
    """The nightly recount, once a night from two o'clock on (Jakarta): kept, so that anybody can see it was done."""
    night = (at.astimezone(_NIGHT) - _TWO).date()
    if Recount.objects.filter(day=night).exists():
        return None
    found = list(differences())
    row = Recount(day=night, at=at, cells=Cell.objects.count(), differing=len(found))
    row.first = str(found[0])[:300] if found else ""
    Recount.objects.bulk_create([row], ignore_conflicts=True)
    return row


def _added(ids: set[UUID]) -> Sheet:
    """What these events add; the earlier events of their reports are read along."""
    sheet = Sheet()
    reports = Event.objects.filter(pk__in=ids).values("report_id")
    for event, found in entries(said(Event.objects.filter(report_id__in=reports))):
        if event in ids:
            sheet.add(found)
    return sheet


def _note(at: datetime) -> None:
    if not Ledger.objects.filter(pk=1).update(counted_at=at):
        Ledger.objects.bulk_create([Ledger(pk=1, counted_at=at)], ignore_conflicts=True)


def _ledger() -> Ledger:
    return Ledger.objects.get_or_create(pk=1)[0]


def _tenants() -> list[UUID]:
    counted = Cell.objects.order_by().values_list("tenant_id", flat=True).distinct()
    there = Event.objects.order_by().values_list("tenant_id", flat=True).distinct()
    return sorted({*counted, *there})


def _differing(tenant: UUID) -> list[Difference]:
    strays, found = [], {}
    with snapshot():
        expected = _expected(tenant)
        for pk, *key, times, total in Cell.objects.filter(tenant=tenant).values_list(*_FOUND).iterator(5_000):
            plain, sums = tuple(key), (times, total)
            if Key._make(plain).id != pk:
                strays.append(Difference(Key._make(plain), (0, 0), sums, pk))
            elif expected.get(plain) == sums:
                del expected[plain]
            else:
                found[plain] = sums
    differing = [
        Difference(Key._make(plain), expected.get(plain, (0, 0)), found.get(plain, (0, 0)))
        for plain in {*expected, *found}
    ]
    return sorted([*strays, *differing], key=lambda one: one.key)


def _expected(tenant: UUID) -> dict[Plain, Sums]:
    sheet, waiting = Sheet(), set(Uncounted.objects.values_list("pk", flat=True))
    for event, found in entries(said(Event.objects.filter(tenant=tenant))):
        if event not in waiting:
            sheet.add(found)
    return sheet.cells


def _put_right(found: list[Difference]) -> None:
    Cell.objects.filter(pk__in=[one.stray for one in found if one.stray]).delete()
    store(
        {
            one.key: (one.expected[0] - one.found[0], one.expected[1] - one.found[1])
            for one in found
            if one.stray is None
        }
    )
