"""Telling an answer from a template: an answer that is only a template is an acknowledgement."""

import re

from django.db.models import Q
from rapidfuzz import fuzz

from tuntas.kernel.texts import key

from .models import ReplyTemplate, Report

CANNED_FROM = 90
"""Likeness (0-100) from which a text counts as the template itself."""

_GAP = re.compile(r"\[\[[^\]]*\]\]|\{[^}]*\}|\[[^\]]*\]|_{3,}")
_WORDS = re.compile(r"\w+")
_SHORTEST = 8
"""Fewer words than this say nothing about this one case."""


def likeness(text: str, report: Report) -> int:
    """How like the nearest template the text is, 0-100; a text of a few words is as good as canned."""
    if len(_WORDS.findall(text)) < _SHORTEST:
        return 100
    said = _essence(text)
    return max((round(fuzz.ratio(said, _essence(t))) for t in _texts(report)), default=0)


def is_canned(text: str, report: Report) -> bool:
    """Whether the text is only a template."""
    return likeness(text, report) >= CANNED_FROM


def _texts(report: Report) -> list[str]:
    # Any template anywhere counts: a text does not become specific by crossing an office border.
    rows = ReplyTemplate.objects.filter(Q(active=True))
    return list(rows.values_list("text", flat=True))


def _essence(text: str) -> str:
    return key(_GAP.sub(" ", text))
