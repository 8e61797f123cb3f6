"""After a change of calendar: every running deadline is computed anew.

An amendment is a row stored with the change that asks for it. Whoever dies in the middle leaves it unfinished,
and the worker goes on: computing anew twice moves nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from tuntas.accounts.actors import System
from tuntas.kernel.refusals import Refusal
from tuntas.reports.actions import clockwork
from tuntas.reports.models import Clock, Report
from tuntas.sla.models import Amendment

BATCH = 200
LEFT_ALONE = timedelta(minutes=2)
"""How long an amendment belongs to whoever asked for it, before the worker takes it for abandoned."""


def amend_deadlines(because: str, at: datetime) -> Amendment:
    """Ask for all deadlines to be computed anew. Call it in the transaction of the change."""
    return Amendment.objects.create(because=because[:120], asked_at=at)


def carry_out(amendment: Amendment, at: datetime) -> int:
    """Compute anew what the amendment asks for; returns how many reports moved.

    It is finished when no report refused: one with an event later than `at` is taken at the next try.
    """
    moved = [_moved(report, amendment.because, at) for report in running()]
    if None not in moved:
        Amendment.objects.filter(pk=amendment.pk).update(finished_at=at)
    return sum(map(bool, moved))


def go_on(at: datetime) -> int:
    """Carry out every abandoned amendment, oldest first; returns how many reports moved."""
    abandoned = Amendment.objects.filter(finished_at__isnull=True, asked_at__lte=at - LEFT_ALONE).order_by("asked_at")
    return sum(carry_out(amendment, at) for amendment in abandoned)


def recompute_all(because: str, at: datetime) -> int:
    """Compute the deadlines of every report with a running clock anew; returns how many reports moved.

    `because` names the decree or the confirmed year and stays in the events. Each report is a transaction
    of its own; a report that ended meanwhile is left out. A second call moves nothing.
    """
    return sum(bool(_moved(report, because, at)) for report in running())


def _moved(report: Report, because: str, at: datetime) -> bool | None:
    """Whether it moved; None when it refused."""
    try:
        return clockwork.recompute(report, because=because, by=System(), at=at)
    except Refusal:
        return None


def running() -> Iterator[Report]:
    """Every report with a running clock, read in batches."""
    runs = Clock.objects.filter(report=OuterRef("pk"), stopped_at__isnull=True)
    rows = Report.objects.filter(Exists(runs)).select_related("agency", "unit", "tenant").order_by("pk")
    page = list(rows[:BATCH])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk)[:BATCH])
