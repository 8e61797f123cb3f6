import pytest

from tuntas.media import kinds
from tuntas.media.kinds import Kind

from .samples import HOSTILE, every_picture, pdf


def test_kinds_are_told_by_content():
    found = {name: kinds.kind_of(data[: kinds.HEAD_BYTES]) for name, data in every_picture().items()}
    assert found == {"jpg": Kind.JPEG, "png": Kind.PNG, "webp": Kind.WEBP, "heic": Kind.HEIC}
    assert kinds.kind_of(pdf()[: kinds.HEAD_BYTES]) is Kind.PDF


@pytest.mark.parametrize("name", HOSTILE)
def test_other_content_is_refused(name):
    with pytest.raises(kinds.UnknownKind):
        kinds.kind_of(HOSTILE[name][: kinds.HEAD_BYTES])


def test_empty_is_refused_with_its_own_sentence():
    with pytest.raises(kinds.Empty) as refused:
        kinds.kind_of(b"")
    assert str(refused.value) == "Berkas ini kosong. Pilih berkas lain."


def test_count():
    kinds.check_count(kinds.MAX_FILES)
    with pytest.raises(kinds.TooManyFiles) as refused:
        kinds.check_count(kinds.MAX_FILES + 1)
    assert str(refused.value) == "Paling banyak 5 berkas dalam satu kiriman. Kurangi berkasnya."


def test_limits_are_said_before_upload():
    assert kinds.limits_text() == (
        "Foto (JPEG, PNG, WebP, HEIC) atau PDF. Paling banyak 5 berkas, masing-masing 10 MB."
    )
    assert kinds.ACCEPT == "image/jpeg,image/png,image/webp,image/heic,application/pdf,.heic"


def test_every_refusal_has_its_own_code_and_names_the_field():
    refusals = [kind for kind in kinds.UploadRefused.__subclasses__() if kind.__module__ == kinds.__name__]
    assert len({refusal.code for refusal in refusals}) == len(refusals) == 10
    assert {refusal(field="photo").field for refusal in refusals} == {"photo"}
