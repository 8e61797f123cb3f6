"""The story of a report as a paper: what its own page says, to keep or to show somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .typesetting import pdf, shown


@dataclass(frozen=True)
class FactLine:
    """One of the three facts: whether it happened, and when or why not."""

    name: str
    done: bool
    text: str


@dataclass(frozen=True)
class Step:
    """One step of the story."""

    when: str
    who: str
    label: str
    text: str
    files: Sequence[str] = ()


@dataclass(frozen=True)
class DeadlineStory:
    """One deadline: its name, how it stands, and why it falls on that day."""

    kind: str
    text: str
    sentences: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Story:
    """What stands on the paper, in the reader's language. `made_at` dates it."""

    service: str
    number: str
    made: str
    made_at: datetime
    status: str
    subject: str
    body: str
    letter: Sequence[str]
    facts: Sequence[FactLine]
    steps: Sequence[Step]
    deadlines: Sequence[DeadlineStory]


def story_pdf(story: Story) -> bytes:
    """The story as PDF/UA in the active language; equal stories give equal bytes."""
    return pdf("story.typ", _data(story), at=story.made_at)


def _data(story: Story) -> dict[str, object]:
    return {
        "language": (get_language() or "id").split("-")[0],
        "title": _("Laporan %(number)s") % {"number": story.number},
        "service": shown(story.service),
        "made": shown(story.made),
        "status": shown(story.status),
        "letter": [shown(sentence) for sentence in story.letter],
        "facts_title": _("Tiga hal yang dicatat"),
        "facts": [_fact(fact) for fact in story.facts],
        "report": {"title": _("Yang Anda laporkan"), "subject": shown(story.subject), "body": shown(story.body)},
        "steps_title": _("Riwayat dan percakapan"),
        "steps": [_step(step) for step in story.steps],
        "deadlines_title": _("Batas waktu"),
        "deadlines": [_deadline(deadline) for deadline in story.deadlines],
    }


def _fact(fact: FactLine) -> dict[str, str]:
    return {"name": fact.name, "state": _("sudah") if fact.done else _("belum"), "text": shown(fact.text)}


def _step(step: Step) -> dict[str, object]:
    meta = " · ".join(part for part in (step.when, step.who) if part)
    files = [shown(name) for name in step.files]
    return {"label": shown(step.label), "meta": shown(meta), "text": shown(step.text), "files": files}


def _deadline(deadline: DeadlineStory) -> dict[str, object]:
    sentences = [shown(sentence) for sentence in deadline.sentences]
    return {"kind": shown(deadline.kind), "text": shown(deadline.text), "sentences": sentences}
