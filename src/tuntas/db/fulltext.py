"""Port: words in a text column, found through an index of the engine's own.

SQLite keeps an FTS5 table beside the table, PostgreSQL a GIN index over the 'simple' words; triggers or the index
itself follow every change in its own transaction. The migration that makes the table makes these. Words are found by
their beginning; the caller stores and asks words already folded and cut (letters and digits only).
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

_SQLITE = "SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s"
_POSTGRES = "SELECT id FROM {table} WHERE to_tsvector('simple', text) @@ to_tsquery('simple', %s)"


def matching(table: str, words: Sequence[str]) -> RawSQL:
    """The ids of the rows whose text has a word beginning with each of `words`: for `id__in`."""
    if not words or not all(word.isalnum() for word in words):
        raise ValueError("letters and digits only, and at least one word")
    if connection.vendor == "postgresql":
        return RawSQL(_POSTGRES.format(table=table), [" & ".join(f"{word}:*" for word in words)])  # noqa: S611 - the name of one of our own tables
    return RawSQL(_SQLITE.format(table=table), [" ".join(f'"{word}"*' for word in words)])  # noqa: S611 - the same
