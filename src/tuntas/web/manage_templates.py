"""Reply templates: an institution's own, and for the national administrator everybody's."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tuntas.accounts.models import Role
from tuntas.audit.models import Change
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import NotAllowed
from tuntas.reports.actions.replies import (
    NAME_LIMIT,
    TEXT_LIMIT,
    Wording,
    change_template,
    may_change,
    templates_for,
    use_template,
    write_template,
)
from tuntas.reports.models import TEMPLATE_VERBS, ReplyTemplate
from tuntas.reports.states import Verb
from tuntas.reports.templates import pieces

from .desk_door import at_the_desk
from .desk_forms import OfficeField, TopicField, topic_choices
from .manage_door import done
from .manage_history import told
from .overseer_door import Watch, frame
from .report_form import printable

CHANGES_SHOWN = 20
_MINE = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


class TemplateForm(forms.Form):
    """What a template says and where it is offered; the action checks it."""

    name = forms.CharField(
        label=gettext_lazy("Nama templat"),
        help_text=gettext_lazy("Dilihat petugas dalam daftar pilihan."),
        max_length=NAME_LIMIT,
        required=False,
    )
    verb = forms.ChoiceField(label=gettext_lazy("Untuk langkah"))
    institution = OfficeField(label=gettext_lazy("Untuk kantor"), required=False)
    topic = TopicField(
        label=gettext_lazy("Untuk topik"), help_text=gettext_lazy("Kosong: semua topik."), required=False
    )
    text = forms.CharField(
        label=gettext_lazy("Teks"),
        help_text=gettext_lazy(
            "Tulis bagian yang berbeda di setiap kasus dalam kurung siku ganda, misalnya [[tanggal perbaikan]]. "
            "Jawaban yang masih memuat bagian seperti itu tidak dapat dikirim."
        ),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, *args: Any, watch: Watch, **words: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **words})
        choices: dict[str, list[Any]] = {
            "verb": [(verb, str(Verb(verb).label)) for verb in TEMPLATE_VERBS],
            "institution": _offices(watch),
            "topic": topic_choices(),
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def wording(self) -> Wording:
        """The values as the action takes them."""
        return Wording(**{name: self.cleaned_data[name] for name in Wording.__dataclass_fields__})


def _offices(watch: Watch) -> list[tuple[str, str]]:
    """Everybody for the national administrator, the own offices for an institution's."""
    everybody = [("", _("Semua instansi"))] if watch.officer.seats_as(Role.NATIONAL_ADMIN) else []
    own = {seat.government_id for seat in watch.officer.seats_as(Role.AGENCY_ADMIN)}
    rows = Institution.objects.filter(government__in=own, active=True).order_by("path")
    return [*everybody, *((row.code, row.name) for row in rows)]


@require_safe
@at_the_desk(*_MINE)
def manage_templates(request: HttpRequest, watch: Watch) -> HttpResponse:
    """All that this administrator looks after, and everybody's. Those out of use stand last."""
    rows = templates_for(watch.officer).order_by("-active", "verb", "name", "pk")
    return _page(request, watch, "templates", rows=[_row(row) for row in rows])


def _row(row: ReplyTemplate) -> dict[str, object]:
    where = row.institution.name if row.institution else _("Semua instansi")
    facts = [str(Verb(row.verb).label), where, row.topic.label if row.topic else _("semua topik")]
    url = reverse("web:manage_template", args=[row.pk])
    return {
        "name": row.name,
        "url": url,
        "facts": " · ".join(facts),
        "active": row.active,
        "pieces": pieces(row.text),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk(*_MINE)
def manage_template_new(request: HttpRequest, watch: Watch) -> HttpResponse:
    """A new one, perhaps begun as a copy (`?dari=`)."""
    form = TemplateForm(request.POST or None, watch=watch, initial=_copied(request, watch))
    if request.method == "POST" and "pratinjau" not in request.POST and form.is_valid():
        if done(form, lambda: write_template(form.wording(), by=watch.officer, at=watch.at)):
            messages.success(request, _("Templat tersimpan."))
            return redirect("web:manage_templates")
    return _form_page(request, watch, form, heading=_("Templat baru"))


def _copied(request: HttpRequest, watch: Watch) -> dict[str, object]:
    row = _found(watch, _key(request.GET.get("dari", "")))
    return _now(row) if row else {"verb": Verb.RESPOND.value}


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _found(watch: Watch, key: UUID | None) -> ReplyTemplate | None:
    return templates_for(watch.officer).filter(pk=key).first() if key else None


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk(*_MINE)
def manage_template(request: HttpRequest, watch: Watch, key: UUID) -> HttpResponse:
    """One template: its words, a preview, its history. Everybody's can be read and copied by everybody who manages."""
    row = _found(watch, key)
    if row is None:
        raise Http404
    mine = may_change(row, watch.officer)
    if request.method == "POST" and not mine:
        raise NotAllowed()
    form = TemplateForm(request.POST or None, watch=watch, initial=_now(row)) if mine else None
    if form and request.method == "POST" and "pratinjau" not in request.POST and form.is_valid():
        if done(form, lambda: change_template(row, form.wording(), by=watch.officer, at=watch.at)):
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("web:manage_template", key=row.pk)
    return _form_page(request, watch, form, heading=row.name, template=row, changes=_changes(row, watch))


@require_POST
@at_the_desk(*_MINE)
def manage_template_use(request: HttpRequest, watch: Watch, key: UUID) -> HttpResponse:
    """Out of use, or into use again."""
    row = _found(watch, key)
    if row is None:
        raise Http404
    use_template(row, active="dipakai" in request.POST, by=watch.officer, at=watch.at)
    messages.success(request, _("Perubahan tersimpan."))
    return redirect("web:manage_template", key=row.pk)


def _now(row: ReplyTemplate) -> dict[str, object]:
    office = row.institution.code if row.institution else ""
    return {"name": row.name, "verb": row.verb, "institution": office, "topic": row.topic_id or "", "text": row.text}


def _changes(row: ReplyTemplate, watch: Watch) -> list[dict[str, object]]:
    """What became of it, as far as one's own government did it. Two queries."""
    government = Institution.objects.get(pk=watch.officer.seats[0].government_id)
    found = Change.objects.filter(government=government.pk, thing=str(row.pk)).order_by("-at", "-pk")
    return [told(change, government) for change in found[:CHANGES_SHOWN]]


def _form_page(
    request: HttpRequest, watch: Watch, form: TemplateForm | None, *, template: ReplyTemplate | None = None, **more: Any
) -> HttpResponse:
    shown = template.text if template else ""
    if request.method == "POST":
        shown = printable(request.POST.get("text", ""))[:TEXT_LIMIT]
    refused = request.method == "POST" and "pratinjau" not in request.POST
    own = {"form": form, "template": template, "pieces": pieces(shown), "errors_in_form": refused}
    return _page(request, watch, "template", status=422 if refused else 200, **own, **more)


def _page(request: HttpRequest, watch: Watch, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, f"manage/{name}.html", {**frame(watch, "web:manage"), **context}, status=status)
