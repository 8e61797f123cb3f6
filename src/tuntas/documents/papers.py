"""Papers made of tables: one content, set on a page, as PDF/UA and as a spreadsheet with the same digits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tuntas.documents.typesetting import pdf, shown

Number = int | Decimal
"""What a cell holds, already rounded as it is shown: a whole number, or one with a single decimal."""


@dataclass(frozen=True)
class Cell:
    """One number, with the list behind it where there is one.

    `text` is the number in the reader's language. `value` is the same number for a spreadsheet, None where
    `text` is a word; `unit` is what follows it (`%`) or nothing.
    """

    text: str
    url: str = ""
    value: Number | None = None
    unit: str = ""


@dataclass(frozen=True)
class Line:
    """A row: what it is about, and its numbers."""

    head: str
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True)
class Table:
    """`caption` names the numbers and their unit, `meaning` says in a sentence or two how to read them."""

    key: str
    caption: str
    meaning: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Chart:
    """Bars beside their numbers, ink only. `rows`: what, the number as shown, its share of the longest (0 to 100)."""

    title: str
    heading: str
    unit: str
    rows: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class Chapter:
    """What a person wrote or chose: a heading and paragraphs; with `signature` one set apart to be signed."""

    title: str
    paragraphs: Sequence[str]
    signature: bool = False


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Everything on a paper. `facts` are pairs shown under the title; `notes` say how to read it.

    `made_at` is the instant up to which was counted: equal papers give equal bytes.
    """

    language: str
    title: str
    office: str
    made_at: datetime
    made: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    notes_title: str
    notes: Sequence[tuple[str, str]]
    charts: Sequence[Chart] = ()
    chapters: Sequence[Chapter] = ()


def paper_pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA, A4 across."""
    return pdf("paper.typ", _data(paper), at=paper.made_at)


def _data(paper: Paper) -> dict[str, object]:
    return {
        "language": paper.language,
        "title": shown(paper.title),
        "office": shown(paper.office),
        "made": shown(paper.made),
        "facts": _pairs(paper.facts),
        "charts": [_chart(chart) for chart in paper.charts],
        "tables": [_table(table) for table in paper.tables],
        "chapters": [_chapter(chapter) for chapter in paper.chapters],
        "notes": {"title": shown(paper.notes_title), "pairs": _pairs(paper.notes)},
    }


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[shown(name), shown(value)] for name, value in pairs]


def _chart(chart: Chart) -> dict[str, object]:
    rows = [{"label": shown(label), "number": shown(number), "share": share} for label, number, share in chart.rows]
    return {"title": shown(chart.title), "heading": shown(chart.heading), "unit": shown(chart.unit), "rows": rows}


def _chapter(chapter: Chapter) -> dict[str, object]:
    paragraphs = [shown(paragraph) for paragraph in chapter.paragraphs]
    return {"title": shown(chapter.title), "paragraphs": paragraphs, "signature": chapter.signature}


def _table(table: Table) -> dict[str, object]:
    return {
        "caption": shown(table.caption),
        "meaning": shown(table.meaning),
        "columns": [shown(column) for column in table.columns],
        "lines": [_line(line) for line in table.lines],
    }


def _line(line: Line) -> dict[str, object]:
    return {"head": shown(line.head), "note": shown(line.note), "cells": [shown(cell.text) for cell in line.cells]}
