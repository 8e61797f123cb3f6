"""Erasing what the law wants erased: of one report, by kinds of data, with an event that says so and nothing more.

The chain keeps its salted digests, so it holds before and after; figures come from events and do not move.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor, Officer, System
from tuntas.db.wiping import overwrite_deleted, settle
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.texts import required
from tuntas.media import store

from .. import tombstones
from ..erasing import WIPED, forget_index, remove
from ..facts import Erased
from ..models import Erasure, LegalHold, Report, Words
from ..states import DataKind, ErasureBasis, Verb
from ..tombstones import Tombstone
from ..workflow import moving

REASON_LIMIT = 500
_NOTHING = _("Pilih sedikitnya satu jenis data yang belum dihapus.")
_BY_SCHEDULE = _("Dasar “masa simpan berakhir” hanya dipakai oleh jadwal retensi.")


def erase(report: Report, *, kinds: Collection[DataKind], basis: ErasureBasis, by: Actor, at: datetime) -> Report:
    """Erase these kinds of data for good (P18): by the officer who decides on a request, or by the schedule.

    Raises Invalid when nothing is left of them, NotAllowed, WrongState while the report is open, Guarded under a
    legal hold, before the report is settled, and within the least period of the schedule.
    """
    if (basis == ErasureBasis.SCHEDULE) != isinstance(by, System):
        raise Invalid(_BY_SCHEDULE, field="basis")
    _erased(report, Verb.ERASE, Erased(_still_there(report, kinds), basis.value), by=by, at=at)
    return report


def erase_again(report: Report, *, stones: Sequence[Tombstone], by: Actor, at: datetime) -> bool:
    """What the ledger knows as erased and a restored backup brought back: erased anew, in whatever state it is.
    Whether anything of it was there."""
    kinds = _left_of(report, [stone.kind for stone in stones])
    if kinds:
        first = min(stones, key=lambda stone: stone.at)
        facts = Erased(kinds, first.basis.value, first.at)
        _erased(report, Verb.ERASE_AGAIN, facts, by=by, at=max(at, report.last_at))
    return bool(kinds)


def forbid_erasure(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """Put a legal hold on the report (P19). Raises Invalid without a reason, Guarded when there is one."""
    said = required(reason, field="reason", limit=REASON_LIMIT, what=_("Tulis untuk proses apa data ini dibutuhkan."))
    with transaction.atomic():
        with moving(report, Verb.FORBID_ERASURE, by=by, at=at):
            pass
        LegalHold.objects.create(report=report, since=at, set_by=_officer(by), reason=said)
    return report


def allow_erasure(report: Report, *, by: Actor, at: datetime) -> Report:
    """End the legal hold. Raises Guarded when there is none."""
    with transaction.atomic():
        with moving(report, Verb.ALLOW_ERASURE, by=by, at=at):
            pass
        report.legal_holds.filter(ended_at__isnull=True).update(ended_at=at, ended_by=_officer(by))
    return report


def _officer(by: Actor) -> UUID:
    if not isinstance(by, Officer):
        raise NotAllowed()
    return by.user_id


def _still_there(report: Report, kinds: Collection[DataKind]) -> tuple[str, ...]:
    left = _left_of(report, kinds)
    if not left:
        raise Invalid(_NOTHING, field="kinds")
    return left


def _left_of(report: Report, kinds: Collection[DataKind]) -> tuple[str, ...]:
    gone = set(report.erasures.values_list("kind", flat=True))
    return tuple(kind.value for kind in DataKind if kind in kinds and kind.value not in gone)


def _erased(report: Report, verb: Verb, facts: Erased, *, by: Actor, at: datetime) -> None:
    """Event, rows and ledger stand or fall together, except that files go after the commit."""
    overwrite_deleted()
    with transaction.atomic():
        left: dict[str, list[str]] = {}
        with moving(report, verb, by=by, at=at) as move:
            move.facts = facts
            for kind in facts.kinds:
                left[kind] = remove(move.report, DataKind(kind))
        if DataKind.WORDS in facts.kinds:
            forget_index(report)
        same = {"report": report, "basis": facts.basis, "seq": report.last_seq, "at": at}
        rows = [Erasure(kind=kind, left=names, **same) for kind, names in left.items()]
        Erasure.objects.bulk_create(rows)
        transaction.on_commit(partial(_afterwards, rows))


def _afterwards(rows: list[Erasure]) -> None:
    tombstones.add(rows)
    for row in rows:
        drop_files(row)


def drop_files(row: Erasure) -> None:
    """Take the files that a committed erasure left off the disk; doing it twice is harmless."""
    store.forget(row.left)
    Erasure.objects.filter(pk=row.pk).update(left=[])


def settle_erased(at: datetime) -> int:
    """Once a night after erasures: nothing of them stays in the word index's old parts, log or dead rows. How many
    erasures there were since the night before."""
    lately = Erasure.objects.filter(at__gt=at - timedelta(days=2)).count()
    if lately:
        settle(Words._meta.db_table, *(model._meta.db_table for model in WIPED))
    return lately


def drop_left() -> int:
    """The same for every erasure after which somebody died; how many."""
    rows = list(Erasure.objects.exclude(left=[]).order_by("at"))
    for row in rows:
        drop_files(row)
    return len(rows)
