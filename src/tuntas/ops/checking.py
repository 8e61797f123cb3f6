"""`tuntas check`: what is wrong with the configuration, in plain sentences."""

import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from tuntas.accounts.models import Membership, Role
from tuntas.db.outage import Outage
from tuntas.institutions.models import Competence, Institution
from tuntas.intake import spool
from tuntas.kernel import clock
from tuntas.ops import backups, grants, running, surroundings, weaknesses
from tuntas.ops.faults import Fault
from tuntas.ops.words import both
from tuntas.sla.calendars import missing_years
from tuntas.vault.models import Holder, Kind
from tuntas.vault.ring import own

SECRET_LENGTH = 32
"""Characters: shorter secrets are refused as guessable."""

NAMED_AT_MOST = 5


def run(given: Namespace) -> int:
    """Print each fault; exit code 1 when there is one."""
    faults = list(faults_of(clock.now(), deploy=given.deploy))
    for fault in faults:
        print(f"- [{fault.code}] {fault}")
    if not faults:
        print(both("Pengaturan baik.", "The configuration is sound."))
    return 1 if faults else 0


def faults_of(at: datetime, *, deploy: bool) -> Iterator[Fault]:
    """Every fault; those of the database only when it answers and is up to date."""
    yield from _data_directory()
    yield from _secrets()
    yield from _debug()
    yield from _spool()
    yield from _backup(at)
    if deploy:
        yield from weaknesses.in_the_settings()
        yield from surroundings.around()
    away = list(_database())
    yield from away
    for look in () if away else (*_IN_THE_DATABASE, *(_DEPLOYED if deploy else ())):
        yield from look(at)


