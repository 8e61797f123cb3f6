"""What one takes along from the own report: the story as PDF, the deadlines as a calendar file."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuntas.documents.calendar import Entry as CalendarEntry
from tuntas.documents.calendar import calendar_file
from tuntas.documents.story import DeadlineStory, FactLine, Step, Story, story_pdf
from tuntas.kernel import clock
from tuntas.reports.models import Report
from tuntas.sla.clocks import Kind

from .presenters import ClockView, Entry, moment, status_words, three_facts, timeline
from .public_receipt import tracking_url
from .public_story import KINDS, REPORTERS_TURN, letter, own_clocks
from .tracking import for_reporter

_REMINDED_DAYS = 2
"""How long before a deadline of one's own the calendar reminds."""


@require_GET
@for_reporter
def track_story(request: HttpRequest, report: Report) -> HttpResponse:
    """Everything the page says, as PDF/UA: no name of an officer, no code."""
    answer = HttpResponse(story_pdf(_story(report, clock.now())), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="laporan-{report.number}.pdf"'
    return answer


def _story(report: Report, at: datetime) -> Story:
    clocks, facts = own_clocks(report, at=at), three_facts(report)
    names = (_("Dijawab"), _("Ditindaklanjuti"), _("Dikonfirmasi"))
    lines = zip(names, (facts.answered, facts.acted, facts.confirmed), strict=True)
    return Story(
        service=settings.TUNTAS_NAME,
        number=report.number,
        made=_("dicetak %(moment)s") % {"moment": moment(at, report.agency)},
        made_at=at,
        status=status_words(report),
        subject=report.title,
        body=report.body,
        letter=letter(report, clocks, at).sentences,
        facts=[FactLine(name, fact.done, fact.text) for name, fact in lines],
        steps=[_step(entry) for entry in timeline(report, internal=False)],
        deadlines=[DeadlineStory(each.kind, each.text, each.sentences) for each in clocks if each.running],
    )


def _step(entry: Entry) -> Step:
    return Step(entry.when, entry.who, entry.label, entry.text, [file.name for file in entry.attachments])


@require_GET
@for_reporter
def track_calendar(request: HttpRequest, report: Report) -> HttpResponse:
    """The running deadlines as a calendar file; those of the reporter remind two days before."""
    at = clock.now()
    entries = [_entry(each, report) for each in own_clocks(report, at=at) if each.running and each.due]
    content = calendar_file(entries, name=f"Tuntas {report.number}", made_at=at)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="laporan-{report.number}.ics"'
    return answer


def _entry(view: ClockView, report: Report) -> CalendarEntry:
    kind, said = KINDS[view.code], {"number": report.number, "kind": view.kind}
    mine = kind in REPORTERS_TURN or kind == Kind.OMBUDSMAN
    words = _("Laporan %(number)s, giliran Anda: %(kind)s") if mine else _("Laporan %(number)s: %(kind)s")
    return CalendarEntry(
        uid=f"{report.reference}-{view.code}@tuntas".lower(),
        at=datetime.fromisoformat(view.due),
        summary=words % said,
        description=_("Buka halaman laporan dan masukkan kode akses Anda."),
        url=tracking_url(report.reference),
        remind_days=_REMINDED_DAYS if mine else 0,
    )
