"""Who looked at what protected thing, when and why. Rows are only added."""

from django.db import models

from tuntas.kernel.ids import new_id

STEPS = ("PERSONS", "AUTHORITY", "PUBLIC", "MORE", "CLOSED")
"""What happens with a breach: told to the persons, to the authority, to everybody; more became known; over."""


class Access(models.Model):
    """One look at something protected: `what` names it, `reason` is the words of who looked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    what = models.CharField(max_length=40)
    thing = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["thing", "at"], name="audit_thing")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.what} {self.thing}"


class DayRoot(models.Model):
    """The signed Merkle root over every event made on one UTC day, in all chains. Rows are only added.

    `previous` is the SHA-256 of the statement of the day before, so that no day can be left out later;
    `signature` and `key` are Ed25519, in hexadecimal.
    """

    day = models.DateField(primary_key=True)
    events = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day} {self.root}"


class Change(models.Model):
    """One change to how a government is set up: who, when, what was before and after. Rows are only added.

    `government` is the id of the government whose set-up changed; `before` and `after` hold plain values by name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    government = models.UUIDField()
    actor_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=120)
    verb = models.CharField(max_length=40)
    thing = models.CharField(max_length=80)
    label = models.CharField(max_length=240)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["government", "at"], name="audit_change_government")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.label}"


class Breach(models.Model):
    """A failure to protect personal data, as it was known when it was entered (UU 27/2022 art. 46). Rows are only
    added; what became of it stands in its steps. Notices are due 72 hours after `known_at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    government = models.UUIDField()
    known_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=120)
    what = models.TextField()
    data = models.TextField()
    persons = models.PositiveIntegerField()
    measures = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(known_at__lte=models.F("entered_at")), name="breach_known_before"
            ),
            models.CheckConstraint(
                condition=~models.Q(what="") & ~models.Q(data="") & ~models.Q(measures=""), name="breach_says_all"
            ),
        ]
        indexes = [models.Index(fields=["government", "-known_at"], name="breach_newest")]

    def __str__(self) -> str:
        return f"{self.known_at:%Y-%m-%d %H:%M}"


class BreachStep(models.Model):
    """One step about a breach: a notice sent, more that became known, or that it is over. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    breach = models.ForeignKey(Breach, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=120)
    kind = models.CharField(max_length=9)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=sorted(STEPS)), name="breach_step_known"),
        ]
        indexes = [models.Index(fields=["breach", "at"], name="breach_steps")]

    def __str__(self) -> str:
        return f"{self.kind} {self.breach_id}"
