import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from tuntas.media import kinds, store

from .samples import photo

PHOTO = photo()


@pytest.fixture
def post(settings):
    settings.FILE_UPLOAD_HANDLERS = ["tuntas.media.uploads.CappedUploadHandler"]

    def received(*contents):
        files = [SimpleUploadedFile(f"{place}.jpg", data) for place, data in enumerate(contents)]
        return RequestFactory().post("/", {"files": files}).FILES.getlist("files")

    return received


def test_photos_arrive_whole(post):
    first, second = post(PHOTO, PHOTO[::-1])
    assert store.accept(first.name, first).size == len(PHOTO)
    assert second.read() == PHOTO[::-1]


def test_what_is_too_big_is_thrown_away_and_refused(post):
    big, good = post(PHOTO + bytes(kinds.MAX_BYTES), PHOTO)
    assert (big.size, big.read()) == (len(PHOTO) + kinds.MAX_BYTES, b"")
    with pytest.raises(kinds.TooBig):
        store.accept(big.name, big)
    assert good.read() == PHOTO


def test_files_beyond_the_number_are_thrown_away(post):
    contents = [len(file.read()) for file in post(*[PHOTO] * 7)]
    assert contents == [len(PHOTO)] * 5 + [0, 0]
