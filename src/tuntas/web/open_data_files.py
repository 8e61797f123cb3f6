"""How a data set leaves the house: CSV, JSON and Parquet, each line as it comes, all with the same digits."""

import csv
import importlib.util
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from tuntas.kernel.cells import inert

from .open_data_rows import Column, Row, Value

_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_NULL = "\x02"
"""Nothing, in the file between: no text holds a control character (kernel.texts.clean), so no text is taken for it."""


class _Line:
    """A file of one line: what csv writes is handed on at once."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """RFC 4180 in UTF-8. Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    write = csv.writer(_Line(), lineterminator="\r\n").writerow
    yield str(write([column.name for column in columns]))
    for row in rows:
        yield str(write([_inert(value) for value in row]))


def json_lines(columns: Sequence[Column], rows: Iterable[Row], about: dict[str, Any]) -> Iterator[str]:
    """One object: what the file is, and its rows as objects, one a line."""
    head = json.dumps(about, ensure_ascii=False)
    yield head[:-1] + (", " if about else "") + '"rows": ['
    names, comma = [column.name for column in columns], "\n"
    for row in rows:
        yield comma + json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain)
        comma = ",\n"
    yield "\n]}\n"


def parquet_there() -> bool:
    """Whether this installation can write Parquet: with the extra `tuntas[parquet]`."""
    return importlib.util.find_spec("duckdb") is not None


def parquet_file(columns: Sequence[Column], rows: Iterable[Row]) -> IO[bytes]:
    """The same as Parquet, in a file that is gone once it is closed. Needs parquet_there()."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="tuntas-data-") as folder:
        source, target = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        with source.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writerows([_NULL if value is None else _written(value) for value in row] for row in rows)
        types = {column.name: _TYPES[column.kind] for column in columns}
        with duckdb.connect(config={"memory_limit": "256MB", "threads": 1, "temp_directory": folder}) as base:
            read = base.read_csv(
                str(source), header=False, columns=types, delimiter=",", quotechar='"', escapechar='"',
                na_values=[_NULL], allow_quoted_nulls=True,
            )  # fmt: skip
            read.write_parquet(str(target), compression="zstd")
        return target.open("rb")


def _inert(value: Value) -> str:
    return inert(value) if isinstance(value, str) else _written(value)


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
