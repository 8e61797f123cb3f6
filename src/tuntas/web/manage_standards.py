"""Service standards: what holds today and what is to come, and a new version after seeing what it means."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.institutions.models import Institution, Topic
from tuntas.institutions.shared import day_of
from tuntas.kernel.references import grouped
from tuntas.oversight.standards import Otherwise, StandardPreview, change_standard, preview_standard
from tuntas.reports.states import Classification
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.dates import date_text
from tuntas.sla.models import Rule
from tuntas.sla.rules import Standard

from .account_proof import sure
from .desk_forms import topic_choices
from .manage_door import Managing, done, keeping, moment, page, tree

KINDS = [(kind.value, kind.label) for kind in Kind if kind != Kind.PROMISE]
SCOPE = ("kind", "classification", "topic", "institution", "days", "unit")


class StandardForm(forms.Form):
    """A new version of a standard; the action checks it."""

    kind = forms.ChoiceField(label=gettext_lazy("Batas waktu"), choices=KINDS)
    classification = forms.ChoiceField(label=gettext_lazy("Klasifikasi"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topik"), required=False)
    institution = forms.ChoiceField(label=gettext_lazy("Instansi atau unit"), required=False)
    days = forms.IntegerField(label=gettext_lazy("Lamanya"), min_value=1, max_value=3650)
    unit = forms.ChoiceField(label=gettext_lazy("Dihitung dalam"), choices=[(unit.value, unit.label) for unit in Unit])
    legal_basis = forms.CharField(label=gettext_lazy("Dasar hukum"), max_length=240)
    effective_from = forms.DateField(
        label=gettext_lazy("Berlaku mulai"),
        help_text=gettext_lazy("Paling cepat besok. Versi sebelumnya berakhir sehari sebelumnya."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    verified = forms.BooleanField(
        label=gettext_lazy("Angka ini dibaca pada peraturan yang kini berlaku"), required=False
    )

    def __init__(self, *args: Any, here: Managing, **words: Any) -> None:
        super().__init__(*args, **words)
        everything = [("", _("Semua"))]
        offices = [(row.code, row.name) for row in tree(here.government)]
        self._offer("classification", [*everything, *Classification.choices])
        self._offer("topic", [*everything, *topic_choices()[1:]])
        self._offer("institution", [*everything, *offices] if here.shared else offices)

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def standard(self) -> Standard:
        """As the action takes it."""
        given = self.cleaned_data
        return Standard(
            Kind(given["kind"]),
            given["days"],
            given["legal_basis"].strip(),
            Unit(given["unit"]),
            classification=given["classification"],
            topic_code=given["topic"],
            institution_code=given["institution"],
            verified=given["verified"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
@sure
def manage_standards(request: HttpRequest, here: Managing) -> HttpResponse:
    """First what it would have meant, with examples; on the second press the standard is entered."""
    start = {name: request.GET.get(name, "") for name in SCOPE}
    form = StandardForm(request.POST or None, here=here, initial=start if "kind" in request.GET else None)
    if request.method != "POST":
        return _page(request, here, form)
    found: list[StandardPreview] = []
    if not form.is_valid():
        return _page(request, here, form, status=422)
    words: dict[str, Any] = {"effective_from": form.cleaned_data["effective_from"], "by": here.by, "at": here.watch.at}
    if request.POST.get("langkah") == "sahkan":
        if done(form, lambda: change_standard(form.standard(), **words)):
            day = date_text(form.cleaned_data["effective_from"])
            messages.success(request, _("Standar baru berlaku mulai %(day)s.") % {"day": day})
            return redirect("web:manage_standards")
    elif done(form, lambda: found.append(preview_standard(form.standard(), **words))):
        return _page(request, here, form, preview=found[0])
    return _page(request, here, form, status=422)


def _page(
    request: HttpRequest, here: Managing, form: StandardForm, *, preview: StandardPreview | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    examples = [_example(row, here) for row in preview.examples] if preview else []
    facts = {"rows": _rows(here), "preview": preview, "examples": examples}
    return page(request, here, "standards", status=status, form=form, **facts)


def _example(row: Otherwise, here: Managing) -> dict[str, str]:
    return {
        "reference": grouped(row.reference),
        "before": _moment(row.before, here),
        "after": _moment(row.after, here),
    }


def _moment(instant: datetime | None, here: Managing) -> str:
    return moment(instant, here.government) if instant else _("belum diketahui")


def _rows(here: Managing) -> list[dict[str, str]]:
    """What holds today and what is to come, general ones first: for all and for the own offices. Three queries."""
    today = day_of(here.watch.at)
    offices = {row.code: row.name for row in _offices(here)}
    topics = {row.code: row.label for row in Topic.objects.all()}
    order = {kind.value: place for place, kind in enumerate(Kind)}
    rules = Rule.objects.exclude(effective_until__lt=today).filter(institution_code__in=["", *offices])
    ordered = sorted(rules, key=lambda rule: (order[rule.kind], _scope_key(rule), rule.effective_from))
    return [
        {
            "kind": str(Kind(rule.kind).label),
            "scope": _scope(rule, topics, offices),
            "length": f"{rule.days} {Unit(rule.unit).label}",
            "law": rule.legal_basis,
            "since": date_text(rule.effective_from),
            "until": date_text(rule.effective_until) if rule.effective_until else "",
            "coming": "1" if rule.effective_from > today else "",
            "unverified": "" if rule.verified else "1",
            "url": _change_url(rule) if here.shared or rule.institution_code else "",
        }
        for rule in ordered
    ]


def _offices(here: Managing) -> list[Institution]:
    return tree(here.government, also_closed=True)


def _scope_key(rule: Rule) -> tuple[str, str, str]:
    return rule.institution_code, rule.topic_code, rule.classification


def _scope(rule: Rule, topics: dict[str, str], offices: dict[str, str]) -> str:
    words = [
        str(Classification(rule.classification).label) if rule.classification else "",
        topics.get(rule.topic_code, rule.topic_code),
        offices.get(rule.institution_code, rule.institution_code),
    ]
    return ", ".join(filter(None, words)) or _("semua laporan")


def _change_url(rule: Rule) -> str:
    scope = (rule.kind, rule.classification, rule.topic_code, rule.institution_code, str(rule.days), rule.unit)
    return f"{reverse('web:manage_standards')}?{urlencode(dict(zip(SCOPE, scope, strict=True)))}#baru"
