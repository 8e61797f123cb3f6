"""A dozen small pictures, drawn here, that stand for the photographs of reporters and offices.

Each is checked, cleaned and sealed once, as every upload is; a use of it is one more name for the same
bytes, so that a thousand photographs cost the room of twelve.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from tuntas.media import store

SIZE = (320, 240)
PAIRS = 6


@dataclass
class Pictures:
    """Pairs of before and after; `before(n)` and `after(n)` hand out a file of its own every time."""

    _pairs: list[tuple["_Print", "_Print"]]

    @classmethod
    def draw(cls, random: Random) -> "Pictures":
        """Draw them. The files are written with their first use."""
        return cls([(_Print(_road(random, mended=False)), _Print(_road(random, mended=True))) for _ in range(PAIRS)])

    def before(self, number: int) -> store.Stored:
        """A photograph of the damage."""
        return self._pairs[number % PAIRS][0].copy()

    def after(self, number: int) -> store.Stored:
        """A photograph of the same place, mended."""
        return self._pairs[number % PAIRS][1].copy()


class _Print:
    """One picture and the place where its bytes lie."""

    def __init__(self, data: bytes) -> None:
        self._accepted = store.accept("foto.jpg", data)
        self._first: store.Stored | None = None

    def copy(self) -> store.Stored:
        if self._first is None:
            self._first = store.put(self._accepted)
            return self._first
        stored = store.new_stored(self._accepted)
        for name, source in zip(stored.names, self._first.names, strict=True):
            path = store.path_of(name)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Unlike an upload's these bytes can be drawn again, so nothing is flushed.
            os.link(store.path_of(source), path)
        return stored


def _road(random: Random, *, mended: bool) -> bytes:
    """A road under the sky, with holes or with patches."""
    picture = Image.new("RGB", SIZE, (178, 205, 224))
    brush = ImageDraw.Draw(picture)
    brush.rectangle((0, 90, 320, 240), fill=(106, 132, 84))
    brush.polygon([(130, 90), (190, 90), (300, 240), (20, 240)], fill=(96, 96, 98))
    for box in _spots(random):
        brush.ellipse(box, fill=(44, 44, 46) if mended else (128, 104, 78))
    brush.line([(160, 95), (160, 240)], fill=(226, 224, 214), width=3)
    paper = BytesIO()
    picture.save(paper, "JPEG", quality=70)
    return paper.getvalue()


def _spots(random: Random) -> Iterator[tuple[int, int, int, int]]:
    for _ in range(3):
        left, top = random.randrange(90, 200), random.randrange(140, 215)
        yield (left, top, left + random.randrange(24, 60), top + random.randrange(10, 22))
