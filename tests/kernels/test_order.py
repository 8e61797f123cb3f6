"""The order of system calls: the log of the database, the files and their directories are flushed before the answer.

kill -9 cannot see a missing fsync, since the kernel keeps what was written; strace can.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.kernels.cluster import Cluster, NoServer
from tests.kernels.ledger import Ledger, picture
from tests.kernels.processes import Site, below, environment, make_world

pytestmark = [
    pytest.mark.one_engine,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace is of Linux"),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]
CALLS = "trace=fsync,fdatasync,sendto,sendmsg,write,writev"
FLUSHED = re.compile(r"(?:fsync|fdatasync)\(\d+<([^>]+)>")
ANSWERED = re.compile(r"(?:sendto|sendmsg|writev?)\(.*HTTP/1\.1 200")


def _traced(pids: list[int], site: Site, home: Path) -> list[str]:
    """The calls around one filing with a picture."""
    told = home / "calls"
    attached = [part for pid in pids for part in ("-p", str(pid))]
    tracer = subprocess.Popen(
        ["strace", "-f", "-y", "-s", "64", "-e", CALLS, "-o", told, *attached], stderr=subprocess.PIPE
    )
    try:
        assert tracer.stderr is not None
        first = tracer.stderr.readline().decode()
        if "Operation not permitted" in first:
            pytest.skip("strace may not attach here")
        time.sleep(0.5)
        ledger = Ledger(site.port, home / "ledger")
        assert ledger._send("kunci-urutan-" + "1" * 20, "Lampu jalan padam", picture(1)) is not None
        time.sleep(0.3)
    finally:
        tracer.terminate()
        tracer.communicate()
    return told.read_text(errors="replace").splitlines()


@pytest.mark.parametrize("engine", ["sqlite", "server"])
def test_all_is_flushed_before_the_answer_leaves(engine, bases):
    home = Path(tempfile.mkdtemp(prefix="tuntas-order-"))
    cluster = site = None
    try:
        if engine == "server":
            cluster = Cluster()
            cluster.start()
        env = environment(home, cluster.url if cluster else "")
        make_world(env, bases)
        site = Site(env)
        site.wait()
        database = [cluster.process.pid, *below(cluster.process.pid)] if cluster and cluster.process else []
        calls = _traced([*below(site.process.pid), *database], site, home)
    except NoServer as reason:
        pytest.skip(str(reason))
    finally:
        if site:
            site.end()
        if cluster:
            cluster.destroy()
        shutil.rmtree(home, ignore_errors=True)
    answered = next(place for place, call in enumerate(calls) if ANSWERED.search(call))
    before = [found.group(1) for call in calls[:answered] if (found := FLUSHED.search(call))]
    log = "tuntas.sqlite3-wal" if engine == "sqlite" else "/pg_wal/"
    assert any(log in path for path in before), before
    assert any("/staging/" in path and path.endswith(".tmp") for path in before), before
    assert any(re.search(r"/files/[0-9a-f]{2}/[0-9a-f]{2}$", path) for path in before), before
