"""The working calendar: the days that differ, and entering a decree after seeing what it moves."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.institutions.models import Institution
from tuntas.kernel.references import grouped
from tuntas.kernel.refusals import Invalid
from tuntas.oversight.decrees import (
    Moved,
    Preview,
    Wanted,
    enter_decree,
    may_change_national,
    own_calendar,
    preview_decree,
)
from tuntas.sla.calendars import NATIONAL, NewDay, missing_years
from tuntas.sla.clocks import Kind
from tuntas.sla.dates import date_text
from tuntas.sla.models import CalendarDay, DayKind

from .account_proof import sure
from .manage_door import Managing, done, managing, moment, page

_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*[,;:]?\s*(.*?)\s*$")


class DecreeForm(forms.Form):
    """What a decree says; the action checks it."""

    calendar = forms.ChoiceField(label=gettext_lazy("Kalender"))
    number = forms.CharField(label=gettext_lazy("Nomor keputusan"), max_length=120, required=False)
    issued_on = forms.DateField(label=gettext_lazy("Tanggal keputusan"), widget=forms.DateInput(attrs={"type": "date"}))
    title = forms.CharField(label=gettext_lazy("Tentang"), max_length=240, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Jenis hari yang ditambahkan"), choices=DayKind.choices)
    days = forms.CharField(
        label=gettext_lazy("Hari yang ditambahkan"),
        help_text=gettext_lazy("Satu hari pada setiap baris: 2026-08-14 Hari Jadi Provinsi."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    revoke = forms.CharField(
        label=gettext_lazy("Hari yang dicabut"),
        help_text=gettext_lazy("Satu tanggal pada setiap baris: 2026-08-14."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    year = forms.IntegerField(
        label=gettext_lazy("Tahun yang kini lengkap"),
        help_text=gettext_lazy("Hanya bila semua libur nasional tahun itu sudah tercatat."),
        min_value=2000,
        max_value=2100,
        required=False,
    )

    def __init__(self, *args: Any, government: Institution, **words: Any) -> None:
        super().__init__(*args, **words)
        offered = [("own", government.name)]
        if may_change_national(government):
            offered.append(("national", _("Nasional")))
        else:
            del self.fields["year"]
        self.fields["calendar"].choices = offered  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """As the action takes it. Raises `Invalid` for a line that is no day."""
        given = self.cleaned_data
        return Wanted(
            number=given["number"].strip(),
            title=given["title"].strip(),
            issued_on=given["issued_on"],
            add=tuple(_days(given["days"], given["kind"])),
            revoke=tuple(day for day, _kind, _name in _days(given["revoke"], "", field="revoke")),
            national=given["calendar"] == "national",
            year=given.get("year"),
        )


def _days(text: str, kind: str, *, field: str = "days") -> Iterator[NewDay]:
    for line in text.splitlines():
        if not line.strip():
            continue
        found = _DAY.match(line)
        try:
            day = date.fromisoformat(found[1] if found else "")
        except ValueError:
            words = _("Baris “{line}” bukan tanggal. Tulis seperti 2026-08-14.")
            raise Invalid(words, field=field, line=line) from None
        name = found[2] if found else ""
        if kind and not name:
            raise Invalid(_("Hari {line} belum bernama. Tulis namanya sesudah tanggal."), field=field, line=line)
        yield day, kind, name


@require_http_methods(["GET", "HEAD", "POST"])
@managing
@sure
def manage_calendar(request: HttpRequest, here: Managing) -> HttpResponse:
    """First what would move, with examples; on the second press the decree is entered."""
    form = DecreeForm(request.POST or None, government=here.government)
    if request.method != "POST":
        return _page(request, here, form)
    found: list[Preview] = []
    if not form.is_valid():
        return _page(request, here, form, status=422)
    if request.POST.get("langkah") == "sahkan":
        moved: list[int] = []
        if done(form, lambda: moved.append(_enter(form, here))):
            messages.success(request, _("Keputusan dicatat; tenggat %(count)d laporan bergeser.") % {"count": moved[0]})
            return redirect("web:manage_calendar")
    elif done(form, lambda: found.append(_preview(form, here))):
        return _page(request, here, form, preview=found[0])
    return _page(request, here, form, status=422)


def _enter(form: DecreeForm, here: Managing) -> int:
    return enter_decree(here.government, form.wanted(), by=here.by, at=here.watch.at)


def _preview(form: DecreeForm, here: Managing) -> Preview:
    return preview_decree(here.government, form.wanted(), by=here.by, at=here.watch.at)


def _page(
    request: HttpRequest, here: Managing, form: DecreeForm, *, preview: Preview | None = None, status: int = 200
) -> HttpResponse:
    examples = [_example(row, here) for row in preview.examples] if preview else []
    missing = ", ".join(map(str, missing_years(here.watch.at)))
    facts = {"rows": _rows(here), "missing": missing, "preview": preview, "examples": examples}
    return page(request, here, "calendar", status=status, form=form, **facts)


def _example(row: Moved, here: Managing) -> dict[str, str]:
    return {
        "reference": grouped(row.reference),
        "kind": str(Kind(row.kind).label),
        "before": _moment(row.before, here),
        "after": _moment(row.after, here),
    }


def _moment(written: str, here: Managing) -> str:
    return moment(datetime.fromisoformat(written), here.government) if written else _("belum diketahui")


def _rows(here: Managing) -> list[dict[str, str]]:
    """The days still to come that differ from the plain week, national and own. One query besides the calendar's."""
    own = own_calendar(here.government)
    codes = [NATIONAL, *([own.code] if own else [])]
    days = CalendarDay.objects.filter(
        calendar__code__in=codes, revoked_by__isnull=True, date__gte=here.watch.at.date()
    ).select_related("calendar", "decree")
    return [
        {
            "day": date_text(day.date),
            "name": day.label,
            "kind": str(DayKind(day.kind).label),
            "decree": day.decree.number if day.decree else "",
        }
        for day in days.order_by("date")[:60]
    ]
