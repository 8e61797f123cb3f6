"""An installation in which nothing is weak: settings, files, machine and running."""

import os
import shutil
from datetime import timedelta
from types import SimpleNamespace

from tests.cast import NOW
from tuntas.db import engine, roles
from tuntas.kernel.sealing import new_vault_key
from tuntas.ops import backups, surroundings, weaknesses
from tuntas.ops.models import Part, seen

SECRET = "Zq8" + "k3-Vb_7" * 6
SERVER = engine.Server(superuser=False, owner=False, lax=(), clock=NOW, plain=False)
GIGABYTE = 1_000_000_000


def make_sound(settings, monkeypatch, tmp_path) -> None:
    """Whatever a test then changes is the only weakness."""
    for name in list(os.environ):
        if name.startswith("TUNTAS_") and ("KEY" in name or "PASSWORD" in name or name.endswith(("_FILE", "_URL"))):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TUNTAS_LANGUAGE", "id")
    _settings(settings, tmp_path)
    _machine(monkeypatch)
    seen(Part.WORKER, NOW)
    seen(Part.VERIFY, NOW)


def _settings(settings, tmp_path) -> None:
    home, copies = tmp_path / "data", tmp_path / "cadangan"
    (home / "keys").mkdir(parents=True)
    copies.mkdir()
    home.chmod(0o750)
    settings.TUNTAS_DATA_DIR, settings.TUNTAS_BACKUP_DIR = home, copies
    settings.SECRET_KEY, settings.TUNTAS_VAULT_KEY = SECRET, new_vault_key()
    settings.TUNTAS_SECURE = settings.TUNTAS_SPOOL = settings.TUNTAS_REQUIRE_SECOND_FACTOR = True
    settings.TUNTAS_PUBLIC_URL, settings.ALLOWED_HOSTS = "https://lapor.example", ["lapor.example"]
    settings.SECURE_HSTS_SECONDS = weaknesses.YEAR_SECONDS
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "surel.example", True
    settings.TUNTAS_CLAMD, settings.TUNTAS_INSTITUTION_KEY = "unix:/run/clamd.sock", ""


def _machine(monkeypatch) -> None:
    monkeypatch.setattr(backups, "last_backup", lambda: NOW - timedelta(minutes=1))
    monkeypatch.setattr(engine, "server", lambda: SERVER)
    monkeypatch.setattr(roles, "may_change", lambda table: False)
    monkeypatch.setattr(surroundings, "synchronised", lambda: True)
    monkeypatch.setattr(surroundings, "_device", lambda path: path.name)
    monkeypatch.setattr(surroundings, "shutil", SimpleNamespace(disk_usage=lambda path: room(50 * GIGABYTE)))


def room(free: int):
    """A disk of a hundred gigabytes with so much left."""
    return shutil._ntuple_diskusage(100 * GIGABYTE, 100 * GIGABYTE - free, free)
