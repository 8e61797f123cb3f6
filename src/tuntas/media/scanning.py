"""Originals are shown to a virus scanner (clamd) where one is configured; what is not clean is held back, never lost.

Only the original can carry anything: copies are drawn anew from pixels, so they are shown whatever the scanner says,
and a report with such a file is accepted. Held originals stay sealed in their place; a note at
`<TUNTAS_DATA_DIR>/files/held/<id>` says why, and while it lies there `store.open_original` refuses.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings

from tuntas.media import disk

WAITING = "waiting"
"""The note of a file that no scanner has seen yet."""

SECONDS = 5.0
"""The scanner's time for one file; one that is slower counts as away and the file is shown to it again later."""

CHUNK_BYTES = 64 * 1024
_END = struct.pack("!I", 0)
_MOST_SAID = 1024


class Away(Exception):
    """No scanner answered, or not in words we know."""


def note_on(data: bytes) -> str:
    """Why an original has to be held: "" for a clean one (or none to look), `WAITING`, or what was found."""
    if not settings.TUNTAS_CLAMD:
        return ""
    try:
        return found_in(data)
    except Away:
        return WAITING


def found_in(data: bytes) -> str:
    """The name of what the scanner found, or "". Raises `Away`."""
    try:
        with closing(_connected(settings.TUNTAS_CLAMD)) as line:
            return _meant(_asked(line, data))
    except OSError as error:
        raise Away(str(error)) from None


def _connected(address: str) -> socket.socket:
    """A connection to `unix:/path` or `host:port`."""
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(address.removeprefix("unix:"))
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _asked(line: socket.socket, data: bytes) -> bytes:
    """clamd's INSTREAM: pieces, each after its length, then an empty one; one answer, ended by NUL."""
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(data), CHUNK_BYTES):
        piece = data[start : start + CHUNK_BYTES]
        line.sendall(struct.pack("!I", len(piece)) + piece)
    line.sendall(_END)
    said = b""
    while not said.endswith(b"\0") and len(said) < _MOST_SAID and (more := line.recv(_MOST_SAID)):
        said += more
    return said


def _meant(said: bytes) -> str:
    words = said.rstrip(b"\0\n").decode("utf-8", "replace")
    if words == "stream: OK":
        return ""
    if words.startswith("stream: ") and words.endswith(" FOUND"):
        return words.removeprefix("stream: ").removesuffix(" FOUND")
    raise Away(words or "no answer")


def hold(name: str, note: str, *, root: Path) -> None:
    """Hold an original back, before it lies where it could be opened."""
    disk.write(_note(name, root), note.encode())


def note_of(name: str, *, root: Path) -> str:
    """Why an original is held, or ""."""
    try:
        return _note(name, root).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def let_go(name: str, *, root: Path) -> None:
    """No longer hold it back; doing it twice is harmless."""
    _note(name, root).unlink(missing_ok=True)


def held(*, root: Path) -> Iterator[tuple[str, str]]:
    """Id and note of every original that is held back."""
    for path in sorted((root / "files" / "held").glob("[0-9a-f]*")):
        if note := note_of(path.name, root=root):
            yield path.name, note


def _note(name: str, root: Path) -> Path:
    return root / "files" / "held" / name  # among the files, so that backups have it
