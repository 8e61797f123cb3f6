"""Files made for the tests: photos that carry their owner, and files that pretend to be photos."""

import io
import struct
import zlib

from PIL import ExifTags, Image, PngImagePlugin

OWNER = "KANARI-PEMILIK-SITI"
DEVICE = "KANARI-KAMERA-7781"
AUTHOR = "KANARI-PENULIS-JOKO"

HOSTILE = {
    "text named .jpg": b"Ini bukan foto, hanya tulisan.\n" * 10,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with declaration": b'<?xml version="1.0"?><!DOCTYPE svg><svg/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif": b"GIF89a" + bytes(40),
    "zip": b"PK\x03\x04" + bytes(60),
    "avif": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(30),
    "generic image brand without HEVC": b"\0\0\0\x1cftypmif1\0\0\0\0avifmif1miaf" + bytes(30),
    "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(30),
    "wave": b"RIFF\0\0\0\0WAVEfmt " + bytes(30),
    "pdf behind html": b"<html>%PDF-1.7\n%%EOF",
    "byte order mark before jpeg": b"\xef\xbb\xbf\xff\xd8\xff",
}


def picture(size=(640, 480), mode="RGB"):
    """A gradient, so that scaling and turning can be seen."""
    channel = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (channel, channel, channel.rotate(180))).convert(mode)


def exif(*, offset="+08:00", orientation=1):
    """Banjarmasin, 3 March 2026, 09:15:30 WITA, with the name of the owner."""
    block = Image.Exif()
    block[ExifTags.Base.Orientation] = orientation
    block[ExifTags.Base.Artist] = OWNER
    block[ExifTags.Base.Model] = DEVICE
    times = {ExifTags.Base.DateTimeOriginal: "2026:03:03 09:15:30"}
    if offset:
        times[ExifTags.Base.OffsetTimeOriginal] = offset
    block._ifds[ExifTags.IFD.Exif] = times
    block._ifds[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "S",
        ExifTags.GPS.GPSLatitude: (3.0, 19.0, 12.0),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: (114.0, 35.0, 24.0),
    }
    return block


def encoded(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo(size=(640, 480), **tags):
    """A JPEG as a phone makes it: place, owner, comment, colour profile left out."""
    return encoded(picture(size), "JPEG", exif=exif(**tags), comment=OWNER.encode())


def every_picture():
    """Extension -> a picture of that kind with everything in it that identifies."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", OWNER)
    block = exif()
    return {
        "jpg": photo(),
        "png": encoded(picture(), "PNG", exif=block, pnginfo=text),
        "webp": encoded(picture(), "WEBP", exif=block.tobytes(), xmp=f"<x>{OWNER}</x>".encode()),
        "heic": encoded(picture(), "HEIF", exif=block.tobytes()),
    }


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(edge=50_000):
    """A small PNG that says it is `edge` pixels wide and high."""
    header = struct.pack(">IIBBBBB", edge, edge, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(extra=b"", *, information=True):
    """A PDF of one empty page, written plainly, with author and XMP."""
    packet = f'<?xpacket begin="" id="W5M0"?><x:xmpmeta>{AUTHOR}</x:xmpmeta><?xpacket end="w"?>'.encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Author (%s)/Title 6 0 R/Producer (Alat \\(tiruan\\))>>" % AUTHOR.encode(),
        b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(packet), packet),
        b"(Surat %s)" % AUTHOR.encode(),
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"/Info 4 0 R" if information else b""
    return bytes(out + b"trailer\n<</Size 7/Root 1 0 R%s%s>>\nstartxref\n%d\n%%%%EOF\n" % (tail, extra, start))
