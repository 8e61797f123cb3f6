"""Systemic issues: the same thing reported again and again, so that it is mended once and not case by case.

Likely ones are proposed by night: reports of one government on one topic in one regency or city, in like words and not
far apart. A person decides; a confirmed issue has an owner, a root cause, a commitment and its day, and what came of
it is counted: like reports in a span before the commitment and in the same span after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Role
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.texts import key, required
from tuntas.reports.access import visible_to
from tuntas.reports.duplicates import metres
from tuntas.reports.models import Report

from .alerts import REGENCY, open_room
from .models import Issue, IssueReport
from .offices import tail

WITHIN = timedelta(days=180)
FEWEST = 5
ALIKE_FROM, NEAR_METRES = 60, 2_000
GROUPS, LOOKED_AT = 50, 120
"""So many topics and places are looked at in a night, of each so many of the newest reports: pairs stay few."""
DECIDERS = (Role.OMBUDSMAN, Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN)
LEVEL = 0.05
SPAN_AT_MOST = timedelta(days=180)


@dataclass(frozen=True)
class Plan:
    """What is agreed on: who owns it, why it happens, what will be done and by when."""

    title: str
    owner: Institution
    root_cause: str
    commitment: str
    due_on: date


@dataclass(frozen=True)
class Recurrence:
    """Like reports in `days` before the commitment and in as many after it. `ratio` is after to before, None where
    nothing came before; `low` and `high` are its exact 95 % interval, `high` None for no upper end."""

    days: int
    before: int
    after: int
    ratio: float | None
    low: float | None
    high: float | None


def propose(at: datetime) -> int:
    """Propose what stands out and is not proposed or confirmed yet; returns how many. What was dismissed comes back
    only with reports that are all newer."""
    made = 0
    for tenant, topic, place in _groups(at):
        rows = list(_reports(tenant, topic, place, at)[:LOOKED_AT])
        for cluster in clusters(rows):
            made += _proposed(tenant, topic, place, cluster, at)
    return made


def clusters(reports: Sequence[Report]) -> list[list[Report]]:
    """Reports that hang together by like words, not far apart; the largest first, at least `FEWEST` of them."""
    words = [key(f"{report.title} {report.body[:2000]}") for report in reports]
    parent = list(range(len(reports)))
    for i in range(len(reports)):
        for j in range(i):
            if _root(parent, i) != _root(parent, j) and _alike(reports[i], reports[j], words[i], words[j]):
                parent[_root(parent, i)] = _root(parent, j)
    found: dict[int, list[Report]] = {}
    for i, report in enumerate(reports):
        found.setdefault(_root(parent, i), []).append(report)
    return sorted((rows for rows in found.values() if len(rows) >= FEWEST), key=len, reverse=True)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _alike(one: Report, other: Report, said: str, also: str) -> bool:
    apart = metres(one, other)
    return (apart is None or apart <= NEAR_METRES) and fuzz.token_set_ratio(said, also) >= ALIKE_FROM


def _groups(at: datetime) -> Iterator[tuple[UUID, str, str]]:
    recent = open_room().filter(received_at__gt=at - WITHIN, received_at__lte=at, region__isnull=False)
    places = recent.filter(topic__isnull=False).annotate(place=Left("region_id", REGENCY)).order_by()
    grouped = places.values_list("tenant_id", "topic_id", "place").annotate(times=Count("pk"))
    for tenant, topic, place, _times in grouped.filter(times__gte=FEWEST).order_by("-times", "topic_id")[:GROUPS]:
        yield tenant, topic, place


def _reports(tenant: UUID, topic: str, place: str, at: datetime) -> QuerySet[Report]:
    rows = open_room().filter(tenant=tenant, topic=topic, region__code__startswith=place)
    return rows.filter(received_at__gt=at - WITHIN, received_at__lte=at).order_by("-received_at", "pk")


def _proposed(tenant: UUID, topic: str, place: str, cluster: Iterable[Report], at: datetime) -> bool:
    reports = list(cluster)
    known = IssueReport.objects.filter(report__in=reports)
    if known.exists():
        _join(known.order_by("issue_id").select_related("issue")[0].issue, reports)
        return False
    issue = Issue(tenant_id=tenant, topic_id=topic, place=place, title=reports[0].topic.label, proposed_at=at)  # type: ignore[union-attr]
    with transaction.atomic():
        issue.save(force_insert=True)
        _join(issue, reports)
    return True


def _join(issue: Issue, reports: Iterable[Report]) -> None:
    if issue.state != Issue.DISMISSED:
        IssueReport.objects.bulk_create(
            [IssueReport(issue=issue, report=report) for report in reports], ignore_conflicts=True
        )


def confirm(issue: Issue, plan: Plan, *, by: Officer, at: datetime) -> Issue:
    """A person says that it is one issue, and what is agreed on. Raises NotAllowed, Invalid."""
    _check(issue, by)
    if plan.due_on <= at.date():
        raise Invalid(_("Tanggal komitmen harus sesudah hari ini."), field="due_on")
    if plan.owner.government_id_or_self != issue.tenant.government_id_or_self:
        raise Invalid(_("Penanggung jawab harus dari pemerintahan ini."), field="owner")
    return _decided(
        issue, by, at, state=Issue.CONFIRMED, title=required(plan.title, field="title", limit=150), owner=plan.owner,
        root_cause=required(plan.root_cause, field="root_cause"),
        commitment=required(plan.commitment, field="commitment"), due_on=plan.due_on,
    )  # fmt: skip


def dismiss_issue(issue: Issue, *, reason: str, by: Officer, at: datetime) -> Issue:
    """A person says that it is none, and why. Raises NotAllowed, Invalid."""
    _check(issue, by)
    return _decided(issue, by, at, state=Issue.DISMISSED, reason=required(reason, field="reason", limit=500))


def _check(issue: Issue, by: Officer) -> None:
    if not by.seats_as(*DECIDERS) or not issues_for(by).filter(pk=issue.pk).exists():
        raise NotAllowed()


def _decided(issue: Issue, by: Officer, at: datetime, **changes: object) -> Issue:
    fresh = Issue.objects.filter(pk=issue.pk, state=Issue.PROPOSED)
    if not fresh.update(decided_at=at, decided_by=by.user_id, **changes):
        raise Invalid(_("Masalah ini sudah diputuskan."), field="")
    return Issue.objects.select_related("tenant", "topic", "owner").get(pk=issue.pk)


def issues_for(officer: Officer) -> QuerySet[Issue]:
    """The issues of which this officer may open at least one report, the newest first."""
    mine = visible_to(officer).filter(pk=OuterRef("report_id"))
    open_to = IssueReport.objects.filter(Exists(mine), issue=OuterRef("pk"))
    return Issue.objects.filter(Exists(open_to)).order_by("-proposed_at", "-pk")


def recurrence(issue: Issue, at: datetime) -> Recurrence | None:
    """How often like reports (same government, topic and place) came before and after the commitment; nothing before
    there is one. One query for each side."""
    if issue.decided_at is None or issue.state != Issue.CONFIRMED:
        return None
    span = min(at - issue.decided_at, SPAN_AT_MOST)
    rows = open_room().filter(tenant=issue.tenant_id, topic=issue.topic_id, region__code__startswith=issue.place)
    before = rows.filter(received_at__gt=issue.decided_at - span, received_at__lte=issue.decided_at).count()
    after = rows.filter(received_at__gt=issue.decided_at, received_at__lte=issue.decided_at + span).count()
    low, high = interval(before, after)
    return Recurrence(span.days, before, after, after / before if before else None, low, high)


def interval(before: int, after: int) -> tuple[float | None, float | None]:
    """The exact 95 % interval of a ratio of two Poisson counts over equal spans.

    Given their sum n, the later count is binomial with chance p = ratio / (1 + ratio) (Przyborowski and Wilenski 1940,
    Biometrika 31, 313-323); the Clopper-Pearson limits of p are turned back into the ratio p / (1 - p).
    """
    n = before + after
    if not n:
        return None, None
    low = 0.0 if not after else _solve(lambda p: tail(after, n, p), LEVEL / 2)
    high = 1.0 if not before else _solve(lambda p: 1 - tail(after + 1, n, p), LEVEL / 2, rising=False)
    return low / (1 - low), None if high >= 1 else high / (1 - high)


def _solve(chance, wanted: float, rising: bool = True) -> float:  # type: ignore[no-untyped-def]
    """The p at which a monotone chance reaches what is wanted, by halving."""
    low, high = 1e-12, 1 - 1e-12
    for _step in range(100):
        middle = (low + high) / 2
        if (chance(middle) < wanted) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2
