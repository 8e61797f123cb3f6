"""Words to start from in the form of an act, and a warning before worn-out words are sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from tuntas.kernel.texts import clean
from tuntas.reports.models import ReplyTemplate, Report
from tuntas.reports.states import Verb
from tuntas.reports.templates import CANNED_FROM, SAID_IN_MORE_THAN, fitting, is_short, nearest, said_before

from .desk_forms import ActForm
from .report_form import printable

WORDED: dict[Verb, tuple[Verb, str]] = {
    Verb.RESPOND: (Verb.RESPOND, "message"),
    Verb.FOLLOW_UP: (Verb.FOLLOW_UP, "text"),
    Verb.PROPOSE_FOLLOW_UP: (Verb.FOLLOW_UP, "text"),
    Verb.KEEP_PROMISE: (Verb.FOLLOW_UP, "text"),
    Verb.ASK_REPORTER: (Verb.ASK_REPORTER, "message"),
    Verb.ASK_COMPLETION: (Verb.ASK_COMPLETION, "message"),
    Verb.ANSWER_REPLY: (Verb.ANSWER_REPLY, "message"),
}
"""Acts that may start from a template: the act whose templates they take, and the field that holds the text."""


@dataclass(frozen=True)
class Starter:
    """A template as the form offers it."""

    key: str
    name: str
    text: str


def starters(report: Report, verbs: Iterable[Verb]) -> dict[Verb, list[Starter]]:
    """What each of these acts may start from, the most fitting first. One query, none when no act takes a template."""
    taking = {verb: WORDED[verb][0] for verb in verbs if verb in WORDED}
    found = fitting(report, set(taking.values())) if taking else {}
    return {verb: [_starter(row) for row in found.get(source.value, [])] for verb, source in taking.items()}


def _starter(row: ReplyTemplate) -> Starter:
    return Starter(str(row.pk), row.name, row.text)


def started_from(verb: Verb, form: ActForm, given: QueryDict) -> ActForm:
    """The form with the chosen template in its text, below what was typed there; everything else as typed."""
    source, field = WORDED[verb]
    offered = fitting(form.report, [source]).get(source.value, [])
    text = next((row.text for row in offered if str(row.pk) == given.get(form.add_prefix("templat"))), "")
    typed = form.typed()
    parts = (printable(str(typed.get(field) or "")).strip(), text)
    return form.again({**typed, field: "\n\n".join(filter(None, parts))})


def warning_of(verb: Verb, form: ActForm, at: datetime) -> str:
    """One sentence when the text is worn out, else nothing. Three queries at most."""
    if verb not in WORDED:
        return ""
    text = clean(str(form.cleaned_data.get(WORDED[verb][1], "")))
    if (verb == Verb.RESPOND and is_short(text)) or nearest(text) >= CANNED_FROM:
        return _canned(verb)
    count = 0 if is_short(text) else said_before(text, form.report, at=at)
    if count <= SAID_IN_MORE_THAN:
        return ""
    sentence = _(
        "Dalam 30 hari terakhir unit ini sudah mengirim kata-kata yang hampir sama di %(count)d laporan lain. "
        "Tambahkan apa yang khusus untuk kasus ini, atau tekan sekali lagi untuk mengirimnya begini."
    )
    return sentence % {"count": count}


def _canned(verb: Verb) -> str:
    if verb == Verb.RESPOND:
        return _(
            "Jawaban ini hanya templat: bila dikirim begini, ia disimpan sebagai pemberitahuan dan batas waktu respon "
            "terus berjalan. Tambahkan apa yang Anda lihat dan rencanakan di kasus ini, atau tekan sekali lagi."
        )
    return _(
        "Teks ini hampir sama dengan templat. Tambahkan apa yang khusus untuk kasus ini, atau tekan sekali lagi "
        "untuk mengirimnya begini."
    )
