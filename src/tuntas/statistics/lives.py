"""What each event of a report adds to the figures: the one definition, for the worker and for the recount.

An event is read with those of its report that came before it, and with nothing else: no clock, no calendar, no column
of the report. So the same log gives the same figures on any day, whatever calendar was amended or unit renamed since:
working days and kept deadlines are those stamped on the event when it happened, deadlines those it told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from tuntas.reports.models import Event
from tuntas.reports.states import Ending, Verb

from .measures import ACTING, CLOSING, COUNTED, DECIDING, DISPATCHING, SENDING, UNDOING
from .spread import bucket

METRICS: Mapping[str, str] = {
    "<VERB>": "events of each counted verb",
    "ending.<ENDING>": "endings of each kind, less those undone",
    "response.days": "working days from the first dispatch to the first answer: what the reporter waited",
    "response.unit_days": "the same from the day the answering unit got the report",
    "response.on_time": "1: answered within the deadline, 0: later",
    "response.minutes": "calendar time from the first dispatch, in minutes",
    "response.left": "working days waited by reports that ended without an answer",
    "follow_up.*": "the same five for the first substantive follow-up",
    "verified": "1: decided within the verification deadline told in the log, 0: later",
    "promise": "1: kept by its day, 0: broken or kept later",
    "sent": "dispatches, under the institution that sent; `charged`: those handed back as wrongly sent",
    "bounces": "reports by how often they were handed back so far, under who sent them first",
    "archived.<REASON>": "archived for this reason, less those taken up again",
    "rating": "ratings of reports that the reporter confirmed; `rating.other`: of reports closed otherwise",
    "stage.<STATE>": "stays in a state that are over; `total` is their calendar time in minutes",
    "waiting.open": "open reports, `value` is the local day of receipt as an ordinal",
    "waiting.response": "open reports without an answer, since the day of the first dispatch",
    "waiting.follow_up": "open reports without a follow-up, since the day of the first dispatch",
    "waiting.unit_response": "the same two, since the day the unit of now got them (`waiting.unit_follow_up`)",
}
_FIELDS = (
    *("id", "report_id", "seq", "tenant_id", "verb", "source", "target", "at", "facts", "year", "local_date"),
    *("agency_id", "unit_id", "topic_code", "classification", "channel", "days", "unit_days", "on_time", "ending"),
)


class Said(NamedTuple):
    """One event, as far as it is counted."""

    id: UUID
    report_id: UUID
    seq: int
    tenant_id: UUID
    verb: str
    source: str
    target: str
    at: datetime
    facts: Mapping[str, object]
    year: int
    local_date: date
    agency_id: UUID | None
    unit_id: UUID | None
    topic_code: str
    classification: str
    channel: str
    days: int | None
    unit_days: int | None
    on_time: bool | None
    ending: str


class Place(NamedTuple):
    """Where something is counted. `area` is the code of the district the report is about; `year` that of receipt."""

    tenant: UUID
    unit: UUID | None
    topic: str
    classification: str
    channel: str
    area: str
    year: int


class Entry(NamedTuple):
    """One addition; `times` is negative where something is taken back."""

    place: Place
    day: date
    metric: str
    value: int = 0
    times: int = 1
    total: int = 0

    @property
    def undone(self) -> "Entry":
        """What takes it back."""
        return self._replace(times=-self.times, total=-self.total)


def said(events: QuerySet[Event]) -> Iterable[Said]:
    """The events, report by report and in order, streamed: not all are in memory."""
    ordered = events.order_by("report_id", "seq").values_list(*_FIELDS)
    return map(Said._make, ordered.iterator(chunk_size=2_000))


def entries(events: Iterable[Said]) -> Iterator[tuple[UUID, list[Entry]]]:
    """For each event its id and what it adds. The events of a report must come together, in order, from the first."""
    return ((event.id, found) for event, found in additions(events))


def additions(events: Iterable[Said]) -> Iterator[tuple[Said, list[Entry]]]:
    """The same with the event itself."""
    for _report, own in groupby(events, key=lambda event: event.report_id):
        life = _Life()
        for event in own:
            yield event, life.take(event)


class _Life:
    """One report, as far as its events have been read."""

    def __init__(self) -> None:
        self.area = ""
        self.last: Said | None = None
        self.here: Place
        self.received: date
        self.entered: datetime
        self.sent_first: Said | None = None
        self.first_place: Place
        self.unit_since: date | None = None
        self.returns = 0
        self.answered = self.acted = self.ended = False
        self.standing: list[Entry] = []
        self.waiting: dict[str, Entry] = {}

    def take(self, event: Said) -> list[Entry]:
        """What this event adds."""
        if self.last is None:
            self._begin(event)
        here = Place(
            *(event.tenant_id, event.unit_id, event.topic_code, event.classification, event.channel),
            *(self.area, event.year),
        )
        found = [Entry(here, event.local_date, event.verb)] if event.verb in COUNTED else []
        for read in _READERS:
            found += read(self, event, here)
        self._note(event)
        found += self._waits(here)
        self.last, self.here = event, here
        return found

    def _begin(self, event: Said) -> None:
        self.area = str(event.facts.get("region", ""))[:6]
        self.received, self.entered = event.local_date, event.at

    def _note(self, event: Said) -> None:
        verb = event.verb
        self.answered = self.answered or verb == Verb.RESPOND
        self.acted = self.acted or verb in ACTING
        self.ended = (self.ended or verb in CLOSING) and verb not in UNDOING
        if verb in DISPATCHING:
            self.unit_since = event.local_date
        if event.source != event.target:
            self.entered = event.at

    def _waits(self, here: Place) -> list[Entry]:
        """What waits from now on, where it differs from what waited before."""
        now = dict(self._waiting(here))
        gone = [entry.undone for name, entry in self.waiting.items() if now.get(name) != entry]
        come = [entry for name, entry in now.items() if self.waiting.get(name) != entry]
        self.waiting = now
        return gone + come

    def _waiting(self, here: Place) -> Iterator[tuple[str, Entry]]:
        if self.ended:
            return
        yield "open", _wait(here, "waiting.open", self.received)
        duties = [name for name, done in (("response", self.answered), ("follow_up", self.acted)) if not done]
        if self.sent_first is None:
            return
        for name in duties:
            yield name, _wait(here, f"waiting.{name}", self.sent_first.local_date)
            if here.unit is not None and self.unit_since is not None:
                yield f"unit_{name}", _wait(here, f"waiting.unit_{name}", self.unit_since)


def _wait(here: Place, metric: str, since: date) -> Entry:
    return Entry(here, since, metric, since.toordinal())


def _measured(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    name = "response" if event.verb == Verb.RESPOND else "follow_up" if event.verb in ACTING else ""
    if not name or event.days is None:
        return
    yield Entry(here, event.local_date, f"{name}.days", event.days, 1, event.days)
    if event.unit_days is not None:
        yield Entry(here, event.local_date, f"{name}.unit_days", event.unit_days, 1, event.unit_days)
    if event.on_time is not None:
        yield Entry(here, event.local_date, f"{name}.on_time", int(event.on_time), 1, int(event.on_time))
    if life.sent_first is not None:
        minutes = _between(life.sent_first.at, event.at)
        yield Entry(here, event.local_date, f"{name}.minutes", bucket(minutes), 1, minutes)


def _between(start: datetime, end: datetime) -> int:
    """Whole minutes."""
    return max(int((end - start).total_seconds()) // 60, 0)


def _endings(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    """An ending, or one undone; with an undone ending all goes that stood by it."""
    if event.verb in CLOSING and event.ending:
        yield Entry(here, event.local_date, f"ending.{event.ending}")
        yield from _stand(life, _by_ending(life, event, here))
    elif event.verb in UNDOING:
        if event.ending:
            yield Entry(here, event.local_date, f"ending.{event.ending}", 0, -1)
        yield from (entry.undone for entry in life.standing)
        life.standing = []


def _stand(life: _Life, found: Iterable[Entry]) -> Iterator[Entry]:
    for entry in found:
        life.standing.append(entry)
        yield entry


def _by_ending(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    if event.verb == Verb.ARCHIVE:
        yield Entry(here, event.local_date, f"archived.{event.facts.get('reason', '')}")
    if life.sent_first is None or event.days is None:
        return
    for name, done in (("response", life.answered), ("follow_up", life.acted)):
        if not done:
            yield Entry(here, event.local_date, f"{name}.left", event.days, 1, event.days)


def _ratings(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    rating = event.facts.get("rating")
    if event.verb in (Verb.CONFIRM, Verb.RATE) and isinstance(rating, int):
        metric = "rating" if event.facts.get("ending") == Ending.CONFIRMED else "rating.other"
        yield from _stand(life, [Entry(here, event.local_date, metric, rating, 1, rating)])


def _verified(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    if event.verb in DECIDING:
        yield from _kept(event, here, "VERIFICATION", "verified")


def _promises(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    if event.verb == Verb.KEEP_PROMISE:
        yield from _kept(event, here, "PROMISE", "promise")
    elif event.verb == Verb.BREAK_PROMISE:
        yield Entry(here, event.local_date, "promise", 0)


def _kept(event: Said, here: Place, clock: str, metric: str) -> Iterator[Entry]:
    """Whether the clock that this event stopped had time left, by the deadline that the event itself tells."""
    due = next((due for kind, effect, due in told(event) if (kind, effect) == (clock, "stop")), "")
    if due:
        kept = int(event.at <= datetime.fromisoformat(due))
        yield Entry(here, event.local_date, metric, kept, 1, kept)


def told(event: Said) -> list[list[str]]:
    """What the event tells of clocks: kind, effect, deadline (ISO, empty when there is none)."""
    clocks = event.facts.get("clocks")
    return clocks if isinstance(clocks, list) else []


def _routing(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    """Dispatches and returns under who sent, who must answer for a wrong address."""
    if event.verb in SENDING:
        sender = life.last.agency_id if life.last is not None else event.agency_id
        place = here._replace(unit=sender)
        yield Entry(place, event.local_date, "sent")
        if life.sent_first is None:
            life.sent_first, life.first_place = event, place
            yield Entry(place, event.local_date, "bounces")
    elif event.verb == Verb.RETURN:
        yield from _bounced(life, event, here)


def _bounced(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    charged = event.facts.get("charged_to")
    yield Entry(here._replace(unit=UUID(str(charged)) if charged else None), event.local_date, "charged")
    if life.sent_first is not None:
        before = Entry(life.first_place, life.sent_first.local_date, "bounces", life.returns, 1, life.returns)
        life.returns += 1
        yield before.undone
        yield before._replace(value=life.returns, total=life.returns)


def _stages(life: _Life, event: Said, here: Place) -> Iterator[Entry]:
    """A stay that is over, under the unit that had the report during it."""
    if event.source and event.source != event.target:
        minutes = _between(life.entered, event.at)
        yield Entry(life.here, event.local_date, f"stage.{event.source}", 0, 1, minutes)


_READERS: tuple[Callable[[_Life, Said, Place], Iterator[Entry]], ...] = (
    _measured,
    _endings,
    _ratings,
    _verified,
    _promises,
    _routing,
    _stages,
)
