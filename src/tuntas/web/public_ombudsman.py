"""Taking the own report to the Ombudsman: when that is possible, what it will see, and what it answered."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.actors import Reporter
from tuntas.kernel import clock
from tuntas.kernel.refusals import NotFound, Refusal
from tuntas.kernel.texts import BODY_LIMIT
from tuntas.oversight.examinations import consent
from tuntas.reports.actions.oversee import may_go
from tuntas.reports.models import Report
from tuntas.reports.states import IdentityMode, OmbudsmanStatus, Shown

from .overseer_steps import overseen
from .tracking import for_reporter

_EXPLAINED = (OmbudsmanStatus.NONE, OmbudsmanStatus.ELIGIBLE)


class ConsentForm(forms.Form):
    """What may be seen, and why it goes there."""

    shown = forms.ChoiceField(
        label=lazy("Apa yang boleh dilihat Ombudsman?"),
        choices=Shown.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Pilih salah satu."), "invalid_choice": lazy("Pilih salah satu dari daftar.")},
    )
    words = forms.CharField(
        label=lazy("Mengapa Anda membawanya ke Ombudsman?"),
        help_text=lazy("Satu atau dua kalimat cukup. Tulisan ini dibaca Ombudsman dan instansi."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": BODY_LIMIT}),
    )


def ombudsman_box(report: Report) -> dict[str, object] | None:
    """What the page of the own report says of the Ombudsman; nothing while the way is not open."""
    if not may_go(report):
        return None
    new = report.ombudsman in _EXPLAINED
    sentence = (
        _("Batas waktu menurut undang-undang sudah lewat, atau keberatan Anda ditolak. Anda dapat membawa laporan ini "
          "ke Ombudsman.")
        if new
        else _("Laporan ini sudah Anda bawa ke Ombudsman. Langkahnya tercatat di sini.")
    )  # fmt: skip
    label = _("Bawa ke Ombudsman") if new else _("Ubah yang boleh dilihat Ombudsman")
    return {"sentence": sentence, "label": label, "entries": [] if new else overseen(report)}


@require_http_methods(["GET", "HEAD", "POST"])
@for_reporter
def track_ombudsman(request: HttpRequest, report: Report) -> HttpResponse:
    """What goes along, and the consent. Raises NotFound while the way is not open."""
    if not may_go(report):
        raise NotFound()
    form = _form(report, request)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            shown, words = Shown(form.cleaned_data["shown"]), form.cleaned_data["words"]
            try:
                consent(report, shown=shown, words=words, by=Reporter(report.pk), at=clock.now())
            except Refusal as refused:
                form.add_error(getattr(refused, "field", "") or None, str(refused))
                status = refused.status
            else:
                messages.success(request, _("Tersimpan. Ombudsman dapat membuka laporan ini sekarang."))
                return redirect("web:track_report")
    context = {"section": "track", "private": True, "number": report.number, "form": form}
    return render(request, "public/ombudsman.html", {**context, "errors_in_form": status != 200}, status=status)


def _form(report: Report, request: HttpRequest) -> ConsentForm:
    """Whoever gave no name cannot show one."""
    form = ConsentForm(request.POST if request.method == "POST" else None, label_suffix="")
    if report.identity == IdentityMode.NONE:
        form.fields["shown"].choices = [pair for pair in Shown.choices if pair[0] != Shown.NAMED]  # type: ignore[attr-defined]
    return form
