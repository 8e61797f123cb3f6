"""What every channel hands over: one frozen value, so that a report means the same whatever its door."""

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from uuid import UUID

from tuntas.media.store import Stored

from .identity import Contact
from .states import Channel, Classification, ContentMode, Doubt, IdentityMode

_UNSAID = frozenset({"key", "files", "doubts"})
"""Of files the content is hashed; key and doubts are ours, not the reporter's."""


@dataclass(frozen=True)
class Draft:
    """A report before it is one. `key` is the idempotency key of this filing; `received_at` is the first
    contact when an officer types in what came by letter, phone or counter (default: the moment of filing).
    A draft with `doubts` is a report like any other, and waits in quarantine until an officer clears it."""

    key: str
    title: str
    body: str
    classification: Classification = Classification.COMPLAINT
    topic_code: str = ""
    incident_on: date | None = None
    place_text: str = ""
    region_code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    wanted_code: str = ""
    identity: IdentityMode = IdentityMode.OPEN
    content: ContentMode = ContentMode.PUBLIC
    contact: Contact = field(default_factory=Contact)
    files: tuple[Stored, ...] = ()
    channel: Channel = Channel.WEB
    received_at: datetime | None = None
    language: str = "id"
    publish_wish: bool | None = None
    foreign_id: str = ""
    doubts: tuple[Doubt, ...] = ()

    def body_hash(self) -> str:
        """A digest of everything that was said: tells a repeated filing from another one."""
        said = {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in _UNSAID}
        said["files"] = sorted(stored.sha256 for stored in self.files)
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """What the reporter takes away. The access code is known here and never again."""

    report_id: UUID
    reference: str
    access_code: str
    received_at: datetime


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    return value.isoformat() if isinstance(value, date | datetime) else value
