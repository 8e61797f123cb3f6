"""`tuntas demo`: two years of an invented province's reports, one command, nothing to set up.

The data directory is the demonstration's own, beside the one of a real site. A second start finds the
reports there and only starts the server.
"""

import os
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps

DIRECTORY = "tuntas-demo"


def run(port: int = 8000, reports: int | None = None) -> int:
    """Prepare the demonstration, print its accounts, and serve it until Ctrl-C."""
    if not apps.ready:
        _set_up(port)
    # Models can be imported only now that Django knows its settings.
    code: int = import_module("tuntas.ops.demo.start").start(port=port, reports=reports)
    return code


def _set_up(port: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuntas.settings")
    os.environ["TUNTAS_DEMO"] = "1"
    os.environ.setdefault("TUNTAS_DATA_DIR", str(Path.cwd() / DIRECTORY))
    os.environ.setdefault("TUNTAS_PUBLIC_URL", f"http://127.0.0.1:{port}")
    django.setup()
