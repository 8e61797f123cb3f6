"""A disk that is full: nothing is acknowledged that does not last, the words come back, and all goes on with new room.

A real site on a small file system in memory, filled to its last byte while people file. The embedded database and the
files have one disk: the answer is 503 with the words in the form. A PostgreSQL server has a disk of its own: the report
is put by on ours (202) and recorded once, later.
"""

import errno
import html
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.kernels.cluster import Cluster, NoServer
from tests.kernels.ledger import ANSWERS, Ledger, Verdict, picture
from tests.kernels.processes import Site, environment
from tests.kernels.rig import JUDGE, ROOT, Ground

pytestmark = [
    pytest.mark.one_engine,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="tmpfs is of Linux"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]
BEFORE, REFUSED, MOST = 5, 5, 400
"""Filings before the disk is full, refusals in a row that show that it is, and after how many it must have been."""


@contextmanager
def small_disk(megabytes: int):
    """A file system of its own in memory; skips where this user may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="tuntas-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tuntas-test", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"a tmpfs cannot be mounted here: {done.stderr.strip()}")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    finally:
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Not one byte is left."""
    stone = folder / "batu"
    with stone.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise
    return stone


def sent(port: int, key: str, body: str) -> tuple[int, str]:
    """What a person without scripts sees."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", "/lapor/luring/", urlencode({**ANSWERS, "key": key, "body": body}), kind)
        answer = line.getresponse()
        return answer.status, html.unescape(answer.read().decode())
    finally:
        line.close()


def file_some(ledger: Ledger, count: int, word: str) -> list[str]:
    """File so many, each tenth with a picture; returns the keys that were not acknowledged."""
    refused = []
    for turn in range(count):
        key = f"kunci-{word}-{turn}-" + "0" * 12
        if not file_one(ledger, key, turn):
            refused.append(key)
    return refused


def file_one(ledger: Ledger, key: str, turn: int) -> bool:
    return ledger.file(key, f"Lampu jalan padam {key}", picture(turn) if turn % 10 == 9 else b"")


def judged(env, ledger):
    subprocess.run([sys.executable, "-m", "tests.kernels.settle"], env=env, cwd=ROOT, check=True, timeout=120)
    command = [sys.executable, "-c", JUDGE, str(ledger.path)]
    done = subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True, text=True)
    return Verdict(**json.loads(done.stdout))


def until_full(ledger: Ledger) -> list[str]:
    """File until so many in a row are refused: what the database has in hand it may still use."""
    refused: list[str] = []
    for turn in range(MOST):
        key = f"kunci-penuh-{turn}-" + "0" * 12
        refused = [] if file_one(ledger, key, turn) else [*refused, key]
        if len(refused) == REFUSED:
            return refused
    raise AssertionError("the disk never was full")


@pytest.fixture(scope="module")
def embedded(bases):
    made = Ground(bases, sqlite=True)
    yield made
    made.destroy()


def test_a_full_disk_acknowledges_nothing_and_keeps_the_words(embedded, tmp_path):
    size = sum(path.stat().st_size for path in embedded.home.rglob("*") if path.is_file()) // 1_000_000 + 8
    with small_disk(size) as disk:
        home = Path(shutil.copytree(embedded.home, disk / "situs"))
        env = environment(home, TUNTAS_STATIC_DIR=str(tmp_path / "static"), PYTHONPATH=str(ROOT))
        site = Site(env, log=tmp_path / "serve.log")
        try:
            site.wait()
            ledger = Ledger(site.port, tmp_path / "ledger.jsonl")
            assert file_some(ledger, BEFORE, "sebelum") == []
            stone = fill(disk)
            refused = until_full(ledger)
            words = "Lubang besar di depan pasar, kami takut ada yang jatuh."
            status, page = sent(site.port, "kunci-kata-" + "0" * 12, words)
            assert status == 503
            assert words in page
            assert 'value="kunci-kata-000000000000"' in page
            assert not re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page)
            stone.unlink()
            # The same forms, sent again with the same keys.
            assert all(file_one(ledger, key, turn) for turn, key in enumerate(refused))
            assert sent(site.port, "kunci-kata-" + "0" * 12, words)[0] == 200
            assert file_some(ledger, BEFORE, "sesudah") == []
        finally:
            site.end()
        verdict = judged(env, ledger)
    assert len(ledger.acknowledged) >= 2 * BEFORE + REFUSED
    # The one that was filed by a person without scripts is in no ledger.
    assert verdict == Verdict([], [], [], [], [], [], [], 1)


@pytest.mark.skipif(not os.environ.get("TUNTAS_LONG_TESTS"), reason="a minute and more; TUNTAS_LONG_TESTS")
def test_a_server_whose_disk_is_full_has_its_reports_put_by(tmp_path, bases):
    try:
        ground = Ground(bases)
    except NoServer as reason:
        pytest.skip(str(reason))
    site = cluster = None
    try:
        with small_disk(160) as disk:
            cluster = Cluster(ground.cluster, folder=disk)
            cluster.start()
            home = Path(shutil.copytree(ground.home, tmp_path / "situs"))
            env = environment(home, cluster.url, PYTHONPATH=str(ROOT))
            site = Site(env)
            try:
                site.wait()
                ledger = Ledger(site.port, tmp_path / "ledger.jsonl")
                assert file_some(ledger, BEFORE, "sebelum") == []
                stone = fill(disk)
                assert file_some(ledger, 40, "penuh") == []
                assert ledger.waiting > 0
                assert os.listdir(home / "spool") != []
                stone.unlink()
                assert file_some(ledger, BEFORE, "sesudah") == []
                verdict = judged(env, ledger)
            finally:
                site.end()
                cluster.destroy()
    finally:
        ground.destroy()
    assert len(ledger.acknowledged) == 40 + 2 * BEFORE
    assert verdict == Verdict([], [], [], [], [], [], [], 0)
