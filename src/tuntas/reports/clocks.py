"""The clocks of a report: starting, stopping, pausing, resuming. Every effect is told to the event.

A pause moves the deadline by the working days it lasted. A stopped clock that is revived has its time
between stop and revival counted as a pause, with a smallest remainder. A deadline whose calendar is not
known yet is empty, never guessed; `recompute` fills it when the calendar is there.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id
from tuntas.sla.calendars import calendar_of
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.explain import PauseStory, Story
from tuntas.sla.models import Rule
from tuntas.sla.rules import rule_for
from tuntas.sla.workdays import CalendarMissing, WorkCalendar, deadline

from .models import NEVER, Clock, ClockPause, Report

LADDER: dict[Kind, tuple[int, ...]] = {
    Kind.RESPONSE: (50, 80, 100, 150, 200),
    Kind.SETTLEMENT: (50, 80, 100, 150, 200),
    Kind.VERIFICATION: (50, 100, 150, 200),
    Kind.COMPLETION: (50, 80, 100),
    Kind.AUTO_CLOSE: (50, 90, 100),
    Kind.REPLY: (80, 100, 150),
    Kind.OMBUDSMAN: (100,),
}
"""At which shares of its time (percent) a clock strikes. Domain 8.5; kinds not named strike at the end."""

QUIET = frozenset({Kind.STATUTORY_RESPONSE, Kind.STATUTORY_SETTLEMENT, Kind.OMBUDSMAN, Kind.ACCEPTANCE})
"""Clocks that say nothing about what is to be done next: the law's own, and the days for handing back (a unit that
lets those pass has accepted: nothing is late)."""

_OF_THE_UNIT = frozenset({Kind.RESPONSE, Kind.ACCEPTANCE, Kind.REPLY, Kind.WAITING, Kind.PROMISE})

_MOVING = (
    *("rule", "days", "unit", "due_at", "floor_from", "floor_days"),
    *("paused_at", "stopped_at", "lapsed_at", "struck", "strike_at"),
)
"""The columns of a clock that can change after its start."""


@dataclass
class Board:
    """The clocks of one report during one change. Call `save` once, at its end."""

    report: Report
    at: datetime
    actor: str
    reason: str = ""
    told: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._fresh: list[Clock] = []
        self._changed: set[object] = set()
        self._pauses: list[ClockPause] = []
        self._calendars: dict[object, WorkCalendar] = {}

    @cached_property
    def _clocks(self) -> list[Clock]:
        """The stored clocks in order of their start; read when the first effect asks."""
        return list(self.report.clocks.order_by("started_at", "id")) if self.report.last_seq else []

    def running(self, kind: Kind) -> Clock | None:
        """The running (perhaps paused) clock of this kind."""
        return next((c for c in self._clocks if c.kind == kind and c.stopped_at is None), None)

    def latest(self, kind: Kind) -> Clock | None:
        """The clock of this kind that started last."""
        return next((c for c in reversed(self._clocks) if c.kind == kind), None)

    def calendar(self, institution: Institution) -> WorkCalendar:
        """The institution's calendar, read once a change."""
        if institution.pk not in self._calendars:
            self._calendars[institution.pk] = calendar_of(institution)
        return self._calendars[institution.pk]

    def start(self, kind: Kind, *, since: datetime | None = None, days: int | None = None, share: float = 1) -> None:
        """Start a clock by its rule, unless one of this kind runs. `days` and `share` shorten the rule."""
        if self.running(kind) is None:
            rule = self._rule(kind)
            length = days or math.ceil(rule.days * share)
            self._add(self._new(kind, since or self.at, rule=rule, days=length, unit=rule.unit))

    def start_until(self, kind: Kind, day: date) -> None:
        """Start a clock that is due at closing time of a promised day."""
        office = self._office(kind)
        due = datetime.combine(day, office.closes, self.calendar(office).zone)
        self._add(self._new(kind, self.at, days=0, unit=Unit.WORKING, fixed_due_at=due))

    def stop(self, kind: Kind) -> None:
        """Stop the running clock of this kind, if there is one."""
        clock = self.running(kind)
        if clock is not None:
            if clock.paused_at is not None:
                self._close_pause(clock)
            clock.stopped_at, clock.paused_at, clock.strike_at = self.at, None, None
            self._tell("stop", clock)

    def stop_all(self) -> None:
        """Stop every clock."""
        for clock in [c for c in self._clocks if c.stopped_at is None]:
            self.stop(Kind(clock.kind))

    def restart(self, kind: Kind) -> None:
        """Stop the running clock and start a fresh one."""
        self.stop(kind)
        self.start(kind)

    def pause(self, kind: Kind) -> None:
        """Let the running clock stand still."""
        clock = self.running(kind)
        if clock is not None and clock.paused_at is None:
            clock.paused_at, clock.strike_at, clock.due_at = self.at, None, None
            self._open_pause(clock, self.at)
            self._tell("pause", clock)

    def resume(self, kind: Kind) -> None:
        """Let a paused clock run on: its deadline moves by the working days of the pause."""
        clock = self.running(kind)
        if clock is not None and clock.paused_at is not None:
            self._close_pause(clock)
            clock.paused_at = None
            self._set_due(clock)
            self._tell("resume", clock)

    def revive(self, kind: Kind, *, least: int) -> None:
        """Run a stopped clock on with the time it had left, at least `least` working days."""
        clock = self.latest(kind)
        if clock is not None and clock.stopped_at is not None:
            self._open_pause(clock, clock.stopped_at)
            self._close_pause(clock)
            clock.stopped_at = None
            clock.floor_from, clock.floor_days = self.at, least
            self._set_due(clock)
            self._tell("revive", clock)

    def unstop(self, kind: Kind) -> None:
        """Run a stopped statutory clock on as if it had never stopped: the law knows no pause."""
        clock = self.latest(kind)
        if clock is not None and clock.stopped_at is not None:
            clock.stopped_at = None
            self._set_due(clock)
            self._tell("unstop", clock)

    def rule_anew(self, kind: Kind) -> None:
        """After a change of class: the new rule counts from the original start."""
        clock = self.running(kind)
        if clock is not None:
            rule = self._rule(kind)
            clock.rule, clock.days, clock.unit = rule, rule.days, rule.unit
            self._reset(clock)
            self._tell("rule", clock)

    def recompute(self, clock: Clock) -> tuple[str, str] | None:
        """Compute a running deadline anew; returns the instants before and after when it moved.

        A stroke that could not be placed before, in a year then unknown, counts as a move too.
        """
        mine = next(c for c in self._clocks if c.pk == clock.pk)
        before, stroke = _iso(mine.due_at), mine.strike_at
        self._reset(mine)
        self._changed.add(mine.pk)
        moved = before != _iso(mine.due_at) or stroke != mine.strike_at
        return (before, _iso(mine.due_at)) if moved else None

    def strike(self, clock: Clock) -> int:
        """The running clock strikes: notes the share reached and sets the next stroke. Returns the share."""
        mine = next(c for c in self._clocks if c.pk == clock.pk)
        mine.struck = next_share(mine) or mine.struck
        if mine.struck == 100:
            mine.lapsed_at = mine.due_at
        self._set_strike(mine)
        self._tell(f"strike {mine.struck}", mine)
        return mine.struck

    def note_next_due(self) -> None:
        """Tell the report its nearest deadline, where a clock moved."""
        if self._changed:
            running = (c for c in self._clocks if c.stopped_at is None and c.paused_at is None)
            dues = [c.due_at for c in running if c.due_at is not None and Kind(c.kind) not in QUIET]
            self.report.next_due_at = min(dues, default=NEVER)

    def save(self) -> None:
        """Write what changed: first what stopped, since only one clock of a kind may run."""
        if not self._changed:
            return
        fresh = {clock.pk for clock in self._fresh}
        for clock in self._clocks:
            if clock.pk in self._changed and clock.pk not in fresh:
                clock.save(update_fields=_MOVING)
        Clock.objects.bulk_create(self._fresh)
        for pause in self._pauses:
            pause.save()

    def _rule(self, kind: Kind) -> Rule:
        office = self._office(kind)
        codes = tuple(reversed([code for code in office.path.split("/") if code]))
        return rule_for(
            kind,
            classification=self.report.classification,
            topic_code=self.report.topic_id or "",
            institution_codes=codes,
            on=self.calendar(office).local_date(self.report.received_at),
        )

    def _office(self, kind: Kind) -> Institution:
        return self.report.unit if kind in _OF_THE_UNIT and self.report.unit else self.report.agency

    def _new(
        self,
        kind: Kind,
        since: datetime,
        *,
        days: int,
        unit: str,
        rule: Rule | None = None,
        fixed_due_at: datetime | None = None,
    ) -> Clock:
        clock = Clock(
            id=new_id(),
            report=self.report,
            tenant_id=self.report.tenant_id,
            institution=self._office(kind),
            kind=kind.value,
            rule=rule,
            days=days,
            unit=unit,
            started_at=since,
            fixed_due_at=fixed_due_at,
        )
        self._set_due(clock, ())
        return clock

    def _add(self, clock: Clock) -> None:
        self._clocks.append(clock)
        self._fresh.append(clock)
        self._tell("start", clock)

    def _reset(self, clock: Clock) -> None:
        if clock.paused_at is None:
            self._set_due(clock)

    def _set_due(self, clock: Clock, pauses: tuple[ClockPause, ...] | None = None) -> None:
        spans = self._spans(clock) if pauses is None else []
        clock.due_at = clock.fixed_due_at or due(clock, self.calendar(clock.institution), spans)
        self._set_strike(clock, spans)

    def _set_strike(self, clock: Clock, spans: list[tuple[datetime, datetime]] | None = None) -> None:
        share = next_share(clock)
        pauses = self._spans(clock) if spans is None else spans
        clock.strike_at = self._stroke(clock, share, pauses) if share and clock.due_at else None

    def _stroke(self, clock: Clock, share: int, spans: list[tuple[datetime, datetime]]) -> datetime | None:
        if share == 100 or clock.fixed_due_at:
            return clock.due_at
        moment = due(clock, self.calendar(clock.institution), spans, days=math.ceil(clock.days * share / 100))
        return moment and clock.due_at and (max(moment, clock.due_at) if share > 100 else min(moment, clock.due_at))

    def _spans(self, clock: Clock) -> list[tuple[datetime, datetime]]:
        return [(p.began_at, p.ended_at) for p in self._pauses_of(clock) if p.ended_at is not None]

    def _pauses_of(self, clock: Clock) -> Iterator[ClockPause]:
        mine = {p.pk: p for p in self._pauses if p.clock_id == clock.pk}
        stored = [] if clock in self._fresh else clock.pauses.all()
        yield from (mine.pop(p.pk, p) for p in stored)
        yield from mine.values()

    def _open_pause(self, clock: Clock, since: datetime) -> None:
        pause = ClockPause(clock=clock, began_at=since, actor=self.actor, reason=self.reason[:300])
        self._pauses.append(pause)

    def _close_pause(self, clock: Clock) -> None:
        for pause in list(self._pauses_of(clock)):
            if pause.ended_at is None:
                pause.ended_at = max(self.at, pause.began_at)
                if pause not in self._pauses:
                    self._pauses.append(pause)

    def _tell(self, effect: str, clock: Clock) -> None:
        self._changed.add(clock.pk)
        self.told.append((clock.kind, effect, _iso(clock.due_at)))


