"""What officers keep among themselves while they work on a report: whom they named, what they have not sent yet."""

from django.db import models
from django.db.models import Q

from tuntas.kernel.ids import new_id


class Mention(models.Model):
    """A colleague named in an internal note (the event `seq`); `seen_at` when the colleague opened the report."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="mentions")
    seq = models.PositiveIntegerField()
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "seq", "user"], name="mention_once_per_note"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(seen_at__gte=models.F("at")), name="mention_seen_after_made"
            ),
        ]
        # The queue of one officer is one range.
        indexes = [models.Index(fields=["user", "report"], name="mention_waiting", condition=Q(seen_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.report_id} #{self.seq}"


class OfficerDraft(models.Model):
    """What an officer has typed into one form of one report and not sent: one per officer, report and form."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    form = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "user", "form"], name="officer_draft_once"),
            models.CheckConstraint(condition=~Q(form=""), name="officer_draft_names_its_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.report_id} {self.user_id}"
