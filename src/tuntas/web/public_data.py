"""The rights of the reporter over the own data, with number and code alone: see, take along, put right, restrict,
have erased (UU 27/2022 art. 5 to 13)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tuntas.accounts.actors import Reporter
from tuntas.kernel import clock
from tuntas.kernel.refusals import Refusal
from tuntas.reports import identity
from tuntas.reports.actions import rights
from tuntas.reports.identity import Contact
from tuntas.reports.keeping import has_contact
from tuntas.reports.models import Report
from tuntas.reports.states import Right

from .own_data import held_about, packed
from .presenters import moment
from .public_acts import ActForm
from .tracking import for_reporter


class ContactForm(ActForm):
    """The own contact, to be put right; an empty field is forgotten."""

    name = forms.CharField(label=gettext_lazy("Nama"), required=False, max_length=300)
    email = forms.CharField(label=gettext_lazy("Surel"), required=False, max_length=300)
    phone = forms.CharField(label=gettext_lazy("Telepon"), required=False, max_length=300)
    address = forms.CharField(label=gettext_lazy("Alamat"), required=False, max_length=300)


class RightForm(ActForm):
    """Which right, and why if one wants to say."""

    right = forms.ChoiceField(
        label=gettext_lazy("Yang Anda minta"), choices=Right.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih salah satu.")},
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("Penjelasan (boleh dikosongkan)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000}),
    )


@require_GET
@for_reporter
def track_data(request: HttpRequest, report: Report) -> HttpResponse:
    """All that is held, and what one can do about it."""
    return _page(request, report)


@require_GET
@for_reporter
def track_data_file(request: HttpRequest, report: Report) -> HttpResponse:
    """The same to take along, as a ZIP."""
    answer = HttpResponse(packed(report, at=clock.now()), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="data-{report.number}.zip"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@for_reporter
def track_data_contact(request: HttpRequest, report: Report) -> HttpResponse:
    """Put the contact right, at once."""
    form = ContactForm(request.POST, auto_id="kontak_%s")
    if form.is_valid():
        try:
            contact = Contact(**{name: form.cleaned_data[name].strip() for name in form.fields})
            rights.correct_contact(report, contact=contact, by=Reporter(report.pk), at=clock.now())
        except Refusal as refused:
            return _page(request, report, tried=_refused(form, refused))
        messages.success(request, _("Kontak Anda diperbaiki."))
        return redirect("web:track_data")
    return _page(request, report, tried=form)


@require_POST
@for_reporter
def track_data_request(request: HttpRequest, report: Report) -> HttpResponse:
    """Ask for erasure or restriction."""
    form = RightForm(request.POST, auto_id="hak_%s")
    if form.is_valid():
        said: dict[str, Any] = {"right": Right(form.cleaned_data["right"]), "words": form.cleaned_data["words"]}
        try:
            made = rights.invoke(report, **said, by=Reporter(report.pk), at=clock.now())
        except Refusal as refused:
            return _page(request, report, tried=_refused(form, refused))
        due = moment(made.due_at, report.agency)
        messages.success(request, _("Permintaan Anda dicatat. Dijawab paling lambat %(due)s.") % {"due": due})
        return redirect("web:track_data")
    return _page(request, report, tried=form)


def _refused(form: ActForm, refused: Refusal) -> ActForm:
    field = getattr(refused, "field", "")
    form.add_error(field if field in form.fields else None, str(refused))
    return form


def _page(request: HttpRequest, report: Report, *, tried: ActForm | None = None) -> HttpResponse:
    by = Reporter(report.pk)
    now = identity.own(report, by=by)
    contact_form = tried if isinstance(tried, ContactForm) else ContactForm(initial=vars(now), auto_id="kontak_%s")
    context = {
        "section": "track",
        "private": True,
        "number": report.number,
        "held": held_about(report, at=clock.now()),
        "contact_form": contact_form if has_contact(report) else None,
        "right_form": tried if isinstance(tried, RightForm) else RightForm(auto_id="hak_%s"),
        "requests": [_request(row, report) for row in rights.requests_of(report, by=by)],
        "tried": tried,
        "errors_in_form": tried is not None,
    }
    return render(request, "public/own_data.html", context, status=422 if tried else 200)


def _request(row: Any, report: Report) -> dict[str, str]:
    """One request and where it stands, in plain strings; the reason stands in the history."""
    if row.decided_at is None:
        state = _("menunggu jawaban, paling lambat %(due)s") % {"due": moment(row.due_at, report.agency)}
    else:
        answer = _("dikabulkan") if row.granted else _("tidak dikabulkan")
        state = f"{answer}, {moment(row.decided_at, report.agency)}"
    return {"label": str(Right(row.right).label), "asked": moment(row.asked_at, report.agency), "state": state}
