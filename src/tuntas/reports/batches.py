"""The rows of work on many reports at once, and of tags. A batch is done row by row through the same actions as a
single report; what became of each row stays written down."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id


class Tag(models.Model):
    """A word by which a government's officers find reports again. Internal: never shown to reporters or the public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="tag_once"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a report."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="taggings")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="taggings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "report"], name="tagging_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} {self.report_id}"


class BatchAct(models.TextChoices):
    """What can be done with many reports at once."""

    DISPATCH = "DISPATCH"
    ASSIGN = "ASSIGN"
    MERGE = "MERGE"
    TAG = "TAG"
    NUDGE = "NUDGE"
    RELEASE = "RELEASE"
    SPAM = "SPAM"


class Batch(models.Model):
    """One act on many reports by one officer. `values` holds ids and the officer's note."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10)
    values = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["DISPATCH", "ASSIGN", "MERGE", "TAG", "NUDGE", "RELEASE", "SPAM"]),
                name="batch_act_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.made_at:%Y-%m-%d %H:%M}"


class BatchRow(models.Model):
    """One report of a batch: waiting, done, or refused with the sentence the officer reads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows")
    seq = models.PositiveSmallIntegerField()
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, default="WAITING")
    sentence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "seq"], name="batch_row_in_order"),
            models.UniqueConstraint(fields=["batch", "report"], name="batch_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["WAITING", "DONE"], sentence="") | Q(outcome="REFUSED") & ~Q(sentence=""),
                name="batch_row_refused_says_why",
            ),
        ]
        indexes = [models.Index(fields=["batch", "seq"], name="batch_row_waiting", condition=Q(outcome="WAITING"))]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.seq} {self.outcome}"
