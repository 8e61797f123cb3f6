"""People and their roles: who sits where, inviting several at once, changing and ending a role."""

import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import Invitation, Membership, Role, User
from tuntas.accounts.people import GIVEN, active_seats, appoint_substitute, change_role, invite, token_of
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Invalid
from tuntas.notifications.messages import Words
from tuntas.notifications.transports import TransportError, email
from tuntas.reports.offices import cases_of, see_off

from .account_proof import sure
from .manage_door import Managing, choices, done, managing, moment, onward, own_office, page, tree

_LINE = re.compile(r"^\s*(?P<name>[^<>,;\t]+?)\s*[,;<\t]\s*(?P<email>[^\s<>,;]+@[^\s<>,;]+)\s*>?\s*$")
ROLES = [(role.value, role.label) for role in GIVEN]


class InviteForm(forms.Form):
    """Several people for one role in one office."""

    office = forms.ChoiceField(label=gettext_lazy("Kantor"))
    role = forms.ChoiceField(label=gettext_lazy("Jabatan"), choices=ROLES)
    people = forms.CharField(
        label=gettext_lazy("Orang yang diundang"),
        help_text=gettext_lazy(
            "Satu orang pada setiap baris: nama, koma, alamat surel. Misal: Ratna, ratna@unit.go.id"
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def __init__(self, *args: Any, offices: list[Institution], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["office"].choices = choices(offices)  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """Another role in the same office."""

    role = forms.ChoiceField(label=gettext_lazy("Jabatan"), choices=ROLES)


class SubstituteForm(forms.Form):
    """Who stands in, and from which day to which, both included."""

    substitute = forms.ChoiceField(label=gettext_lazy("Pengganti"))
    starts = forms.DateField(label=gettext_lazy("Mulai tanggal"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=gettext_lazy("Sampai tanggal"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["substitute"].choices = people  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@managing
@sure
def manage_people(request: HttpRequest, here: Managing) -> HttpResponse:
    """Everybody with a role, the invitations still open, and the form to invite."""
    start = {"office": request.GET.get("kantor", ""), "role": request.GET.get("jabatan", Role.LIAISON)}
    form = InviteForm(request.POST or None, offices=tree(here.government), initial=start)
    if request.method == "POST" and form.is_valid():
        made: list[Invitation] = []
        if done(form, lambda: made.extend(_invite(form, here))):
            mail_invitations(request, made, here)
            return onward(request, "web:manage_people")
    lists = {"rows": _seats(here), "waiting": _waiting(here)}
    return page(request, here, "people", status=422 if request.method == "POST" else 200, form=form, **lists)


def _invite(form: InviteForm, here: Managing) -> list[Invitation]:
    """All of them or none."""
    office, role = own_office(here, form.cleaned_data["office"]), form.cleaned_data["role"]
    lines = list(_lines(form.cleaned_data["people"]))
    with transaction.atomic():
        return [invite(address, name, office, role, by=here.by, at=here.watch.at) for name, address in lines]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Invalid(_("Belum ada orang. Tulis nama dan alamat surel pada satu baris."), field="people")
    for line in lines:
        found = _LINE.match(line)
        if found is None:
            words = _("Baris “{line}” belum lengkap. Tulis: nama, koma, alamat surel.")
            raise Invalid(words, field="people", line=line)
        yield found["name"], found["email"]


def mail_invitations(request: HttpRequest, made: list[Invitation], here: Managing) -> None:
    """Send the links after the rows are kept; an address that fails is named, and the invitation stays open."""
    failed = [row.email for row in made if not _sent(row, here)]
    if len(failed) < len(made):
        messages.success(request, _("%(count)d undangan terkirim.") % {"count": len(made) - len(failed)})
    if failed:
        words = _("Surel ke %(who)s gagal terkirim. Periksa alamatnya atau pengaturan surel, lalu undang lagi.")
        messages.error(request, words % {"who": ", ".join(failed)})


def _sent(row: Invitation, here: Managing) -> bool:
    link = settings.TUNTAS_PUBLIC_URL + reverse("web:invitation", args=[token_of(row)])
    facts = {"name": row.name, "link": link, "role": Role(row.role).label, "office": row.institution.name}
    facts |= {"until": moment(row.expires_at, here.government), "by": here.by.name}
    body = _(
        "Yth. %(name)s,\n\n%(by)s mengundang Anda sebagai %(role)s di %(office)s.\n\n"
        "Buka tautan ini, buat kata sandi, lalu pasang langkah masuk kedua:\n%(link)s\n\n"
        "Tautan berlaku satu kali, sampai %(until)s. Jangan teruskan surel ini.\n"
    )
    try:
        email.send(Words(_("Undangan ke meja pengaduan"), body % facts), row.email)
    except TransportError:
        return False
    return True


def _seats(here: Managing) -> list[dict[str, str]]:
    """Everybody with a role, as plain strings. One query."""
    rows = active_seats(here.watch.at).filter(institution__government=here.government)
    rows = rows.select_related("user", "institution").order_by("institution__path", "user__name", "role")
    return [
        {
            "name": seat.user.name,
            "email": seat.user.email,
            "role": str(Role(seat.role).label),
            "office": seat.institution.name,
            "url": reverse("web:manage_person", args=[seat.pk]),
        }
        for seat in rows
    ]


def _waiting(here: Managing) -> list[dict[str, str]]:
    rows = Invitation.objects.filter(
        institution__government=here.government, used_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("institution")
    return [
        {
            "name": row.name,
            "email": row.email,
            "office": row.institution.name,
            "role": str(Role(row.role).label),
            "until": moment(row.expires_at, here.government),
            "over": "1" if row.expires_at <= here.watch.at else "",
        }
        for row in rows.order_by("invited_at")
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@managing
@sure
def manage_person(request: HttpRequest, here: Managing, seat: str) -> HttpResponse:
    """One role of one person: another role, a substitute, or the end."""
    held = _seat(here, seat)
    forms_by_name = _forms(request, here, held)
    step = request.POST.get("langkah", "")
    form = forms_by_name.get(step)
    if request.method == "POST" and form is not None and form.is_valid():
        if done(form, lambda: _do(step, form, held, here)):
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("web:manage_people")
    facts = {
        "seat": held,
        "role": Role(held.role).label,
        "cases": cases_of(held),
        "own": held.user_id == here.by.user_id,
    }
    status = 422 if request.method == "POST" else 200
    return page(request, here, "person", status=status, forms=forms_by_name, **facts)


def _seat(here: Managing, pk: str) -> Membership:
    rows = active_seats(here.watch.at).filter(pk=pk, institution__government=here.government)
    found = rows.select_related("user", "institution").first()
    if found is None:
        raise Http404
    return found


def _forms(request: HttpRequest, here: Managing, held: Membership) -> dict[str, forms.Form]:
    step, given = request.POST.get("langkah", ""), request.POST or None
    seats = active_seats(here.watch.at).filter(institution__government=here.government).exclude(user=held.user)
    people = sorted({(str(row.user_id), row.user.name) for row in seats.select_related("user")}, key=lambda one: one[1])
    return {
        "jabatan": RoleForm(given if step == "jabatan" else None, initial={"role": held.role}, prefix="jabatan"),
        "pengganti": SubstituteForm(given if step == "pengganti" else None, people=people, prefix="pengganti"),
        "akhiri": forms.Form(given if step == "akhiri" else None, prefix="akhiri"),
    }


def _do(step: str, form: forms.Form, held: Membership, here: Managing) -> None:
    if step == "jabatan":
        change_role(held, form.cleaned_data["role"], by=here.by, at=here.watch.at)
    elif step == "akhiri":
        see_off(held, by=here.by, at=here.watch.at)
    else:
        _substitute(form.cleaned_data, held, here)


def _substitute(given: dict[str, Any], held: Membership, here: Managing) -> None:
    zone = ZoneInfo(held.institution.time_zone)
    starts = datetime.combine(given["starts"], time.min, zone)
    ends = datetime.combine(given["ends"], time.max, zone)
    substitute = User.objects.get(pk=given["substitute"])
    appoint_substitute(held, substitute, starts=starts, ends=ends, by=here.by, at=here.watch.at)
