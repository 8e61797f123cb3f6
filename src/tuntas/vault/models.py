"""Who can open the vault, by public keys; and for each thing in it its data key, sealed to each of them.

The vault knows things by their id alone. Private keys are never here: they lie in files of those who hold them.
"""

from django.db import models
from django.db.models import Q

from tuntas.kernel.ids import new_id


class Kind(models.TextChoices):
    """Who holds the private half."""

    INSTITUTION = "INSTITUTION"
    OMBUDSMAN = "OMBUDSMAN"
    ESCROW = "ESCROW"


class Holder(models.Model):
    """One public key with its generation and the time in which new things are sealed to it.

    `id` is its fingerprint, the first 16 hexadecimal digits of its SHA-256, so the same key is the same row everywhere.
    """

    id = models.CharField(max_length=16, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    generation = models.PositiveSmallIntegerField()
    public = models.BinaryField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="vault_holder_kind_known"),
            models.UniqueConstraint(fields=["kind", "generation"], name="vault_holder_generation_once"),
            models.UniqueConstraint(fields=["kind"], condition=Q(until__isnull=True), name="vault_holder_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.generation} {self.pk}"


class SealedKey(models.Model):
    """The data key of one thing in a box for one holder."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thing = models.UUIDField()
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="+")
    box = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing", "holder"], name="vault_sealed_once")]

    def __str__(self) -> str:
        return f"{self.thing} {self.holder_id}"
