"""How the reporter hears of the report, as rows; what they hold is sealed (reports.news)."""

from django.db import models
from django.db.models import Q

from tuntas.kernel.ids import new_id

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


class Browser(models.Model):
    """A browser of the reporter that is told of news (web push), sealed under a key of its own.

    `mark` tells whether it is there already: a keyed hash that is another one at every report, so that nobody reads
    from the rows which reports one person follows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "mark"], name="browser_once_per_report")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.mark[:8]}"
