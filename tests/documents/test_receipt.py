import io
import time
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from pypdf import PdfReader

from tuntas.documents.receipt import Deadline, Receipt, receipt_pdf

RECEIPT = Receipt(
    service="Lapor Banua",
    reference="7F3K9Q2C",
    access_code="9K2M7QXJ4TBWE1RC8HZVN5DG",
    tracking_url="https://lapor.example.go.id/lacak/7F3K9Q2C",
    received_at=datetime(2026, 3, 3, 15, 30, tzinfo=UTC),
    zone=ZoneInfo("Asia/Makassar"),
    classification="Pengaduan",
    institution="Dinas Pekerjaan Umum Provinsi",
    subject="Jembatan Pasar Lama berlubang",
    promise="Nama Anda tidak terlihat oleh instansi yang dilaporkan.",
    deadlines=(
        Deadline("Verifikasi laporan", datetime(2026, 3, 6, 8, 0, tzinfo=UTC), "PermenPANRB 5/2025"),
        Deadline("Penyelesaian", datetime(2026, 3, 24, 8, 0, tzinfo=UTC), "PermenPANRB 62/2018"),
    ),
    overseer_after=datetime(2026, 5, 2, 15, 59, tzinfo=UTC),
)


def text_of(receipt):
    pages = PdfReader(io.BytesIO(receipt_pdf(receipt))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def test_a_receipt_says_what_counts():
    text = text_of(RECEIPT)
    for expected in (
        "Lapor Banua",
        "Tanda terima laporan",
        "7F3K-9Q2C",
        "9K2M-7QXJ-4TBW-E1RC-8HZV-N5DG",
        "Diterima 3 Maret 2026, 23.30 WITA",
        "Jenis laporan Pengaduan",
        "Jembatan Pasar Lama berlubang",
        "Verifikasi laporan 6 Maret 2026, 16.00 WITA PermenPANRB 5/2025",
        "Penyelesaian 24 Maret 2026, 16.00 WITA PermenPANRB 62/2018",
        "UU 31/2014 pasal 10",
        "setelah 2 Mei 2026, 23.59 WITA, Anda dapat melapor kepada Ombudsman",
        "UU 37/2008 pasal 24",
    ):
        assert expected in text


def test_it_fits_one_page_and_is_tagged_titled_and_in_its_language():
    reader = PdfReader(io.BytesIO(receipt_pdf(RECEIPT)))
    assert len(reader.pages) == 1
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id", True)
    assert reader.metadata.title == "Tanda terima laporan"
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_language_follows_the_reader():
    with translation.override("en"):
        reader = PdfReader(io.BytesIO(receipt_pdf(RECEIPT)))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "3 March 2026, 11:30 p.m. WITA" in " ".join(reader.pages[0].extract_text().split())


def test_a_reprint_has_no_code():
    text = text_of(replace(RECEIPT, access_code=""))
    assert "Kode akses" not in text
    assert "7F3K-9Q2C" in text


@pytest.mark.parametrize("code", ["9K2M7QXJ4TBWE1RC8HZVN5DG", "9k2m-7qxj-4tbw-e1rc-8hzv-n5dg"])
def test_the_code_never_stands_in_the_address(code):
    with pytest.raises(ValueError, match="access code"):
        receipt_pdf(replace(RECEIPT, tracking_url=f"https://lapor.example.go.id/lacak/?kode={code}"))


@pytest.mark.parametrize(
    "subject",
    [
        '#import "@preview/x:1.0.0": *',
        '#read("/etc/passwd")',
        "$ sum_(i=0)^n $",
        '"); panic("',
        "\\ *x* _y_ `z`",
    ],
)
def test_hostile_subject_is_shown_literally(subject):
    assert subject in text_of(replace(RECEIPT, subject=subject))


def test_emoji_and_other_scripts_do_not_cost_the_receipt():
    text = text_of(replace(RECEIPT, subject="Banjir 🌊 \u202egnp.exe", institution="مكتب שלום"))
    assert "Banjir [U+1F30A] [U+202E]gnp.exe" in text
    assert "שלום" in text
    assert "مكتب" in text


def test_many_deadlines_go_on_to_a_second_page():
    long = replace(RECEIPT, deadlines=RECEIPT.deadlines * 15, subject="kata " * 60)
    reader = PdfReader(io.BytesIO(receipt_pdf(long)))
    assert len(reader.pages) == 2
    assert "Paling lambat" in reader.pages[1].extract_text()


def test_equal_receipts_are_equal_bytes():
    assert receipt_pdf(RECEIPT) == receipt_pdf(RECEIPT)


def test_a_receipt_without_deadlines_has_no_empty_table():
    assert "Dasar hukum" not in text_of(replace(RECEIPT, deadlines=()))


def test_a_receipt_is_made_while_one_waits():
    receipt_pdf(RECEIPT)
    start = time.process_time()
    receipt_pdf(replace(RECEIPT, reference="8F3K9Q2C"))
    assert time.process_time() - start < 1
