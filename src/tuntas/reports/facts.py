"""What an event says besides verb, actor and time: one dataclass per kind of fact, serialised here alone.

Facts hold ids, codes, dates and digests; never a person's words or contact (those can be erased, the
chain cannot)."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class Facts:
    """Nothing to say."""


@dataclass(frozen=True)
class Submitted(Facts):
    """Digests of title and body; identity mode and content mode; how many files; the area it is about; what made
    the filing doubtful (codes of states.Doubt)."""

    text: str
    identity: str
    content: str
    files: int
    foreign_id: str = ""
    region: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked(Facts):
    """What is missing (codes of the checklist) and how often it was asked."""

    missing: tuple[str, ...] = ()
    times: int = 1


@dataclass(frozen=True)
class Reasoned(Facts):
    """A reason from a closed list."""

    reason: str


@dataclass(frozen=True)
class Sent(Facts):
    """Where it was sent, under which topic, whether that binds, which return this follows."""

    to: UUID
    topic: str = ""
    binding: bool = False
    hops: int = 0


@dataclass(frozen=True)
class Returned(Facts):
    """Why it came back, which unit would be right, who had sent it wrongly."""

    reason: str
    suggested: UUID
    charged_to: UUID | None
    hops: int


@dataclass(frozen=True)
class Responded(Facts):
    """The day by which the unit plans to be done; how like a template the text is (0-100)."""

    plan: date | None = None
    likeness: int = 0


@dataclass(frozen=True)
class FollowedUp(Facts):
    """Kind of follow-up, whether its proof is there, the day promised, the photos from the field that prove it."""

    kind: str
    proof: bool
    promised_on: date | None = None
    field: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held(Facts):
    """Cause from the closed list and the last day of waiting."""

    cause: str
    until: date


@dataclass(frozen=True)
class Merged(Facts):
    """The master."""

    master: UUID


@dataclass(frozen=True)
class NewsChanged(Facts):
    """What the reporter changed about news (reports.news.Change); never an address."""

    what: str


@dataclass(frozen=True)
class Erased(Facts):
    """Which kinds of data went, on which legal basis; after a restore also when they went first."""

    kinds: tuple[str, ...]
    basis: str
    first: datetime | None = None


@dataclass(frozen=True)
class Invoked(Facts):
    """Which right over the own data the reporter asks for, and by when it must be answered."""

    right: str
    due: datetime


@dataclass(frozen=True)
class Decided(Facts):
    """Which right was answered, and whether it was granted."""

    right: str
    granted: bool


@dataclass(frozen=True)
class Corrected(Facts):
    """Which fields of the contact were put right; never what they say."""

    fields: tuple[str, ...]


@dataclass(frozen=True)
class Ended(Facts):
    """How it ended, or which ending is undone."""

    ending: str
    rating: int | None = None


@dataclass(frozen=True)
class Reclassified(Facts):
    """Class before and after."""

    was: str
    now: str


@dataclass(frozen=True)
class Published(Facts):
    """Digest of the public text; kinds of findings that were left to read on purpose; names of the pictures and
    how many boxes cover each (`name:boxes`)."""

    text: str
    kept: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tasked(Facts):
    """The sub-task and its unit."""

    subtask: UUID
    unit: UUID


@dataclass(frozen=True)
class Named(Facts):
    """A person or institution that is now concerned."""

    whom: UUID


@dataclass(frozen=True)
class Tagged(Facts):
    """The tag, and whether it was taken off."""

    tag: UUID
    off: bool = False


@dataclass(frozen=True)
class Struck(Facts):
    """Which clock struck, at which share of its time, with which level of escalation."""

    clock: str
    percent: int
    level: int
    note: str = ""


@dataclass(frozen=True)
class Overseen(Facts):
    """How far the case is at the Ombudsman; what the reporter lets be seen; what was issued and by when it is to be
    carried out; or that this is the office's answer."""

    stage: str
    shown: str = ""
    product: str = ""
    due: date | None = None
    answer: bool = False


@dataclass(frozen=True)
class Recomputed(Facts):
    """Why deadlines moved: decree or rule, and each clock with its due instant before and after."""

    because: str
    moved: tuple[tuple[str, str, str], ...]


def as_json(facts: Facts) -> dict[str, object]:
    """The facts as JSON values; empty ones are left out."""
    pairs = ((field.name, _plain(getattr(facts, field.name))) for field in fields(facts))
    return {name: value for name, value in pairs if value not in (None, "", (), [], False)}


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
