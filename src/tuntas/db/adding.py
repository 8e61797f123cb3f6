"""Port: add to counters, making the rows that are missing. Additions of several processes never lose each other."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

_INTO = "INSERT INTO {table} ({names}) "
_ADD = (
    " ON CONFLICT ({key}) DO UPDATE SET {first} = {table}.{first} + excluded.{first}, "
    "{second} = {table}.{second} + excluded.{second}"
)
_AT_ONCE = 5_000
"""Rows in one statement."""


def add_up(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, key: str, sums: tuple[str, str]
) -> None:
    """Insert each row, or add its two `sums` to the row that has its `key`.

    Rows are taken in the order of their first column, so that two processes never wait for each other in a ring.
    Give the key first.
    """
    prepared = sorted([_plain(value) for value in row] for row in rows)
    names = ", ".join(columns)
    into = _INTO.format(table=table, names=names)
    add = _ADD.format(table=table, key=key, first=sums[0], second=sums[1])
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(columns))}) {add}", prepared)
            return
        # One parameter instead of tens of thousands: the driver would look at each place for long.
        every = f"{into} SELECT {names} FROM json_populate_recordset(NULL::{table}, %s) {add}"  # noqa: S608 - our own names
        for first in range(0, len(prepared), _AT_ONCE):
            part = [dict(zip(columns, row, strict=True)) for row in prepared[first : first + _AT_ONCE]]
            cursor.execute(every, [json.dumps(part)])


def _plain(value: object) -> Any:
    """As both drivers take it for a column of its type: SQLite keeps ids as hexadecimal text."""
    if isinstance(value, UUID):
        return value.hex
    return value.isoformat() if isinstance(value, date) else value
