"""The retention schedule: what holds, what is proposed, what it would erase, and putting it in force."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.institutions.shared import day_of
from tuntas.reports.actions.retain import LONGEST_YEARS, Period, proposed, proposed_law, put_in_force, would_erase
from tuntas.reports.models import RetentionRule
from tuntas.sla.dates import date_text

from .account_proof import sure
from .manage_door import Managing, done, managing, page


class RetentionForm(forms.Form):
    """Least and most years for every class and kind of data, the law, the day, and the day of the preview."""

    law = forms.CharField(label=gettext_lazy("Dasar hukum"), max_length=240)
    effective_from = forms.DateField(
        label=gettext_lazy("Berlaku mulai"),
        help_text=gettext_lazy("Paling cepat besok. Jadwal sebelumnya berakhir sehari sebelumnya."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    on = forms.DateField(
        label=gettext_lazy("Lihat yang akan dihapus pada"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, periods: list[Period], **words: Any) -> None:
        super().__init__(*args, **words)
        self.periods = periods
        for period in periods:
            for name in ("least", "most"):
                self.fields[_name(period, name)] = forms.IntegerField(
                    label=_LABELS[name], min_value=0, max_value=LONGEST_YEARS, initial=getattr(period, name)
                )

    def rows(self) -> list[dict[str, object]]:
        """Class and kind with their two fields, as the page draws them."""
        return [{"label": _of(one), "fields": [self[_name(one, name)] for name in _LABELS]} for one in self.periods]

    def plain(self) -> list[forms.BoundField]:
        """The other fields."""
        return [self[name] for name in ("law", "effective_from", "on")]

    def chosen(self) -> list[Period]:
        """As the action takes it."""
        given = self.cleaned_data
        return [
            Period(one.classification, one.kind, given[_name(one, "least")], given[_name(one, "most")])
            for one in self.periods
        ]


_LABELS = {"least": gettext_lazy("Paling singkat (tahun)"), "most": gettext_lazy("Paling lama (tahun)")}


def _of(period: Period) -> str:
    return f"{period.classification.label}: {period.kind.label}"


def _name(period: Period, name: str) -> str:
    return f"{period.classification.value}_{period.kind.value}_{name}"


@require_http_methods(["GET", "HEAD", "POST"])
@managing
@sure
def manage_retention(request: HttpRequest, here: Managing) -> HttpResponse:
    """First what it would erase on a day; on the second press the schedule is put in force from its day on."""
    rules = _rules(here)
    start = {"law": rules[-1].law if rules else proposed_law(), "on": day_of(here.watch.at)}
    form = RetentionForm(request.POST or None, periods=_periods(rules), initial=start, label_suffix="")
    if request.method != "POST":
        return _page(request, here, form, rules)
    if not form.is_valid():
        return _page(request, here, form, rules, status=422)
    if request.POST.get("langkah") != "sahkan":
        return _page(request, here, form, rules, counts=_counts(form, here))
    said = form.cleaned_data
    words: dict[str, Any] = {"law": said["law"], "effective_from": said["effective_from"]}
    who: dict[str, Any] = {"by": here.by, "at": here.watch.at}
    if done(form, lambda: put_in_force(form.chosen(), government=here.government, **words, **who)):
        day = date_text(form.cleaned_data["effective_from"])
        messages.success(request, _("Jadwal retensi berlaku mulai %(day)s.") % {"day": day})
        return redirect("web:manage_retention")
    return _page(request, here, form, rules, status=422)


def _page(
    request: HttpRequest, here: Managing, form: RetentionForm, rules: list[RetentionRule], *,
    counts: list[dict[str, object]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    since = max((rule.effective_from for rule in rules), default=None)
    facts = {"since": date_text(since) if since else "", "coming": since is not None and since > day_of(here.watch.at)}
    return page(
        request, here, "retention", status=status, form=form, counts=counts, errors_in_form=status >= 400, **facts
    )


def _rules(here: Managing) -> list[RetentionRule]:
    """The version that holds for good: in force, or to come."""
    return list(
        RetentionRule.objects.filter(government=here.government, effective_until__isnull=True).order_by("set_at")
    )


def _periods(rules: list[RetentionRule]) -> list[Period]:
    held = {(rule.classification, rule.kind): (rule.least_years, rule.most_years) for rule in rules}
    return [
        Period(one.classification, one.kind, *held.get((one.classification, one.kind), (one.least, one.most)))
        for one in proposed()
    ]


def _counts(form: RetentionForm, here: Managing) -> list[dict[str, object]]:
    on: date = form.cleaned_data["on"]
    moment = datetime.combine(on, time(23, 59), ZoneInfo(here.government.time_zone))
    found = would_erase(form.chosen(), government=here.government, on=moment)
    return [{"label": str(kind.label), "count": count, "day": date_text(on)} for kind, count in found.items()]
