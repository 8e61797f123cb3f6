"""What was counted from events, kept so that a page adds up few rows instead of all events.

Cells are a cache of the event log: `tuntas verify --figures` counts everything anew and names the first difference.
"""

from django.db import models

from tuntas.institutions.models import Institution, Region

NOTHING = models.Q(times=0, total=0)
"""Cells that came to nothing; they are removed at once, through an index of their own."""


class Axis(models.TextChoices):
    """By what a cell is cut, beside government, class, year of receipt and time.

    One axis at a time: cells cut by everything at once would be as many as the events themselves. The two pairs keep
    receipts and dispatches alone, by year.
    """

    DAY = "DAY"
    GOVERNMENT = "GOVERNMENT"
    UNIT = "UNIT"
    TOPIC = "TOPIC"
    CHANNEL = "CHANNEL"
    AREA = "AREA"
    UNIT_TOPIC = "UNIT_TOPIC"
    UNIT_AREA = "UNIT_AREA"


PAIRS = frozenset({Axis.UNIT_TOPIC, Axis.UNIT_AREA})


class Cell(models.Model):
    """How often `metric` had `value` in one cut. See lives.METRICS for what there is.

    `member` is the unit's id, the code of the topic, channel or regency; empty where there is none and on the first
    two axes; on a pair `unit/topic` or `unit/district`, each perhaps empty. `period` is the local day of the event on
    the axis DAY, the first of its month for governments and units, else the first of its year, but for receipts (not
    on pairs) of its month; metrics that wait (`waiting.*`) stand under the day since which is waited. `year` is the
    year of receipt. `total` is the sum of what was measured, exact: minutes for `*.minutes` and `stage.*`, else value
    times `times`. `id` is made from all the other columns but the two that count.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    axis = models.CharField(max_length=10)
    tenant = models.ForeignKey(Institution, models.PROTECT, related_name="+", db_index=False)
    member = models.CharField(max_length=100, blank=True)
    classification = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    period = models.DateField()
    metric = models.CharField(max_length=32)
    value = models.IntegerField()
    times = models.BigIntegerField()
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(axis__in=sorted(Axis.values)), name="cell_axis_known"),
        ]
        indexes = [
            # No index of the tenant alone: PostgreSQL would rather read all cells of a government by it.
            models.Index(fields=["tenant", "axis", "year", "metric"], name="cell_of"),
            models.Index(fields=["axis", "metric", "member", "year"], name="cell_by"),
            models.Index(fields=["id"], name="cell_nothing", condition=NOTHING),
        ]

    def __str__(self) -> str:
        return f"{self.axis} {self.member} {self.classification} {self.year} {self.period} {self.metric}={self.value}"


class Ledger(models.Model):
    """One row: when events were last taken in, and how often the cells were mended (so that none mends twice)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    counted_at = models.DateTimeField(null=True)
    mended = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_one_row")]

    def __str__(self) -> str:
        return f"{self.counted_at}"


class Recount(models.Model):
    """A night on which everything was counted anew: how many cells there were, how many differed, and the first."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    cells = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()
    first = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.day}: {self.differing}/{self.cells}"


class Population(models.Model):
    """How many people live in an area, as somebody published it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    people = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="population_once_a_year"),
            models.CheckConstraint(condition=models.Q(people__gt=0), name="population_of_somebody"),
            models.CheckConstraint(condition=~models.Q(source=""), name="population_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.year}: {self.people}"
