"""A new version of a service standard: shown first, then entered. The past is never written anew.

A report keeps the standard of the day it came in, so no running deadline moves. What a new standard would have
meant is told by the reports of the last ninety days.
"""

import math
from collections.abc import Iterator
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.audit.log import Hand, changed
from tuntas.institutions.models import Institution, Topic
from tuntas.institutions.offices import hand_of
from tuntas.institutions.shared import kept_by, shared_hand
from tuntas.kernel.refusals import Invalid
from tuntas.reports.access import visible_to
from tuntas.reports.clocks import due
from tuntas.reports.models import Clock
from tuntas.sla.calendars import calendar_of
from tuntas.sla.clocks import Kind
from tuntas.sla.models import Rule
from tuntas.sla.rules import Standard, forget, rule_for, set_rule
from tuntas.sla.workdays import WorkCalendar

LOOKED_BACK = timedelta(days=90)
SHOWN_AT_MOST = 20


@dataclass(frozen=True)
class Otherwise:
    """One deadline as it was and as it would have been: instants, None while a calendar is not known."""

    reference: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class StandardPreview:
    """What a standard would have meant: `running` deadlines of its kind stay as they are; of the `looked_at` reports
    of the last ninety days `changed` would have had another one."""

    running: int = 0
    looked_at: int = 0
    changed: int = 0
    examples: list[Otherwise] = field(default_factory=list)


def preview_standard(standard: Standard, *, effective_from: date, by: Officer, at: datetime) -> StandardPreview:
    """The effect of `change_standard`, computed with the standard in place and then taken back. Raises the same."""
    try:
        with transaction.atomic():
            rule = change_standard(standard, effective_from=effective_from, by=by, at=at)
            found = _compared(rule, by, at)
            transaction.set_rollback(True)
    finally:
        # The standards held in memory were read with the new one among them. It begins tomorrow at the earliest,
        # so nobody can have been given it meanwhile.
        forget()
    return found


def change_standard(standard: Standard, *, effective_from: date, by: Officer, at: datetime) -> Rule:
    """Put a standard in force from a day on; the version before it ends the day before.

    One that holds for all is changed by whoever keeps what is shared; one of an institution by its own
    administrator too. Raises `NotAllowed`, `Invalid` with its field, and what `set_rule` raises.
    """
    hand = _hand(standard, by)
    _check(standard)
    with transaction.atomic():
        before = Rule.objects.filter(**standard.scope, effective_until__isnull=True).first()
        rule = set_rule(standard, effective_from=effective_from, at=at, by_name=by.name)
        was = _told(before) if before else {}
        now = {**_told(rule), "effective_from": effective_from}
        changed(hand, "set_standard", rule.pk, _label(standard), at=at, before=was, after=now)
    return rule


def _hand(standard: Standard, by: Officer) -> Hand:
    office = Institution.objects.filter(code=standard.institution_code).first() if standard.institution_code else None
    if office is not None and kept_by(by) is None:
        return hand_of(office, by)
    return shared_hand(by)


def _check(standard: Standard) -> None:
    if standard.kind == Kind.PROMISE:
        raise Invalid(_("Janji memakai tanggalnya sendiri, bukan standar waktu."), field="kind")
    if standard.topic_code and not Topic.objects.filter(pk=standard.topic_code).exists():
        raise Invalid(_("Topik ini tidak dikenal. Pilih dari daftar."), field="topic")
    if standard.institution_code and not Institution.objects.filter(code=standard.institution_code).exists():
        raise Invalid(_("Instansi ini tidak dikenal. Pilih dari daftar."), field="institution")


def _told(rule: Rule) -> dict[str, object]:
    return {"days": f"{rule.days} {rule.unit}", "legal_basis": rule.legal_basis}


def _label(standard: Standard) -> str:
    words = (v for name, v in asdict(standard).items() if name in ("classification", "topic_code", "institution_code"))
    return " · ".join([standard.kind.code, *filter(None, words)])


def _compared(rule: Rule, by: Officer, at: datetime) -> StandardPreview:
    looked_at, told = 0, []
    calendars: dict[object, WorkCalendar] = {}
    for clock in _first_of_each(_clocks(rule).filter(report__received_at__gt=at - LOOKED_BACK)):
        looked_at += 1
        after = _otherwise(clock, rule, calendars)
        if after is not None and after.after != after.before:
            told.append((clock.report_id, after))
    shown = told[:SHOWN_AT_MOST]
    seen = set(visible_to(by).filter(pk__in=[pk for pk, _row in shown]).values_list("pk", flat=True))
    running = _clocks(rule).filter(stopped_at__isnull=True).count()
    return StandardPreview(running, looked_at, len(told), [row for pk, row in shown if pk in seen])


def _clocks(rule: Rule) -> QuerySet[Clock]:
    """Every clock of a report that the standard is made for."""
    rows = Clock.objects.filter(kind=rule.kind, rule__isnull=False)
    if rule.classification:
        rows = rows.filter(report__classification=rule.classification)
    if rule.topic_code:
        rows = rows.filter(report__topic=rule.topic_code)
    if rule.institution_code:
        rows = rows.filter(institution__path__contains=f"/{rule.institution_code}/")
    return rows


def _first_of_each(rows: QuerySet[Clock]) -> Iterator[Clock]:
    """One clock for each report, the first of its kind, newest report first. Read in batches."""
    met: set[object] = set()
    ordered = rows.select_related("report", "institution", "rule").prefetch_related("pauses")
    for clock in ordered.order_by("-report__received_at", "started_at").iterator(chunk_size=500):
        if clock.report_id not in met:
            met.add(clock.report_id)
            yield clock


def _otherwise(clock: Clock, rule: Rule, calendars: dict[object, WorkCalendar]) -> Otherwise | None:
    """The deadline under the new standard; None where another standard would hold."""
    office, report = clock.institution, clock.report
    codes = tuple(reversed([code for code in office.path.split("/") if code]))
    best = rule_for(
        Kind(rule.kind), classification=report.classification, topic_code=report.topic_id or "",
        institution_codes=codes, on=rule.effective_from,
    )  # fmt: skip
    if best.pk != rule.pk or clock.rule is None:
        return None
    if office.pk not in calendars:
        calendars[office.pk] = calendar_of(office)
    new = copy(clock)
    # A reopened report has a share of the standard, now as then.
    new.days, new.unit = math.ceil(rule.days * clock.days / clock.rule.days), rule.unit
    spans = [(pause.began_at, pause.ended_at) for pause in clock.pauses.all() if pause.ended_at is not None]
    moved = (new.days, new.unit) != (clock.days, clock.unit)
    old = clock.due_at or due(clock, calendars[office.pk], spans)
    return Otherwise(report.reference, old, due(new, calendars[office.pk], spans) if moved else old)
