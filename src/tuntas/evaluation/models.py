"""Papers about a period: who asked for which, how far the worker is, and what was made, which never changes."""

from django.db import models

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id


class Kind(models.TextChoices):
    """What was asked for."""

    REPORT = "REPORT"
    PACK = "PACK"


class Step(models.TextChoices):
    """How far the worker is."""

    WAITING = "WAITING"
    COUNTING = "COUNTING"
    WRITING = "WRITING"
    DONE = "DONE"


class Order(models.Model):
    """Somebody asked for a paper of one office and period.

    `words` is what a person adds: recommendations, signer, the numbers of the success stories. `read` says how many
    events were read so far, `begun_at` when a worker took it last, `tries` how often one did.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8)
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    words = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asked_name = models.CharField(max_length=150)
    step = models.CharField(max_length=8, default=Step.WAITING)
    read = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=sorted(Kind.values)), name="order_kind_known"),
            models.CheckConstraint(condition=models.Q(step__in=sorted(Step.values)), name="order_step_known"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=~models.Q(step="DONE"), name="order_not_done"),
            models.Index(fields=["office", "-asked_at"], name="order_office"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.office_id} {self.period}"


class PeriodReport(models.Model):
    """A finished periodic report. Rows are only added.

    Made from the events up to `upto` and from `inputs`, which hold everything else that is in it (names, calendar,
    words of people, the digest of the log): so making it again gives the same bytes (`remade`). `inputs_sha256` is over
    the canonical JSON of the inputs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.OneToOneField(Order, models.PROTECT, related_name="report")
    made_at = models.DateTimeField()
    upto = models.UUIDField(null=True)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    xlsx = models.BinaryField()
    xlsx_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.order_id} {self.pdf_sha256[:12]}"


class EvidencePack(models.Model):
    """A finished evidence pack; the ZIP lies among the files (`packs.path_of`). Rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.OneToOneField(Order, models.PROTECT, related_name="pack")
    made_at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    manifest_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.order_id} {self.sha256[:12]}"


class Agreement(models.Model):
    """What was noted at an evaluation meeting about one measure, and what was agreed. Rows are only added.

    A mere note has no `owner`. `before` is the value on that day: a fraction, or part/whole of a share; empty while
    there was none. `expected` says in words what should become of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=60)
    text = models.CharField(max_length=1000)
    owner = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True)
    expected = models.CharField(max_length=300, blank=True)
    before = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner="", due_on=None) | (~models.Q(owner="") & models.Q(due_on__isnull=False)),
                name="agreement_owner_has_day",
            ),
        ]
        indexes = [models.Index(fields=["office", "-at"], name="agreement_office")]

    def __str__(self) -> str:
        return f"{self.measure}: {self.text[:40]}"
