"""How the reporter wants news: one page behind number and code, one view for each change; and the stop page."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tuntas.accounts.actors import Reporter
from tuntas.kernel import clock
from tuntas.kernel.refusals import Refusal
from tuntas.notifications import pushing, stopping
from tuntas.notifications.transports import email, webpush
from tuntas.reports.actions import news as acts
from tuntas.reports.browsers import Subscription, browsers_of
from tuntas.reports.models import Report
from tuntas.reports.news import own_news
from tuntas.reports.states import IdentityMode, NewsWish

from .public_acts import ActForm
from .tracking import Throttle, for_reporter, kept_private

asked, strange = Throttle(), Throttle()
"""Requests for codes, by report and by address: nobody's mailbox is filled from here. Stop links that are none."""


class AddressForm(ActForm):
    """Where news should go."""

    address = forms.CharField(
        label=gettext_lazy("Alamat surel untuk kabar"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": acts.LONGEST}),
    )


class CodeForm(ActForm):
    """The code that was sent there."""

    code = forms.CharField(
        label=gettext_lazy("Kode dari surel"),
        help_text=gettext_lazy("Delapan angka. Kode berlaku dua hari."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 20}),
    )


class WishForm(ActForm):
    """Which news."""

    wish = forms.ChoiceField(
        label=gettext_lazy("Kabar apa yang ingin Anda terima?"), choices=NewsWish.choices, widget=forms.RadioSelect
    )


class BrowserForm(forms.Form):
    """What a browser gives when it subscribes."""

    endpoint = forms.CharField(max_length=2_000)
    p256dh = forms.CharField(max_length=200)
    auth = forms.CharField(max_length=100)


class GoneForm(forms.Form):
    """The browser that wants no more."""

    endpoint = forms.CharField(max_length=2_000)


@require_GET
@for_reporter
def track_news(request: HttpRequest, report: Report) -> HttpResponse:
    """The page: what is chosen now, and the forms that change it."""
    return _page(request, report)


Run = Callable[[Report, dict[str, Any], datetime], object]


def _changing(form_class: type[ActForm], said: object, run: Run) -> Callable[..., HttpResponseBase]:
    """The view of one change: its form, the action, and back to the page; a refusal keeps what was typed."""

    @require_POST
    @for_reporter
    def view(request: HttpRequest, report: Report) -> HttpResponse:
        form = form_class(request.POST)
        if not form.is_valid():
            return _page(request, report, form, 422)
        try:
            run(report, form.cleaned_data, clock.now())
        except Refusal as refused:
            field = getattr(refused, "field", "")
            form.add_error(field if field in form.fields else None, str(refused))
            return _page(request, report, form, refused.status)
        messages.success(request, str(said))
        return redirect("web:track_news")

    return view


def _ask(report: Report, words: dict[str, Any], at: datetime) -> None:
    for mark in (str(report.pk), words["address"].strip().casefold()):
        asked.wrong(mark, at)
    acts.ask_news(report, address=words["address"], by=Reporter(report.pk), at=at)


def _confirm(report: Report, words: dict[str, Any], at: datetime) -> None:
    acts.confirm_news(report, code=words["code"], by=Reporter(report.pk), at=at)


def _stop(report: Report, words: dict[str, Any], at: datetime) -> None:
    acts.stop_news(report, by=Reporter(report.pk), at=at)


def _choose(report: Report, words: dict[str, Any], at: datetime) -> None:
    acts.choose_news(report, wish=NewsWish(words["wish"]), by=Reporter(report.pk), at=at)


track_news_address = _changing(
    AddressForm, gettext_lazy("Satu surel berisi kode sedang dikirim. Ketik kodenya di halaman ini."), _ask
)
track_news_code = _changing(CodeForm, gettext_lazy("Terima kasih. Kabar mulai dikirim ke alamat itu."), _confirm)
track_news_stop = _changing(ActForm, gettext_lazy("Kabar lewat surel berhenti."), _stop)
track_news_wish = _changing(WishForm, gettext_lazy("Pilihan Anda tersimpan."), _choose)


def _for_script(form_class: type[forms.Form], run: Run) -> Callable[..., HttpResponseBase]:
    """The view of a change that a script asks for: 204, or the sentence why not."""

    @require_POST
    @for_reporter
    def view(request: HttpRequest, report: Report) -> HttpResponse:
        form = form_class(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        try:
            run(report, form.cleaned_data, clock.now())
        except Refusal as refused:
            return JsonResponse({"sentence": str(refused)}, status=refused.status)
        return HttpResponse(status=204)

    return view


def _add_browser(report: Report, words: dict[str, Any], at: datetime) -> None:
    pushing.add(report, browser=Subscription(**words), by=Reporter(report.pk), at=at)


def _remove_browser(report: Report, words: dict[str, Any], at: datetime) -> None:
    acts.remove_browser(report, endpoint=words["endpoint"], by=Reporter(report.pk), at=at)


def _remove_browsers(report: Report, words: dict[str, Any], at: datetime) -> None:
    acts.remove_browsers(report, by=Reporter(report.pk), at=at)


def _stop_all(report: Report, words: dict[str, Any], at: datetime) -> None:
    acts.stop_all_news(report, by=Reporter(report.pk), at=at)


track_news_browser = _for_script(BrowserForm, _add_browser)
track_news_browser_gone = _for_script(GoneForm, _remove_browser)
track_news_browsers = _changing(ActForm, gettext_lazy("Tidak ada peramban yang menerima kabar lagi."), _remove_browsers)
track_news_all = _changing(ActForm, gettext_lazy("Semua kabar berhenti. Buka halaman Lacak kapan saja."), _stop_all)


@require_safe
def track_worker(request: HttpRequest) -> HttpResponse:
    """The service worker that shows what was pushed. Served under /lacak/, so it reaches no other page; keeps nothing
    and answers no request of a page."""
    answer = render(request, "public/pekerja.js", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "max-age=0, must-revalidate"
    return answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails a link stands under; by one press here, or by the mailbox itself (RFC 8058).

    Opening it changes nothing, because programs open links in mails. The answer is the same for every token:
    nobody learns here whether one is good. Exempt from CSRF protection: the token alone is the right to stop.
    """
    done = request.method == "POST"
    if done:
        at = clock.now()
        if not stopping.stop(token[:200], at=at):
            strange.wrong(token[:80], at)
    return kept_private(render(request, "public/stop.html", {"private": True, "done": done}))


def _page(request: HttpRequest, report: Report, tried: ActForm | None = None, status: int = 200) -> HttpResponse:
    at = clock.now()
    news = own_news(report, by=Reporter(report.pk), at=at)

    def form(kind: type[ActForm], **initial: object) -> ActForm:
        return tried if isinstance(tried, kind) else kind(initial=initial)

    context = {
        "section": "track",
        "private": True,
        "number": report.number,
        "news": news,
        "hidden": report.identity == IdentityMode.NONE,
        "can_mail": email.configured(),
        "can_push": webpush.configured(),
        "push_key": webpush.public_key() if webpush.configured() else "",
        "browsers": [hashlib.sha256(one.endpoint.encode()).hexdigest() for one in browsers_of(report)],
        "address_form": form(AddressForm),
        "code_form": form(CodeForm),
        "wish_form": form(WishForm, wish=news.wish.value),
        "tried": tried,
        "errors_in_form": tried is not None,
    }
    return render(request, "public/news.html", context, status=status)
