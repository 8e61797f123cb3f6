"""`tuntas backup`: what changed since the last backup goes on the shelf, sealed to the backup key.

The database first and the files afterwards, so that every file that the database names is there. The keys are not on
the shelf: whoever finds it opens nothing. Keep them elsewhere, `keys/backup.key` before all others.
"""

import hashlib
import os
import shutil
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings

import tuntas
from tuntas.db import copies
from tuntas.db.parts import Copy, Part, pieces_of
from tuntas.kernel import boxes, clock
from tuntas.media import disk
from tuntas.ops.shelf import Shelf, Snapshot, Thing
from tuntas.ops.words import Trouble, both

FILES = "files"
LOGS = "wal"
"""Where in the data directory the log of PostgreSQL waits for its next backup."""

SWEEP_EVERY = timedelta(hours=1)
ALL_OF, HOURLY_FOR = timedelta(hours=1), timedelta(days=2)
"""Every backup of the last hour stays, of two days the last of each hour, then the last of each day."""

_WORK, TORN = ".tuntas-backup-", timedelta(hours=6)
"""Where a copy lies while it is cut up, and how old one is that nobody works on any more."""

LATE = 10
"""So many times the agreed interval may pass before the last backup counts as old."""


@dataclass(frozen=True)
class Kept:
    """How the backups stand, for whoever looks after the site."""

    count: int
    newest: datetime | None
    oldest: datetime | None
    late: bool


def run_backup(given: Namespace) -> int:
    """Write a backup now, or make the pair of keys that backups need."""
    if given.new_key:
        return _new_key(Path(given.new_key))
    folder = Path(given.to).expanduser() if given.to else settings.TUNTAS_BACKUP_DIR
    if folder is None:
        raise Trouble(
            "Sebutkan direktori tujuan: --to DIREKTORI, atau atur TUNTAS_BACKUP_DIR.",
            "Say where to: --to DIRECTORY, or set TUNTAS_BACKUP_DIR.",
            code=2,
        )
    path = write(Shelf(folder), clock.now())
    if path is None:
        raise Trouble("Cadangan lain sedang ditulis.", "Another backup is being written.")
    print(both(f"Cadangan {path}.", f"Backup {path}."))
    print(_keys_apart())
    return 0


def scheduled(at: datetime) -> int:
    """Write the backup that is due into TUNTAS_BACKUP_DIR and let old ones go; how many were written."""
    if settings.TUNTAS_BACKUP_DIR is None:
        return 0
    shelf = Shelf(settings.TUNTAS_BACKUP_DIR)
    found = shelf.moments()
    if found and at - found[-1][0] < timedelta(seconds=settings.TUNTAS_BACKUP_SECONDS):
        return 0
    written = write(shelf, at)
    if written:
        thin(shelf, at)
    return 1 if written else 0


def write(shelf: Shelf, at: datetime) -> Path | None:
    """Put what changed on the shelf; None while another process does. Everything committed before `at` is in it."""
    home: Path = settings.TUNTAS_DATA_DIR
    with shelf.writing() as mine:
        if not mine:
            return None
        _forget_torn(home, at)
        with tempfile.TemporaryDirectory(dir=home, prefix=_WORK) as work:
            return _written(shelf, home, Path(work), at)


def _written(shelf: Shelf, home: Path, work: Path, at: datetime) -> Path:
    before = shelf.newest() or Snapshot("", "", "", "", {})
    copy = copies.copy_of(before.facts, at=at, work=work, logs=home / LOGS)
    lists = {group: name for group, name in before.lists.items() if not _is_file(group) and copy.keeps(group)}
    lists |= _kept_database(shelf, copy)
    lists |= dict(_kept_files(shelf, before, home))
    return shelf.finish(Snapshot(at.isoformat(), tuntas.__version__, vault(), key(), copy.facts, lists))


def _forget_torn(home: Path, at: datetime) -> None:
    """Erase the copies of the database that killed backups left behind."""
    for folder in home.glob(f"{_WORK}*"):
        if folder.stat().st_mtime < (at - TORN).timestamp():
            shutil.rmtree(folder)


def thin(shelf: Shelf, at: datetime) -> None:
    """Take off the shelf what is old; once an hour also the parts that nothing has any more."""
    shelf.forget(superfluous(shelf.moments(), at, timedelta(days=settings.TUNTAS_BACKUP_DAYS)))
    mark = shelf.home / ".swept"
    if mark.exists() and mark.stat().st_mtime > (at - SWEEP_EVERY).timestamp():
        return
    with shelf.writing() as mine:
        if mine:
            shelf.sweep()
            mark.touch()
            os.utime(mark, (at.timestamp(), at.timestamp()))


