"""The hostile corpus, made and not stored: files that would hurt whoever opens them, texts that would run."""

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.media.samples import chunk, encoded, pdf, photo, picture, png_bomb

SCRIPT = b"<script>alert('KANARI-RUN')</script>"


def _png(width: int, height: int, *, extra: bytes = b"", body: bytes | None = None) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = body if body is not None else zlib.compress(bytes(height * (3 * width + 1)), 1)
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _zeros(megabytes: int) -> bytes:
    """So many megabytes of nothing, packed."""
    packer, block = zlib.compressobj(1), bytes(1 << 20)
    return b"".join(packer.compress(block) for _each in range(megabytes)) + packer.flush()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("besar.bin", bytes(50 << 20))
    return out.getvalue()


def _resized(jpeg: bytes, width: int, height: int) -> bytes:
    """The same JPEG, whose frame says another size."""
    at = next(place for place in range(2, len(jpeg)) if jpeg[place : place + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


def _many_scans() -> bytes:
    """A progressive JPEG whose last scan comes again and again: little to send, long to decode."""
    jpeg = encoded(picture((4000, 3000)), "JPEG", progressive=True, quality=5)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * ((9 << 20) // len(last)) + b"\xff\xd9"


def _exif(count: int) -> bytes:
    """EXIF whose entry claims more values than the file has bytes, and points back at itself."""
    entry = struct.pack("<HHII", 0x010E, 2, count, 8)
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + entry + struct.pack("<HHII", 0x8769, 4, 1, 8) + b"\x08\0\0\0"
    segment = b"Exif\0\0" + block
    plain = encoded(picture(), "JPEG")
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + plain[2:]


def _pages(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def _pdf(
    page: bytes = b"", content: bytes = b"", *, root: bytes = b"", box: bytes = b"200 200", more: bytes = b""
) -> bytes:
    return _pages(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents 4 0 R%s>>" % (box, page),
            b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(content), content),
            more or b"null",
        ]
    )


def _pdf_of_a_huge_picture() -> bytes:
    data = _zeros(300)
    words = b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    picture = b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (words, len(data), data)
    return _pdf(b"/Resources<</XObject<</P 5 0 R>>>>", zlib.compress(b"200 0 0 200 0 0 cm /P Do"), more=picture)


def files() -> dict[str, bytes]:
    """Name -> bytes. The names lie about the kind in every way."""
    jpeg, script = photo(), b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    return {
        "zip bomb.jpg": _zip(),
        "50000 x 50000.png": png_bomb(),
        "just below the limit.png": _png(4400, 4500),
        "1 x 60000.png": _png(1, 60_000),
        "60000 x 1.jpg": encoded(Image.new("RGB", (60_000, 1)), "JPEG"),
        "rows without end.png": _png(64, 64, body=_zeros(300)),
        "text without end.png": _png(64, 64, extra=chunk(b"zTXt", b"a\0\0" + _zeros(100))),
        "profile without end.png": _png(64, 64, extra=chunk(b"iCCP", b"a\0\0" + _zeros(100))),
        "65500 x 65500.jpg": _resized(jpeg, 65_500, 65_500),
        "scans without end.jpg": _many_scans(),
        "exif overflow.jpg": _exif(0xFFFF_FFFF),
        "exif in a ring.jpg": _exif(8),
        "jpeg and zip.jpg": jpeg + _zip()[:2000],
        "jpeg and php.php.jpg": jpeg + b"<?php system($_GET[0]); ?>",
        "jpeg with comment.jpg": encoded(picture(), "JPEG", comment=SCRIPT),
        "png and script.png": encoded(picture(), "PNG") + SCRIPT,
        "gif.jpg": b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)",
        "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
        "svg as photo.jpg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
        "page.pdf": b"<!doctype html>" + SCRIPT + pdf(),
        "photo named.pdf": jpeg,
        "document named.png": pdf(),
        "script.pdf": _pdf(root=b"/OpenAction " + script, page=b"/AA<</O " + script + b">>"),
        "launch.pdf": _pdf(root=b"/OpenAction<</S/Launch/F(calc.exe)>>"),
        "pdf and html.pdf": pdf()[:-6] + SCRIPT + b"\nstartxref\n9\n%%EOF\n",
        "pdf and zip.pdf": pdf() + _zip()[:900] + b"\nstartxref\n9\n%%EOF\n",
        "huge page.pdf": _pdf(box=b"900000000 900000000"),
        "drawing without end.pdf": _pdf(content=zlib.compress(b"0 0 m 200 200 l S\n" * 3_000_000, 1)),
        "huge picture.pdf": _pdf_of_a_huge_picture(),
        "objects without end.pdf": _pages([b"<</Type/Catalog/Pages 2 0 R>>", *[b"<</A 1 0 R>>"] * 200_000]),
        "page in a ring.pdf": _pages([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
        "cut off.jpg": jpeg[:400],
        "cut off.png": encoded(picture(), "PNG")[:200],
        "cut off.pdf": pdf()[:-40],
        "wide.heic": encoded(picture(), "HEIF").replace(struct.pack(">II", 640, 480), b"\x00\x00\xff\xff" * 2),
        "head alone.webp": b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 60,
        "empty.jpg": b"",
        "\u202egpj.exe\x00.jpg": jpeg,
    }


RUNNING = (
    "<script>window.KANARI=1</script>",
    "<img src=x onerror=window.KANARI=1>",
    '"><svg onload=window.KANARI=1>',
    "' onmouseover='window.KANARI=1' autofocus onfocus='window.KANARI=1",
    "</textarea></title><script>window.KANARI=1</script>",
    "javascript:window.KANARI=1",
    "[klik](javascript:window.KANARI=1)",
    "]]></content><script>window.KANARI=1</script>",
    "{{ settings.SECRET_KEY }}{% debug %}{{7*7}}${7*7}<%= 7*7 %>",
    "'; DROP TABLE reports_report; --",
    "1' OR '1'='1",
    "Baris\r\nSet-Cookie: a=b\r\n\r\n<h1>",
    "Surel\nBcc: semua@warga.example",
    "\u202eesreveR \u2066kiri\u2069 \u200fkanan",
    "nol\x00 bel\x07 escape\x1b[31m hapus\x7f",
    "\ufeff\u200b\u00a0=1+1",
    '#read("/etc/passwd") #panic("x") $ x $ = judul',
    "END:VEVENT\r\nBEGIN:VALARM\r\nACTION:PROCEDURE",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    "\ufffe\uffff\ufdd0",
    "</script><script>window.KANARI=1</script>",
)
FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+62+SUM(A1)",
    "-2+3+cmd",
    "@SUM(1+1)",
    '=HYPERLINK("http://jahat.example","klik")',
    "=IMPORTXML(1)",
    "\uff1d1+1",
    "\uff0b1",
    "\uff20SUM(1)",
    '";=1+1;"',
    "%0A=1",
    "|calc",
    "a;=1+1;b",
    'a;"=1+1";b',
    "a\t=1+1\tb",
    "a\n=1+1\nb",
)
WHOLE = ("<r><t>=1+1</t></r>", "<r></t></r>", "\\N", "NULL", "=", "-", "@", "_x003D_1+1", "0x1", "1e5", "TRUE", "nan")
"""What only hurts when nothing else stands beside it: marks that a writer of files keeps for itself."""
_BEFORE = ("", " ", "\t", "\r", "\n", "\u200b", "\u00a0", "'", '"', "a", ",", ";", "\ufeff")


def strings(count: int) -> Iterator[str]:
    """So many different hostile texts: each payload alone, then behind each opening, told apart by a number."""
    made = list(itertools.product(_BEFORE, (*FORMULAS, *RUNNING)))
    numbered = (f"{before}{payload} {number}" for number in itertools.count() for before, payload in made)
    yield from itertools.islice(itertools.chain(WHOLE, numbered), count)
