"""What was released of the figures, frozen with its hash. Rows are only added."""

from django.db import models

from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id


class Release(models.Model):
    """The tables of one year of receipt, counted from all events before the start of `cutoff` (a day in Jakarta).

    `told` is what everybody reads, `counted` the true numbers behind it, which the next release compares with and
    nobody else sees. `hash` is the SHA-256 of the statement (releases.statement), `previous` that of the release of
    the same year before: none can be changed or left out without being noticed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    cutoff = models.DateField()
    made_at = models.DateTimeField()
    told = models.JSONField()
    counted = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "year", "cutoff"], name="release_once")]

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.year} {self.cutoff}"
