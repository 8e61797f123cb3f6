"""Reply templates: which one fits, what is still open in it, and telling an answer from a template."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from tuntas.kernel.refusals import Invalid
from tuntas.kernel.texts import key

from .models import Event, Message, ReplyTemplate, Report
from .states import Verb

CANNED_FROM = 90
"""Likeness (0-100) from which a text counts as the template itself."""

OFFERED_AT_MOST = 20
"""So many templates are offered for one act: a longer list is not read."""

SAID_WITHIN, SAID_IN_MORE_THAN, ANSWERS_READ = timedelta(days=30), 3, 200
"""A wording is worn out when the unit gave it within this time in more than so many other cases; so many of its
latest answers are looked at."""

_ANSWERS = (Verb.RESPOND, Verb.ACKNOWLEDGE, Verb.FOLLOW_UP, Verb.KEEP_PROMISE, Verb.ASK_REPORTER, Verb.ANSWER_REPLY)
_NAMED = re.compile(r"\[\[([^\[\]]*)\]\]")
_GAP = re.compile(r"\[\[[^\]]*\]\]|\{[^}]*\}|\[[^\]]*\]|_{3,}")
_WORDS = re.compile(r"\w+")
_SHORTEST = 8
"""Fewer words than this say nothing about this one case."""


class UnfilledGaps(Invalid):
    """A text still holds named gaps of its template; each is named."""

    code = "unfilled_gaps"
    sentence = _("Masih ada bagian templat yang belum diisi: {gaps}. Isi atau hapus bagian itu, lalu kirim lagi.")

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(self.sentence, gaps=", ".join(f"[[{name}]]" for name in names))


def gaps(text: str) -> list[str]:
    """The named gaps `[[…]]` that are still open, each once, in their order."""
    return list(dict.fromkeys(" ".join(name.split()) or "…" for name in _NAMED.findall(text)))


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut at its gaps: each piece, and whether it is a gap."""
    parts = re.split(r"(\[\[[^\[\]]*\]\])", text)
    return [(part, _NAMED.fullmatch(part) is not None) for part in parts if part]


def check_filled(text: str) -> None:
    """Raises UnfilledGaps while a gap is open."""
    if found := gaps(text):
        raise UnfilledGaps(found)


def fitting(report: Report, verbs: Iterable[Verb]) -> dict[str, list[ReplyTemplate]]:
    """What may be started from, for each of these acts, the most fitting first: of this very topic before its main
    topic before all topics, then the unit's own before its government's before everybody's. One query."""
    topics, offices = _topics(report), _offices(report)
    rows = ReplyTemplate.objects.filter(
        Q(topic__isnull=True) | Q(topic__in=topics),
        Q(institution__isnull=True) | Q(institution__in=offices),
        active=True,
        verb__in=[verb.value for verb in verbs],
    )
    ordered = sorted(
        rows, key=lambda row: (_place(row.topic_id, topics), _place(row.institution_id, offices), row.name)
    )
    found: dict[str, list[ReplyTemplate]] = {}
    for row in ordered:
        found.setdefault(row.verb, []).append(row)
    return {verb: offered[:OFFERED_AT_MOST] for verb, offered in found.items()}


def _topics(report: Report) -> list[str]:
    topic = report.topic
    return [code for code in (topic.pk, topic.parent_id) if code] if topic else []


def _offices(report: Report) -> list[UUID]:
    """Unit, agency and their governments, the nearest first."""
    near = [office for office in (report.unit, report.agency) if office]
    ids = [*(office.pk for office in near), *(office.government_id_or_self for office in near)]
    return list(dict.fromkeys(ids))


def _place(key: object, among: list[str] | list[UUID]) -> int:
    """Where it stands; what is for all stands last."""
    return len(among) if key is None else list[object](among).index(key)


def likeness(text: str, report: Report) -> int:
    """How like the nearest template the text is, 0-100; a text of a few words is as good as canned."""
    return 100 if is_short(text) else nearest(text)


def is_short(text: str) -> bool:
    """Whether the text has too few words to say anything about one case."""
    return len(_WORDS.findall(text)) < _SHORTEST


def nearest(text: str) -> int:
    """How like the nearest template the text is, 0-100. Any template anywhere counts: a text does not become
    specific by crossing an office border."""
    said = _essence(text)
    texts = ReplyTemplate.objects.filter(active=True).values_list("text", flat=True)
    return max((round(fuzz.ratio(said, _essence(one))) for one in texts), default=0)


def is_canned(text: str, report: Report) -> bool:
    """Whether the text is only a template."""
    return likeness(text, report) >= CANNED_FROM


def said_before(text: str, report: Report, *, at: datetime) -> int:
    """In how many other reports this unit lately gave nearly the same answer. Two queries, bounded work."""
    if report.unit_id is None:
        return 0
    recent = Event.objects.filter(unit_id=report.unit_id, at__gt=at - SAID_WITHIN, verb__in=_ANSWERS)
    places = set(recent.exclude(report=report).order_by("-at").values_list("report_id", "seq")[:ANSWERS_READ])
    rows = Message.objects.filter(report__in={place[0] for place in places}, seq__in={place[1] for place in places})
    told = rows.filter(internal=False).values_list("report_id", "seq", "body")
    said = _essence(text)
    alike = (
        key
        for key, seq, body in told
        if (key, seq) in places and fuzz.ratio(said, _essence(body), score_cutoff=CANNED_FROM)
    )
    return len(set(alike))


def _essence(text: str) -> str:
    return key(_GAP.sub(" ", text))
