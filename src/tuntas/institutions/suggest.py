"""Suggests topics for a text by counting known words, and says which words it went by.

Plain on purpose: a reporter or an officer can see why. No model, no database.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tuntas.kernel.texts import key

from .seed_files import topics

PARENT_SHARE = 0.5  # what a word of the main topic adds to a sub-topic that has words of its own
ORTHOGRAPHY = {
    "jln": "jalan", "yg": "yang", "dgn": "dengan", "tdk": "tidak", "gak": "tidak",
    "ga": "tidak", "nggak": "tidak", "ngga": "tidak", "enggak": "tidak", "kagak": "tidak",
    "kada": "tidak", "blm": "belum", "sdh": "sudah", "rmh": "rumah", "bgt": "banget",
    "antri": "antre", "antrian": "antrean", "skolah": "sekolah", "sklh": "sekolah",
    "banyu": "air", "pd": "pada", "krn": "karena", "tlg": "tolong",
}  # fmt: skip
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A topic, its score (higher is surer; comparable within one text only), and the words found."""

    topic_code: str
    score: float
    words: Words


def suggest_topics(text: str, limit: int = 3) -> list[Suggestion]:
    """The topics that fit `text` best, at most `limit`, best first; none when no word is known."""
    return suggest_among(text, vocabulary(), limit=limit)


def suggest_among(text: str, known: "Vocabulary", *, limit: int = 3) -> list[Suggestion]:
    """As `suggest_topics`, with a vocabulary of one's own (an agency may edit its topics)."""
    found = _hits(_phrases(normalise(text), known.longest), known)
    covered = {known.parents[code] for code in found}  # a sub-topic says it better than its main topic
    scored = (_suggestion(code, found, known) for code in found if code not in covered)
    ranked = sorted(scored, key=lambda suggestion: (-suggestion.score, suggestion.topic_code))
    return ranked[:limit]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Topics by keyword, main topic by topic, and the longest keyword in words."""

    topics_of: Mapping[Words, Words]
    parents: Mapping[str, str]
    longest: int


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the topics that ship with the package."""
    return vocabulary_of((topic.code, topic.parent, topic.keywords) for topic in topics())


def vocabulary_of(rows: Iterable[tuple[str, str, Iterable[str]]]) -> Vocabulary:
    """Made from rows of topic code, code of the main topic or "", keywords."""
    topics_of: dict[Words, list[str]] = {}
    parents: dict[str, str] = {}
    for code, parent, keywords in rows:
        parents[code] = parent
        for phrase in {normalise(keyword) for keyword in keywords}:
            topics_of.setdefault(phrase, []).append(code)
    return Vocabulary(
        topics_of={phrase: tuple(codes) for phrase, codes in topics_of.items()},
        parents=parents,
        longest=max(map(len, topics_of), default=0),
    )


def normalise(text: str) -> Words:
    """Words without case, marks, common abbreviations and the suffix -nya."""
    return tuple(_word(word) for word in re.findall(r"[a-z0-9]+", key(text)))


def _word(word: str) -> str:
    stem = word[:-3] if word.endswith("nya") and len(word) > 6 else word
    return ORTHOGRAPHY.get(stem, stem)


def _phrases(words: Words, longest: int) -> Iterator[Words]:
    for size in range(1, longest + 1):
        for start in range(len(words) - size + 1):
            yield words[start : start + size]


def _hits(phrases: Iterable[Words], known: Vocabulary) -> dict[str, dict[Words, float]]:
    """Weight of each phrase found, by topic; a phrase counts once however often it stands there."""
    found: dict[str, dict[Words, float]] = {}
    for phrase in phrases:
        codes = known.topics_of.get(phrase, ())
        for code in codes:
            found.setdefault(code, {})[phrase] = _weight(phrase, len(codes))
    return found


def _weight(phrase: Words, shared_by: int) -> float:
    """Longer phrases say more; what several topics share says less."""
    return float(len(phrase) ** 1.3) / shared_by


def _suggestion(code: str, found: Mapping[str, Mapping[Words, float]], known: Vocabulary) -> Suggestion:
    own, main = found[code], found.get(known.parents[code], {})
    share = 1.0 if known.parents[code] else PARENT_SHARE
    score = share * sum(own.values()) + PARENT_SHARE * sum(main.values())
    words = tuple(" ".join(phrase) for phrase in {**own, **main})
    return Suggestion(topic_code=code, score=round(score, 2), words=words)
