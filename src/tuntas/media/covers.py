"""Covering parts of a picture: solid boxes burnt into a new copy, of which the covered pixels are no part."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Invalid

MOST_BOXES = 40
BLOCK = 16
"""Pixels: the squares in which JPEG mixes neighbours. A box grows to whole ones, so nothing of it shows at its rim."""
RIM = 2
"""Pixels: how far colour is smoothed over the edge of a square; a box grows by these first."""


@dataclass(frozen=True)
class Box:
    """A rectangle to cover, in whole per cent of the picture's width and height, from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def checked(cls, left: int, top: int, width: int, height: int) -> "Box":
        """A box that lies in the picture, cut off at its edges. Raises Invalid."""
        if not (0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100):
            raise Invalid(_("Kotak penutup ditulis dalam persen, 0 sampai 100, dengan lebar dan tinggi lebih dari 0."))
        return cls(left, top, min(width, 100 - left), min(height, 100 - top))

    @property
    def numbers(self) -> list[int]:
        """As it is stored."""
        return [self.left, self.top, self.width, self.height]

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """First and last pixel that are covered, widened to whole squares."""
        left, right = _widened(self.left * width / 100, (self.left + self.width) * width / 100, width)
        top, bottom = _widened(self.top * height / 100, (self.top + self.height) * height / 100, height)
        return left, top, right, bottom


def _widened(first: float, last: float, end: int) -> tuple[int, int]:
    start = max(int(first) - RIM, 0) // BLOCK * BLOCK
    stop = math.ceil((last + RIM) / BLOCK) * BLOCK
    return start, min(stop, end) - 1


def boxes_of(numbers: Iterable[Sequence[int]]) -> tuple[Box, ...]:
    """The boxes from their stored numbers."""
    return tuple(Box(*four) for four in numbers)
