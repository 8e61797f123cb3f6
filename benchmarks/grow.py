"""A large installation out of a small one: lives made by the real actions, then copied with fresh ids.

A copy has its own ids, reference and code hash, and its chain is made anew over its own rows, so that a grown database
verifies like any other.
"""

import hashlib
import itertools
import secrets
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.db import models, transaction

from tests import world
from tests.cast import NOW, Cast
from tests.lives import Life
from tuntas.kernel.ids import new_id
from tuntas.kernel.references import new_reference
from tuntas.reports.chain import link
from tuntas.reports.models import Clock, Event, Message, Report, Words
from tuntas.reports.states import FollowUpKind
from tuntas.sla.calendars import held
from tuntas.statistics import counting

BATCH = 500


def whole(count: int) -> None:
    """An installation in an empty database: the tests' world, and so many reports."""
    call_command("migrate", verbosity=0, interactive=False)
    world.make()
    grow(seed_lives(Cast.gather()), count)
    counting.rebuild()


def seed_lives(people: Cast) -> list[Report]:
    """Lives in eight stages, as a living installation has them: most are over, some wait, some are late."""
    over = [lambda life: life.dispatched().responded().followed_up().confirmed()] * 13
    stages = [
        *over,
        lambda life: life,
        lambda life: life.asked(),
        lambda life: life.dispatched(),
        lambda life: life.dispatched().responded(),
        lambda life: life.dispatched().responded().followed_up(FollowUpKind.DECISION),
        lambda life: life.dispatched().responded().followed_up().disputed(),
        lambda life: life.dispatched().returned(),
    ]
    with transaction.atomic(), held():
        return [_live(people, stage) for stage in stages]


def grow(templates: list[Report], count: int) -> None:
    """Copy the lives until there are `count` reports."""
    wanted = count - Report.objects.count()
    rows = {model: _by_report(model) for model in (Clock, Event, Message)}
    copies = itertools.islice(itertools.cycle(templates), wanted)
    while batch := list(itertools.islice(copies, BATCH)):
        _copy(batch, rows)


def _live(people: Cast, stage: Any) -> Report:
    life = Life(people, NOW).submitted()
    stage(life)
    return life.report


def _by_report(model: type[models.Model]) -> dict[Any, list[models.Model]]:
    grouped: dict[Any, list[models.Model]] = {}
    for row in model._default_manager.all():
        grouped.setdefault(row.report_id, []).append(row)
    return grouped


def _copy(batch: list[Report], rows: dict[type[models.Model], dict[Any, list[models.Model]]]) -> None:
    pairs = [(report, _twin(report)) for report in batch]
    events = [event for pair in pairs for event in _chain(rows[Event], *pair)]
    with transaction.atomic():
        Report.objects.bulk_create([twin for _, twin in pairs])
        Words.objects.bulk_create(_words(pairs))
        Event.objects.bulk_create(events, batch_size=BATCH)
        for model in (Clock, Message):
            model._default_manager.bulk_create(_children(model, rows[model], pairs), batch_size=BATCH)


def _chain(grouped: dict[Any, list[models.Model]], report: Report, twin: Report) -> list[Event]:
    """The events of the twin, each bound to the one before by the real hash."""
    made = sorted((row for row in _children(Event, grouped, [(report, twin)])), key=lambda event: event.seq)
    previous = ""
    for event in made:
        event.previous = previous
        previous = event.hash = link(event)
    twin.last_hash = previous
    return made


_used: set[str] = set()


def _unused() -> str:
    # Among 10^5 random references out of 31^7 two are alike in one run of six.
    while (reference := new_reference()) in _used:
        pass
    _used.add(reference)
    return reference


def _twin(report: Report) -> Report:
    values = {f.attname: getattr(report, f.attname) for f in Report._meta.concrete_fields}
    twin = Report(**values | {"id": new_id(), "reference": _unused()})
    twin.code_hash = hashlib.sha256(twin.id.bytes).hexdigest()
    return twin


def _words(pairs: list[tuple[Report, Report]]) -> list[Words]:
    texts = {row.report_id: row.text for row in Words.objects.filter(report__in={report.pk for report, _ in pairs})}
    return [Words(id=secrets.randbits(62), report=twin, text=texts[report.pk]) for report, twin in pairs]


def _children(
    model: type[models.Model], grouped: dict[Any, list[models.Model]], pairs: list[tuple[Report, Report]]
) -> Iterator[models.Model]:
    names = [f.attname for f in model._meta.concrete_fields]
    for report, twin in pairs:
        for row in grouped.get(report.pk, ()):
            values = {name: getattr(row, name) for name in names}
            yield model(**values | {"id": new_id(), "report_id": twin.pk})
