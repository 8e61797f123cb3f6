import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tuntas.media import kinds, pdfs

from .samples import AUTHOR, OWNER, pdf, photo


def written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pages(count, *, size=(200, 200)):
    writer = PdfWriter()
    for _each in range(count):
        writer.add_blank_page(*size)
    return writer


def test_only_what_the_page_looks_like_is_left():
    writer = PdfWriter(io.BytesIO(pdf()))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('KANARI-JS')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(k): v for k, v in script.items()})
    writer.add_attachment("kanari.txt", b"KANARI-LAMPIRAN")
    writer.add_metadata({"/Author": AUTHOR})
    data = written(writer)
    assert all(word in data for word in (b"/JavaScript", b"/EmbeddedFiles", AUTHOR.encode()))
    flat = pdfs.flattened(data)
    reader = PdfReader(io.BytesIO(flat), strict=True)
    assert (len(reader.pages), reader.metadata) == (1, None)
    assert sorted(reader.trailer["/Root"]) == ["/Pages", "/Type"]
    assert sorted(reader.pages[0]) == ["/Contents", "/MediaBox", "/Parent", "/Resources", "/Type"]
    gone = (b"KANARI", b"/JS", b"/EmbeddedFiles", b"/AA", b"/OpenAction", b"/Annots", b"/URI")
    assert not any(word in flat for word in gone)


def test_the_copy_shows_the_page_with_its_notes_and_keeps_its_size():
    writer = pages(1, size=(300, 150))
    note = FreeText(text="III", rect=(10, 10, 290, 140), font_size="80pt", background_color="cdcdcd")
    writer.add_annotation(0, note)
    (page,) = PdfReader(io.BytesIO(pdfs.flattened(written(writer)))).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (300, 150)
    (picture,) = page.images
    assert picture.image.size == (1400, 700)
    assert picture.image.convert("L").getextrema()[0] < 250


def test_the_same_document_gives_the_same_copy():
    assert pdfs.flattened(pdf()) == pdfs.flattened(pdf())


def test_exif_of_embedded_photos_is_gone():
    scan = pdf() + b"9 0 obj\n<<>>stream\n" + photo() + b"endstream endobj\nstartxref\n0\n%%EOF"
    assert OWNER.encode() not in pdfs.flattened(scan)


def test_more_than_fifty_pages_are_refused_with_the_way_out():
    assert len(PdfReader(io.BytesIO(pdfs.flattened(written(pages(50, size=(20, 20)))))).pages) == 50
    with pytest.raises(kinds.TooManyPages) as refused:
        pdfs.flattened(written(pages(51)))
    assert str(refused.value) == "PDF ini lebih dari 50 halaman. Bagi menjadi beberapa berkas, lalu kirim kembali."


@pytest.mark.parametrize("length", [60, 300])
def test_cut_off_is_refused(length):
    with pytest.raises(kinds.BrokenDocument):
        pdfs.flattened(pdf()[:-length])


@pytest.mark.parametrize("entry", [b"/Encrypt 9 0 R", b"/Encrypt<</Filter/Standard>>"])
def test_locked_is_refused(entry):
    with pytest.raises(kinds.LockedDocument) as refused:
        pdfs.flattened(pdf(entry))
    assert str(refused.value) == "PDF ini terkunci kata sandi. Kirim PDF tanpa kata sandi."


def test_a_word_is_not_a_lock():
    pdfs.check(pdf(b"/Note(/Encrypted mail)"))


@pytest.mark.parametrize("body", [b"", b"not a document at all ", b"trailer<</Root 1 0 R>>"])
def test_what_only_looks_like_a_document_is_refused(body):
    with pytest.raises(kinds.BrokenDocument):
        pdfs.flattened(b"%PDF-1.7\n" + body + b"\nstartxref\n0\n%%EOF\n")
