"""`tuntas backup` and `tuntas restore`: database and files in one tar with the digest of each.

The keys are not in it: a backup that lies about must open nobody's identity. Keep them elsewhere.
The live database is copied by SQLite's own backup, so the copy is one consistent moment while the site runs;
files are copied afterwards, so every file that the copied database names is there.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection

import tuntas
from tuntas.kernel import clock
from tuntas.media import disk
from tuntas.ops import forgetting, verifying
from tuntas.ops.words import Trouble, both
from tuntas.reports import tombstones

DATABASE, FILES, MANIFEST = "tuntas.sqlite3", "files", "manifest.json"
KEPT = {"keys", "static", "staging", "spool", tombstones.NAME}
"""What may lie in a data directory into which a backup is restored."""

PREFIX, SUFFIX, STAMP = "tuntas-", ".tar", "%Y%m%dT%H%M%SZ"
"""How a scheduled backup is called: its moment in UTC."""

CHUNK = 1024 * 1024


def run_backup(given: Namespace) -> int:
    """Write the backup; the file appears under its name only when it is whole."""
    target = Path(given.to)
    if target.exists():
        raise Trouble(
            f"Berkas '{target}' sudah ada: pilih nama lain.", f"'{target}' is already there: choose another name."
        )
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".tuntas-backup-") as folder:
        copy = Path(folder) / DATABASE
        _copy_database(copy)
        whole = Path(folder) / "whole.tar"
        count = _pack(whole, copy)
        whole.chmod(0o600)
        _flush(whole)
        os.replace(whole, target)
        disk.flush_directory(target.absolute().parent)
    print(
        both(f"Cadangan {target}: basis data dan {count} berkas.", f"Backup {target}: the database and {count} files.")
    )
    print(_keys_apart())
    return 0


def scheduled(at: datetime) -> int:
    """Write the backup that is due into TUNTAS_BACKUP_DIR and let the oldest go; how many were written.

    Several workers side by side: the name holds the moment, and a second one of the same hour finds the first.
    """
    folder = settings.TUNTAS_BACKUP_DIR
    if folder is None or not _is_due(folder, at):
        return 0
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"{PREFIX}{at.astimezone(UTC):{STAMP}}{SUFFIX}"
    run_backup(Namespace(to=str(target)))
    for old in kept_backups(folder)[: -settings.TUNTAS_BACKUPS_KEPT]:
        old[1].unlink(missing_ok=True)
    return 1


def kept_backups(folder: Path) -> list[tuple[datetime, Path]]:
    """The scheduled backups of a directory with their moments, the oldest first."""
    found = []
    for path in folder.glob(f"{PREFIX}*{SUFFIX}"):
        try:
            moment = datetime.strptime(path.name[len(PREFIX) : -len(SUFFIX)], STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append((moment, path))
    return sorted(found)


def last_backup() -> datetime | None:
    """When the newest scheduled backup was begun."""
    folder = settings.TUNTAS_BACKUP_DIR
    found = kept_backups(folder) if folder else []
    return found[-1][0] if found else None


def _is_due(folder: Path, at: datetime) -> bool:
    found = kept_backups(folder)
    return not found or at - found[-1][0] >= timedelta(minutes=settings.TUNTAS_BACKUP_MINUTES)


def _chosen(file: Path, to: str) -> Path:
    """The backup to restore: the file itself, or in a directory the newest one not later than `to`."""
    if not file.is_dir():
        return file
    until = _moment(to) if to else datetime.max.replace(tzinfo=UTC)
    fitting = [path for moment, path in kept_backups(file) if moment <= until]
    if not fitting:
        raise Trouble(
            f"Tidak ada cadangan di '{file}' sampai waktu itu.", f"There is no backup in '{file}' up to that moment."
        )
    return fitting[-1]


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


def run_restore(given: Namespace) -> int:
    """Check every digest first, then put everything in place, database last; then walk every chain.

    Erasures made after the backup are done again from the ledger that lies beside the backups.
    """
    chosen = _chosen(Path(given.file), given.to)
    home, database = settings.TUNTAS_DATA_DIR, _database_path()
    _refuse_full(home, database)
    with tempfile.TemporaryDirectory(dir=home, prefix=".tuntas-restore-") as folder:
        manifest = _unpack(chosen, Path(folder))
        _refuse_other_key(manifest, given.vault_key_lost)
        files = Path(folder) / FILES
        if files.is_dir():
            shutil.move(files, home / FILES)
        os.replace(Path(folder) / DATABASE, database)
    count = len(manifest["files"]) - 1
    print(both(f"Dipulihkan: basis data dan {count} berkas.", f"Restored: the database and {count} files."))
    connection.close()
    forgetting.after_restore(chosen.absolute().parent)
    return verifying.run(Namespace(figures=False, mend=False))


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _copy_database(to: Path) -> None:
    connection.ensure_connection()
    live = connection.connection
    if not isinstance(live, sqlite3.Connection):
        raise Trouble(
            "Perintah ini untuk SQLite: cadangkan PostgreSQL dengan pg_dump, dan direktori files dengan alat Anda.",
            "This command is for SQLite: back up PostgreSQL with pg_dump, and the files directory with your tool.",
        )
    copy = sqlite3.connect(to)
    try:
        live.backup(copy)
        # One plain file: a copy that still wants its write-ahead log beside it is no backup.
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


def _pack(to: Path, database: Path) -> int:
    """Write the tar; returns how many files besides the database."""
    digests: dict[str, str] = {}
    with tarfile.open(to, "w") as tar:
        for name, path in ((DATABASE, database), *_kept_files()):
            digests[name] = _digest(path)
            tar.add(path, arcname=name, recursive=False)
        said = {"tuntas": tuntas.__version__, "made_at": clock.now().isoformat(), "vault": _vault(), "files": digests}
        _add_text(tar, MANIFEST, json.dumps(said, indent=1, sort_keys=True))
    return len(digests) - 1


def _kept_files() -> Iterator[tuple[str, Path]]:
    home = settings.TUNTAS_DATA_DIR
    for path in sorted((home / FILES).rglob("*")):
        if path.is_file():
            yield path.relative_to(home).as_posix(), path


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Unpack and compare every digest. Raises Trouble when anything is missing, changed or too much."""
    try:
        with tarfile.open(file, "r:") as tar:
            manifest = _manifest(tar)
            for member in tar:
                if member.name != MANIFEST:
                    _take(tar, member, folder, manifest["files"])
    except (tarfile.TarError, KeyError, ValueError):
        raise Trouble(
            f"'{file}' bukan cadangan Tuntas yang utuh.", f"'{file}' is not a whole backup of Tuntas."
        ) from None
    missing = [name for name in manifest["files"] if not (folder / name).is_file()]
    if missing or DATABASE not in manifest["files"]:
        name = (missing or [DATABASE])[0]
        raise Trouble(f"Cadangan tidak utuh: '{name}' tidak ada.", f"The backup is not whole: '{name}' is missing.")
    return manifest


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    found = tar.extractfile(MANIFEST)
    if found is None:
        raise KeyError(MANIFEST)
    manifest: dict[str, Any] = json.load(found)
    return {"files": dict(manifest["files"]), "vault": str(manifest["vault"])}


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, digests: dict[str, str]) -> None:
    """One file out of the tar. Only names of the manifest are taken, so nothing lands outside the folder."""
    source = tar.extractfile(member) if member.isfile() else None
    parts = PurePosixPath(member.name).parts
    if source is None or member.name not in digests or ".." in parts or member.name.startswith("/"):
        raise Trouble(
            f"Cadangan memuat '{member.name}' yang asing.", f"The backup holds '{member.name}', which is foreign."
        )
    path = folder / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with source, path.open("wb") as file:
        shutil.copyfileobj(source, file, CHUNK)
    if _digest(path) != digests[member.name]:
        raise Trouble(f"Cadangan berubah: '{member.name}'.", f"The backup was changed: '{member.name}'.")


