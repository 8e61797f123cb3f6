"""An erasure outlives a restore: the backup of before has the words, the restored site does not (trust P19)."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.kernels.processes import environment, make_world
from tests.ops.test_restore_drill import ROOT, tuntas

pytestmark = [pytest.mark.one_engine, pytest.mark.filterwarnings("ignore::UserWarning")]

CANARY = "kanariterhapusx"


def hits(home: Path) -> list[str]:
    """The files, the database with its log among them, in whose bytes the canary stands."""
    return sorted(path.name for path in home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes())


def test_what_was_erased_after_the_backup_stays_erased(tmp_path):
    home, shelf = tmp_path / "situs", tmp_path / "rak"
    env = environment(home, TUNTAS_BACKUP_DIR=str(shelf))
    home.mkdir()
    make_world(env)
    command = [sys.executable, "-m", "tests.ops.forgetting_drill", CANARY]
    subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=90, check=True)
    (backup,) = shelf.glob("tuntas-*.tar")
    with tarfile.open(backup) as tar:
        copied = tar.extractfile("tuntas.sqlite3")
        assert copied is not None
        assert CANARY.encode() in copied.read(), "the backup never had the words: nothing was tested"
        assert len([name for name in tar.getnames() if name.endswith(".sealed")]) == 1
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
