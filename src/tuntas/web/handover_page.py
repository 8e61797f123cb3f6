"""Handing over everything somebody holds, with what became of each report."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.duty import pass_duties
from tuntas.accounts.models import Membership, Role, User
from tuntas.kernel.refusals import Refusal
from tuntas.reports.access import visible_to
from tuntas.reports.actions.handover import HandedOver, hand_over

from .desk_door import at_the_desk
from .overseer_door import Watch, frame

ARRANGERS = (Role.HEAD, Role.AGENCY_ADMIN)


class HandoverForm(forms.Form):
    """From whom to whom."""

    person = forms.ChoiceField(label=gettext_lazy("Pekerjaan milik"))
    to = forms.ChoiceField(label=gettext_lazy("Diserahkan kepada"))

    def __init__(self, *args: Any, watch: Watch, **words: Any) -> None:
        super().__init__(*args, **words)
        holders = visible_to(watch.officer).filter(assignee__isnull=False, ended_at__isnull=True)
        self.holders = _named(User.objects.filter(pk__in=holders.values("assignee")))
        self.staff = _named(User.objects.filter(is_active=True, memberships__in=_around(watch)).distinct())
        empty = [("", _("Pilih …"))]
        self.fields["person"].choices = [*empty, *((k, u.name) for k, u in self.holders.items())]  # type: ignore[attr-defined]
        self.fields["to"].choices = [*empty, *((k, u.name) for k, u in self.staff.items())]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk(*ARRANGERS)
def handover(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Choose two people; afterwards read what went and what stayed, and why."""
    start = {"person": request.GET.get("dari", "")}
    form = HandoverForm(request.POST if request.method == "POST" else None, watch=watch, initial=start)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _done(form, watch)
    context["errors_in_form"] = bool(form.errors)
    status = 422 if form.errors else 200
    return render(request, "desk/handover.html", {**frame(watch, "web:handover"), **context}, status=status)


def _done(form: HandoverForm, watch: Watch) -> dict[str, object]:
    person, to = form.holders[form.cleaned_data["person"]], form.staff[form.cleaned_data["to"]]
    try:
        rows = hand_over(person, to=to, by=watch.officer, at=watch.at)
    except Refusal as refusal:
        form.add_error("to", str(refusal))
        return {}
    weeks, left = pass_duties(person, to, by=watch.officer, at=watch.at)
    gone = sum(row.done for row in rows)
    facts = {"gone": gone, "all": len(rows), "name": to.name}
    duties = _("Minggu piket: %(given)d diserahkan, %(left)d tinggal.") % {"given": weeks, "left": left}
    return {
        "outcomes": [_outcome(row, to) for row in rows],
        "summary": _("%(gone)d dari %(all)d laporan diserahkan kepada %(name)s.") % facts,
        "duties": duties if weeks or left else "",
    }


def _outcome(row: HandedOver, to: User) -> dict[str, str]:
    words = _("diserahkan kepada %(name)s") % {"name": to.name}
    url = reverse("web:desk_report", args=[row.report.reference])
    said = words if row.done else row.sentence
    return {"number": row.report.number, "title": row.report.title, "url": url, "said": said}


def _named(users: Any) -> dict[str, User]:
    return {str(user.pk): user for user in users.order_by("name", "pk")}


def _around(watch: Watch) -> Any:
    """Seats in the offices whose work the officer arranges."""
    where = Q(pk__in=[])
    for seat in watch.officer.seats:
        where |= Q(institution__path__startswith=seat.path)
    held = Q(active_from__lte=watch.at) & (Q(active_until__isnull=True) | Q(active_until__gt=watch.at))
    return Membership.objects.filter(held, where)
