"""A server of its own, each process in its own role: what it needs it may, what it must not the database refuses."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.kernels.cluster import Cluster, NoServer
from tests.kernels.processes import environment

pytestmark = [
    pytest.mark.one_engine,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

REWRITING = ("UPDATE reports_event SET at = at", "DELETE FROM reports_event", "TRUNCATE reports_event CASCADE")

ROOT = Path(__file__).resolve().parents[2]
WORLD = """
import django; django.setup()
from django.core.management import call_command
from tests import world
from tuntas.kernel import clock
from tuntas.ops import grants
from tuntas.vault import keys
call_command("migrate", verbosity=0)
world.make()
keys.current(clock.now())
grants.establish()
"""
RENEWED = """
import django; django.setup()
from tuntas.ops import grants
assert grants.renew() and not list(grants.drift())
"""
LIFE = """
import django; django.setup()
from django.test import Client
from tests.cast import Cast
from tests.lives import Life
from tests.world import PASSWORD
site = Client(HTTP_HOST="127.0.0.1")
assert [site.get(page).status_code for page in ("/", "/lapor/", "/laporan/", "/statistik/", "/data/")] == [200] * 5
life = Life(Cast.gather()).submitted()
proved = site.post("/lacak/", {"reference": life.report.number, "access_code": life.access_code}, follow=True)
assert proved.redirect_chain == [("/lacak/laporan/", 302)] and proved.status_code == 200
life.dispatched().responded().followed_up().confirmed()
desk = Client(HTTP_HOST="127.0.0.1")
assert desk.login(email="budi@kalsel.example", password=PASSWORD) and desk.get("/meja/").status_code in (200, 302)
print(life.report.state, life.report.last_seq)
"""


@pytest.fixture(scope="module")
def cluster():
    try:
        made = Cluster()
    except NoServer as reason:
        pytest.skip(str(reason))
    made.start()
    yield made
    made.destroy()


@pytest.fixture(scope="module")
def home():
    folder = Path(tempfile.mkdtemp(prefix="tuntas-roles-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def address(cluster: Cluster, role: str) -> str:
    return cluster.url.replace("postgres@", f"{role}@")


def done(cluster: Cluster, home: Path, role: str, *words: str) -> str:
    """Run it in that role; what it printed. A failure shows what it said."""
    more = {
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "TUNTAS_TEST_DATABASE_URL": "",
        "TUNTAS_LANGUAGE": "en",
    }
    env = environment(home, address(cluster, role), **more)
    ran = subprocess.run(
        [sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr
    return ran.stdout


def test_each_process_lives_in_its_own_role(cluster, home):
    done(cluster, home, "postgres", "-c", WORLD)
    done(cluster, home, "tuntas_migrate", "-c", RENEWED)
    assert done(cluster, home, "tuntas_web", "-c", LIFE) == "CLOSED 5\n"
    assert done(cluster, home, "tuntas_worker", "-m", "tuntas", "work", "--once") == "Round done.\n"
    assert "Every chain holds." in done(cluster, home, "tuntas_auditor", "-m", "tuntas", "verify")
    assert done(cluster, home, "tuntas_auditor", "-m", "tuntas", "export", "--log").count("\n") >= 5
    for role in ("tuntas_web", "tuntas_worker", "tuntas_auditor"):
        for statement in (
            "UPDATE reports_event SET at = at",
            "DELETE FROM reports_event",
            "TRUNCATE reports_event CASCADE",
        ):
            with psycopg.connect(address(cluster, role)) as line, pytest.raises(InsufficientPrivilege):
                line.execute(statement)
