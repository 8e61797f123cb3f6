"""Finding a report by its reporter's telephone number or name: typed into a form, never into an address."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import Role
from tuntas.kernel.refusals import Refusal
from tuntas.reports.identity import find_by_contact

from .desk_door import at_the_desk
from .desk_queue import desk_frame
from .desk_rows import columns_of, rows_of
from .overseer_door import Watch


class ContactSearch(forms.Form):
    """What is known of the person."""

    kind = forms.ChoiceField(
        label=_("Cari menurut"),
        choices=[("PHONE", _("Nomor telepon")), ("NAME", _("Nama lengkap"))],
        widget=forms.RadioSelect,
        initial="PHONE",
    )
    text = forms.CharField(label=_("Nomor atau nama, persis seperti diberikan pelapor"), max_length=300)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk(Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD)
def by_contact(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The form, and after it what was found."""
    form = ContactSearch(request.POST or None, label_suffix="")
    rows = None
    if request.method == "POST" and form.is_valid():
        try:
            found = find_by_contact(**form.cleaned_data, by=watch.officer, at=watch.at)
            rows = rows_of(found, columns_of(()), watch)
        except Refusal as refusal:
            form.add_error("text", str(refusal))
    wrong = request.method == "POST" and rows is None
    headings = [str(column.label) for column in columns_of(())]
    context = {**desk_frame(watch, ""), "form": form, "rows": rows, "headings": headings, "errors_in_form": wrong}
    return render(request, "desk/contact.html", context, status=422 if wrong else 200)
