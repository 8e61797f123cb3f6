"""Text in cells of spreadsheets: what people wrote must never be calculated (CSV injection)."""

import unicodedata

CALCULATED = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n")
"""What spreadsheet programs take for the start of a formula or a command, also behind blanks and invisible signs."""


def inert(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could calculate it.

    Looked at as a lenient program reads it: full-width signs as their plain ones, blanks and invisible signs skipped.
    """
    if not text or text[0].isalnum():  # nearly every cell
        return text
    plain = unicodedata.normalize("NFKC", text)
    start = next((c for c in plain if unicodedata.category(c)[0] not in "CZ"), "")
    return f"'{text}" if text.startswith(CALCULATED) or start in CALCULATED else text
