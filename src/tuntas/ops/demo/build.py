"""Two years of reports and a few lively weeks before now, made by the real actions.

All of it in one transaction: a demonstration that was interrupted leaves nothing half made, and the next
start begins again.
"""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from django.apps import apps
from django.conf import settings
from django.db import transaction

from tuntas.db.halves import can_halve, second_half
from tuntas.institutions.models import Institution, Region, Topic
from tuntas.notifications.transports import email
from tuntas.reports.models import Outbox, Report
from tuntas.reports.states import State
from tuntas.sla.calendars import calendar_of, held
from tuntas.statistics import counting

from .cast import SIGNERS, Cast
from .life import PROVINCE, Life, Stage
from .overseen import bring_to_the_ombudsman
from .pictures import Pictures
from .routes import Route, Routes
from .script import whole
from .stories import Story, Told, load, tell
from .times import last_known, receipt
from .turns import Turns, choose

SEED = 62018
TOTAL = 1500
"""One in twenty gets a twin, a second report about the same thing, which comes on top."""

SHARES = ((2024, 800), (2025, 700))
_CLASS_WEIGHTS = {"COMPLAINT": 10, "INFORMATION": 7, "ASPIRATION": 6, "SUPERVISION": 2}
_PROMISES = 5
_STUCK_EVERY = 60
"""Of the last months of 2025 some reports are still open: the ladder of escalation needs an end."""

NEWS = timedelta(days=3)
"""How old news may be to stand in the notification centre of the demonstration."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Queue:
    """So many reports of the last weeks that now stand in one state, received so many working days ago."""

    state: State
    share: int
    first: int
    last: int


QUEUES = (
    Queue(State.RECEIVED, 8, 0, 2),
    Queue(State.INCOMPLETE, 5, 3, 7),
    Queue(State.DISPATCHED_INSTITUTION, 4, 1, 4),
    Queue(State.DISPATCHED_UNIT, 8, 1, 9),
    Queue(State.RETURNED, 3, 3, 6),
    Queue(State.IN_PROGRESS, 12, 4, 24),
    Queue(State.AWAITING_APPROVAL, 4, 6, 9),
    Queue(State.AWAITING_THIRD_PARTY, 3, 8, 12),
    Queue(State.FOLLOWED_UP, 8, 7, 10),
    Queue(State.REPORTER_REPLIED, 3, 10, 13),
    Queue(State.REOPENED, 2, 24, 28),
)


@dataclass(frozen=True)
class Plan:
    """One report to be made: its number, the day it comes in, and where it is to stay, if anywhere."""

    number: int
    first: date
    last: date
    halt: State | None = None


@dataclass(frozen=True)
class Built:
    """How many reports there are now, and the access codes of those made just now, by reference."""

    reports: int
    codes: dict[str, str]


def build(total: int, *, now: datetime, seed: int = SEED, say: Tell = lambda _: None) -> Built:
    """Make about `total` reports, unless there are any. The same seed and day tell the same stories."""
    if Report.objects.exists():
        return Built(Report.objects.count(), {})
    codes = _by_two(total, now, seed, say) if can_halve() else _by_one(total, now, seed, say)
    with transaction.atomic():
        bring_to_the_ombudsman(now)
        forget_old_news(now)
    # Faster than the worker would, and no page is shown before it has its figures.
    counting.rebuild()
    return Built(Report.objects.count(), codes)


def _by_one(total: int, now: datetime, seed: int, say: Tell) -> dict[str, str]:
    with transaction.atomic():
        return _live(total, now, seed, say)


def _by_two(total: int, now: datetime, seed: int, say: Tell) -> dict[str, str]:
    """Every other life is lived by a second process; both halves become visible in one commit."""
    other = Path(settings.TUNTAS_DATA_DIR) / "half.json"

    def even() -> None:
        with transaction.atomic():
            other.write_text(json.dumps(_live(total, now, seed, lambda _: None, part=0)), encoding="utf-8")

    try:
        with second_half(even, _tables) as take_in, transaction.atomic():
            codes = _live(total, now, seed, say, part=1)
            take_in()
            theirs: dict[str, str] = json.loads(other.read_text(encoding="utf-8"))
            return codes | theirs
    finally:
        other.unlink(missing_ok=True)


def _tables() -> list[str]:
    """The tables that a life writes."""
    apps_written = [apps.get_app_config(label) for label in ("vault", "reports", "audit")]
    return [model._meta.db_table for one in apps_written for model in one.get_models()]


def _live(total: int, now: datetime, seed: int, say: Tell, *, part: int | None = None) -> dict[str, str]:
    """Live all lives, or those whose number leaves the remainder `part` by two; the access codes by reference."""
    with held(), _seldom_swept():
        stage = _stage(now, seed)
        plans = list(plan(total, stage))
        writers = _Writers(stage, Routes(stage.cast.offices), seed)
        for done, one in enumerate(plans, 1):
            # Told for all, so that the same lives are told however many processes live them.
            life = writers.life(one)
            if part is None or one.number % 2 == part:
                life.live(whole)
            if done % 200 == 0 or done == len(plans):
                say(f"  {done}/{len(plans)}")
        forget_old_news(now)
    return stage.codes


def forget_old_news(now: datetime) -> None:
    """Nobody is to get two years of notices on the first day. Where no mail can leave, those of the last days stay
    and fill the notification centre."""
    old = Outbox.objects.all() if email.configured() else Outbox.objects.filter(at__lt=now - NEWS)
    old.delete()


@contextmanager
def _seldom_swept() -> Iterator[None]:
    """With Python's search for garbage made rare: as usual, it takes a tenth of the time of a build."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def dice(seed: int, what: object) -> Random:
    """Chance for one thing alone, so that a change to one report leaves all others as they were."""
    return Random(f"{seed}:{what}")  # noqa: S311 - nothing here is secret


