"""The retention schedule of a government: proposed, seen in its effect, put in force, and carried out at night.

Nothing is erased by a schedule that nobody put in force (UU 27/2022 art. 44).
"""

import logging
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer, System
from tuntas.accounts.models import Role
from tuntas.audit.log import Hand, changed
from tuntas.institutions.models import Institution
from tuntas.institutions.shared import day_of
from tuntas.kernel.refusals import Invalid, NotAllowed, Refusal
from tuntas.kernel.texts import required

from ..guards import APPEAL_WINDOW
from ..keeping import held_by_law, rules_on, years_after
from ..models import Erasure, Report, RetentionRule
from ..states import TERMINAL, Classification, DataKind, ErasureBasis, OmbudsmanStatus
from .erase import erase

logger = logging.getLogger(__name__)

PROPOSED = Path(__file__).resolve().parent.parent / "retention.toml"
LONGEST_YEARS = 100
BATCH = 500
"""Reports that one run erases at most; the next run goes on."""


@dataclass(frozen=True)
class Period:
    """How long one kind of data of one class is kept, in years after the end: at least, and at most."""

    classification: Classification
    kind: DataKind
    least: int
    most: int


@dataclass(frozen=True)
class Retained:
    """What one run did: reports of which something was erased, and those that an action refused."""

    erased: int = 0
    refused: int = 0


def proposed() -> list[Period]:
    """The schedule as it is proposed, class by class."""
    said = tomllib.loads(PROPOSED.read_text(encoding="utf-8"))
    pairs = ((each, kind) for each in Classification for kind in DataKind)
    return [Period(each, kind, *said[kind.value][each.value]) for each, kind in pairs]


def proposed_law() -> str:
    """The laws that the proposal names."""
    return str(tomllib.loads(PROPOSED.read_text(encoding="utf-8"))["law"])


def put_in_force(
    periods: Iterable[Period], *, government: Institution, law: str, effective_from: date, by: Officer, at: datetime
) -> list[RetentionRule]:
    """From a day on the government keeps data so long; what held before ends the day before.

    Raises NotAllowed for anybody but its administrator, Invalid with its field.
    """
    if not by.holds(Role.AGENCY_ADMIN, government.pk):
        raise NotAllowed()
    if effective_from <= day_of(at):
        raise Invalid(_("Jadwal berlaku paling cepat besok."), field="effective_from")
    named = required(law, field="law", limit=240, what=_("Sebutkan dasar hukumnya."))
    with transaction.atomic():
        rules = [_replaced(_checked(period), government, named, effective_from, by, at) for period in periods]
        _noted(rules, government, by, at)
    return rules


def would_erase(periods: Iterable[Period], *, government: Institution, on: datetime) -> dict[DataKind, int]:
    """How many reports would lose which kind of data at this moment if the schedule were these periods."""
    counts: Counter[DataKind] = Counter()
    for period in periods:
        rows = _due(government.pk, period.classification, period.kind, period.most, on)
        counts[period.kind] += rows.count()
    return {kind: counts[kind] for kind in DataKind}


def erase_due(at: datetime, *, limit: int = BATCH) -> Retained:
    """Erase what every schedule in force wants erased now, at most so many reports; whoever dies in the middle has
    done so many, and the next run does the others."""
    erased: Counter[UUID] = Counter()
    refused = 0
    for report, kinds in _wanted(at, limit):
        try:
            erase(report, kinds=kinds, basis=ErasureBasis.SCHEDULE, by=System(), at=max(at, report.last_at))
            erased[report.tenant_id] += 1
        except Refusal as refusal:
            logger.warning("The schedule could not erase %s: %s", report.reference, refusal.code)
            refused += 1
    for government, count in erased.items():
        hand = Hand(government, None, "sistem")
        changed(hand, "erase_due", government, f"{day_of(at)}", at=at, after={"reports": count})
    return Retained(erased.total(), refused)


def _checked(period: Period) -> Period:
    if not 0 <= period.least <= period.most <= LONGEST_YEARS or period.most < 1:
        sentence = _(
            "Masa simpan paling lama sedikitnya satu tahun, dan tidak lebih pendek daripada yang paling singkat."
        )
        raise Invalid(sentence, field=f"{period.classification}_{period.kind}_most")
    return period


def _replaced(
    period: Period, government: Institution, law: str, since: date, by: Officer, at: datetime
) -> RetentionRule:
    scope = {"government": government, "classification": period.classification.value, "kind": period.kind.value}
    old = RetentionRule.objects.filter(**scope)
    old.filter(effective_from__gte=since).delete()
    old.filter(effective_until__isnull=True).update(effective_until=since - timedelta(days=1))
    length = {"least_years": period.least, "most_years": period.most, "law": law, "effective_from": since}
    return RetentionRule.objects.create(**scope, **length, set_by=by.user_id, set_at=at)


def _noted(rules: list[RetentionRule], government: Institution, by: Officer, at: datetime) -> None:
    lengths = {f"{rule.classification} {rule.kind}": f"{rule.least_years}-{rule.most_years}" for rule in rules}
    hand = Hand(government.pk, by.user_id, by.name)
    since = {"effective_from": rules[0].effective_from, "legal_basis": rules[0].law} if rules else {}
    changed(hand, "set_retention", government.pk, government.name, at=at, after={**since, **lengths})


def _wanted(at: datetime, limit: int) -> Iterator[tuple[Report, list[DataKind]]]:
    """The reports that lose something now, the longest ended first, each with all that is due of it."""
    wanted: dict[UUID, list[DataKind]] = {}
    for rule in rules_on(day_of(at)).order_by("government_id", "classification", "kind"):
        kind = DataKind(rule.kind)
        for key in _due(rule.government_id, rule.classification, kind, rule.most_years, at)[:limit]:
            wanted.setdefault(key, []).append(kind)
    for key in list(wanted)[:limit]:
        yield Report.objects.select_related("agency", "tenant", "topic").get(pk=key), wanted[key]


def _due(government: UUID, classification: str, kind: DataKind, most: int, at: datetime) -> QuerySet[Report, UUID]:
    """The ids of those whose longest period is over, that still have it, and that no hold and no examination keeps."""
    gone = Exists(Erasure.objects.filter(report=OuterRef("pk"), kind=kind))
    rows = Report.objects.filter(tenant=government, classification=classification, state__in=sorted(TERMINAL))
    over = rows.filter(ended_at__lte=min(years_after(at, -most), at - APPEAL_WINDOW)).exclude(gone | held_by_law())
    examined = (OmbudsmanStatus.FILED, OmbudsmanStatus.EXAMINATION)
    return over.exclude(ombudsman__in=examined).order_by("ended_at", "pk").values_list("pk", flat=True)
