"""What `tuntas check --deploy` finds weak around the application: files, disks, the clock, the database server."""

import ctypes
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from tuntas.db import engine
from tuntas.ops.faults import Fault
from tuntas.reports.models import Report

EMBEDDED_AT_MOST = 100_000
"""Reports up to which the embedded database was measured (benchmarks/results)."""

LEAST_FREE_SHARE, LEAST_FREE_BYTES = 0.05, 1_000_000_000
"""Below one of these a disk counts as nearly full: a day of reports with photos must still fit."""

MOST_SKEW = timedelta(seconds=5)
NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "lustre")
)
"""File systems on which SQLite's locks cannot be trusted."""

MOUNTS = Path("/proc/self/mounts")
_TIMEX_BYTES, _TIMEX_STATUS, _UNSYNCHRONISED = 256, 40, 0x40


def around() -> Iterator[Fault]:
    """Every weakness outside the settings that can be seen without the database."""
    for look in (_keys, _data_directory, _backup_directory, _disks, _file_system, _clock_of_the_machine):
        yield from look()


def in_the_database(at: datetime) -> Iterator[Fault]:
    """What the database server says of itself, and whether an embedded one holds more than it was measured with."""
    found = engine.server()
    if found:
        for look in (_role(found), _durability(found), _way(found), _skew(found, at)):
            yield from look
    if engine.database_file() and Report.objects.all()[EMBEDDED_AT_MOST:].exists():
        yield Fault(
            "embedded-size",
            f"SQLite memuat lebih dari {EMBEDDED_AT_MOST} laporan, lebih dari yang diukur: pindah ke PostgreSQL.",
            f"SQLite holds more than {EMBEDDED_AT_MOST} reports, more than was measured: move to PostgreSQL.",
        )


def wide_keys() -> list[str]:
    """The files of secrets that somebody besides their owner may read, write or run."""
    named = [Path(value) for name, value in os.environ.items() if name.startswith("TUNTAS_") and name.endswith("_FILE")]
    kept = sorted((settings.TUNTAS_DATA_DIR / "keys").glob("*"))
    return [str(path) for path in (*kept, *named) if path.is_file() and _mode(path) & 0o077]


def file_system_of(path: Path) -> str:
    """The kind of file system a path lies on, by the longest mount above it; empty where nobody can say."""
    best, kind = "", ""
    for line in MOUNTS.read_text(encoding="utf-8").splitlines() if MOUNTS.exists() else []:
        _device, mount, found = line.split()[:3]
        above = mount.replace("\\040", " ")
        if path.is_relative_to(above) and len(above) >= len(best):
            best, kind = above, found
    return kind


def synchronised() -> bool | None:
    """Whether the kernel says that the clock follows a time source; None where it cannot be asked."""
    ask = getattr(ctypes.CDLL(None), "adjtimex", None)
    answer = ctypes.create_string_buffer(_TIMEX_BYTES)
    if ask is None or ctypes.sizeof(ctypes.c_long) != 8 or ask(answer) < 0:
        return None
    status = int.from_bytes(answer.raw[_TIMEX_STATUS : _TIMEX_STATUS + 4], "little")
    return not status & _UNSYNCHRONISED


def nearly_full(path: Path) -> bool:
    """Whether the disk below an existing path has little room left."""
    room = shutil.disk_usage(path)
    return room.free < max(LEAST_FREE_BYTES, LEAST_FREE_SHARE * room.total)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _keys() -> Iterator[Fault]:
    found = wide_keys()
    if found:
        names = ", ".join(found)
        yield Fault(
            "key-modes",
            f"Berkas kunci terbuka bagi pengguna lain: {names}. Jalankan chmod 600.",
            f"Key files are open to other users: {names}. Run chmod 600.",
        )


def _data_directory() -> Iterator[Fault]:
    home = settings.TUNTAS_DATA_DIR
    if home.is_dir() and _mode(home) & 0o027:
        yield Fault(
            "data-mode",
            f"Direktori data {home} terbuka bagi pengguna lain ({_mode(home):o}): jalankan chmod 750.",
            f"The data directory {home} is open to other users ({_mode(home):o}): run chmod 750.",
        )


