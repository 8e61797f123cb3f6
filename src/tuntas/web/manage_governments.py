"""The governments of the installation: the list, and a new one with the invitation of its first administrator."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import Invitation, Role
from tuntas.accounts.people import active_seats, invite_administrator
from tuntas.institutions.areas import Level as Area
from tuntas.institutions.governments import Government, add_government
from tuntas.institutions.models import GOVERNMENTS, Institution, Level, Region

from .account_proof import sure
from .manage_door import Managing, done, keeping, page
from .manage_people import mail_invitations


class NewGovernmentForm(forms.Form):
    """A government, and whom to invite as its first administrator; the actions check it."""

    there = forms.ChoiceField(label=gettext_lazy("Pemerintah"), required=False)
    name = forms.CharField(label=gettext_lazy("Nama pemerintah"), max_length=160, required=False)
    short_name = forms.CharField(label=gettext_lazy("Nama pendek"), max_length=60, required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("Tingkat"),
        choices=[(level.value, level.label) for level in GOVERNMENTS],
        initial=Level.REGENCY,
    )
    region = forms.ChoiceField(label=gettext_lazy("Wilayah"), required=False)
    person = forms.CharField(label=gettext_lazy("Nama admin pertama"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("Surel admin pertama"))

    def __init__(self, *args: Any, led: set[UUID], **words: Any) -> None:
        super().__init__(*args, **words)
        rest = governments().filter(active=True).exclude(pk__in=led).order_by("path").values_list("pk", "name")
        new = ("", _("Baru: isi nama, tingkat, dan wilayahnya"))
        self.fields["there"].choices = [new, *((str(pk), name) for pk, name in rest)]  # type: ignore[attr-defined]
        areas = Region.objects.filter(level__lte=Area.REGENCY).order_by("code").values_list("code", "name")
        empty = ("", _("Pilih wilayah"))
        self.fields["region"].choices = [empty, *areas]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
@sure
def manage_governments(request: HttpRequest, here: Managing) -> HttpResponse:
    """All governments; only whoever runs the installation gets here, and adds one."""
    if not here.shared:
        raise Http404
    led = set(active_seats(here.watch.at).filter(role=Role.AGENCY_ADMIN).values_list("institution_id", flat=True))
    form = NewGovernmentForm(request.POST or None, led=led)
    if request.method == "POST" and form.is_valid():
        made: list[Invitation] = []
        if done(form, lambda: made.append(_add(form, here))):
            mail_invitations(request, made, here)
            return redirect("web:manage_governments")
    status = 422 if request.method == "POST" else 200
    return page(request, here, "governments", status=status, form=form, rows=_rows(led))


def _add(form: NewGovernmentForm, here: Managing) -> Invitation:
    """Both or neither."""
    given = form.cleaned_data
    wanted = Government(given["name"], given["short_name"], given["level"], given["region"])
    with transaction.atomic():
        found = governments().filter(pk=given["there"]).first() if given["there"] else None
        made = found or add_government(wanted, by=here.by, at=here.watch.at)
        return invite_administrator(given["email"], given["person"], made, by=here.by, at=here.watch.at)


def governments() -> QuerySet[Institution]:
    """All of them, also those that ended."""
    return Institution.objects.filter(level__in=GOVERNMENTS)


def _rows(led: set[UUID]) -> list[dict[str, str]]:
    """Each government as plain strings. One query."""
    units = Count("governed", filter=Q(governed__active=True))
    rows = governments().select_related("region").annotate(units=units)
    return [
        {
            "name": row.name,
            "level": str(Level(row.level).label),
            "area": row.region.name if row.region else "",
            "units": str(row.units - 1),
            "note": "" if row.active else _("tidak aktif"),
            "admin": _("ada") if row.pk in led else _("belum ada"),
        }
        for row in rows.order_by("path")
    ]
