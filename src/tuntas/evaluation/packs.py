"""Evidence packs: a ZIP that is written file by file in constant memory and shows by itself that nothing was changed.

`manifest.json` names every file with its size and SHA-256 and is signed with the key of the published days.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tuntas.kernel.disks import flush_directory
from tuntas.media.store import data_root
from tuntas.oversight import proofs

from .models import EvidencePack, Order, Step
from .orders import note

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig.json"
FORMAT = "tuntas evidence pack 1"
_A_PIECE = 1 << 20


@dataclass(frozen=True)
class Piece:
    """One file: its name, what it is, and its bytes piece by piece."""

    name: str
    what: str
    content: Iterable[bytes]


def path_of(order: Order) -> Path:
    """Where the pack of an order lies; beside the other files, so that a backup takes it along."""
    return data_root(None) / "files" / "packs" / f"{order.pk}.zip"


def write(order: Order, pieces: Iterable[Piece], about: dict[str, object], at: datetime) -> EvidencePack:
    """Write the pack and keep what is known of it. Equal contents give equal bytes."""
    target = path_of(order)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [_added(archive, piece, at) for piece in pieces]
        manifest = _json({"format": FORMAT, **about, "files": listed})
        _added(archive, Piece(MANIFEST, "", [manifest]), at)
        signature = _json({"signature": proofs.signed(manifest.decode()), "key": proofs.public_key()})
        _added(archive, Piece(SIGNATURE, "", [signature]), at)
    draft.replace(target)
    flush_directory(target.parent)
    row = EvidencePack(order=order, made_at=at, size=target.stat().st_size, sha256=_digest(target))
    row.manifest_sha256 = hashlib.sha256(manifest).hexdigest()
    EvidencePack.objects.bulk_create([row], ignore_conflicts=True)
    note(order, Step.DONE)
    return EvidencePack.objects.get(order=order)


def bent(path: Path) -> list[str]:
    """The names of what is not as the manifest says: changed, missing or added; empty when all is whole.

    `manifest.json` itself is named when its signature does not hold, the archive when it cannot be read at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _bent(archive)
    except (zipfile.BadZipFile, OSError):
        return [path.name]


def _bent(archive: zipfile.ZipFile) -> list[str]:
    try:
        manifest, signature = archive.read(MANIFEST), json.loads(archive.read(SIGNATURE))
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["key"]))
        key.verify(bytes.fromhex(signature["signature"]), manifest)
    except (KeyError, ValueError, zlib.error, zipfile.BadZipFile, InvalidSignature):
        return [MANIFEST]
    listed = {str(one["name"]): str(one["sha256"]) for one in json.loads(manifest)["files"]}
    there = {name for name in archive.namelist() if name not in (MANIFEST, SIGNATURE)}
    changed = [name for name in sorted(listed) if name not in there or _read(archive, name) != listed[name]]
    return changed + sorted(there - set(listed))


def _read(archive: zipfile.ZipFile, name: str) -> str:
    """The digest of a file; empty when it cannot be unpacked."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(_A_PIECE):
                digest.update(piece)
    except (zipfile.BadZipFile, zlib.error):
        return ""
    return digest.hexdigest()


def _added(archive: zipfile.ZipFile, piece: Piece, at: datetime) -> dict[str, object]:
    info = zipfile.ZipInfo(piece.name, at.astimezone(UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as file:
        for part in piece.content:
            digest.update(part)
            size += len(part)
            file.write(part)
    return {"name": piece.name, "what": piece.what, "size": size, "sha256": digest.hexdigest()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(path: Path) -> Iterator[bytes]:
    """The bytes of a pack, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_A_PIECE):
            yield piece


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
