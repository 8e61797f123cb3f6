"""What was erased after a backup is erased again when it is restored (`tuntas restore`, `tuntas erasures`)."""

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.db import connection

from tuntas.accounts.actors import System
from tuntas.kernel import clock
from tuntas.ops.words import both
from tuntas.reports import tombstones
from tuntas.reports.actions.erase import drop_left, erase_again, settle_erased
from tuntas.reports.models import Erasure, Report

_OLDER_ID = "Cadangan dari versi lama: jalankan tuntas init, lalu tuntas erasures."
_OLDER_EN = "The backup is of an older version: run tuntas init, then tuntas erasures."


@dataclass(frozen=True)
class Forgotten:
    """Of how many reports the ledger speaks, at how many something was erased again, how many are not there."""

    named: int = 0
    again: int = 0
    unknown: int = 0


def run(given: Namespace) -> int:
    """`tuntas erasures`: for a database that another tool restored."""
    _do([Path(name) for name in given.ledgers] or tombstones.ledgers())
    return 0


def after_restore(beside: Path) -> None:
    """Do it with every ledger at hand: beside the restored backup, and where this installation keeps its own."""
    ledgers = [beside / tombstones.NAME, *tombstones.ledgers()]
    if not tombstones.read(ledgers):
        return
    with connection.cursor() as cursor:
        known = Erasure._meta.db_table in connection.introspection.table_names(cursor)
    if known:
        _do(ledgers)
    else:
        print(both(_OLDER_ID, _OLDER_EN))


def _do(ledgers: Iterable[Path]) -> None:
    print(_told(erase_anew(ledgers)))
    settle_erased(clock.now())


def erase_anew(ledgers: Iterable[Path]) -> Forgotten:
    """Each report by its own action; running it twice erases nothing twice."""
    stones = sorted(tombstones.read(ledgers), key=lambda stone: str(stone.report))
    named = again = unknown = 0
    for key, group in groupby(stones, key=lambda stone: stone.report):
        report = Report.objects.select_related("agency", "tenant").filter(pk=key).first()
        named, unknown = named + 1, unknown + (report is None)
        if report is not None:
            again += erase_again(report, stones=list(group), by=System(), at=clock.now())
    drop_left()
    return Forgotten(named, again, unknown)


def _told(done: Forgotten) -> str:
    return both(
        f"Penghapusan: {done.named} laporan dalam buku, {done.again} dihapus lagi, {done.unknown} tidak ada di sini.",
        f"Erasures: {done.named} reports in the ledger, {done.again} erased again, {done.unknown} not here.",
    )
