"""How long data is kept: legal holds, and the retention schedule of a government as it holds on a day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tuntas.institutions.shared import day_of

from .models import LegalHold, Report, RetentionRule
from .states import DataKind, IdentityMode, Right


def hold_on(report: Report) -> LegalHold | None:
    """The legal hold that runs on this report."""
    return report.legal_holds.filter(ended_at__isnull=True).first()


def is_restricted(report: Report) -> bool:
    """Whether the person's data may be kept but not used: a restriction was granted (UU 27/2022 art. 11 and 41)."""
    return report.rights_requests.filter(right=Right.RESTRICTION, granted=True).exists()


def has_contact(report: Report) -> bool:
    """Whether there may be contact data to put right."""
    gone = report.erasures.filter(kind=DataKind.CONTACT).exists()
    return report.identity != IdentityMode.NONE and not gone


def held_by_law() -> Exists:
    """Whether a legal hold runs, for a query of reports."""
    return Exists(LegalHold.objects.filter(report=OuterRef("pk"), ended_at__isnull=True))


def rule_of(report: Report, kind: str, *, on: date) -> RetentionRule | None:
    """What the schedule says on this day of one kind of data of this report."""
    return rules_on(on).filter(government=report.tenant_id, classification=report.classification, kind=kind).first()


def rules_on(day: date) -> QuerySet[RetentionRule]:
    """The rules of all governments that are in force on this day."""
    still = Q(effective_until__isnull=True) | Q(effective_until__gte=day)
    return RetentionRule.objects.filter(still, effective_from__lte=day)


def kept_kinds(report: Report, kinds: Iterable[str], *, at: datetime) -> list[DataKind]:
    """Those of the kinds that the schedule still keeps: the least period since the report ended is not over."""
    return [DataKind(kind) for kind in kinds if _is_kept(report, kind, at)]


def _is_kept(report: Report, kind: str, at: datetime) -> bool:
    rule = rule_of(report, kind, on=day_of(at))
    return rule is not None and report.ended_at is not None and years_after(report.ended_at, rule.least_years) > at


def years_after(instant: datetime, years: int) -> datetime:
    """The same day and time so many years later; 29 February becomes 1 March."""
    try:
        return instant.replace(year=instant.year + years)
    except ValueError:
        return instant.replace(year=instant.year + years, month=3, day=1)
