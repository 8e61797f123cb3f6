"""The shelf: a directory of backups, which whoever writes it cannot read.

`parts/` holds pieces of the database and of the files, each compressed and in a box for the backup key, under a keyed
hash of its content: so it is written once, whatever the number of backups that have it, and nobody can guess from its
name what is in it. `lists/` says of which pieces each thing consists, under its own SHA-256. `snapshots/` has one small
file for each backup, written last: it names the lists, and bears a MAC under the vault key. Lists and snapshots are in
the clear; they say names, which are random, sizes and times, so that old parts can be cleared away without the key.
"""

import fcntl
import hashlib
import json
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag

from tuntas.db.parts import Part
from tuntas.kernel import boxes
from tuntas.kernel.disks import flush_directory
from tuntas.kernel.sealing import keyed_hash
from tuntas.media import disk
from tuntas.ops.words import Trouble

STAMP, _SUFFIX = "%Y%m%dT%H%M%S.%fZ", ".json"
_NAME = 32
"""Hexadecimal digits of a part's name: 128 bits of a keyed hash."""


@dataclass(frozen=True)
class Thing:
    """A file, or a piece of the database: where it belongs, and the names of its parts in their order."""

    path: str
    size: int
    changed: int
    """Nanoseconds; what did not change since the last backup is not read again."""
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """One backup: the moment up to which everything is in it, whose it is, and the list of each group of things."""

    moment: str
    tuntas: str
    vault: str
    key: str
    facts: dict[str, str]
    """What the engine must know to bring the database back."""
    lists: dict[str, str] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.moment)


class Shelf:
    """The backups of one installation in one directory."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._touched: set[Path] = set()

    def moments(self) -> list[tuple[datetime, Path]]:
        """All backups with their moments, the oldest first."""
        found = []
        for path in (self.home / "snapshots").glob(f"*{_SUFFIX}"):
            try:
                moment = datetime.strptime(path.name.removesuffix(_SUFFIX), STAMP).replace(tzinfo=UTC)
            except ValueError:
                continue
            found.append((moment, path))
        return sorted(found)

    def newest(self) -> Snapshot | None:
        """The last backup; None on an empty shelf."""
        found = self.moments()
        return self.read(found[-1][1]) if found else None

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Whether this process may write now: one at a time, the others need not."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.home / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def keep(self, part: Part) -> Thing:
        """Put the pieces of one thing on the shelf, those that are not there yet."""
        names, size = [], 0
        for piece in part.pieces():
            names.append(self._kept(piece))
            size += len(piece)
        return Thing(part.path, size, part.changed, tuple(names))

    def keep_list(self, things: Iterable[Thing]) -> str:
        """Put a list on the shelf; returns its name."""
        said = zlib.compress(json.dumps([list(asdict(thing).values()) for thing in things]).encode(), 1)
        name = hashlib.sha256(said).hexdigest()
        path = self._list(name)
        if not path.exists():
            self._write(path, said)
        return name

    def finish(self, snapshot: Snapshot) -> Path:
        """Flush everything, then put the snapshot there: from now on it counts."""
        for folder in sorted(self._touched):
            flush_directory(folder)
        self._touched.clear()
        said = json.dumps(asdict(snapshot), sort_keys=True)
        path = self.home / "snapshots" / f"{snapshot.at.astimezone(UTC):{STAMP}}{_SUFFIX}"
        disk.write(path, json.dumps({"said": said, "mac": _mac(said)}).encode())
        return path

    def read(self, path: Path) -> Snapshot:
        """A snapshot, whoever made it; `vouched` says whether it was the holder of this vault key."""
        try:
            return Snapshot(**json.loads(json.loads(path.read_bytes())["said"]))
        except (ValueError, KeyError, TypeError):
            raise Trouble(f"Cadangan '{path}' rusak.", f"The backup '{path}' is damaged.") from None

    def vouched(self, path: Path) -> bool:
        """Whether this snapshot was made under the vault key of this process and not changed since."""
        sheet = json.loads(path.read_bytes())
        return compare_digest(str(sheet["mac"]), _mac(str(sheet["said"])))

    def things(self, name: str) -> list[Thing]:
        """What stands in a list. Raises Trouble when it is missing or changed."""
        said = self._bytes(self._list(name))
        if hashlib.sha256(said).hexdigest() != name:
            raise _changed(name)
        rows: list[list[Any]] = json.loads(zlib.decompress(said))
        return [Thing(path, size, changed, tuple(parts)) for path, size, changed, parts in rows]

    def fetch(self, thing: Thing, *, vouched: bool) -> Iterator[bytes]:
        """The pieces of a thing, opened; with the vault key at hand each is compared with its name."""
        for name in thing.parts:
            try:
                piece = zlib.decompress(boxes.open_backup(self._bytes(self._part(name))))
            except (InvalidTag, ValueError, zlib.error):
                raise _changed(f"{thing.path} ({name})") from None
            if vouched and _name(piece) != name:
                raise _changed(f"{thing.path} ({name})")
            yield piece

    def forget(self, snapshots: Iterable[Path]) -> None:
        """Take these backups off the shelf; what nothing else has goes with `sweep`."""
        for path in snapshots:
            path.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Erase parts and lists that no backup on the shelf has; returns how many."""
        lists = {name for _moment, path in self.moments() for name in self.read(path).lists.values()}
        parts = {part for name in lists for thing in self.things(name) for part in thing.parts}
        gone = 0
        for folder, kept in (("lists", lists), ("parts", parts)):
            for path in (self.home / folder).glob("*/*"):
                if path.name not in kept:
                    path.unlink()
                    gone += 1
        return gone

    def _kept(self, piece: bytes) -> str:
        name = _name(piece)
        path = self._part(name)
        # Also when it is there: whoever wrote it may have been cut off before its name was on the disk.
        self._touched.add(path.parent)
        if not path.exists():
            self._write(path, boxes.seal_for(boxes.backup_public_key(), zlib.compress(piece, 1)))
        return name

    def _write(self, path: Path, data: bytes) -> None:
        """Flushed at once; its directory with `finish`, once for all."""
        disk.make_directory(path.parent)
        temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            disk.write_flushed(temporary, data)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        self._touched.add(path.parent)

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise Trouble(
                f"Cadangan tidak utuh: '{path}' tidak ada.", f"The backup is not whole: '{path}' is missing."
            ) from None

    def _part(self, name: str) -> Path:
        return self.home / "parts" / name[:2] / name

    def _list(self, name: str) -> Path:
        return self.home / "lists" / name[:2] / name


def _name(piece: bytes) -> str:
    return keyed_hash(hashlib.sha256(piece).hexdigest(), purpose="backup.part")[:_NAME]


def _mac(said: str) -> str:
    return keyed_hash(said, purpose="backup.snapshot")


def _changed(what: str) -> Trouble:
    return Trouble(f"Cadangan berubah: '{what}'.", f"The backup was changed: '{what}'.")
