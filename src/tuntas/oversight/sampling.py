"""A random sample of closed cases, scored twice by people: how good an answer is cannot be read from clocks.

Which cases are drawn is decided by nobody: the cases of a month are put in the order of SHA-256(seed, number), and the
first of each office are taken. The seed is the signed root of the first day after the month, which did not exist while
the cases were closed and is published for ever: whoever may see the cases can draw again and must get the same.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Role
from tuntas.audit.models import DayRoot
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.reports.access import visible_to
from tuntas.reports.models import Report
from tuntas.reports.states import Ending, State

from .models import Sample, SampledCase, Score

SCORERS = (Role.OMBUDSMAN, Role.NATIONAL_ADMIN)
AT_MOST = 20_000
"""Cases of one month that are put in order."""
TWICE = 2
CRITERIA = ("answered", "acted", "proven", "plain")
_ENDINGS = (Ending.CONFIRMED, Ending.SILENT, Ending.COORDINATOR)


@dataclass(frozen=True)
class Agreement:
    """How far two scorers agree: `n` pairs of marks, the share of equal ones, and Cohen's kappa (None where chance
    alone already explains everything)."""

    n: int
    equal: float | None
    kappa: float | None


def draw(population: Iterable[tuple[UUID, str]], seed: str, per_office: int) -> list[tuple[UUID, str]]:
    """The first cases of each office in the order of the seed; `population` holds office and number of each case."""
    ordered = sorted(population, key=lambda case: (order_of(seed, case[1]), case[1]))
    taken: Counter[UUID] = Counter()
    drawn = []
    for office, number in ordered:
        if taken[office] < per_office:
            taken[office] += 1
            drawn.append((office, number))
    return drawn


def order_of(seed: str, number: str) -> str:
    """Where the seed puts a case."""
    return hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest()


def draw_sample(month: date, *, per_office: int, by: Officer, at: datetime) -> Sample:
    """Draw the sample of a month within the officer's mandate, once.

    Raises NotAllowed, or Invalid while the day that gives the seed is not signed, or when it was drawn before.
    """
    mandate = mandate_of(by)
    first, after = month.replace(day=1), _next(month)
    root = DayRoot.objects.filter(day__gte=after).order_by("day").first()
    if root is None:
        raise Invalid(_("Bulan itu belum berakhir, atau hari sesudahnya belum ditandatangani."), field="month")
    with transaction.atomic():
        fresh = {
            "seed": root.root,
            "seed_day": root.day,
            "per_office": per_office,
            "drawn_at": at,
            "drawn_by": by.user_id,
        }
        sample, made = Sample.objects.get_or_create(mandate=mandate, month=first, defaults=fresh)
        if not made:
            raise Invalid(_("Sampel bulan itu sudah ditarik."), field="month")
        rows = {row.reference: row for row in closed_in(first, by)[:AT_MOST]}
        drawn = draw(((_office(row), number) for number, row in rows.items()), root.root, per_office)
        Sample.objects.filter(pk=sample.pk).update(population=len(rows))
        SampledCase.objects.bulk_create(
            SampledCase(sample=sample, report=rows[number], office_id=office, place=place)
            for place, (office, number) in enumerate(drawn, start=1)
        )
    sample.refresh_from_db()
    return sample


def closed_in(month: date, by: Officer) -> QuerySet[Report]:
    """The cases that were closed in a month (UTC days) and that the officer may open."""
    begin, end = (datetime.combine(day, time(), UTC) for day in (month, _next(month)))
    rows = visible_to(by).filter(ended_at__gte=begin, ended_at__lt=end, state=State.CLOSED)
    return rows.filter(ending__in=[ending.value for ending in _ENDINGS]).order_by("ended_at", "pk")


def _office(report: Report) -> UUID:
    return report.unit_id or report.agency_id


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def mandate_of(by: Officer) -> str:
    """The region of whoever scores; "" is the whole country. Raises NotAllowed for anybody else."""
    seats = by.seats_as(*SCORERS)
    if not seats:
        raise NotAllowed()
    return "" if by.seats_as(Role.NATIONAL_ADMIN) else seats[0].region_code


def samples_of(by: Officer) -> QuerySet[Sample]:
    """The samples of the officer's mandate, the newest first."""
    return Sample.objects.filter(mandate=mandate_of(by)).order_by("-month")


def score(case: SampledCase, marks: Sequence[bool], *, by: Officer, at: datetime) -> Score:
    """One person's marks in the order of CRITERIA. Raises NotAllowed, or Invalid for a third or a second own one."""
    if case.sample.mandate != mandate_of(by):
        raise NotAllowed()
    with transaction.atomic():
        known = list(Score.objects.select_for_update().filter(case=case))
        if len(known) >= TWICE or any(one.user_id == by.user_id for one in known):
            raise Invalid(_("Kasus ini sudah Anda nilai, atau sudah dinilai dua orang."), field="answered")
        return Score.objects.create(case=case, user_id=by.user_id, at=at, **dict(zip(CRITERIA, marks, strict=True)))


def agreement(pairs: Sequence[tuple[bool, bool]]) -> Agreement:
    """Cohen's kappa for two scorers and two categories (Cohen 1960, Educational and Psychological Measurement 20,
    37-46): kappa = (po - pe) / (1 - pe), po the share of equal marks, pe the share expected from each scorer's own
    frequencies."""
    n = len(pairs)
    if not n:
        return Agreement(0, None, None)
    equal = sum(one == other for one, other in pairs) / n
    first, second = sum(one for one, _other in pairs) / n, sum(other for _one, other in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return Agreement(n, equal, None if chance == 1 else (equal - chance) / (1 - chance))


def pairs_of(scores: Iterable[Score], criterion: str) -> list[tuple[bool, bool]]:
    """The marks of first and second scorer for every case that two people scored."""
    found: dict[UUID, list[bool]] = {}
    for one in sorted(scores, key=lambda each: (each.at, str(each.pk))):
        found.setdefault(one.case_id, []).append(bool(getattr(one, criterion)))
    return [(marks[0], marks[1]) for marks in found.values() if len(marks) == TWICE]
