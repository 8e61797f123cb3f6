"""Asking for a paper, taking the order up in the worker, and what was made before something changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer, System
from tuntas.accounts.models import Role
from tuntas.institutions.models import GOVERNMENTS, Institution
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.sla.models import CalendarDay
from tuntas.statistics.scopes import Scope, officer_scope

from .models import Kind, Order, PeriodReport, Step
from .periods import period

MAKERS = (Role.AGENCY_ADMIN, Role.HEAD, Role.SECRETARY, Role.OMBUDSMAN, Role.NATIONAL_ADMIN)
"""Who may ask for papers, over what they work on."""
TRIES = 3
LEFT_ALONE = timedelta(minutes=15)
"""So long after it was taken an order belongs to the worker that took it."""
LONGEST_WORDS = 6_000


@dataclass(frozen=True)
class Words:
    """What a person adds to a report. `stories` are numbers of published reports, chosen by that person."""

    recommendations: str = ""
    signer: str = ""
    position: str = ""
    place: str = ""
    stories: tuple[str, ...] = ()


def offices_of(actor: Officer) -> QuerySet[Institution]:
    """The offices of which this officer may ask for papers: governments and units whose reports they work on."""
    scope = officer_scope(actor)
    if not actor.seats_as(*MAKERS) or scope.only_closed:
        return Institution.objects.none()
    governments = Q(level__in=GOVERNMENTS)
    if not scope.everywhere:
        governments &= Q(pk__in=scope.tenants)
    return Institution.objects.filter(governments | Q(pk__in=scope.units), active=True).order_by("path")


def scope_of(office: Institution) -> Scope:
    """Over what a paper of this office counts: a government from receipt, a unit with all below it from dispatch."""
    if office.level in GOVERNMENTS:
        return Scope(tenants=frozenset({office.pk}))
    below = Institution.objects.filter(path__startswith=office.path, government_id=office.government_id)
    return Scope(units=frozenset(below.values_list("pk", flat=True)))


def ask(kind: Kind, office: Institution, code: str, words: Words, *, by: Officer | System, at: datetime) -> Order:
    """Ask for a paper; the worker makes it. Raises `NotAllowed`, `Invalid` (a period that has not begun)."""
    asked = period(code)
    if isinstance(by, Officer) and not offices_of(by).filter(pk=office.pk).exists():
        raise NotAllowed()
    if asked.since > at.astimezone(ZoneInfo(office.time_zone)).date():
        raise Invalid(_("Periode ini belum mulai."), field="period")
    if kind == Kind.PACK and not asked.whole_year:
        raise Invalid(_("Berkas bukti dibuat untuk satu tahun."), field="period")
    if len(words.recommendations) > LONGEST_WORDS:
        raise Invalid(_("Rekomendasi terlalu panjang."), field="recommendations")
    who = (by.user_id, by.name) if isinstance(by, Officer) else (None, "Tuntas")
    return Order.objects.create(
        kind=kind,
        office=office,
        period=asked.code,
        words={**words.__dict__, "stories": list(words.stories)},
        asked_at=at,
        asked_by=who[0],
        asked_name=who[1],
    )


def taken(kind: Kind, at: datetime) -> Order | None:
    """The oldest order of this kind that waits, or that a worker left lying; it is the caller's now."""
    left = Q(step=Step.WAITING) | ~Q(step=Step.DONE) & Q(begun_at__lt=at - LEFT_ALONE)
    waiting = Order.objects.filter(left, kind=kind, tries__lt=TRIES)
    for order in waiting.select_related("office").order_by("asked_at", "pk"):
        mine = waiting.filter(pk=order.pk).update(step=Step.COUNTING, begun_at=at, read=0, tries=F("tries") + 1)
        if mine:
            return order
    return None


def given_up(order: Order, at: datetime) -> bool:
    """Whether no worker tries again: somebody must look into the log of the worker."""
    return order.step != Step.DONE and order.tries >= TRIES and (order.begun_at or at) < at - LEFT_ALONE


def note(order: Order, step: Step, read: int | None = None) -> None:
    """Tell whoever waits how far it is."""
    Order.objects.filter(pk=order.pk).update(step=step, **({} if read is None else {"read": read}))


def digest(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def kept(
    order: Order, inputs: dict[str, Any], upto: UUID | None, files: tuple[bytes, bytes], at: datetime
) -> PeriodReport:
    """Keep what was made; of two workers the first one's stands, and both have made the same."""
    pdf, xlsx = files
    row = PeriodReport(order=order, made_at=at, upto=upto, inputs=inputs, inputs_sha256=digest(inputs))
    row.pdf, row.pdf_sha256 = pdf, hashlib.sha256(pdf).hexdigest()
    row.xlsx, row.xlsx_sha256 = xlsx, hashlib.sha256(xlsx).hexdigest()
    PeriodReport.objects.bulk_create([row], ignore_conflicts=True)
    note(order, Step.DONE)
    return PeriodReport.objects.get(order=order)


def late_events(report: PeriodReport) -> int:
    """Events of before the report was made that the log got later: it does not know of them and stays as it was."""
    late = scope_from(report.inputs).events().filter(at__lte=report.made_at)
    return (late if report.upto is None else late.filter(pk__gt=report.upto)).count()


def later_decrees(reports: Sequence[PeriodReport]) -> dict[UUID, list[str]]:
    """The decrees entered after each report was made about days of its period, by the report's id: one query."""
    if not reports:
        return {}
    first = min(report.made_at for report in reports)
    late = Q(decree__entered_at__gt=first) | Q(revoked_by__entered_at__gt=first)
    days = CalendarDay.objects.filter(late).select_related("calendar", "decree", "revoked_by")
    acts = [
        (day, act.entered_at, act.number)
        for day in days
        for act in (day.decree, day.revoked_by)
        if act is not None and act.entered_at is not None
    ]
    return {
        report.pk: sorted(
            {number for day, entered, number in acts if entered > report.made_at and _tells_of(report, day)}
        )
        for report in reports
    }


def _tells_of(report: PeriodReport, day: CalendarDay) -> bool:
    asked = period(report.order.period)
    codes = {edition.split("@")[0] for edition in str(report.inputs["calendar"]["edition"]).split("/")}
    return day.calendar.code in codes and asked.since <= day.date <= asked.until


def scope_from(inputs: Mapping[str, Any]) -> Scope:
    """The scope as it was kept."""
    kept_scope = inputs["scope"]
    return Scope(frozenset(map(UUID, kept_scope["tenants"])), frozenset(map(UUID, kept_scope["units"])))
