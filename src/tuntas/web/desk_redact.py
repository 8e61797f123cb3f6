"""The redaction editor: the reporter's words beside those for everybody, and the pictures with boxes over them."""

import copy

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed, Refusal
from tuntas.media.store import covered_copy
from tuntas.reports.actions import verify
from tuntas.reports.collisions import as_seen
from tuntas.reports.guards import PUBLISHABLE
from tuntas.reports.models import Report
from tuntas.reports.states import ContentMode, Verb
from tuntas.reports.workflow import may

from .desk import after, overtaken, report_of, seen_in, thank
from .desk_door import at_the_desk
from .desk_queue import desk_frame
from .overseer_door import Watch
from .presenters import files_of
from .public_one import told
from .redact_form import RedactionForm, read_box
from .report_form import printable

PREFIX = "publikasi"
APPLY, PREVIEW = "terapkan", "pratinjau"
"""What the buttons of the form ask for besides publishing."""


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk()
def desk_redact(request: HttpRequest, watch: Watch, reference: str) -> HttpResponse:
    """Cover, look, publish. Everything typed travels with the form; nothing is stored before it is published."""
    report = _report(watch, reference)
    if request.method != "POST":
        return _page(request, watch, RedactionForm(report=report, watch=watch, prefix=PREFIX))
    form = RedactionForm(request.POST, report=report, watch=watch, prefix=PREFIX)
    if not form.is_valid():
        return _page(request, watch, form, status=422)
    step = request.POST.get("langkah")
    if step == APPLY:
        return _page(request, watch, form)
    if step == PREVIEW:
        return _preview(request, form)
    return _publish(request, watch, form)


@require_safe
@at_the_desk()
def desk_redact_picture(request: HttpRequest, watch: Watch, reference: str, name: str) -> HttpResponse:
    """A picture as everybody would see it with these boxes over it."""
    report = _report(watch, reference)
    row = report.attachments.filter(name=printable(name), internal=False).exclude(kind="PDF").first()
    if row is None:
        raise Http404
    try:
        boxes = [read_box(each.split(",")) for each in request.GET.getlist("kotak")]
    except Invalid as slip:
        raise Http404 from slip
    response = HttpResponse(covered_copy(row.name, boxes), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _report(watch: Watch, reference: str) -> Report:
    report = report_of(watch, reference)
    if not may(report, Verb.PUBLISH, watch.officer):
        raise NotAllowed()
    if report.content == ContentMode.SECRET or report.is_supervision:
        raise Guarded(PUBLISHABLE.sentence)
    return report


def _publish(request: HttpRequest, watch: Watch, form: RedactionForm) -> HttpResponse:
    report, seen = form.report, seen_in(request)
    try:
        with as_seen(report, Verb.PUBLISH, seen):
            verify.publish(
                report,
                title=form.public_title,
                body=form.public_body,
                kept=form.kept,
                files=form.chosen,
                covers=form.covers,
                by=watch.officer,
                at=watch.at,
            )
    except Refusal as refusal:
        return _refused(request, watch, form, refusal)
    thank(request, report)
    return redirect(after(watch, report.reference))


def _refused(request: HttpRequest, watch: Watch, form: RedactionForm, refusal: Refusal) -> HttpResponse:
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, str(refusal))
    fresh = report_of(watch, form.report.reference)
    first = overtaken(fresh, Verb.PUBLISH, seen_in(request))
    if first and refusal.status != Invalid.status:
        form.add_error(None, first)
    return _page(request, watch, form, status=refusal.status)


def _page(request: HttpRequest, watch: Watch, form: RedactionForm, *, status: int = 200) -> HttpResponse:
    report = form.report
    context = {
        "report": report,
        "form": form,
        "errors_in_form": form.is_bound and bool(form.errors),
        "seq": _seq(request, report),
        "decisions": form.decisions,
        "original": form.original_pieces(),
        "public": form.public_pieces(),
        "photos": form.photos(),
        "ask": form.is_bound and status != 200,
    }
    return render(request, "desk/redact.html", {**desk_frame(watch, ""), **context}, status=status)


def _seq(request: HttpRequest, report: Report) -> int:
    """The event the officer saw when the page was first opened; a round through the preview changes nothing in it."""
    seen = seen_in(request) if request.method == "POST" else None
    return report.last_seq if seen is None else seen


def _preview(request: HttpRequest, form: RedactionForm) -> HttpResponse:
    """The public page itself, of a report that is not stored so, under a bar to go on or back."""
    report = copy.copy(form.report)
    report.public_title, report.public_body = form.public_title, form.public_body
    chosen = [row for row in form.rows if row.name in form.chosen]
    pictures = files_of(chosen, report.number, form.preview_url)
    typed = [
        (name, printable(value))
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "langkah")
        for value in values
    ]
    context = {**told(report, pictures), "preview": {"typed": typed, "action": request.path}}
    return render(request, "public/published_one.html", context)
