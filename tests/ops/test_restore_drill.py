"""The restore drill: all is destroyed and comes back as it was at a moment in between, checked to the last chain."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.browser.sites import Bases
from tests.cast import NOW
from tests.kernels.processes import environment, make_world
from tuntas.ops import backups, checking, restoring, serving
from tuntas.ops.shelf import STAMP, Shelf

pytestmark = [pytest.mark.one_engine, pytest.mark.slow, pytest.mark.filterwarnings("ignore::UserWarning")]

ROOT = Path(__file__).resolve().parents[2]
BATCHES, SIZE = 3, 20


def tuntas(env, *words):
    command = [sys.executable, "-m", "tuntas", *words]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def numbers_in(home: Path) -> set[str]:
    with sqlite3.connect(home / "tuntas.sqlite3") as line:
        return {number for (number,) in line.execute("SELECT reference FROM reports_report")}


class Life:
    """A site that wrote backups with a public key alone, what was acknowledged, and the key that was carried away."""

    def __init__(self, folder: Path, bases: Bases) -> None:
        self.home, self.shelf, self.key = folder / "situs", folder / "rak", folder / "brankas" / "cadangan.key"
        self.home.mkdir()
        self.key.parent.mkdir()
        plain = environment(self.home)
        made = tuntas(plain, "backup", "--new-key", str(self.key))
        name, _equals, public = made.stdout.splitlines()[0].partition("=")
        assert (name, len(public)) == ("TUNTAS_BACKUP_PUBLIC_KEY", 44)
        self.env = plain | {"TUNTAS_BACKUP_DIR": str(self.shelf), name: public}
        make_world(self.env, bases)
        command = [sys.executable, "-m", "tests.ops.drill", str(BATCHES), str(SIZE)]
        lived = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
        self.told = json.loads(lived.stderr.splitlines()[-1])

    def elsewhere(self, folder: Path, *, keys: bool = True, private: bool = True) -> dict[str, str]:
        """The environment of an empty machine, with the keys that were kept."""
        folder.mkdir()
        if keys:
            shutil.copytree(self.home / "keys", folder / "keys")
        kept = {"TUNTAS_BACKUP_KEY_FILE": str(self.key)} if private else {}
        return environment(folder) | kept


@pytest.fixture(scope="module")
def life(tmp_path_factory, bases):
    return Life(tmp_path_factory.mktemp("hidup"), bases)


@pytest.fixture
def shelf(life, tmp_path):
    """A copy of the shelf, to be bent."""
    return Path(shutil.copytree(life.shelf, tmp_path / "rak"))


def test_destroyed_and_restored_to_a_moment(life, tmp_path, capsys):
    assert numbers_in(life.home) == set(life.told[-1]["numbers"])
    between = datetime.fromisoformat(life.told[1]["moment"]) + timedelta(minutes=30)
    new = tmp_path / "baru"
    env, began = life.elsewhere(new), time.monotonic()
    done = tuntas(env, "restore", str(life.shelf), "--to", between.isoformat())
    seconds = time.monotonic() - began
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Dipulihkan: basis data dan 6 berkas.",
        f"Diperiksa: {2 * SIZE} laporan, {2 * SIZE} peristiwa.",
        "Semua rantai utuh.",
    ]
    assert numbers_in(new) == set(life.told[1]["numbers"])
    files = [path.relative_to(new) for path in (new / "files").rglob("*") if path.is_file()]
    assert len([path for path in files if path.suffix == ".sealed"]) == 2
    assert {path: (new / path).read_bytes() for path in files} == {
        path: (life.home / path).read_bytes() for path in files
    }
    again = tuntas(env, "restore", str(life.shelf))
    assert again.returncode == 1
    assert "tidak kosong" in again.stderr
    with capsys.disabled():
        sys.stdout.write(f"\nrestore: {2 * SIZE} reports, RTO {seconds:.1f} s, RPO the last backup\n")


def test_backups_are_written_by_a_process_of_their_own(life, settings, tmp_path):
    settings.TUNTAS_BACKUP_DIR = None
    assert [child.name for child in serving.children("127.0.0.1", 8000, 1)] == ["web", "worker"]
    settings.TUNTAS_BACKUP_DIR = tmp_path
    assert serving.children("127.0.0.1", 8000, 1)[-1].command[-3:] == ["tuntas", "work", "--backups"]
    torn = life.home / ".tuntas-backup-terputus"
    torn.mkdir()
    (torn / "copy.sqlite3").write_bytes(b"Lampu padam")
    os.utime(torn, (0, 0))
    done = tuntas(life.env | {"TUNTAS_BACKUP_DIR": str(tmp_path / "rak")}, "work", "--backups", "--once")
    assert (done.returncode, done.stderr) == (0, "")
    assert not torn.exists()
    assert len(Shelf(tmp_path / "rak").moments()) == 1


def test_whoever_finds_the_shelf_reads_nothing(life, tmp_path):
    found = b"".join(path.read_bytes() for path in life.shelf.rglob("*") if path.is_file())
    for word in (b"Lampu padam", b"SQLite format", b"Exif", b"JFIF", *(n.encode() for n in life.told[-1]["numbers"])):
        assert word not in found
    done = tuntas(life.elsewhere(tmp_path / "baru", private=False), "restore", str(life.shelf))
    assert (done.returncode, done.stderr.split(":")[1]) == (
        1,
        " Cadangan ini disegel untuk " + life.env["TUNTAS_BACKUP_PUBLIC_KEY"],
    )
    # Nor can the machine that writes them: it has the public half alone.
    done = tuntas(life.env | {"TUNTAS_DATA_DIR": str(tmp_path / "baru")}, "restore", str(life.shelf))
    assert done.returncode == 1


def test_what_did_not_change_is_not_written_again(life):
    first, second, third = (told["bytes"] for told in life.told)
    assert second - first < first / 3
    assert third - second < first / 3
    last = Shelf(life.shelf).newest()
    assert last is not None
    files = [
        thing
        for group, name in last.lists.items()
        if group.startswith("files/")
        for thing in Shelf(life.shelf).things(name)
    ]
    # Of each picture the thumbnail has the bytes of the display copy.
    assert (len(files), len({part for thing in files for part in thing.parts})) == (3 * BATCHES, 2 * BATCHES)


def test_a_restore_under_another_vault_key_asks_for_the_key(life, tmp_path):
    env = life.elsewhere(tmp_path / "baru", keys=False)
    done = tuntas(env, "restore", str(life.shelf))
    assert done.returncode == 1
    assert "salin dahulu keys/vault.key" in done.stderr
    assert tuntas(env, "restore", str(life.shelf), "--vault-key-lost").returncode == 0


def biggest(folder: Path) -> Path:
    return max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)


def bent(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("what", ["parts", "lists", "snapshots"])
def test_a_changed_backup_is_refused_and_leaves_nothing(life, shelf, tmp_path, what):
    newest = max((shelf / "snapshots").iterdir())
    if what == "snapshots":
        newest.write_bytes(newest.read_bytes().replace(b"2026", b"2025", 1))
    else:
        bent(biggest(shelf / what))
    new = tmp_path / "baru"
    done = tuntas(life.elsewhere(new), "restore", str(shelf))
    assert (done.returncode, done.stderr[:27]) == (1, "tuntas: Cadangan berubah: '")
    assert sorted(path.name for path in new.iterdir()) == ["keys"]


def test_a_missing_part_is_named(life, shelf, tmp_path):
    gone = biggest(shelf / "parts")
    gone.unlink()
    done = tuntas(life.elsewhere(tmp_path / "baru"), "restore", str(shelf))
    assert (done.returncode, done.stderr) == (1, f"tuntas: Cadangan tidak utuh: '{gone}' tidak ada.\n")


def test_a_path_that_leaves_its_place_is_refused():
    for path in ("../keys/vault.key", "/etc/passwd", "files/../../x"):
        with pytest.raises(backups.Trouble):
            restoring._safe(path)


def test_old_backups_thin_out_and_take_with_them_what_nothing_else_has(shelf):
    kept = Shelf(shelf)
    before = {path for path in shelf.rglob("*") if path.is_file() and path.parent.parent.name == "parts"}
    assert kept.sweep() == 0
    (oldest, *_later) = kept.moments()
    kept.forget([oldest[1]])
    gone = kept.sweep()
    after = {path for path in shelf.rglob("*") if path.is_file() and path.parent.parent.name == "parts"}
    assert gone > 0
    assert after < before
    for _moment, path in kept.moments():
        lists = kept.read(path).lists.values()
        assert {part for name in lists for thing in kept.things(name) for part in thing.parts} <= {
            p.name for p in after
        }


def test_which_backups_stay():
    moments = [NOW - timedelta(minutes=turn) for turn in range(0, 40 * 24 * 60, 10)]
    found = [(moment, Path(moment.isoformat())) for moment in sorted(moments)]
    gone = set(backups.superfluous(found, NOW, timedelta(days=35)))
    ages = [NOW - moment for moment, path in found if path not in gone]
    assert len([age for age in ages if age <= timedelta(hours=1)]) == 7
    assert len([age for age in ages if timedelta(hours=1) < age <= timedelta(days=2)]) in {47, 48}
    assert len([age for age in ages if age > timedelta(days=2)]) in {33, 34}
    assert max(ages) <= timedelta(days=35)
    assert backups.superfluous(found[:1], NOW, timedelta(days=35)) == []


def test_a_moment_before_the_first_backup_or_none_at_all_is_refused(life):
    with pytest.raises(backups.Trouble):
        restoring._chosen(Shelf(life.shelf), datetime.fromisoformat(life.told[0]["moment"]) - timedelta(seconds=1))
    with pytest.raises(backups.Trouble):
        restoring._moment("kemarin")


def test_an_old_backup_is_an_alarm(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("TUNTAS_LANGUAGE", "id")
    assert list(checking._backup(NOW)) == []
    settings.TUNTAS_BACKUP_DIR = tmp_path
    (never,) = checking._backup(NOW)
    assert str(never).startswith("Cadangan terakhir yang baik: -.")
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / f"{NOW:{STAMP}}.json").write_text("{}")
    assert list(checking._backup(NOW + timedelta(seconds=300))) == []
    assert len(list(checking._backup(NOW + timedelta(seconds=301)))) == 1