def due(
    clock: Clock,
    calendar: WorkCalendar,
    pauses: list[tuple[datetime, datetime]],
    *,
    days: int | None = None,
) -> datetime | None:
    """The deadline by the clock's rule, or None while its calendar is not known."""
    floor = (clock.floor_from, clock.floor_days) if clock.floor_from and days is None else None
    length = clock.days if days is None else days
    try:
        return deadline(calendar, Unit(clock.unit), clock.started_at, days=length, pauses=pauses, floor=floor)
    except CalendarMissing:
        return None


def next_share(clock: Clock) -> int | None:
    """The next share of its time at which this clock strikes."""
    ladder = (100,) if clock.fixed_due_at else LADDER.get(Kind(clock.kind), (100,))
    return next((share for share in ladder if share > clock.struck), None)


def due_to_strike(at: datetime) -> QuerySet[Clock]:
    """Running clocks whose next stroke has come, oldest first: one index range."""
    return Clock.objects.filter(strike_at__lte=at).order_by("strike_at")


def noted_actor(pause: ClockPause) -> str:
    """Who paused, as noted: with an officer's name, so for officers only."""
    return pause.actor


def story(
    clock: Clock,
    name_of: Callable[[Institution], str] = str,
    actor_of: Callable[[ClockPause], str] = noted_actor,
) -> Story:
    """What `sla.explain` needs to tell this deadline's story."""
    rule = clock.rule
    return Story(
        kind=Kind(clock.kind),
        started_at=clock.started_at,
        rule_days=clock.days,
        unit=Unit(clock.unit),
        legal_basis=rule.legal_basis if rule else "",
        verified=rule.verified if rule else True,
        institution_name=name_of(clock.institution),
        due_at=clock.due_at,
        pauses=tuple(PauseStory(p.began_at, p.ended_at, actor_of(p), p.reason) for p in clock.pauses.all()),
        stopped_at=clock.stopped_at,
        floor=(clock.floor_from, clock.floor_days) if clock.floor_from else None,
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
