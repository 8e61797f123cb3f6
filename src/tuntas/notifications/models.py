"""One notice to one person by one transport. The row is the truth; the worker only carries it out."""

from django.db import models
from django.db.models import Q

from tuntas.accounts.models import User
from tuntas.kernel.ids import new_id
from tuntas.reports.models import Event, Report

from .kinds import NEVER_SILENT, NewsKind, Wish


class RecipientKind(models.TextChoices):
    """Whether a notice goes to a member of staff or to the reporter, who has no account."""

    OFFICER = "officer"
    REPORTER = "reporter"


class Transport(models.TextChoices):
    """How a notice travels. An in-app notice is its row and is there at once."""

    EMAIL = "email"
    PUSH = "push"
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
            models.Index(
                fields=["user"], name="delivery_unread", condition=Q(transport=Transport.INAPP, read_at__isnull=True)
            ),
            models.Index(fields=["created_at"], name="delivery_dead", condition=Q(state=DeliveryState.DEAD)),
        ]

    def __str__(self) -> str:
        return f"{self.transport} {self.recipient_kind} {self.event_id}"


class Preference(models.Model):
    """When one person wants one kind of news by mail. No row: at once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NewsKind.choices)
    wish = models.CharField(max_length=7, choices=Wish.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once"),
            models.CheckConstraint(condition=Q(kind__in=NewsKind.values), name="preference_kind_known"),
            models.CheckConstraint(condition=Q(wish__in=Wish.values), name="preference_wish_known"),
            models.CheckConstraint(
                condition=~Q(wish=Wish.NEVER, kind__in=[kind.value for kind in NEVER_SILENT]),
                name="preference_some_never_silent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}: {self.wish}"


class QuietHours(models.Model):
    """When a person's mail waits, on the wall of the person's institution; over midnight when `starts` is later."""

    user = models.OneToOneField(User, models.PROTECT, primary_key=True, related_name="+")
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(starts=models.F("ends")), name="quiet_hours_last")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts:%H:%M}-{self.ends:%H:%M}"


class DigestState(models.TextChoices):
    """EMPTY: there was nothing to say. UNSURE: the worker died while it was leaving; never sent twice."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    EMPTY = "EMPTY"
    UNSURE = "UNSURE"
    DEAD = "DEAD"


class Digest(models.Model):
    """The digest of one person for one local day. `due_at` is the instant (UTC) at which it may leave."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, default=DigestState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=DigestState.values), name="digest_state_known"),
            models.CheckConstraint(
                condition=Q(state=DigestState.SENT, sent_at__isnull=False)
                | ~Q(state=DigestState.SENT) & Q(sent_at__isnull=True),
                name="digest_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="digest_due", condition=Q(state=DigestState.PENDING)),
            models.Index(fields=["leased_until"], name="digest_leaving", condition=Q(state=DigestState.SENDING)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day} {self.state}"
