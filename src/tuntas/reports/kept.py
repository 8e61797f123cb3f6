"""What people said and handed in: texts and files, each belonging to the event that brought it."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from tuntas.kernel.ids import new_id


def known(
    field: str, choices: type[StrEnum] | type[models.TextChoices], name: str, blank: bool = False
) -> models.CheckConstraint:
    """A column holds one of these codes."""
    values = [*(choice.value for choice in choices), *([""] if blank else [])]
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


class MessageKind(models.TextChoices):
    """What a text is for."""

    QUESTION = "QUESTION"
    ANSWER = "ANSWER"
    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    FIRST_RESPONSE = "FIRST_RESPONSE"
    DRAFT = "DRAFT"
    FOLLOW_UP = "FOLLOW_UP"
    REPLY = "REPLY"
    DISPUTE = "DISPUTE"
    EXPLANATION = "EXPLANATION"
    ADDITION = "ADDITION"
    NOTE = "NOTE"
    RATING = "RATING"


class Message(models.Model):
    """A text belonging to an event, whose facts hold its salted digest: the text can be erased lawfully
    (body and salt emptied) and the chain still holds. `internal` texts never reach the reporter or the public."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    from_reporter = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    body = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [known("kind", MessageKind, "message_kind_known")]
        indexes = [models.Index(fields=["report", "seq"], name="message_report")]

    def __str__(self) -> str:
        return f"{self.kind} {self.report_id} #{self.seq}"


class Purpose(models.TextChoices):
    """What a file shows."""

    EVIDENCE = "EVIDENCE"
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    DOCUMENT = "DOCUMENT"


class Attachment(models.Model):
    """A file: the original sealed, a display copy without metadata. `seq` is the event that brought it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey("reports.Report", models.PROTECT, related_name="attachments")
    seq = models.PositiveIntegerField()
    purpose = models.CharField(max_length=10, default=Purpose.EVIDENCE)
    from_reporter = models.BooleanField(default=False)
    internal = models.BooleanField(default=False)
    published = models.BooleanField(default=False)
    # Of a picture that an officer chose for the public: the boxes over it ([left, top, width, height] in per cent) and
    # the file that everybody may see. Without boxes that is the display copy itself.
    covers = models.JSONField(default=list)
    public_name = models.CharField(max_length=80, blank=True, default="")
    kind = models.CharField(max_length=5)
    name = models.CharField(max_length=80, unique=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    captured_at = models.DateTimeField(null=True)
    captured_latitude = models.FloatField(null=True)
    captured_longitude = models.FloatField(null=True)
    # A photo from the field: its idempotency key (hashed), who took it, and the follow-up that it proves.
    field_key = models.CharField(max_length=64, null=True, unique=True)
    taken_by = models.UUIDField(null=True)
    proves_seq = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            known("purpose", Purpose, "attachment_purpose_known"),
            models.CheckConstraint(
                condition=Q(published=False) | ~Q(public_name=""), name="attachment_published_under_a_name"
            ),
            models.CheckConstraint(
                condition=Q(field_key__isnull=True, taken_by__isnull=True, proves_seq__isnull=True)
                | Q(field_key__isnull=False, taken_by__isnull=False),
                name="attachment_field_photo_whole",
            ),
        ]
        indexes = [models.Index(fields=["report", "seq"], name="attachment_report")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
