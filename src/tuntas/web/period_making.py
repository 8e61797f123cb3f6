"""The worker's share of papers: counting, writing, keeping; and making a kept one again to see that it is the same."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import override

from tuntas.evaluation.models import EvidencePack, Kind, Order, PeriodReport, Step
from tuntas.evaluation.orders import kept, note, scope_of, taken
from tuntas.evaluation.periods import period
from tuntas.statistics.periods import Counted, count, last_event
from tuntas.statistics.scopes import Scope

from .evidence_pack import made_pack
from .period_inputs import gathered, scope_from, spans_of
from .period_paper import files_of, paper_of


class OtherLog(Exception):
    """The log up to that event is not the one the report was made of: an incident, not a refusal."""


def go_on(at: datetime) -> int:
    """Make the oldest report that waits, or else the oldest pack; returns how many were made (0 or 1)."""
    for kind, made in ((Kind.REPORT, make), (Kind.PACK, make_pack)):
        order = taken(kind, at)
        if order is not None:
            made(order, at)
            return 1
    return 0


def make(order: Order, at: datetime) -> PeriodReport:
    """Count, write and keep. Progress can be read from the order meanwhile."""
    counted, inputs, upto = _prepared(order, at)
    return kept(order, inputs, upto, files_of(inputs, counted), at)


def make_pack(order: Order, at: datetime) -> EvidencePack:
    """The evidence pack of a year: its figures are those of a report made at the same moment."""
    counted, inputs, _upto = _prepared(order, at)
    with override("id"):
        return made_pack(order, paper_of(inputs, counted), inputs, at)


def _prepared(order: Order, at: datetime) -> tuple[Counted, dict[str, Any], UUID | None]:
    scope, upto = scope_of(order.office), last_event()
    counted = _counted(order, scope, upto, at)
    note(order, Step.WRITING, counted.events)
    with override("id"):
        return counted, gathered(order, scope, counted, upto, at), upto


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
