"""The photos of the tour, drawn: a road with a hole, half mended, and mended."""

import io

from PIL import Image, ImageDraw

from tuntas.media import store
from tuntas.media.store import Stored

SIZE = (640, 400)
ASPHALT, LINE, HOLE, PATCH = (88, 90, 94), (236, 232, 214), (44, 34, 26), (52, 53, 56)


def taken(name: str, *, hole: float, patch: float) -> Stored:
    """A photo in the store; `hole` and `patch` are shares of the damaged spot (0 none, 1 all of it)."""
    return store.put(store.accept(f"{name}.jpg", _jpeg(hole, patch)))


def _jpeg(hole: float, patch: float) -> bytes:
    picture = Image.new("RGB", SIZE, ASPHALT)
    pen = ImageDraw.Draw(picture)
    for left in range(0, SIZE[0], 120):
        pen.rectangle((left, 60, left + 70, 70), fill=LINE)
    for share, colour in ((patch, PATCH), (hole, HOLE)):
        if share:
            half_width, half_height = 150 * share, 80 * share
            pen.ellipse((320 - half_width, 240 - half_height, 320 + half_width, 240 + half_height), fill=colour)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85)
    return target.getvalue()
