"""PostgreSQL: base backups, and the write-ahead log up to a moment. A part of the port `copies`.

A physical replication slot makes the server keep its log until it was fetched. Each copy writes one small transaction,
so that a moment is never after the last one in the log, then fetches the log up to there. The two newest base backups
are kept, so that the moments in which the newest was being made can be reached from the one before.
"""

import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import Error, connection
from django.utils.translation import gettext_lazy as _

from . import programs
from .parts import Copy, NoCopy, Part, Restored, pieces_of

BASE_EVERY = timedelta(days=1)
PATIENCE = 3600
"""Seconds a program of the server may take."""

_BASE, _WAL, _LOGS = "base/", "wal/", "tuntas_wal"
_SEGMENT = re.compile(r"[0-9A-F]{24}(\.partial)?|[0-9A-F]{8}\.history")


@dataclass(frozen=True)
class Base:
    """A base backup: its name, the first segment of the log it needs, and the first moment it can come back to."""

    name: str
    first: str
    since: str

    @property
    def group(self) -> str:
        return f"{_BASE}{self.name}/"


def copy_of(before: Mapping[str, str], *, at: datetime, logs: Path) -> Copy:
    """The log since the last copy, and a base backup when one is due."""
    line, slot = _line(), _slot()
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    bases = _bases(before) if before.get("line") == line and _goes_on(slot, logs) else []
    if not bases:
        _begin_anew(slot, logs)
    due = not bases or at - datetime.fromisoformat(bases[-1].since) >= BASE_EVERY
    first = bases[-1:][0].first if due and bases else bases[0].first if bases else _segment_now()
    known = [base.group for base in (bases[-1:] if due else bases)]
    facts = {"engine": "postgresql", "line": line, "bases": _told(bases[-1:] if due else bases)}
    _forget(logs, before.get("whole", ""))

    def keeps(group: str) -> bool:
        return group.startswith(tuple(known)) if group.startswith(_BASE) else group[len(_WAL) :] >= first

    return Copy(facts, keeps, partial(_parts, facts, f"{at:%Y%m%dT%H%M%S}" if due else "", slot, logs))


def restored(facts: Mapping[str, str], cluster: Path | None, to: datetime | None) -> Restored:
    """Into an empty directory, from which the server is then started: it brings itself to the moment."""
    if cluster is None:
        raise NoCopy(_("Sebutkan direktori data PostgreSQL yang kosong: --postgresql-data DIREKTORI."))
    fitting = [base for base in _bases(facts) if to is None or datetime.fromisoformat(base.since) <= to]
    if not fitting:
        raise NoCopy(_("Cadangan ini baru mulai sesudah waktu itu."))
    cluster.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(cluster.iterdir()):
        raise NoCopy(_("Direktori '{folder}' tidak kosong: pulihkan ke direktori kosong."), folder=cluster)
    # PostgreSQL refuses a directory that others may read.
    cluster.chmod(0o700)
    base = fitting[-1]
    (cluster / _LOGS).mkdir(mode=0o700)

    def place(group: str, path: str) -> Path | None:
        if group.startswith(_WAL) and (group[len(_WAL) :] >= base.first or path.endswith(".history")):
            return cluster / _LOGS / path
        return cluster / path if group.startswith(base.group) else None

    return Restored(place, partial(_prepare, cluster, to))


def _parts(facts: dict[str, str], name: str, slot: str, logs: Path) -> Iterator[tuple[str, Part]]:
    if name:
        base = Base(name, _segment_now(), "")
        yield from _base(base.group)
        told = _told([Base(base.name, base.first, _marked())])
        facts["bases"] = ",".join(filter(None, (facts["bases"], told)))
    _fetch(slot, logs)
    for path in sorted(path for path in logs.iterdir() if _SEGMENT.fullmatch(path.name)):
        plain = path.name.removesuffix(".partial")
        facts["whole"] = facts.get("whole", "") if path.suffix else plain
        yield _WAL + plain, Part(plain, 0, partial(_read, path))


def _base(group: str) -> Iterator[tuple[str, Part]]:
    """The base backup as it streams from the server: nothing of it lies on this machine."""
    command = [programs.find("pg_basebackup"), "-D", "-", "-F", "tar", "-X", "none", "-c", "fast", "-w"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=said)  # noqa: S603
        assert process.stdout is not None
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as tar:
                for member in tar:
                    yield from _member(tar, member, group)
            process.stdout.read()
        except tarfile.ReadError:
            # It had nothing to say on this side: what it said on the other one tells why.
            process.kill()
        if process.wait(PATIENCE):
            said.seek(0)
            raise _failed(said.read())


