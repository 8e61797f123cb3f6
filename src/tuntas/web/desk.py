"""The officers' desk: a report, and one address per verb."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.institutions.routing import Proposal
from tuntas.kernel.references import read_reference
from tuntas.kernel.refusals import Invalid, Refusal
from tuntas.media.kinds import Kind as FileKind
from tuntas.media.store import display_extension, neutral_name, open_display
from tuntas.reports.access import visible_to
from tuntas.reports.actions.desk_drafts import drafts_of
from tuntas.reports.actions.mentions import see_mentions
from tuntas.reports.collisions import OVERTAKEN_BY, as_seen
from tuntas.reports.identity import Contact
from tuntas.reports.keeping import held_by_law
from tuntas.reports.models import Attachment, OfficerDraft, Report
from tuntas.reports.queries import doubts_of
from tuntas.reports.states import Channel, Classification, Verb
from tuntas.reports.templates import UnfilledGaps
from tuntas.reports.workflow import may, verbs_for
from tuntas.sla.dates import date_text

from . import desk_around as around
from . import presenters
from .account_proof import proof_asked
from .desk_door import at_the_desk
from .desk_drafts import forget, keep_files, said_of, saved_or_dropped, taken_up
from .desk_forms import ActForm, best_office, proposals_for
from .desk_groups import grouped
from .desk_legal import unfit_now
from .desk_queue import desk_frame, neighbours, queue_in
from .desk_tags import TagForm
from .desk_verbs import ACTS, BY_SLUG, DANGEROUS, Act, kept
from .desk_words import WORDED, Starter, started_from, starters, warning_of
from .overseer_door import Watch
from .report_form import printable

Tried = tuple[Act, ActForm] | None
"""The act that was tried, with its form as it came in."""

_TEXTS = ("message", "text", "explanation", "ground", "reason")
_SENDING = (Verb.DISPATCH_INSTITUTION, Verb.REDISPATCH_INSTITUTION)


@dataclass(frozen=True)
class OfferedAct:
    """A verb the officer may use now, with its form."""

    verb: Verb
    slug: str
    label: str
    url: str
    form: ActForm
    main: bool
    open: bool
    own_page: bool = False
    starters: Sequence[Starter] = ()
    text_id: str = ""
    warning: str = ""
    draft: str = ""


@require_safe
@at_the_desk()
def desk_report(request: HttpRequest, watch: Watch, reference: str) -> HttpResponse:
    """One report with everything this officer may see and do. Where a note names the officer, that is now seen."""
    report = report_of(watch, reference)
    if request.method == "GET":
        see_mentions(report, by=watch.officer, at=watch.at)
    return _page(request, watch, report)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk()
def desk_act(request: HttpRequest, watch: Watch, reference: str, slug: str) -> HttpResponse:
    """Do one thing. A refusal brings the page back with its sentence and everything that was typed.

    Reading this address does nothing but lead back to the report: a log-in or a change of language ends there.
    """
    report, act = report_of(watch, reference), BY_SLUG.get(slug)
    if act is None:
        raise Http404
    if request.method != "POST":
        return redirect(reverse("web:desk_report", args=[report.reference]))
    if act.verb in DANGEROUS and (asked := proof_asked(request)):
        return asked
    form = act.form(request.POST, request.FILES, report=report, watch=watch, prefix=slug)
    if "draf" in request.POST and form.keeps_draft:
        return saved_or_dropped(request, watch, slug, form, _back(request, watch, reference))
    if "pakai" in request.POST and act.verb in WORDED:
        form.is_valid()
        return _again(request, watch, (act, started_from(act.verb, form, request.POST)))
    if not form.is_valid():
        return _again(request, watch, (act, form), status=422)
    if warning := _warning(request, watch, act, form):
        return _again(request, watch, (act, form), warning=warning)
    return _done(request, watch, act, form)


def _done(request: HttpRequest, watch: Watch, act: Act, form: ActForm) -> HttpResponse:
    report = form.report
    try:
        with kept(form.cleaned_data, form.waiting) as values, as_seen(report, act.verb, seen_in(request)):
            done = act.call(report, values, by=watch.officer, at=watch.at)
    except Refusal as refusal:
        return _refused(request, watch, refusal, tried=(act, form))
    forget(form, act.slug, watch)
    if isinstance(done, Contact):
        return _page(request, watch, report_of(watch, report.reference), contact=done)
    thank(request, report)
    return redirect(_back(request, watch, report.reference))


def _again(
    request: HttpRequest, watch: Watch, tried: tuple[Act, ActForm], *, warning: str = "", status: int = 200
) -> HttpResponse:
    """The page with the form as it came in; its files wait, so that nobody chooses them twice."""
    keep_files(tried[1], watch)
    return _page(request, watch, tried[1].report, tried=tried, warning=warning, status=status)


def _warning(request: HttpRequest, watch: Watch, act: Act, form: ActForm) -> str:
    """Said once, before anything is stored; whoever sends the same form again has read it."""
    if "tetap" in request.POST or not may(form.report, act.verb, watch.officer):
        return ""
    return warning_of(act.verb, form, watch.at)


def _refused(request: HttpRequest, watch: Watch, refusal: Refusal, *, tried: tuple[Act, ActForm]) -> HttpResponse:
    form = tried[1]
    report = report_of(watch, form.report.reference)
    form.add_error(_field_of(refusal, form), str(refusal))
    first = overtaken(report, tried[0].verb, seen_in(request))
    if first and refusal.status != Invalid.status:
        form.add_error(None, first)
    keep_files(form, watch)
    return _page(request, watch, report, tried=tried, status=refusal.status)


def seen_in(request: HttpRequest) -> int | None:
    """The last event the officer saw when the page was opened."""
    text = request.POST.get("seq", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def overtaken(report: Report, verb: Verb, seen: int | None) -> str:
    """Who was first, when the report has moved on since this officer opened the page (event number `seen`)."""
    if seen is None or seen >= report.last_seq:
        return ""
    moved = ~Q(source=F("target")) | Q(verb__in=OVERTAKEN_BY.get(verb, ()))
    first = report.events.filter(moved, seq__gt=seen).order_by("seq").first()
    if first is None:
        return ""
    told = presenters.timeline(report, internal=True, file_url=_file_url)
    entry = next(one for one in told if one.seq == first.seq)
    said = {"what": entry.label, "who": entry.who, "when": entry.when}
    return _("Orang lain lebih dulu: “%(what)s” oleh %(who)s, %(when)s. Tulisan Anda masih ada di bawah.") % said


def thank(request: HttpRequest, report: Report) -> None:
    """Say what was stored, in the words of the event: it can be less than what was tried."""
    verb = Verb(report.events.order_by("seq").values_list("verb", flat=True).last() or Verb.NOTE)
    messages.success(request, _("Tersimpan: %(act)s.") % {"act": verb.label})
    if verb == Verb.ACKNOWLEDGE:
        warning = _(
            "Jawaban ini hanya templat, jadi disimpan sebagai pemberitahuan: batas waktu respons terus berjalan."
        )
        messages.warning(request, warning)


@require_safe
@at_the_desk()
def desk_file(request: HttpRequest, watch: Watch, name: str) -> HttpResponse:
    """The display copy of a file of a report this officer may open; never the original."""
    mine = Attachment.objects.filter(report__in=visible_to(watch.officer))
    attachment = get_object_or_404(mine.select_related("report"), name=printable(name))
    return cast(HttpResponse, file_response(attachment))


def file_response(attachment: Attachment) -> FileResponse:
    """A display copy: a picture in the page, a document as a download; a neutral name, no sniffing."""
    kind = FileKind[attachment.kind]
    copy = open_display(f"{attachment.name}.{display_extension(kind)}")
    name = neutral_name(attachment.report.number, attachment.seq, kind)
    media_type = "image/jpeg" if kind.is_picture else kind.content_type
    response = FileResponse(copy, as_attachment=not kind.is_picture, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, no_store=True)
    return response


def report_of(watch: Watch, reference: str) -> Report:
    """The report, or the same 404 whether it is foreign, unknown or no number at all."""
    try:
        number = read_reference(reference)
    except Invalid as slip:
        raise Http404 from slip
    rows = visible_to(watch.officer).select_related(
        "tenant", "agency", "unit", "topic", "region", "wanted", "suggested", "assignee", "master"
    )
    report = rows.annotate(held_by_law=held_by_law()).filter(reference=number).first()
    if report is None:
        raise Http404
    return report


def after(watch: Watch, reference: str) -> str:
    """Back to the report, or to the queue when it has left the officer's sight."""
    seen = visible_to(watch.officer).filter(reference=read_reference(reference)).exists()
    return reverse("web:desk_report", args=[reference]) if seen else reverse("web:desk")


