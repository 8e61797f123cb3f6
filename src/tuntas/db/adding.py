"""Port: add to counters, making the rows that are missing. Additions of several processes never lose each other."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

_ADD = (
    "INSERT INTO {table} ({names}) VALUES ({places}) "
    "ON CONFLICT ({key}) DO UPDATE SET {sums} = {table}.{sums} + excluded.{sums}, "
    "{second} = {table}.{second} + excluded.{second}"
)


def add_up(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, key: str, sums: tuple[str, str]
) -> None:
    """Insert each row, or add its two `sums` to the row that has its `key`.

    Rows are taken in the order of their first column, so that two processes never wait for each other in a ring.
    Give the key first.
    """
    prepared = sorted([_plain(value) for value in row] for row in rows)
    statement = _ADD.format(
        table=table,
        names=", ".join(columns),
        places=", ".join(["%s"] * len(columns)),
        key=key,
        sums=sums[0],
        second=sums[1],
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, prepared)


def _plain(value: object) -> Any:
    """As both drivers take it for a column of its type: SQLite keeps ids as hexadecimal text."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value
