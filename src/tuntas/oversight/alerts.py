"""Early warning: more reports on one topic in one place than the season explains, many on one object, a silent unit.

A spike. Reports received are counted by government, topic and regency in blocks of seven days. What is usual is what
the last eight blocks had, and the three blocks around the same time in each of the three years before, as far as they
reach: the seasonal baseline of Farrington, Andrews, Beale and Catchpole (1996), J. R. Statist. Soc. A 159, 547-563,
without its trend. With mean m and variance v of these blocks the count X of this block is taken as negative binomial
with size r = m^2 / (v - m) when v > m (Noufaily et al. 2013, Statistics in Medicine 32, 1206-1222), else as Poisson:

    NB:       P(X = i) = Gamma(i + r) / (Gamma(r) i!) * (r / (r + m))^r * (m / (r + m))^i
    Poisson:  P(X = i) = exp(-m) m^i / i!

An alert is raised when at least `FEWEST` came and P(X >= observed) is below `LEVEL` divided by the number of cells
looked at (Bonferroni), so that all cells together raise a false one in a hundred nights.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean, variance
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Floor, Left, TruncDate
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.texts import required
from tuntas.reports.access import visible_to
from tuntas.reports.models import Report
from tuntas.reports.states import OPEN, Classification

from .models import Alert, AlertReport
from .offices import SILENT_FOR, UNANSWERED_FROM, last_words

FEWEST = 5
LEVEL = 0.01
BLOCK = timedelta(days=7)
RECENT = tuple(range(1, 9))
SEASONS = tuple(year * 52 + near for year in (1, 2, 3) for near in (-1, 0, 1))
LEAST_BLOCKS = 4
REGENCY = 4
"""Digits of an area code that name a regency or city."""
OBJECT_DAYS, OBJECT_FROM = timedelta(days=60), 4
CELL = 1000
"""Objects are told apart by a thousandth of a degree, about 110 metres."""
AT_MOST = 200
"""Reports kept behind one alert, and alerts of one kind in one night."""


@dataclass(frozen=True)
class Spike:
    """More than usual in one cell: `expected` is the mean of the baseline, `chance` is P(X >= observed)."""

    observed: int
    expected: float
    chance: float


def look(at: datetime) -> int:
    """Raise what is new at this moment; returns how many. A second look the same day raises nothing again."""
    found = [*_spikes(at), *_objects(at), *_silent(at)]
    return sum(_raised(alert, reports, at) for alert, reports in found)


def spike(observed: int, baseline: Sequence[int], level: float) -> Spike | None:
    """Whether a count stands out of its baseline. Nothing is said on fewer than four blocks."""
    if observed < FEWEST or len(baseline) < LEAST_BLOCKS:
        return None
    # Where nothing ever came, half a report in all blocks together is assumed: zero would make everything a spike.
    mean = max(fmean(baseline), 0.5 / len(baseline))
    chance = tail(observed, mean, variance(baseline))
    return Spike(observed, mean, chance) if chance < level else None


def tail(observed: int, mean: float, spread: float) -> float:
    """P(X >= observed) for a count of this mean and variance, as in the head of this module."""
    below = math.fsum(math.exp(_log_chance(i, mean, spread)) for i in range(observed))
    return max(0.0, 1.0 - below)


def _log_chance(i: int, mean: float, spread: float) -> float:
    if spread <= mean:
        return i * math.log(mean) - mean - math.lgamma(i + 1)
    size = mean * mean / (spread - mean)
    ways = math.lgamma(i + size) - math.lgamma(size) - math.lgamma(i + 1)
    return ways + size * math.log(size / (size + mean)) + i * math.log(mean / (size + mean))


def open_room() -> QuerySet[Report]:
    """All reports but those of the Inspektorat's closed room: not even their number is told outside."""
    return Report.objects.exclude(classification=Classification.SUPERVISION)


Found = tuple[Alert, QuerySet[Report]]


def _spikes(at: datetime) -> Iterator[Found]:
    cells = _blocks(at)
    known = {key: counts for key, counts in cells.items() if counts.get(0, 0) >= FEWEST}
    reach = max((block for counts in cells.values() for block in counts), default=0)
    blocks = [block for block in (*RECENT, *SEASONS) if block <= reach]
    level = LEVEL / max(len(known), 1)
    for (tenant, topic, place), counts in sorted(known.items(), key=lambda pair: tuple(map(str, pair[0])))[:AT_MOST]:
        one = spike(counts[0], [counts.get(block, 0) for block in blocks], level)
        if one is not None:
            reports = open_room().filter(tenant=tenant, topic=topic, received_at__gte=_first(at), received_at__lte=at)
            yield (
                Alert(kind="SPIKE", tenant_id=tenant, topic_id=topic, place=place, observed=one.observed,
                      expected=one.expected, chance=one.chance, thing=f"{topic} {place}"),
                reports.filter(region__code__startswith=place),
            )  # fmt: skip


