"""Port: two processes fill one database, where the engine has a single writer.

SQLite lets one process write at a time, so the second fills a copy of the file and its rows are taken in
afterwards; ids are made by the application, so no two rows clash. PostgreSQL needs none of this.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections


def can_halve() -> bool:
    """Whether this database is a file that a second process can have a copy of, and a second core is there."""
    on_disk = connection.vendor == "sqlite" and Path(str(connection.settings_dict["NAME"])).is_file()
    return on_disk and hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and not connection.in_atomic_block


@contextmanager
def second_half(work: Callable[[], None], tables: Callable[[], list[str]]) -> Iterator[Callable[[], None]]:
    """Run `work` in a second process on a copy of the database; yields what takes its rows in.

    Call the yielded function once, inside the transaction that is to hold both halves. Raises RuntimeError
    when the second process failed: then nothing of it is taken in.
    """
    copied = _copied()
    child = os.fork()
    if child == 0:
        _child(copied, work)
    try:
        yield lambda: _take_in(child, copied, tables())
    finally:
        _wait(child)
        for left in copied.parent.glob(f"{copied.name}*"):
            left.unlink()


def _copied() -> Path:
    source = Path(str(connection.settings_dict["NAME"]))
    copied = source.with_name(f"{source.name}.half-{os.getpid()}")
    connections.close_all()
    with sqlite3.connect(source) as here, sqlite3.connect(copied) as there:
        here.backup(there)
    here.close()
    there.close()
    return copied


def _child(copied: Path, work: Callable[[], None]) -> None:
    code = 1
    try:
        connection.settings_dict["NAME"] = str(copied)
        work()
        connections.close_all()
        code = 0
    finally:
        # Not exit(): what the parent registered for its end is not the child's to run.
        os._exit(code)


def _take_in(child: int, copied: Path, tables: list[str]) -> None:
    if _wait(child) != 0:
        raise RuntimeError("the second half of the build failed")
    other = sqlite3.connect(copied)
    try:
        for table in tables:
            _take_table(other, table)
    finally:
        other.close()


def _take_table(other: sqlite3.Connection, table: str) -> None:
    name = connection.ops.quote_name(table)
    rows = other.execute(f"SELECT * FROM {name}")  # noqa: S608 - the name of one of our own tables
    places = ", ".join(["%s"] * len(rows.description))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({places})", rows.fetchall())  # noqa: S608


_ended: dict[int, int] = {}


def _wait(child: int) -> int:
    if child not in _ended:
        _ended[child] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return _ended[child]
