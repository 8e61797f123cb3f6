"""What is counted while reports come in, so that a flood can be told from people. Every row is erased after its time.

No row names a report or a person: marks are keyed hashes, those of addresses cut so short that each fits hundreds of
addresses, and of another key every day.
"""

from django.db import models


class Tally(models.Model):
    """How many filings there were under one mark in one stretch of time."""

    mark = models.CharField(max_length=80, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="tally_expires")]

    def __str__(self) -> str:
        return f"{self.mark} {self.count}"


class SpentStamp(models.Model):
    """The stamp of a form that was sent, and for which filing (a hash of its key): another one may not use it."""

    mark = models.CharField(max_length=32, primary_key=True)
    holder = models.CharField(max_length=32)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="spent_stamp_expires")]

    def __str__(self) -> str:
        return self.mark
