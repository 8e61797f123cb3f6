"""The agency's own page for its brand: words, colour, logo, host name."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import Role
from tuntas.institutions.brands import Look, accept_logo, set_brand
from tuntas.institutions.colours import shades
from tuntas.institutions.models import GOVERNMENTS, Brand, Institution
from tuntas.kernel.refusals import Invalid, Refusal
from tuntas.media.store import Accepted

from . import branding
from .desk_door import at_the_desk
from .overseer_door import Watch, frame

USUAL_BLUE = "#14509e"


class BrandForm(forms.Form):
    """What a government says of itself; the action checks it."""

    name = forms.CharField(
        label=gettext_lazy("Nama layanan"),
        help_text=gettext_lazy("Tampil di kepala setiap halaman."),
        max_length=40,
        required=False,
    )
    tagline = forms.CharField(
        label=gettext_lazy("Semboyan"), help_text=gettext_lazy("Satu kalimat pendek."), max_length=80, required=False
    )
    office = forms.CharField(
        label=gettext_lazy("Baris instansi"),
        help_text=gettext_lazy("Siapa yang menjalankan layanan ini; tampil di kaki halaman."),
        max_length=160,
        required=False,
    )
    colour = forms.CharField(
        label=gettext_lazy("Warna utama"),
        help_text=gettext_lazy(
            "Kode warna seperti #14509e. Kosongkan untuk biru baku. Warna yang sulit dibaca ditolak."
        ),
        max_length=7,
        required=False,
    )
    host = forms.CharField(
        label=gettext_lazy("Nama host"),
        help_text=gettext_lazy(
            "Alamat situs tanpa https, misalnya lapor.kalselprov.go.id. Pengelola server harus mengizinkannya pula."
        ),
        max_length=253,
        required=False,
    )
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy("PNG atau WebP. Kosongkan untuk tetap memakai logo yang sekarang."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/webp"}),
        required=False,
    )


@require_http_methods(["GET", "POST"])
@at_the_desk(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
def manage_brand(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The form with what holds now; after a change back here with the new look."""
    government = _government(watch)
    form = BrandForm(request.POST or None, request.FILES or None, initial=_now(government))
    if request.method == "POST" and form.is_valid() and _saved(form, government, watch):
        branding.forget()
        messages.success(request, _("Merek tersimpan. Halaman lain menyusul paling lama satu menit."))
        return redirect("web:manage_brand")
    wrong = request.method == "POST"
    context = {"form": form, "government": government.name, "errors_in_form": wrong, "samples": _samples(government)}
    return render(
        request, "manage/brand.html", {**frame(watch, "web:manage_brand"), **context}, status=422 if wrong else 200
    )


def _government(watch: Watch) -> Institution:
    """The government in which the officer is administrator; nobody else has this page."""
    ids = [seat.institution_id for seat in watch.officer.seats]
    found = Institution.objects.filter(pk__in=ids, level__in=GOVERNMENTS).order_by("path").first()
    if found is None:
        raise Http404
    return found


def _now(government: Institution) -> dict[str, str]:
    row = Brand.objects.filter(government=government).first()
    if row is None:
        return {"name": settings.TUNTAS_NAME, "office": government.name}
    return {
        "name": row.name,
        "tagline": row.tagline,
        "office": row.office,
        "colour": row.colour,
        "host": row.host or "",
    }


def _samples(government: Institution) -> list[str]:
    """The shades that follow from the colour, as written in the sheet."""
    row = Brand.objects.filter(government=government).first()
    return list(shades(row.colour if row and row.colour else USUAL_BLUE).values())


def _saved(form: BrandForm, government: Institution, watch: Watch) -> bool:
    values = form.cleaned_data
    look = Look(**{name: values[name] for name in ("name", "tagline", "office", "colour", "host")})
    try:
        set_brand(government, look, by=watch.officer, at=watch.at, logo=_logo(values))
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _logo(values: dict[str, Any]) -> Accepted | None:
    file = values.get("logo")
    return accept_logo(file.name, file) if file else None
