"""Assisted filing: an officer at a counter or village office fills in the form together with the person.

Nothing of the person stays behind. The answers live in the page alone, never in a session or the browser's
storage; every page is no-store, empties itself after fifteen minutes and is refused by the server after that; a
report that was sent, or whose answers were thrown away, cannot be called up again with the browser's back button.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuntas.kernel.references import grouped
from tuntas.kernel.refusals import Conflict, InvalidMany
from tuntas.media import kinds, staging
from tuntas.media.store import NoSuchFile
from tuntas.reports.actions.submit import submit
from tuntas.reports.drafts import Receipt
from tuntas.reports.states import Channel

from .desk_assist_words import RULES, spoken
from .overseer_door import COUNTER, Watch, for_officers, frame
from .public_choices import defaults_of, settled_topic, with_regions, with_topics
from .public_files import claim_all, present, stage_all
from .public_receipt import tracking_url
from .report_form import (
    FORMS,
    STEPS,
    TITLES,
    Answers,
    PlaceForm,
    Step,
    StepForm,
    TopicForm,
    draft_of,
    faults,
    next_step,
    step_before,
    step_of_field,
    validated,
)

IDLE = timedelta(minutes=15)
_SALT, _DONE, _REMEMBERED = "tuntas assist", "assisted", 20
_SENT, _WIPED = "sent", "wiped"


@require_http_methods(["GET", "POST"])
@for_officers(*COUNTER)
def assist(request: HttpRequest, watch: Watch) -> HttpResponse:
    """One question per page; the pressed button says what to do."""
    answer = _blank(request, watch) if request.method != "POST" else _posted(request, watch)
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Without scripts, too, an abandoned page empties itself.
    answer["Refresh"] = f"{int(IDLE.total_seconds())}; url={reverse('web:assist')}?kosong"
    return answer


def _posted(request: HttpRequest, watch: Watch) -> HttpResponse:
    act, _colon, what = request.POST.get("go", "").partition(":")
    answers = Answers.read(request.POST)
    if act == "wipe":
        return _wipe(request, answers)
    ended = _done(request).get(_mark(answers))
    if not _fresh(request.POST.get("since", ""), watch.at) or ended == _WIPED or (ended and act != "send"):
        _throw_away(answers)
        return redirect(f"{reverse('web:assist')}?kosong")
    return _ACTS.get(act, _next)(request, watch, answers, what)


def _blank(request: HttpRequest, watch: Watch) -> HttpResponse:
    return _page(request, watch, Answers(), emptied="kosong" in request.GET)


def _wipe(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Everything away: the staged files, and the way back to these answers."""
    _throw_away(answers)
    _end(request, answers, _WIPED)
    return redirect("web:assist")


def _throw_away(answers: Answers) -> None:
    for token in answers.tokens:
        staging.discard(token)


def _mark(answers: Answers) -> str:
    return hashlib.sha256(answers.key.encode()).hexdigest()[:24]


def _done(request: HttpRequest) -> dict[str, str]:
    """How the last reports of this session ended, by the mark of their key; nothing of what they said."""
    return dict(request.session.get(_DONE, {}))


def _end(request: HttpRequest, answers: Answers, how: str) -> None:
    rows = [*((mark, was) for mark, was in _done(request).items() if mark != _mark(answers)), (_mark(answers), how)]
    request.session[_DONE] = dict(rows[-_REMEMBERED:])


