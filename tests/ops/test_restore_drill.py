"""The restore drill: all is destroyed and comes back as it was at a moment in between, checked to the last chain."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import NOW
from tests.kernels.processes import environment, make_world
from tuntas.ops import backups, checking

pytestmark = [pytest.mark.one_engine, pytest.mark.filterwarnings("ignore::UserWarning")]

ROOT = Path(__file__).resolve().parents[2]
BATCHES, SIZE = 3, 20


def tuntas(env, *words):
    command = [sys.executable, "-m", "tuntas", *words]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def numbers_in(home: Path) -> set[str]:
    with sqlite3.connect(home / "tuntas.sqlite3") as line:
        return {number for (number,) in line.execute("SELECT reference FROM reports_report")}


def test_destroyed_and_restored_to_a_moment(tmp_path, capsys):
    home, shelf = tmp_path / "situs", tmp_path / "rak"
    env = environment(home, TUNTAS_BACKUP_DIR=str(shelf))
    home.mkdir()
    make_world(env)
    command = [sys.executable, "-m", "tests.ops.drill", str(BATCHES), str(SIZE)]
    lived = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    told = json.loads(lived.stderr.splitlines()[-1])
    assert len(list(shelf.glob("tuntas-*.tar"))) == BATCHES
    assert numbers_in(home) == set(told[-1]["numbers"])
    for doomed in [*home.glob("tuntas.sqlite3*"), home / "files"]:
        shutil.rmtree(doomed) if doomed.is_dir() else doomed.unlink()
    between = datetime.fromisoformat(told[1]["moment"]) + timedelta(minutes=30)
    began = time.monotonic()
    done = tuntas(env, "restore", str(shelf), "--to", between.isoformat())
    seconds = time.monotonic() - began
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-2:] == [
        f"Diperiksa: {2 * SIZE} laporan, {2 * SIZE} peristiwa.",
        "Semua rantai utuh.",
    ]
    assert numbers_in(home) == set(told[1]["numbers"])
    assert len(list((home / "files").rglob("*.sealed"))) == 2
    assert tuntas(env, "restore", str(shelf)).returncode == 1
    with capsys.disabled():
        sys.stdout.write(
            f"\nrestore: {2 * SIZE} reports, RTO {seconds:.1f} s, RPO the last backup (60 minutes apart)\n"
        )


def test_only_so_many_are_kept_and_a_moment_before_the_first_is_refused(tmp_path, settings, monkeypatch):
    settings.TUNTAS_BACKUP_DIR, settings.TUNTAS_BACKUPS_KEPT = tmp_path, 2
    monkeypatch.setattr(backups, "run_backup", lambda given: Path(given.to).write_bytes(b""))
    for hour in range(4):
        assert backups.scheduled(NOW + timedelta(hours=hour)) == 1
    kept = [moment for moment, _path in backups.kept_backups(tmp_path)]
    assert kept == [NOW + timedelta(hours=2), NOW + timedelta(hours=3)]
    with pytest.raises(backups.Trouble):
        backups._chosen(tmp_path, NOW.isoformat())
    with pytest.raises(backups.Trouble):
        backups._chosen(tmp_path, "kemarin")


def test_an_old_backup_is_an_alarm(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("TUNTAS_LANGUAGE", "id")
    assert list(checking._backup(NOW)) == []
    settings.TUNTAS_BACKUP_DIR = tmp_path
    (never,) = checking._backup(NOW)
    assert str(never).startswith("Cadangan terakhir yang baik: -.")
    monkeypatch.setattr(backups, "run_backup", lambda given: Path(given.to).write_bytes(b""))
    backups.scheduled(NOW)
    assert list(checking._backup(NOW + timedelta(hours=2))) == []
    assert len(list(checking._backup(NOW + timedelta(hours=2, seconds=1)))) == 1
