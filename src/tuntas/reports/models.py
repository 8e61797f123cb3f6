"""The rows of the core. Reports are read through access.visible_to and changed through actions only."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q

from tuntas.institutions.models import Institution, Region, Topic
from tuntas.kernel.ids import new_id
from tuntas.kernel.references import grouped
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.models import Rule

from .batches import Batch as Batch
from .batches import BatchAct as BatchAct
from .batches import BatchRow as BatchRow
from .batches import Tag as Tag
from .batches import Tagging as Tagging
from .casework import Mention as Mention
from .casework import OfficerDraft as OfficerDraft
from .finders import ContactKey as ContactKey
from .finders import Words as Words
from .kept import Attachment as Attachment
from .kept import Message as Message
from .kept import MessageKind as MessageKind
from .kept import Purpose as Purpose
from .kept import known as _known
from .lawful import Erasure as Erasure
from .lawful import LegalHold as LegalHold
from .lawful import RetentionRule as RetentionRule
from .lawful import RightsRequest as RightsRequest
from .states import (
    OPEN,
    TERMINAL,
    Channel,
    Classification,
    ContentMode,
    Ending,
    FollowUpKind,
    IdentityMode,
    OmbudsmanStatus,
    State,
    Verb,
)
from .ways import Browser as Browser
from .ways import NewsChoice as NewsChoice

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Stands where no deadline runs: it sorts last on both engines, and one plain index serves the order."""

TEMPLATE_VERBS = [
    v.value for v in (Verb.RESPOND, Verb.FOLLOW_UP, Verb.ASK_REPORTER, Verb.ASK_COMPLETION, Verb.ANSWER_REPLY)
]
"""Acts for which a reply may start from a template. A draft for the head starts from that of the follow-up."""


