"""The command line as people use it: in a process of its own, with a data directory of its own."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tuntas.ops import cli, transfer
from tuntas.ops.commands import COMMANDS
from tuntas.ops.words import Trouble

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]

PASSWORD = "kata-sandi-panjang-sekali"


def tuntas(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of this process's installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUNTAS_", "LC_", "LANG"))}
    mine = {"TUNTAS_DATA_DIR": str(home), "PYTHONPATH": "", **environment}
    return subprocess.run(
        [sys.executable, "-m", "tuntas", *words],
        env=kept | mine, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data directory after `tuntas init --with-kalsel`."""
    folder = tmp_path_factory.mktemp("terpasang")
    words = ("init", "--with-kalsel", "--email", "Admin@Kalsel.example", "--name", "Admin Satu")
    done = tuntas(folder, *words, TUNTAS_ADMIN_PASSWORD=PASSWORD)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def rows(home: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "tuntas.sqlite3") as base:
        return base.execute(question).fetchall()


def test_help_needs_no_settings_and_writes_nothing(tmp_path):
    home = tmp_path / "data"
    done = tuntas(home, "--help", TUNTAS_DEBUG="mungkin")
    assert done.returncode == 0
    assert "siapkan basis data dan admin pertama" in done.stdout
    assert not home.exists()


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({}, "pemakaian:"),
        ({"LANG": "en_GB.UTF-8"}, "usage:"),
        ({"LANG": "en_GB.UTF-8", "TUNTAS_LANGUAGE": "id"}, "pemakaian:"),
    ],
)
def test_the_language_follows_the_environment(tmp_path, variables, word):
    assert tuntas(tmp_path, "init", "--help", **variables).stdout.startswith(f"{word} tuntas init")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "tuntas: wajib diisi: PERINTAH. Lihat tuntas --help"),
        (["serve", "--port", "x"], "tuntas serve: --port harus bilangan bulat, bukan 'x'. Lihat tuntas serve --help"),
        (["verify", "--cepat"], "tuntas: tidak dikenal: --cepat. Lihat tuntas --help"),
        (["import", "a.csv"], "tuntas import: wajib diisi: --mapping. Lihat tuntas import --help"),
    ],
)
def test_a_slip_is_one_sentence_and_exit_code_2(words, sentence, capsys, monkeypatch):
    monkeypatch.setenv("TUNTAS_LANGUAGE", "id")
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert (stopped.value.code, capsys.readouterr().err) == (2, f"{sentence}\n")


def test_every_command_has_help_in_both_languages(capsys, monkeypatch):
    helps = {}
    for language in ("id", "en"):
        monkeypatch.setenv("TUNTAS_LANGUAGE", language)
        helps[language] = cli.parser().format_help().splitlines()
    names = [*(command.name for command in COMMANDS), "manage"]
    for language in helps:
        assert [line.split()[0] for line in helps[language] if line.startswith("    ")] == names
    same = [a for a, b in zip(helps["id"], helps["en"], strict=True) if a == b and a.startswith("    ")]
    assert same == []


def test_nonsense_in_the_settings_is_one_sentence(tmp_path):
    done = tuntas(tmp_path, "verify", TUNTAS_DEBUG="mungkin")
    assert (done.returncode, done.stderr) == (1, "tuntas: TUNTAS_DEBUG is 'mungkin': write 1 or 0.\n")


def test_init_twice_changes_nothing(home):
    counts = "select (select count(*) from institutions_region), (select count(*) from accounts_user)"
    before = rows(home, counts)
    done = tuntas(home, "init")
    assert (done.returncode, rows(home, counts)) == (0, before)
    assert before[0][0] > 80_000
    assert rows(home, "select email, name from accounts_user") == [("admin@kalsel.example", "Admin Satu")]


def test_init_refuses_a_weak_password(home):
    done = tuntas(home, "init", "--email", "lain@kalsel.example", "--name", "Lain", TUNTAS_ADMIN_PASSWORD="12345678")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert rows(home, "select count(*) from accounts_user") == [(1,)]


def test_work_once_runs_every_job(home):
    done = tuntas(home, "work", "--once")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Putaran selesai.\n", "")


def test_manage_is_django(home):
    done = tuntas(home, "manage", "migrate", "--check")
    assert done.returncode == 0


def test_verify_of_nothing_holds(home):
    done = tuntas(home, "verify")
    assert (done.returncode, done.stdout) == (0, "Diperiksa: 0 laporan, 0 peristiwa.\nSemua rantai utuh.\n")


def test_import_names_the_missing_file(home):
    done = tuntas(home, "import", "tidak-ada.csv", "--mapping", "peta.toml")
    assert (done.returncode, done.stderr) == (1, "tuntas: Berkas 'tidak-ada.csv' tidak ada.\n")


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-5", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(cell):
    assert transfer.safe(cell) == f"'{cell}"


def test_harmless_cells_stay_as_they_are():
    assert [transfer.safe(cell) for cell in (None, 3, True, "jalan-berlubang")] == ["", "3", "True", "jalan-berlubang"]


def test_a_trouble_speaks_the_language_of_the_command_line(monkeypatch):
    monkeypatch.setenv("TUNTAS_LANGUAGE", "en")
    assert str(Trouble("tidak", "no")) == "no"
