"""The figures at an evaluation meeting, /meja/statistik/rapat/: one on each screen, with notes and agreed actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.evaluation.meetings import Agreed, agree, read
from tuntas.evaluation.models import Agreement
from tuntas.evaluation.orders import MAKERS, offices_of
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Refusal
from tuntas.sla.dates import date_text
from tuntas.statistics.definitions import Measure, Unit, Value
from tuntas.statistics.measures import Figures
from tuntas.statistics.registry import MEASURES
from tuntas.statistics.scopes import officer_scope

from .figures import counted_page
from .figures_measures import UNITS, cell_of
from .overseer_door import Watch, for_officers, frame
from .presenters import moment

ALL = "semua"
"""The screen after the last measure."""
REMEMBERED = 100
"""Agreements shown at most, the newest first."""


class AgreedForm(forms.Form):
    """A note, or with owner, day and expected effect an action."""

    text = forms.CharField(
        label=gettext_lazy("Catatan atau tindakan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.CharField(label=gettext_lazy("Penanggung jawab"), max_length=150, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Selesai paling lambat"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    expected = forms.CharField(
        label=gettext_lazy("Yang diharapkan terjadi pada ukuran ini"), max_length=300, required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers(*MAKERS)
def meeting(request: HttpRequest, watch: Watch) -> HttpResponse:
    """One screen: a measure this year beside the year before. The screen after the last shows all that was agreed."""
    office = offices_of(watch.officer).first()
    if office is None:
        raise Http404
    page = counted_page(request, officer_scope(watch.officer), watch.at, linked=False)
    this, before = (page.group(year).figures for year in (page.choice.year, page.choice.year - 1))
    screens = [measure for measure in MEASURES if measure.value(this) is not None or measure.value(before) is not None]
    place = _place(request, screens)
    measure = screens[place] if place < len(screens) else None
    form = AgreedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and measure and form.is_valid() and _kept(form, office, measure, this, watch):
        messages.success(request, _("Tercatat."))
        return redirect(f"{reverse('web:meeting')}?layar={measure.code}")
    rows = _agreed(office, measure, this, watch)
    context = {
        "office": office.label,
        "measure": _told(measure, this, before, page.choice.year) if measure else None,
        "form": form,
        "rows": rows,
        "summary": _("Layar %(n)d dari %(all)d") % {"n": place + 1, "all": len(screens) + 1},
        "previous_url": _address(screens, place - 1),
        "next_url": _address(screens, place + 1),
    }
    status = 422 if form.errors else 200
    return render(request, "figures/meeting.html", {**frame(watch, "web:desk_statistics"), **context}, status=status)


def _place(request: HttpRequest, screens: Sequence[Measure]) -> int:
    """By code: a number would mean another measure as soon as one more has a value."""
    asked = request.GET.get("layar", "")
    codes = [*(measure.code for measure in screens), ALL]
    return codes.index(asked) if asked in codes else 0


def _address(screens: Sequence[Measure], place: int) -> str:
    if not 0 <= place <= len(screens):
        return ""
    return f"?layar={screens[place].code if place < len(screens) else ALL}"


def _told(measure: Measure, this: Figures, before: Figures, year: int) -> dict[str, Any]:
    return {
        "name": measure.name,
        "definition": measure.definition,
        "unit": UNITS[measure.unit],
        "standard": measure.standard,
        "year": str(year),
        "value": cell_of(measure.value(this)).text,
        "earlier": _("%(year)s: %(value)s") % {"year": year - 1, "value": cell_of(measure.value(before)).text},
    }


def _kept(form: AgreedForm, office: Institution, measure: Measure, this: Figures, watch: Watch) -> bool:
    value: Value = measure.value(this)
    try:
        agree(office, Agreed(measure.code, **form.cleaned_data), value, by=watch.officer, at=watch.at)
    except Refusal as refusal:
        field = getattr(refusal, "field", "")
        form.add_error(field if field in form.fields else None, str(refusal))
        return False
    return True


def _agreed(office: Institution, measure: Measure | None, this: Figures, watch: Watch) -> list[dict[str, str]]:
    """What was noted and agreed, on this measure or on all, each beside what the measure is now. One query."""
    found = Agreement.objects.filter(office=office).order_by("-at", "-pk")
    if measure is not None:
        found = found.filter(measure=measure.code)
    known = {one.code: one for one in MEASURES}
    return [_row(row, known[row.measure], this, office, watch) for row in found[:REMEMBERED] if row.measure in known]


def _row(row: Agreement, measure: Measure, this: Figures, office: Institution, watch: Watch) -> dict[str, str]:
    before = read(row.before, share=measure.unit == Unit.SHARE)
    return {
        "measure": str(measure.name),
        "text": row.text,
        "owner": row.owner,
        "due": date_text(row.due_on) if row.due_on else "",
        "expected": row.expected,
        "when": _("%(name)s, %(moment)s") % {"name": row.by_name, "moment": moment(row.at, office)},
        "before": cell_of(before).text,
        "now": cell_of(measure.value(this)).text,
    }
