"""Files as a lenient spreadsheet program opens them: which cells it would calculate. Written without our own rule."""

import csv
import io
import unicodedata
from collections.abc import Iterator

import openpyxl

SIGNS = "=+-@|%"
"""OWASP's list, and what opens a DDE command (`cmd|' /C calc'!A0`)."""


def calculated_csv(text: str) -> list[str]:
    """The cells of a CSV file that would be calculated, whatever the program takes for the separator.

    Where decimals have a comma, as in Indonesia, spreadsheet programs part the cells of a CSV at semicolons.
    """
    return [cell for separator in ",;\t" for cell in _cells(text, separator) if _calculated(cell)]


def _cells(text: str, separator: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        yield from row


def _calculated(cell: str) -> bool:
    """Begins with a sign, behind anything that cannot be seen, and is no number."""
    seen = unicodedata.normalize("NFKC", cell)
    while seen and (unicodedata.category(seen[0])[0] in "CZ"):
        seen = seen[1:]
    return seen[:1] != "" and seen[0] in SIGNS and not _number(seen)


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def calculated_xlsx(data: bytes) -> list[str]:
    """What is no plain text or number in the book: formulas, links, and cells of any other type."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None)
    bad = [str(cell.value) for cell in cells if cell.data_type not in "sn" or cell.hyperlink]
    return bad + [str(name) for name in book.defined_names]


def texts_xlsx(data: bytes) -> set[str]:
    """Every text of the book."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, str)
    }  # fmt: skip