def pending_migrations() -> list[str]:
    """The names of migrations not yet applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def _data_directory() -> Iterator[Fault]:
    home = settings.TUNTAS_DATA_DIR
    try:
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        yield Fault(
            "data-directory",
            f"Direktori data {home} tidak dapat ditulis ({error.strerror}): atur TUNTAS_DATA_DIR.",
            f"The data directory {home} cannot be written ({error.strerror}): set TUNTAS_DATA_DIR.",
        )


def _secrets() -> Iterator[Fault]:
    for name in ("SECRET_KEY", "TUNTAS_VAULT_KEY"):
        value = getattr(settings, name)
        if len(value) < SECRET_LENGTH or len(set(value)) < 8 or "insecure" in value:
            variable = f"TUNTAS_{name.removeprefix('TUNTAS_')}"
            yield Fault(
                "guessable",
                f"{variable} mudah ditebak: pakai sedikitnya {SECRET_LENGTH} karakter acak, atau hapus agar dibuatkan.",
                f"{variable} can be guessed: use at least {SECRET_LENGTH} random characters, or unset it to get one.",
            )


def _debug() -> Iterator[Fault]:
    if settings.DEBUG:
        yield Fault(
            "debug",
            "TUNTAS_DEBUG menyala: halaman galat membocorkan isi sistem. Matikan.",
            "TUNTAS_DEBUG is on: error pages give the system away. Turn it off.",
        )


def _backup(at: datetime) -> Iterator[Fault]:
    """The newest scheduled backup is old, or there is none."""
    if settings.TUNTAS_BACKUP_DIR is not None and backups.late(at):
        last = backups.last_backup()
        when = f"{last:%Y-%m-%d %H:%M} UTC" if last else "-"
        yield Fault(
            "backup-old",
            f"Cadangan terakhir yang baik: {when}. Lihat catatan pekerja dan ruang di {settings.TUNTAS_BACKUP_DIR}.",
            f"The last good backup: {when}. See the worker's log and the room in {settings.TUNTAS_BACKUP_DIR}.",
        )


def _spool() -> Iterator[Fault]:
    """Reports that were put by while the database was away: from the first on somebody must know."""
    how = spool.state()
    if how.waiting:
        yield Fault(
            "spool-waiting",
            f"{how.waiting} laporan menunggu dicatat sejak {how.since:%Y-%m-%d %H:%M} UTC: periksa basis data dan "
            "pekerja (tuntas work).",
            f"{how.waiting} reports wait to be recorded since {how.since:%Y-%m-%d %H:%M} UTC: look at the database and "
            "the worker (tuntas work).",
        )
    if how.stuck:
        yield Fault(
            "spool-stuck",
            f"{how.stuck} laporan yang sudah diterima tidak dapat dicatat: lihat spool/*.stuck dan catatan pekerja.",
            f"{how.stuck} acknowledged reports cannot be recorded: see spool/*.stuck and the worker's log.",
        )


def _database() -> Iterator[Fault]:
    try:
        pending = pending_migrations()
    except Outage as error:
        reason = str(error).strip().splitlines()[0]
        yield Fault("database", f"Basis data tidak menjawab: {reason}.", f"The database does not answer: {reason}.")
        return
    if pending:
        yield Fault(
            "migrations",
            f"{len(pending)} migrasi belum dijalankan: jalankan tuntas init.",
            f"{len(pending)} migrations are missing: run tuntas init.",
        )


def _government(at: datetime) -> Iterator[Fault]:
    code = settings.TUNTAS_GOVERNMENT
    if not Institution.objects.filter(code=code, active=True).exists():
        yield Fault(
            "government",
            f"TUNTAS_GOVERNMENT menyebut '{code}', yang tidak ada atau tidak aktif: laporan tidak dapat diterima.",
            f"TUNTAS_GOVERNMENT names '{code}', which is not there or not active: no report can be taken in.",
        )


def _vault(at: datetime) -> Iterator[Fault]:
    missing = Holder.objects.filter(kind=Kind.INSTITUTION, until__isnull=True).exclude(pk__in=list(own())).first()
    if missing is not None:
        yield Fault(
            "vault-key",
            f"Kunci brankas institusi ({missing.pk}) tidak ada di proses ini: identitas tersegel dan tidak terbuka. "
            "Kembalikan keys/institution-*.key, atau atur TUNTAS_INSTITUTION_KEY_FILE.",
            f"The institution's key of the vault ({missing.pk}) is not here: identities are sealed and stay shut. "
            "Bring back keys/institution-*.key, or set TUNTAS_INSTITUTION_KEY_FILE.",
        )


def _calendar(at: datetime) -> Iterator[Fault]:
    for year in missing_years(at):
        yield Fault(
            "calendar",
            f"Kalender kerja {year} belum diisi: batas waktu di tahun itu belum dapat dihitung.",
            f"The working calendar of {year} is missing: deadlines in it cannot be computed.",
        )


def _administrator(at: datetime) -> Iterator[Fault]:
    admins = Membership.objects.filter(_active(at), role__in=[Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN])
    if not admins.filter(user__is_active=True).exists():
        yield Fault(
            "administrator",
            "Tidak ada admin yang aktif: jalankan tuntas init --email ... --name ...",
            "There is no active administrator: run tuntas init --email ... --name ...",
        )


def _register(at: datetime) -> Iterator[Fault]:
    current = Competence.objects.filter(Q(effective_until__isnull=True) | Q(effective_until__gte=at.date()))
    asleep = Institution.objects.filter(active=False, competences__in=current).distinct()
    if asleep:
        names = sorted(asleep.values_list("code", flat=True))
        yield Fault(
            "register-office",
            f"Instansi nonaktif masih tercatat berwenang: {_named(names, 'dan', 'lagi')}.",
            f"Inactive institutions still stand in the competence register: {_named(names, 'and', 'more')}.",
        )
    gone = Membership.objects.filter(_active(at), user__is_active=False, institution__competences__in=current)
    if gone.exists():
        names = sorted(set(gone.values_list("user__email", flat=True)))
        yield Fault(
            "register-account",
            f"Akun nonaktif masih bertugas di instansi yang berwenang: {_named(names, 'dan', 'lagi')}.",
            f"Deactivated accounts still hold a seat in an office of the register: {_named(names, 'and', 'more')}.",
        )


def _active(at: datetime) -> Q:
    return Q(active_from__lte=at) & (Q(active_until__isnull=True) | Q(active_until__gt=at))


def _named(names: list[str], also: str, more: str) -> str:
    left = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f", {also} {left} {more}" if left > 0 else "")


_IN_THE_DATABASE: tuple[Callable[[datetime], Iterator[Fault]], ...] = (
    _government,
    _vault,
    _calendar,
    _administrator,
    _register,
)
_DEPLOYED = (surroundings.in_the_database, grants.in_the_rights, running.in_the_running)
