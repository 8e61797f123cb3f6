"""The store of attachments: `accept` checks and cleans, `put` keeps, `open_*` give back.

Layout under `<TUNTAS_DATA_DIR>/files`: `ab/cd/<id>.sealed` (the original and its name, encrypted),
`ab/cd/<id>.jpg` or `.pdf` (display copy; also, under an id of its own, the covered copy for the public),
`ab/cd/<id>.thumb.jpg`. Ids are random, not UUIDv7: the address of a
picture must not tell when it was sent.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuntas.kernel.disks import flush_directory
from tuntas.kernel.refusals import NotFound, Refusal
from tuntas.kernel.sealing import seal, unseal
from tuntas.media import disk, kinds, press, scanning
from tuntas.media.covers import Box
from tuntas.media.images import Capture, Copies
from tuntas.media.kinds import Kind

ORIGINAL = "media.original"
"""Purpose under which originals are sealed."""

CHUNK_BYTES = 64 * 1024
NAME_LENGTH = 120
"""Characters of the sender's file name that are kept, sealed."""


class Source(Protocol):
    """Anything read piece by piece: an uploaded file, an open file, a network answer."""

    def read(self, size: int, /) -> bytes: ...


class NoSuchFile(NotFound):
    code = "no_such_file"
    sentence = gettext_lazy("Berkas ini tidak ditemukan.")


class Held(Refusal):
    """An original that the virus scanner has not seen, or in which it found something."""

    code = "file_held"
    status = 409
    sentence = gettext_lazy(
        "Berkas asli ini ditahan karena belum diperiksa atau mengandung program berbahaya. Salinan untuk dilihat "
        "tetap dapat dibuka; hubungi admin instansi Anda."
    )


class Tampered(Exception):
    """An original is not what was handed in: an incident for a person, not a refusal to a user."""


@dataclass(frozen=True)
class Accepted:
    """A file that passed the checks; the original is sealed already, so no plain copy lingers in memory."""

    kind: Kind
    sha256: str
    """Of the original, hexadecimal."""
    size: int
    """Of the original, bytes."""
    capture: Capture
    sealed: bytes = field(repr=False)
    display: bytes = field(repr=False)
    thumbnail: bytes | None = field(repr=False)
    held: str = ""
    """Why the original may not be opened (media.scanning), or ""."""


@dataclass(frozen=True)
class Stored:
    """A kept file; the owner of the attachment stores these five facts. `capture` is personal data."""

    id: str
    kind: Kind
    sha256: str
    size: int
    capture: Capture = field(repr=False)

    @property
    def original_name(self) -> str:
        return f"{self.id}.sealed"

    @property
    def display_name(self) -> str:
        return f"{self.id}.{display_extension(self.kind)}"

    @property
    def thumbnail_name(self) -> str | None:
        return f"{self.id}.thumb.jpg" if self.kind.is_picture else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of this file in the store."""
        copies = (self.original_name, self.display_name, self.thumbnail_name)
        return tuple(name for name in copies if name)


@dataclass(frozen=True)
class Original:
    """What the sender handed in, opened. The name is his own and can name him."""

    name: str
    kind: Kind
    data: bytes = field(repr=False)


def accept(name: str, source: bytes | Source, *, zone: tzinfo | None = None) -> Accepted:
    """Check a file, clean it and seal the original; nothing is written yet.

    `zone`: see `images.copies`. Reads at most one piece beyond the limit, however long the source is.
    Raises a subclass of `kinds.UploadRefused`.
    """
    data = source if isinstance(source, bytes) else _read(source)
    if len(data) > kinds.MAX_BYTES:
        raise kinds.TooBig()
    kind = kinds.kind_of(data[: kinds.HEAD_BYTES])
    shown = _picture(data, kind, zone) if kind.is_picture else _document(data)
    digest = hashlib.sha256(data).hexdigest()
    return Accepted(
        kind,
        digest,
        len(data),
        shown.capture,
        _sealed(name, data),
        shown.display,
        shown.thumbnail or None,
        scanning.note_on(data),
    )


def _read(source: Source) -> bytes:
    if (getattr(source, "size", None) or 0) > kinds.MAX_BYTES:
        raise kinds.TooBig()
    data = bytearray()
    while piece := source.read(CHUNK_BYTES):
        data += piece
        if len(data) > kinds.MAX_BYTES:
            raise kinds.TooBig()
    return bytes(data)


def _picture(data: bytes, kind: Kind, zone: tzinfo | None) -> Copies:
    return press.copies(data, kind, zone=zone)


def _document(data: bytes) -> Copies:
    return Copies(press.flattened(data), b"", Capture())


def put(accepted: Accepted, *, root: Path | None = None) -> Stored:
    """Keep a file for good; on return it is on the disk. Written before the row that names it is committed."""
    stored = new_stored(accepted, root=root)
    for name, data in contents(stored, accepted).items():
        disk.write(path_of(name, root=root), data)
    return stored


def new_stored(accepted: Accepted, *, root: Path | None = None) -> Stored:
    """The facts of a file about to be kept, under a fresh random id; an unclean one is held from here on."""
    stored = Stored(secrets.token_hex(16), accepted.kind, accepted.sha256, accepted.size, accepted.capture)
    if accepted.held:
        scanning.hold(stored.id, accepted.held, root=data_root(root))
    return stored


def contents(stored: Stored, accepted: Accepted) -> dict[str, bytes]:
    """Name -> bytes of the copies of a file, the original first."""
    copies = (accepted.sealed, accepted.display, accepted.thumbnail)
    return {name: data for name, data in zip(stored.names, copies, strict=False) if data}


def open_display(name: str, *, root: Path | None = None) -> BinaryIO:
    """The display copy. Inside a page only if `kind.is_picture`, else as an attachment. Raises `NoSuchFile`."""
    return _open(name, root)


def open_thumbnail(name: str, *, root: Path | None = None) -> BinaryIO:
    """The thumbnail of a picture (JPEG). Raises `NoSuchFile`."""
    return _open(name, root)


def open_original(stored: Stored, *, root: Path | None = None) -> Original:
    """Unseal an original and compare it with the hash taken on arrival; the caller notes who looked and why.

    Raises `NoSuchFile`, `Held`, `Tampered`, and `InvalidTag` of `unseal` when the sealed bytes were changed.
    """
    if scanning.note_of(stored.id, root=data_root(root)):
        raise Held()
    name, data = _unsealed(stored.id, root)
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise Tampered(stored.id)
    return Original(name, stored.kind, data)


def _unsealed(name: str, root: Path | None) -> tuple[str, bytes]:
    """The sender's file name and the bytes of an original, as they lie there."""
    with _open(f"{name}.sealed", root) as file:
        envelope = unseal(file.read(), purpose=ORIGINAL)
    length = int.from_bytes(envelope[:2], "big")
    return envelope[2 : 2 + length].decode(), envelope[2 + length :]


