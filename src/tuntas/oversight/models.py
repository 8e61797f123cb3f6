"""What oversight keeps beside the ledger."""

from django.db import models
from django.db.models import Q

from tuntas.institutions.models import Institution, Topic
from tuntas.kernel.ids import new_id
from tuntas.reports.models import Report
from tuntas.reports.states import Shown

from .products import Product, StepKind
from .signs import Sign


class Mark(models.Model):
    """One sign that one report's events show about one office, since when, at which event.

    A cache of the ledger: read anew whenever the report moves (`watching`), and equal to reading everything anew.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="marks")
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    sign = models.CharField(max_length=18)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sign__in=sorted(Sign.values)), name="mark_sign_known"),
            models.UniqueConstraint(fields=["report", "sign", "office"], name="mark_once"),
        ]
        indexes = [
            models.Index(fields=["sign", "-at", "-id"], name="mark_list"),
            models.Index(fields=["office", "sign", "-at"], name="mark_office"),
        ]

    def __str__(self) -> str:
        return f"{self.sign} {self.report_id}"


class Reading(models.Model):
    """How far a watcher has read the event log."""

    name = models.CharField(max_length=20, primary_key=True)
    upto = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.name} {self.upto}"


class Examination(models.Model):
    """One step of a case at the Ombudsman, beside the event `seq` of the report. Rows are only added.

    `shown`: what the reporter lets be seen, with a consent. `product` and `due_on`: what was issued, and the day by
    which it is to be carried out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="examinations")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    user_id = models.UUIDField(null=True)
    shown = models.CharField(max_length=10, blank=True)
    product = models.CharField(max_length=16, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=sorted(StepKind.values)), name="examination_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="CONSENT", shown__in=sorted(Shown.values)) | ~Q(kind="CONSENT") & Q(shown=""),
                name="examination_consent_says_what",
            ),
            models.CheckConstraint(
                condition=Q(kind="ISSUED", product__in=sorted(Product.values)) | ~Q(kind="ISSUED") & Q(product=""),
                name="examination_issue_says_what",
            ),
            models.UniqueConstraint(fields=["report", "seq"], name="examination_once_an_event"),
        ]
        indexes = [models.Index(fields=["kind", "due_on"], name="examination_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.report_id}"


class Sample(models.Model):
    """Closed cases of one month, drawn by the root of a signed day (`sampling`). `mandate` is the region code of
    whoever watches, "" the whole country; `population` how many cases could have been drawn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mandate = models.CharField(max_length=10, blank=True)
    month = models.DateField()
    seed = models.CharField(max_length=64)
    seed_day = models.DateField()
    per_office = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField()
    drawn_by = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandate", "month"], name="sample_once_a_month")]

    def __str__(self) -> str:
        return f"{self.mandate or '*'} {self.month:%Y-%m}"


class SampledCase(models.Model):
    """One case of a sample; `place` is where the seed put it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="cases")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "report"], name="sampled_once")]

    def __str__(self) -> str:
        return f"{self.sample_id} #{self.place}"


class Score(models.Model):
    """One person's marks for one sampled case. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(SampledCase, models.PROTECT, related_name="scores")
    user_id = models.UUIDField()
    at = models.DateTimeField()
    answered = models.BooleanField()
    acted = models.BooleanField()
    proven = models.BooleanField()
    plain = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user_id"], name="score_once_a_person")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class Alert(models.Model):
    """Something that stands out (`alerts`): a spike, many reports on one object, a silent unit.

    `thing` tells equal alerts apart; `place` is the code of a regency. `observed` counts reports, `expected` and
    `chance` are of a spike. A dismissal keeps who and why.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=6)
    tenant = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=10, blank=True)
    thing = models.CharField(max_length=120)
    observed = models.PositiveIntegerField()
    expected = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    raised_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["OBJECT", "SILENT", "SPIKE"]), name="alert_kind_known"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, reason="") | Q(dismissed_at__isnull=False) & ~Q(reason=""),
                name="alert_dismissed_with_reason",
            ),
            models.UniqueConstraint(
                fields=["kind", "tenant", "thing"], condition=Q(dismissed_at__isnull=True), name="alert_once_while_open"
            ),
        ]
        indexes = [models.Index(fields=["-raised_at", "-id"], name="alert_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class AlertReport(models.Model):
    """A report behind an alert."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="behind")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "report"], name="alert_report_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.report_id}"


class Issue(models.Model):
    """The same thing reported again and again (`issues`): proposed, then confirmed with a plan, or dismissed.

    `place` is the code of a regency or city. The plan stands only in a confirmed issue, the reason in a dismissed one.
    """

    PROPOSED, CONFIRMED, DISMISSED = "PROPOSED", "CONFIRMED", "DISMISSED"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=10, default=PROPOSED)
    tenant = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    place = models.CharField(max_length=10)
    title = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    owner = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    root_cause = models.TextField(blank=True)
    commitment = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at__isnull=True, owner__isnull=True, due_on__isnull=True)
                | Q(state="CONFIRMED", decided_at__isnull=False, owner__isnull=False, due_on__isnull=False)
                & ~Q(root_cause="")
                & ~Q(commitment="")
                | Q(state="DISMISSED", decided_at__isnull=False) & ~Q(reason=""),
                name="issue_says_what_its_state_needs",
            ),
        ]
        indexes = [models.Index(fields=["state", "-proposed_at", "-id"], name="issue_newest")]

    def __str__(self) -> str:
        return self.title


class IssueReport(models.Model):
    """A report that shows an issue; it shows one at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="behind")
    report = models.OneToOneField(Report, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.issue_id} {self.report_id}"
