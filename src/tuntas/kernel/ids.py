"""Ids made by the application: UUIDv7 (RFC 9562), ordered by the moment of making."""

import os
import time
import uuid
from datetime import datetime

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def new_id() -> uuid.UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    high = (random >> 62) & 0xFFF
    low = random & ((1 << 62) - 1)
    return uuid.UUID(int=(millis << 80) | _VERSION | (high << 64) | _VARIANT | low)


def first_id(instant: datetime) -> uuid.UUID:
    """The lowest id that can have been made at or after this instant: ids of a span are a range of the key."""
    return uuid.UUID(int=(int(instant.timestamp() * 1000) << 80) | _VERSION | _VARIANT)
