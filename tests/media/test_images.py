import contextlib
import io
import random
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image, TiffImagePlugin

from tuntas.media import images, kinds
from tuntas.media.images import Capture
from tuntas.media.kinds import Kind

from .samples import DEVICE, OWNER, encoded, every_picture, exif, photo, picture, png_bomb

KINDS = {"jpg": Kind.JPEG, "png": Kind.PNG, "webp": Kind.WEBP, "heic": Kind.HEIC}
BANJARMASIN = Capture(datetime(2026, 3, 3, 1, 15, 30, tzinfo=UTC), -3.32, 114.59)
# Start, JFIF, quantisation, frame, Huffman, scan: nothing else may be in a JPEG of ours (no APP1, APP2, APP13, COM).
ALLOWED = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def opened(data):
    return Image.open(io.BytesIO(data))


def segments(data):
    """The markers of a JPEG up to the scan."""
    place, found = 2, set()
    while 0xDA not in found:
        found.add(data[place + 1])
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return found


@pytest.mark.parametrize("extension", KINDS)
def test_nothing_that_identifies_survives(extension):
    data = every_picture()[extension]
    assert OWNER.encode() in data
    made = images.copies(data, KINDS[extension])
    for copy in (made.display, made.thumbnail):
        assert OWNER.encode() not in copy
        assert DEVICE.encode() not in copy
        assert segments(copy) <= ALLOWED
        assert dict(opened(copy).getexif()) == {}
    assert made.capture == BANJARMASIN


def test_copies_are_jpeg_of_the_promised_size():
    made = images.copies(photo((4000, 3000)), Kind.JPEG)
    assert (opened(made.display).format, opened(made.display).size) == ("JPEG", (1600, 1200))
    assert (opened(made.thumbnail).format, opened(made.thumbnail).size) == ("JPEG", (320, 240))


def test_small_pictures_are_not_enlarged():
    assert opened(images.copies(photo((200, 100)), Kind.JPEG).display).size == (200, 100)


def test_same_bytes_in_same_bytes_out():
    assert images.copies(photo(), Kind.JPEG) == images.copies(photo(), Kind.JPEG)


def test_orientation_is_applied():
    lying = images.copies(photo((640, 480), orientation=6), Kind.JPEG)
    assert opened(lying.display).size == (480, 640)
    left, right = (opened(lying.display).convert("L").getpixel((x, 320)) for x in (20, 460))
    straight = opened(images.copies(photo((640, 480)), Kind.JPEG).display).convert("L")
    top, bottom = straight.getpixel((320, 20)), straight.getpixel((320, 460))
    assert (left > right, abs(left - bottom) < 8, abs(right - top) < 8) == (True, True, True)


def test_embedded_thumbnail_is_gone():
    hidden = encoded(Image.new("RGB", (64, 64), "red"), "JPEG")
    data = encoded(picture(), "JPEG", exif=exif()).replace(
        b"\xff\xdb", b"\xff\xe2" + _length(hidden) + hidden + b"\xff\xdb", 1
    )
    assert data.count(b"\xff\xd8\xff") == 2
    assert images.copies(data, Kind.JPEG).display.count(b"\xff\xd8\xff") == 1


def _length(payload):
    return (len(payload) + 2).to_bytes(2, "big")


def test_what_is_appended_behind_a_photo_is_not_served():
    made = images.copies(photo() + b"PK\x03\x04<?php system($_GET[0]); ?>", Kind.JPEG)
    assert b"PK\x03\x04" not in made.display + made.thumbnail
    assert b"<?php" not in made.display + made.thumbnail
    assert made.display.endswith(b"\xff\xd9")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_png_of_every_mode(mode):
    made = images.copies(encoded(picture((64, 48)).convert("L" if mode == "I;16" else mode), "PNG"), Kind.PNG)
    assert (opened(made.display).mode, opened(made.display).size) == ("RGB", (64, 48))


def test_cmyk_photo():
    made = images.copies(encoded(picture((64, 48), "CMYK"), "JPEG"), Kind.JPEG)
    assert opened(made.display).mode == "RGB"


