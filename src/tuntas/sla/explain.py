"""A deadline tells its own story: from when, by which rule and law, what did not count, who paused it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.dates import date_text, day_names, full_date_text, moment_text, time_text
from tuntas.sla.workdays import Floor, WorkCalendar


@dataclass(frozen=True)
class PauseStory:
    """Who stopped a clock from when until when (None: still stopped), and why."""

    since: datetime
    until: datetime | None
    actor: str
    reason: str


@dataclass(frozen=True)
class Story:
    """Everything that made one deadline.

    ``due_at`` is None while the clock is paused or its calendar not known; ``legal_basis`` is empty when
    the date was set directly, as a promise is.
    """

    kind: Kind
    started_at: datetime
    rule_days: int
    unit: Unit
    legal_basis: str
    verified: bool
    institution_name: str
    due_at: datetime | None
    pauses: tuple[PauseStory, ...] = ()
    stopped_at: datetime | None = None
    floor: Floor | None = None


def explain(story: Story, calendar: WorkCalendar) -> list[str]:
    """The story in sentences of the active language, in the order in which a person would check it.

    Raises ``CalendarMissing`` when the span touches a year that is not known.
    """
    return [
        _started(story, calendar),
        *_day_zero(story, calendar),
        _rule(story),
        *_skipped(story, calendar),
        *(_pause(pause, story.unit, calendar) for pause in story.pauses),
        *_floor(story, calendar),
        *_due(story, calendar),
        *_stopped(story, calendar),
    ]


def _started(story: Story, calendar: WorkCalendar) -> str:
    return _("%(kind)s oleh %(institution)s: waktu mulai dihitung pada %(moment)s.") % {
        "kind": story.kind.label,
        "institution": story.institution_name,
        "moment": moment_text(story.started_at, calendar.zone),
    }


def _day_zero(story: Story, calendar: WorkCalendar) -> Iterator[str]:
    """Why the first day is what it is; only working days can shift it."""
    day = calendar.local_date(story.started_at)
    if story.unit is not Unit.WORKING:
        yield _("Hari itu adalah hari ke-0.")
        return
    first = calendar.counting_day(story.started_at)
    if first == day:
        yield _("Hari itu adalah hari ke-0; hari kerja berikutnya adalah hari ke-1.")
    elif calendar.is_working(day):
        yield _("Saat itu sudah lewat jam tutup (%(closes)s), jadi hari ke-0 adalah %(day)s.") % {
            "closes": time_text(calendar.closes),
            "day": full_date_text(first),
        }
    else:
        yield _("Hari itu bukan hari kerja, jadi hari ke-0 adalah %(day)s.") % {"day": full_date_text(first)}


def _rule(story: Story) -> str:
    if not story.legal_basis:
        return _("Tanggalnya ditetapkan langsung, tidak dihitung dari standar layanan.")
    sentence = (
        _("Batasnya %(span)s menurut %(law)s.")
        if story.verified
        else _("Batasnya %(span)s menurut %(law)s (belum terverifikasi terhadap PermenPANRB 5/2025).")
    )
    return sentence % {"span": _span(story.rule_days, story.unit), "law": story.legal_basis}


def _skipped(story: Story, calendar: WorkCalendar) -> Iterator[str]:
    """One sentence for each day that did not count, up to the deadline or the pause still open."""
    if not story.legal_basis:
        return
    if story.unit is not Unit.WORKING:
        yield _("Setiap hari dihitung, termasuk hari libur.")
        return
    last = _last_day(story, calendar)
    for day, reason in calendar.skipped(calendar.local_date(story.started_at), last, day_names()):
        yield _("%(day)s tidak dihitung: %(reason)s.") % {"day": date_text(day), "reason": reason}


def _last_day(story: Story, calendar: WorkCalendar) -> date:
    ends = [story.due_at] if story.due_at else [pause.since for pause in story.pauses[-1:]]
    return calendar.local_date(ends[0]) if ends else calendar.counting_day(story.started_at)


def _pause(pause: PauseStory, unit: Unit, calendar: WorkCalendar) -> str:
    facts = {
        "since": moment_text(pause.since, calendar.zone),
        "actor": pause.actor,
        "reason": pause.reason.rstrip("."),
    }
    if pause.until is None:
        return _("Dijeda sejak %(since)s oleh %(actor)s: %(reason)s. Jeda ini belum berakhir.") % facts
    facts["until"] = moment_text(pause.until, calendar.zone)
    facts["added"] = _span(_added(pause.since, pause.until, unit, calendar), unit)
    return _("Dijeda sejak %(since)s sampai %(until)s oleh %(actor)s: %(reason)s. Jeda ini menambah %(added)s.") % facts


def _added(since: datetime, until: datetime, unit: Unit, calendar: WorkCalendar) -> int:
    if unit is Unit.WORKING:
        return calendar.between(since, until)
    return (calendar.local_date(until) - calendar.local_date(since)) // timedelta(days=1)


def _floor(story: Story, calendar: WorkCalendar) -> Iterator[str]:
    """Said only where it decided the deadline."""
    if story.floor and story.due_at == calendar.add(*story.floor):
        since, days = story.floor
        yield _("Sejak %(since)s tersedia sedikitnya %(span)s.") % {
            "since": moment_text(since, calendar.zone),
            "span": _span(days, Unit.WORKING),
        }


def _due(story: Story, calendar: WorkCalendar) -> Iterator[str]:
    if story.due_at:
        yield _("Batas waktu: %(moment)s.") % {"moment": moment_text(story.due_at, calendar.zone)}
    elif any(pause.until is None for pause in story.pauses):
        yield _("Batas waktu dihitung kembali begitu jeda berakhir.")
    else:
        yield _("Batas waktu belum dapat dihitung karena kalender kerja tahun itu belum ditetapkan.")


def _stopped(story: Story, calendar: WorkCalendar) -> Iterator[str]:
    if story.stopped_at is None:
        return
    in_time = story.due_at is None or story.stopped_at <= story.due_at
    sentence = _("Selesai pada %(moment)s, tepat waktu.") if in_time else _("Selesai pada %(moment)s, terlambat.")
    yield sentence % {"moment": moment_text(story.stopped_at, calendar.zone)}


def _span(days: int, unit: Unit) -> str:
    """``14 hari kerja``; Indonesian has one form, other languages may have two."""
    if unit is Unit.WORKING:
        sentence = ngettext("%(count)d hari kerja", "%(count)d hari kerja", days)
    elif unit is Unit.CALENDAR:
        sentence = ngettext("%(count)d hari kalender", "%(count)d hari kalender", days)
    else:
        sentence = ngettext("%(count)d tahun", "%(count)d tahun", days)
    return sentence % {"count": days}
