"""What the law asks about a report's data: what was erased, what may not be erased, and how long each kind is kept."""

from django.db import models
from django.db.models import F, Q

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id

from .kept import known
from .states import Classification, DataKind, ErasureBasis, Right


class Erasure(models.Model):
    """One kind of data of one report that is gone, by the event `seq`. `left` names the files that still lie on the
    disk: emptied once they are off it, so that a killed process leaves none behind."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="erasures")
    kind = models.CharField(max_length=8)
    basis = models.CharField(max_length=8)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    left = models.JSONField(default=list)

    class Meta:
        constraints = [
            known("kind", DataKind, "erasure_kind_known"),
            known("basis", ErasureBasis, "erasure_basis_known"),
            models.UniqueConstraint(fields=["report", "kind"], name="erasure_once"),
        ]
        indexes = [models.Index(fields=["at"], name="erasure_files_left", condition=~Q(left=[]))]

    def __str__(self) -> str:
        return f"{self.kind} {self.report_id}"


class LegalHold(models.Model):
    """Until it ends nothing of this report may be erased: a court, an audit or the Ombudsman needs it (UU 27/2022
    art. 15 and 44; UU 43/2009 art. 51)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="legal_holds")
    since = models.DateTimeField()
    set_by = models.UUIDField()
    reason = models.CharField(max_length=500)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(ended_at__isnull=True), name="legal_hold_once_while_running"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False) & Q(ended_at__gte=F("since")),
                name="legal_hold_ended_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.since:%Y-%m-%d}"


class RightsRequest(models.Model):
    """One request of the reporter about the own data, beside the event `seq`; `due_at` is 72 hours after it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="rights_requests")
    right = models.CharField(max_length=11)
    seq = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        constraints = [
            known("right", Right, "right_known"),
            models.UniqueConstraint(
                fields=["report", "right"], condition=Q(decided_at__isnull=True), name="right_asked_once_while_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, granted__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, granted__isnull=False),
                name="right_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="right_waiting", condition=Q(decided_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.right} {self.report_id}"


class RetentionRule(models.Model):
    """How long one government keeps one kind of data of one class, in years after the report ended, from a day on.

    Before `least_years` nothing is erased even on request; after `most_years` the schedule erases. No row: the
    schedule erases nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    government = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    classification = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    least_years = models.PositiveSmallIntegerField()
    most_years = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=240)
    effective_from = models.DateField()
    effective_until = models.DateField(null=True)
    set_by = models.UUIDField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            known("classification", Classification, "retention_class_known"),
            known("kind", DataKind, "retention_kind_known"),
            models.CheckConstraint(
                condition=Q(most_years__gte=1) & Q(most_years__gte=F("least_years")), name="retention_most_after_least"
            ),
            models.CheckConstraint(condition=~Q(law=""), name="retention_names_its_law"),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="retention_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classification} {self.kind}: {self.most_years}"