def scan_held(*, root: Path | None = None) -> int:
    """Show the originals that wait for a scanner to it; returns how many it let go. What it finds stays held."""
    home, released = data_root(root), 0
    for name, note in scanning.held(root=home):
        if note != scanning.WAITING:
            continue
        try:
            found = scanning.found_in(_unsealed(name, root)[1]) if settings.TUNTAS_CLAMD else ""
        except NoSuchFile:  # still staged, or its form was never sent
            continue
        except scanning.Away:
            return released
        if found:
            scanning.hold(name, found, root=home)
        else:
            scanning.let_go(name, root=home)
            released += 1
    return released


def remove(stored: Stored, *, root: Path | None = None) -> None:
    """Erase every copy; doing it twice is harmless."""
    for name in stored.names:
        path_of(name, root=root).unlink(missing_ok=True)
    scanning.let_go(stored.id, root=data_root(root))
    if (folder := path_of(stored.id, root=root).parent).is_dir():
        flush_directory(folder)


def forget(names: Iterable[str], *, root: Path | None = None) -> None:
    """Erase these names, as the rows that held them knew them; what is not there (any more) is no harm."""
    for name in names:
        with suppress(NoSuchFile):
            path = path_of(name, root=root)
            path.unlink(missing_ok=True)
            scanning.let_go(path.name.partition(".")[0], root=data_root(root))
            if path.parent.is_dir():
                flush_directory(path.parent)


def covered_copy(name: str, boxes: Sequence[Box], *, root: Path | None = None) -> bytes:
    """The display copy of the picture `name` with these boxes over it. Raises `NoSuchFile`."""
    with _open(f"{name}.jpg", root) as file:
        return press.covered(file.read(), boxes)


def put_covered(name: str, boxes: Sequence[Box], *, root: Path | None = None) -> str:
    """Keep a covered copy for the public under a fresh random id: nobody can guess one from the other.

    Returns the id; on return the file is on the disk.
    """
    fresh = secrets.token_hex(16)
    disk.write(path_of(f"{fresh}.jpg", root=root), covered_copy(name, boxes, root=root))
    return fresh


def remove_covered(name: str, *, root: Path | None = None) -> None:
    """Erase a covered copy; doing it twice is harmless."""
    path_of(f"{name}.jpg", root=root).unlink(missing_ok=True)


def neutral_name(stem: str, position: int, kind: Kind) -> str:
    """The name a copy is downloaded under: the number of the report, never what the sender called it."""
    word = _("lampiran")
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', stem).strip('-')}-{word}-{position}.{display_extension(kind)}"


def display_extension(kind: Kind) -> str:
    return "jpg" if kind.is_picture else kind.extension


def data_root(root: Path | None) -> Path:
    """The data directory: as given (tests, restore drills), else from the settings."""
    return root or Path(settings.TUNTAS_DATA_DIR)


_NAME = re.compile(r"[0-9a-f]{32}(\.sealed|\.jpg|\.pdf|\.thumb\.jpg)?")


def path_of(name: str, *, root: Path | None = None) -> Path:
    """Where a name lies. Raises `NoSuchFile` for anything that is not a name of ours (`..`, slashes)."""
    if not _NAME.fullmatch(name):
        raise NoSuchFile()
    return data_root(root) / "files" / name[:2] / name[2:4] / name


def _open(name: str, root: Path | None) -> BinaryIO:
    try:
        return path_of(name, root=root).open("rb")
    except FileNotFoundError:
        raise NoSuchFile() from None


def _sealed(name: str, data: bytes) -> bytes:
    """Name and bytes in one sealed envelope: two bytes of length, the name, the original."""
    kept = clean_name(name).encode()
    return seal(len(kept).to_bytes(2, "big") + kept + data, purpose=ORIGINAL)


def clean_name(name: str) -> str:
    """The last part of a path without control and direction characters (NUL, right-to-left override)."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return kept.strip()[-NAME_LENGTH:]
