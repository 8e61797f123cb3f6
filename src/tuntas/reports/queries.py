"""The officers' queues: which reports wait for whom, the nearest deadline first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import IntegerField, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Role, User
from tuntas.kernel.references import read_reference
from tuntas.kernel.refusals import Invalid

from .access import visible_to
from .models import Attachment, Event, Mention, Report, Subtask, Tagging
from .searching import with_words
from .states import Doubt, State

_WORK = (State.DISPATCHED_UNIT, State.IN_PROGRESS, State.REOPENED, State.AWAITING_THIRD_PARTY)
_ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, Role.INSPECTOR)
_UNITS = (Role.LIAISON, Role.HEAD, Role.INSPECTOR)

COUNTED_AT_MOST = 99
"""A queue longer than this reads "99+": nobody plans a day by a larger number, and counting on would read the table."""

QUARANTINE = "karantina"
"""Name of the queue of reports whose filing was doubtful."""

Condition = Callable[[Officer, datetime], Q]


@dataclass(frozen=True)
class Queue:
    """A named part of what an officer may see. `roles` are those whose work it is."""

    name: str
    label: Promise
    roles: tuple[str, ...]
    where: Condition
    order: tuple[str, ...] = ("next_due_at", "pk")


def queues_of(actor: Officer) -> list[Queue]:
    """The queues that are this officer's work, in the order of the day."""
    held = {seat.role for seat in actor.seats}
    return [queue for queue in QUEUES if held & set(queue.roles)]


def reports_in(queue: Queue, actor: Officer, at: datetime) -> QuerySet[Report]:
    """The reports of a queue, the nearest deadline first; those without a running clock last."""
    rows = visible_to(actor).filter(queue.where(actor, at)).select_related("topic", "unit", "agency", "region")
    return rows.order_by(*queue.order)


def cut(rows: QuerySet[Report], start: int, size: int) -> tuple[list[Report], bool]:
    """Rows `start` to `start + size` in their order, and whether more follow: two queries.

    The order is found on keys alone; whole rows are read for those that are shown, not for those that are sorted.
    """
    keys = list(rows.values_list("pk", flat=True)[start : start + size + 1])
    found = rows.order_by().in_bulk(keys[:size])
    return [found[key] for key in keys[:size]], len(keys) > size


