"""`tuntas serve`: the web processes and the worker, looked after until SIGTERM or Ctrl-C."""

import errno
import os
import signal
import socket
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Mapping

from django.conf import settings
from django.core.management import call_command

from tuntas.ops.checking import pending_migrations
from tuntas.ops.children import Child, end_all
from tuntas.ops.words import Trouble, both
from tuntas.web import admission

LOOK_EVERY = 0.5


def run(given: Namespace) -> int:
    """Run the site until told to stop; exit code 0 after a clean stop."""
    refuse_taken_port(given.host, given.port)
    if pending_migrations():
        raise Trouble(
            "Basis data belum siap: jalankan tuntas init dahulu.", "The database is not ready: run tuntas init first."
        )
    collect()
    address = f"http://{given.host}:{given.port}/"
    print(
        both(f"Tuntas berjalan di {address} (Ctrl-C untuk berhenti)", f"Tuntas runs at {address} (Ctrl-C to stop)"),
        flush=True,
    )
    kept = children(given.host, given.port, given.workers)
    return supervise(kept[:1] if given.without_worker else kept)


def collect() -> None:
    """Lay style sheets, scripts and icons out once, packed, under names that change with their content.

    Those of an earlier version stay: somebody may have a page open that still asks for them.
    """
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["django_htmx", "MANIFEST.toml"])


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Trouble when the port is not free.

    Asked before anything starts: granian shares a taken port silently (SO_REUSEPORT), and half of the
    requests would then reach somebody else.
    """
    if not 0 < port < 65_536:
        raise Trouble(
            f"Porta {port} tidak ada: pilih 1 sampai 65535.", f"There is no port {port}: choose 1 to 65535.", code=2
        )
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise Trouble(f"Alamat '{host}' tidak dikenal.", f"The address '{host}' is not known.", code=2) from None
    if _answers(family, address) or not _can_bind((family, kind, protocol), address):
        raise Trouble(
            f"Porta {port} di {host} sudah dipakai program lain: pilih yang lain dengan --port.",
            f"Port {port} on {host} is taken by another program: choose another one with --port.",
        )


def children(host: str, port: int, workers: int) -> list[Child]:
    """The children of a site: its web processes, its worker, and where backups are wanted who writes them."""
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "tuntas.wsgi:application",
        "--host", host, "--port", str(port), "--workers", str(max(1, workers)),
        "--blocking-threads", str(admission.TAKEN_IN), "--backpressure", str(admission.TAKEN_IN),
        "--no-access-log", "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "5",
    ]  # fmt: skip
    work = [sys.executable, "-m", "tuntas", "work"]
    kept = [("web", web), ("worker", work)]
    kept += [("backup", [*work, "--backups"])] if settings.TUNTAS_BACKUP_DIR else []
    return [Child(name, command, environment(), say=_say) for name, command in kept]


def environment() -> Mapping[str, str]:
    """What the children see: everything we see, and who looks after them."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "tuntas.settings", "TUNTAS_SUPERVISOR": str(os.getpid())}


def supervise(kept: list[Child]) -> int:
    """Keep the children alive until a signal comes; then end them all."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        while not stop.wait(LOOK_EVERY if kept[0].process else 0):
            for child in kept:
                child.tend(time.monotonic())
    finally:
        end_all(kept)
    print(both("Tuntas berhenti.", "Tuntas has stopped."), flush=True)
    return 0


def _say(name: str, code: int) -> None:
    print(
        both(
            f"Proses {name} berhenti (kode {code}); dijalankan lagi.",
            f"Process {name} ended (code {code}); restarting.",
        ),
        file=sys.stderr,
        flush=True,
    )


def _answers(family: int, address: tuple[object, ...]) -> bool:
    """Whether somebody listens there, even somebody who would share the port."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


def _can_bind(kind: tuple[int, int, int], address: tuple[object, ...]) -> bool:
    with socket.socket(*kind) as probe:
        # Connections of a server that has just stopped still linger; they are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise Trouble(
                f"Porta {address[1]} hanya boleh dibuka oleh root: pilih porta dari 1024 ke atas.",
                f"Only root may open port {address[1]}: choose a port from 1024 up.",
            ) from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise Trouble(
                    f"Alamat '{address[0]}' bukan milik mesin ini.",
                    f"'{address[0]}' is not an address of this machine.",
                ) from None
            return False
    return True
