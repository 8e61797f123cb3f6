"""How a person arranges the inbox: its columns, letter keys, and views kept under a name."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.choices import choice_of, choose, drop_view, save_view, views_for
from tuntas.accounts.models import Role, SavedView
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Refusal

from .desk_door import at_the_desk
from .desk_filters import said
from .desk_queue import desk_frame
from .desk_rows import COLUMNS, columns_of
from .overseer_door import Watch
from .report_form import printable


class Arrangement(forms.Form):
    """Columns and letter keys."""

    kolom = forms.MultipleChoiceField(
        label=gettext_lazy("Kolom yang ditampilkan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pilih paling sedikit satu kolom.")},
    )
    huruf = forms.BooleanField(
        label=gettext_lazy("Satu huruf di papan ketik menjalankan perintah (misalnya j, k, /)"), required=False
    )

    def __init__(self, *args: object, **words: object) -> None:
        super().__init__(*args, **words)  # type: ignore[arg-type]
        self.fields["kolom"].choices = [(column.name, column.label) for column in COLUMNS]  # type: ignore[attr-defined]


class Keeping(forms.Form):
    """A name for what is shown now."""

    name = forms.CharField(label=gettext_lazy("Nama tampilan"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    shared = forms.ChoiceField(label=gettext_lazy("Untuk siapa"), required=False)

    def __init__(self, *args: object, offices: dict[str, str], **words: object) -> None:
        super().__init__(*args, **words)  # type: ignore[arg-type]
        choices = [(code, _("Semua petugas %(office)s") % {"office": name}) for code, name in offices.items()]
        self.fields["shared"].choices = [("", _("Hanya saya")), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["shared"]


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk()
def arrange(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Columns, letter keys, and one's saved views."""
    choice = choice_of(watch.officer)
    start = {"kolom": [c.name for c in columns_of(choice.columns)], "huruf": choice.letter_keys}
    form = Arrangement(request.POST or None, initial=start, label_suffix="")
    if request.method == "POST" and form.is_valid():
        choose(columns=form.cleaned_data["kolom"], letter_keys=form.cleaned_data["huruf"], by=watch.officer)
        messages.success(request, _("Tampilan disimpan."))
        return redirect(reverse("web:desk"))
    status = 422 if request.method == "POST" else 200
    return _page(request, watch, status, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk()
def keep(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Keep what is shown under a name. Read, it asks for the name."""
    offices = _offices(watch)
    if request.method != "POST":
        form = Keeping(initial={"query": urlencode(said(request.GET))}, offices=offices, label_suffix="")
        return _page(request, watch, 200, keeping=form)
    form = Keeping(request.POST, offices=offices, label_suffix="")
    view = _kept(form, watch) if form.is_valid() else None
    if view is None:
        return _page(request, watch, 422, keeping=form)
    messages.success(request, _("Tampilan “%(name)s” disimpan.") % {"name": view.name})
    return redirect(f"{reverse('web:desk')}?{view.query}")


def _kept(form: Keeping, watch: Watch) -> SavedView | None:
    # Only the words of the inbox are kept: nobody is led elsewhere by a shared view.
    query = urlencode(said(QueryDict(printable(form.cleaned_data["query"]))))
    shared = form.cleaned_data.get("shared")
    try:
        return save_view(
            name=form.cleaned_data["name"], query=query, shared_in=UUID(shared) if shared else None, by=watch.officer
        )
    except Refusal as refusal:
        form.add_error("name", str(refusal))
        return None


@require_http_methods(["POST"])
@at_the_desk()
def forget(request: HttpRequest, watch: Watch, key: UUID) -> HttpResponse:
    """Forget a saved view."""
    view = views_for(watch.officer).filter(pk=key).first()
    if view is None:
        raise Http404
    drop_view(view, by=watch.officer)
    messages.success(request, _("Tampilan “%(name)s” dihapus.") % {"name": view.name})
    return redirect(reverse("web:desk_arrange"))


def _page(request: HttpRequest, watch: Watch, status: int, **forms: forms.Form) -> HttpResponse:
    views = [(view, _mine_to_drop(view, watch)) for view in views_for(watch.officer)]
    context = {**desk_frame(watch, ""), **forms, "views": views, "errors_in_form": status == 422}
    return render(request, "desk/arrange.html", context, status=status)


def _mine_to_drop(view: SavedView, watch: Watch) -> bool:
    return view.institution_id is None or watch.officer.holds(Role.AGENCY_ADMIN, view.institution_id)


def _offices(watch: Watch) -> dict[str, str]:
    """The institutions whose officers this person may share a view with."""
    seats = watch.officer.seats_as(Role.AGENCY_ADMIN)
    rows = Institution.objects.filter(pk__in=[seat.institution_id for seat in seats]).order_by("name")
    return {str(row.pk): row.label for row in rows}