def _backup_directory() -> Iterator[Fault]:
    folder, home = settings.TUNTAS_BACKUP_DIR, settings.TUNTAS_DATA_DIR
    if folder is None:
        if engine.database_file():
            yield Fault(
                "backup-missing",
                "TUNTAS_BACKUP_DIR kosong: tidak ada cadangan yang dibuat. Sebut direktori di cakram lain.",
                "TUNTAS_BACKUP_DIR is empty: no backup is made. Name a directory on another disk.",
            )
    elif not folder.is_dir():
        yield Fault(
            "backup-missing",
            f"Direktori cadangan {folder} tidak ada: buat, atau pasang cakramnya.",
            f"The backup directory {folder} is not there: make it, or mount its disk.",
        )
    elif home.is_dir() and _device(folder) == _device(home):
        yield Fault(
            "backup-device",
            f"Direktori cadangan {folder} di cakram yang sama dengan data: keduanya hilang bersama. Pakai cakram lain.",
            f"The backup directory {folder} is on the disk of the data: both are lost together. Use another disk.",
        )


def _device(path: Path) -> int:
    return path.stat().st_dev


def _disks() -> Iterator[Fault]:
    for path in filter(None, (settings.TUNTAS_DATA_DIR, settings.TUNTAS_BACKUP_DIR)):
        if path.is_dir() and nearly_full(path):
            left = shutil.disk_usage(path).free // 1_000_000
            yield Fault(
                "disk",
                f"Ruang di {path} tinggal {left} MB: hapus yang tidak perlu, atau perbesar.",
                f"Only {left} MB are left at {path}: remove what is not needed, or enlarge it.",
            )


def _file_system() -> Iterator[Fault]:
    path = engine.database_file()
    kind = file_system_of(path.resolve()) if path else ""
    if kind in NETWORK:
        yield Fault(
            "embedded-network",
            f"SQLite di sistem berkas jaringan ({kind}): kuncinya tidak dapat dipercaya. Pakai cakram setempat.",
            f"SQLite on a network file system ({kind}): its locks cannot be trusted. Use a local disk.",
        )


def _clock_of_the_machine() -> Iterator[Fault]:
    if synchronised() is False:
        yield Fault(
            "clock",
            "Jam mesin ini tidak mengikuti sumber waktu: tenggat dan kode sekali pakai meleset. Nyalakan NTP.",
            "The clock of this machine follows no time source: deadlines and one-time codes go wrong. Turn NTP on.",
        )


def _role(server: engine.Server) -> Iterator[Fault]:
    if server.superuser:
        yield Fault(
            "database-superuser",
            "Proses ini masuk ke basis data sebagai superuser: beri peran biasa (tuntas init --roles).",
            "This process is a superuser of the database: give it a plain role (tuntas init --roles).",
        )
    elif server.owner:
        yield Fault(
            "database-owner",
            "Proses ini memiliki tabelnya, jadi dapat mencabut penjaga catatan: beri peran yang hanya memakai tabel.",
            "This process owns its tables, so it can remove the guards of the log: give it a role that only uses them.",
        )


def _durability(server: engine.Server) -> Iterator[Fault]:
    if server.lax:
        names = ", ".join(server.lax)
        yield Fault(
            "database-durability",
            f"PostgreSQL dengan {names} = off: laporan yang sudah bernomor hilang bila listrik padam. Nyalakan.",
            f"PostgreSQL with {names} = off: a report that has its number is lost in a power cut. Turn it on.",
        )


def _way(server: engine.Server) -> Iterator[Fault]:
    if server.plain:
        yield Fault(
            "database-plain",
            "Sambungan ke basis data melalui jaringan tanpa TLS: nyalakan ssl di peladennya.",
            "The connection to the database crosses a network without TLS: turn ssl on at its server.",
        )


def _skew(server: engine.Server, at: datetime) -> Iterator[Fault]:
    apart = abs(server.clock - at)
    if apart > MOST_SKEW:
        seconds = round(apart.total_seconds())
        yield Fault(
            "clock-skew",
            f"Jam basis data dan jam mesin ini berselisih {seconds} detik: samakan dengan NTP.",
            f"The clocks of the database and of this machine differ by {seconds} seconds: set both by NTP.",
        )
