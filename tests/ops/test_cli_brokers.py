"""The same tasks through real brokers: `tuntas work` rings the bell, a Celery worker does the work."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]

PATIENCE = 15.0
BROKERS = {
    "redis": "redis://127.0.0.1:6379/5",
    "rabbitmq": "amqp://guest:guest@127.0.0.1:5672//",
}


def answers(address: str) -> bool:
    parts = urlsplit(address)
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((parts.hostname, parts.port)) == 0


def waited(done) -> bool:
    until = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < until:
        time.sleep(0.1)
    return done()


def environment(home: Path, broker: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUNTAS_")}
    ours = {"TUNTAS_DATA_DIR": str(home), "TUNTAS_BROKER_URL": broker, "TUNTAS_LANGUAGE": "id"}
    return kept | ours | {"DJANGO_SETTINGS_MODULE": "tuntas.settings", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(params=sorted(BROKERS))
def broker(request):
    address = BROKERS[request.param]
    if not answers(address):
        pytest.skip(f"no broker answers at {urlsplit(address).hostname}:{urlsplit(address).port}")
    return address


def test_a_celery_worker_does_what_the_bell_asks(broker, tmp_path):
    old = tmp_path / "staging" / "terlupa"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    log = tmp_path / "celery.log"
    command = [sys.executable, "-m", "celery", "-A", "django_tasks_fennel.app", "worker", "--purge"]
    options = ["-Q", "default", "--pool", "solo", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    with log.open("wb") as out:
        worker = subprocess.Popen([*command, *options], env=environment(tmp_path, broker), stdout=out, stderr=out)
    try:
        assert waited(lambda: b" ready." in log.read_bytes()), log.read_text()
        work = [sys.executable, "-m", "tuntas", "work", "--once"]
        rung = subprocess.run(
            work, env=environment(tmp_path, broker), capture_output=True, text=True, timeout=30, check=False
        )
        assert (rung.returncode, rung.stdout) == (0, "Putaran selesai.\n"), rung.stderr
        assert waited(lambda: not old.exists()), log.read_text()
        assert "django_tasks:tuntas.ops.tasks.sweep_staged_files" in log.read_text()
    finally:
        worker.terminate()
        worker.wait(timeout=10)
