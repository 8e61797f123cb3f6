"""Setting a bundled template with data into PDF/UA-1 (ISO 14289-1: tagged, titled, with language)."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

import typst

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts inside typst: the same document on every machine. Loading them takes a third of a second."""
    return typst.Fonts(include_system_fonts=False)


def pdf(template: str, data: Mapping[str, object], *, at: datetime) -> bytes:
    """The PDF of a template under `templates/`, dated `at`; equal data give equal bytes.

    Text of people must have gone through `shown`. A TypstError is a bug in the template.
    """
    compiler = typst.Compiler(input=TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
        timestamp=int(at.timestamp()),
    )
    return cast(bytes, made)


def shown(text: str) -> str:
    """The text as the bundled fonts can show it: a character they lack is written as its number, `[U+1F600]`.

    PDF/UA forbids characters without a glyph, and one emoji must not cost the reporter the whole receipt.
    Variation selectors only choose between looks and are left out.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(c if _has_glyph(c) else _number(c) for c in composed)


def _number(character: str) -> str:
    return "" if "\ufe00" <= character <= "\ufe0f" else f"[U+{ord(character):04X}]"


def _has_glyph(character: str) -> bool:
    return character == "\n" or bisect(_GLYPHS, ord(character)) % 2 == 1


# Ranges (first, one past the last) that the fonts inside typst cover without a gap; found by setting every
# character of Unicode and kept honest by tests/documents/test_typesetting.py.
# fmt: off
_GLYPHS = (
    0x0020, 0x007F, 0x00A0, 0x00AD, 0x00AE, 0x0300, 0x0370, 0x0378, 0x037A, 0x0380,
    0x0384, 0x038B, 0x038E, 0x03A2, 0x03A3, 0x0483, 0x048A, 0x0500, 0x05D0, 0x05EB,
    0x0621, 0x063B, 0x0640, 0x064B, 0x0660, 0x066E, 0x1E00, 0x1F00, 0x2010, 0x2028,
    0x2030, 0x2040, 0x2074, 0x208F, 0x2090, 0x209D, 0x20A0, 0x20C1, 0x2100, 0x211F,
    0x2126, 0x2152, 0x2153, 0x2185, 0x2190, 0x2300, 0x2460, 0x2630, 0x2638, 0x268C,
    0x270C, 0x2728, 0x2729, 0x274C, 0x2758, 0x275F, 0x2761, 0x2780, 0x2798, 0x27B0,
    0x27B1, 0x27C0,
)
# fmt: on
