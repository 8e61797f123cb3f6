"""Port: several reads that see one and the same moment.

PostgreSQL: a transaction of its own at REPEATABLE READ. SQLite: a plain read transaction, which in WAL mode blocks
nobody (the framework's own would take the writer's place). Inside a transaction that already runs, its view holds.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Inside, all reads see one moment. Do not write."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        yield from _reading()


def _reading() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