def _member(tar: tarfile.TarFile, member: tarfile.TarInfo, group: str) -> Iterator[tuple[str, Part]]:
    folder = group + os.path.dirname(member.name)
    source = tar.extractfile(member) if member.isfile() else None
    if source:
        yield folder, Part(member.name, 0, partial(pieces_of, source))
    elif member.isdir():
        yield folder, Part(f"{member.name.rstrip('/')}/", 0, lambda: iter(()))
    else:
        raise NoCopy(_("Tablespace di luar direktori data tidak dapat dicadangkan dengan perintah ini."))


def _fetch(slot: str, logs: Path) -> None:
    """The log up to now, with a transaction of our own as its last."""
    _marked()
    end = _asked("SELECT pg_current_wal_flush_lsn() - 1")
    command = [programs.find("pg_receivewal"), "-D", str(logs), "-S", slot, "-n", "-w", "-E", end]
    done = subprocess.run(command, env=_environment(), capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    if done.returncode:
        raise _failed(done.stderr)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        yield from pieces_of(source)


def _forget(logs: Path, whole: str) -> None:
    """Erase segments that the last copy has; the newest stays, so that the next fetch knows where to go on."""
    there = sorted(path for path in logs.iterdir() if re.fullmatch("[0-9A-F]{24}", path.name))
    for path in there[:-1]:
        if path.name <= whole:
            path.unlink()


def _line() -> str:
    """The server and its timeline: with another one, nothing of before goes on."""
    return _asked("SELECT system_identifier || '-' || timeline_id FROM pg_control_system(), pg_control_checkpoint()")


def _slot() -> str:
    return "tuntas_" + re.sub("[^a-z0-9_]", "_", str(connection.settings_dict["NAME"]).lower())[:50]


def _goes_on(slot: str, logs: Path) -> bool:
    """Whether the server kept its log for us, and we know up to where we have it."""
    query = "SELECT coalesce((SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s), 'lost')"
    return any(logs.iterdir()) and _asked(query, slot) != "lost"


def _begin_anew(slot: str, logs: Path) -> None:
    for path in logs.iterdir():
        path.unlink()
    _asked("SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots WHERE slot_name = %s", slot)
    _asked("SELECT lsn FROM pg_create_physical_replication_slot(%s, true)", slot)


def _segment_now() -> str:
    return _asked("SELECT pg_walfile_name(pg_current_wal_lsn())")


def _marked() -> str:
    """The moment of a transaction of our own, by the server's clock; it is on the disk.

    A number of a transaction alone would be committed without waiting for the disk; the message makes it wait.
    """
    return _asked("SELECT clock_timestamp() FROM pg_current_xact_id(), pg_logical_emit_message(true, 'tuntas', '')")


def _asked(query: str, *values: str) -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return str(cursor.fetchone()[0])
    except Error as reason:
        raise _failed(str(reason).encode()) from reason


def _failed(said: bytes) -> NoCopy:
    lines = said.decode(errors="replace").strip().splitlines() or ["?"]
    return NoCopy(_("PostgreSQL tidak memberi salinan: {reason}"), reason=lines[-1])


def _environment() -> dict[str, str]:
    """How the programs of the server reach it; no password stands on a command line."""
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return os.environ | {name: str(given[key]) for name, key in names.items() if given[key]}


def _bases(facts: Mapping[str, str]) -> list[Base]:
    return [Base(*told.split("|")) for told in facts.get("bases", "").split(",") if told]


def _told(bases: list[Base]) -> str:
    return ",".join(f"{base.name}|{base.first}|{base.since}" for base in bases)


def _prepare(cluster: Path, to: datetime | None) -> None:
    """Tell the server where its log is and where to stop, when it is started the next time."""
    said = [f'restore_command = \'cp "{cluster}/{_LOGS}/%f" "%p"\'', "recovery_target_action = 'promote'"]
    if to is not None:
        said.append(f"recovery_target_time = '{to.isoformat()}'")
    with (cluster / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write("\n".join(said) + "\n")
    (cluster / "recovery.signal").touch(mode=0o600)
