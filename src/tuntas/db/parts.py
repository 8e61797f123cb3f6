"""What a copy of a database consists of, and how it comes back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tuntas.kernel.refusals import Refusal

PIECE = 64 * 1024
"""Bytes of one piece: the smallest thing that is kept or not kept again."""


@dataclass(frozen=True)
class Part:
    """A file, or a stretch of one."""

    path: str
    changed: int
    """When it changed, in nanoseconds; 0 where nobody knows, so it is always read."""
    pieces: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Copy:
    """A copy of the database that is being taken."""

    facts: dict[str, str]
    """What must be known to bring it back, and to take the next one; complete once all parts were read."""
    keeps: Callable[[str], bool]
    """Whether a group stands as it was in the last copy."""
    parts: Callable[[], Iterator[tuple[str, Part]]]
    """Group and part, one after the other; each must be read before the next is asked for."""


@dataclass(frozen=True)
class Restored:
    """How a copy comes back: where each thing goes, and what is left to do once all are there."""

    place: Callable[[str, str], Path | None]
    """The file that a thing of a group is added to the end of, the groups in the order of their names."""
    finish: Callable[[], None]


class NoCopy(Refusal):
    """The database cannot be copied, or not be brought back, as things are."""

    code = "no_copy"
    status = 503


def pieces_of(source: IO[bytes], most: int = -1) -> Iterator[bytes]:
    """The rest of a file in pieces, at most so many bytes."""
    left = most
    while left and (piece := source.read(PIECE if left < 0 else min(PIECE, left))):
        left -= len(piece) if left > 0 else 0
        yield piece
