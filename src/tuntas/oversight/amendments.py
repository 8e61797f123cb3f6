"""After a change of calendar: every running deadline is computed anew."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef

from tuntas.accounts.actors import System
from tuntas.kernel.refusals import Refusal
from tuntas.reports.actions import clockwork
from tuntas.reports.models import Clock, Report

BATCH = 200


def recompute_all(because: str, at: datetime) -> int:
    """Compute the deadlines of every report with a running clock anew; returns how many reports moved.

    `because` names the decree or the confirmed year and stays in the events. Each report is a transaction
    of its own; a report that ended meanwhile is left out. A second call moves nothing.
    """
    return sum(_moved(report, because, at) for report in running())


def _moved(report: Report, because: str, at: datetime) -> bool:
    try:
        return clockwork.recompute(report, because=because, by=System(), at=at)
    except Refusal:
        return False


def running() -> Iterator[Report]:
    """Every report with a running clock, read in batches."""
    runs = Clock.objects.filter(report=OuterRef("pk"), stopped_at__isnull=True)
    rows = Report.objects.filter(Exists(runs)).select_related("agency", "unit", "tenant").order_by("pk")
    page = list(rows[:BATCH])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk)[:BATCH])
