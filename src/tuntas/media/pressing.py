"""The far side of the press: forks a child per file. Started by media.press, never imported by it."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from tuntas.media import images, kinds, pdfs
from tuntas.media.covers import boxes_of
from tuntas.media.kinds import Kind

SECONDS = 4
"""Of processor time for one file."""

LONGEST = 20
"""Seconds by the clock, on a machine that has little time to give."""

ROOM = 320 * 1024 * 1024
"""Bytes of address space beyond what the decoders themselves take; of it no honest file makes 200 MB its own."""


def main(line: socket.socket) -> None:
    """Fork for each conversation until the process we work for is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server first, and that ends us
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave no zombies
    _warm()
    while True:
        message, handles, _flags, _address = socket.recv_fds(line, 1, 1)
        if not message:
            return
        with socket.socket(fileno=handles[0]) as talk:
            if os.fork() == 0:
                line.close()
                _child(talk)


def _warm() -> None:
    """Draw something of each kind, so that everything is loaded: a child can open no file any more."""
    Image.init()
    datetime.strptime("2026:03:03 +0800", "%Y:%m:%d %z")
    for form, kind in (("JPEG", Kind.JPEG), ("PNG", Kind.PNG), ("WEBP", Kind.WEBP), ("HEIF", Kind.HEIC)):
        out = io.BytesIO()
        Image.new("RGB", (16, 16)).save(out, form)
        drawn = images.copies(out.getvalue(), kind)
    images.covered(drawn.display, boxes_of([(0, 0, 50, 50)]))
    pdfs.flattened(pdfs.bound([pdfs.Leaf(drawn.display, (16, 16), (72.0, 72.0))]))


def _child(talk: socket.socket) -> None:
    """Read one job, do it, answer, end; whatever happens, nothing of this child comes back into the loop."""
    try:
        with talk.makefile("rb") as file:
            job, data = json.loads(file.readline()), file.read()
        job["zone"] = ZoneInfo(job["zone"]) if job.get("zone") else None  # the last file that is read
        _hold_back()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        facts, parts = _answer(job, data)
        facts |= {"sizes": [len(part) for part in parts]}
        facts |= {"seconds": time.process_time(), "grown": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before}
        talk.sendall(json.dumps(facts).encode() + b"\n" + b"".join(parts))
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()  # for the operator: a fault of ours, or a file made to find one
        os._exit(0)


def _hold_back() -> None:
    """Take from this process all that drawing a picture does not need; it cannot get any of it back."""
    signal.alarm(LONGEST)
    held = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    limits = {
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_AS: held + ROOM,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 0,  # no file and no socket can be opened any more
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def _answer(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    try:
        return _DO[job["do"]](job, data)
    except kinds.UploadRefused as refused:
        return {"refused": refused.code}, []
    except MemoryError:
        return {"refused": kinds.TooHeavy.code}, []


def _copies(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    made = images.copies(data, Kind[job["kind"]], zone=job["zone"])
    taken = made.capture.taken_at
    facts = {
        "taken_at": taken.isoformat() if taken else "",
        "latitude": made.capture.latitude,
        "longitude": made.capture.longitude,
    }
    return facts, [made.display, made.thumbnail]


def _flattened(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    return {}, [pdfs.flattened(data)]


def _covered(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    return {}, [images.covered(data, boxes_of(job["boxes"]))]


_DO: dict[str, Callable[[dict[str, Any], bytes], tuple[dict[str, Any], list[bytes]]]] = {
    "copies": _copies,
    "flattened": _flattened,
    "covered": _covered,
}

if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
