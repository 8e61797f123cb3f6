"""Offices and units: the tree, adding many at once, one office's details, closing."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tuntas.accounts.models import Role
from tuntas.accounts.people import active_seats
from tuntas.institutions.models import Institution
from tuntas.institutions.offices import Details, add_units, change_office, details_of, move_unit
from tuntas.reports.offices import close_unit, open_reports_at
from tuntas.sla.dates import date_text

from .account_proof import sure
from .manage_door import Managing, choices, done, managing, onward, own_office, page, tree

ZONES = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))
DAYS = (
    ("1", gettext_lazy("Senin")),
    ("2", gettext_lazy("Selasa")),
    ("3", gettext_lazy("Rabu")),
    ("4", gettext_lazy("Kamis")),
    ("5", gettext_lazy("Jumat")),
    ("6", gettext_lazy("Sabtu")),
    ("7", gettext_lazy("Minggu")),
)

# As browsers write it, whatever the language: anything else leaves the field empty.
_HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class NamesForm(forms.Form):
    """New units, one name a line."""

    parent = forms.ChoiceField(label=gettext_lazy("Atasan"))
    names = forms.CharField(
        label=gettext_lazy("Nama unit baru"),
        help_text=gettext_lazy("Satu nama pada setiap baris; daftar boleh ditempel."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, *args: Any, offices: list[Institution], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["parent"].choices = choices(offices)  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """What an administrator may say of an office; the action checks it."""

    name = forms.CharField(label=gettext_lazy("Nama"), max_length=160, required=False)
    short_name = forms.CharField(label=gettext_lazy("Nama pendek"), max_length=60, required=False)
    email = forms.EmailField(label=gettext_lazy("Surel kantor"), required=False)
    parent = forms.ChoiceField(label=gettext_lazy("Atasan"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Zona waktu"), choices=ZONES)
    working_week = forms.MultipleChoiceField(
        label=gettext_lazy("Hari kerja"), choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    opens = forms.TimeField(label=gettext_lazy("Jam buka"), widget=_HOUR)
    closes = forms.TimeField(label=gettext_lazy("Jam tutup"), widget=_HOUR)
    requires_approval = forms.BooleanField(
        label=gettext_lazy("Tanggapan perlu disetujui pimpinan unit sebelum dikirim"), required=False
    )

    def __init__(self, *args: Any, offices: list[Institution], **words: Any) -> None:
        super().__init__(*args, **words)
        if offices:
            self.fields["parent"].choices = choices(offices)  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]

    def details(self) -> Details:
        """The details as the action takes them."""
        given = self.cleaned_data
        week = "".join(sorted(given["working_week"]))
        names = (name for name in Details.__dataclass_fields__ if name != "working_week")
        return Details(working_week=week, **{name: given[name] for name in names})


class CloseForm(forms.Form):
    """When a unit closed."""

    on = forms.DateField(label=gettext_lazy("Ditutup tanggal"), widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(["GET", "HEAD", "POST"])
@managing
def manage_units(request: HttpRequest, here: Managing) -> HttpResponse:
    """The tree, and a field for many new names at once."""
    offices = tree(here.government, also_closed=True)
    form = NamesForm(request.POST or None, offices=[row for row in offices if row.active])
    if request.method == "POST" and form.is_valid() and done(form, lambda: _add(request, here, form)):
        return onward(request, "web:manage_units")
    status = 422 if request.method == "POST" else 200
    return page(request, here, "units", status=status, form=form, rows=_rows(here, offices))


def _add(request: HttpRequest, here: Managing, form: NamesForm) -> None:
    parent = own_office(here, form.cleaned_data["parent"])
    made = add_units(parent, form.cleaned_data["names"].splitlines(), by=here.by, at=here.watch.at)
    messages.success(request, _("%(count)d unit ditambahkan.") % {"count": len(made)})


def _rows(here: Managing, offices: list[Institution]) -> list[dict[str, str]]:
    """Each office as plain strings. One query besides the tree."""
    seats = active_seats(here.watch.at).filter(institution__government=here.government)
    people = Counter(seats.values_list("institution_id", flat=True))
    top = here.government.path.count("/")
    return [
        {
            "name": row.name,
            "url": reverse("web:manage_unit", args=[row.pk]),
            "depth": str(min(row.path.count("/") - top, 4)),
            "note": _note(row, people[row.pk]),
        }
        for row in offices
    ]


def _note(row: Institution, people: int) -> str:
    if not row.active:
        return _("ditutup %(day)s") % {"day": date_text(row.closed_on)} if row.closed_on else _("tidak aktif")
    return _("%(count)d orang") % {"count": people} if people else _("belum ada orang")


@require_http_methods(["GET", "HEAD", "POST"])
@managing
def manage_unit(request: HttpRequest, here: Managing, unit: str) -> HttpResponse:
    """One office: its details, its people, closing it."""
    office = own_office(here, unit)
    form = OfficeForm(request.POST or None, offices=_parents(here, office), initial=_now(office))
    if request.method == "POST" and form.is_valid() and done(form, lambda: _change(form, here, office)):
        messages.success(request, _("Perubahan tersimpan."))
        return onward(request, "web:manage_unit", unit=office.pk)
    return _unit_page(request, here, office, form, CloseForm(prefix="tutup"), 422 if request.method == "POST" else 200)


@require_POST
@managing
@sure
def manage_unit_close(request: HttpRequest, here: Managing, unit: str) -> HttpResponse:
    """Close a unit on its day."""
    office, form = own_office(here, unit), CloseForm(request.POST, prefix="tutup")
    if form.is_valid() and done(
        form, lambda: close_unit(office, on=form.cleaned_data["on"], by=here.by, at=here.watch.at)
    ):
        messages.success(request, _("%(name)s ditutup.") % {"name": office.name})
        return redirect("web:manage_units")
    own = OfficeForm(offices=_parents(here, office), initial=_now(office))
    return _unit_page(request, here, office, own, form, 422)


def _unit_page(
    request: HttpRequest, here: Managing, office: Institution, form: OfficeForm, close: CloseForm, status: int
) -> HttpResponse:
    seats = active_seats(here.watch.at).filter(institution=office).select_related("user").order_by("user__name")
    people = [
        {"name": seat.user.name, "role": Role(seat.role).label, "url": reverse("web:manage_person", args=[seat.pk])}
        for seat in seats
    ]
    facts = {"waiting": open_reports_at(office), "closed": not office.active, "whole": office == here.government}
    return page(request, here, "unit", status=status, office=office, form=form, close=close, people=people, **facts)


def _parents(here: Managing, office: Institution) -> list[Institution]:
    """Where this office may lie; nowhere else for the government itself."""
    if office == here.government:
        return []
    return [row for row in tree(here.government) if not row.within(office)]


def _now(office: Institution) -> dict[str, object]:
    values = {name: getattr(details_of(office), name) for name in Details.__dataclass_fields__}
    return {**values, "working_week": list(office.working_week), "parent": str(office.parent_id or "")}


def _change(form: OfficeForm, here: Managing, office: Institution) -> None:
    change_office(office, form.details(), by=here.by, at=here.watch.at)
    parent = form.cleaned_data.get("parent")
    if parent and parent != str(office.parent_id):
        move_unit(office, own_office(here, parent), by=here.by, at=here.watch.at)
