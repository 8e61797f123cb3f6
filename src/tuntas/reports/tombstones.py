"""The erasure ledger: what was erased, kept outside the database, so that an older backup does not bring it back.

One line of JSON for each erasure, only ever added, in `erasures.jsonl` in the data directory and, if there is one, in
the backup directory beside the backups. It holds ids of reports and nothing of anybody. Whoever may write there may
as well change the backups, so it is not signed. The rows of the database are the truth while it lives: `catch_up`
adds whatever a killed process did not.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from tuntas.kernel.disks import flush_directory
from tuntas.media import disk

from .models import Erasure
from .states import DataKind, ErasureBasis

logger = logging.getLogger(__name__)

NAME = "erasures.jsonl"


@dataclass(frozen=True)
class Tombstone:
    """One kind of data of one report, erased at `at` (UTC)."""

    report: UUID
    kind: DataKind
    basis: ErasureBasis
    at: datetime

    @classmethod
    def of(cls, row: Erasure) -> "Tombstone":
        """What the ledger says of a row."""
        return cls(row.report_id, DataKind(row.kind), ErasureBasis(row.basis), row.at)


def ledgers() -> list[Path]:
    """Where the ledger is kept: in the data directory, and beside the scheduled backups."""
    homes = [settings.TUNTAS_DATA_DIR, settings.TUNTAS_BACKUP_DIR]
    return [home / NAME for home in homes if home is not None]


def add(rows: Iterable[Erasure]) -> None:
    """Write these erasures down in every ledger; one that cannot be written is logged, and caught up with later."""
    lines = [_line(Tombstone.of(row)) for row in rows]
    for path in ledgers():
        try:
            _append(path, lines)
        except OSError:
            logger.exception("The erasure ledger %s cannot be written", path)


def catch_up() -> int:
    """Add what a ledger does not have although the database knows it; how many lines."""
    known = [_line(Tombstone.of(row)) for row in Erasure.objects.order_by("at", "pk").iterator()]
    return sum(_append(path, _missing(path, known)) for path in ledgers() if known)


def read(paths: Iterable[Path]) -> list[Tombstone]:
    """Every erasure of these ledgers once, the oldest first. A torn last line is left out: it was never promised."""
    found = {one for path in paths if path.is_file() for one in _read(path)}
    return sorted(found, key=lambda one: (one.at, one.report, one.kind))


def _read(path: Path) -> Iterator[Tombstone]:
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield _stone(json.loads(line))
        except (ValueError, KeyError, TypeError):
            logger.error("A line of the erasure ledger %s cannot be read", path)


def _stone(said: dict[str, Any]) -> Tombstone:
    at = datetime.fromisoformat(said["at"])
    return Tombstone(UUID(said["report"]), DataKind(said["kind"]), ErasureBasis(said["basis"]), at)


def _line(stone: Tombstone) -> str:
    said = {"report": str(stone.report), "kind": stone.kind.value, "basis": stone.basis.value}
    return json.dumps(said | {"at": stone.at.isoformat()}, sort_keys=True)


def _missing(path: Path, lines: list[str]) -> list[str]:
    there = set(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else set()
    return [line for line in lines if line not in there]


def _append(path: Path, lines: list[str]) -> int:
    """On return the lines are on the disk. Several processes may add at once: each call is one write."""
    if not lines:
        return 0
    disk.make_directory(path.parent)
    fresh = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab", buffering=0) as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
        os.fsync(file.fileno())
    if fresh:
        flush_directory(path.parent)
    return len(lines)
