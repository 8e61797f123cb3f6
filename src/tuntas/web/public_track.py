"""Following one's own report: number and code once, then the page of the report, and one view per act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuntas.accounts.actors import Reporter
from tuntas.kernel import clock
from tuntas.kernel.references import grouped, read_reference
from tuntas.kernel.refusals import Invalid, NotFound, Refusal
from tuntas.kernel.texts import clean
from tuntas.media import kinds, store
from tuntas.media.kinds import Kind as FileKind
from tuntas.media.store import Stored
from tuntas.redaction.finder import covered
from tuntas.reports.actions import close, converse, verify, work
from tuntas.reports.models import Attachment, MessageKind, Report
from tuntas.reports.states import Verb

from .presenters import Entry, moment, status_words, three_facts, timeline, turn
from .public_acts import ACTS, ActForm, form_of, offered
from .public_files import Staged, claim_all, present, stage_all
from .public_ombudsman import ombudsman_box
from .public_spool import waiting_page
from .public_story import letter, own_clocks
from .report_form import Answers
from .tracking import WrongCode, enter, for_reporter, kept_private, leave, prove, proved


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, reference: str = "") -> HttpResponse:
    """Number and code. A wrong pair gets one sentence; the code never comes back in a page or an address."""
    if request.method != "POST":
        return _asking(request, _number(reference))
    typed, code = request.POST.get("reference", "")[:40], request.POST.get("access_code", "")[:80]
    if waiting := waiting_page(request, typed, code):
        return waiting
    try:
        enter(request, prove(typed, code, at=clock.now()))
    except (Invalid, WrongCode) as refused:
        return _asking(request, typed, refused)
    return redirect("web:track_report")


def _number(reference: str) -> str:
    try:
        return grouped(read_reference(reference)) if reference else ""
    except Invalid:
        return ""


def _asking(request: HttpRequest, typed: str, refused: Refusal | None = None) -> HttpResponse:
    field = getattr(refused, "field", "") or "reference"
    context = {
        "section": "track",
        "private": True,
        "typed": typed,
        "wrong": {field: str(refused)} if refused else {},
        "errors": [{"text": str(refused), "href": f"#{field}"}] if refused else [],
        "errors_in_form": refused is not None,
        "open_report": proved(request) is not None,
    }
    return kept_private(render(request, "public/track.html", context, status=refused.status if refused else 200))


@require_POST
def leave_report(request: HttpRequest) -> HttpResponse:
    """Close the report in this browser."""
    leave(request)
    return redirect("web:track")


@require_GET
@for_reporter
def track_report(request: HttpRequest, report: Report) -> HttpResponse:
    """The page of the own report."""
    return _own_page(request, report)


_QUESTION = (Verb.CONFIRM, Verb.DISPUTE)
"""Is it fixed? One question with two answers, one press each."""


def _own_page(request: HttpRequest, report: Report, tried: "Tried | None" = None) -> HttpResponse:
    at, entries = clock.now(), timeline(report, internal=False)
    clocks, verbs = own_clocks(report, at=at), _verbs(report, at, tried)
    context = {
        "section": "track",
        "private": True,
        "number": report.number,
        "report": report,
        "status": status_words(report),
        "turn": turn(report),
        "facts": three_facts(report),
        "letter": letter(report, clocks, at),
        "received": moment(report.received_at, report.agency),
        "clocks": [each for each in clocks if each.running],
        "stopped": [each for each in clocks if not each.running],
        "entries": entries,
        "latest": _latest(entries),
        "fixed": [_panel(verb, tried) for verb in verbs if verb in _QUESTION],
        "panels": [_panel(verb, tried) for verb in verbs if verb not in _QUESTION],
        "tried": tried,
        "master": _master(report),
        "ombudsman": ombudsman_box(report),
        "limits": kinds.limits_text(),
        "privacy": kinds.privacy_text(),
        "accept": kinds.ACCEPT,
        "errors_in_form": tried is not None,
        "errors": tried.errors if tried else [],
    }
    return render(request, "public/own_report.html", context, status=tried.status if tried else 200)


def _latest(entries: list[Entry]) -> Entry | None:
    """What the office said last: read before one decides."""
    return next((entry for entry in reversed(entries) if entry.said_by_office), None)


def _verbs(report: Report, at: datetime, tried: "Tried | None") -> list[Verb]:
    """What is offered, and what was just refused: its words must stay on the page."""
    verbs = [act.verb for act in offered(report, at)]
    return [tried.verb, *verbs] if tried and tried.verb not in verbs else verbs


class Tried:
    """An act that was refused: its form with what was typed, its staged files, the sentences."""

    def __init__(self, verb: Verb, form: ActForm, tokens: tuple[str, ...], status: int = 422) -> None:
        self.verb, self.form, self.files, self.status = verb, form, present(tokens), status
        self.outside: list[str] = []

    def refuse(self, refused: Refusal) -> "Tried":
        """Note a refusal at its field, or at the form."""
        field = getattr(refused, "field", "")
        self.status = refused.status
        self.form.add_error(field if field in self.form.fields else None, str(refused))
        return self

    @property
    def errors(self) -> list[dict[str, str]]:
        """Every sentence with a link to its field."""
        own = [
            {"text": str(sentence), "href": f"#{self._id(name)}"}
            for name, sentences in self.form.errors.items()
            for sentence in sentences
        ]
        return own + [{"text": text, "href": f"#{ACTS[self.verb].slug}_files"} for text in self.outside]

    def _id(self, name: str) -> str:
        if name not in self.form.fields:
            return f"tindakan-{ACTS[self.verb].slug}"
        field = self.form[name]
        return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


def _panel(verb: Verb, tried: Tried | None) -> dict[str, object]:
    act = ACTS[verb]
    mine = tried if tried and tried.verb == verb else None
    files: list[Staged] = mine.files if mine else []
    return {"act": act, "form": mine.form if mine else form_of(act), "files": files, "open": act.first or bool(mine)}


def _master(report: Report) -> dict[str, object] | None:
    """What a merged report shows of the one it follows: number, state, and what the office said to everybody.

    Covered: an answer to somebody else may name that person.
    """
    master = report.master
    if master is None:
        return None
    said = master.messages.filter(internal=False, from_reporter=False, kind__in=_shown_of(report, master))
    texts = [{"when": moment(row.at, report.agency), "text": covered(row.body)} for row in said.order_by("seq")]
    return {"number": master.number, "status": status_words(master), "texts": texts, "facts": three_facts(master)}


def _shown_of(report: Report, master: Report) -> list[MessageKind]:
    """Whoever was merged by an officer reads the answers, too. Whoever joined alone, as anybody may, reads what
    anybody may: what was done, and only while the report is published."""
    if not report.events.filter(verb=Verb.JOIN).exists():
        return [MessageKind.FIRST_RESPONSE, MessageKind.FOLLOW_UP]
    return [MessageKind.FOLLOW_UP] if master.published_at else []


@dataclass(frozen=True)
class Said:
    """What the reporter sent: the words of the form, the files that are new, and when."""

    report: Report
    words: dict[str, Any]
    files: tuple[Stored, ...]
    at: datetime

    @property
    def who(self) -> dict[str, Any]:
        """Actor and instant, as every action takes them."""
        return {"by": Reporter(self.report.pk), "at": self.at}

    @property
    def told(self) -> dict[str, Any]:
        """The same with the files."""
        return {"files": self.files, **self.who}


Run = Callable[[Said], object]


_AFTERWARDS = {
    Verb.CONFIRM: gettext_lazy(
        "Terima kasih. Tercatat: menurut Anda masalahnya selesai. Salah tekan, atau rusak lagi? Pilih Buka kembali."
    ),
    Verb.DISPUTE: gettext_lazy("Tercatat: menurut Anda belum selesai. Unit mengerjakannya lagi."),
}
"""What is said after an act that decides something, with the way back."""


def _acting(verb: Verb, run: Run) -> Callable[..., HttpResponseBase]:
    """The view of one act: its form, the action, and back to the page; a refusal keeps what was typed."""

    @require_POST
    @for_reporter
    def view(request: HttpRequest, report: Report) -> HttpResponse:
        at = clock.now()
        form = form_of(ACTS[verb], request.POST)
        kept, wrong = stage_all(request.FILES.getlist("files"), Answers.read(request.POST).tokens, at)
        tried = Tried(verb, form, kept)
        tried.outside = wrong
        if not form.is_valid() or wrong:
            return _own_page(request, report, tried)
        try:
            run(Said(report, form.cleaned_data, _new_files(report, kept), at))
        except Refusal as refused:
            return _own_page(request, report, tried.refuse(refused))
        messages.success(request, str(_AFTERWARDS.get(verb, _("Tersimpan. Terima kasih."))))
        return redirect("web:track_report")

    return view


def _new_files(report: Report, tokens: tuple[str, ...]) -> tuple[Stored, ...]:
    """The files of the tokens that are not attached yet: a form sent twice attaches nothing twice."""
    claimed = claim_all(tokens)
    known = set(report.attachments.filter(name__in=[stored.id for stored in claimed]).values_list("name", flat=True))
    return tuple(stored for stored in claimed if stored.id not in known)


def _complete(said: Said) -> None:
    verify.complete(said.report, body=said.words["body"], **said.told)


def _answer_question(said: Said) -> None:
    work.answer_question(said.report, body=said.words["body"], **said.told)


def _reply(said: Said) -> None:
    converse.reply(said.report, body=said.words["body"], **said.told)


def _add(said: Said) -> None:
    """A double click says the same twice in a row: it is kept once."""
    last = said.report.messages.order_by("-seq").first()
    again = last and last.kind == MessageKind.ADDITION and last.body == clean(said.words["body"])
    if said.files or not again:
        converse.add(said.report, body=said.words["body"], **said.told)


def _confirm(said: Said) -> None:
    close.confirm(said.report, rating=said.words["rating"], words=said.words["words"], **said.who)


def _dispute(said: Said) -> None:
    close.dispute(said.report, reason=said.words["reason"], **said.told)


def _reopen(said: Said) -> None:
    close.reopen(said.report, reason=said.words["reason"], **said.told)


def _rate(said: Said) -> None:
    close.rate(said.report, rating=said.words["rating"], words=said.words["words"], **said.who)


def _withdraw(said: Said) -> None:
    verify.withdraw(said.report, reason=said.words["reason"], **said.who)


def _appeal(said: Said) -> None:
    verify.appeal(said.report, reason=said.words["reason"], **said.who)


def _revive(said: Said) -> None:
    verify.revive(said.report, body=said.words["body"], **said.told)


def _ask_publish(said: Said) -> None:
    verify.ask_publish(said.report, **said.who)


def _ask_hide(said: Said) -> None:
    verify.ask_hide(said.report, **said.who)


_RUNS: dict[Verb, Run] = {
    Verb.COMPLETE: _complete,
    Verb.ANSWER_QUESTION: _answer_question,
    Verb.REPLY: _reply,
    Verb.ADD: _add,
    Verb.CONFIRM: _confirm,
    Verb.DISPUTE: _dispute,
    Verb.REOPEN: _reopen,
    Verb.RATE: _rate,
    Verb.WITHDRAW: _withdraw,
    Verb.APPEAL: _appeal,
    Verb.REVIVE: _revive,
    Verb.ASK_PUBLISH: _ask_publish,
    Verb.ASK_HIDE: _ask_hide,
}
VIEWS = {verb: _acting(verb, run) for verb, run in _RUNS.items()}
"""One view for each act."""


@require_GET
@for_reporter
def track_file(request: HttpRequest, report: Report, name: str) -> HttpResponseBase:
    """The display copy of a file of the own report; internal ones do not exist here."""
    rows = list(report.attachments.filter(internal=False).order_by("seq", "pk"))
    return served(rows, name, report.number)


def served(rows: list[Attachment], name: str, number: str) -> HttpResponseBase:
    """One of these files: pictures in the page, a PDF only as a download, never sniffed. Raises NotFound."""
    place = next((place for place, row in enumerate(rows, start=1) if row.name == name), 0)
    if not place:
        raise NotFound()
    kind = FileKind[rows[place - 1].kind]
    return served_copy(f"{name}.{store.display_extension(kind)}", kind, number, place)


def served_copy(copy: str, kind: FileKind, number: str, place: int) -> HttpResponseBase:
    """A copy from the store under a neutral name."""
    answer = FileResponse(
        store.open_display(copy),
        as_attachment=not kind.is_picture,
        filename=store.neutral_name(number, place, kind),
        content_type="image/jpeg" if kind.is_picture else kind.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
