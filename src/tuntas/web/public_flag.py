"""Saying that a published text should not be there: no account, no JavaScript, one question."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tuntas.accounts.actors import Visitor
from tuntas.kernel import clock
from tuntas.kernel.refusals import Refusal
from tuntas.reports.actions.together import FLAG_LIMIT, flag

from .public_list import card, released
from .report_form import printable


class FlagForm(forms.Form):
    """What is wrong with the text."""

    reason = forms.CharField(
        label=_("Apa yang tidak boleh ada di teks ini?"),
        help_text=_("Misalnya: nama atau alamat seseorang, atau tuduhan terhadap orang tertentu."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": FLAG_LIMIT}),
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def published_flag(request: HttpRequest, reference: str) -> HttpResponse:
    """The question, and after it the thanks. Exempt from CSRF protection: there is nothing of anybody's to forge."""
    report = released(reference)
    form = FlagForm({"reason": printable(request.POST.get("reason", ""))} if request.method == "POST" else None)
    form.label_suffix = ""
    sent, status = False, 200
    if form.is_bound and form.is_valid():
        try:
            flag(report, reason=form.cleaned_data["reason"], by=Visitor(), at=clock.now())
            sent = True
        except Refusal as refused:
            form.add_error("reason" if getattr(refused, "field", "") == "reason" else None, str(refused))
            status = refused.status
    wrong = status > 200
    context = {"section": "published", "report": card(report), "form": form, "sent": sent, "errors_in_form": wrong}
    return render(request, "public/flag.html", context, status=status)
