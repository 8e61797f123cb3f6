"""`tuntas demo`: hands over to the demonstration, which chooses its own data directory."""

from argparse import Namespace
from importlib import import_module


def run(given: Namespace) -> int:
    """Run the demonstration until Ctrl-C."""
    code: int = import_module("tuntas.ops.demo").run(port=given.port, reports=given.reports)
    return code