def _fresh(stamp: str, at: datetime) -> bool:
    """Whether the page was made less than `IDLE` ago. The stamp is signed: a page cannot make itself younger."""
    try:
        made = datetime.fromisoformat(signing.loads(stamp, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return at - made <= IDLE


def _next(request: HttpRequest, watch: Watch, answers: Answers, what: str) -> HttpResponse:
    if answers.step == Step.CHECK:
        return _page(request, watch, answers)
    if answers.step == Step.FILES and request.FILES:
        tokens, wrong = stage_all(request.FILES.getlist("files"), answers.tokens, watch.at)
        answers = replace(answers, tokens=tokens)
        if wrong:
            return _page(request, watch, answers, errors=[_error(sentence, "#id_files") for sentence in wrong])
    form = validated(answers.step, answers, faults(answers, watch.at))
    if form.errors:
        return _page(request, watch, answers, form=form)
    to_summary = answers.get("then") == Step.CHECK and next_step(answers) != Step.CONTACT
    return _open(request, watch, answers, Step.CHECK if to_summary else next_step(answers))


def _open(request: HttpRequest, watch: Watch, answers: Answers, step: Step) -> HttpResponse:
    changed = answers.having(then="") if step == Step.CHECK else answers
    return _page(request, watch, replace(defaults_of(changed) if step == Step.PRIVACY else changed, step=step))


def _back(request: HttpRequest, watch: Watch, answers: Answers, what: str) -> HttpResponse:
    return _open(request, watch, answers, step_before(answers))


def _change(request: HttpRequest, watch: Watch, answers: Answers, what: str) -> HttpResponse:
    step = Step(what) if what in STEPS else Step.CHECK
    return _open(request, watch, answers.having(then=Step.CHECK), step)


def _search(request: HttpRequest, watch: Watch, answers: Answers, what: str) -> HttpResponse:
    return _page(request, watch, replace(answers, step=Step.PLACE))


def _send(request: HttpRequest, watch: Watch, answers: Answers, what: str) -> HttpResponse:
    found = faults(answers, watch.at)
    for step in (step for step in FORMS if step != Step.CONTACT or answers.asks_contact):
        form = validated(step, answers, found)
        if form.errors:
            return _page(request, watch, replace(answers, step=step), form=form)
    try:
        draft = replace(draft_of(answers, claim_all(answers.tokens, key=answers.key)), channel=Channel.COUNTER)
        receipt = submit(draft, by=watch.officer, at=watch.at)
    except NoSuchFile:
        sentence = _("Berkas yang Anda lampirkan sudah terlalu lama menunggu. Lampirkan sekali lagi.")
        waiting = replace(answers, step=Step.FILES, tokens=tuple(file.token for file in present(answers.tokens)))
        return _page(request, watch, waiting, errors=[_error(sentence, "#id_files")])
    except Conflict as refused:
        return _page(request, watch, replace(answers, step=Step.CHECK), errors=[_error(str(refused), "#kirim")])
    except InvalidMany as refused:
        step = step_of_field(next(iter(refused)).field)
        return _page(request, watch, replace(answers, step=step), errors=[_error(str(e), "#isi") for e in refused])
    _end(request, answers, _SENT)
    return _receipt(request, watch, answers, receipt)


def _receipt(request: HttpRequest, watch: Watch, answers: Answers, receipt: Receipt) -> HttpResponse:
    """Number and code in large letters, to print and hand over; nothing of what was told."""
    context = {
        **_base(watch),
        "reference": grouped(receipt.reference),
        "code": grouped(receipt.access_code),
        "tracking_url": tracking_url(receipt.reference),
        "key": answers.key,
        "without_contact": not answers.asks_contact,
    }
    return render(request, "desk/assist_receipt.html", context)


def _error(text: str, href: str) -> dict[str, str]:
    return {"text": text, "href": href}


_ACTS: dict[str, Callable[[HttpRequest, Watch, Answers, str], HttpResponse]] = {
    "next": _next,
    "back": _back,
    "change": _change,
    "search": _search,
    "send": _send,
}


def _base(watch: Watch) -> dict[str, object]:
    stamp = signing.dumps(watch.at.isoformat(), salt=_SALT)
    minutes = int(IDLE.total_seconds()) // 60
    return {**frame(watch, "web:assist"), "since": stamp, "minutes": minutes, "private": True}


def _page(
    request: HttpRequest,
    watch: Watch,
    answers: Answers,
    *,
    form: StepForm | None = None,
    errors: list[dict[str, str]] | None = None,
    emptied: bool = False,
) -> HttpResponse:
    shown = settled_topic(answers) if answers.step == Step.TOPIC else answers
    asked = _questions(shown, form)
    wrong = bool(errors or (asked and asked.errors))
    context = {
        **_base(watch),
        "form": asked,
        "errors": errors or [],
        "errors_in_form": wrong,
        "hidden": shown.hidden(asked),
        "step": shown.step.value,
        "number": STEPS.index(shown.step) + 1,
        "total": len(STEPS),
        "title": TITLES[shown.step],
        "rule": RULES.get(shown.step, ""),
        "emptied": emptied,
        "rows": spoken(shown) if shown.step == Step.CHECK else [],
        "files": present(shown.tokens) if shown.step == Step.FILES else [],
        "limits": kinds.limits_text(),
        "accept": kinds.ACCEPT,
    }
    return render(request, "desk/assist.html", context, status=422 if wrong else 200)


def _questions(answers: Answers, form: StepForm | None) -> StepForm | None:
    if answers.step == Step.CHECK:
        return None
    asked = form or FORMS[answers.step](initial=answers.values)
    for field in asked.fields.values():
        # The browser of a counter must not offer the last visitor's name to the next one.
        field.widget.attrs["autocomplete"] = "off"
    if isinstance(asked, PlaceForm):
        return with_regions(asked, answers)
    return with_topics(asked, answers) if isinstance(asked, TopicForm) else asked
