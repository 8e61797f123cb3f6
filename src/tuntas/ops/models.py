"""When the parts of an installation were last seen at work. One row for each part; nothing of anybody's report."""

from datetime import datetime

from django.db import models


class Part(models.TextChoices):
    """WORKER: a round of the worker reached the tasks. VERIFY: every chain and every signed day was read anew."""

    WORKER = "worker"
    VERIFY = "verify"


class LastSeen(models.Model):
    """The last time a part was seen, and whether all was well then."""

    part = models.CharField(max_length=12, primary_key=True)
    at = models.DateTimeField()
    good = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(part__in=Part.values), name="last_seen_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.at:%Y-%m-%d %H:%M}"


def seen(part: Part, at: datetime, *, good: bool = True) -> None:
    """Write down that a part was at work; several workers write the same row."""
    row = LastSeen(part=part, at=at, good=good)
    LastSeen.objects.bulk_create([row], update_conflicts=True, unique_fields=["part"], update_fields=["at", "good"])


def last_seen(part: Part) -> LastSeen | None:
    """The row of a part, if it was ever seen."""
    return LastSeen.objects.filter(pk=part).first()
