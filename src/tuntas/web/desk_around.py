"""What stands around a report on its page at the desk: people, files, proof, changes of drafts, likely duplicates."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tuntas.reports.access import visible_to
from tuntas.reports.duplicates import Likely, likely_duplicates
from tuntas.reports.models import Attachment, Mention, Message, MessageKind, Purpose, Report
from tuntas.reports.states import Verb
from tuntas.reports.workflow import may

from . import presenters
from .overseer_door import Watch
from .presenters import Entry, FileView
from .worddiff import Part, word_diff

FileUrl = Callable[[Attachment], str]


@dataclass(frozen=True)
class Person:
    """Somebody who did something here: what it was last."""

    name: str
    did: str


@dataclass(frozen=True)
class Twin:
    """A report that may be the same case. `merges` when the officer may join this one to it."""

    number: str
    url: str
    title: str
    facts: str
    merges: bool


@dataclass(frozen=True)
class Shot:
    """A picture as components/evidence_pair.html wants it."""

    url: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Pair:
    """The newest picture before and after the repair."""

    before: Shot | None
    after: Shot | None


@dataclass(frozen=True)
class Change:
    """How one draft became what came after it."""

    heading: str
    parts: list[Part]


@dataclass(frozen=True)
class Named:
    """Who was named in notes, and whether they have looked."""

    name: str
    seen: str


def people_of(entries: Iterable[Entry]) -> list[Person]:
    """Everybody who acted, each once with the latest act, the latest first. Reads nothing."""
    last: dict[str, Entry] = {}
    for entry in entries:
        last.pop(entry.who, None)
        last[entry.who] = entry
    return [Person(who, f"{entry.label}, {entry.when}") for who, entry in reversed(last.items())]


def files_of(entries: Iterable[Entry]) -> list[FileView]:
    """All files of the report in the order in which they came. Reads nothing."""
    return [file for entry in entries for file in entry.attachments]


def pair_of(report: Report, url: FileUrl) -> Pair | None:
    """The newest proof; nothing when no picture shows a repair. One query."""
    rows = report.attachments.filter(purpose__in=(Purpose.BEFORE, Purpose.AFTER)).exclude(kind="PDF")
    newest = {row.purpose: row for row in rows.order_by("seq", "pk")}
    before, after = newest.get(Purpose.BEFORE), newest.get(Purpose.AFTER)
    if before is None and after is None:
        return None
    return Pair(_shot(before, _("Foto sebelum"), report, url), _shot(after, _("Foto sesudah"), report, url))


def _shot(row: Attachment | None, alt: str, report: Report, url: FileUrl) -> Shot | None:
    if row is None:
        return None
    return Shot(url(row), alt, presenters.moment(row.captured_at, report.agency) if row.captured_at else "")


def changes_of(report: Report, entries: Sequence[Entry]) -> list[Change]:
    """What became of each draft: the next draft, or what the head signed. One query."""
    rows = report.messages.filter(kind__in=(MessageKind.DRAFT, MessageKind.FOLLOW_UP)).order_by("seq", "pk")
    texts: list[Message] = list(rows)
    steps = itertools.pairwise(texts)
    return [
        _change(before, after, entries)
        for before, after in steps
        if before.kind == MessageKind.DRAFT and before.body != after.body
    ]


def _change(before: Message, after: Message, entries: Sequence[Entry]) -> Change:
    entry = entries[after.seq - 1]
    told = {"who": entry.who, "when": entry.when}
    return Change(_("Diubah oleh %(who)s, %(when)s") % told, word_diff(before.body, after.body))


def named_in(report: Report) -> list[Named]:
    """Who was named in the notes, each once. One query."""
    rows = Mention.objects.filter(report=report).select_related("user").order_by("at", "pk")
    seen = {row.user: row.seen_at for row in rows}
    return [Named(f"@{user.name}", _seen(at, report)) for user, at in seen.items()]


def _seen(at: datetime | None, report: Report) -> str:
    return _("dilihat %(when)s") % {"when": presenters.moment(at, report.agency)} if at else _("belum dilihat")


def twins_of(report: Report, watch: Watch) -> list[Twin]:
    """Likely duplicates that the officer may see. One query."""
    merges = may(report, Verb.MERGE, watch.officer)
    return [_twin(one, merges) for one in likely_duplicates(report, visible_to(watch.officer))]


def _twin(one: Likely, merges: bool) -> Twin:
    row = one.report
    apart = "" if one.metres is None else _("%(metres)d m dari sini") % {"metres": one.metres}
    alike = _("kata-kata mirip %(share)d%%") % {"share": one.likeness}
    facts = " · ".join(filter(None, (presenters.public_status(row), apart, alike)))
    return Twin(row.number, reverse("web:desk_report", args=[row.reference]), row.title, facts, merges)
