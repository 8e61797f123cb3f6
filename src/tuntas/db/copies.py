"""Port: a copy of the live database at one moment, in parts of which most are the same as last time.

SQLite is copied by its own online backup; its file then falls into pieces of fixed size, and pages that did not change
give the pieces that are there already. PostgreSQL gives a base backup once a day, and the write-ahead log up to the
moment (`wal`), so that it can be brought back as of any moment in between.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

from . import wal
from .parts import Copy, NoCopy, Part, Restored, pieces_of

SEGMENT = 16 * 1024 * 1024
"""Bytes of a SQLite file that stand in one list."""

_DATABASE = "database/"


def copy_of(before: Mapping[str, str], *, at: datetime, work: Path, logs: Path) -> Copy:
    """Take the copy: everything committed before `at` is in it.

    `before` is what the last one told; `work` is a directory that goes afterwards, `logs` one that stays.
    """
    if connection.vendor == "postgresql":
        return wal.copy_of(before, at=at, logs=logs)
    return _sqlite(work / "copy.sqlite3")


def goes_to_any_moment() -> bool:
    """Whether a copy can be brought back as of a moment between two copies, from the later one."""
    return connection.vendor == "postgresql"


def fits(facts: Mapping[str, str]) -> bool:
    """Whether a copy is of the engine that runs."""
    return facts.get("engine") == connection.vendor


def restored(facts: Mapping[str, str], *, work: Path, cluster: Path | None, to: datetime | None) -> Restored:
    """How a copy comes back. Raises NoCopy when the place is not empty, or the moment not in the copy."""
    if connection.vendor == "postgresql":
        return wal.restored(facts, cluster, to)
    file, database = work / "copy.sqlite3", _database_path()
    if database.exists():
        raise NoCopy(_("Basis data '{file}' sudah ada: pulihkan ke tempat kosong."), file=database)
    return Restored(lambda group, _path: file if group.startswith(_DATABASE) else None, lambda: _put(file, database))


def is_back() -> bool:
    """Whether the database answers and has brought back everything it was to."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_is_in_recovery()")
                return not cursor.fetchone()[0]
            return True
    except OperationalError:
        connection.close()
        return False


def _sqlite(to: Path) -> Copy:
    connection.ensure_connection()
    live: sqlite3.Connection = connection.connection
    copy = sqlite3.connect(to)
    try:
        # It lives for seconds, and is taken again when the machine goes down meanwhile.
        copy.execute("PRAGMA synchronous=OFF")
        live.backup(copy)
        # One plain file: a copy that still wants its write-ahead log beside it is no backup.
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    return Copy({"engine": "sqlite"}, lambda group: False, partial(_segments, to))


def _segments(file: Path) -> Iterator[tuple[str, Part]]:
    for number in range(-(-file.stat().st_size // SEGMENT)):
        yield f"{_DATABASE}{number:06}", Part(f"{number:06}", 0, partial(_segment, file, number))


def _segment(file: Path, number: int) -> Iterator[bytes]:
    with file.open("rb") as source:
        source.seek(number * SEGMENT)
        yield from pieces_of(source, SEGMENT)


def _database_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _put(file: Path, database: Path) -> None:
    connection.close()
    file.replace(database)