class Report(models.Model):
    """One case. State, facts and counters are caches of the event log (checked by `tuntas verify`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=8, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=24)
    classification = models.CharField(max_length=12)
    identity = models.CharField(max_length=6)
    content = models.CharField(max_length=6)
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=5, default="id")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    # Who coordinates, who must act, who sent it on last, whom the reporter named.
    agency = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    sender = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    wanted = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    suggested = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    # What was told, as told; the public text is another one.
    title = models.CharField(max_length=150)
    body = models.TextField()
    text_salt = models.CharField(max_length=32, blank=True)
    excerpt = models.CharField(max_length=160)
    incident_on = models.DateField(null=True)
    place_text = models.CharField(max_length=300, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    public_title = models.CharField(max_length=150, blank=True)
    public_body = models.TextField(blank=True)
    # Since when somebody says that the published text should not be there; empty once a person has looked.
    flagged_at = models.DateTimeField(null=True)
    # Since when its filing is doubted; empty once an officer cleared it. Its clocks run as everybody's.
    quarantined_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    publish_wish = models.BooleanField(null=True)
    # Instants (UTC).
    received_at = models.DateTimeField()
    complete_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    unit_since = models.DateTimeField(null=True)
    # The three facts.
    first_response_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True)
    # The last follow-up and what blocks closing by silence.
    follow_up_kind = models.CharField(max_length=10, blank=True)
    proof_present = models.BooleanField(default=False)
    promised_on = models.DateField(null=True)
    disputed = models.BooleanField(default=False)
    # Limits of the workflow.
    hops = models.PositiveSmallIntegerField(default=0)
    binding = models.BooleanField(default=False)
    questions_asked = models.PositiveSmallIntegerField(default=0)
    question_from = models.CharField(max_length=24, blank=True)
    held_once = models.BooleanField(default=False)
    hold_cause = models.CharField(max_length=18, blank=True)
    hold_until = models.DateField(null=True)
    hold_requested = models.BooleanField(default=False)
    draft_kind = models.CharField(max_length=10, blank=True)
    reopened_by_reporter = models.PositiveSmallIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(default=0)
    archive_reason = models.CharField(max_length=18, blank=True)
    archive_by = models.UUIDField(null=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_decided_at = models.DateTimeField(null=True)
    escalation = models.PositiveSmallIntegerField(default=0)
    ombudsman = models.CharField(max_length=12, default=OmbudsmanStatus.NONE)
    too_old = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True)
    master = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    referral_target = models.CharField(max_length=12, blank=True)
    # The nearest deadline that says what is to be done next (a cache of the clocks): the order of every queue.
    next_due_at = models.DateTimeField(default=NEVER)
    # Head of the event chain.
    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            _known("state", State, "report_state_known"),
            _known("classification", Classification, "report_class_known"),
            _known("identity", IdentityMode, "report_identity_known"),
            _known("content", ContentMode, "report_content_known"),
            _known("channel", Channel, "report_channel_known"),
            _known("ending", Ending, "report_ending_known", blank=True),
            _known("follow_up_kind", FollowUpKind, "report_follow_up_known", blank=True),
            _known("ombudsman", OmbudsmanStatus, "report_ombudsman_known"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(TERMINAL), ended_at__isnull=False) & ~Q(ending="")
                | Q(state__in=sorted(OPEN), ended_at__isnull=True, ending=""),
                name="report_ended_just_when_terminal",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(content="PUBLIC") & ~Q(classification="SUPERVISION"),
                name="report_secret_never_published",
            ),
            models.CheckConstraint(
                condition=~Q(classification="SUPERVISION") | Q(content="SECRET"),
                name="report_supervision_is_secret",
            ),
            models.CheckConstraint(
                condition=~Q(state="DISPATCHED_UNIT") | Q(unit__isnull=False), name="report_unit_when_dispatched"
            ),
            models.CheckConstraint(
                condition=Q(state="MERGED", master__isnull=False) | ~Q(state="MERGED") & Q(master__isnull=True),
                name="report_master_just_when_merged",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Said outright: to a check, a comparison with nothing is neither true nor false, and passes.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="report_point_whole",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="report_rating_1_5"
            ),
            models.CheckConstraint(
                condition=Q(quarantined_at__isnull=True) | Q(state="RECEIVED"), name="report_quarantined_when_received"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "received_at"], name="report_tenant_state"),
            models.Index(fields=["agency", "state", "received_at"], name="report_agency_state"),
            models.Index(fields=["unit", "state", "received_at"], name="report_unit_state"),
            # One range each, already in the order in which the queues show them.
            models.Index(fields=["agency", "state", "next_due_at", "id"], name="report_agency_work"),
            models.Index(fields=["unit", "state", "next_due_at", "id"], name="report_unit_work"),
            models.Index(fields=["next_due_at", "id"], name="report_due", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["agency"], name="report_hold_asked", condition=Q(hold_requested=True)),
            models.Index(
                fields=["agency"],
                name="report_appealed",
                condition=Q(appealed_at__isnull=False, appeal_decided_at__isnull=True),
            ),
            models.Index(
                fields=["next_due_at", "id"],
                name="report_disputed",
                condition=Q(disputed=True, ended_at__isnull=True),
            ),
            models.Index(fields=["-ended_at", "-id"], name="report_ended", condition=Q(ended_at__isnull=False)),
            models.Index(
                fields=["assignee", "next_due_at", "id"],
                name="report_assignee_due",
                condition=Q(assignee__isnull=False, ended_at__isnull=True),
            ),
            models.Index(fields=["agency"], name="report_flagged", condition=Q(flagged_at__isnull=False)),
            # In the order of its queue; thousands may wait here while somebody floods the form.
            models.Index(
                fields=["agency", "next_due_at", "id"],
                name="report_quarantined",
                condition=Q(quarantined_at__isnull=False),
            ),
            # Newest first among the open ones of a topic: what may be the same case.
            models.Index(
                fields=["tenant", "topic", "-received_at", "id"],
                name="report_topic_open",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(fields=["sender", "state"], name="report_sender_state", condition=Q(state="RETURNED")),
            models.Index(
                fields=["tenant", "-published_at"], name="report_published", condition=Q(published_at__isnull=False)
            ),
            models.Index(fields=["master"], name="report_master", condition=Q(master__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The public reference as people read it."""
        return grouped(self.reference)

    @property
    def is_erased(self) -> bool:
        """Whether its words are gone by law (`actions.erase`): a report that has them has the salt of their digest."""
        return not self.text_salt

    @property
    def is_supervision(self) -> bool:
        """Whether the case belongs to the Inspektorat's closed room."""
        return self.classification == Classification.SUPERVISION


