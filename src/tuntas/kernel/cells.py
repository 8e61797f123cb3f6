"""Text in cells of spreadsheets: what people wrote must never be calculated (CSV injection)."""

import re
import unicodedata

CALCULATED = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n")
"""What spreadsheet programs take for the start of a formula or a command, also behind blanks and invisible signs."""
_ENDS = re.compile(r"([;\t\r\n])")
"""Where a program that parts cells at semicolons (as where decimals have a comma) or tabs sees the next cell begin."""


def inert(text: str) -> str:
    """The text with an apostrophe before it, and before each part that a program could take for a cell of its own,
    where a spreadsheet could calculate it.

    Looked at as a lenient program reads it: full-width signs as their plain ones, blanks and invisible signs skipped.
    """
    if not text or (text[0].isalnum() and not _ENDS.search(text)):  # nearly every cell
        return text
    parts = "".join(_apart(part) for part in _ENDS.split(text))
    return f"'{parts}" if parts.startswith(CALCULATED) else parts


def _apart(part: str) -> str:
    plain = unicodedata.normalize("NFKC", part)
    start = next((c for c in plain if c != '"' and unicodedata.category(c)[0] not in "CZ"), "")
    return f"'{part}" if start in CALCULATED else part