def test_transparent_becomes_white():
    clear = encoded(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "PNG")
    assert opened(images.copies(clear, Kind.PNG).display).getpixel((16, 16)) == (255, 255, 255)


@pytest.mark.parametrize(("form", "kind"), [("WEBP", Kind.WEBP), ("PNG", Kind.PNG)])
def test_of_several_frames_the_first(form, kind):
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("lime", "red", "blue")]
    film = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
    red, green, blue = opened(images.copies(film, kind).display).getpixel((16, 16))
    assert (red < 20, green > 235, blue < 20) == (True, True, True)


def test_bomb_is_refused_without_decoding():
    start = time.process_time()
    with pytest.raises(kinds.TooManyPixels):
        images.copies(png_bomb(), Kind.PNG)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("edge", [5_001, 10_000])
def test_more_pixels_than_we_decode(edge):
    with pytest.raises(kinds.TooManyPixels):
        images.copies(png_bomb(edge), Kind.PNG)


@pytest.mark.parametrize("extension", KINDS)
def test_cut_off_picture_is_refused(extension):
    data = every_picture()[extension]
    with pytest.raises(kinds.BrokenPicture):
        images.copies(data[: len(data) * 2 // 3], KINDS[extension])


def test_only_the_decoder_of_the_kind_is_tried():
    with pytest.raises(kinds.BrokenPicture):
        images.copies(every_picture()["png"], Kind.JPEG)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("extension", KINDS)
def test_damaged_bytes_end_in_a_picture_or_a_refusal(extension):
    data, dice = every_picture()[extension], random.Random(7)
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        with contextlib.suppress(kinds.UploadRefused):
            images.copies(bytes(damaged), KINDS[extension])


def captured(times=None, gps=None, zone=None):
    block = Image.Exif()
    block._ifds[ExifTags.IFD.Exif] = times or {}
    block._ifds[ExifTags.IFD.GPSInfo] = gps or {}
    return images.capture_of(opened(encoded(picture((8, 8)), "JPEG", exif=block)), zone=zone)


LOCAL = {ExifTags.Base.DateTimeOriginal: "2026:03:03 23:30:00"}
PLACE = {
    ExifTags.GPS.GPSLatitudeRef: "S",
    ExifTags.GPS.GPSLatitude: (3.0, 19.0, 12.0),
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (114.0, 35.0, 24.0),
}


def test_local_time_without_offset_needs_a_zone():
    assert captured(LOCAL).taken_at is None
    wita = captured(LOCAL, zone=ZoneInfo("Asia/Makassar"))
    assert wita.taken_at == datetime(2026, 3, 3, 15, 30, tzinfo=UTC)


def test_satellite_time_comes_before_the_believed_zone():
    gps = {ExifTags.GPS.GPSDateStamp: "2026:03:03", ExifTags.GPS.GPSTimeStamp: (14.0, 30.0, 5.0)}
    assert captured(LOCAL, gps, ZoneInfo("Asia/Makassar")).taken_at == datetime(2026, 3, 3, 14, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        {ExifTags.GPS.GPSLatitude: (91.0, 0.0, 0.0)},
        {ExifTags.GPS.GPSLatitude: (3.0, 19.0)},
        {ExifTags.GPS.GPSLatitude: (TiffImagePlugin.IFDRational(0, 0), 0.0, 0.0)},
        {ExifTags.GPS.GPSLatitude: (0.0, 0.0, 0.0), ExifTags.GPS.GPSLongitude: (0.0, 0.0, 0.0)},
    ],
)
def test_impossible_places_are_no_places(change):
    assert captured(gps=PLACE | change) == Capture()


@pytest.mark.parametrize("written", ["", "0000:00:00 00:00:00", "besok", "9999:12:31 23:59:59"])
def test_impossible_times_are_no_times(written):
    times = {ExifTags.Base.DateTimeOriginal: written, ExifTags.Base.OffsetTimeOriginal: "-12:00"}
    assert captured(times).taken_at is None


def test_northern_and_western_signs():
    there = captured(gps=PLACE | {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLongitudeRef: "W"})
    assert (there.latitude, there.longitude) == (3.32, -114.59)
