"""Service accounts: which programs of the government read here, until when, and when they last did."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tuntas.accounts.models import ServiceAccount
from tuntas.accounts.services import DAYS_AT_MOST, ServiceScope, make_service, revoke_service

from .account_proof import sure
from .manage_door import Managing, done, managing, moment, page


class ServiceForm(forms.Form):
    """What the program is called, what it may read, and for how long."""

    name = forms.CharField(label=gettext_lazy("Nama program"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Boleh membaca"), choices=ServiceScope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=gettext_lazy("Berlaku berapa hari"), min_value=1, max_value=DAYS_AT_MOST, initial=180
    )


@require_http_methods(["GET", "HEAD", "POST"])
@managing
@sure
def manage_services(request: HttpRequest, here: Managing) -> HttpResponse:
    """The list and the form; a token just made is shown once, on the answer to the form itself."""
    form, token = ServiceForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        tokens: list[str] = []
        if done(form, lambda: tokens.append(_made(form, here))):
            token, form = tokens[0], ServiceForm()
    status = 422 if form.errors else 200
    facts = {"form": form, "token": token, "rows": _rows(here), "address": _address(request)}
    return page(request, here, "services", status=status, **facts)


@require_POST
@managing
@sure
def manage_service_end(request: HttpRequest, here: Managing, service: str) -> HttpResponse:
    """Revoke a token."""
    found = ServiceAccount.objects.select_related("government").filter(pk=service, government=here.government).first()
    if found is None:
        raise Http404
    revoke_service(found, by=here.by, at=here.watch.at)
    messages.success(request, _("Token dicabut: sejak sekarang tidak membuka apa pun."))
    return redirect("web:manage_services")


def _made(form: ServiceForm, here: Managing) -> str:
    given = form.cleaned_data
    words = {"days": given["days"], "government": here.government, "by": here.by, "at": here.watch.at}
    return make_service(given["name"], given["scopes"], **words)[1]


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("web:service_figures")) + "?tahun=2025"


def _rows(here: Managing) -> list[dict[str, str]]:
    found = ServiceAccount.objects.filter(government=here.government).select_related("made_by").order_by("-made_at")
    return [_row(service, here) for service in found]


def _row(service: ServiceAccount, here: Managing) -> dict[str, str]:
    labels = dict(ServiceScope.choices)
    ended = service.revoked_at is not None or service.expires_at <= here.watch.at
    return {
        "name": service.name,
        "scopes": ", ".join(str(labels.get(scope, scope)) for scope in service.scopes),
        "by": service.made_by.name,
        "until": moment(service.revoked_at or service.expires_at, here.government),
        "used": moment(service.used_at, here.government) if service.used_at else "",
        "state": _("dicabut") if service.revoked_at else _("sudah lewat") if ended else "",
        "end_url": "" if ended else reverse("web:manage_service_end", args=[service.pk]),
    }
