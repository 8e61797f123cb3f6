"""What pages show of a report, as plain strings: templates only lay them out.

Every function reads a fixed number of queries, however long the story is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from tuntas.institutions.models import Institution
from tuntas.kernel import clock as now_clock
from tuntas.kernel.references import grouped
from tuntas.media.kinds import Kind as FileKind
from tuntas.media.store import neutral_name
from tuntas.reports import clocks
from tuntas.reports.clocks import noted_actor
from tuntas.reports.models import Attachment, Clock, ClockPause, Event, Message, MessageKind, Purpose, Report
from tuntas.reports.states import (
    TERMINAL,
    ArchiveReason,
    Classification,
    Ending,
    FollowUpKind,
    HoldCause,
    MissingItem,
    ReferralTarget,
    ReturnReason,
    State,
    Verb,
)
from tuntas.sla.calendars import calendars_of
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.dates import date_text, moment_text
from tuntas.sla.explain import explain
from tuntas.sla.workdays import CalendarMissing, WorkCalendar

from .actor_names import actor_name, names_of
from .erasure_words import LEGAL_TELLERS

FileUrl = Callable[[Attachment], str]
ActorOf = Callable[[ClockPause], str]

_OFFICERS_ONLY = frozenset(
    {
        Verb.NOTE,
        Verb.ASSIGN,
        Verb.ADD_SUBTASK,
        Verb.FINISH_SUBTASK,
        Verb.PROPOSE_ARCHIVE,
        Verb.PROPOSE_FOLLOW_UP,
        Verb.SEND_BACK,
        Verb.REQUEST_HOLD,
        Verb.REFUSE_HOLD,
        Verb.REMIND,
        Verb.COPY,
        Verb.TAG,
        Verb.NUDGE,
        *(Verb.FORBID_ERASURE, Verb.ALLOW_ERASURE),
        Verb.RELEASE,
    }
)
_UNTOLD = frozenset({Verb.CHANGE_NEWS})
"""Where the reporter wants news is nobody's business: it stands on the page where it is chosen and nowhere else."""
_OFFICERS_MESSAGES = frozenset({MessageKind.NOTE, MessageKind.DRAFT})
SOON_DAYS = 2
"""Working days left from which a deadline counts as near."""


