"""Text as people type it, made safe to store and show."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from .refusals import Invalid

BODY_LIMIT = 10_000
TITLE_LIMIT = 150
# Bidirectional overrides can make a text read otherwise than it is stored (Unicode TR 36).
_BIDI = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"}


def clean(text: str) -> str:
    """NFC, unified line ends, no control or direction-override characters, no outer white space."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in unified if c in "\n\t" or (c not in _BIDI and unicodedata.category(c) not in _UNSEEN))
    # Composed last: what is taken out may have stood between a letter and its mark.
    return unicodedata.normalize("NFC", "".join(kept)).strip()


_UNSEEN = {"Cc", "Cs", "Co", "Cn"}


def required(text: str, *, field: str, limit: int = BODY_LIMIT, what: object = "") -> str:
    """The cleaned text. Raises Invalid when nothing or too much is left."""
    cleaned = optional(text, field=field, limit=limit)
    if not cleaned:
        raise Invalid(what or _("Bagian ini belum diisi. Tuliskan dengan kata-kata Anda sendiri."), field=field)
    return cleaned


def optional(text: str, *, field: str, limit: int = BODY_LIMIT) -> str:
    """The cleaned text, perhaps empty. Raises Invalid when too much is left."""
    cleaned = clean(text)
    if len(cleaned) > limit:
        raise Invalid(
            _("Tulisan ini {length} huruf, paling banyak {limit}. Pendekkan atau lampirkan sebagai dokumen."),
            field=field,
            length=len(cleaned),
            limit=limit,
        )
    return cleaned


def excerpt(text: str, length: int = 160) -> str:
    """The first words of a text in one line, made once when the text is stored."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0] + "…"


def key(text: str) -> str:
    """The form in which names are searched: case-folded, without marks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
