"""One notice to one person by one transport. The row is the truth; the worker only carries it out."""

from django.db import models
from django.db.models import Q

from tuntas.accounts.models import User
from tuntas.kernel.ids import new_id
from tuntas.reports.models import Event, Report


class RecipientKind(models.TextChoices):
    """Whether a notice goes to a member of staff or to the reporter, who has no account."""

    OFFICER = "officer"
    REPORTER = "reporter"


class Transport(models.TextChoices):
    """How a notice travels. An in-app notice is its row and is there at once."""

    EMAIL = "email"
    INAPP = "inapp"


class DeliveryState(models.TextChoices):
    """DEAD: given up, for people to look at."""

    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"


class Delivery(models.Model):
    """A notice. `report` is the recipient's own report: that of a merged child, where the event is the master's.

    No address is stored here: it is read when the message is sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    recipient_kind = models.CharField(max_length=8)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    transport = models.CharField(max_length=5)
    state = models.CharField(max_length=7, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient_kind__in=RecipientKind.values), name="delivery_recipient_known"
            ),
            models.CheckConstraint(condition=Q(transport__in=Transport.values), name="delivery_transport_known"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(recipient_kind=RecipientKind.OFFICER, user__isnull=False)
                | Q(recipient_kind=RecipientKind.REPORTER, user__isnull=True),
                name="delivery_officer_has_account",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.PENDING) | Q(next_try_at__isnull=False),
                name="delivery_pending_has_time",
            ),
            models.UniqueConstraint(
                fields=["event", "transport", "recipient_kind", "user"],
                condition=Q(user__isnull=False),
                name="delivery_once_per_officer",
            ),
            models.UniqueConstraint(
                fields=["event", "transport", "recipient_kind", "report"],
                condition=Q(user__isnull=True),
                name="delivery_once_per_reporter",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="delivery_due", condition=Q(state=DeliveryState.PENDING)),
            models.Index(fields=["user", "-created_at"], name="delivery_inbox", condition=Q(transport=Transport.INAPP)),
            models.Index(fields=["created_at"], name="delivery_dead", condition=Q(state=DeliveryState.DEAD)),
        ]

    def __str__(self) -> str:
        return f"{self.transport} {self.recipient_kind} {self.event_id}"
