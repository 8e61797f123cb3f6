"""Port: several workers take rows side by side and never the same row.

PostgreSQL skips rows another worker holds. SQLite has one writer at a time, so the surrounding
IMMEDIATE transaction is the claim. Call inside transaction.atomic().
"""

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


def claim(rows: QuerySet[_Row], limit: int) -> list[_Row]:
    """At most `limit` rows, locked for this transaction; rows of other workers are left out."""
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return list(rows[:limit])


def lock(rows: QuerySet[_Row]) -> QuerySet[_Row]:
    """The same rows, locked until the transaction ends (SQLite: the transaction already is the lock)."""
    return rows.select_for_update(of=("self",)) if connection.vendor == "postgresql" else rows
