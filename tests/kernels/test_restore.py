"""PostgreSQL: the server and its disk are destroyed, and everything comes back as of a moment between two backups."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime

import psycopg
import pytest

from tests.kernels.cluster import Cluster, NoServer
from tests.kernels.processes import environment
from tests.kernels.rig import ROOT, Ground
from tuntas.ops.shelf import Shelf

pytestmark = [
    pytest.mark.one_engine,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

FILE = (
    "import django, sys; django.setup();"
    "from tests.cast import nobody;"
    "from tuntas.kernel import clock;"
    "from tuntas.reports.actions.submit import submit;"
    "from tuntas.reports.drafts import Draft;"
    "[submit(Draft(key=f'{sys.argv[1]}-{turn}', title='', body=f'Lampu padam {turn}'), by=nobody, at=clock.now())"
    " for turn in range(int(sys.argv[2]))]"
)


def run(env, *words):
    done = subprocess.run(
        [sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def moment():
    time.sleep(0.05)
    return datetime.now(UTC)


def restored(env, shelf, home, cluster, to):
    """`tuntas restore` with somebody who starts the server when it asks for it; what it printed."""
    command = [sys.executable, "-m", "tuntas", "restore", str(shelf), "--postgresql-data", str(cluster.data)]
    command += ["--to", to.isoformat()] if to else []
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        told = [process.stdout.readline(), process.stdout.readline()]
        assert told[1] == f"Jalankan PostgreSQL pada {cluster.data}.\n"
        cluster.own()
        cluster.start()
        told += process.communicate(timeout=120)[0].splitlines()
        assert process.returncode == 0
        return told
    finally:
        process.kill()


def as_keeper(env):
    """As a role that may copy the server and has no right in any table."""
    return env | {"TUNTAS_DATABASE_URL": env["TUNTAS_DATABASE_URL"].replace("postgres@", "cadangan@")}


def reports(cluster):
    with psycopg.connect(cluster.url) as line:
        return line.execute("SELECT count(*) FROM reports_report").fetchone()[0]


@pytest.fixture(scope="module")
def ground(bases):
    try:
        made = Ground(bases)
    except NoServer as reason:
        pytest.skip(str(reason))
    yield made
    made.destroy()


@pytest.mark.skipif(not os.environ.get("TUNTAS_LONG_TESTS"), reason="a minute and more; TUNTAS_LONG_TESTS")
def test_a_destroyed_server_comes_back_as_of_any_moment(ground, tmp_path):
    home, shelf, cluster = tmp_path / "situs", tmp_path / "rak", Cluster(ground.cluster)
    backs = [Cluster(empty=True) for _turn in range(3)]
    try:
        cluster.start()
        shutil.copytree(ground.home, home)
        env = environment(home, cluster.url, TUNTAS_BACKUP_DIR=str(shelf))
        with psycopg.connect(cluster.url) as line:
            line.execute("CREATE ROLE cadangan LOGIN REPLICATION")
        backup = ("-m", "tuntas", "backup")
        run(as_keeper(env), *backup)
        run(env, "-c", FILE, "satu", "5")
        one = moment()
        run(env, "-c", FILE, "dua", "5")
        two = moment()
        run(as_keeper(env), *backup)
        run(env, "-c", FILE, "tiga", "5")
        run(as_keeper(env), *backup)
        run(env, "-c", FILE, "hilang", "2")
        found = b"".join(path.read_bytes() for path in shelf.rglob("*") if path.is_file())
        assert b"wal/000000010000000000000001" in found
        assert b"Lampu padam" not in found
        cluster.destroy()
        shutil.move(home / "keys", tmp_path / "keys")
        shutil.rmtree(home)
        for number, (to, count) in enumerate([(one, 5), (two, 10), (None, 15)]):
            new = tmp_path / f"baru{number}"
            new.mkdir()
            shutil.copytree(tmp_path / "keys", new / "keys")
            told = restored(environment(new, backs[number].url), shelf, new, backs[number], to)
            assert told[2:] == [f"Diperiksa: {count} laporan, {count} peristiwa.", "Semua rantai utuh."]
            assert reports(backs[number]) == count
        # The new line has a base of its own; the old one is not continued.
        env = environment(new, backs[2].url, TUNTAS_BACKUP_DIR=str(shelf))
        run(env, "-c", FILE, "empat", "1")
        run(as_keeper(env), *backup)
        last = Shelf(shelf).newest()
        assert last is not None
        assert last.facts["line"].endswith("-2")
        assert last.facts["bases"].count("|") == 2
    finally:
        for each in (cluster, *backs):
            each.destroy()