def _blocks(at: datetime) -> dict[tuple[UUID, str, str], dict[int, int]]:
    """How many came in each cell, by how many blocks ago: one grouped query over the spans that are asked for."""
    spans = Q(received_at__gt=at - 9 * BLOCK, received_at__lte=at)
    for year in (1, 2, 3):
        spans |= Q(received_at__gt=at - (year * 52 + 2) * BLOCK, received_at__lte=at - (year * 52 - 1) * BLOCK)
    rows = open_room().filter(spans, topic__isnull=False, region__isnull=False).order_by()
    grouped = rows.values_list("tenant_id", "topic_id", Left("region_id", REGENCY), TruncDate("received_at"))
    cells: dict[tuple[UUID, str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for tenant, topic, place, day, times in grouped.annotate(times=Count("pk")):
        cells[(tenant, topic, place)][_block(day, localtime(at).date())] += times
    return cells


def _first(at: datetime) -> datetime:
    """When the present block of seven days began, by the calendar by which the database counts days."""
    today = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - BLOCK + timedelta(days=1)


def _block(day: date, today: date) -> int:
    return max((today - day).days, 0) // BLOCK.days


def _objects(at: datetime) -> Iterator[Found]:
    recent = open_room().filter(received_at__gt=at - OBJECT_DAYS, received_at__lte=at, latitude__isnull=False)
    recent = recent.filter(topic__isnull=False).annotate(north=_cell("latitude"), east=_cell("longitude"))
    grouped = recent.order_by().values("tenant_id", "topic_id", "north", "east").annotate(times=Count("pk"))
    for row in grouped.filter(times__gte=OBJECT_FROM).order_by("-times", "topic_id", "north", "east")[:AT_MOST]:
        thing = f"{row['topic_id']} {int(row['north'])} {int(row['east'])}"
        reports = recent.filter(tenant=row["tenant_id"], topic=row["topic_id"], north=row["north"], east=row["east"])
        alert = Alert(kind="OBJECT", tenant_id=row["tenant_id"], topic_id=row["topic_id"], thing=thing)
        alert.observed = row["times"]
        yield alert, reports


def _cell(column: str) -> Floor:
    return Floor(F(column) * CELL)


def _silent(at: datetime) -> Iterator[Found]:
    waiting = open_room().filter(unit__isnull=False, first_response_at__isnull=True, state__in=sorted(OPEN))
    waiting = waiting.filter(dispatched_at__lt=at - SILENT_FOR)
    grouped = list(waiting.order_by().values("tenant_id", "unit_id").annotate(times=Count("pk")))
    quiet = [row for row in grouped if row["times"] >= UNANSWERED_FROM][:AT_MOST]
    last = last_words(row["unit_id"] for row in quiet)
    for row in quiet:
        spoke = last.get(row["unit_id"])
        if spoke is None or spoke < at - SILENT_FOR:
            alert = Alert(kind="SILENT", tenant_id=row["tenant_id"], unit_id=row["unit_id"], observed=row["times"])
            alert.thing = str(row["unit_id"])
            yield alert, waiting.filter(tenant=row["tenant_id"], unit=row["unit_id"])


def _raised(alert: Alert, reports: QuerySet[Report], at: datetime) -> bool:
    """Store it unless the same thing was raised in the last block and is still waiting or was dismissed then."""
    same = Alert.objects.filter(kind=alert.kind, tenant_id=alert.tenant_id, thing=alert.thing)
    if same.filter(Q(raised_at__gt=at - BLOCK) | Q(dismissed_at__isnull=True)).exists():
        return False
    with transaction.atomic():
        alert.raised_at = at
        alert.save(force_insert=True)
        rows = reports.order_by("-received_at", "pk").values_list("pk", flat=True)[:AT_MOST]
        AlertReport.objects.bulk_create(AlertReport(alert=alert, report_id=pk) for pk in rows)
    return True


def dismiss(alert: Alert, *, reason: str, by: Officer, at: datetime) -> Alert:
    """Put an alert aside with a reason, which is kept. Raises NotAllowed, Invalid without a reason or twice."""
    if not alerts_for(by).filter(pk=alert.pk).exists():
        raise NotAllowed()
    words = required(reason, field="reason", limit=500)
    done = Alert.objects.filter(pk=alert.pk, dismissed_at__isnull=True)
    if not done.update(dismissed_at=at, dismissed_by=by.user_id, reason=words):
        raise Invalid(_("Peringatan ini sudah dikesampingkan."), field="reason")
    alert.refresh_from_db()
    return alert


def alerts_for(officer: Officer) -> QuerySet[Alert]:
    """The alerts behind which this officer may open at least one report, the newest first."""
    mine = visible_to(officer).filter(pk=OuterRef("report_id"))
    open_to = AlertReport.objects.filter(Exists(mine), alert=OuterRef("pk"))
    return Alert.objects.filter(Exists(open_to)).order_by("-raised_at", "-pk")
