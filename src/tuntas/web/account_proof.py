"""Before a dangerous act: whoever is signed in proves it again, unless they did within the last minutes.

What was typed into the form of the act goes along in the page that asks, so nothing is lost and nothing is kept in
the session (allauth would keep the request there, the address of the client with it).
"""

import re
import time
from collections.abc import Callable
from functools import wraps

from allauth.account.forms import ReauthenticateForm as PasswordProof
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.base.forms import ReauthenticateForm as CodeProof
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from .report_form import printable

FIELD = "bukti_diri"
View = Callable[..., HttpResponse]
_CODE = re.compile(r"\d{6}|\d{8}")
"""Of an authenticator, or one of the recovery codes; a password is longer."""


class ProofForm(forms.Form):
    """One field for the password or, where a second factor is set up, one of its codes."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST if FIELD in request.POST else None)
        self.request, self.coded = request, is_mfa_enabled(request.user)
        label = _("Kata sandi, atau kode dari aplikasi autentikator") if self.coded else _("Kata sandi")
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        self.fields[FIELD] = forms.CharField(label=label, widget=widget, strip=False)

    def clean(self) -> None:
        given = self.cleaned_data.get(FIELD, "")
        if given:
            self._check(given)

    def _check(self, given: str) -> None:
        coded = self.coded and _CODE.fullmatch(given.strip()) is not None
        kind, field = (CodeProof, "code") if coded else (PasswordProof, "password")
        proof = kind({field: given.strip() if coded else given}, user=self.request.user)
        if not proof.is_valid():
            self.add_error(FIELD, [error for errors in proof.errors.values() for error in errors])
        elif coded:
            proof.save()
        else:
            reauthenticate_by_password(self.request)


def sure(view: View) -> View:
    """For a view whose form does something dangerous: a form sent is held until the proof is there."""

    @wraps(view)
    def guarded(request: HttpRequest, *given: object, **words: object) -> HttpResponse:
        return (request.method == "POST" and proof_asked(request)) or view(request, *given, **words)

    return guarded


def sure_to_take(view: View) -> View:
    """For an address under which personal data leave the house: the proof first, then back to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *given: object, **words: object) -> HttpResponse:
        if recently_proved(request):
            return view(request, *given, **words)
        onward = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return redirect(f"{reverse('account_reauthenticate')}?{onward}")

    return guarded


def proof_asked(request: HttpRequest) -> HttpResponse | None:
    """The page that asks, with everything typed so far; None when there is nothing to ask (any more)."""
    if recently_proved(request):
        return None
    form = ProofForm(request)
    if form.is_valid():
        return None
    response = render(
        request,
        "account/proof.html",
        {"form": form, "typed": _typed(request), "action": request.get_full_path()},
        status=422 if form.is_bound else 403,
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


def recently_proved(request: HttpRequest) -> bool:
    """Whether the password or the second factor was given within the minutes that the settings name."""
    if not settings.TUNTAS_SUDO_MINUTES:
        return True
    records = get_authentication_records(request, request.user)
    given = max((row["at"] for row in records if row["method"] in ("password", "mfa")), default=0.0)
    # The same clock by which allauth wrote it.
    return time.time() - given < 60 * settings.TUNTAS_SUDO_MINUTES


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    left_out = ("csrfmiddlewaretoken", FIELD)
    pairs = [(name, values) for name, values in request.POST.lists() if name not in left_out]
    return [(name, printable(value)) for name, values in pairs for value in values]