@dataclass(frozen=True)
class FileView:
    """One attachment as components/attachments.html wants it."""

    name: str
    url: str
    note: str
    photo: bool


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, as components/timeline.html wants it."""

    when: str
    moment: str
    who: str
    label: str
    text: str
    attachments: tuple[FileView, ...] = ()
    internal: bool = False
    current: bool = False
    said_by_office: bool = False
    seq: int = 0


@dataclass(frozen=True)
class ClockView:
    """One deadline: `tone` is aman, segera, hari-ini, lewat, jeda or berhenti; `level` the same for the badge."""

    kind: str
    code: str
    text: str
    due: str
    tone: str
    sentences: tuple[str, ...]
    running: bool = True

    @property
    def level(self) -> str:
        """The word components/clock_badge.html knows."""
        return LEVELS[self.tone]


LEVELS = {
    "aman": "safe",
    "segera": "soon",
    "hari-ini": "today",
    "lewat": "late",
    "jeda": "paused",
    "berhenti": "stopped",
}


@dataclass(frozen=True)
class Fact:
    """Whether one of the three facts holds, and when and by whom."""

    done: bool
    text: str


@dataclass(frozen=True)
class ThreeFacts:
    """Answered, acted on, confirmed: never folded into one."""

    answered: Fact
    acted: Fact
    confirmed: Fact


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def moment(instant: datetime, institution: Institution) -> str:
    """The instant on the clock of the institution: `Selasa, 24 November 2026 pukul 14.05 WITA`."""
    return moment_text(instant, _zone(institution.time_zone))


def day(instant: datetime, institution: Institution) -> str:
    """The day of the instant at the institution: `24 November 2026`."""
    return date_text(instant.astimezone(_zone(institution.time_zone)).date())


_TURNS = {
    State.INCOMPLETE: "reporter",
    State.FOLLOWED_UP: "reporter",
    State.AWAITING_THIRD_PARTY: "other",
}


def turn(report: Report) -> str:
    """Who must move: office, reporter, other or ended (components/status_badge.html)."""
    state = State(report.state)
    return "ended" if state in TERMINAL else _TURNS.get(state, "office")


def status_words(report: Report) -> str:
    """The state in words; an ended case says how it ended."""
    if report.ending and report.state == State.CLOSED:
        return str(Ending(report.ending).label)
    return str(State(report.state).label)


def public_status(report: Report) -> str:
    """The state in words for a reader who is not the reporter."""
    if report.state == State.FOLLOWED_UP:
        return _("Ditindaklanjuti, menunggu tanggapan pelapor")
    if report.state == State.REPORTER_REPLIED:
        return _("Pelapor menanggapi")
    return status_words(report)


def three_facts(report: Report) -> ThreeFacts:
    """Whether it was answered, acted on and confirmed, each with its own words. Reads no rows."""
    return ThreeFacts(_answered(report), _acted(report), _confirmed(report))


def _answered(report: Report) -> Fact:
    if report.first_response_at is None:
        return Fact(False, _("Belum ada jawaban dari unit yang menangani."))
    return Fact(True, day(report.first_response_at, report.agency))


def _acted(report: Report) -> Fact:
    if report.followed_up_at is None:
        return Fact(False, _planned(report))
    kind = FollowUpKind(report.follow_up_kind).label if report.follow_up_kind else ""
    return Fact(True, " · ".join(str(part) for part in (kind, day(report.followed_up_at, report.agency)) if part))


def _planned(report: Report) -> str:
    if report.promised_on:
        return _("Dijanjikan %(day)s.") % {"day": date_text(report.promised_on)}
    return _("Belum ada tindak lanjut.")


def _confirmed(report: Report) -> Fact:
    if report.ending == Ending.CONFIRMED:
        words = _("Pelapor menyatakan selesai.")
        return Fact(True, f"{words} {_rating(report)}".strip())
    if report.state in TERMINAL:
        return Fact(False, str(Ending(report.ending).label))
    if not report.disputed:
        return Fact(False, _("Belum dinyatakan pelapor."))
    if report.state == State.FOLLOWED_UP:
        return Fact(False, _("Pernah dinyatakan belum selesai; menunggu pernyataan pelapor."))
    return Fact(False, _("Pelapor menyatakan belum selesai."))


def _rating(report: Report) -> str:
    return _("Nilai %(rating)d dari 5.") % {"rating": report.rating} if report.rating else ""


def tracked_file(attachment: Attachment) -> str:
    """Where the reporter opens a file of the own report."""
    return reverse("web:track_file", args=[attachment.name])


def files_of(attachments: Iterable[Attachment], number: str, url: FileUrl) -> list[FileView]:
    """The files in order, under neutral names: never what the sender called them."""
    return [_file(attachment, place, number, url) for place, attachment in enumerate(attachments, start=1)]


def _file(attachment: Attachment, place: int, number: str, url: FileUrl) -> FileView:
    kind = FileKind[attachment.kind]
    word = _("foto") if kind.is_picture else "PDF"
    size = _("%(size)d kB") % {"size": max(1, round(attachment.size / 1000))}
    return FileView(neutral_name(number, place, kind), url(attachment), f"{word}, {size}", kind.is_picture)


def timeline(report: Report, *, internal: bool, file_url: FileUrl = tracked_file) -> list[Entry]:
    """What happened, oldest first; without `internal` neither internal texts nor the officers' own steps.

    Reads events, texts, files, institutions and (with `internal`) officers: one query each.
    """
    unseen = _UNTOLD if internal else _UNTOLD | _OFFICERS_ONLY
    events = [e for e in report.events.order_by("seq") if Verb(e.verb) not in unseen]
    page = _Page(report, events, internal, file_url)
    entries = [page.entry(event) for event in events]
    return [*entries[:-1], *(_as_current(entry) for entry in entries[-1:])]


def _as_current(entry: Entry) -> Entry:
    return Entry(**{**entry.__dict__, "current": True})


class _Page:
    """Everything one timeline needs, read at once."""

    def __init__(self, report: Report, events: list[Event], internal: bool, file_url: FileUrl) -> None:
        self.report, self.internal = report, internal
        self.texts = _texts(report, internal)
        self.files = _files(report, internal, file_url)
        self.offices = _offices(events)
        self.officers = names_of(events) if internal else {}

    def entry(self, event: Event) -> Entry:
        """The line of one event."""
        verb, texts = Verb(event.verb), self.texts.get(event.seq, [])
        return Entry(
            seq=event.seq,
            when=moment(event.at, self.report.agency),
            moment=event.at.isoformat(timespec="seconds"),
            who=self.who(event),
            label=str(verb.label),
            text="\n\n".join(part for part in (detail(event, self.offices), *(m.body for m in texts)) if part),
            attachments=tuple(self.files.get(event.seq, ())),
            said_by_office=any(not m.from_reporter and not m.internal for m in texts),
            internal=verb in _OFFICERS_ONLY or (bool(texts) and all(m.internal for m in texts)),
        )

    def who(self, event: Event) -> str:
        """Who did it: the reporter never by name, an officer by name among officers only."""
        if event.actor_kind == "reporter" or event.verb == Verb.SUBMIT:
            return _("pelapor") if self.internal else _("Anda")
        if event.actor_kind != "officer":
            return _("sistem")
        name = actor_name(event, self.officers)
        office = self.offices.get(str(event.actor_institution_id), "")
        return " · ".join(part for part in (name, office) if part)


def _texts(report: Report, internal: bool) -> Mapping[int, list[Message]]:
    rows = report.messages.order_by("seq", "at", "pk")
    if not internal:
        rows = rows.filter(internal=False).exclude(kind__in=_OFFICERS_MESSAGES)
    found: defaultdict[int, list[Message]] = defaultdict(list)
    for row in rows:
        found[row.seq].append(row)
    return found


def _files(report: Report, internal: bool, url: FileUrl) -> Mapping[int, list[FileView]]:
    rows = [a for a in report.attachments.order_by("seq", "pk") if internal or not a.internal]
    found: defaultdict[int, list[FileView]] = defaultdict(list)
    for row, view in zip(rows, files_of(rows, grouped(report.reference), url), strict=True):
        word = _purpose(row)
        found[row.proves_seq or row.seq].append(
            FileView(view.name, view.url, ", ".join(filter(None, (word, view.note))), view.photo)
        )
    return found


def _purpose(row: Attachment) -> str:
    if row.purpose == Purpose.BEFORE:
        return _("sebelum")
    return _("sesudah") if row.purpose == Purpose.AFTER else ""


def _offices(events: Iterable[Event]) -> dict[str, str]:
    """Names of the institutions that acted or were named, by id."""
    named = {str(value) for e in events for key, value in e.facts.items() if key in {"to", "suggested", "unit", "whom"}}
    named |= {str(e.actor_institution_id) for e in events if e.actor_institution_id}
    return {str(office.pk): office.name for office in Institution.objects.filter(pk__in=named)}


def detail(event: Event, offices: Mapping[str, str]) -> str:
    """The facts of an event in one sentence, or nothing."""
    teller = _TELLERS.get(Verb(event.verb))
    return teller(event.facts, offices) if teller else ""


def _office_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    name = offices.get(str(facts.get("to") or facts.get("whom") or facts.get("unit")), "")
    return _("Kepada: %(office)s.") % {"office": name} if name else ""


def _return_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    said = {"reason": _label(ReturnReason, facts.get("reason")), "office": offices.get(str(facts.get("suggested")), "")}
    return _("%(reason)s. Disarankan: %(office)s.") % said


def _missing_told(facts: dict[str, list[str]], offices: Mapping[str, str]) -> str:
    items = ", ".join(_label(MissingItem, code) for code in facts.get("missing", []))
    return _("Yang belum lengkap: %(items)s.") % {"items": items} if items else ""


def _archive_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    return _("Alasan: %(reason)s.") % {"reason": _label(ArchiveReason, facts.get("reason"))}


def _referral_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    return _("Diteruskan ke: %(target)s.") % {"target": _label(ReferralTarget, facts.get("reason"))}


def _class_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    said = {"was": _label(Classification, facts.get("was")), "now": _label(Classification, facts.get("now"))}
    return _("Dari %(was)s menjadi %(now)s.") % said


def _hold_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    said = {"cause": _label(HoldCause, facts.get("cause")), "day": _day_told(facts.get("until"))}
    return _("%(cause)s, paling lama sampai %(day)s.") % said


def _plan_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    return _("Direncanakan selesai %(day)s.") % {"day": _day_told(facts["plan"])} if facts.get("plan") else ""


def _follow_up_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    said = {"kind": _label(FollowUpKind, facts.get("kind")), "day": _day_told(facts.get("promised_on"))}
    return (_("%(kind)s, dijanjikan %(day)s.") if said["day"] else _("%(kind)s.")) % said


def _rating_told(facts: dict[str, int], offices: Mapping[str, str]) -> str:
    return _("Nilai %(rating)d dari 5.") % {"rating": facts["rating"]} if facts.get("rating") else ""


def _lapse_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    code = facts.get("clock", "")
    return _("Batas waktu: %(clock)s.") % {"clock": Kind(code).label} if code in set(Kind) else ""


def _recompute_told(facts: dict[str, str], offices: Mapping[str, str]) -> str:
    return _("Sebab: %(because)s.") % {"because": str(facts.get("because", "")).rstrip(".")}


def _label(codes: type, code: object) -> str:
    return str(codes(code).label) if code in set(codes) else ""  # type: ignore[call-overload]


def _day_told(iso: object) -> str:
    return date_text(date.fromisoformat(str(iso))) if iso else ""


_TELLERS: dict[Verb, Callable[..., str]] = {
    Verb.REVEAL: lambda facts, offices: _("Dengan kunci titipan, tanpa petugas.") if facts.get("reason") else "",
    Verb.DISPATCH_INSTITUTION: _office_told,
    Verb.DISPATCH_UNIT: _office_told,
    Verb.REDISPATCH_INSTITUTION: _office_told,
    Verb.REDISPATCH_UNIT: _office_told,
    Verb.COPY: _office_told,
    Verb.ADD_SUBTASK: _office_told,
    Verb.FINISH_SUBTASK: _office_told,
    Verb.RETURN: _return_told,
    Verb.ASK_COMPLETION: _missing_told,
    Verb.ARCHIVE: _archive_told,
    Verb.PROPOSE_ARCHIVE: _archive_told,
    Verb.REFER: _referral_told,
    Verb.RECLASSIFY: _class_told,
    Verb.REQUEST_HOLD: _hold_told,
    Verb.HOLD: _hold_told,
    Verb.RESPOND: _plan_told,
    Verb.FOLLOW_UP: _follow_up_told,
    Verb.PROMISE: _follow_up_told,
    Verb.APPROVE: _follow_up_told,
    Verb.APPROVE_PROMISE: _follow_up_told,
    Verb.KEEP_PROMISE: _follow_up_told,
    Verb.PROPOSE_FOLLOW_UP: _follow_up_told,
    Verb.CONFIRM: _rating_told,
    Verb.RATE: _rating_told,
    **LEGAL_TELLERS,
    **dict.fromkeys((Verb.LAPSE, Verb.ESCALATE, Verb.REMIND), _lapse_told),
    Verb.RECOMPUTE: _recompute_told,
}


def clock_views(report: Report, *, at: datetime | None = None, actor_of: ActorOf = noted_actor) -> list[ClockView]:
    """The deadlines of a report: running ones first, the nearest on top, then what has stopped.

    `at`: the moment for which "left" and "late" are said; the present when left out. `actor_of`: what a reader
    may know of who paused.
    """
    rows = list(report.clocks.select_related("rule", "institution").prefetch_related("pauses"))
    known = calendars_of({row.institution for row in rows})
    shown = sorted(rows, key=lambda row: (row.stopped_at is not None, row.due_at or row.started_at))
    instant = at or now_clock.now()
    return [clock_view(row, known[row.institution_id], instant, actor_of) for row in shown]


def clock_view(clock: Clock, calendar: WorkCalendar, at: datetime, actor_of: ActorOf = noted_actor) -> ClockView:
    """One deadline in words. Reads no rows when rule, institution and pauses are there."""
    kind, tone = Kind(clock.kind), clock_tone(clock, calendar, at)
    return ClockView(
        kind=str(kind.label),
        code=kind.code,
        text=_clock_text(clock, tone, calendar, at),
        due=clock.due_at.isoformat(timespec="seconds") if clock.due_at else "",
        tone=tone,
        sentences=_sentences(clock, calendar, actor_of),
        running=clock.stopped_at is None,
    )


def clock_tone(clock: Clock, calendar: WorkCalendar, at: datetime) -> str:
    """How a deadline stands; a stopped clock is late when it stopped after its deadline."""
    ends = clock.stopped_at or at
    if clock.paused_at is not None or (clock.due_at is None and clock.stopped_at is None):
        return "jeda"
    if clock.due_at is not None and ends > clock.due_at:
        return "lewat"
    if clock.stopped_at is not None or clock.due_at is None:
        return "berhenti"
    if calendar.local_date(at) == calendar.local_date(clock.due_at):
        return "hari-ini"
    left = _days_left(clock.due_at, calendar, at)
    return "segera" if left is not None and left <= SOON_DAYS else "aman"


def _days_left(due: datetime, calendar: WorkCalendar, at: datetime) -> int | None:
    try:
        return calendar.between(at, due)
    except CalendarMissing:
        return None


def _clock_text(clock: Clock, tone: str, calendar: WorkCalendar, at: datetime) -> str:
    if clock.due_at is None:
        return _("menunggu; dihitung kembali nanti") if clock.paused_at else _("belum dapat dihitung")
    facts = {"moment": moment_text(clock.due_at, calendar.zone)}
    if clock.stopped_at is not None:
        return (_("selesai, terlambat dari %(moment)s") if tone == "lewat" else _("sebelum %(moment)s")) % facts
    left = _days_left(clock.due_at, calendar, at)
    if tone in {"lewat", "hari-ini"} or left is None or clock.unit != Unit.WORKING:
        return _("paling lambat %(moment)s") % facts
    return _("%(left)d hari kerja lagi, paling lambat %(moment)s") % {**facts, "left": left}


def _sentences(clock: Clock, calendar: WorkCalendar, actor_of: ActorOf) -> tuple[str, ...]:
    try:
        return tuple(explain(clocks.story(clock, actor_of=actor_of), calendar))
    except CalendarMissing as missing:
        return (str(missing),)
