"""How the tour is printed: steps, clocks, explanations, and at the end the chain and the three facts."""

import textwrap
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tuntas.institutions.models import Institution
from tuntas.kernel.references import grouped
from tuntas.ops.words import both
from tuntas.reports.chain import verify
from tuntas.reports.clocks import story
from tuntas.reports.models import Clock, Event, Report
from tuntas.reports.states import Ending, State, Verb
from tuntas.sla.calendars import calendar_of
from tuntas.sla.clocks import Kind
from tuntas.sla.dates import moment_text
from tuntas.sla.explain import explain

WITA = ZoneInfo("Asia/Makassar")
WIDTH = 92


def opening() -> None:
    """The title and what this is."""
    _line(both("PERJALANAN SATU LAPORAN", "THE LIFE OF ONE REPORT"))
    _line("=" * 24)
    _line(
        both(
            "Setiap langkah di bawah ini benar-benar dijalankan di basis data sementara; orang dan kejadiannya rekaan.",
            "Every step below is really carried out in a temporary database; people and events are invented. "
            "The reporter's and the officers' own words stay in Indonesian.",
        )
    )


def step(report: Report, at: datetime, title: str, *, said: str = "") -> None:
    """One step: when, who did what, in which words, and where the report stands now."""
    print()
    _line(f"{report.last_seq}. {moment_text(at, WITA)}")
    _line(title, "   ")
    if said:
        _line(f"“{said}”", "   | ")
    _line(both("Keadaan: ", "State: ") + str(State(report.state).label), "   ")


def note(text: str) -> None:
    """A remark on the step."""
    _line(text, "   ")


def receipt(report: Report, access_code: str) -> None:
    """What the reporter takes away."""
    _line(both("Nomor laporan: ", "Report number: ") + report.number, "   ")
    _line(
        both("Kode akses (hanya Siti yang tahu): ", "Access code (known to Siti alone): ") + grouped(access_code),
        "   ",
    )


def clocks(report: Report) -> None:
    """Which clocks run until when."""
    running = [clock for clock in _clocks(report) if clock.stopped_at is None]
    for clock in sorted(running, key=lambda clock: (clock.due_at or clock.started_at, clock.kind)):
        _line(f"{Kind(clock.kind).label}: {_until(clock)}", "   * ")


def explained(report: Report, kind: Kind, told: set[str]) -> None:
    """Why one clock ends when it ends, day by day; what was `told` before is not said again."""
    clock = _clocks(report).filter(kind=kind).latest("started_at", "pk")
    label = f"{kind.label}: "
    again = both("yang baru pada penjelasan batas waktu:", "what is new in the explanation of the deadline:")
    _line(label + (again if told else both("batas waktu itu dijelaskan:", "the deadline explained:")), "   ")
    for sentence in explain(story(clock), calendar_of(clock.institution)):
        if sentence not in told:
            _line(sentence, "   > ")
        told.add(sentence)


def ending(report: Report) -> None:
    """The chain of events, whether it holds, and the three facts."""
    events = list(report.events.order_by("seq"))
    print()
    _line(both("RANTAI PERISTIWA", "THE CHAIN OF EVENTS"))
    for event in events:
        print(
            f"   {event.seq:>2}  {event.hash[:12]}  {event.at.astimezone(WITA):%d/%m %H.%M}  {Verb(event.verb).label}"
        )
    whole = not list(verify([report]))
    _line(
        both("Setiap baris memuat sidik baris sebelumnya: ", "Each row holds the digest of the one before: ")
        + (both("rantai utuh.", "the chain holds.") if whole else both("RANTAI PUTUS.", "THE CHAIN IS BROKEN.")),
        "   ",
    )
    print()
    _facts(report, events)


def _facts(report: Report, events: list[Event]) -> None:
    """Answered, acted on, confirmed: counted apart, never one for another."""
    by_verb = {event.verb: event for event in reversed(events)}
    _line(both("TIGA FAKTA", "THE THREE FACTS"))
    _line(both("Ditanggapi: ", "Answered: ") + _measured(by_verb[Verb.RESPOND]), "   1. ")
    _line(both("Ditindaklanjuti: ", "Acted on: ") + _measured(by_verb[Verb.FOLLOW_UP]), "   2. ")
    _line(both("Berakhir: ", "Ended: ") + _ended(report), "   3. ")


def _measured(event: Event) -> str:
    days, unit_days = event.days or 0, event.unit_days or 0
    kept = both("tepat waktu", "in time") if event.on_time else both("terlambat", "late")
    when = moment_text(event.at, WITA)
    return both(
        f"{when}, {days} hari kerja sejak disposisi pertama ({unit_days} di unit yang tepat), {kept}.",
        f"{when}, {days} working days after the first dispatch ({unit_days} at the right unit), {kept}.",
    )


def _ended(report: Report) -> str:
    assert report.ended_at is not None
    how = Ending(report.ending).label
    refused = both(
        f"sesudah {report.refusals} kali “belum selesai”", f"after being called not fixed {report.refusals} time(s)"
    )
    return f"{how}, {moment_text(report.ended_at, WITA)}, {refused}."


def _until(clock: Clock) -> str:
    if clock.paused_at is not None:
        return both("dijeda, menunggu pelapor", "paused, waiting for the reporter")
    if clock.due_at is None:
        return both("kalender tahun itu belum ditetapkan", "the calendar of that year is not known yet")
    return both("sampai ", "until ") + moment_text(clock.due_at, _zone(clock.institution))


def _zone(institution: Institution) -> ZoneInfo:
    return ZoneInfo(institution.time_zone)


def _clocks(report: Report) -> QuerySet[Clock]:
    rows = Clock.objects.filter(report=report).select_related("rule", "institution")
    return rows.prefetch_related("pauses").order_by("started_at", "pk")


def _line(text: str, lead: str = "") -> None:
    """Print wrapped; further lines stand under the first word."""
    later = lead if "|" in lead else " " * len(lead)
    print(textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=later, break_on_hyphens=False))
