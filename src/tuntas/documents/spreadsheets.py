"""The same papers as XLSX: numbers as numbers, rounded as on the page, words as words and never as formulas."""

import io
from collections.abc import Sequence
from datetime import UTC

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tuntas.documents.papers import Cell, Paper, Table

_FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#14509E"},
    "caption": {"bold": True, "font_size": 12, "font_color": "#14509E"},
    "quiet": {"font_color": "#45505F"},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bottom_color": "#14509E"},
    "name": {"text_wrap": True, "valign": "top"},
    "whole": {"num_format": "#,##0"},
    "tenth": {"num_format": "#,##0.0"},
    "share": {"num_format": '#,##0.0"%"'},
    "word": {"align": "right", "font_color": "#45505F"},
}
_FIRST_WIDTH, _WIDTH = 46, 15
Formats = dict[str, Format]


def paper_xlsx(paper: Paper) -> bytes:
    """One sheet with what the paper says about itself, then one for each table. Equal papers give equal bytes."""
    file = io.BytesIO()
    # Text from people stays text: a unit called "=1+1" must not calculate.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        made = paper.made_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": paper.title, "author": paper.office, "created": made})
        formats = {name: book.add_format(dict(look)) for name, look in _FORMATS.items()}
        _cover(book.add_worksheet(_sheet_name(paper.title, 0)), paper, formats)
        for number, table in enumerate(paper.tables, 1):
            _fill(book.add_worksheet(_sheet_name(table.key, number)), table, formats)
    return file.getvalue()


def _sheet_name(words: str, number: int) -> str:
    """Excel takes 31 characters, some of them never; the number keeps names apart."""
    plain = "".join(c if c.isalnum() or c in " -" else " " for c in words)
    return f"{number} {plain}"[:31].strip()


def _cover(sheet: Worksheet, paper: Paper, formats: Formats) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    _word(sheet, 0, 0, paper.title, formats["title"])
    told = [(chapter.title, line) for chapter in paper.chapters for line in chapter.paragraphs]
    about = [("", paper.office), ("", paper.made), *paper.facts]
    rows = [*about, *told, ("", ""), (paper.notes_title, ""), *paper.notes]
    for number, (name, value) in enumerate(rows, 1):
        _word(sheet, number, 0, name, formats["name"])
        _word(sheet, number, 1, value, formats["name"])


def _fill(sheet: Worksheet, table: Table, formats: Formats) -> None:
    sheet.set_column(0, 0, _FIRST_WIDTH)
    sheet.set_column(1, len(table.columns) - 1, _WIDTH)
    _word(sheet, 0, 0, table.caption, formats["caption"])
    _word(sheet, 1, 0, table.meaning, formats["quiet"])
    _words(sheet, 3, table.columns, formats["head"])
    sheet.freeze_panes(4, 1)
    for row, line in enumerate(table.lines, 4):
        _word(sheet, row, 0, f"{line.head} ({line.note})" if line.note else line.head, formats["name"])
        for column, cell in enumerate(line.cells, 1):
            _number(sheet, row, column, cell, formats)


def _words(sheet: Worksheet, row: int, words: Sequence[str], look: Format) -> None:
    for column, word in enumerate(words):
        _word(sheet, row, column, word, look)


def _word(sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
    """XlsxWriter takes `<r>…</r>` for markup of its own and writes it as it is; a blank behind it keeps it a text."""
    own = text.startswith("<r>") and text.endswith("</r>")
    sheet.write_string(row, column, f"{text} " if own else text, look)


def _number(sheet: Worksheet, row: int, column: int, cell: Cell, formats: Formats) -> None:
    if cell.value is None:
        _word(sheet, row, column, cell.text, formats["word"])
        return
    look = "share" if cell.unit else "whole" if isinstance(cell.value, int) else "tenth"
    sheet.write_number(row, column, float(cell.value), formats[look])
