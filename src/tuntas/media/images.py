"""Pictures: read when and where they were taken, then draw them anew without anything that was hidden in them.

Called in a child of the press alone (media.press); no process that holds keys or a database opens strangers' bytes.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from PIL import ExifTags, Image, ImageDraw, ImageOps
from pillow_heif import register_heif_opener

from tuntas.media.covers import Box
from tuntas.media.kinds import MAX_PIXELS, BrokenPicture, Kind, TooManyPixels

DISPLAY_EDGE = 1600
"""Longest edge of the display copy, pixels."""
THUMBNAIL_EDGE = 320
"""Longest edge of the thumbnail, pixels."""
QUALITY = 82

register_heif_opener(thumbnails=False)

_DECODERS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}

# What the decoders raise on damaged or hostile bytes, found by feeding them such bytes (tests/media/test_images.py).
_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Capture:
    """When and where the camera says a picture was taken: a hint, since anybody can write it.

    `taken_at` is an UTC instant, or None when the camera left no offset and the caller named no zone.
    Latitude and longitude are degrees (WGS 84), both or neither.
    """

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Copies:
    """What is shown instead of an original: two JPEG files without metadata, and what was read before."""

    display: bytes
    thumbnail: bytes
    capture: Capture


def copies(data: bytes, kind: Kind, *, zone: tzinfo | None = None) -> Copies:
    """Draw the display copy and the thumbnail of a picture; of several frames only the first.

    `zone` is where the camera is believed to have been, for cameras that write local time without offset.
    Same bytes in, same bytes out. Raises `TooManyPixels` before decoding, `BrokenPicture`.
    """
    try:
        with Image.open(io.BytesIO(data), formats=(_DECODERS[kind],)) as picture:
            _check_pixels(picture, kind)
            capture = capture_of(picture, zone=zone)
            display = _flat(_reduced(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels() from None
    except _BROKEN:
        raise BrokenPicture() from None
    thumbnail = display.copy()
    thumbnail.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    return Copies(_jpeg(display), _jpeg(thumbnail), capture)


def covered(display: bytes, boxes: Iterable[Box]) -> bytes:
    """A display copy drawn anew with black boxes in it; neither the pixels below them nor any metadata survive."""
    with Image.open(io.BytesIO(display), formats=("JPEG",)) as picture:
        canvas = _flat(picture)
    pen = ImageDraw.Draw(canvas)
    for box in boxes:
        pen.rectangle(box.pixels(*canvas.size), fill="black")
    return _jpeg(canvas)


def _check_pixels(picture: Image.Image, kind: Kind) -> None:
    if picture.width * picture.height > MAX_PIXELS[kind]:
        raise TooManyPixels()


def _reduced(picture: Image.Image) -> Image.Image:
    """The picture the right way up, at most `DISPLAY_EDGE` long."""
    picture.draft("RGB", (DISPLAY_EDGE, DISPLAY_EDGE))
    if picture.mode in ("1", "P"):  # palettes cannot be scaled smoothly
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.thumbnail((DISPLAY_EDGE, DISPLAY_EDGE))
    return _upright(picture)


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera says; a damaged EXIF block must not lose an otherwise good picture."""
    try:
        return ImageOps.exif_transpose(picture)
    except _BROKEN:
        return picture


def _flat(picture: Image.Image) -> Image.Image:
    """A fresh RGB canvas, white where the picture is transparent: a new image carries no comment, profile or EXIF."""
    canvas = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        with_alpha = picture.convert("RGBA")
        canvas.paste(with_alpha, mask=with_alpha.getchannel("A"))
    else:
        canvas.paste(picture.convert("RGB"))
    return canvas


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def capture_of(picture: Image.Image, *, zone: tzinfo | None = None) -> Capture:
    """Time and place from EXIF; a damaged block is no reason to refuse a picture and gives an empty `Capture`."""
    try:
        exif = picture.getexif()
        times, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except _BROKEN:
        return Capture()
    latitude, longitude = _place(gps)
    return Capture(_instant(times, gps, zone), latitude, longitude)


def _instant(times: Mapping[int, Any], gps: Mapping[int, Any], zone: tzinfo | None) -> datetime | None:
    """The most trustworthy time there is: local time with offset, satellite time, local time in the believed zone."""
    try:
        local = datetime.strptime(  # noqa: DTZ007 -- EXIF times have no zone; it is added below
            str(times[ExifTags.Base.DateTimeOriginal]).strip("\0 "), "%Y:%m:%d %H:%M:%S"
        )
    except (KeyError, ValueError):
        return _satellite_instant(gps)
    offset = _offset(times.get(ExifTags.Base.OffsetTimeOriginal))
    return _utc(local, offset) or _satellite_instant(gps) or _utc(local, zone)


def _offset(written: object) -> tzinfo | None:
    try:
        return datetime.strptime(str(written).strip("\0 "), "%z").tzinfo
    except ValueError:
        return None


def _utc(local: datetime, zone: tzinfo | None) -> datetime | None:
    try:
        return local.replace(tzinfo=zone).astimezone(UTC) if zone else None
    except (OverflowError, ValueError):
        return None


def _satellite_instant(gps: Mapping[int, Any]) -> datetime | None:
    try:
        day = datetime.strptime(str(gps[ExifTags.GPS.GPSDateStamp]).strip("\0 "), "%Y:%m:%d").replace(tzinfo=UTC)
        hours, minutes, seconds = (float(part) for part in gps[ExifTags.GPS.GPSTimeStamp])
        return day + timedelta(hours=hours, minutes=minutes, seconds=int(seconds))
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None


def _place(gps: Mapping[int, Any]) -> tuple[float, float] | tuple[None, None]:
    """Degrees north and east; nothing for half a position, an impossible one, or 0/0 (a camera without a fix)."""
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], negative=gps[ExifTags.GPS.GPSLatitudeRef] == "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], negative=gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None, None
    possible = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (latitude, longitude) if possible else (None, None)


def _degrees(parts: Any, *, negative: bool) -> float:
    """Degrees, minutes, seconds as degrees, to a tenth of a metre. Raises ValueError for 0/0."""
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError
    return round(-value if negative else value, 6)
