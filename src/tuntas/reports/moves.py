"""A move: one change of one report while it happens."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tuntas.accounts.actors import Actor, Officer, Reporter, System
from tuntas.kernel.ids import new_id
from tuntas.media.store import Stored
from tuntas.sla.workdays import CalendarMissing

from .chain import digest, new_salt
from .clocks import Board
from .facts import Facts
from .models import Attachment, Message, MessageKind, Purpose, Report
from .states import State, Verb
from .templates import check_filled


@dataclass
class Move:
    """What an action fills in between permission and storing. `was` is the report before the change."""

    report: Report
    was: Report
    verb: Verb
    by: Actor
    at: datetime
    board: Board
    target: State
    facts: Facts = field(default_factory=Facts)
    texts: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    days: int | None = None
    unit_days: int | None = None
    on_time: bool | None = None
    ending: str = ""

    @property
    def seq(self) -> int:
        """The number of the event this move will leave."""
        return self.was.last_seq + 1

    @property
    def local_date(self) -> date:
        """The date at the coordinating institution."""
        return self.board.calendar(self.report.agency).local_date(self.at)

    def days_since(self, start: datetime) -> int | None:
        """Working days since `start`; unknown, not a refusal, while the calendar of the year is missing."""
        try:
            return self.board.calendar(self.report.agency).between(start, self.at)
        except CalendarMissing:
            return None

    def say(self, kind: MessageKind, body: str, *, internal: bool = False) -> None:
        """Store a text with the event; its salted digest goes into the chain.

        Raises UnfilledGaps when an officer's text for the reporter, or the draft of one, still holds a gap of its
        template. It is asked here, where every text comes by, so that no act and no way in can forget it.
        """
        if isinstance(self.by, Officer) and (not internal or kind == MessageKind.DRAFT):
            check_filled(body)
        salt = new_salt()
        self.texts.append(digest(salt, body))
        message = Message(report=self.report, seq=self.seq, kind=kind, body=body, salt=salt, at=self.at)
        message.internal, message.from_reporter = internal, isinstance(self.by, Reporter)
        self.messages.append(message)

    def attach(self, files: tuple[Stored, ...], purpose: str = Purpose.EVIDENCE, *, internal: bool = False) -> None:
        """Store files with the event."""
        from_reporter = isinstance(self.by, Reporter) or self.verb == Verb.SUBMIT
        for stored in files:
            attachment = _attachment(stored)
            attachment.report, attachment.seq, attachment.purpose = self.report, self.seq, purpose
            attachment.from_reporter, attachment.internal = from_reporter, internal
            self.files.append(attachment)


def actor_label(by: Actor) -> str:
    """How an actor is named where people read it: never a reporter's name."""
    if isinstance(by, Officer):
        return by.name
    return "sistem" if isinstance(by, System) else "pelapor"


def _attachment(stored: Stored) -> Attachment:
    return Attachment(
        id=new_id(),
        kind=stored.kind.name,
        name=stored.id,
        size=stored.size,
        sha256=stored.sha256,
        captured_at=stored.capture.taken_at,
        captured_latitude=stored.capture.latitude,
        captured_longitude=stored.capture.longitude,
    )
