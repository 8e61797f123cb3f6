"""The other end of an invitation: a link, a password, and the way in."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import Invitation, Role, User
from tuntas.accounts.people import accept, invitation_of
from tuntas.kernel import clock
from tuntas.kernel.refusals import Refusal

from .failures import refusal_page
from .manage_door import done


class PasswordForm(forms.Form):
    """The password to come, or of the account that is there already."""

    password = forms.CharField(
        label=gettext_lazy("Kata sandi"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to what; one field; then the desk, which asks for the second factor.

    Reading the page uses nothing up: mail scanners open links. An account that was there before is led to the
    log-in, which asks for its second factor.
    """
    at = clock.now()
    try:
        found = invitation_of(token, at)
    except Refusal as refusal:
        return refusal_page(request, refusal)
    form, known = PasswordForm(request.POST or None), User.objects.filter(email=found.email).exists()
    taken: list[User] = []
    tried = form.is_valid() and (not known or _may_try(request, form, found))
    if tried and done(form, lambda: taken.append(accept(token, form.cleaned_data["password"], at=at))):
        return _in(request, taken[0], known=known)
    return _page(request, found, form, known=known)


def _may_try(request: HttpRequest, form: PasswordForm, found: Invitation) -> bool:
    """Whether the password of an account may be tried here: wrong ones count as at the log-in, with those there."""
    try:
        get_adapter(request).authenticate(request, email=found.email, password=form.cleaned_data["password"])
    except ValidationError as refused:
        form.add_error("password", refused)
        return False
    return True


def _in(request: HttpRequest, user: User, *, known: bool) -> HttpResponse:
    if known:
        messages.success(request, _("Jabatan baru Anda sudah berlaku. Masuk untuk mulai bekerja."))
        return redirect("account_login")
    get_adapter(request).login(request, user)
    record_authentication(request, user, method="password", email=user.email)
    return redirect("web:desk")


def _page(request: HttpRequest, found: Invitation, form: PasswordForm, *, known: bool) -> HttpResponse:
    facts = {"name": found.name, "email": found.email, "office": found.institution.name}
    context = {**facts, "role": Role(found.role).label, "form": form, "known": known}
    response = render(request, "manage/invitation.html", context, status=422 if request.method == "POST" else 200)
    patch_cache_control(response, private=True, no_store=True)
    # Not "no-referrer": with it browsers send the form with the origin "null", and it is refused as forged.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
