"""What is said without moving a deadline: additions, notes, replies."""

from datetime import datetime

from tuntas.accounts.actors import Actor
from tuntas.kernel.texts import required
from tuntas.media.store import Stored

from .. import identity
from ..facts import Facts
from ..identity import Contact
from ..models import MessageKind, Report
from ..states import Verb
from ..workflow import moving


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


def note(report: Report, *, body: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """An internal note: never shown to the reporter or the public; no deadline moves."""
    with moving(report, Verb.NOTE, by=by, at=at) as move:
        move.say(MessageKind.NOTE, required(body, field="body"), internal=True)
        move.attach(files, internal=True)
    return report


def reveal(report: Report, *, reason: str, by: Actor, at: datetime) -> Contact:
    """Open the reporter's identity; the reporter sees in the timeline that it happened."""
    with moving(report, Verb.REVEAL, by=by, at=at) as move:
        contact = identity.reveal(report, by=by, reason=reason, at=at)
        move.facts = Facts()
        move.say(MessageKind.NOTE, reason.strip(), internal=True)
    return contact
