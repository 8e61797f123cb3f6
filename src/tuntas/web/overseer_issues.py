"""Systemic issues: proposed clusters of like reports, a person's decision, the plan, and what came of it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.institutions.models import Institution, Region
from tuntas.kernel.refusals import Refusal
from tuntas.kernel.texts import BODY_LIMIT
from tuntas.oversight.issues import DECIDERS, Plan, Recurrence, confirm, dismiss_issue, issues_for, recurrence
from tuntas.oversight.models import Issue
from tuntas.reports.access import visible_to
from tuntas.sla.dates import date_text

from . import presenters
from .figures_lists import PER_PAGE, turning
from .figures_words import count, decimal
from .overseer_door import OVERSEERS, Watch, for_officers
from .overseer_rooms import room
from .overseer_signs import case_row

STATES = {
    Issue.PROPOSED: lazy("Diusulkan"),
    Issue.CONFIRMED: lazy("Dipastikan"),
    Issue.DISMISSED: lazy("Dikesampingkan"),
}


def _area(label: Any, limit: int = BODY_LIMIT) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 3, "maxlength": limit}))


class PlanForm(forms.Form):
    """What is agreed on."""

    title = forms.CharField(label=lazy("Nama masalah"), max_length=150)
    owner = forms.ModelChoiceField(label=lazy("Penanggung jawab"), queryset=Institution.objects.none())
    root_cause = _area(lazy("Akar masalah"))
    commitment = _area(lazy("Komitmen pencegahan"))
    due_on = forms.DateField(
        label=lazy("Dilaksanakan paling lambat"), widget=forms.DateInput(attrs={"type": "date"})
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why it is no issue."""

    reason = _area(lazy("Mengapa dikesampingkan?"), 500)


@require_safe
@for_officers(*OVERSEERS)
def oversight_issues(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The issues in one state, the newest first."""
    state = request.GET.get("keadaan", Issue.PROPOSED)
    if state not in STATES:
        raise Http404
    rows = issues_for(watch.officer).filter(state=state).select_related("tenant", "topic", "owner")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    places = _places(list(page))
    context = {
        "rows": [_row(one, places, watch) for one in page],
        "states": [{"name": name, "label": label, "current": name == state} for name, label in STATES.items()],
        **turning(request, page),
    }
    return render(request, "overseer/issues.html", {**room(watch, "web:oversight_issues"), **context})


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers(*OVERSEERS)
def oversight_issue(request: HttpRequest, watch: Watch, issue: str) -> HttpResponse:
    """One issue: its reports, and the decision or what came of it."""
    one = get_object_or_404(issues_for(watch.officer).select_related("tenant", "topic", "owner"), pk=issue)
    may_decide = one.state == Issue.PROPOSED and bool(watch.officer.seats_as(*DECIDERS))
    if request.method == "POST" and not may_decide:
        raise Http404
    plan, reason = _forms(one, request)
    status = 422 if request.method == "POST" else 200
    tried = plan if plan.is_bound else reason
    if tried.is_bound and tried.is_valid():
        try:
            _decide(one, tried, watch)
        except Refusal as refused:
            field = getattr(refused, "field", "")
            tried.add_error(field if field in tried.fields else None, str(refused))
        else:
            messages.success(request, _("Keputusan tersimpan."))
            return redirect("web:oversight_issue", issue=str(one.pk))
    behind = visible_to(watch.officer).filter(pk__in=one.behind.values("report")).select_related("agency", "unit")
    context = {
        "issue": _row(one, _places([one]), watch),
        "plan": _plan(one),
        "recurrence": _recurrence(recurrence(one, watch.at)),
        "rows": [case_row(r, r.unit or r.agency, r.received_at) for r in behind.order_by("-received_at", "pk")[:200]],
        "reason": one.reason,
        "forms": [plan, reason] if may_decide else [],
        "tried": tried,
        "errors_in_form": status != 200,
    }
    return render(request, "overseer/issue.html", {**room(watch, "web:oversight_issues"), **context}, status=status)


def _forms(one: Issue, request: HttpRequest) -> tuple[PlanForm, ReasonForm]:
    """Both decisions; the one that was sent is bound."""
    sent = request.POST.get("putusan", "") if request.method == "POST" else ""
    given = {"title": one.title}
    plan = PlanForm(request.POST if sent == "pastikan" else None, initial=given, auto_id="plan_%s", label_suffix="")
    government = one.tenant.government_id_or_self
    owners = Institution.objects.filter(government=government, active=True) | Institution.objects.filter(pk=government)
    plan.fields["owner"].queryset = owners.order_by("name")  # type: ignore[attr-defined]
    plan.fields["owner"].label_from_instance = lambda office: office.name  # type: ignore[attr-defined]
    reason = ReasonForm(request.POST if sent == "kesampingkan" else None, auto_id="reason_%s", label_suffix="")
    return plan, reason


def _decide(one: Issue, form: forms.Form, watch: Watch) -> None:
    said = form.cleaned_data
    if isinstance(form, PlanForm):
        confirm(one, Plan(**said), by=watch.officer, at=watch.at)
    else:
        dismiss_issue(one, reason=said["reason"], by=watch.officer, at=watch.at)


def _places(issues: list[Issue]) -> dict[str, str]:
    return dict(Region.objects.filter(pk__in={one.place for one in issues}).values_list("pk", "name"))


def _row(one: Issue, places: Mapping[str, str], watch: Watch) -> dict[str, Any]:
    return {
        "url": reverse("web:oversight_issue", args=[one.pk]),
        "title": one.title,
        "topic": one.topic.label,
        "place": places.get(one.place, one.place),
        "tenant": one.tenant.label,
        "state": STATES[one.state],
        "proposed": one.state == Issue.PROPOSED,
        "since": presenters.day(one.proposed_at, one.tenant),
        "due": date_text(one.due_on) if one.due_on else "",
        "late": bool(one.due_on and one.due_on < watch.at.date()),
    }


def _plan(one: Issue) -> list[dict[str, str]]:
    if one.state != Issue.CONFIRMED or one.owner is None or one.due_on is None or one.decided_at is None:
        return []
    pairs = (
        (_("Penanggung jawab"), one.owner.name),
        (_("Akar masalah"), one.root_cause),
        (_("Komitmen pencegahan"), one.commitment),
        (_("Dilaksanakan paling lambat"), date_text(one.due_on)),
        (_("Dipastikan"), presenters.day(one.decided_at, one.tenant)),
    )
    return [{"label": label, "value": value} for label, value in pairs]


def _recurrence(found: Recurrence | None) -> list[dict[str, str]]:
    if found is None:
        return []
    span = {"days": count(found.days)}
    pairs = [
        (_("%(days)s hari sebelum komitmen") % span, count(found.before)),
        (_("%(days)s hari sesudah komitmen") % span, count(found.after)),
    ]
    if found.ratio is not None and found.low is not None:
        high = _times(found.high) if found.high is not None else _("tanpa batas")
        said = {"ratio": _times(found.ratio), "low": _times(found.low), "high": high}
        pairs.append(
            (_("Sesudah dibanding sebelum"), _("%(ratio)s kali (selang 95%%: %(low)s sampai %(high)s)") % said)
        )
    return [{"label": label, "value": value} for label, value in pairs]


def _times(value: float) -> str:
    return decimal(Fraction(value).limit_denominator(1000))
