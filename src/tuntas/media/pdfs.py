"""PDF: a light check, then every page drawn as a picture and the pictures bound into a new document.

What is handed out holds nothing of the old file but what its pages look like: no author, no script, no form, no
attached file, no link. The price is that its text cannot be searched or read aloud; the original keeps it, sealed.
Called in a child of the press alone (media.press).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_GetLastError

from tuntas.media.kinds import MAX_PAGES, BrokenDocument, LockedDocument, TooManyPages

TAIL_BYTES = 2048
"""Readers look for the end mark in the last kilobyte or so; mailers append line ends and padding."""

EDGE = 1400
"""Longest edge of a drawn page, pixels: about 120 to the inch on A4."""
LARGEST, SMALLEST = 14_400.0, 3.0
"""Edges of a page in points, beyond which readers disagree; what is larger or smaller is drawn as if it were not."""
QUALITY = 68

_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d{1,10}\s+\d{1,5}\s+R|<<)")


@dataclass(frozen=True)
class Leaf:
    """A page that was drawn: JPEG, its size in pixels and the size of the paper in points (1/72 inch)."""

    jpeg: bytes
    pixels: tuple[int, int]
    paper: tuple[float, float]


def check(data: bytes) -> None:
    """Refuse a PDF that is cut off or locked. Raises `BrokenDocument`, `LockedDocument`."""
    tail = data[-TAIL_BYTES:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise BrokenDocument()
    if _ENCRYPTED.search(data):
        raise LockedDocument()


def flattened(data: bytes) -> bytes:
    """The document as pictures of its pages. Same bytes in, same bytes out.

    Raises `BrokenDocument`, `LockedDocument`, `TooManyPages`.
    """
    check(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        locked = FPDF_GetLastError() == FPDF_ERR_PASSWORD
        raise (LockedDocument if locked else BrokenDocument)() from None
    try:
        return bound(_drawn(document))
    except pypdfium2.PdfiumError:
        raise BrokenDocument() from None
    finally:
        document.close()


def _drawn(document: pypdfium2.PdfDocument) -> Iterator[Leaf]:
    if not 0 < len(document) <= MAX_PAGES:
        raise TooManyPages() if len(document) else BrokenDocument()
    document.init_forms()  # so that what was filled in is drawn as well
    for number in range(len(document)):
        page = document[number]
        yield _leaf(page)
        page.close()


def _leaf(page: pypdfium2.PdfPage) -> Leaf:
    width, height = page.get_size()
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise BrokenDocument()
    picture = page.render(scale=EDGE / max(width, height)).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return Leaf(out.getvalue(), picture.size, (width, height))


def bound(leaves: Iterable[Leaf]) -> bytes:
    """A document of such pages, and nothing else in it."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for leaf in leaves:
        first = len(objects) + 1
        kids.append(first)
        paper, content = b"%.2f %.2f" % leaf.paper, b"q %.2f 0 0 %.2f 0 0 cm /P Do Q" % leaf.paper
        shape = b"/Width %d/Height %d" % leaf.pixels
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>>>"
            % (paper, first + 1, first + 2),
            _stream(b"", content),
            _stream(
                b"/Type/XObject/Subtype/Image%s/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode" % shape,
                leaf.jpeg,
            ),
        ]
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return _written(objects)


def _stream(words: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (words, len(data), data)


def _written(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(out)
