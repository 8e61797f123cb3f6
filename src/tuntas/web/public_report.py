"""Filing a report: eight questions, one page each, everything carried in the form.

The view is exempt from CSRF protection on purpose: filing needs no login, so there is nothing of anybody's to
forge, and a token in a cookie would only be one more thing that can expire under a long text.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tuntas.accounts.actors import Visitor
from tuntas.intake import stamps
from tuntas.intake.judging import TooFast
from tuntas.kernel import clock
from tuntas.kernel.refusals import Conflict, Guarded, InvalidMany
from tuntas.media import kinds, staging
from tuntas.media.store import NoSuchFile
from tuntas.reports.actions.submit import submit
from tuntas.reports.actions.together import join
from tuntas.reports.drafts import Receipt

from .processing import PURPOSES
from .public_choices import defaults_of, office_name, region_name, settled_topic, topic_name, with_regions, with_topics
from .public_files import claim_all, present, stage_all
from .public_gate import doubts_about, wait
from .public_receipt import receipt_page
from .public_similar import came_from, joining, like_answers
from .public_spool import filed_or_put_by
from .report_form import (
    FORMS,
    STEPS,
    TITLES,
    Answers,
    PlaceForm,
    Step,
    StepForm,
    TopicForm,
    answered_kind,
    answered_privacy,
    draft_of,
    faults,
    fresh_key,
    next_step,
    step_before,
    step_of_field,
    validated,
)

Errors = list[dict[str, str]]


@csrf_exempt
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponseBase:
    """One page for all steps; the pressed button says what to do."""
    if request.method != "POST":
        like = came_from(request.GET.get("serupa", "")[:20])
        return _page(request, replace(joining(like), step=Step.WHAT) if like else Answers())
    act, _colon, what = request.POST.get("go", "").partition(":")
    return _ACTS.get(act, _next)(request, Answers.read(request.POST), what)


def _next(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    if answers.step == Step.CHECK:
        return _page(request, answers)
    if answers.step == Step.FILES and request.FILES:
        return _attach(request, answers, "next")
    form = validated(answers.step, answers, faults(answers, clock.now()))
    if form.errors:
        return _page(request, answers, form=form)
    return _forward(request, answers)


def _forward(request: HttpRequest, answers: Answers) -> HttpResponse:
    to_summary = answers.get("then") == Step.CHECK and next_step(answers) != Step.CONTACT
    return _open(request, answers, Step.CHECK if to_summary else next_step(answers))


def _open(request: HttpRequest, answers: Answers, step: Step) -> HttpResponse:
    changed = answers.having(then="") if step == Step.CHECK else answers
    if step == Step.PRIVACY:
        changed = defaults_of(changed)
    return _page(request, replace(changed, step=step))


def _back(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    return _open(request, answers, step_before(answers))


def _change(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    step = Step(what) if what in STEPS else Step.CHECK
    return _open(request, answers.having(then=Step.CHECK), step)


def _search(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    return _page(request, replace(answers, step=Step.PLACE), searched=True)


def _attach(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    tokens, wrong = stage_all(request.FILES.getlist("files"), answers.tokens, clock.now())
    kept = replace(answers, step=Step.FILES, tokens=tokens)
    if wrong or what != "next":
        return _page(request, kept, errors=[{"text": sentence, "href": "#id_files"} for sentence in wrong])
    return _forward(request, kept)


def _remove(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    place = int(what) if what.isascii() and what.isdigit() and len(what) < 3 else -1
    gone = answers.tokens[place : place + 1] if place >= 0 else ()
    for token in gone:
        staging.discard(token)
    kept = tuple(token for token in answers.tokens if token not in gone)
    return _page(request, replace(answers, step=Step.FILES, tokens=kept))


def _again(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    """The same answers as another report: a fresh key and stamp."""
    fresh = replace(answers, key=fresh_key(), stamp=stamps.renew(answers.stamp, clock.now()))
    return _open(request, fresh, Step.CHECK)


def _send(request: HttpRequest, answers: Answers, what: str) -> HttpResponseBase:
    return filed_or_put_by(request, answers, partial(_filed, request, answers, submit))


def _join(request: HttpRequest, answers: Answers, what: str) -> HttpResponse:
    """Me, too: an own report that follows the published one. What can no longer be followed is said on the page."""
    like = came_from(what)
    if like is None:
        sentence = _("Laporan itu tidak diterbitkan lagi. Kirim cerita Anda sebagai laporan tersendiri.")
        return _page(request, replace(answers, step=Step.CHECK), errors=[_error(sentence, "#kirim")])
    return _filed(request, answers, partial(join, to=like))


def _filed(request: HttpRequest, answers: Answers, file: Callable[..., Receipt]) -> HttpResponse:
    at = clock.now()
    found = faults(answers, at)
    for step, form in ((step, validated(step, answers, found)) for step in FORMS if _asked(step, answers)):
        if form.errors:
            return _page(request, replace(answers, step=step), form=form)
    try:
        doubts = doubts_about(request, answers)
        draft = draft_of(answers, claim_all(answers.tokens, key=answers.key), doubts)
        return receipt_page(request, file(draft, by=Visitor(), at=at))
    except TooFast as refused:
        return wait(_page(request, replace(answers, step=Step.CHECK), errors=[_error(str(refused), "#kirim")]), refused)
    except NoSuchFile:
        return _expired(request, answers)
    except Guarded as refused:
        return _page(request, replace(answers, step=Step.CHECK), errors=[_error(str(refused), "#kirim")])
    except Conflict as refused:
        return _page(request, replace(answers, step=Step.CHECK), errors=[_error(str(refused), "#kirim")], used=True)
    except InvalidMany as refused:
        return _refused(request, answers, refused)


def _asked(step: Step, answers: Answers) -> bool:
    return step != Step.CONTACT or answers.asks_contact


def _refused(request: HttpRequest, answers: Answers, refused: InvalidMany) -> HttpResponse:
    step = step_of_field(next(iter(refused)).field)
    errors = [_error(str(fault), "#isi") for fault in refused]
    return _page(request, replace(answers, step=step), errors=errors)


def _expired(request: HttpRequest, answers: Answers) -> HttpResponse:
    waiting = tuple(file.token for file in present(answers.tokens))
    sentence = _("Berkas yang Anda lampirkan sudah terlalu lama menunggu. Lampirkan sekali lagi.")
    return _page(request, replace(answers, step=Step.FILES, tokens=waiting), errors=[_error(sentence, "#id_files")])


def _error(text: str, href: str) -> dict[str, str]:
    return {"text": text, "href": href}


_ACTS: dict[str, Callable[[HttpRequest, Answers, str], HttpResponseBase]] = {
    "next": _next,
    "back": _back,
    "change": _change,
    "search": _search,
    "attach": _attach,
    "remove": _remove,
    "again": _again,
    "send": _send,
    "join": _join,
}


def _page(
    request: HttpRequest,
    answers: Answers,
    *,
    form: StepForm | None = None,
    errors: Errors | None = None,
    searched: bool = False,
    used: bool = False,
) -> HttpResponse:
    """One step. A refused form keeps what was typed, and the answer says so by its status."""
    shown = settled_topic(answers) if answers.step == Step.TOPIC else answers
    asked = _questions(shown, form)
    wrong = bool(errors or (asked and asked.errors))
    context = {
        "section": "report",
        "form": asked,
        "errors": errors or [],
        "errors_in_form": wrong,
        "hidden": shown.hidden(asked),
        "step": shown.step,
        "number": STEPS.index(shown.step) + 1,
        "total": len(STEPS),
        "title": TITLES[shown.step],
        "purpose": PURPOSES.get(shown.step, ""),
        "searched": searched,
        "used": used,
        "nameless": not shown.asks_contact,
        **_extras(shown),
    }
    return render(request, f"public/report/{shown.step}.html", context, status=422 if wrong else 200)


def _questions(answers: Answers, form: StepForm | None) -> StepForm | None:
    if answers.step == Step.CHECK:
        return None
    asked = form or FORMS[answers.step](initial=answers.values)
    if isinstance(asked, PlaceForm):
        return with_regions(asked, answers)
    if isinstance(asked, TopicForm):
        return with_topics(asked, answers)
    return asked


def _extras(answers: Answers) -> dict[str, object]:
    if answers.step == Step.FILES:
        return {
            "files": present(answers.tokens),
            "limits": kinds.limits_text(),
            "privacy": kinds.privacy_text(),
            "accept": kinds.ACCEPT,
            "max_bytes": kinds.MAX_BYTES * kinds.MAX_FILES,
        }
    if answers.step == Step.CHECK:
        return {"rows": _summary(answers), "similar": like_answers(answers)}
    return {}


def _summary(answers: Answers) -> list[dict[str, str]]:
    """The answers in pairs with the step that changes each."""
    rows = [
        (_("Jenis laporan"), answered_kind(answers), Step.KIND),
        (_("Judul"), answers.get("title"), Step.WHAT),
        (_("Apa yang terjadi"), answers.get("body"), Step.WHAT),
        (_("Kapan"), answers.get("incident_on"), Step.PLACE),
        (_("Di mana"), _place_words(answers), Step.PLACE),
        (_("Topik"), topic_name(answers.topic), Step.TOPIC),
        (_("Instansi"), office_name(answers.get("office")), Step.TOPIC),
        (_("Lampiran"), ", ".join(file.name for file in present(answers.tokens)), Step.FILES),
        (_("Kerahasiaan"), answered_privacy(answers), Step.PRIVACY),
    ]
    if answers.asks_contact:
        rows.append((_("Kontak"), _contact_words(answers), Step.CONTACT))
    return [{"label": label, "value": value or _("Tidak diisi"), "step": step.value} for label, value, step in rows]


def _place_words(answers: Answers) -> str:
    if answers.get("nowhere"):
        return _("Tidak di suatu tempat tertentu")
    point = "; ".join(filter(None, (answers.get("latitude"), answers.get("longitude"))))
    return "\n".join(filter(None, (answers.get("place_text"), region_name(answers.get("region")), point)))


def _contact_words(answers: Answers) -> str:
    return "\n".join(filter(None, (answers.get(name) for name in ("name", "email", "phone", "address"))))
