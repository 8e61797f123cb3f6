"""The words by which reports are found: kept in the transaction of the change, asked through the full-text port."""

import re
import secrets

from django.db.models import Q

from tuntas.db.fulltext import matching
from tuntas.kernel.texts import key

from .models import Report, Words

ASKED_AT_MOST = 6
_WORD = re.compile(r"[^\W_]+")
_SOURCES = ("title", "body", "place_text")


def words_of(text: str) -> list[str]:
    """The words of a text: folded, without marks, letters and digits only."""
    return [word for word in _WORD.findall(key(text)) if word.isalnum()]


def keep_words(report: Report, was: Report | None) -> None:
    """Store the words of a new report, or of one whose texts have changed."""
    text = " ".join(words_of(" ".join(getattr(report, name) for name in _SOURCES)))
    if was is None:
        Words.objects.create(id=secrets.randbits(62), report=report, text=text)
    elif any(getattr(report, name) != getattr(was, name) for name in _SOURCES):
        Words.objects.filter(report=report).update(text=text)


def with_words(text: str) -> Q | None:
    """The condition that every word of `text` begins a word of the report; nothing where there is no word."""
    words = words_of(text)[:ASKED_AT_MOST]
    return Q(words__id__in=matching(Words._meta.db_table, words)) if words else None