def plan(total: int, stage: Stage) -> Iterator[Plan]:
    """Which reports to make: the two years, then the queues of these weeks."""
    number = 0
    recent = max(sum(1 for _ in QUEUES), min(60, total // 4))
    old = max(0, total - recent)
    for year, share in SHARES:
        for nth in range(round(old * share / sum(share for _, share in SHARES))):
            number += 1
            yield _old(number, year, nth, stage)
    for queue in QUEUES:
        for _ in range(max(1, round(recent * queue.share / sum(queue.share for queue in QUEUES)))):
            number += 1
            first, last = _days_ago(stage, queue.last), _days_ago(stage, queue.first)
            yield Plan(number, first, last, queue.state)


def _old(number: int, year: int, nth: int, stage: Stage) -> Plan:
    today = stage.calendar.local_date(stage.now)
    if year == 2025 and nth % _STUCK_EVERY == 0:
        halt = State.IN_PROGRESS if nth % (2 * _STUCK_EVERY) else State.DISPATCHED_UNIT
        return Plan(number, date(year, 10, 1), date(year, 12, 5), halt)
    return Plan(number, date(year, 1, 1), min(date(year, 12, 31), today))


def _days_ago(stage: Stage, days: int) -> date:
    """The date so many working days before now."""
    day = stage.calendar.local_date(stage.now)
    while days:
        day -= timedelta(days=1)
        days -= stage.calendar.is_working(day)
    return day


def _stage(now: datetime, seed: int) -> Stage:
    offices = {office.code: office for office in Institution.objects.select_related("parent")}
    calendar = calendar_of(offices[PROVINCE])
    points = {code: (latitude, longitude) for code, latitude, longitude in _regions()}
    topics = {topic.code: topic for topic in Topic.objects.all()}
    pictures = Pictures.draw(dice(seed, "pictures"))
    return Stage(last_known(now, calendar), calendar, Cast(offices), pictures, topics, points)


def _regions() -> Iterator[tuple[str, float | None, float | None]]:
    yield from Region.objects.filter(code__startswith="63").values_list("code", "latitude", "longitude")


@dataclass
class _Writers:
    """Makes lives: which story, where, which office, which turns."""

    stage: Stage
    routes: Routes
    seed: int

    def __post_init__(self) -> None:
        self._told: dict[str, int] = {}
        self._stories, self._weights = _repertoire()
        self._twins = {story.same_as: story for story in load() if story.same_as}

    def life(self, plan: Plan) -> Life:
        """A life for this plan, fit to come to the state in which it is to stay."""
        random = dice(self.seed, plan.number)
        at = receipt(random, plan.first, plan.last, self.stage.calendar)
        story, number, told, route = self._fitting(random, plan.halt)
        turns = choose(random, told, at.date())
        if plan.halt is not None:
            _lead_to(turns, plan.halt)
        life = Life(self.stage, random, told, route, turns, min(at, self.stage.now), plan.number)
        if plan.halt is None and story.key in self._twins and random.random() < 0.3:
            life.twin = self._twin(self._twins[story.key], number, life)
        return life

    def _fitting(self, random: Random, halt: State | None) -> tuple[Story, int, Told, Route]:
        """A story with its place and office; drawn again until it can come to that state."""
        while True:
            story = random.choices(self._stories, self._weights)[0]
            number = self._told.get(story.key, len(self._told))
            told = tell(story, number)
            route = self.routes.of(told, random)
            if _fits(told, route, halt):
                self._told[story.key] = number + 1
                return story, number, told, route

    def _twin(self, story: Story, number: int, life: Life) -> Life:
        random = dice(self.seed, -life.number)
        told = tell(story, number)
        return replace(life, random=random, told=told, turns=choose(random, told, life.at.date()), number=-life.number)


@cache
def _repertoire() -> tuple[list[Story], list[int]]:
    """The stories and how often each is told; one without a place in its text would only repeat itself."""
    stories = [story for story in load() if not story.same_as]
    return stories, [_weight(story) for story in stories]


def _weight(story: Story) -> int:
    if "{tempat}" not in story.title:
        return 1
    return _PROMISES if story.follow_up_kind == "PROMISE" else _CLASS_WEIGHTS[story.klass]


def _fits(told: Told, route: Route, halt: State | None) -> bool:
    if halt is None:
        return True
    if told.archive_reason_text or told.klass == "SUPERVISION" or told.follow_up_kind == "PROMISE":
        return False
    if halt == State.DISPATCHED_INSTITUTION:
        return route.government.code != PROVINCE
    if halt == State.AWAITING_APPROVAL:
        return route.unit.code in SIGNERS
    return halt not in {State.FOLLOWED_UP, State.REPORTER_REPLIED, State.REOPENED} or not route.unit.requires_approval


def _lead_to(turns: Turns, halt: State) -> None:
    """Straight to the state in which the report is to stay."""
    turns.halt = halt
    turns.verification, turns.response, turns.settlement = 0, 1, 2
    turns.withdrawn = turns.referred = turns.disputed = turns.broken = turns.acknowledged = False
    turns.asked = "in vain" if halt == State.INCOMPLETE else ""
    turns.extras = frozenset()
    turns.returned = halt == State.RETURNED
    turns.hold = halt == State.AWAITING_THIRD_PARTY
    turns.replied = halt == State.REPORTER_REPLIED
    turns.confirmed = turns.reopened = halt == State.REOPENED