def superfluous(found: list[tuple[datetime, Path]], at: datetime, longest: timedelta) -> list[Path]:
    """Which backups need not be kept: of each stretch of time its last one stays, and always the newest of all."""
    last: dict[str, Path] = {}
    for moment, path in found:
        age = at - moment
        stretch = "%Y%m%d%H%M%S%f" if age <= ALL_OF else "%Y%m%d%H" if age <= HOURLY_FOR else "%Y%m%d"
        if age <= longest or path == found[-1][1]:
            last[moment.strftime(stretch)] = path
    kept = set(last.values())
    return [path for _moment, path in found if path not in kept]


def last_backup() -> datetime | None:
    """The moment of the newest scheduled backup."""
    folder = settings.TUNTAS_BACKUP_DIR
    found = Shelf(folder).moments() if folder else []
    return found[-1][0] if found else None


def late(at: datetime) -> bool:
    """Whether the newest scheduled backup is old, or there is none."""
    last = last_backup()
    return last is None or at - last > LATE * timedelta(seconds=settings.TUNTAS_BACKUP_SECONDS)


def state(at: datetime) -> Kept | None:
    """How the scheduled backups stand; None where none are scheduled."""
    if settings.TUNTAS_BACKUP_DIR is None:
        return None
    moments = [moment for moment, _path in Shelf(settings.TUNTAS_BACKUP_DIR).moments()]
    return Kept(len(moments), max(moments, default=None), min(moments, default=None), late(at))


def vault() -> str:
    """Tells one vault key from another without giving it away (a random key cannot be guessed from a digest)."""
    return hashlib.sha256(b"tuntas vault key:" + settings.TUNTAS_VAULT_KEY.encode()).hexdigest()[:16]


def key() -> str:
    """The public half of the backup key, as in the settings."""
    return boxes.shown(boxes.backup_public_key())


def _kept_database(shelf: Shelf, copy: Copy) -> dict[str, str]:
    """The parts of the database under the names of their lists."""
    groups: dict[str, list[Thing]] = {}
    for group, part in copy.parts():
        groups.setdefault(group, []).append(shelf.keep(part))
    return {group: shelf.keep_list(things) for group, things in groups.items()}


def _kept_files(shelf: Shelf, before: Snapshot, home: Path) -> Iterator[tuple[str, str]]:
    """One list for each folder of files; a file that is as it was is not read again."""
    for folder in sorted((home / FILES).glob("*")):
        group = f"{FILES}/{folder.name}"
        known = {thing.path: thing for thing in shelf.things(before.lists[group])} if group in before.lists else {}
        yield group, shelf.keep_list(_kept_folder(shelf, home, folder, known))


def _kept_folder(shelf: Shelf, home: Path, folder: Path, known: dict[str, Thing]) -> Iterator[Thing]:
    for path in sorted(folder.rglob("*")):
        try:
            facts = path.stat()
            if not path.is_file():
                continue
            name = path.relative_to(home).as_posix()
            same = known.get(name)
            if same and (same.size, same.changed) == (facts.st_size, facts.st_mtime_ns):
                yield same
            else:
                yield shelf.keep(Part(name, facts.st_mtime_ns, partial(_read, path)))
        except FileNotFoundError:
            # Erased meanwhile: by a person's right, or because no report holds it.
            continue


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        yield from pieces_of(source)


def _is_file(group: str) -> bool:
    return group.startswith(f"{FILES}/")


def _new_key(file: Path) -> int:
    """A pair of keys: the private half into a new file, to be carried away; the public half for the settings."""
    private = boxes.new_private_key()
    if not disk.write_once(file, private.encode()):
        raise Trouble(f"Berkas '{file}' sudah ada.", f"'{file}' is already there.")
    print(f"TUNTAS_BACKUP_PUBLIC_KEY={boxes.shown(boxes.public_of(private))}")
    print(
        both(
            f"Simpan '{file}' di luar mesin ini: hanya kunci itu yang membuka cadangan.",
            f"Keep '{file}' away from this machine: nothing else opens the backups.",
        )
    )
    return 0


def _keys_apart() -> str:
    keys = settings.TUNTAS_DATA_DIR / "keys"
    return both(
        f"Kunci ({keys}) tidak ikut: simpan di tempat lain.", f"The keys ({keys}) are not in it: keep them elsewhere."
    )