def _back(request: HttpRequest, watch: Watch, reference: str) -> str:
    """As `after`, still on the way through the queue from which the report was opened."""
    address, name = after(watch, reference), queue_in(request, watch)
    return f"{address}?{urlencode({'antrean': name})}" if name else address


def _field_of(refusal: Refusal, form: ActForm) -> str | None:
    field = getattr(refusal, "field", "")
    if isinstance(refusal, UnfilledGaps):
        field = next((name for name in _TEXTS if name in form.fields), "")
    return field if field in form.fields else None


def _page(
    request: HttpRequest,
    watch: Watch,
    report: Report,
    *,
    tried: Tried = None,
    contact: Contact | None = None,
    warning: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _told(report, watch) | _doable(report, watch, tried, warning, queue_in(request, watch))
    context |= {"tried": tried[1] if tried else None, "errors_in_form": status >= 400, "contact": contact}
    around_it = {**desk_frame(watch, ""), **neighbours(request, watch, report)}
    return render(request, "desk/report.html", {**around_it, **context}, status=status)


def _told(report: Report, watch: Watch) -> dict[str, object]:
    """What the page says of the report."""
    entries = presenters.timeline(report, internal=True, file_url=_file_url)
    return {
        "report": report,
        "status": presenters.public_status(report),
        "turn": presenters.turn(report),
        "facts": presenters.three_facts(report),
        "entries": entries,
        "clocks": presenters.clock_views(report, at=watch.at),
        "about": _about(report),
        "people": around.people_of(entries),
        "files": around.files_of(entries),
        "pair": around.pair_of(report, _file_url),
        "changes": around.changes_of(report, entries),
        "named": around.named_in(report),
        "twins": around.twins_of(report, watch),
        "doubts": [str(doubt.label) for doubt in doubts_of([report]).get(report.pk, ())],
    }


def _doable(report: Report, watch: Watch, tried: Tried, warning: str, queue: str) -> dict[str, object]:
    """What the officer may do: the main act apart, the others in their groups."""
    subtasks = list(report.subtasks.select_related("unit").order_by("created_at"))
    proposals = _proposals(report, watch)
    offered = _offered(report, watch, any(part.finished_at is None for part in subtasks))
    acts = _acts(report, watch, tried, _main_first(offered, report, proposals))
    if tried and warning:
        acts = [replace(act, warning=warning) if act.form is tried[1] else act for act in acts]
    if queue:
        acts = [replace(act, url=f"{act.url}?{urlencode({'antrean': queue})}") for act in acts]
    return {
        "proposals": proposals,
        "acts": acts,
        "main_act": next((act for act in acts if act.main), None),
        "groups": grouped(act for act in acts if not act.main),
        "tags": next((act.form.here for act in acts if isinstance(act.form, TagForm)), []),
        "subtasks": subtasks,
        "children": [child.number for child in report.children.order_by("received_at")],
    }


def _file_url(attachment: Attachment) -> str:
    return reverse("web:desk_file", args=[attachment.name])


def _proposals(report: Report, watch: Watch) -> list[Proposal]:
    verbs = (Verb.DISPATCH_UNIT, Verb.DISPATCH_INSTITUTION, Verb.REDISPATCH_UNIT)
    if not any(verb in verbs_for(report, watch.officer) for verb in verbs):
        return []
    return proposals_for(report, watch)


def _offered(report: Report, watch: Watch, subtasks_open: bool) -> list[Act]:
    may = set(verbs_for(report, watch.officer))
    if not subtasks_open:
        may.discard(Verb.FINISH_SUBTASK)
    if Verb.FORBID_ERASURE in may:
        may -= unfit_now(report)
    return [act for act in ACTS if act.verb in may and _fits(act, report)]


def _main_first(offered: list[Act], report: Report, proposals: list[Proposal]) -> list[Act]:
    """The acts with the likely next one on top: sending it on when another government is in charge."""
    best = best_office(report, proposals)
    away = best is not None and best.government_id_or_self != report.agency.government_id_or_self
    return sorted(offered, key=lambda act: not (act.verb in _SENDING if away else act.main))


def _acts(report: Report, watch: Watch, tried: Tried, offered: list[Act]) -> list[OfferedAct]:
    """The forms of the acts; the first stands open unless another one was tried."""
    if tried and tried[0] not in offered:
        offered = [tried[0], *offered]
    main = offered[0] if offered and (offered[0].main or offered[0].verb in _SENDING) else None
    begun, drafts = starters(report, [act.verb for act in offered]), drafts_of(report, by=watch.officer)
    for draft in drafts.values():
        draft.report = report
    rows = (_offer(act, report, watch, tried, act is main, drafts.get(act.slug)) for act in offered)
    return [replace(row, starters=begun.get(row.verb, ())) for row in rows]


def _fits(act: Act, report: Report) -> bool:
    """Leaves out what a guard would refuse anyway, where one look at the row tells."""
    promise = report.draft_kind == "PROMISE"
    unfit = {
        Verb.APPROVE: promise,
        Verb.APPROVE_PROMISE: not promise,
        Verb.KEEP_PROMISE: report.follow_up_kind != "PROMISE",
        Verb.HOLD: not report.hold_requested,
        Verb.REFUSE_HOLD: not report.hold_requested,
        Verb.REQUEST_HOLD: report.held_once or report.hold_requested,
        Verb.ACCEPT_APPEAL: report.appealed_at is None or report.appeal_decided_at is not None,
        Verb.REJECT_APPEAL: report.appealed_at is None or report.appeal_decided_at is not None,
        Verb.PUBLISH: report.content == "SECRET",
        Verb.HIDE: report.published_at is None,
        Verb.DISMISS_FLAG: report.flagged_at is None,
        Verb.RELEASE: report.quarantined_at is None,
        Verb.FOLLOW_UP: report.unit is not None and report.unit.requires_approval,
        Verb.RETURN: report.binding,
        Verb.ASSIGN: report.unit is None,
        Verb.REVEAL: report.identity == "NONE",
    }
    return not unfit.get(act.verb, False)


def _offer(act: Act, report: Report, watch: Watch, tried: Tried, main: bool, draft: OfficerDraft | None) -> OfferedAct:
    mine = tried[1] if tried and tried[0] is act else None
    url = reverse("web:desk_act", args=[report.reference, act.slug])
    form = mine or (taken_up(act.form, draft, watch, act.slug) if draft else None)
    form = form or act.form(report=report, watch=watch, prefix=act.slug)
    return OfferedAct(
        act.verb,
        act.slug,
        str(act.label),
        url,
        form,
        main,
        mine is not None or draft is not None,
        act.own_page,
        text_id=form[WORDED[act.verb][1]].id_for_label if act.verb in WORDED else "",
        draft=said_of(draft) if draft else "",
    )


def _about(report: Report) -> list[dict[str, str]]:
    pairs = [
        (_("Klasifikasi"), Classification(report.classification).label),
        (_("Topik"), report.topic.label if report.topic else _("belum ada")),
        (_("Tempat"), ", ".join(filter(None, (report.place_text, report.region.name if report.region else "")))),
        (_("Tanggal kejadian"), date_text(report.incident_on) if report.incident_on else ""),
        (_("Diterima"), presenters.moment(report.received_at, report.agency)),
        (_("Kanal"), Channel(report.channel).label),
        (_("Instansi koordinator"), report.agency.name),
        (_("Unit penanggung jawab"), report.unit.name if report.unit else ""),
        (_("Petugas"), report.assignee.name if report.assignee else ""),
        (_("Instansi yang dipilih pelapor"), report.wanted.name if report.wanted else ""),
        (_("Unit yang disarankan"), report.suggested.name if report.suggested else ""),
        (_("Laporan induk"), report.master.number if report.master else ""),
    ]
    return [{"label": str(label), "value": str(value)} for label, value in pairs if value]
