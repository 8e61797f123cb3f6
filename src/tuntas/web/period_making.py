"""The worker's share of papers: counting, writing, keeping; and making a kept one again to see that it is the same."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import override

from tuntas.evaluation.models import Kind, Order, PeriodReport, Step
from tuntas.evaluation.orders import kept, note, scope_of, taken
from tuntas.evaluation.periods import period
from tuntas.statistics.periods import Counted, count, last_event
from tuntas.statistics.scopes import Scope

from .period_inputs import gathered, scope_from, spans_of
from .period_paper import files_of


class OtherLog(Exception):
    """The log up to that event is not the one the report was made of: an incident, not a refusal."""


def go_on(at: datetime) -> int:
    """Make the oldest report that waits; returns how many were made (0 or 1)."""
    order = taken(Kind.REPORT, at)
    if order is None:
        return 0
    make(order, at)
    return 1


def make(order: Order, at: datetime) -> PeriodReport:
    """Count, write and keep. Progress can be read from the order meanwhile."""
    scope, upto = scope_of(order.office), last_event()
    counted = _counted(order, scope, upto, at)
    note(order, Step.WRITING, counted.events)
    with override("id"):
        inputs = gathered(order, scope, counted, upto, at)
    return kept(order, inputs, upto, files_of(inputs, counted), at)


def remade(report: PeriodReport) -> tuple[bytes, bytes]:
    """PDF and spreadsheet made again from the log and the kept inputs. Raises `OtherLog`."""
    counted = _counted(report.order, scope_from(report.inputs), report.upto, report.made_at)
    if counted.digest != report.inputs["log"]["sha256"]:
        raise OtherLog(report.order_id)
    return files_of(report.inputs, counted)


def _counted(order: Order, scope: Scope, upto: UUID | None, at: datetime) -> Counted:
    day = at.astimezone(ZoneInfo(order.office.time_zone)).date()
    spans = spans_of(period(order.period), day)
    return count(scope, spans, upto, at=at, progress=lambda events: note(order, Step.COUNTING, events))