class Clock(models.Model):
    """One deadline of one report. `due_at` is null while it is paused, or when its calendar is not known yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="clocks")
    tenant = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    floor_from = models.DateTimeField(null=True)
    floor_days = models.PositiveSmallIntegerField(default=0)
    fixed_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    struck = models.PositiveSmallIntegerField(default=0)
    strike_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _known("kind", Kind, "clock_kind_known"),
            _known("unit", Unit, "clock_unit_known"),
            models.UniqueConstraint(
                fields=["report", "kind"], condition=Q(stopped_at__isnull=True), name="clock_once_while_running"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) & Q(stopped_at__isnull=True) | Q(strike_at__isnull=True),
                name="clock_strikes_only_while_running",
            ),
        ]
        indexes = [
            models.Index(fields=["strike_at"], name="clock_strike", condition=Q(strike_at__isnull=False)),
            models.Index(
                fields=["institution", "kind"], name="clock_institution", condition=Q(stopped_at__isnull=True)
            ),
            models.Index(
                fields=["tenant", "due_at"],
                name="clock_tenant_due",
                condition=Q(stopped_at__isnull=True, paused_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.report_id}"


class ClockPause(models.Model):
    """A span in which a clock stood still, with who stopped it and why: visible to the reporter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=160)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at__isnull=True), name="pause_once_while_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="pause_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.began_at:%Y-%m-%d}"


class Event(models.Model):
    """One change of one report: history, outbox and the only source of figures. Rows are only added.

    `hash` chains the events of a report. Columns after `hash` are stamped for counting: the unit and
    class of that day, the year of receipt, measured working days, kept deadlines, endings (also those
    that a reopening undoes).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="events")
    tenant = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=24)
    at = models.DateTimeField()
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=16, blank=True)
    actor_institution_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    salt = models.CharField(max_length=32)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    local_date = models.DateField()
    agency_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    topic_code = models.CharField(max_length=60, blank=True)
    classification = models.CharField(max_length=12)
    channel = models.CharField(max_length=12)
    days = models.PositiveSmallIntegerField(null=True)
    unit_days = models.PositiveSmallIntegerField(null=True)
    on_time = models.BooleanField(null=True)
    ending = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            _known("verb", Verb, "event_verb_known"),
            models.UniqueConstraint(fields=["report", "seq"], name="event_in_order"),
        ]
        indexes = [
            # Covers the figures page: one range of the index per verb.
            models.Index(
                fields=[
                    "tenant",
                    "verb",
                    "year",
                    "classification",
                    "unit_id",
                    "days",
                    "unit_days",
                    "on_time",
                    "ending",
                ],
                name="event_figures",
            ),
            # What a unit said lately: one range, the newest first.
            models.Index(fields=["unit_id", "at"], name="event_unit_time"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} #{self.seq} {self.verb}"


class Outbox(models.Model):
    """An event of which nobody has been told yet. Deleted in the transaction that makes the deliveries."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="outbox_at")]

    def __str__(self) -> str:
        return f"{self.event_id}"


class Uncounted(models.Model):
    """An event that the figures have not taken in yet. Deleted in the transaction that adds it to them.

    A mark of its own for each event, because no order of events is an order of commits: whoever counted "everything
    after the last one" would miss what was written before and committed after."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.event_id}"


class Identity(models.Model):
    """The reporter's contact data, sealed under the report's own data key. Read by reports.identity alone.

    The data key lies in the vault's boxes; `wrapped_key` holds it, under the vault key, in rows of before."""

    report = models.OneToOneField(Report, models.PROTECT, primary_key=True, related_name="+")
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.report_id}"


class Filing(models.Model):
    """An idempotency key that was used: the same key and body give the same receipt.

    The access code is sealed under the key itself, of which only a hash is stored: who holds the form can
    have the receipt again, who holds the database cannot."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    body_hash = models.CharField(max_length=64)
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    sealed_code = models.BinaryField()
    # The number that the key makes. A receipt given while the database was away bears it, also when another report
    # turned out to have it and this one got the next.
    promised = models.CharField(max_length=8, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.report_id}"


class Subtask(models.Model):
    """A part of the work for another unit; the responsible unit stays one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="subtasks")
    unit = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    task = models.TextField()
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit"], name="subtask_open", condition=Q(finished_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.report_id}"


class Copy(models.Model):
    """An institution that is informed (tembusan), not responsible."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="copies")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "institution"], name="copy_once")]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.report_id}"


class ReplyTemplate(models.Model):
    """A text that officers may start from. An answer that is only this text is an acknowledgement.

    `verb` is the act for which it is offered; named gaps like `[[tanggal perbaikan]]` must be filled in for each
    case. Without `institution` it is everybody's, without `topic` it fits all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    text = models.TextField()
    verb = models.CharField(max_length=24, default=Verb.RESPOND.value)
    active = models.BooleanField(default=True)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=TEMPLATE_VERBS), name="reply_template_verb_known"),
        ]

    def __str__(self) -> str:
        return self.name
