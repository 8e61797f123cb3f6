"""The private keys that this process was given: from a variable, or from files under the data directory."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from tuntas.kernel import boxes
from tuntas.kernel.disks import flush_directory

Ring = Mapping[str, bytes]
"""Private keys by the fingerprint of their public half."""

_NAME = re.compile(r"institution-\d+\.key")


def own() -> Ring:
    """The institution's keys that this process may open with, of all generations; none where it was given none.

    Read anew each time: a key that `tuntas keys make` adds is there without a restart.
    """
    given: str = settings.TUNTAS_INSTITUTION_KEY
    return ring_of(given.split() or [path.read_text(encoding="utf-8") for path in _files()])


def ring_of(texts: list[str]) -> dict[str, bytes]:
    """Keys as they stand in key files, by fingerprint."""
    return {boxes.fingerprint(boxes.public_of(text.strip())): boxes.read_key(text.strip()) for text in texts}


def own_file(generation: int) -> Path:
    """Where the institution's key of a generation lies."""
    return _folder() / f"institution-{generation}.key"


def write_key(path: Path, text: str) -> bool:
    """Write a key file that only its owner reads, whole or not at all; whether it was not there before."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: of two processes that make the first key at once one wins, and nothing is overwritten.
        os.link(name, path)
        # Before anything is sealed to it: a key whose name a power cut forgets opens nothing.
        flush_directory(path.parent)
    except FileExistsError:
        return False
    finally:
        Path(name).unlink()
    return True


def _files() -> list[Path]:
    return sorted(path for path in _folder().glob("institution-*.key") if _NAME.fullmatch(path.name))


def _folder() -> Path:
    folder: Path = settings.TUNTAS_DATA_DIR / "keys"
    return folder
