"""Many reports at once: choose, say what, and read row by row what became of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tuntas.accounts.models import Role, User
from tuntas.institutions.models import Institution, Level
from tuntas.kernel.references import grouped, read_reference
from tuntas.kernel.refusals import Invalid, Refusal
from tuntas.reports.access import visible_to
from tuntas.reports.actions.bulk import ROWS_AT_MOST, begin, run
from tuntas.reports.actions.converse import tag_named
from tuntas.reports.models import Batch, BatchAct, BatchRow, Report

from .desk_bulk_acts import LABELS, acts_for
from .desk_door import at_the_desk
from .desk_filters import said
from .desk_forms import OfficeField, TopicField, topic_choices
from .desk_queue import asked_for_words, desk_frame
from .overseer_door import Watch
from .report_form import printable

AT_ONCE = 50
"""More than this is done by the worker, and its page shows how far it is."""


class BulkForm(forms.Form):
    """What one act needs to know besides the reports; `values` is what the batch keeps: ids and the note."""

    def __init__(self, *args: Any, watch: Watch, **words: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **words})
        self.watch = watch
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices."""

    def values(self) -> dict[str, str]:
        """The cleaned values as the batch keeps them."""
        return {name: _kept(value) for name, value in self.cleaned_data.items() if value}


def _kept(value: object) -> str:
    return str(getattr(value, "pk", value))


def _note(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=""
    )


def _words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=hint)


class BulkDispatch(BulkForm):
    to = OfficeField(label=gettext_lazy("Unit penanggung jawab"))
    topic = TopicField(
        label=gettext_lazy("Topik"), required=False, help_text=gettext_lazy("Kosong: topik setiap laporan tetap.")
    )
    note = _note(gettext_lazy("Catatan untuk unit"))

    def prepare(self) -> None:
        """The units of one's own governments."""
        units = Institution.objects.filter(active=True, level__in=(Level.UNIT, Level.UPT), government_id__in=_own(self))
        choices = [("", _("Pilih …")), *((unit.code, unit.name) for unit in units.order_by("name"))]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.fields["topic"].choices = topic_choices()  # type: ignore[attr-defined]


class BulkAssign(BulkForm):
    to = forms.ChoiceField(label=gettext_lazy("Petugas"))

    def prepare(self) -> None:
        """The people of one's own units; the coordinator's, of all units of the government."""
        seats = self.watch.officer.seats
        near = Q(memberships__institution__in=[seat.institution_id for seat in seats])
        if self.watch.officer.seats_as(Role.AGENCY_ADMIN, Role.INSPECTOR):
            near |= Q(memberships__institution__government__in=_own(self))
        active = Q(is_active=True, memberships__active_until__isnull=True)
        people = User.objects.filter(near & active).distinct().order_by("name")
        self.fields["to"].choices = [(str(user.pk), user.name) for user in people]  # type: ignore[attr-defined]


class BulkMerge(BulkForm):
    into = forms.CharField(label=gettext_lazy("Nomor laporan induk"), max_length=20)

    def clean_into(self) -> Report:
        """The master, as far as this officer may see it."""
        try:
            number = read_reference(printable(self.cleaned_data["into"]))
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        master = visible_to(self.watch.officer).filter(reference=number).first()
        if master is None:
            raise forms.ValidationError(_("Laporan dengan nomor itu tidak ditemukan."))
        return master


class BulkTag(BulkForm):
    tag = forms.CharField(label=gettext_lazy("Tanda"), max_length=40)

    def values(self) -> dict[str, str]:
        """The tag, made when it is new."""
        return {"tag": str(tag_named(self.cleaned_data["tag"], by=self.watch.officer).pk)}


class BulkNudge(BulkForm):
    note = _note(gettext_lazy("Pesan kepada petugas"))


class BulkRelease(BulkForm):
    reason = _words(gettext_lazy("Alasan (catatan internal)"))


class BulkSpam(BulkForm):
    explanation = _words(
        gettext_lazy("Penjelasan kepada pelapor"),
        gettext_lazy("Pelapor membacanya di halaman pelacakan dan dapat mengajukan keberatan."),
    )


def _own(form: BulkForm) -> set[UUID]:
    return {seat.government_id for seat in form.watch.officer.seats}


