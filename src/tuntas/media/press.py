"""The press: where strangers' bytes are decoded. A separate process that is short-lived and held on a short lead.

One press per process, started at the first file. It has loaded the decoders and does nothing but fork, a few
milliseconds a time: each file is opened in a child of its own, which may use so much time and memory, opens nothing,
writes nothing, and whose answer is plain bytes and JSON. A fault in a decoder costs that child and nobody else.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from tuntas.media import kinds
from tuntas.media.covers import Box
from tuntas.media.images import Capture, Copies
from tuntas.media.kinds import Kind

PATIENCE = 30.0
"""Seconds until a child counts as lost; on a machine that is not overrun its own limits end it long before."""

MOST_ANSWERED = 40 * 1024 * 1024
"""Bytes of an answer that are read at most."""

CODES: dict[str, type[kinds.UploadRefused]] = {
    refusal.code: refusal
    for refusal in (
        kinds.BrokenPicture,
        kinds.TooManyPixels,
        kinds.BrokenDocument,
        kinds.LockedDocument,
        kinds.TooManyPages,
        kinds.TooHeavy,
    )
}

# One at a time: several large files at once would add up to more memory than a small server has.
_turn = threading.Lock()


@dataclass(frozen=True)
class Answer:
    """What a child gave back: facts, the copies, and what it cost (seconds of processor, kB beyond its start)."""

    facts: dict[str, Any]
    parts: tuple[bytes, ...]


def copies(data: bytes, kind: Kind, *, zone: tzinfo | None = None) -> Copies:
    """As `images.copies`, in a child. Raises a subclass of `UploadRefused`."""
    answer = _pressed({"do": "copies", "kind": kind.name, "zone": zone.key if isinstance(zone, ZoneInfo) else ""}, data)
    display, thumbnail = answer.parts
    return Copies(display, thumbnail, _capture(answer.facts))


def flattened(data: bytes) -> bytes:
    """As `pdfs.flattened`, in a child. Raises a subclass of `UploadRefused`."""
    return _pressed({"do": "flattened"}, data).parts[0]


def covered(display: bytes, boxes: Iterable[Box]) -> bytes:
    """As `images.covered`, in a child."""
    return _pressed({"do": "covered", "boxes": [box.numbers for box in boxes]}, display).parts[0]


def _capture(facts: dict[str, Any]) -> Capture:
    taken = facts["taken_at"]
    return Capture(datetime.fromisoformat(taken) if taken else None, facts["latitude"], facts["longitude"])


def _pressed(job: dict[str, Any], data: bytes) -> Answer:
    answer = exchange(job, data)
    if refused := answer.facts.get("refused"):
        raise CODES.get(refused, kinds.TooHeavy)()
    return answer


def exchange(job: dict[str, Any], data: bytes) -> Answer:
    """Hand a job to a child and wait for it; a child that died without a word has met a limit."""
    with _turn:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                _hand_over(theirs)
            ours.settimeout(PATIENCE)
            try:
                ours.sendall(json.dumps(job).encode() + b"\n" + data)
                ours.shutdown(socket.SHUT_WR)
                return _read(ours)
            except (OSError, ValueError, KeyError):
                return Answer({"refused": kinds.TooHeavy.code}, ())


def _read(ours: socket.socket) -> Answer:
    """Raises OSError or ValueError for anything that is not a whole answer."""
    out = io.BytesIO()
    while piece := ours.recv(1 << 16):
        out.write(piece)
        if out.tell() > MOST_ANSWERED:
            raise ValueError
    head, _line, rest = out.getvalue().partition(b"\n")
    facts, parts, at = json.loads(head), [], 0
    for size in facts["sizes"]:
        parts.append(rest[at : at + size])
        at += size
    if at != len(rest):
        raise ValueError
    return Answer(facts, tuple(parts))


class _Press:
    """The running press of this process, if any."""

    process: subprocess.Popen[bytes] | None = None
    line: socket.socket | None = None
    owner = 0


def _hand_over(theirs: socket.socket) -> None:
    """Send the far end of a conversation to the press, starting one where none answers."""
    for _try in range(2):
        if _Press.line is None or _Press.owner != os.getpid():
            _start()
        assert _Press.line is not None
        try:
            socket.send_fds(_Press.line, [b"."], [theirs.fileno()])
            return
        except OSError:
            end()
    raise OSError("the press does not start")


def _start() -> None:
    line, far = socket.socketpair()
    with far:
        _Press.process = subprocess.Popen(  # noqa: S603 -- our own interpreter, nothing of a stranger in it
            [sys.executable, "-m", "tuntas.media.pressing", str(far.fileno())],
            pass_fds=[far.fileno()],
            stdin=subprocess.DEVNULL,
            env={name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ},
        )
    _Press.line, _Press.owner = line, os.getpid()


@atexit.register
def end() -> None:
    """Let the press of this process go."""
    if _Press.owner == os.getpid() and _Press.line and _Press.process:
        _Press.line.close()  # at which it ends by itself
        with suppress(subprocess.TimeoutExpired):
            _Press.process.wait(5)
    _Press.line = _Press.process = None
