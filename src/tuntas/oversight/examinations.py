"""Cases at the Ombudsman: what the reporter consented to, what was issued, by when, and whether it was carried out.

Steps are rows that are only added, each beside the event of the report that says the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tuntas.accounts.actors import Actor, Officer, Reporter
from tuntas.accounts.models import Role
from tuntas.kernel.refusals import WrongState
from tuntas.reports.access import coordinator, ombudsman, visible_to
from tuntas.reports.actions import oversee
from tuntas.reports.models import Report
from tuntas.reports.states import OmbudsmanStatus, Shown

from .models import Examination
from .products import Product, StepKind

DAYS = {Product.LAHP: 30, Product.CORRECTIVE: 30, Product.RECOMMENDATION: 60}
"""Proposed calendar days for carrying out; the officer decides. The wording of the law could not be checked."""


@dataclass(frozen=True)
class Standing:
    """Where the case stands. `open_product` is the last product not yet judged."""

    shown: Shown
    examined: bool
    open_product: Examination | None

    def overdue(self, today: date) -> bool:
        """Whether the open product's day is over."""
        one = self.open_product
        return one is not None and one.due_on is not None and one.due_on < today


def consent(report: Report, *, shown: Shown, words: str, by: Reporter, at: datetime) -> Examination:
    """The reporter takes the case to the Ombudsman. Raises WrongState while it may not go there."""
    with transaction.atomic():
        oversee.consent(report, shown=shown, words=words, by=by, at=at)
        return _added(report, StepKind.CONSENT, by, at, shown=shown.value)


def examine(report: Report, *, words: str, by: Officer, at: datetime) -> Examination:
    """The examination begins."""
    with transaction.atomic():
        oversee.examine(report, words=words, by=by, at=at)
        return _added(report, StepKind.EXAMINED, by, at)


def issue(
    report: Report, *, product: Product, words: str, due_on: date | None = None, by: Officer, at: datetime
) -> Examination:
    """A product is issued. One at a time: raises WrongState while another waits to be carried out."""
    with transaction.atomic():
        if standing(steps_of(report)).open_product is not None:
            raise WrongState()
        day = due_on or (at + timedelta(days=DAYS[product])).date() if product in DAYS else None
        oversee.issue(report, product=product.value, due=day, words=words, by=by, at=at)
        return _added(report, StepKind.ISSUED, by, at, product=product.value, due_on=day)


def answer(report: Report, *, words: str, by: Officer, at: datetime) -> Examination:
    """The coordinating office says what it did."""
    with transaction.atomic():
        oversee.explain(report, words=words, by=by, at=at)
        return _added(report, StepKind.ANSWERED, by, at)


def judge(report: Report, *, carried_out: bool, words: str, by: Officer, at: datetime) -> Examination:
    """The Ombudsman says whether the open product was carried out. Raises WrongState when none is open."""
    kind = StepKind.CARRIED_OUT if carried_out else StepKind.NOT_CARRIED_OUT
    with transaction.atomic():
        if standing(steps_of(report)).open_product is None:
            raise WrongState()
        oversee.judge(report, verdict=kind.value, words=words, by=by, at=at)
        return _added(report, kind, by, at)


def steps_of(report: Report) -> list[Examination]:
    """What happened at the Ombudsman, oldest first: one query."""
    return list(Examination.objects.filter(report=report).order_by("seq"))


def standing(steps: Iterable[Examination]) -> Standing:
    """Where a case with these steps stands."""
    shown, examined, product = Shown.CONCEALED, False, None
    for step in steps:
        if step.kind == StepKind.CONSENT:
            shown = Shown(step.shown)
        elif step.kind == StepKind.EXAMINED:
            examined = True
        elif step.kind == StepKind.ISSUED:
            product = step if step.due_on else None
        elif step.kind in (StepKind.CARRIED_OUT, StepKind.NOT_CARRIED_OUT):
            product = None
    return Standing(shown, examined, product)


def sees_internal(report: Report, by: Officer) -> bool:
    """Whether internal notes belong in this officer's dossier: the coordinating office's own, or a case that the
    Ombudsman examines within the mandate."""
    if ombudsman(report, by):
        return report.ombudsman in (OmbudsmanStatus.EXAMINATION, OmbudsmanStatus.PRODUCT)
    return coordinator(report, by)


def may_take(report: Report, by: Officer) -> bool:
    """Whether this officer may take the referral package: with the reporter's consent, within the mandate."""
    filed = (OmbudsmanStatus.FILED, OmbudsmanStatus.EXAMINATION, OmbudsmanStatus.PRODUCT)
    return report.ombudsman in filed and ombudsman(report, by)


def at_the_ombudsman(officer: Officer) -> QuerySet[Report]:
    """The cases with the reporter's consent that this officer may open."""
    consents = Examination.objects.filter(report=OuterRef("pk"), kind=StepKind.CONSENT)
    return visible_to(officer).filter(Q(Exists(consents)))


def _added(
    report: Report, kind: StepKind, by: Actor, at: datetime, *, shown: str = "", product: str = "",
    due_on: date | None = None,
) -> Examination:  # fmt: skip
    return Examination.objects.create(
        report=report, seq=report.last_seq, kind=kind, at=at, shown=shown, product=product, due_on=due_on,
        user_id=by.user_id if isinstance(by, Officer) else None,
    )  # fmt: skip


def examiner(officer: Officer) -> bool:
    """Whether the officer works for the Ombudsman."""
    return bool(officer.seats_as(Role.OMBUDSMAN))
