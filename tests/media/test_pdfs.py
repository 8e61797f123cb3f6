import io
import time

import pytest
from pypdf import PdfReader, PdfWriter

from tuntas.media import kinds, pdfs

from .samples import AUTHOR, OWNER, pdf, photo


def test_author_and_packet_are_blanked_and_the_document_still_opens():
    data = pdf()
    assert data.count(AUTHOR.encode()) == 3
    clean = pdfs.blanked(data)
    assert AUTHOR.encode() not in clean
    assert len(clean) == len(data)
    reader = PdfReader(io.BytesIO(clean), strict=True)
    assert (len(reader.pages), dict(reader.metadata)) == (1, {})


def test_every_revision_is_blanked():
    writer = PdfWriter(io.BytesIO(pdf()), incremental=True)
    writer.add_metadata({"/Author": AUTHOR + "-2"})
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().count(AUTHOR.encode()) > 1
    assert AUTHOR.encode() not in pdfs.blanked(out.getvalue())


def test_exif_of_embedded_photos_is_zeroed():
    scan = pdf() + b"9 0 obj\n<<>>stream\n" + photo() + b"endstream endobj\nstartxref\n0\n%%EOF"
    start = scan.index(b"Exif\0\0")
    clean = pdfs.blanked(scan)
    length = int.from_bytes(scan[start - 2 : start], "big")
    assert set(clean[start + 6 : start - 2 + length]) == {0}
    assert clean[start - 2 + length :] == scan[start - 2 + length :]
    assert OWNER.encode() in scan[start : start + length]


def test_a_document_without_metadata_is_left_alone():
    data = pdf(information=False).replace(b"xpacket", b"xpaper_")
    assert pdfs.blanked(data) == data


@pytest.mark.parametrize("length", [60, 300])
def test_cut_off_is_refused(length):
    with pytest.raises(kinds.BrokenDocument):
        pdfs.check(pdf()[:-length])


@pytest.mark.parametrize("entry", [b"/Encrypt 9 0 R", b"/Encrypt<</Filter/Standard>>"])
def test_locked_is_refused(entry):
    with pytest.raises(kinds.LockedDocument) as refused:
        pdfs.check(pdf(entry))
    assert str(refused.value) == "PDF ini terkunci kata sandi. Kirim PDF tanpa kata sandi."


def test_a_word_is_not_a_lock():
    pdfs.check(pdf(b"/Note(/Encrypted mail)"))


@pytest.mark.parametrize(
    "piece",
    [
        b"/Info 1 0 R ",
        b"1 0 obj ",
        b"1 ",
        b"/Info ",
        b"Exif\0\0",
        b"\xff\xe1\xff\xffExif\0\0",
        b"<?xpacket begin",
        b" ",
        b"1",
    ],
)
def test_files_made_of_one_piece_cost_little(piece):
    data = b"%PDF-1.7 /Info 1 0 R " + piece * (kinds.MAX_BYTES // len(piece))
    start = time.process_time()
    pdfs.blanked(data)
    assert time.process_time() - start < 5
