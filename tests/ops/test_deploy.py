"""`tuntas check --deploy`: each weakness is named alone, and a sound installation has none."""

import re
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.cast import NOW
from tests.lives import Life
from tests.ops.sound import GIGABYTE, SERVER, make_sound, room
from tuntas.db import engine
from tuntas.notifications import deliver
from tuntas.notifications.models import Delivery
from tuntas.ops import backups, checking, running, surroundings, tasks, verifying
from tuntas.ops.models import LastSeen, Part, last_seen, seen
from tuntas.oversight import proofs
from tuntas.statistics.models import Recount

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _sound(settings, monkeypatch, tmp_path, db):
    make_sound(settings, monkeypatch, tmp_path)


def codes(at=NOW) -> list[str]:
    return [fault.code for fault in checking.faults_of(at, deploy=True)]


def test_a_sound_installation_has_no_weakness():
    assert codes() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "debug"),
        ("TUNTAS_DEMO", True, "demo"),
        ("TUNTAS_SECURE", False, "https"),
        ("ALLOWED_HOSTS", [], "hosts"),
        ("ALLOWED_HOSTS", ["lapor.example", "*"], "hosts"),
        ("ALLOWED_HOSTS", [".example"], "hosts"),
        ("SECURE_HSTS_SECONDS", 3600, "hsts"),
        ("SESSION_COOKIE_SECURE", False, "cookies"),
        ("CSRF_COOKIE_SECURE", False, "cookies"),
        ("SECURE_PROXY_SSL_HEADER", None, "proxy"),
        ("TUNTAS_REQUIRE_SECOND_FACTOR", False, "second-factor"),
        ("ACCOUNT_RATE_LIMITS", {}, "rate-limits"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "mail-backend"),
        ("EMAIL_HOST", "", "mail-host"),
        ("EMAIL_USE_TLS", False, "mail-plain"),
        ("TUNTAS_CLAMD", "", "scanner"),
        ("TUNTAS_SPOOL", False, "spool"),
        ("SECURE_CONTENT_TYPE_NOSNIFF", False, "django-security.W006"),
        ("SECRET_KEY", "pendek", "guessable"),
    ],
)
def test_one_setting_is_weak(settings, name, value, code):
    setattr(settings, name, value)
    assert codes() == [code]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TUNTAS_VAULT_KEY", "rahasia"),
        ("TUNTAS_EMAIL_PASSWORD", "rahasia"),
        ("TUNTAS_DATABASE_URL", "postgresql://tuntas:rahasia@basis.example/tuntas"),
    ],
)
def test_a_secret_in_the_environment_is_named_but_not_said(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    (fault,) = checking.faults_of(NOW, deploy=True)
    assert fault.code == "environment"
    assert name in fault.indonesian
    assert "rahasia" not in fault.indonesian + fault.english


def test_what_is_no_secret_may_stand_in_the_environment(monkeypatch):
    monkeypatch.setenv("TUNTAS_SPOOL_PUBLIC_KEY", "umum")
    monkeypatch.setenv("TUNTAS_DATABASE_URL", "postgresql://tuntas@basis.example/tuntas")
    assert codes() == []


def test_a_key_others_can_read(settings, monkeypatch, tmp_path):
    kept, named = settings.TUNTAS_DATA_DIR / "keys" / "vault.key", tmp_path / "sandi"
    for path in (kept, named):
        path.touch(mode=0o600)
    monkeypatch.setenv("TUNTAS_EMAIL_PASSWORD_FILE", str(named))
    assert codes() == []
    kept.chmod(0o640)
    assert surroundings.wide_keys() == [str(kept)]
    named.chmod(0o604)
    assert surroundings.wide_keys() == [str(kept), str(named)]
    assert codes() == ["key-modes"]


@pytest.mark.parametrize("mode", [0o755, 0o770])
def test_a_data_directory_others_can_enter(settings, mode):
    settings.TUNTAS_DATA_DIR.chmod(mode)
    assert codes() == ["data-mode"]


def test_no_directory_for_backups(settings, monkeypatch, tmp_path):
    settings.TUNTAS_BACKUP_DIR = tmp_path / "tidak-ada"
    assert codes() == ["backup-missing"]
    settings.TUNTAS_BACKUP_DIR = None
    monkeypatch.setattr(engine, "database_file", lambda: None)
    assert codes() == []
    monkeypatch.setattr(engine, "database_file", lambda: tmp_path / "tuntas.sqlite3")
    assert codes() == ["backup-missing"]


def test_backups_on_the_disk_of_the_data(monkeypatch):
    monkeypatch.setattr(surroundings, "_device", lambda path: 1)
    assert codes() == ["backup-device"]


def test_an_old_backup(monkeypatch):
    monkeypatch.setattr(backups, "last_backup", lambda: NOW - timedelta(hours=3))
    assert codes() == ["backup-old"]


@pytest.mark.parametrize("free", [GIGABYTE // 2, 4 * GIGABYTE])
def test_little_room_is_left(settings, monkeypatch, free):
    """Below one gigabyte, or below five per cent of a hundred."""
    settings.TUNTAS_BACKUP_DIR.rmdir()
    settings.TUNTAS_BACKUP_DIR = None
    monkeypatch.setattr(engine, "database_file", lambda: None)
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda path: room(free))
    assert codes() == ["disk"]


def test_the_embedded_database_on_a_network(monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n/dev/sdb1 {tmp_path}/setempat xfs rw 0 0\n"
    )
    monkeypatch.setattr(surroundings, "MOUNTS", mounts)
    monkeypatch.setattr(engine, "database_file", lambda: tmp_path / "setempat" / "tuntas.sqlite3")
    assert codes() == []
    monkeypatch.setattr(engine, "database_file", lambda: tmp_path / "tuntas.sqlite3")
    assert codes() == ["embedded-network"]


def test_more_reports_than_the_embedded_database_was_measured_with(people, monkeypatch, tmp_path):
    Life(people).submitted()
    monkeypatch.setattr(engine, "database_file", lambda: tmp_path / "tuntas.sqlite3")
    monkeypatch.setattr(surroundings, "EMBEDDED_AT_MOST", 1)
    assert codes() == []
    Life(people).submitted()
    assert codes() == ["embedded-size"]


@pytest.mark.parametrize(
    ("server", "code"),
    [
        (replace(SERVER, superuser=True, owner=True), "database-superuser"),
        (replace(SERVER, owner=True), "database-owner"),
        (replace(SERVER, lax=("fsync", "synchronous_commit")), "database-durability"),
        (replace(SERVER, plain=True), "database-plain"),
        (replace(SERVER, clock=NOW - timedelta(seconds=6)), "clock-skew"),
    ],
)
def test_the_database_server_is_weak(monkeypatch, server, code):
    monkeypatch.setattr(engine, "server", lambda: server)
    assert codes() == [code]


def test_a_clock_that_follows_nothing(monkeypatch):
    monkeypatch.setattr(surroundings, "synchronised", lambda: False)
    assert codes() == ["clock"]
    monkeypatch.setattr(surroundings, "synchronised", lambda: None)
    assert codes() == []


def test_a_worker_not_seen_for_five_minutes():
    seen(Part.WORKER, NOW - timedelta(minutes=5))
    assert codes() == []
    seen(Part.WORKER, NOW - timedelta(minutes=6))
    assert codes() == ["worker"]
    LastSeen.objects.filter(pk=Part.WORKER).delete()
    assert codes() == ["worker"]
    tasks.mark_worker.call()
    assert last_seen(Part.WORKER).at > NOW


def in_days(days: float) -> datetime:
    """Ids of events bear the day on which the test runs."""
    return datetime.now(UTC) + timedelta(days=days)


def running_codes(at: datetime) -> list[str]:
    seen(Part.WORKER, at)
    return [fault.code for fault in running.in_the_running(at)]


@pytest.fixture
def lived(people) -> datetime:
    """One report, and an installation that did its nights for ten days since; the moment after them."""
    Life(people).submitted()
    at = in_days(10)
    proofs.seal_days(at)
    seen(Part.VERIFY, at)
    Recount.objects.create(day=at.date(), at=at, cells=1, differing=0)
    return at


def test_a_log_that_nobody_signs(people, lived):
    assert running_codes(lived) == []
    later = lived + timedelta(days=3)
    seen(Part.VERIFY, later)
    Recount.objects.update(at=later)
    assert running_codes(later) == ["proof"]
    proofs.seal_days(later)
    assert running_codes(later) == []


def test_a_log_that_was_never_signed(people):
    Life(people).submitted()
    assert running_codes(in_days(1)) == ["verify-old"]
    assert running_codes(in_days(3)) == ["proof", "recount-old", "verify-old"]


def test_figures_not_counted_anew(lived):
    Recount.objects.update(at=lived - timedelta(days=3))
    assert running_codes(lived) == ["recount-old"]
    Recount.objects.update(at=lived, differing=2)
    assert running_codes(lived) == ["recount-differs"]


def test_chains_not_checked(lived, capsys):
    seen(Part.VERIFY, lived - timedelta(days=9))
    assert running_codes(lived) == ["verify-old"]
    seen(Part.VERIFY, lived, good=False)
    assert running_codes(lived) == ["verify-broken"]
    assert verifying.run(Namespace(figures=False, mend=False)) == 0
    assert last_seen(Part.VERIFY).good is True


def test_notices_that_wait(people, lived):
    Life(people).submitted()
    deliver.expand(NOW)
    assert Delivery.objects.filter(state="PENDING").update(next_try_at=lived - timedelta(minutes=29))
    assert running_codes(lived) == []
    Delivery.objects.filter(state="PENDING").update(next_try_at=lived - timedelta(minutes=31))
    assert running_codes(lived) == ["notices-late"]


@pytest.mark.postgresql
def test_the_server_says_itself_what_is_off(monkeypatch):
    monkeypatch.undo()
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
        usual = engine.server()
        assert "synchronous_commit" not in usual.lax
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert [name for name in engine.server().lax if name not in usual.lax] == ["synchronous_commit"]


@pytest.mark.postgresql
def test_the_server_knows_its_roles(monkeypatch):
    monkeypatch.undo()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE tuntas_tamu; CREATE ROLE tuntas_pemilik; CREATE TABLE tabel_percobaan ()")
        cursor.execute("ALTER TABLE tabel_percobaan OWNER TO tuntas_pemilik")
        said = {}
        for role in ("tuntas_tamu", "tuntas_pemilik"):
            cursor.execute(f"SET LOCAL ROLE {role}")
            found = engine.server()
            said[role] = (found.superuser, found.owner)
            cursor.execute("RESET ROLE")
        transaction.set_rollback(True)
    assert said == {"tuntas_tamu": (False, False), "tuntas_pemilik": (False, True)}


def test_every_code_is_in_the_manual():
    """Whoever reads a code finds its row in docs/operate.md, and no row is about nothing."""
    source = "".join((ROOT / "src" / "tuntas" / "ops" / f"{name}.py").read_text() for name in _MODULES)
    made = set(re.findall(r'Fault\(\s*"([a-z-]+)"', source))
    manual = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8").split("## What `tuntas check` names")[1]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", manual, re.MULTILINE)) == made


_MODULES = ("checking", "weaknesses", "surroundings", "grants", "running")
