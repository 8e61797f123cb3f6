"""Deadlines as a calendar file (iCalendar, RFC 5545), written with nothing but the properties we need.

A calendar is shared, synchronised and shown on lock screens, so an entry names the report's number and the deadline,
never what the report is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

FOLD = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class Entry:
    """One moment in a calendar. `uid` stays the same for the same deadline, so that a newer file replaces an older.

    `remind_days`: how many days before one is reminded; 0 for never.
    """

    uid: str
    at: datetime
    summary: str
    description: str
    url: str
    remind_days: int = 0


def calendar_file(entries: Sequence[Entry], *, name: str, made_at: datetime) -> bytes:
    """The file; equal entries give equal bytes."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tuntas//Tuntas//ID",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    body = [line for entry in entries for line in _event(entry, made_at)]
    return b"".join(_folded(line) for line in [*head, *body, "END:VCALENDAR"])


def _event(entry: Entry, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{_instant(made_at)}"
    yield f"DTSTART:{_instant(entry.at)}"
    yield f"SUMMARY:{_text(entry.summary)}"
    yield f"DESCRIPTION:{_text(entry.description)}"
    yield f"URL:{_plain(entry.url)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    if entry.remind_days:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_text(entry.summary)}"
        yield f"TRIGGER:-P{entry.remind_days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Escaped as TEXT (3.3.11); control characters would end the line or the file and are left out."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _plain("\\n".join(escaped.splitlines()))


def _plain(value: str) -> str:
    return "".join(character for character in value if character >= " " and character != "\x7f")


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, none cutting a character in two."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        # Every piece after the first begins with the space that marks it.
        if len(piece) + len(octets) > FOLD - (1 if pieces else 0):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
