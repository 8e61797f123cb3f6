"""What stands in a spreadsheet: numbers as numbers, words as words, equal bytes for equal papers."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl

from tuntas.documents.papers import Cell, Line, Paper, Table
from tuntas.documents.spreadsheets import paper_xlsx

PAPER = Paper(
    language="id",
    title="Evaluasi 2025",
    office="Provinsi Contoh",
    made_at=datetime(2026, 1, 5, 2, 0, tzinfo=UTC),
    made="Dihitung pada 5 Januari 2026",
    facts=[("Tahun", "tahun laporan diterima")],
    tables=[
        Table(
            "unit/hasil*",
            "Hasil menurut unit",
            "Cara membaca.",
            ("Unit", "Diterima", "Rata-rata", "Tepat waktu", "Standar"),
            (
                Line(
                    '=HYPERLINK("http://jahat.example")',
                    (
                        Cell("1.234", value=1234),
                        Cell("1,5", value=Decimal("1.5")),
                        Cell("87,5%", value=Decimal("87.5"), unit="%"),
                        Cell("data belum ada"),
                    ),
                ),
            ),
        )
    ],
    notes_title="Cara membaca",
    notes=[("Median", "Setengah dari laporan.")],
)


def test_numbers_are_numbers_and_words_never_calculate():
    book = openpyxl.load_workbook(io.BytesIO(paper_xlsx(PAPER)))
    assert book.sheetnames == ["0 Evaluasi 2025", "1 unit hasil"]
    row = next(iter(book["1 unit hasil"].iter_rows(min_row=5, max_row=5)))
    assert [cell.value for cell in row] == ['=HYPERLINK("http://jahat.example")', 1234, 1.5, 87.5, "data belum ada"]
    # "f" would be a formula.
    assert [cell.data_type for cell in row] == ["s", "n", "n", "n", "s"]
    assert [cell.number_format for cell in row[1:4]] == ["#,##0", "#,##0.0", '#,##0.0"%"']


def test_equal_papers_are_equal_files():
    assert paper_xlsx(PAPER) == paper_xlsx(replace(PAPER))
    assert paper_xlsx(PAPER) != paper_xlsx(replace(PAPER, office="Provinsi Lain"))
