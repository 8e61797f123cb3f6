"""Samples of closed cases: drawn by a published seed, scored by two people, with how far they agree."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.kernel.refusals import Refusal
from tuntas.oversight.models import Sample, SampledCase, Score
from tuntas.oversight.sampling import (
    CRITERIA,
    SCORERS,
    TWICE,
    Agreement,
    agreement,
    draw_sample,
    pairs_of,
    samples_of,
    score,
)
from tuntas.reports.access import visible_to
from tuntas.sla.dates import date_text
from tuntas.statistics.spread import Share

from .figures_words import count, percent
from .overseer_door import Watch, for_officers
from .overseer_rooms import room

_CHOICES = [("ya", lazy("Ya")), ("tidak", lazy("Tidak"))]
_MISTAKES = {"required": lazy("Pilih salah satu."), "invalid_choice": lazy("Pilih salah satu dari daftar.")}
CRITERION_LABELS = {
    "answered": lazy("Apakah jawabannya menjawab pokok laporan?"),
    "acted": lazy("Apakah disebut apa yang dikerjakan, oleh siapa, dan kapan?"),
    "proven": lazy("Apakah hasilnya dapat dilihat atau diperiksa?"),
    "plain": lazy("Apakah bahasanya jelas dan sopan?"),
}


class DrawForm(forms.Form):
    """Which month, and how many cases of each office."""

    month = forms.CharField(
        label=lazy("Bulan"),
        help_text=lazy("Tahun dan bulan, misalnya 2025-03."),
        widget=forms.TextInput(attrs={"type": "month", "maxlength": 7}),
    )
    per_office = forms.IntegerField(label=lazy("Kasus dari tiap unit"), min_value=1, max_value=20, initial=3)

    def clean_month(self) -> date:
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError:
            raise forms.ValidationError(_("Tulis tahun dan bulan, misalnya 2025-03.")) from None


def _criterion(name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=CRITERION_LABELS[name], choices=_CHOICES, coerce=lambda value: value == "ya",
        widget=forms.RadioSelect, error_messages=_MISTAKES,
    )  # fmt: skip


class ScoreForm(forms.Form):
    """Yes or no to each criterion."""

    answered, acted = _criterion("answered"), _criterion("acted")
    proven, plain = _criterion("proven"), _criterion("plain")


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers(*SCORERS)
def oversight_samples(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The samples of the mandate, and the form to draw the next."""
    form = DrawForm(request.POST if request.method == "POST" else None, label_suffix="")
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = draw_sample(said["month"], per_office=said["per_office"], by=watch.officer, at=watch.at)
        except Refusal as refused:
            form.add_error(getattr(refused, "field", "") or None, str(refused))
        else:
            return redirect("web:oversight_sample", sample=str(made.pk))
    rows = [_sample(one) for one in samples_of(watch.officer)[:60]]
    context = {"rows": rows, "form": form, "errors_in_form": status != 200}
    return render(request, "overseer/samples.html", {**room(watch, "web:oversight_samples"), **context}, status=status)


@require_safe
@for_officers(*SCORERS)
def oversight_sample(request: HttpRequest, watch: Watch, sample: str) -> HttpResponse:
    """One sample: its scorecard, how far the scorers agree, its cases."""
    one = get_object_or_404(samples_of(watch.officer), pk=sample)
    cases = list(
        one.cases.filter(report__in=visible_to(watch.officer)).select_related("report", "office").order_by("place")
    )
    scores = list(Score.objects.filter(case__in=cases))
    context = {
        "sample": _sample(one),
        "seed": one.seed,
        "population": count(one.population),
        "agreements": [_agreement(name, scores) for name in CRITERIA],
        "card": _card(cases, scores),
        "rows": [_case(case, scores, watch) for case in cases],
    }
    return render(request, "overseer/sample.html", {**room(watch, "web:oversight_samples"), **context})


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers(*SCORERS)
def oversight_score(request: HttpRequest, watch: Watch, case: str) -> HttpResponse:
    """The marks for one case. What the other person said is not shown."""
    mine = SampledCase.objects.filter(sample__in=samples_of(watch.officer), report__in=visible_to(watch.officer))
    one = get_object_or_404(mine.select_related("report__agency", "sample", "office"), pk=case)
    form = ScoreForm(request.POST if request.method == "POST" else None, label_suffix="")
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            score(one, [form.cleaned_data[name] for name in CRITERIA], by=watch.officer, at=watch.at)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Nilai tersimpan."))
            return redirect("web:oversight_sample", sample=str(one.sample_id))
    context = {"report": one.report, "office": one.office.name, "sample": one.sample_id, "form": form}
    context["errors_in_form"] = status != 200
    return render(request, "overseer/score.html", {**room(watch, "web:oversight_samples"), **context}, status=status)


def _sample(one: Sample) -> dict[str, str]:
    return {
        "url": reverse("web:oversight_sample", args=[one.pk]),
        "month": date_text(one.month).split(" ", 1)[1],
        "population": count(one.population),
        "seed_day": date_text(one.seed_day),
        "per_office": count(one.per_office),
    }


def _agreement(name: str, scores: list[Score]) -> dict[str, Any]:
    found = agreement(pairs_of(scores, name))
    return {"label": CRITERION_LABELS[name], "n": count(found.n), "kappa": kappa(found), "equal": _equal(found)}


def kappa(found: Agreement) -> str:
    """With two places, as the literature writes it."""
    return "-" if found.kappa is None else number_format(found.kappa, 2)


def _equal(found: Agreement) -> str:
    return "-" if found.equal is None else percent(Share(round(found.equal * found.n), found.n))


def _card(cases: Iterable[SampledCase], scores: list[Score]) -> list[dict[str, Any]]:
    """Each office with its share of yes, over all scorings."""
    offices = {case.pk: case.office for case in cases}
    marks: dict[UUID, list[Score]] = {}
    for one in scores:
        marks.setdefault(offices[one.case_id].pk, []).append(one)
    names = {office.pk: office.name for office in offices.values()}
    return [
        {"office": names[office], "n": count(len({one.case_id for one in given})),
         "shares": [{"label": CRITERION_LABELS[name], "value": _share(given, name)} for name in CRITERIA]}
        for office, given in sorted(marks.items(), key=lambda pair: names[pair[0]])
    ]  # fmt: skip


def _share(scores: list[Score], name: str) -> str:
    return percent(Share(sum(bool(getattr(one, name)) for one in scores), len(scores)))


def _case(case: SampledCase, scores: list[Score], watch: Watch) -> dict[str, Any]:
    given = [one for one in scores if one.case_id == case.pk]
    own = any(one.user_id == watch.officer.user_id for one in given)
    return {
        "number": case.report.number,
        "title": case.report.title,
        "office": case.office.label,
        "scored": count(len(given)),
        "url": reverse("web:oversight_score", args=[case.pk]) if not own and len(given) < TWICE else "",
        "case_url": reverse("web:oversight_case", args=[case.report.reference]),
    }