class _Counted(Subquery):
    """How many rows a sliced query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def counts(actor: Officer, at: datetime) -> dict[str, int]:
    """How many reports wait in each queue, at most one more than `COUNTED_AT_MOST`: one query."""
    mine = queues_of(actor)
    rows = (visible_to(actor).filter(queue.where(actor, at)).order_by() for queue in mine)
    sums = {
        queue.name: _Counted(part.values("pk")[: COUNTED_AT_MOST + 1]) for queue, part in zip(mine, rows, strict=True)
    }
    # One row of one table carries the sums; whose row it is does not matter.
    row = User.objects.filter(pk=actor.user_id).annotate(**sums).values_list(*sums).get() if sums else ()
    return dict(zip(sums, row, strict=True))


def search(actor: Officer, text: str) -> QuerySet[Report]:
    """By number when the text is one (an index look-up), else by words of title, text and place,
    the newest first."""
    visible = visible_to(actor).select_related("topic", "unit", "agency", "region")
    try:
        return visible.filter(reference=read_reference(text)).order_by("reference")
    except Invalid:
        words = with_words(text)
        return visible.none() if words is None else visible.filter(words).order_by("-received_at", "-pk")


def _state(*states: State) -> Condition:
    return lambda actor, at: Q(state__in=states)


def _of_my_agency(*states: State) -> Condition:
    return lambda actor, at: Q(state__in=states) & _agency(actor)


def _agency(actor: Officer) -> Q:
    if actor.seats_as(Role.NATIONAL_ADMIN, Role.INSPECTOR):
        return Q()
    return Q(agency_id__in=_institutions(actor, Role.AGENCY_ADMIN))


def _to_verify(actor: Officer, at: datetime) -> Q:
    return Q(quarantined_at__isnull=True, state=State.RECEIVED) & _agency(actor)


def _of_my_unit(*states: State) -> Condition:
    return lambda actor, at: Q(state__in=states) & _unit(actor)


def _unit(actor: Officer) -> Q:
    if actor.seats_as(Role.INSPECTOR):
        return Q()
    return Q(unit_id__in=_institutions(actor, Role.LIAISON, Role.HEAD))


def _institutions(actor: Officer, *roles: str) -> list[UUID]:
    return [seat.institution_id for seat in actor.seats_as(*roles)]


def _mine(actor: Officer, at: datetime) -> Q:
    return Q(assignee_id=actor.user_id, ended_at__isnull=True)


def _mentioned(actor: Officer, at: datetime) -> Q:
    # One range of the index of what has not been looked at yet.
    unseen = Mention.objects.filter(user_id=actor.user_id, seen_at__isnull=True)
    return Q(pk__in=unseen.values("report"))


def _tagged(actor: Officer, at: datetime) -> Q:
    tagged = Tagging.objects.filter(tag__institution_id__in={seat.government_id for seat in actor.seats})
    return Q(pk__in=tagged.values("report"), ended_at__isnull=True)


def _overdue(actor: Officer, at: datetime) -> Q:
    return Q(ended_at__isnull=True, next_due_at__lt=at)


def _subtasks(actor: Officer, at: datetime) -> Q:
    # Not by a join: a report with two sub-tasks would be listed twice, and counted twice in every other queue.
    mine = Subtask.objects.filter(unit_id__in=_institutions(actor, Role.LIAISON), finished_at__isnull=True)
    return Q(pk__in=mine.values("report"))


QUEUES = (
    Queue("verifikasi", _("Perlu diverifikasi"), _ADMINS, _to_verify),
    Queue("disposisi", _("Perlu didisposisikan"), _ADMINS, _of_my_agency(State.DISPATCHED_INSTITUTION)),
    Queue("dikembalikan", _("Dikembalikan unit"), _ADMINS, _of_my_agency(State.RETURNED)),
    Queue("penundaan", _("Permintaan penundaan"), _ADMINS, lambda actor, at: Q(hold_requested=True) & _agency(actor)),
    Queue(
        "keberatan",
        _("Keberatan atas arsip"),
        _ADMINS,
        lambda actor, at: Q(appealed_at__isnull=False, appeal_decided_at__isnull=True),
    ),
    Queue(
        "diadukan", _("Teks terbitan diadukan"), _ADMINS, lambda actor, at: Q(flagged_at__isnull=False) & _agency(actor)
    ),
    Queue(
        QUARANTINE,
        _("Di karantina"),
        _ADMINS,
        lambda actor, at: Q(quarantined_at__isnull=False) & _agency(actor),
    ),
    Queue("unit", _("Pekerjaan unit saya"), _UNITS, _of_my_unit(*_WORK)),
    Queue("tanggapan", _("Pelapor menanggapi"), _UNITS, _of_my_unit(State.REPORTER_REPLIED)),
    Queue("persetujuan", _("Perlu disetujui"), (Role.HEAD, Role.INSPECTOR), _of_my_unit(State.AWAITING_APPROVAL)),
    Queue("sub-tugas", _("Sub-tugas untuk unit saya"), (Role.LIAISON,), _subtasks),
    Queue("disebut", _("Menyebut saya"), (*_ADMINS, *_UNITS, Role.SECRETARY), _mentioned),
    Queue("saya", _("Ditugaskan kepada saya"), (*_ADMINS, *_UNITS), _mine),
    Queue("pelapor", _("Menunggu pelapor"), (*_ADMINS, *_UNITS), _state(State.INCOMPLETE, State.FOLLOWED_UP)),
    Queue(
        "sengketa",
        _("Dinyatakan belum selesai"),
        (*_ADMINS, *_UNITS, Role.SECRETARY),
        lambda actor, at: Q(disputed=True, ended_at__isnull=True),
    ),
    Queue("ditandai", _("Ditandai"), (*_ADMINS, *_UNITS), _tagged),
    Queue("lewat", _("Lewat batas waktu"), (*_ADMINS, *_UNITS, Role.SECRETARY), _overdue),
    Queue("semua", _("Semua yang berjalan"), tuple(Role.values), lambda actor, at: Q(ended_at__isnull=True)),
    Queue(
        "selesai",
        _("Sudah berakhir"),
        tuple(Role.values),
        lambda actor, at: Q(ended_at__isnull=False),
        ("-ended_at", "-pk"),
    ),
)


def doubts_of(reports: Iterable[Report]) -> dict[UUID, list[Doubt]]:
    """Why each of these waits in quarantine; those that do not are left out. One query, none when none waits."""
    waiting = [report.pk for report in reports if report.quarantined_at is not None]
    rows = Event.objects.filter(report__in=waiting, seq=1).values_list("report", "facts") if waiting else ()
    return {key: [Doubt(code) for code in facts.get("doubts", ())] for key, facts in rows}


def held_files(ids: set[str]) -> set[str]:
    """Of these ids of kept files, those that a report holds."""
    return set(Attachment.objects.filter(name__in=ids).values_list("name", flat=True))
