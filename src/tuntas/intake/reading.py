"""Rows of a file, whatever its format: CSV, XLSX or JSON. Values stay what they are; meaning is `mapping`'s.

A file of somebody else may lie about its size: what would fill the memory when opened is refused before it is.
"""

import csv
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tuntas.kernel.refusals import Invalid

DELIMITERS = ",;\t|"
"""Spreadsheets set to Indonesian write semicolons."""
MOST_UNPACKED, MOST_JSON, MOST_PARTS, LONGEST_HEADER = 80 << 20, 12 << 20, 500_000, 1 << 16
"""Bytes of all parts of an XLSX, and of a JSON file; its lists and objects; letters of a first line. CSV has no end."""
_UNREADABLE = (
    BadZipFile, InvalidFileException, ParseError, zlib.error, OSError, EOFError, LookupError, ValueError, TypeError,
    AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What openpyxl and the unpacker raise for parts that are missing, bent, locked or of another kind."""


@dataclass(frozen=True)
class Row:
    """One record. `number` is the row in a spreadsheet, whose header is row 1; in JSON the place in the list."""

    number: int
    cells: Mapping[str, object]
    broken: bool = False


def read(path: Path) -> Iterator[Row]:
    """The rows of the file, read as they are asked for. Raises Invalid where it cannot be read."""
    if not path.is_file():
        raise Invalid(_("Berkas “{name}” tidak ada."), field="file", name=path.name)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Invalid(_("Jenis berkas ini tidak dikenal. Pakai CSV, XLSX, atau JSON."), field="file")
    return reader(path)


def _csv(path: Path) -> Iterator[Row]:
    try:
        # utf-8-sig: spreadsheets put a mark in front of UTF-8.
        with path.open(encoding="utf-8-sig", newline="") as file:
            delimiter = _delimiter(file.readline(LONGEST_HEADER))
            file.seek(0)
            yield from _table(csv.reader(file, delimiter=delimiter, strict=True))
    except UnicodeDecodeError as error:
        raise Invalid(
            _("Berkas CSV ini bukan UTF-8 (bita {place}). Simpan ulang sebagai CSV UTF-8."),
            field="file",
            place=error.start,
        ) from None
    except csv.Error as error:
        raise Invalid(_("Berkas CSV ini rusak: {why}."), field="file", why=error) from None


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=header.count)


def _xlsx(path: Path) -> Iterator[Row]:
    try:
        _check_room(_unpacked(path), MOST_UNPACKED)
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            # What a sheet says about its own size would be filled up with empty cells.
            sheet.reset_dimensions()
            yield from _table(_squared(sheet.iter_rows(values_only=True)))
        finally:
            book.close()
    except _UNREADABLE:
        raise Invalid(
            _("Berkas XLSX ini tidak dapat dibuka. Simpan ulang dari aplikasi lembar kerja."), field="file"
        ) from None


def _unpacked(path: Path) -> int:
    """Bytes of all parts as the archive names them; the unpacker stops at that."""
    with ZipFile(path) as packed:
        return sum(part.file_size for part in packed.infolist())


def _check_room(size: int, most: int) -> None:
    if size > most:
        raise Invalid(
            _("Isi berkas ini {size} MB, paling banyak {most} MB. Bagi menjadi beberapa berkas, atau pakai CSV."),
            field="file", size=size >> 20, most=most >> 20,
        )  # fmt: skip


def _squared(lines: Iterable[Iterable[object]]) -> Iterator[list[object]]:
    """Lines as wide as the header: spreadsheets leave empty cells off the end of a line, or add some."""
    width = 0
    for line in lines:
        cells = list(line)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        width = width or len(cells)
        yield cells + [None] * (width - len(cells))


def _table(lines: Iterable[Iterable[object]]) -> Iterator[Row]:
    """The first line names the columns; empty lines are passed over, but counted."""
    numbered = enumerate(lines, start=1)
    header = [str(name or "").strip() for name in next(numbered, (1, ()))[1]]
    for number, line in numbered:
        cells = list(line)
        if any(cell not in (None, "") for cell in cells):
            yield Row(number, dict(zip(header, cells, strict=False)), broken=len(cells) != len(header))


def _json(path: Path) -> Iterator[Row]:
    _check_room(path.stat().st_size, MOST_JSON)
    try:
        text = path.read_text(encoding="utf-8-sig")
        # Each costs many times its two letters once it is read.
        document = json.loads(text) if text.count("{") + text.count("[") <= MOST_PARTS else None
    except (ValueError, RecursionError) as error:
        raise Invalid(_("Berkas JSON ini rusak: {why}."), field="file", why=error) from None
    for number, record in enumerate(_records(document), start=1):
        cells = record if isinstance(record, dict) else {}
        yield Row(number, cells, broken=not isinstance(record, dict))


def _records(document: object) -> list[object]:
    """The list itself, or the only list in an envelope such as {"requests": […]}."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        document = lists[0] if len(lists) == 1 else None
    if not isinstance(document, list):
        raise Invalid(_("Berkas JSON ini bukan daftar laporan."), field="file")
    return document


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
}
