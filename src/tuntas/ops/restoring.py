"""`tuntas restore`: a backup comes back whole, or not at all, and proves that it is whole.

Every piece is opened and compared with its name, the database goes last, then every chain is walked. What was erased
by a person's right after the backup is erased again before anybody sees it.
"""

import shutil
import tempfile
import time
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

from tuntas.db import copies
from tuntas.ops import backups, forgetting, verifying
from tuntas.ops.shelf import Shelf, Snapshot, Thing
from tuntas.ops.words import Trouble, both
from tuntas.reports import tombstones

KEPT = {"keys", "static", "staging", "spool", "wal", tombstones.NAME}
"""What may lie in a data directory into which a backup is restored."""

PATIENCE = 6 * 3600.0
"""Seconds we wait for a server that brings itself to the moment."""


def run_restore(given: Namespace) -> int:
    """Bring back, then finish: one way for both engines. Exit code 1 when a chain does not hold."""
    shelf, to = Shelf(Path(given.shelf)), _moment(given.to) if given.to else None
    path = _chosen(shelf, to)
    snapshot = shelf.read(path)
    vouched = _trusted(shelf, path, snapshot, lost=given.vault_key_lost)
    cluster = Path(given.postgresql_data) if given.postgresql_data else None
    count = _bring_back(shelf, snapshot, cluster, to, vouched)
    print(both(f"Dipulihkan: basis data dan {count} berkas.", f"Restored: the database and {count} files."), flush=True)
    _wait(cluster)
    return finish(shelf)


def finish(shelf: Shelf) -> int:
    """What every restored database goes through before the site may run."""
    connection.close()
    forgetting.after_restore(shelf.home.absolute())
    return verifying.run(Namespace(figures=False, mend=False))


def _bring_back(shelf: Shelf, snapshot: Snapshot, cluster: Path | None, to: datetime | None, vouched: bool) -> int:
    """Files and database in their places, the database last; returns how many files."""
    home: Path = settings.TUNTAS_DATA_DIR
    _refuse_full(home)
    with tempfile.TemporaryDirectory(dir=home, prefix=".tuntas-restore-") as folder:
        work, count = Path(folder), 0
        back = copies.restored(snapshot.facts, work=work, cluster=cluster, to=to)
        for group, name in sorted(snapshot.lists.items()):
            for thing in shelf.things(name):
                is_file = group.startswith(f"{backups.FILES}/")
                count += is_file
                place = work / "whole" / _safe(thing.path) if is_file else back.place(group, _safe(thing.path))
                if place is not None:
                    _write(shelf, thing, place, vouched)
        if (work / "whole" / backups.FILES).is_dir():
            shutil.move(work / "whole" / backups.FILES, home / backups.FILES)
        back.finish()
    return count


def _write(shelf: Shelf, thing: Thing, place: Path, vouched: bool) -> None:
    if thing.path.endswith("/"):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("ab") as file:
        place.chmod(0o600)
        for piece in shelf.fetch(thing, vouched=vouched):
            file.write(piece)


def _safe(path: str) -> str:
    """A path that stays below where it is put. Raises Trouble for any other."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise Trouble(f"Cadangan memuat '{path}' yang asing.", f"The backup holds '{path}', which is foreign.")
    return path


def _chosen(shelf: Shelf, to: datetime | None) -> Path:
    """The newest backup, or the one from which `to` can be reached: the next one where the engine goes to any moment,
    else the last one before."""
    found = shelf.moments()
    later = [path for moment, path in found if to and moment >= to]
    earlier = [path for moment, path in found if to is None or moment <= to]
    fitting = later[:1] or earlier[-1:] if copies.goes_to_any_moment() else earlier[-1:]
    if not fitting:
        raise Trouble(
            f"Tidak ada cadangan di '{shelf.home}' sampai waktu itu.",
            f"There is no backup in '{shelf.home}' up to that moment.",
        )
    return fitting[0]


def _trusted(shelf: Shelf, path: Path, snapshot: Snapshot, *, lost: bool) -> bool:
    """Whether our own vault key vouches for the backup. Raises Trouble when a key is missing or it was changed."""
    if not copies.fits(snapshot.facts):
        raise Trouble(
            "Cadangan ini dari mesin basis data lain: atur TUNTAS_DATABASE_URL.",
            "This backup is of another database engine: set TUNTAS_DATABASE_URL.",
        )
    if snapshot.vault != backups.vault() and not lost:
        raise Trouble(
            "Kunci brankas lain daripada saat cadangan dibuat: salin dahulu keys/vault.key, "
            "atau tambahkan --vault-key-lost bila kunci itu hilang (identitas pelapor lalu tidak dapat dibuka).",
            "The vault key is not that of the backup: copy keys/vault.key first, "
            "or add --vault-key-lost when it is lost (the reporters' identities then stay shut).",
        )
    if snapshot.key != backups.key() or not settings.TUNTAS_BACKUP_KEY:
        raise Trouble(
            f"Cadangan ini disegel untuk {snapshot.key}: salin kunci pribadinya ke keys/backup.key "
            "atau TUNTAS_BACKUP_KEY.",
            f"This backup is sealed for {snapshot.key}: copy its private key to keys/backup.key or TUNTAS_BACKUP_KEY.",
        )
    if snapshot.vault == backups.vault() and not shelf.vouched(path):
        raise Trouble(f"Cadangan berubah: '{path.name}'.", f"The backup was changed: '{path.name}'.")
    return snapshot.vault == backups.vault()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(
            f"Waktu '{text}' tidak terbaca: tulis misalnya 2026-03-24T13:00+07:00.",
            f"The moment '{text}' cannot be read: write for example 2026-03-24T13:00+07:00.",
            code=2,
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _wait(cluster: Path | None) -> None:
    """Until the database is back: at once where it is a file, else when somebody has started its server."""
    if cluster is not None:
        print(both(f"Jalankan PostgreSQL pada {cluster}.", f"Start PostgreSQL on {cluster}."), flush=True)
    until = time.monotonic() + PATIENCE
    while not copies.is_back():
        if time.monotonic() > until:
            raise Trouble("Basis data tidak menjawab.", "The database does not answer.")
        time.sleep(1)


def _refuse_full(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    there = sorted(path.name for path in home.iterdir() if path.name not in KEPT)
    if there:
        raise Trouble(
            f"Direktori data {home} tidak kosong ('{there[0]}'): pulihkan ke direktori kosong.",
            f"The data directory {home} is not empty ('{there[0]}'): restore into an empty one.",
        )
