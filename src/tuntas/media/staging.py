"""Files that wait while a form of several steps is filled in, found again by a token instead of a session.

A staged file lies in `<TUNTAS_DATA_DIR>/staging/<hash of the token>/`: whoever reads the disk learns no token.
Claiming gives the copies a second name in the store; the staged names go with the next sweep. So a claim whose
transaction failed can be repeated with the same key, and a file is never in two reports.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tuntas.kernel.sealing import seal, unseal
from tuntas.media import disk
from tuntas.media.images import Capture
from tuntas.media.kinds import Kind
from tuntas.media.store import Accepted, NoSuchFile, Stored, contents, data_root, new_stored, path_of, remove

Held = Callable[[set[str]], set[str]]
"""Of these ids of kept files, those that some row holds."""

KEPT_FOR = timedelta(hours=24)
FACTS = "media.staging"
"""Purpose under which the facts of a staged file are sealed: they hold the place of the photo."""

_FACTS_NAME, _CLAIM_NAME = "facts.sealed", "claim"


def stage(accepted: Accepted, *, at: datetime, root: Path | None = None) -> str:
    """Keep a file until it is claimed, at most `KEPT_FOR` from `at`; returns the token (256 bits, goes in the form)."""
    token, stored = secrets.token_urlsafe(32), new_stored(accepted, root=root)
    folder = _folder(token, root)
    for name, data in contents(stored, accepted).items():
        disk.write(folder / name, data)
    disk.write(folder / _FACTS_NAME, seal(_dump(stored), purpose=FACTS))
    os.utime(folder, (at.timestamp(), at.timestamp()))
    return token


def look(token: str, *, root: Path | None = None) -> Stored:
    """What a token stands for, to show it in the form again. Raises `NoSuchFile`."""
    try:
        return _load(unseal((_folder(token, root) / _FACTS_NAME).read_bytes(), purpose=FACTS))
    except FileNotFoundError:
        raise NoSuchFile() from None


def staged_thumbnail(token: str, *, root: Path | None = None) -> bytes:
    """The thumbnail (JPEG) of a file that waits. Raises `NoSuchFile`, also for a PDF."""
    if not (name := look(token, root=root).thumbnail_name):
        raise NoSuchFile()
    return (_folder(token, root) / name).read_bytes()


def claim(token: str, *, key: str = "", root: Path | None = None) -> Stored:
    """Move a staged file into the store, once.

    The same `key` (the idempotency key of the filing) may claim again and gets the same file; without a key, or
    with another one, the second claim is refused. Raises `NoSuchFile`.
    """
    stored, folder = look(token, root=root), _folder(token, root)
    mark = hashlib.sha256(key.encode()).hexdigest().encode()
    if not disk.write_once(folder / _CLAIM_NAME, mark) and not (key and _claimed_with(folder, mark)):
        raise NoSuchFile()
    for name in stored.names:
        disk.link(folder / name, path_of(name, root=root))
    return stored


def release(token: str, *, key: str, root: Path | None = None) -> None:
    """Give back what was claimed with this key and came to nothing: it can be claimed again. The caller has removed
    the copies in the store."""
    folder = _folder(token, root)
    mark = hashlib.sha256(key.encode()).hexdigest().encode()
    if (folder / _CLAIM_NAME).exists() and _claimed_with(folder, mark):
        (folder / _CLAIM_NAME).unlink()


def _claimed_with(folder: Path, mark: bytes) -> bool:
    return secrets.compare_digest((folder / _CLAIM_NAME).read_bytes(), mark)


def discard(token: str, *, root: Path | None = None) -> None:
    """Forget a staged file its sender took back; an unknown token is no error."""
    shutil.rmtree(_folder(token, root), ignore_errors=True)


def sweep_staging(at: datetime, *, held: Held | None = None, root: Path | None = None) -> int:
    """Erase what was staged more than `KEPT_FOR` before `at`; returns how many.

    What was claimed stays in the store, unless `held` says that nobody holds it: its filing was killed between the
    file and the row, and came again with another upload.
    """
    oldest = (at - KEPT_FOR).timestamp()
    home = data_root(root) / "staging"
    old = [folder for folder in home.glob("*") if folder.stat().st_mtime < oldest]
    if held is not None:
        _erase_loose(old, held, root)
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


def _erase_loose(folders: list[Path], held: Held, root: Path | None) -> None:
    claimed = [
        _load(unseal((folder / _FACTS_NAME).read_bytes(), purpose=FACTS)) for folder in folders if _whole(folder)
    ]
    kept = held({stored.id for stored in claimed})
    for stored in claimed:
        if stored.id not in kept:
            remove(stored, root=root)


def _whole(folder: Path) -> bool:
    """Claimed, and not cut off while it was staged."""
    return (folder / _CLAIM_NAME).exists() and (folder / _FACTS_NAME).exists()


def facts_of(stored: Stored) -> dict[str, Any]:
    """The facts of a kept file as plain values, to be written down (sealed: they hold the place of the photo)."""
    facts = asdict(stored) | {"kind": stored.kind.name}
    taken_at = stored.capture.taken_at
    return facts | {"capture": facts["capture"] | {"taken_at": taken_at.isoformat() if taken_at else None}}


def stored_of(facts: dict[str, Any]) -> Stored:
    """The kept file that these facts tell of."""
    capture = dict(facts["capture"])
    if capture["taken_at"]:
        capture["taken_at"] = datetime.fromisoformat(capture["taken_at"])
    return Stored(**facts | {"kind": Kind[facts["kind"]], "capture": Capture(**capture)})


def _folder(token: str, root: Path | None) -> Path:
    return data_root(root) / "staging" / hashlib.sha256(token.encode()).hexdigest()


def _dump(stored: Stored) -> bytes:
    return json.dumps(facts_of(stored)).encode()


def _load(dumped: bytes) -> Stored:
    return stored_of(json.loads(dumped))
