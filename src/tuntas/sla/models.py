"""Calendars and service standards as dated, attributed data: what the clocks follow."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.ids import new_id
from tuntas.sla.clocks import Kind, Unit


class DayKind(models.TextChoices):
    """Why a day differs from the plain working week; WORKING declares a free day worked."""

    HOLIDAY = "HOLIDAY", _("Hari libur nasional")
    JOINT_LEAVE = "JOINT_LEAVE", _("Cuti bersama")
    LOCAL = "LOCAL", _("Libur daerah")
    WORKING = "WORKING", _("Hari kerja pengganti")


class Calendar(models.Model):
    """A set of free and worked days; a local calendar adds to its parent and wins over it.

    ``version`` counts the changes, for people. ``seal`` is new at every change and never comes back, not
    even when a backup is restored and changed anew: whoever holds the days of a seal holds the right days.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    version = models.PositiveIntegerField(default=1)
    seal = models.UUIDField(default=new_id, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="calendar_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.version}"


class Decree(models.Model):
    """The act that changes calendars. ``pending`` marks a stand-in until the real decree is entered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=240)
    issued_on = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=240)
    pending = models.BooleanField(default=False)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class Amendment(models.Model):
    """The deadlines are to be computed anew because a calendar changed; stored with that change.

    While ``finished_at`` is empty somebody must go on: the worker finds these rows.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    because = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(finished_at__isnull=True), name="amendment_unfinished")
        ]

    def __str__(self) -> str:
        return f"{self.because} ({self.asked_at:%Y-%m-%d})"


class CalendarDay(models.Model):
    """One day that differs from the plain week. Never deleted: a later decree revokes it.

    ``added_in`` and ``revoked_in`` are calendar versions, so any earlier version can be read again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=240)
    estimated = models.BooleanField(default=False)
    decree = models.ForeignKey(Decree, models.PROTECT, null=True, blank=True, related_name="days")
    added_in = models.PositiveIntegerField(default=1)
    revoked_by = models.ForeignKey(Decree, models.PROTECT, null=True, blank=True, related_name="revoked_days")
    revoked_in = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"], condition=Q(revoked_by__isnull=True), name="calendar_day_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=DayKind.values), name="calendar_day_kind_known"),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_in__isnull=True)
                | Q(revoked_by__isnull=False, revoked_in__gt=F("added_in")),
                name="calendar_day_revoked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

    @property
    def label(self) -> str:
        """The name as people should see it: an estimate says so."""
        return f"{self.name} (perkiraan)" if self.estimated else self.name


class CalendarYear(models.Model):
    """All decrees of ``year`` are in: deadlines in it may be told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "year"], name="calendar_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.year}"


class Rule(models.Model):
    """A service standard: how long one kind of clock runs, for whom, by which law, from which day.

    Blank ``classification``, ``topic_code`` or ``institution_code`` means all. A rule blank in topic and
    institution is general: the longest anyone may be given. Both effective dates are included.
    ``verified`` says that the figure was read in the law now in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=24)
    classification = models.CharField(max_length=12, blank=True)
    topic_code = models.CharField(max_length=60, blank=True)
    institution_code = models.CharField(max_length=60, blank=True)
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8)
    legal_basis = models.CharField(max_length=240)
    effective_from = models.DateField()
    effective_until = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gt=0), name="rule_days_positive"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in Kind]), name="rule_kind_known"),
            models.CheckConstraint(condition=Q(unit__in=[u.value for u in Unit]), name="rule_unit_known"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="rule_has_legal_basis"),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="rule_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["kind", "classification", "topic_code", "institution_code", "effective_from"],
                name="rule_once_a_day",
            ),
            # Two officers who change the same standard at once: the database lets one of them win.
            models.UniqueConstraint(
                fields=["kind", "classification", "topic_code", "institution_code"],
                condition=Q(effective_until__isnull=True),
                name="rule_one_open",
            ),
        ]

    def __str__(self) -> str:
        scope = "/".join(filter(None, (self.classification, self.topic_code, self.institution_code))) or "*"
        return f"{self.kind} {scope}: {self.days} {self.unit} ({self.effective_from})"
