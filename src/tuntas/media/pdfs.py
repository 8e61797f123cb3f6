"""PDF: a light check on the way in, and the plainly written metadata blanked on the way out.

Nothing here parses a PDF: a parser is the larger risk. `blanked` keeps every byte offset and removes what
office programs, scanners and phones write in plain sight: the document information, XMP packets, EXIF of
embedded photos. What sits in compressed object streams stays, therefore the copy is only ever handed out as
an attachment, never promised to be anonymous and never part of the field view.
"""

from __future__ import annotations

import re
from itertools import islice

from tuntas.media.kinds import BrokenDocument, LockedDocument

TAIL_BYTES = 2048
"""Readers look for the end mark in the last kilobyte or so; mailers append line ends and padding."""

MAX_OBJECTS = 64
"""Objects that are looked for at most, so that a file made of references costs no more than an honest one."""

_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d{1,10}\s+\d{1,5}\s+R|<<)")
_INFORMATION = re.compile(rb"/Info\s+(\d{1,10}\s+\d{1,5})\s+R")
_REFERENCE = re.compile(rb"(?<!\d)(\d{1,10}\s+\d{1,5})\s+R")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10}\s+\d{1,5})\s+obj")
_PACKET = (b"<?xpacket begin", b"<?xpacket end")
_EXIF = b"Exif\0\0"
_NULL = b" null "


def check(data: bytes) -> None:
    """Refuse a PDF that is cut off or locked. Raises `BrokenDocument`, `LockedDocument`."""
    tail = data[-TAIL_BYTES:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise BrokenDocument()
    if _ENCRYPTED.search(data):
        raise LockedDocument()


def blanked(data: bytes) -> bytes:
    """The same document, byte for byte as long, without the metadata that is written in plain sight."""
    out = bytearray(data)
    _blank_information(out)
    _blank_packets(out)
    _blank_exif(out)
    return bytes(out)


def _blank_information(out: bytearray) -> None:
    """Empty the information dictionary of every revision, and the objects its values refer to."""
    referred: set[bytes] = set()
    for start, end in _bodies(out, _numbers(_INFORMATION, out)):
        opening, closing = out.find(b"<<", start, end), out.rfind(b">>", start, end)
        if -1 < opening < closing:
            referred |= _numbers(_REFERENCE, out[opening:closing])
            _blank(out, opening + 2, closing)
    for start, end in _bodies(out, referred):
        if end - start >= len(_NULL) and out.find(b"stream", start, end) == -1:
            _blank(out, start, end)
            out[start : start + len(_NULL)] = _NULL


def _numbers(pattern: re.Pattern[bytes], text: bytes | bytearray) -> set[bytes]:
    """Object and generation numbers that a pattern finds, as `12 0`."""
    found = islice(pattern.finditer(text), MAX_OBJECTS)
    return {b" ".join(match[1].split()) for match in found}


def _bodies(out: bytearray, wanted: set[bytes]) -> list[tuple[int, int]]:
    """Where the bodies of the wanted objects lie, between `obj` and `endobj`."""
    if not wanted:
        return []
    found = (match for match in _OBJECT.finditer(out) if b" ".join(match[1].split()) in wanted)
    starts = [match.end() for match in islice(found, MAX_OBJECTS)]
    return [(start, end) for start in starts if (end := out.find(b"endobj", start)) > -1]


def _blank_packets(out: bytearray) -> None:
    begin, finish = _PACKET
    at = out.find(begin)
    while at > -1:
        start, end = out.find(b"?>", at), out.find(finish, at)
        if start == -1 or end == -1:
            return
        _blank(out, start + 2, end)
        at = out.find(begin, end)


def _blank_exif(out: bytearray) -> None:
    """Zero the EXIF segments (marker FF E1, two bytes of length) of photos embedded as they came."""
    at = out.find(_EXIF)
    while at > -1:
        if at >= 4 and out[at - 4 : at - 2] == b"\xff\xe1":
            end = min(at - 2 + int.from_bytes(out[at - 2 : at], "big"), len(out))
            out[at + len(_EXIF) : end] = bytes(max(end - at - len(_EXIF), 0))
        at = out.find(_EXIF, at + len(_EXIF))


def _blank(out: bytearray, start: int, end: int) -> None:
    if end > start:
        out[start:end] = b" " * (end - start)
