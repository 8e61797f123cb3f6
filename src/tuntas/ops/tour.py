"""`tuntas tour`: the life of one report, without a server and without touching any data of this machine."""

import os
import tempfile
from argparse import Namespace
from importlib import import_module
from pathlib import Path

import django
from django.utils import translation

from tuntas.ops.words import language


def run(given: Namespace) -> int:
    """Tell the story in a database of its own, which is thrown away at the end."""
    if given.language:
        os.environ["TUNTAS_LANGUAGE"] = given.language
    with tempfile.TemporaryDirectory(prefix="tuntas-tour-", ignore_cleanup_errors=True) as folder:
        _settle_in(Path(folder))
        django.setup()
        with translation.override(language()):
            # Only now: these modules read settings and define models.
            import_module("tuntas.ops.tour_world").make()
            import_module("tuntas.ops.tour_story").tell()
    return 0


def _settle_in(folder: Path) -> None:
    """Settings of our own: nothing of the environment's installation may be read or written."""
    for name in [name for name in os.environ if name.startswith("TUNTAS_") and name != "TUNTAS_LANGUAGE"]:
        del os.environ[name]
    os.environ["TUNTAS_DATA_DIR"] = str(folder)
    os.environ["TUNTAS_DEMO"] = "1"
    os.environ["TUNTAS_LOG_LEVEL"] = "ERROR"
