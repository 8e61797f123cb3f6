"""What a report is found by: its words, and keyed hashes of its reporter's telephone number and name."""

from django.db import models
from django.db.models import Q

from tuntas.kernel.ids import new_id


class ContactKey(models.Model):
    """A hash of a contact, under a key of the vault: it finds what is asked for exactly, and gives nothing away.

    Made at filing, for open identity only; gone when the identity is sealed later.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="contact_keys")
    kind = models.CharField(max_length=5)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="contact_key_once"),
            models.CheckConstraint(condition=Q(kind__in=["PHONE", "NAME"]), name="contact_key_kind_known"),
        ]
        indexes = [models.Index(fields=["kind", "digest"], name="contact_key_digest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.report_id}"


class Words(models.Model):
    """The words of a report's title, text and place, folded, for the engine's full-text index (db.fulltext).

    The number is drawn by the application: the index of SQLite goes by it, and two halves of a build must not clash.
    Whoever changes this table on SQLite makes its triggers anew.
    """

    id = models.BigAutoField(primary_key=True)
    report = models.OneToOneField("reports.Report", models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.report_id}"
