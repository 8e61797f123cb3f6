"""The only reader of the system clock. Everything below the edge takes `at=` instead."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)
