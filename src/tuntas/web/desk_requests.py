"""What reporters ask about their data: with the hours that are left, answered with a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import Role
from tuntas.kernel.refusals import Refusal
from tuntas.reports.actions import rights
from tuntas.reports.models import RightsRequest
from tuntas.reports.states import Right, Verb
from tuntas.reports.workflow import may

from .account_proof import sure
from .desk_door import at_the_desk
from .desk_queue import desk_frame
from .overseer_door import Watch
from .presenters import moment


class AnswerForm(forms.Form):
    """Yes or no, with the reason that the reporter reads."""

    request = forms.UUIDField(widget=forms.HiddenInput)
    granted = forms.ChoiceField(
        label=gettext_lazy("Jawaban"),
        choices=[("yes", gettext_lazy("Kabulkan sekarang")), ("no", gettext_lazy("Tolak dengan alasan"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan, dengan pasalnya"),
        help_text=gettext_lazy("Dibaca pelapor. Mengabulkan penghapusan langsung menghapus semua data pribadinya."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, Role.INSPECTOR)
@sure
def data_requests(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The open ones, the one due first on top; each with its form."""
    form = AnswerForm(request.POST, label_suffix="") if request.method == "POST" else None
    if form is not None and form.is_valid():
        said: dict[str, Any] = {"granted": form.cleaned_data["granted"] == "yes", "reason": form.cleaned_data["reason"]}
        try:
            rights.decide(_mine(watch, form.cleaned_data["request"]), **said, by=watch.officer, at=watch.at)
        except Refusal as refused:
            field = getattr(refused, "field", "")
            form.add_error(field if field in form.fields else None, str(refused))
        else:
            messages.success(request, _("Jawaban tersimpan; pelapor membacanya di halaman laporannya."))
            return redirect("web:data_requests")
    rows = [_row(row, watch.at, form) for row in rights.waiting_for(watch.officer) if _may(row, watch)]
    wrong = form is not None
    context = {**desk_frame(watch, ""), "rows": rows, "errors_in_form": wrong, "tried": form}
    return render(request, "desk/data_requests.html", context, status=422 if wrong else 200)


def _may(row: RightsRequest, watch: Watch) -> bool:
    return may(row.report, Verb.DECIDE_RIGHT, watch.officer)


def _mine(watch: Watch, key: UUID) -> RightsRequest:
    found = rights.waiting_for(watch.officer).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _row(row: RightsRequest, at: datetime, tried: AnswerForm | None) -> dict[str, object]:
    mine = tried is not None and tried.data.get("request") == str(row.pk)
    form = (
        tried
        if mine
        else AnswerForm(initial={"request": row.pk}, label_suffix="", auto_id=f"jawab_{row.pk.hex[:8]}_%s")
    )
    asked = row.report.messages.filter(seq=row.seq).values_list("body", flat=True).first()
    return {
        "number": row.report.number,
        "reference": row.report.reference,
        "label": str(Right(row.right).label),
        "asked": moment(row.asked_at, row.report.agency),
        "left": hours_left(row.due_at, at),
        "late": row.due_at < at,
        "words": asked or "",
        "form": form,
    }


def hours_left(due: datetime, at: datetime) -> str:
    """The time that is left of 3 x 24 hours, in whole hours of the clock."""
    hours = abs(due - at).total_seconds() // 3600
    words = _("lewat %(hours)d jam") if due < at else _("%(hours)d jam lagi")
    return words % {"hours": hours}
