"""Real servers of Tuntas for the browser: a data directory of their own, copied from one that was filled once a run."""

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIVED = "lived.json"
TOUR = ("-c", "import django; django.setup(); from tuntas.ops import tour_world; tour_world.make()")
"""What fills an empty database with the small world of the tour."""

FILLS = {
    "empty": (None, ("-m", "tuntas", "manage", "migrate", "-v", "0")),
    "world": ("empty", ("-c", "import django; django.setup(); from tests import world; world.make()")),
    "tour": (None, TOUR),
    "lived": (
        "world",
        ("-c", f"import django; django.setup(); from tests.browser import lived; lived.make('{LIVED}')"),
    ),
    "spiteful": (
        "world",
        ("-c", f"import django; django.setup(); from tests.browser import spiteful; spiteful.make('{LIVED}')"),
    ),
}
"""Base -> the base that it grows from, and the command that fills it (in its directory)."""


class Server:
    """A server that can be stopped and started again on the same address, over the same data."""

    def __init__(self, data: Path) -> None:
        self.data, self.port, self.process = data, _free_port(), None
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = data / "tuntas.sqlite3"
        self.said: Path | None = None  # where to keep what it prints, mail among it
        own = {
            "TUNTAS_DATA_DIR": str(data),
            "TUNTAS_DATABASE_URL": f"sqlite:///{self.database}",
            "TUNTAS_DEMO": "1",
            "TUNTAS_PUBLIC_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "tuntas.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("TUNTAS_")} | own

    @property
    def lived(self) -> dict[str, list[str]]:
        """Name -> number and access code of the reports of lived.py; only over the base of that name."""
        return json.loads((self.data / LIVED).read_text(encoding="utf-8"))

    def run(self, *words: str) -> str:
        """What a Python process over the same data prints; its errors are seen."""
        command = [sys.executable, *words]
        done = subprocess.run(
            command, check=True, env=self.environment, cwd=self.data, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def start(self) -> None:
        words = [sys.executable, "-m", "tuntas", "serve", "--port", str(self.port), "--workers", "1"]
        with self.said.open("w") if self.said else nullcontext() as said:
            self.process = subprocess.Popen(words, env=self.environment, cwd=ROOT, stdout=said)
        self._wait()

    def invitation(self, email: str) -> str:
        """The link that was mailed to this address."""
        mails = self.said.read_text(encoding="utf-8").split("Subject: ")
        return next(re.search(r"http\S+/undangan/\S+", mail)[0] for mail in mails if f"To: {email}" in mail)

    def stop(self) -> None:
        """Twice is once."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"no answer from {self.address}")


class Bases:
    """Filled data directories, each made once a run however many processes test side by side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def copy(self, name: str, target: Path) -> Path:
        """A copy of the base in a folder that does not exist yet."""
        return shutil.copytree(self.made(name), target)

    def made(self, name: str) -> Path:
        """The base itself: nobody writes there."""
        with (self.folder / "bases.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._made(name)

    def _made(self, name: str) -> Path:
        base, (parent, command) = self.folder / f"base-{name}", FILLS[name]
        if not base.exists():
            filling = self.folder / f"filling-{name}"
            if parent:
                shutil.copytree(self._made(parent), filling)
            else:
                filling.mkdir()
            Server(filling).run(*command)
            filling.rename(base)
        return base


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
