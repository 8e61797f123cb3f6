"""The stamp of a form: when it was opened, signed, and good for one filing.

It tells a form that somebody opened from a post that was made up, and says how long the form stood open. Of who
opened it, it says nothing.
"""

import base64
import binascii
import hmac
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tuntas.kernel.sealing import keyed_hash

from .models import SpentStamp

LIFE = timedelta(days=7)
"""How long a form may stand open."""

_PURPOSE, _TIME, _NONCE, _MAC = "intake.stamp", 6, 10, 32


@dataclass(frozen=True)
class Stamp:
    """A sound stamp: its name among all stamps, and when the form was opened."""

    name: str
    issued_at: datetime


def issue(at: datetime) -> str:
    """A fresh stamp for a form that is opened now."""
    said = (
        base64.urlsafe_b64encode(int(at.timestamp() * 1000).to_bytes(_TIME) + os.urandom(_NONCE)).decode().rstrip("=")
    )
    return f"{said}.{_mac(said)}"


def renew(text: str, at: datetime) -> str:
    """Another stamp for the same open form: the person makes a second report of it."""
    old = read(text, at)
    return issue(old.issued_at if old else at)


def read(text: str, at: datetime) -> Stamp | None:
    """The stamp, or None when it is not ours, too old, or of another time."""
    said, _point, mac = text.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(said).encode()):
        return None
    try:
        raw = base64.urlsafe_b64decode(said + "==")
    except binascii.Error:
        return None
    issued_at = datetime.fromtimestamp(int.from_bytes(raw[:_TIME]) / 1000, UTC)
    return Stamp(said, issued_at) if at - LIFE <= issued_at <= at else None


def spend(stamp: Stamp, key: str) -> tuple[bool, bool]:
    """Use the stamp for the filing with this key: whether it is that one's alone, and whether this is its first use."""
    holder = keyed_hash(key, purpose=_PURPOSE)[:_MAC]
    row, first = SpentStamp.objects.get_or_create(
        mark=keyed_hash(stamp.name, purpose=_PURPOSE)[:_MAC],
        defaults={"holder": holder, "expires_at": stamp.issued_at + LIFE},
    )
    return row.holder == holder, first


def _mac(said: str) -> str:
    return keyed_hash(f"stamp {said}", purpose=_PURPOSE)[:_MAC]
