"""What is said without moving a deadline: additions, notes, replies."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor, Officer, System
from tuntas.accounts.models import User
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.texts import optional, required
from tuntas.media.store import Stored
from tuntas.vault.ring import Ring

from .. import identity
from ..facts import Facts, Reasoned, Tagged
from ..identity import Contact
from ..models import MessageKind, Report, Tag, Tagging
from ..states import Verb
from ..workflow import moving
from .mentions import mention, see_mentions


def reply(report: Report, *, body: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """The reporter answers the follow-up without confirming or disputing it (T18)."""
    with moving(report, Verb.REPLY, by=by, at=at) as move:
        move.say(MessageKind.REPLY, required(body, field="body"))
        move.attach(files)
    return report


def add(report: Report, *, body: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """The reporter adds something, at any time; no deadline moves."""
    with moving(report, Verb.ADD, by=by, at=at) as move:
        move.say(MessageKind.ADDITION, required(body, field="body"))
        move.attach(files)
    return report


def note(
    report: Report,
    *,
    body: str,
    files: tuple[Stored, ...] = (),
    mentions: Sequence[User] = (),
    by: Actor,
    at: datetime,
) -> Report:
    """An internal note: never shown to the reporter or the public; no deadline moves.

    The colleagues in `mentions` hear of it; whoever writes has answered what named them before. Raises Invalid when
    one of them may not open the report.
    """
    with moving(report, Verb.NOTE, by=by, at=at) as move:
        move.say(MessageKind.NOTE, required(body, field="body"), internal=True)
        move.attach(files, internal=True)
        if isinstance(by, Officer):
            see_mentions(report, by=by, at=at)
        mention(move, mentions)
    return report


def reveal(report: Report, *, reason: str, by: Actor, at: datetime) -> Contact:
    """Open the reporter's identity; the reporter sees in the timeline that it happened."""
    with moving(report, Verb.REVEAL, by=by, at=at) as move:
        contact = identity.reveal(report, by=by, reason=reason, at=at)
        move.facts = Facts()
        move.say(MessageKind.NOTE, reason.strip(), internal=True)
    return contact


def reveal_with(report: Report, ring: Ring, *, who: str, reason: str, by: System, at: datetime) -> Contact:
    """Open the identity with keys that people brought: the Ombudsman's, or the escrow's of two shares.

    `who` names those people. The reporter sees it like any other opening, marked as one by keys from outside.
    """
    with moving(report, Verb.REVEAL, by=by, at=at) as move:
        contact = identity.opened_with(report, ring, who=who, reason=reason, at=at)
        move.facts = Reasoned("ESCROW")
        move.say(MessageKind.NOTE, f"{who}: {reason.strip()}", internal=True)
    return contact


def tag_named(name: str, *, by: Officer) -> Tag:
    """The tag of that name in the officer's government, made when it is new. Raises Invalid, NotAllowed."""
    called = required(name, field="tag", limit=40)
    if not by.seats:
        raise NotAllowed()
    return Tag.objects.get_or_create(institution_id=by.seats[0].government_id, name=called)[0]


def tag(report: Report, *, tag: Tag, by: Actor, at: datetime) -> Report:
    """Put a tag of one's own government on a report, for officers alone. Raises Invalid when it is there already."""
    with moving(report, Verb.TAG, by=by, at=at) as move:
        if not isinstance(by, Officer) or tag.institution_id not in {seat.government_id for seat in by.seats}:
            raise NotAllowed()
        if not Tagging.objects.get_or_create(report=move.report, tag=tag)[1]:
            raise Invalid(_("Tanda itu sudah ada pada laporan ini."), field="tag")
        move.facts = Tagged(tag.pk)
    return report


def untag(report: Report, *, tag: Tag, by: Actor, at: datetime) -> Report:
    """Take a tag of one's own government off again. Raises Invalid when it is not there."""
    with moving(report, Verb.TAG, by=by, at=at) as move:
        if not isinstance(by, Officer) or tag.institution_id not in {seat.government_id for seat in by.seats}:
            raise NotAllowed()
        if not Tagging.objects.filter(report=move.report, tag=tag).delete()[0]:
            raise Invalid(_("Tanda itu tidak ada pada laporan ini."), field="tag")
        move.facts = Tagged(tag.pk, off=True)
    return report


def nudge(report: Report, *, note: str = "", by: Actor, at: datetime) -> Report:
    """The coordinator reminds whoever must act now: the unit's liaison, or before dispatch the own admins."""
    with moving(report, Verb.NUDGE, by=by, at=at) as move:
        if text := optional(note, field="note", limit=1000):
            move.say(MessageKind.NOTE, text, internal=True)
    return report
