"""The own report told like a letter: who has it now, what was done, what comes next, and by when.

No officer is ever named here: a person who is angry at an answer should know the office, not whom to look for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuntas.institutions.models import Institution
from tuntas.reports.models import ClockPause, Report
from tuntas.reports.states import TERMINAL, FollowUpKind, State
from tuntas.sla.clocks import Kind

from .presenters import ActorOf, ClockView, clock_views, day, moment
from .public_words import next_words

# In the order in which they matter to the reader when two end at the same moment.
_BY_WHEN = {
    Kind.COMPLETION: gettext_lazy("Jawaban Anda kami tunggu sampai %(moment)s."),
    Kind.AUTO_CLOSE: gettext_lazy(
        "Kami menunggu tanggapan Anda sampai %(moment)s. Tanpa tanggapan, laporan ditutup, tetapi tidak dihitung "
        "sebagai masalah yang selesai."
    ),
    Kind.PROMISE: gettext_lazy("Pekerjaannya dijanjikan selesai paling lambat %(moment)s."),
    Kind.VERIFICATION: gettext_lazy("Pemeriksaan selesai paling lambat %(moment)s."),
    Kind.RESPONSE: gettext_lazy("Anda mendapat jawaban pertama paling lambat %(moment)s."),
    Kind.REPLY: gettext_lazy("Tanggapan Anda dijawab paling lambat %(moment)s."),
    Kind.SETTLEMENT: gettext_lazy("Hasil tindak lanjutnya ditunjukkan kepada Anda paling lambat %(moment)s."),
    Kind.WAITING: gettext_lazy("Pihak lain itu ditunggu paling lama sampai %(moment)s."),
}
KINDS = {kind.code: kind for kind in Kind}
REPORTERS_TURN = frozenset({Kind.COMPLETION, Kind.AUTO_CLOSE})
"""Deadlines of the reporter; all others bind the office."""


@dataclass(frozen=True)
class Letter:
    """The sentences in order, and the deadline they end with."""

    sentences: tuple[str, ...]
    next_clock: ClockView | None


def own_clocks(report: Report, *, at: datetime) -> list[ClockView]:
    """The deadlines as the reporter reads them: who paused one is said by office."""
    return clock_views(report, at=at, actor_of=_office_of(report))


def _office_of(report: Report) -> ActorOf:
    acted: dict[datetime, UUID | None] = dict(
        report.events.filter(actor_kind="officer").values_list("at", "actor_institution_id")
    )
    names: dict[UUID | None, str] = dict(
        Institution.objects.filter(pk__in=set(acted.values())).values_list("pk", "name")
    )
    other = {"sistem": _("sistem"), "pelapor": _("Anda")}

    def name(pause: ClockPause) -> str:
        office = names.get(acted.get(pause.began_at), "")
        return other.get(pause.actor) or (_("petugas %(office)s") % {"office": office} if office else _("petugas"))

    return name


def letter(report: Report, clocks: list[ClockView], at: datetime) -> Letter:
    """What one would write to the person today."""
    upcoming = next_clock(clocks)
    when = [by_when(upcoming, report, at)] if upcoming else []
    return Letter((_holder(report), *_done(report), next_words(report), *when), upcoming)


def next_clock(clocks: list[ClockView]) -> ClockView | None:
    """The nearest deadline that is somebody's next step; those of the law stand in the list below."""
    duties = [clock for clock in clocks if clock.running and KINDS[clock.code] in _BY_WHEN]
    order = list(_BY_WHEN)
    return min(duties, key=lambda clock: (clock.due or "9999", order.index(KINDS[clock.code])), default=None)


def by_when(clock: ClockView, report: Report, at: datetime) -> str:
    """The deadline in one sentence."""
    if not clock.due:
        return _("Batas waktunya sedang berhenti dihitung.")
    instant = datetime.fromisoformat(clock.due)
    said = {"moment": moment(instant, report.agency)}
    if instant < at:
        return _("Batas waktunya, %(moment)s, sudah lewat. Keterlambatan ini tercatat.") % said
    return str(_BY_WHEN[KINDS[clock.code]]) % said


def _holder(report: Report) -> str:
    """Who has it now."""
    if report.state in TERMINAL:
        ended = {"day": day(report.ended_at, report.agency)} if report.ended_at else {}
        return _("Penanganan laporan ini berakhir pada %(day)s.") % ended if ended else _("Penanganan ini berakhir.")
    if report.unit is not None:
        since = day(report.unit_since, report.agency) if report.unit_since else ""
        said = {"unit": report.unit.name, "day": since}
        sentence = _("Laporan Anda ada pada %(unit)s sejak %(day)s.") if since else _("Laporan Anda ada pada %(unit)s.")
        return sentence % said
    return _("Laporan Anda kami terima pada %(day)s dan sekarang ada pada petugas %(agency)s.") % {
        "day": day(report.received_at, report.agency),
        "agency": report.agency.name,
    }


def _done(report: Report) -> Iterator[str]:
    """What was done: answered, acted, refused, each in a sentence of its own."""
    if report.first_response_at:
        yield _("Anda mendapat jawaban pertama pada %(day)s.") % {"day": day(report.first_response_at, report.agency)}
    elif report.state not in TERMINAL:
        yield _("Belum ada jawaban dari unit yang menangani.")
    if report.followed_up_at:
        yield _("Tindak lanjut terakhir pada %(day)s: %(kind)s.") % {
            "day": day(report.followed_up_at, report.agency),
            "kind": _kind(report),
        }
    if report.disputed and report.state != State.CLOSED:
        yield _("Anda menyatakan masalahnya belum selesai, dan itu tercatat.")


def _kind(report: Report) -> str:
    known = report.follow_up_kind in FollowUpKind.values
    label = str(FollowUpKind(report.follow_up_kind).label) if known else _("tindak lanjut")
    return label[:1].lower() + label[1:]
