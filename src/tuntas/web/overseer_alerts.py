"""Early warnings: what stands out, the reports behind it, and why somebody put it aside."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.institutions.models import Region
from tuntas.kernel.refusals import Refusal
from tuntas.oversight.alerts import alerts_for, dismiss
from tuntas.oversight.models import Alert
from tuntas.reports.access import visible_to

from . import presenters
from .figures_lists import PER_PAGE, turning
from .figures_words import count, decimal
from .overseer_door import OVERSEERS, Watch, for_officers
from .overseer_rooms import room
from .overseer_signs import case_row, chance


class DismissForm(forms.Form):
    """Why it is put aside."""

    reason = forms.CharField(
        label=lazy("Mengapa dikesampingkan?"),
        help_text=lazy("Alasan disimpan bersama peringatan ini."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )


@require_safe
@for_officers(*OVERSEERS)
def oversight_alerts(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The alerts that wait, or with `semua` all of them, the newest first."""
    everything = request.GET.get("tampil") == "semua"
    alerts = alerts_for(watch.officer).select_related("tenant", "topic", "unit")
    alerts = alerts if everything else alerts.filter(dismissed_at__isnull=True)
    page = Paginator(alerts, PER_PAGE).get_page(request.GET.get("hal"))
    places = _places(list(page))
    context = {"rows": [_row(one, places) for one in page], "everything": everything, **turning(request, page)}
    return render(request, "overseer/alerts.html", {**room(watch, "web:oversight_alerts"), **context})


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers(*OVERSEERS)
def oversight_alert(request: HttpRequest, watch: Watch, alert: str) -> HttpResponse:
    """One alert: what was counted, the reports behind it that this officer may open, and putting it aside."""
    one = get_object_or_404(alerts_for(watch.officer).select_related("tenant", "topic", "unit"), pk=alert)
    form = DismissForm(request.POST if request.method == "POST" else None, label_suffix="")
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            dismiss(one, reason=form.cleaned_data["reason"], by=watch.officer, at=watch.at)
        except Refusal as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, _("Peringatan dikesampingkan; alasannya tersimpan."))
            return redirect("web:oversight_alerts")
    behind = visible_to(watch.officer).filter(pk__in=one.behind.values("report")).select_related("agency", "unit")
    rows = [case_row(r, r.unit or r.agency, r.received_at) for r in behind.order_by("-received_at", "pk")]
    hidden = one.behind.count() - len(rows)
    context = {"alert": _row(one, _places([one])), "rows": rows, "reason": one.reason, "form": form}
    context["hidden"] = count(hidden) if hidden else ""
    context["errors_in_form"] = status != 200
    return render(request, "overseer/alert.html", {**room(watch, "web:oversight_alerts"), **context}, status=status)


def _places(alerts: list[Alert]) -> dict[str, str]:
    return dict(Region.objects.filter(pk__in={one.place for one in alerts}).values_list("pk", "name"))


def _row(one: Alert, places: dict[str, str]) -> dict[str, Any]:
    return {
        "url": reverse("web:oversight_alert", args=[one.pk]),
        "title": _TITLES[one.kind](one, places),
        "tenant": one.tenant.label,
        "counted": _counted(one),
        "when": presenters.day(one.raised_at, one.tenant),
        "dismissed": presenters.day(one.dismissed_at, one.tenant) if one.dismissed_at else "",
    }


def _counted(one: Alert) -> str:
    found = ngettext("%(n)s laporan", "%(n)s laporan", one.observed) % {"n": count(one.observed)}
    if one.expected is None or one.chance is None:
        return found
    said = {
        "found": found,
        "usual": decimal(Fraction(one.expected).limit_denominator(1000)),
        "chance": chance(one.chance),
    }
    return _("%(found)s; yang lazim %(usual)s; kemungkinan kebetulan %(chance)s") % said


def _spike(one: Alert, places: dict[str, str]) -> str:
    said = {"topic": one.topic.label if one.topic else "", "place": places.get(one.place, one.place)}
    return _("Lonjakan: %(topic)s di %(place)s") % said


def _object(one: Alert, places: dict[str, str]) -> str:
    return _("Berulang di satu titik: %(topic)s") % {"topic": one.topic.label if one.topic else ""}


def _silent(one: Alert, places: dict[str, str]) -> str:
    return _("Unit diam: %(unit)s") % {"unit": one.unit.name if one.unit else ""}


_TITLES: dict[str, Callable[[Alert, dict[str, str]], str]] = {"SPIKE": _spike, "OBJECT": _object, "SILENT": _silent}
