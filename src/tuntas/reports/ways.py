"""How the reporter hears of the report, as rows; what they hold is sealed (reports.news)."""

from django.db import models
from django.db.models import Q

from .states import NewsWish


class NewsChoice(models.Model):
    """How the reporter wants news; no row: as given at filing. Read and written by reports.news alone.

    `sealed` holds the address chosen later, and an address that still waits for its code, under a key of its own.
    `mails` off: no mail leaves, whatever was given at filing. `tries` counts codes typed for what waits."""

    report = models.OneToOneField("reports.Report", models.PROTECT, primary_key=True, related_name="+")
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()
    mails = models.BooleanField(default=True)
    wish = models.CharField(max_length=5, choices=NewsWish.choices, default=NewsWish.EVERY)
    asked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(wish__in=NewsWish.values), name="news_wish_known")]

    def __str__(self) -> str:
        return f"{self.report_id}"
