"""Port: what is deleted is gone from the disk, too, not only from the tables.

SQLite writes zeros over what it deletes when it is told to; PostgreSQL gives dead rows back at the next vacuum.
"""

from django.db import connection

_INDEX = "INSERT INTO {table}_fts({table}_fts) VALUES ('optimize')"


def overwrite_deleted() -> None:
    """From here on this connection writes zeros over what it deletes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def settle(indexed: str, *tables: str) -> None:
    """Let nothing of deleted rows stay in the word index of `indexed`, the write-ahead log and the tables' dead rows.
    Takes a while on a large database: for the night, outside of any transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_INDEX.format(table=indexed))
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for table in (indexed, *tables):
            cursor.execute(f'VACUUM "{table}"')
