"""Leave: who stands in for whom, from when to when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tuntas.accounts.models import Delegation, Membership, Role
from tuntas.accounts.standing_in import delegate, end_early, may_arrange, substitutes_for
from tuntas.kernel.refusals import Refusal

from .desk_door import at_the_desk
from .overseer_door import Watch, frame
from .presenters import moment

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LeaveForm(forms.Form):
    """Which seat, to whom, from which day to which."""

    seat = forms.ChoiceField(label=gettext_lazy("Jabatan yang digantikan"))
    to = forms.ChoiceField(label=gettext_lazy("Pengganti"))
    first = forms.DateField(label=gettext_lazy("Hari pertama"), widget=_DAY)
    last = forms.DateField(label=gettext_lazy("Hari terakhir"), widget=_DAY)

    def __init__(self, *args: Any, seats: list[Membership], watch: Watch, **words: Any) -> None:
        super().__init__(*args, **words)
        self.seats = {str(seat.pk): seat for seat in seats}
        people = {str(u.pk): u for seat in seats for u in substitutes_for(seat, watch.at)}
        self.people = people
        choices = [(key, f"{Role(s.role).label}, {s.institution.label}") for key, s in self.seats.items()]
        self.fields["seat"].choices = choices  # type: ignore[attr-defined]
        listed = sorted(people.items(), key=lambda pair: pair[1].name)
        names = [("", _("Pilih …")), *((key, user.name) for key, user in listed)]
        self.fields["to"].choices = names  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk()
def leave(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The own seats and who holds them during leave."""
    seats = _seats(watch)
    form = LeaveForm(request.POST if request.method == "POST" else None, seats=seats, watch=watch)
    if request.method == "POST" and form.is_valid() and _arranged(form, watch):
        messages.success(request, _("Penggantian tersimpan. Berakhir sendiri pada hari terakhir."))
        return redirect(reverse("web:leave"))
    context = {"form": form, "rows": _rows(watch), "errors_in_form": bool(form.errors)}
    status = 422 if form.errors else 200
    return render(request, "desk/leave.html", {**frame(watch, "web:leave"), **context}, status=status)


@require_POST
@at_the_desk()
def leave_end(request: HttpRequest, watch: Watch, delegation: Any) -> HttpResponse:
    """Back earlier than planned."""
    row = Delegation.objects.select_related("membership__institution").filter(pk=delegation).first()
    if row is None or not may_arrange(row.membership, watch.officer):
        raise Http404
    end_early(row, by=watch.officer, at=watch.at)
    messages.success(request, _("Penggantian diakhiri."))
    return redirect(reverse("web:leave"))


def _seats(watch: Watch) -> list[Membership]:
    rows = Membership.objects.filter(user=watch.officer.user_id, active_until__isnull=True, active_from__lte=watch.at)
    return list(rows.select_related("institution").order_by("institution__path", "role"))


def _arranged(form: LeaveForm, watch: Watch) -> bool:
    values = form.cleaned_data
    seat, person = form.seats[values["seat"]], form.people[values["to"]]
    try:
        delegate(seat, to=person, first=values["first"], last=values["last"], by=watch.officer, at=watch.at)
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    return True


def _rows(watch: Watch) -> list[dict[str, str]]:
    """Running and coming ones: those of the own seats, and those in which the officer stands in."""
    rows = Delegation.objects.filter(ends__gt=watch.at).select_related("membership__institution", "substitute")
    mine = rows.filter(membership__user=watch.officer.user_id) | rows.filter(substitute=watch.officer.user_id)
    return [_row(row, watch) for row in mine.select_related("membership__user").order_by("starts", "pk")]


def _row(row: Delegation, watch: Watch) -> dict[str, str]:
    office = row.membership.institution
    mine = row.membership.user_id == watch.officer.user_id
    return {
        "seat": f"{Role(row.membership.role).label}, {office.label}",
        "person": row.membership.user.name,
        "substitute": row.substitute.name,
        "starts": moment(row.starts, office),
        "ends": moment(row.ends, office),
        "end_url": reverse("web:leave_end", args=[row.pk]) if mine else "",
    }
