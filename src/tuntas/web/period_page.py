"""Periodic reports at /meja/statistik/laporan/: ask for one, see how far it is, fetch what was made."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.evaluation import packs
from tuntas.evaluation.models import Kind, Order, PeriodReport, Step
from tuntas.evaluation.orders import (
    LONGEST_WORDS,
    MAKERS,
    Words,
    ask,
    given_up,
    late_events,
    later_decrees,
    offices_of,
    scope_of,
)
from tuntas.evaluation.periods import period
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Refusal

from .figures_evaluation import WRITERS
from .figures_words import count
from .overseer_door import Watch, for_officers, frame
from .period_inputs import stories_of
from .period_words import called
from .presenters import moment

SHOWN, STORIES, YEARS = 20, 50, 3


class WhatForm(forms.Form):
    """Which office and period."""

    office = forms.ChoiceField(label=gettext_lazy("Instansi"))
    period = forms.ChoiceField(label=gettext_lazy("Periode"))

    def __init__(self, *args: Any, offices: list[Institution], today: date, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["office"].choices = [(str(one.pk), one.label) for one in offices]  # type: ignore[attr-defined]
        self.fields["period"].choices = periods(today)  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """What a person adds."""

    recommendations = forms.CharField(
        label=gettext_lazy("Rekomendasi"),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_WORDS}),
        max_length=LONGEST_WORDS,
        required=False,
    )
    place = forms.CharField(label=gettext_lazy("Tempat penandatanganan"), max_length=80, required=False)
    position = forms.CharField(label=gettext_lazy("Jabatan penanda tangan"), max_length=150, required=False)
    signer = forms.CharField(label=gettext_lazy("Nama penanda tangan"), max_length=150, required=False)
    stories = forms.MultipleChoiceField(
        label=gettext_lazy("Kisah sukses"),
        help_text=gettext_lazy(
            "Laporan terbit yang dikonfirmasi selesai oleh pelapornya. Pilih yang patut diceritakan."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, stories: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["stories"].choices = stories  # type: ignore[attr-defined]
        if not stories:
            del self.fields["stories"]

    def words(self) -> Words:
        """As the action takes them."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("recommendations", "signer", "position", "place")}
        return Words(**plain, stories=tuple(given.get("stories", ())))


def periods(today: date) -> list[tuple[str, str]]:
    """Every period that has begun, the newest first, three years back."""
    codes = [f"{year}{part}" for year in range(today.year, today.year - YEARS, -1) for part in _PARTS]
    return [(code, called(one)) for code in codes if (one := period(code)).since <= today]


