"""The whole report on one page: for whoever writes without a line, and for whoever likes one page better.

The same questions, the same names and the same refusals as the form of one question a page. With a script and the
person's consent the page opens without a line and its report waits on the device (static/tuntas/draft.js); without a
script it is a form like any other. Exempt from CSRF protection for the reason told in public_report.py.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.accounts.actors import Visitor
from tuntas.intake.judging import TooFast
from tuntas.kernel import clock
from tuntas.kernel.references import grouped
from tuntas.kernel.refusals import Refusal
from tuntas.media import kinds, staging, store
from tuntas.media.store import Stored
from tuntas.reports.actions.submit import submit
from tuntas.reports.drafts import Receipt
from tuntas.reports.queries import held_files
from tuntas.reports.states import Doubt

from .public_choices import with_topics
from .public_files import claim_all, present, stage_all
from .public_gate import doubts_about, wait
from .public_receipt import receipt_page
from .public_spool import filed_or_put_by
from .report_form import FORMS, Answers, Step, StepForm, TopicForm, draft_of, faults, validated

KEPT_OFFLINE = (
    "vendor/bootstrap/bootstrap.min.css",
    "tuntas/tokens.css",
    "tuntas/tuntas.css",
    "tuntas/icons.svg",
    "tuntas/favicon.svg",
    "tuntas/report.js",
    "tuntas/quick-exit.js",
    "tuntas/offline.js",
    "tuntas/draft.js",
    "tuntas/kept.js",
    "tuntas/proof.js",
)
"""What the page needs without a line; tests/web/test_public_offline.py compares it with the page."""

Forms = dict[Step, StepForm]


@csrf_exempt
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report_offline(request: HttpRequest) -> HttpResponseBase:
    """All questions on one page. Who asks for JSON (the queue on the device) gets number and code, or refusals."""
    if request.method != "POST":
        return _page(request, Answers(), {step: form(initial={}) for step, form in FORMS.items()})
    tokens, wrong = stage_all(request.FILES.getlist("files"), Answers.read(request.POST).tokens, clock.now())
    answers = replace(Answers.read(request.POST), tokens=tokens)
    answer = partial(_answered, request, answers, wrong)
    # A file that was refused must be said, so nothing is put by without it.
    return answer() if wrong else filed_or_put_by(request, answers, answer)


def _answered(request: HttpRequest, answers: Answers, wrong: list[str]) -> HttpResponseBase:
    forms = _validated(answers)
    if wrong or any(form.errors for form in forms.values()):
        return _refused(request, answers, forms, wrong)
    try:
        receipt = _filed(answers, doubts_about(request, answers))
    except TooFast as refusal:
        return wait(_refused(request, answers, forms, [str(refusal)], refusal), refusal)
    except Refusal as refusal:
        return _refused(request, answers, forms, [str(refusal)], refusal)
    return _accepted(request, receipt)


@never_cache
@require_safe
def report_worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker of the form: opens this page without a line and sends what waits. Holds no data."""
    files = [static(name) for name in KEPT_OFFLINE]
    places = {"form": reverse("web:report"), "page": reverse("web:report_offline"), "draft": static("tuntas/draft.js")}
    context = {"files": files, **places}
    return render(request, "public/report/pekerja.js", context, content_type="text/javascript; charset=utf-8")


def _validated(answers: Answers) -> Forms:
    found = faults(answers, clock.now())
    asked = (step for step in FORMS if step != Step.CONTACT or answers.asks_contact)
    bound = {step: validated(step, answers, found) for step in asked}
    return bound if Step.CONTACT in bound else {**bound, Step.CONTACT: FORMS[Step.CONTACT](initial={})}


def _filed(answers: Answers, doubts: tuple[Doubt, ...]) -> Receipt:
    files = claim_all(answers.tokens, key=answers.key)
    try:
        return submit(draft_of(answers, files, doubts), by=Visitor(), at=clock.now())
    finally:
        _forget_loose(files)


def _forget_loose(files: Iterable[Stored]) -> None:
    """A report that was sent twice brought its files twice: erase those that no report holds."""
    ids = {stored.id for stored in files}
    held = held_files(ids) if ids else ids
    for stored in files:
        if stored.id not in held:
            store.remove(stored)


def _accepted(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    if not _wants_json(request):
        return receipt_page(request, receipt)
    answer = JsonResponse({"number": grouped(receipt.reference), "code": grouped(receipt.access_code)})
    answer["Cache-Control"] = "no-store"
    return answer


def _refused(
    request: HttpRequest, answers: Answers, forms: Forms, more: list[str], refusal: Refusal | None = None
) -> HttpResponse:
    status = refusal.status if refusal else 422
    if not _wants_json(request):
        return _page(request, answers, forms, more, status)
    for token in answers.tokens:
        staging.discard(token)
    said = {"errors": [error["text"] for error in _errors(forms, more)], "code": refusal.code if refusal else "invalid"}
    return JsonResponse(said, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _errors(forms: Forms, more: list[str]) -> list[dict[str, str]]:
    found = [
        {"text": f"{form[name].label} · {sentence}", "href": f"#{_anchor(form, name)}"}
        for form in forms.values()
        for name in form.errors
        for sentence in form.errors[name]
    ]
    return [*found, *({"text": sentence, "href": "#id_files"} for sentence in more)]


def _anchor(form: StepForm, name: str) -> str:
    box = form[name]
    return f"{box.auto_id}_0" if box.use_fieldset else str(box.id_for_label)


def _page(
    request: HttpRequest, answers: Answers, forms: Forms, more: list[str] | None = None, status: int = 200
) -> HttpResponse:
    topics = forms[Step.TOPIC]
    if isinstance(topics, TopicForm):
        with_topics(topics, answers)
    context = {
        "section": "report",
        "forms": {step.value: form for step, form in forms.items()},
        "key": answers.key,
        "stamp": answers.stamp,
        "tokens": answers.tokens,
        "errors": _errors(forms, more or []) if status != 200 else [],
        "errors_in_form": status != 200,
        "files": present(answers.tokens),
        "limits": kinds.limits_text(),
        "privacy": kinds.privacy_text(),
        "accept": kinds.ACCEPT,
        "title": _("Laporan dalam satu halaman"),
    }
    return render(request, "public/report/luring.html", context, status=status)
