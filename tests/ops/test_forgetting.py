"""An erasure outlives a restore: the backup of before has the words, the restored site does not (trust P19)."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernels.processes import environment, make_world
from tests.ops.test_restore_drill import ROOT, tuntas
from tuntas.ops.shelf import Shelf

pytestmark = [pytest.mark.one_engine, pytest.mark.slow, pytest.mark.filterwarnings("ignore::UserWarning")]

CANARY = "kanariterhapusx"


def hits(home: Path) -> list[str]:
    """The files, the database with its log among them, in whose bytes the canary stands."""
    return sorted(path.name for path in home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes())


def opened(shelf: Shelf) -> dict[str, bytes]:
    """Everything of the newest backup, by whoever has its key."""
    newest = shelf.newest()
    assert newest is not None
    things = [thing for name in newest.lists.values() for thing in shelf.things(name)]
    return {thing.path: b"".join(shelf.fetch(thing, vouched=False)) for thing in things}


def test_what_was_erased_after_the_backup_stays_erased(tmp_path, settings, bases):
    home, shelf = tmp_path / "situs", tmp_path / "rak"
    env = environment(home, TUNTAS_BACKUP_DIR=str(shelf))
    home.mkdir()
    make_world(env, bases)
    command = [sys.executable, "-m", "tests.ops.forgetting_drill", CANARY]
    subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=90, check=True)
    settings.TUNTAS_BACKUP_KEY = (home / "keys" / "backup.key").read_text().strip()
    copied = opened(Shelf(shelf))
    assert CANARY.encode() in b"".join(copied.values()), "the backup never had the words: nothing was tested"
    assert len([name for name in copied if name.endswith(".sealed")]) == 1
    assert hits(home) == []
    assert list((home / "files").rglob("*.sealed")) == []
    for doomed in [*home.glob("tuntas.sqlite3*"), home / "files", home / "erasures.jsonl"]:
        shutil.rmtree(doomed) if doomed.is_dir() else doomed.unlink()
    done = tuntas(env, "restore", str(shelf))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-3:] == [
        "Penghapusan: 1 laporan dalam buku, 1 dihapus lagi, 0 tidak ada di sini.",
        "Diperiksa: 20 laporan, 22 peristiwa.",
        "Semua rantai utuh.",
    ]
    assert hits(home) == []
    assert list((home / "files").rglob("*.sealed")) == []
    again = tuntas(env, "erasures")
    assert again.stdout.strip() == "Penghapusan: 1 laporan dalam buku, 0 dihapus lagi, 0 tidak ada di sini."
