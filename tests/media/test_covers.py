"""Boxes burnt into a picture: what lies below them is gone, and so is everything that was hidden in the file."""

import io

import pytest
from PIL import Image, ImageDraw

from tests.media.samples import OWNER, encoded, photo, picture
from tuntas.kernel.refusals import Invalid
from tuntas.media import store
from tuntas.media.covers import Box
from tuntas.media.images import copies, covered
from tuntas.media.kinds import Kind

pytestmark = pytest.mark.one_engine

PLATE = Box(30, 40, 25, 20)


def with_words(words: str, colour: str) -> bytes:
    """The same street with something else on the plate, to the very edge of the box. The sender's own file is without
    loss: what a camera's compression has spread over its neighbours lies in the picture beside the box."""
    street = picture((800, 600))
    pen = ImageDraw.Draw(street)
    pen.rectangle((240, 240, 439, 359), fill=colour)
    pen.text((262, 280), words, fill="black")
    return copies(encoded(street, "PNG"), Kind.PNG).display


def test_of_two_pictures_that_differ_below_the_box_the_public_files_are_the_same():
    one, other = with_words("DA 8123 TX", "white"), with_words("B 1 ABC", "yellow")
    assert one != other
    assert covered(one, [PLATE]) == covered(other, [PLATE])


def test_the_box_is_black_and_the_rest_stays():
    display = with_words("DA 8123 TX", "white")
    before, after = (Image.open(io.BytesIO(each)).convert("L") for each in (display, covered(display, [PLATE])))
    assert after.size == before.size
    left, top, right, bottom = PLATE.pixels(*after.size)
    assert (left, top, right, bottom) == (224, 224, 447, 367)
    assert after.crop((left + 1, top + 1, right, bottom)).getextrema()[1] < 8
    assert abs(after.getpixel((700, 100)) - before.getpixel((700, 100))) < 8


def test_no_metadata_is_in_the_public_file():
    made = covered(copies(photo(), Kind.JPEG).display, [PLATE])
    assert OWNER.encode() not in made
    with Image.open(io.BytesIO(made)) as opened:
        assert dict(opened.getexif()) == {}
        assert {"exif", "comment", "icc_profile", "xmp"} & set(opened.info) == set()


def test_a_covered_copy_lies_under_an_id_of_its_own(vault):
    stored = store.put(store.accept("foto.jpg", photo()))
    name = store.put_covered(stored.id, [PLATE])
    assert name != stored.id
    with store.open_display(f"{name}.jpg") as file:
        assert file.read() == store.covered_copy(stored.id, [PLATE])
    store.remove_covered(name)
    store.remove_covered(name)
    with pytest.raises(store.NoSuchFile):
        store.open_display(f"{name}.jpg")
    store.open_display(stored.display_name).close()


def test_a_box_ends_where_the_picture_ends():
    assert Box.checked(90, 95, 50, 50) == Box(90, 95, 10, 5)
    assert Box(90, 95, 10, 5).pixels(333, 111) == (288, 96, 332, 110)


@pytest.mark.parametrize("numbers", [(-1, 0, 5, 5), (0, 100, 5, 5), (0, 0, 0, 5), (0, 0, 5, 101)])
def test_an_impossible_box_is_refused(numbers):
    with pytest.raises(Invalid):
        Box.checked(*numbers)
