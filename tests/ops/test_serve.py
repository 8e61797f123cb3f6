"""`tuntas serve` as a real process: a taken port, a first page, a clean end, a child that dies."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.kernels.processes import make_world
from tuntas.ops.children import Child, end_all
from tuntas.ops.serving import refuse_taken_port
from tuntas.ops.words import Trouble

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]

PATIENCE = 20.0
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUNTAS_")}
    return kept | {"TUNTAS_DATA_DIR": str(home), "TUNTAS_LANGUAGE": "id"}


def status(port: int, path: str = "/") -> int:
    """The status of a page, asked until the server answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def below(pid: int) -> list[int]:
    """Every process below this one."""
    found = []
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        found += [child, *below(child)]
    return found


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pids: list[int]) -> bool:
    """Whether all end within a few seconds."""
    until = time.monotonic() + 12
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.1)
    return not any(alive(pid) for pid in pids)


@pytest.fixture(scope="module")
def home(tmp_path_factory, bases):
    """A data directory with the seeds of South Kalimantan."""
    folder = tmp_path_factory.mktemp("situs")
    make_world(environment(folder), bases)
    return folder


@pytest.fixture
def site(home):
    """A running site: the process and its port."""
    port = free_port()
    command = [sys.executable, "-m", "tuntas", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process, port
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@linux
def test_it_answers_and_ends_cleanly_on_sigterm(site):
    process, port = site
    assert status(port) == 200
    assert status(port, "/static/tuntas/tokens.css") == 200
    children = below(process.pid)
    assert len(children) >= 3
    process.send_signal(signal.SIGTERM)
    out, _none = process.communicate(timeout=12)
    assert (process.returncode, out.splitlines()[-1]) == (0, "Tuntas berhenti.")
    assert gone(children)


@linux
def test_a_child_that_dies_is_started_again_and_none_outlives_the_parent(site):
    process, port = site
    status(port)
    worker = next(
        pid for pid in below(process.pid) if b"work" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    )
    os.kill(worker, signal.SIGKILL)
    assert gone([worker])
    until = time.monotonic() + PATIENCE
    fresh = []
    while not fresh and time.monotonic() < until:
        fresh = [p for p in below(process.pid) if b"work" in Path(f"/proc/{p}/cmdline").read_bytes().split(b"\0")]
        time.sleep(0.1)
    assert fresh not in ([], [worker])
    children = below(process.pid)
    process.kill()
    assert gone(children)


def test_it_asks_for_init_first(tmp_path):
    command = [sys.executable, "-m", "tuntas", "serve", "--port", str(free_port())]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (1, "tuntas: Basis data belum siap: jalankan tuntas init dahulu.\n")


@pytest.mark.parametrize("shared", [False, True])
def test_a_taken_port_is_refused_in_one_sentence_even_when_it_could_be_shared(home, shared):
    with socket.socket() as other:
        if shared:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "tuntas", "serve", "--port", str(port)]
        done = subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=30, check=False)
    sentence = f"tuntas: Porta {port} di 127.0.0.1 sudah dipakai program lain: pilih yang lain dengan --port.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)


def test_a_port_bound_but_not_listening_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(Trouble):
            refuse_taken_port("127.0.0.1", other.getsockname()[1])


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", 0), ("tidak-ada.invalid", 8000)])
def test_an_impossible_address_is_a_slip(host, port):
    with pytest.raises(Trouble) as refused:
        refuse_taken_port(host, port)
    assert refused.value.code == 2


def test_a_child_that_keeps_dying_is_started_less_and_less_often():
    deaths = []
    child = Child(
        "gagal", [sys.executable, "-c", "raise SystemExit(3)"], os.environ, say=lambda *said: deaths.append(said)
    )
    for moment in (0.0, 0.1, 1.2):
        child.tend(moment)
        if child.process:
            child.process.wait()
    assert (deaths, child.pause) == ([("gagal", 3)], 1.0)
    child.tend(1.3)
    assert (len(deaths), child.pause, child.process) == (2, 2.0, None)


def test_a_child_deaf_to_sigterm_is_killed(monkeypatch):
    monkeypatch.setattr("tuntas.ops.children.GRACE", 0.5)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('siap', flush=True); time.sleep(60)"
    child = Child("tuli", [sys.executable, "-c", deaf], os.environ)
    child.tend(0.0)
    time.sleep(0.5)
    end_all([child])
    assert child.process.returncode == -signal.SIGKILL


def test_what_is_collected_is_packed_and_named_by_its_content(tmp_path):
    """`tuntas serve` lays out each style sheet once, in brotli and gzip, under a name with its digest."""
    laid = "import django; django.setup(); from tuntas.ops.serving import collect; collect(); collect()"
    own = environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "tuntas.settings"}
    subprocess.run([sys.executable, "-c", laid], check=True, env=own)
    names = [path.name for path in (tmp_path / "static" / "tuntas").iterdir() if path.name.startswith("tokens.")]
    assert sorted(name.split(".", 2)[2] for name in names) == ["css", "css.br", "css.gz"]
    assert not (tmp_path / "static" / "django_htmx").exists()