def _refuse_full(home: Path, database: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    there = sorted(path.name for path in home.iterdir() if path.name not in KEPT)
    if there or database.exists():
        name = there[0] if there else database.name
        raise Trouble(
            f"Direktori data {home} tidak kosong ('{name}'): pulihkan ke direktori kosong.",
            f"The data directory {home} is not empty ('{name}'): restore into an empty one.",
        )


def _refuse_other_key(manifest: dict[str, Any], lost: bool) -> None:
    if manifest["vault"] != _vault() and not lost:
        raise Trouble(
            "Kunci brankas lain daripada saat cadangan dibuat: salin dahulu keys/vault.key, "
            "atau tambahkan --vault-key-lost bila kunci itu hilang (identitas pelapor lalu tidak dapat dibuka).",
            "The vault key is not that of the backup: copy keys/vault.key first, "
            "or add --vault-key-lost when it is lost (the reporters' identities then stay shut).",
        )


def _database_path() -> Path:
    name = str(connection.settings_dict["NAME"])
    if not name.endswith((".sqlite3", ".sqlite", ".db")):
        raise Trouble(
            "Pulihkan PostgreSQL dengan pg_restore; perintah ini untuk SQLite.",
            "Restore PostgreSQL with pg_restore; this command is for SQLite.",
        )
    return Path(name)


def _vault() -> str:
    """Tells one vault key from another without giving it away (a random key cannot be guessed from a digest)."""
    return hashlib.sha256(b"tuntas vault key:" + settings.TUNTAS_VAULT_KEY.encode()).hexdigest()[:16]


def _keys_apart() -> str:
    keys = settings.TUNTAS_DATA_DIR / "keys"
    return both(
        f"Kunci ({keys}) tidak ikut: simpan di tempat lain.", f"The keys ({keys}) are not in it: keep them elsewhere."
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    member = tarfile.TarInfo(name)
    member.size = len(data)
    content: IO[bytes] = io.BytesIO(data)
    tar.addfile(member, content)
