"""Cases at the Ombudsman: the list with what is due, and one case with the step that comes next."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.kernel.refusals import Refusal
from tuntas.kernel.texts import BODY_LIMIT
from tuntas.oversight import examinations
from tuntas.oversight.models import Examination
from tuntas.oversight.products import Product
from tuntas.reports.access import coordinator, ombudsman
from tuntas.reports.models import Report
from tuntas.reports.states import OmbudsmanStatus
from tuntas.sla.dates import date_text

from . import presenters
from .figures_lists import PER_PAGE, turning
from .overseer import case_of
from .overseer_door import OVERSEERS, Watch, for_officers
from .overseer_rooms import room
from .overseer_steps import overseen


class WordsForm(forms.Form):
    """What is said of the step."""

    words = forms.CharField(
        label=lazy("Penjelasan"),
        help_text=lazy("Dibaca pelapor dan instansi. Jangan menulis nama pelapor."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": BODY_LIMIT}),
    )


class IssueForm(WordsForm):
    """Which product, and by when it is to be carried out."""

    field_order = ("product", "due", "words")
    product = forms.ChoiceField(label=lazy("Hasil pemeriksaan"), choices=Product.choices)
    due = forms.DateField(
        label=lazy("Harus dilaksanakan paling lambat"),
        help_text=lazy("Kosongkan untuk batas yang lazim: 30 hari kalender; rekomendasi 60 hari kalender."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class JudgeForm(WordsForm):
    """Whether the product was carried out."""

    field_order = ("carried_out", "words")
    carried_out = forms.TypedChoiceField(
        label=lazy("Apakah sudah dilaksanakan?"),
        choices=[("ya", lazy("Ya, sudah dilaksanakan")), ("tidak", lazy("Belum dilaksanakan"))],
        coerce=lambda value: value == "ya",
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Pilih salah satu."), "invalid_choice": lazy("Pilih salah satu dari daftar.")},
    )


Run = Callable[[Report, Mapping[str, Any], Watch], object]
Step = tuple[Any, type[WordsForm], Run]


@require_safe
@for_officers(*OVERSEERS)
def oversight_examinations(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The cases with the reporter's consent, what is due soonest first."""
    mine = examinations.at_the_ombudsman(watch.officer)
    latest = Examination.objects.filter(report__in=mine)
    newer = latest.filter(report=OuterRef("report"), seq__gt=OuterRef("seq"))
    rows = latest.exclude(Exists(newer)).select_related("report__agency", "report__unit").order_by("-at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    due = _due({step.report_id for step in page})
    context = {"rows": [_row(step, due.get(step.report_id), watch) for step in page], **turning(request, page)}
    return render(request, "overseer/examinations.html", {**room(watch, "web:oversight_examinations"), **context})


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers(*OVERSEERS)
def oversight_examination(request: HttpRequest, watch: Watch, reference: str) -> HttpResponse:
    """One case: what happened at the Ombudsman, and the form of the step that this officer may take next."""
    report = case_of(watch, reference)
    steps = _open_steps(report, watch)
    chosen = request.POST.get("langkah", "") if request.method == "POST" else ""
    if request.method == "POST" and chosen not in steps:
        raise Http404
    shown = {name: form(auto_id=f"{name}_%s", label_suffix="") for name, (_title, form, _run) in steps.items()}
    status = 200
    if chosen:
        title, kind, run = steps[chosen]
        form = shown[chosen] = kind(request.POST, auto_id=f"{chosen}_%s", label_suffix="")
        status = 422
        if form.is_valid():
            try:
                run(report, form.cleaned_data, watch)
            except Refusal as refused:
                field = getattr(refused, "field", "")
                form.add_error(field if field in form.fields else None, str(refused))
                status = refused.status
            else:
                messages.success(request, _("Tersimpan: %(step)s.") % {"step": title})
                return redirect("web:oversight_examination", reference=report.reference)
    context = {
        "report": report,
        "status": OmbudsmanStatus(report.ombudsman).label,
        "entries": overseen(report),
        "forms": [{"name": name, "title": steps[name][0], "form": form} for name, form in shown.items()],
        "may_take": examinations.may_take(report, watch.officer),
        "errors_in_form": status != 200,
    }
    return render(request, "overseer/examination.html", {**room(watch, ""), **context}, status=status)


def _open_steps(report: Report, watch: Watch) -> dict[str, Step]:
    """The steps that make sense now for this officer; the actions decide."""
    at, open_product = report.ombudsman, examinations.standing(examinations.steps_of(report)).open_product
    steps: dict[str, Step] = {}
    if ombudsman(report, watch.officer):
        if at == OmbudsmanStatus.FILED:
            steps["periksa"] = (_("Mulai pemeriksaan"), WordsForm, _examine)
        if at in (OmbudsmanStatus.EXAMINATION, OmbudsmanStatus.PRODUCT):
            steps |= {"nilai": (_("Nilai pelaksanaannya"), JudgeForm, _judge)} if open_product else {
                "terbitkan": (_("Terbitkan hasil pemeriksaan"), IssueForm, _issue)
            }  # fmt: skip
    if coordinator(report, watch.officer) and at in (OmbudsmanStatus.EXAMINATION, OmbudsmanStatus.PRODUCT):
        steps["jawab"] = (_("Jawab Ombudsman"), WordsForm, _answer)
    return steps


def _examine(report: Report, said: Mapping[str, Any], watch: Watch) -> object:
    return examinations.examine(report, words=said["words"], by=watch.officer, at=watch.at)


def _issue(report: Report, said: Mapping[str, Any], watch: Watch) -> object:
    product, due = Product(said["product"]), said["due"]
    return examinations.issue(
        report, product=product, due_on=due, words=said["words"], by=watch.officer, at=watch.at
    )  # fmt: skip


def _judge(report: Report, said: Mapping[str, Any], watch: Watch) -> object:
    return examinations.judge(
        report, carried_out=said["carried_out"], words=said["words"], by=watch.officer, at=watch.at
    )  # fmt: skip


def _answer(report: Report, said: Mapping[str, Any], watch: Watch) -> object:
    return examinations.answer(report, words=said["words"], by=watch.officer, at=watch.at)


def _due(reports: set[Any]) -> dict[Any, Examination]:
    """The product that waits to be carried out, of each of these reports: one query."""
    found: dict[Any, list[Examination]] = {}
    for step in Examination.objects.filter(report__in=reports).order_by("seq"):
        found.setdefault(step.report_id, []).append(step)
    waiting = {report: examinations.standing(steps).open_product for report, steps in found.items()}
    return {report: product for report, product in waiting.items() if product is not None}


def _row(step: Examination, product: Examination | None, watch: Watch) -> dict[str, object]:
    report = step.report
    today = watch.at.astimezone(ZoneInfo(report.agency.time_zone)).date()
    return {
        "url": reverse("web:oversight_examination", args=[report.reference]),
        "number": report.number,
        "title": report.title,
        "office": (report.unit or report.agency).label,
        "stage": OmbudsmanStatus(report.ombudsman).label,
        "last": presenters.day(step.at, report.agency),
        "due": date_text(product.due_on) if product and product.due_on else "",
        "late": bool(product and product.due_on and product.due_on < today),
    }
