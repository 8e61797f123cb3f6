"""What oversight keeps beside the ledger."""

from django.db import models
from django.db.models import Q

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id
from tuntas.reports.models import Report

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
