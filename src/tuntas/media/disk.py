"""Files that survive a crash: written beside their place, flushed, then renamed; the directory flushed as well."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from tuntas.kernel.disks import flush_directory


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all; on return it is on the disk, name included."""
    make_directory(path.parent)
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        write_flushed(temporary, data)
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
    flush_directory(path.parent)


def write_once(path: Path, data: bytes) -> bool:
    """As `write`, but only if nothing is there yet: of two at the same time exactly one gets True."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        write_flushed(temporary, data)
        os.link(temporary, path)
    except FileExistsError:
        # The other one may not have flushed yet; whoever hears that it is there may rely on it.
        flush_directory(path.parent)
        return False
    finally:
        temporary.unlink(missing_ok=True)
    flush_directory(path.parent)
    return True


def link(source: Path, path: Path) -> None:
    """Give a file a second name in its final place; doing it twice is harmless."""
    make_directory(path.parent)
    with suppress(FileExistsError):
        os.link(source, path)
    flush_directory(path.parent)


def make_directory(path: Path) -> None:
    """Create a directory and its parents, each entry flushed."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    flush_directory(path.parent)


def write_flushed(path: Path, data: bytes) -> None:
    """A new file and its bytes on the disk; its name only once its directory is flushed."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
