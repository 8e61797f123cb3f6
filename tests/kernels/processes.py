"""Small things about processes that the kernels share."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.browser.sites import TOUR, Bases


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def below(pid: int) -> list[int]:
    """Every process below this one; those that end meanwhile are left out."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            found += [child, *below(child)]
    return found


def commands_below(pid: int, word: bytes) -> list[int]:
    """Those below whose command line has this word."""
    found = []
    for child in below(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            if word in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                found.append(child)
    return found


def kill_all(pids: Iterable[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def environment(home: Path, database: str = "", **more: str) -> dict[str, str]:
    """The environment of a site of its own: nothing of ours leaks in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUNTAS_")}
    own = {"TUNTAS_DATA_DIR": str(home), "TUNTAS_LANGUAGE": "id", "DJANGO_SETTINGS_MODULE": "tuntas.settings"}
    return kept | own | ({"TUNTAS_DATABASE_URL": database} if database else {}) | more


def make_world(env: dict[str, str], bases: Bases) -> None:
    """Tables and seeds of South Kalimantan; on the embedded engine a copy of what was made once a run."""
    if env.get("TUNTAS_DATABASE_URL"):
        subprocess.run([sys.executable, *TOUR], env=env, check=True, timeout=300)
    else:
        shutil.copy2(bases.made("tour") / "tuntas.sqlite3", env["TUNTAS_DATA_DIR"])


class Site:
    """A real `tuntas serve` with its web processes and its worker."""

    def __init__(
        self, env: dict[str, str], workers: int = 1, chance: random.Random | None = None, log: Path | None = None
    ) -> None:
        self.port, self._chance = free_port(), chance or random.Random(1)
        command = [sys.executable, "-m", "tuntas", "serve", "--port", str(self.port), "--workers", str(workers)]
        self.log = log or Path(env["TUNTAS_DATA_DIR"]) / "serve.log"
        with self.log.open("wb") as file:
            self.process = subprocess.Popen(command, env=env, stdout=file, stderr=subprocess.STDOUT)

    def wait(self, patience: float = 120.0) -> None:
        """Until it answers."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError(self.log.read_text()[-2000:])

    def kill(self, what: str) -> int:
        """SIGKILL all of the `web` or of the `worker`, or `one` of the processes that serve; returns how many."""
        word = {"web": b"granian", "one": b"granian", "worker": b"work"}[what]
        roots = commands_below(self.process.pid, word)
        if what == "one":
            # The first is granian's own overseer, which starts the others again.
            roots = [self._chance.choice(roots[1:])] if len(roots) > 1 else []
        kill_all([*roots, *(child for root in roots for child in below(root))])
        return len(roots)

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            kill_all([self.process.pid, *below(self.process.pid)])
            self.process.wait()
