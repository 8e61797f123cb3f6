"""What a power cut may forget unless it is asked not to: the entries of a directory."""

import os
from pathlib import Path


def flush_directory(path: Path) -> None:
    """fsync of a directory: without it a rename may be forgotten in a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