FORMS: dict[str, tuple[BatchAct, type[BulkForm]]] = {
    "disposisi": (BatchAct.DISPATCH, BulkDispatch),
    "penunjukan": (BatchAct.ASSIGN, BulkAssign),
    "penggabungan": (BatchAct.MERGE, BulkMerge),
    "tanda": (BatchAct.TAG, BulkTag),
    "pengingat": (BatchAct.NUDGE, BulkNudge),
    "pelepasan": (BatchAct.RELEASE, BulkRelease),
    "spam": (BatchAct.SPAM, BulkSpam),
}


@require_POST
@at_the_desk()
def bulk(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The chosen reports and the form of the act; with `siap`, do it."""
    slug = request.POST.get("langkah", "")
    if slug not in dict(acts_for(watch, quarantine=True)):
        raise Http404
    act, form_type = FORMS[slug]
    reports = _chosen(request, watch)
    ready = "siap" in request.POST
    form = form_type(request.POST if ready else None, watch=watch)
    if not ready or not form.is_valid():
        return _ask(request, watch, slug, form, reports, status=422 if ready else 200)
    try:
        batch = begin(act, form.values(), reports, by=watch.officer, at=watch.at)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, watch, slug, form, reports, status=refusal.status)
    if len(reports) <= AT_ONCE:
        run(batch, by=watch.officer, at=watch.at)
    return redirect(reverse("web:desk_batch", args=[batch.pk]))


def _ask(
    request: HttpRequest, watch: Watch, slug: str, form: BulkForm, reports: list[Report], *, status: int
) -> HttpResponse:
    count = len(reports)
    context = {
        **desk_frame(watch, ""),
        "slug": slug,
        "label": LABELS[slug],
        "form": form,
        "chosen": [(report.reference, report.number, report.title) for report in reports],
        "chosen_text": ngettext("%(count)d laporan dipilih", "%(count)d laporan dipilih", count) % {"count": count},
        "errors_in_form": status != 200,
    }
    return render(request, "desk/bulk.html", context, status=status)


def _chosen(request: HttpRequest, watch: Watch) -> list[Report]:
    """The ticked reports, or with `semua` everything the address shows; only what this officer may see."""
    if "semua" in request.POST:
        asked = asked_for_words(said(QueryDict(printable(request.POST.get("saringan", "")))), watch)
        return list(asked.rows()[:ROWS_AT_MOST])
    # From the list one field a box; on from the form of the act all in one, since fields are counted.
    ticked = list(dict.fromkeys(part for each in request.POST.getlist("pilih") for part in each.split()))
    if len(ticked) > ROWS_AT_MOST:
        raise BadRequest(_("Paling banyak 500 laporan sekali jalan."))
    found = visible_to(watch.officer).in_bulk([printable(each)[:8] for each in ticked], field_name="reference")
    return [found[each] for each in ticked if each in found]


@require_safe
@at_the_desk()
def batch(request: HttpRequest, watch: Watch, key: UUID) -> HttpResponse:
    """What became of each row: for whoever began it, and nobody else."""
    mine = Batch.objects.filter(owner_id=watch.officer.user_id, pk=key).first()
    if mine is None:
        raise Http404
    slug = next(slug for slug, (act, _form) in FORMS.items() if act == mine.act)
    context = {"label": LABELS[slug], **_outcome(mine), "here": reverse("web:desk_batch", args=[mine.pk])}
    if not request.htmx:  # type: ignore[attr-defined]
        context |= desk_frame(watch, "")
    return render(request, "desk/_batch.html" if request.htmx else "desk/batch.html", context)  # type: ignore[attr-defined]


def _outcome(mine: Batch) -> dict[str, object]:
    sums = mine.rows.aggregate(
        done=Count("pk", filter=Q(outcome="DONE")),
        refused=Count("pk", filter=Q(outcome="REFUSED")),
        waiting=Count("pk", filter=Q(outcome="WAITING")),
    )
    told = {"DONE": _("Selesai"), "REFUSED": _("Ditolak"), "WAITING": _("Menunggu")}
    rows = mine.rows.select_related("report").order_by("seq")
    lines = [_line(row, told[row.outcome]) for row in rows]
    refused = [line for line in lines if line["sentence"]]
    summary = _("%(done)d selesai, %(refused)d ditolak, %(waiting)d menunggu") % sums
    others = [line for line in lines if not line["sentence"]]
    return {**sums, "summary": summary, "lines": [*refused, *others]}


def _line(row: BatchRow, outcome: str) -> dict[str, str]:
    return {
        "url": reverse("web:desk_report", args=[row.report.reference]),
        "number": grouped(row.report.reference),
        "outcome": outcome,
        "sentence": row.sentence,
    }