_PARTS = ("", "-S2", "-S1", *(f"-T{n}" for n in (4, 3, 2, 1)), *(f"-{n:02}" for n in range(12, 0, -1)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_officers(*MAKERS)
def period_reports(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The reports there are; with office and period in the address the form that asks for one."""
    offices = list(offices_of(watch.officer))
    if not offices:
        raise Http404
    what = WhatForm(
        request.GET if "period" in request.GET else None, offices=offices, today=_today(offices[0], watch.at)
    )
    chosen = what.is_bound and what.is_valid()
    form = _words_form(request, what, offices) if chosen else None
    if (
        form is not None
        and request.method == "POST"
        and form.is_valid()
        and _asked(request, form, what, offices, watch)
    ):
        messages.success(request, _("Laporan sedang disusun. Muat ulang halaman ini untuk melihat kemajuannya."))
        return redirect("web:period_reports")
    context = {
        "what": what,
        "form": form,
        "title": called(period(what.cleaned_data["period"])) if chosen else "",
        "whole_year": chosen and period(what.cleaned_data["period"]).whole_year,
        "rows": _rows(list(_orders(offices)[:SHOWN]), watch),
    }
    status = 422 if (form is not None and form.errors) or what.errors else 200
    return render(request, "figures/periods.html", {**frame(watch, "web:desk_statistics"), **context}, status=status)


@require_safe
@for_officers(*MAKERS)
def period_report_file(request: HttpRequest, watch: Watch, order: UUID, ending: str) -> HttpResponse:
    """The finished report, as it was made."""
    row = PeriodReport.objects.filter(order__office__in=offices_of(watch.officer), order=order).first()
    if row is None:
        raise Http404
    kept = {"pdf": row.pdf, "xlsx": row.xlsx}[ending]
    response = HttpResponse(bytes(kept), content_type=WRITERS[ending][0])
    response["Content-Disposition"] = f'attachment; filename="laporan-{row.order.period}.{ending}"'
    return response


@require_safe
@for_officers(*MAKERS)
def evidence_pack(request: HttpRequest, watch: Watch, order: UUID) -> Any:
    """The finished pack, piece by piece."""
    found = Order.objects.filter(office__in=offices_of(watch.officer), pk=order, pack__isnull=False).first()
    if found is None or not packs.path_of(found).is_file():
        raise Http404
    response = StreamingHttpResponse(packs.read(packs.path_of(found)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="berkas-bukti-{found.period}.zip"'
    return response


def _orders(offices: list[Institution]) -> QuerySet[Order]:
    found = Order.objects.filter(office__in=offices).select_related("office", "report", "pack")
    return found.defer("report__pdf", "report__xlsx").order_by("-asked_at", "-pk")


def _words_form(request: HttpRequest, what: WhatForm, offices: list[Institution]) -> WordsForm:
    office, asked = _office(what, offices), period(what.cleaned_data["period"])
    stories = stories_of(scope_of(office), asked)[:STORIES]
    choices = [(one.reference, f"{one.number}: {one.public_title}") for one in stories]
    return WordsForm(request.POST if request.method == "POST" else None, stories=choices)


def _office(what: WhatForm, offices: list[Institution]) -> Institution:
    return next(one for one in offices if str(one.pk) == what.cleaned_data["office"])


def _asked(request: HttpRequest, form: WordsForm, what: WhatForm, offices: list[Institution], watch: Watch) -> bool:
    code = what.cleaned_data["period"]
    kind = Kind.PACK if request.POST.get("what") == Kind.PACK else Kind.REPORT
    try:
        ask(kind, _office(what, offices), code, form.words(), by=watch.officer, at=watch.at)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _today(office: Institution, at: datetime) -> date:
    return at.astimezone(ZoneInfo(office.time_zone)).date()


def _rows(orders: list[Order], watch: Watch) -> list[dict[str, str]]:
    decrees = later_decrees([order.report for order in orders if hasattr(order, "report")])
    return [_row(order, watch, decrees) for order in orders]


def _row(order: Order, watch: Watch, decrees: Mapping[UUID, list[str]]) -> dict[str, str]:
    report = order.report if hasattr(order, "report") else None
    pack = order.pack if hasattr(order, "pack") else None
    made = report or pack
    title = called(period(order.period))
    return {
        "id": str(order.pk),
        "title": _("Berkas bukti: %(period)s") % {"period": title} if order.kind == Kind.PACK else title,
        "pack": pack.sha256 if pack else "",
        "office": order.office.label,
        "asked": _("%(name)s, %(moment)s") % {"name": order.asked_name, "moment": moment(order.asked_at, order.office)},
        "state": _state(order, watch.at),
        "made": moment(made.made_at, order.office) if made else "",
        "since": _before(0, decrees[report.pk]) if report else "",
        "url": reverse("web:period_report" if report else "web:evidence_pack", args=[order.pk]) if made else "",
    }


@require_safe
@for_officers(*MAKERS)
def period_report(request: HttpRequest, watch: Watch, order: UUID) -> HttpResponse:
    """One finished report: its files and their digests, what it was made of, and what came after it."""
    found = _orders(list(offices_of(watch.officer))).filter(pk=order, kind=Kind.REPORT, step=Step.DONE).first()
    if found is None:
        raise Http404
    report, log = found.report, found.report.inputs["log"]
    facts = [
        (_("Dibuat"), moment(report.made_at, found.office)),
        (_("Diminta oleh"), found.asked_name),
        (_("Kejadian yang dibaca"), count(log["events"])),
        (_("SHA-256 PDF"), report.pdf_sha256),
        (_("SHA-256 XLSX"), report.xlsx_sha256),
        (_("SHA-256 bahan"), report.inputs_sha256),
        (_("SHA-256 catatan kejadian"), log["sha256"]),
        (_("Kalender kerja"), report.inputs["calendar"]["edition"]),
        (_("Versi program"), report.inputs["program"]),
    ]
    row = _row(found, watch, later_decrees([report]))
    since = _before(late_events(report), later_decrees([report])[report.pk])
    rows = [{"label": label, "value": value} for label, value in facts]
    context = {"row": {**row, "since": since}, "facts": rows}
    return render(request, "figures/period.html", {**frame(watch, "web:desk_statistics"), **context})


def _state(order: Order, at: datetime) -> str:
    if given_up(order, at):
        return _("gagal disusun: minta operator melihat catatan pekerja")
    words = {
        Step.WAITING: _("menunggu giliran"),
        Step.COUNTING: _("menghitung: %(n)s kejadian dibaca"),
        Step.WRITING: _("menulis dari %(n)s kejadian"),
        Step.DONE: _("selesai"),
    }
    return words[Step(order.step)] % {"n": count(order.read)}


def _before(events: int, decrees: Sequence[str]) -> str:
    """What the paper does not know of, because it was made before."""
    told = [_("%(n)s kejadian yang dicatat kemudian") % {"n": count(events)}] if events else []
    told += [_("kalender kerja diubah oleh %(decree)s") % {"decree": number} for number in decrees]
    return _("dibuat sebelum %(what)s") % {"what": "; ".join(told)} if told else ""
