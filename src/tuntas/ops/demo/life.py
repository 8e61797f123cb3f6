"""One report of the demonstration, lived from receipt to its end, or until now.

Every step is a real action at a moment of the past. Before each, the sweeper takes the strokes that came
due since the step before, at their own moment, just as it would have then. What would lie after now has
not happened: the life rests, and the report stays where it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tuntas.accounts.actors import Actor, Officer, Reporter, Visitor
from tuntas.accounts.models import Role
from tuntas.institutions.models import Topic
from tuntas.oversight import lapses
from tuntas.reports.actions import submit
from tuntas.reports.clocks import due_to_strike
from tuntas.reports.drafts import Draft
from tuntas.reports.identity import Contact
from tuntas.reports.models import Clock, Report
from tuntas.reports.states import TERMINAL, Channel, Classification, ContentMode, IdentityMode, State
from tuntas.sla.workdays import CalendarMissing, WorkCalendar

from .cast import Cast
from .pictures import Pictures
from .routes import Route
from .stories import Told, names
from .times import at_home, at_work
from .turns import CHANNELS, Turns

PROVINCE = "kalsel"
_TYPED_IN = frozenset({Channel.COUNTER, Channel.LETTER, Channel.PHONE})


class Rest(Exception):
    """Nothing more happens to this report for now."""


@dataclass(frozen=True)
class Stage:
    """What all lives share. `points` are latitude and longitude by the code of a region."""

    now: datetime
    calendar: WorkCalendar
    cast: Cast
    pictures: Pictures
    topics: dict[str, Topic]
    points: dict[str, tuple[float | None, float | None]]
    codes: dict[str, str] = field(default_factory=dict)
    """Reference -> access code of the reports made, for those that are shown to the visitor."""


@dataclass
class Life:
    """A report under way. `at` is the moment of its last step."""

    stage: Stage
    random: Random
    told: Told
    route: Route
    turns: Turns
    at: datetime
    number: int
    twin: "Life | None" = None
    """A second report about the very same thing, to be merged into this one."""
    report: Report = field(init=False)

    def live(self, script: Callable[["Life"], None]) -> None:
        """Receive the report, follow the script, and let the clocks strike until now."""
        try:
            self.receive()
            script(self)
        except (Rest, CalendarMissing):
            pass
        if State(self.report.state) not in TERMINAL:
            self._strike_until(self.stage.now)

    def receive(self) -> None:
        """File the report."""
        draft = self._draft()
        admin = self.stage.cast.who(Role.AGENCY_ADMIN, PROVINCE)
        receipt = submit.submit(draft, by=admin if draft.channel in _TYPED_IN else Visitor(), at=self.at)
        self.report = Report.objects.get(pk=receipt.report_id)
        # Held already, so that no step needs to read them again.
        self.report.tenant = self.report.agency = self.stage.cast.offices[PROVINCE]
        self.report.topic = self.stage.topics[self.told.topic]
        self.stage.codes[receipt.reference] = receipt.access_code
        self._rest_if_halted()

    def do(self, action: Callable[..., Any], *what: object, by: Actor, at: datetime, **how: object) -> Any:
        """One step. Raises Rest when it lies after now, or when it leads to where the report is to stay."""
        self.wait(at)
        done = action(self.report, *what, by=by, at=at, **how)
        self._rest_if_halted()
        return done

    def wait(self, at: datetime) -> None:
        """Let time pass until `at`, with what the clocks do meanwhile."""
        if at > self.stage.now:
            raise Rest
        self._strike_until(at)
        self.at = at

    def office(self, days: int = 0) -> datetime:
        """A moment in office hours so many working days after the last step."""
        return at_work(self.random, self.at, days, self.stage.calendar)

    def home(self, first: int, last: int) -> datetime:
        """A moment at which the reporter writes, between so many days after the last step."""
        return at_home(self.random, self.at, self.random.randint(first, last), self.stage.calendar)

    def chance(self, share: float) -> bool:
        """True in that share of the cases."""
        return self.random.random() < share

    @property
    def reporter(self) -> Reporter:
        """Whoever holds the access code."""
        return Reporter(self.report.pk)

    @property
    def verifier(self) -> Officer:
        """The admin of the province; the Inspektorat in its room."""
        return self._inspector if self.report.is_supervision else self.stage.cast.who(Role.AGENCY_ADMIN, PROVINCE)

    @property
    def other_verifier(self) -> Officer:
        """Somebody else with the same rights."""
        return self.stage.cast.who(Role.AGENCY_ADMIN, PROVINCE, 1)

    @property
    def local_admin(self) -> Officer:
        """The admin of the government whose unit is in charge."""
        code = self.route.government.code
        return self.stage.cast.who(Role.NATIONAL_ADMIN if code == "ri" else Role.AGENCY_ADMIN, code)

    @property
    def worker(self) -> Officer:
        """The liaison officer of the unit in charge."""
        return self._inspector if self.report.is_supervision else self.liaison_of(self.route.unit.code)

    @property
    def head(self) -> Officer:
        """The head of the unit in charge."""
        return self.stage.cast.who(Role.HEAD, self.route.unit.code)

    def liaison_of(self, office: str) -> Officer:
        """The liaison officer of a unit."""
        return self.stage.cast.who(Role.LIAISON, office)

    @property
    def _inspector(self) -> Officer:
        return self.stage.cast.who(Role.INSPECTOR, self.route.unit.code)

    def _rest_if_halted(self) -> None:
        if self.report.state == self.turns.halt:
            raise Rest

    def _strike_until(self, at: datetime) -> None:
        """What the sweeper would have done at each moment at which a clock of this report was due."""
        passed: list[UUID] = []
        while key := self._due(at, passed):
            clock = Clock.objects.select_related("institution").get(pk=key)
            clock.report = self.report
            stroke = lapses._take(clock, max(clock.strike_at or at, self.report.last_at))
            if stroke == lapses.Stroke.SKIPPED:
                passed.append(key)

    def _due(self, at: datetime, passed: list[UUID]) -> UUID | None:
        """The clock that strikes next, if its time has come. Asked before every step, so it asks for little."""
        clocks = due_to_strike(at).filter(report=self.report.pk)
        if passed:
            clocks = clocks.exclude(pk__in=passed)
        return next(iter(clocks.values_list("pk", flat=True)[:1]), None)

    def _draft(self) -> Draft:
        told = self.told
        latitude, longitude = self._point()
        return Draft(
            key=f"peragaan-{self.number}",
            title=told.title,
            body=told.body,
            classification=Classification(told.klass),
            topic_code=told.topic,
            incident_on=self.stage.calendar.local_date(self.at) - timedelta(days=self.random.randint(0, 20)),
            place_text=told.place_text,
            region_code=told.region,
            latitude=latitude,
            longitude=longitude,
            identity=IdentityMode(told.identity),
            content=ContentMode(told.content),
            contact=self._contact(),
            files=self._evidence(),
            channel=Channel(self.random.choices(list(CHANNELS), list(CHANNELS.values()))[0]),
            language=told.language,
            publish_wish=True if told.content == "PUBLIC" and self.chance(0.7) else None,
        )

    def _point(self) -> tuple[float | None, float | None]:
        """Somewhere near the middle of the region, for a third of the reports about things one can see."""
        latitude, longitude = self.stage.points.get(self.told.region, (None, None))
        if latitude is None or longitude is None or self.told.content == "SECRET" or not self.chance(0.4):
            return None, None
        return latitude + self.random.uniform(-0.004, 0.004), longitude + self.random.uniform(-0.004, 0.004)

    def _contact(self) -> Contact:
        if self.told.identity == "NONE":
            return Contact()
        name = self.random.choice(names())
        address = f"{name.lower().replace(' ', '.').replace(chr(39), '')}@warga.example"
        return Contact(name=name, email=address if self.chance(0.7) else "")

    def _evidence(self) -> tuple[Any, ...]:
        if self.told.follow_up_kind not in {"PHYSICAL", "PROMISE"} or not self.chance(0.45):
            return ()
        return (self.stage.pictures.before(self.number),)
