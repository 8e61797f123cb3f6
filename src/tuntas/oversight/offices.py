"""Offices whose figures look bent, and offices that have stopped answering: reasons to look, never verdicts.

Whether a share is more than chance is decided by the exact one-sided binomial test (Clopper and Pearson 1934, as in
NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.4): with n cases of which k bear the sign, and p the share that
may be circumstance, P(X >= k) = sum over i from k to n of C(n, i) p^i (1-p)^(n-i). p is what the signal calls usual;
where reporters' habits decide (silence), it is at least what the other offices in the same view have, so that a habit
that meets all of them accuses none. The level is shared among all signals (Bonferroni).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from tuntas.accounts.actors import Officer
from tuntas.reports.access import visible_to
from tuntas.reports.models import Report
from tuntas.reports.states import OPEN

from .models import Mark
from .signs import SIGNALS, Sign, Signal

FEWEST = 10
"""Cases below which nothing is said about an office."""
LEVEL = 0.01
"""So often an office that does nothing of the kind may be pointed out by chance, over all signals together."""
USUAL_AT_MOST = 0.9
UNANSWERED_FROM = 3
SILENT_FOR = timedelta(days=14)
SPAN = timedelta(days=365)


@dataclass(frozen=True)
class Bent:
    """One signal about one office: `k` of `n` cases, where `usual` is the share that may be circumstance."""

    signal: Signal
    office: UUID
    k: int
    n: int
    usual: float
    chance: float
    """P(X >= k)."""


@dataclass(frozen=True)
class Silent:
    """An office with reports that nobody answers: how many, since when, and its last answer to anybody."""

    office: UUID
    waiting: int
    since: datetime
    last: datetime | None


def marks_for(officer: Officer, at: datetime) -> QuerySet[Mark]:
    """The marks of the last twelve months, of reports this officer may open: an office can put its past behind it."""
    # Looked up for each mark, not gathered first: a page of a list then reads one range of the index of marks.
    mine = visible_to(officer).filter(pk=OuterRef("report_id"))
    return Mark.objects.filter(Exists(mine), at__gt=at - SPAN, at__lte=at)


def counted(marks: QuerySet[Mark]) -> dict[tuple[UUID, str], int]:
    """How many marks each office has of each sign: one query."""
    rows = marks.order_by().values_list("office_id", "sign").annotate(times=Count("pk"))
    return {(office, sign): times for office, sign, times in rows}


def bent(times: dict[tuple[UUID, str], int]) -> list[Bent]:
    """Every signal that is clearly more than circumstance, the surest first."""
    found = [one for signal in SIGNALS for one in _of(signal, times)]
    return sorted(found, key=lambda one: (one.chance, str(one.office), one.signal.sign))


def _of(signal: Signal, times: dict[tuple[UUID, str], int]) -> Iterable[Bent]:
    base = {office: n for (office, sign), n in times.items() if sign == signal.base}
    marked = {office: min(times.get((office, signal.sign.value), 0), n) for office, n in base.items()}
    for office, n in base.items():
        k = marked[office]
        others, of_others = sum(base.values()) - n, sum(marked.values()) - k
        elsewhere = of_others / others if signal.shared and others >= FEWEST else 0.0
        usual = min(max(signal.usual, elsewhere), USUAL_AT_MOST)
        chance = tail(k, n, usual)
        if n >= FEWEST and chance < LEVEL / len(SIGNALS):
            yield Bent(signal, office, k, n, usual, chance)


def tail(k: int, n: int, p: float) -> float:
    """P(X >= k) for n tries with chance p each; summed in logarithms, so that large n do no harm."""
    if k <= 0:
        return 1.0
    return min(1.0, sum(math.exp(_log_term(i, n, p)) for i in range(k, n + 1)))


def _log_term(i: int, n: int, p: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1)
    return ways + i * math.log(p) + (n - i) * math.log1p(-p)


def silent(officer: Officer, at: datetime) -> list[Silent]:
    """Units with three unanswered reports or more older than two weeks, and no word to anybody since: two queries."""
    waiting = unanswered(officer, at).order_by().values("unit_id").annotate(n=Count("pk"), since=Min("dispatched_at"))
    units = [row for row in waiting if row["n"] >= UNANSWERED_FROM]
    last = last_words(row["unit_id"] for row in units)
    found = [Silent(row["unit_id"], row["n"], row["since"], last.get(row["unit_id"])) for row in units]
    quiet = [one for one in found if one.last is None or one.last < at - SILENT_FOR]
    return sorted(quiet, key=lambda one: (one.since, str(one.office)))


def last_words(offices: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each office last wrote to any reporter: one query."""
    spoken = Mark.objects.filter(office__in=list(offices), sign=Sign.SPOKEN)
    return dict(spoken.order_by().values_list("office_id").annotate(last=Max("at")))


def unanswered(officer: Officer, at: datetime) -> QuerySet[Report]:
    """Reports that a unit has had for two weeks without a first answer."""
    rows = visible_to(officer).filter(unit__isnull=False, first_response_at__isnull=True, state__in=sorted(OPEN))
    return rows.filter(dispatched_at__lt=at - SILENT_FOR)
