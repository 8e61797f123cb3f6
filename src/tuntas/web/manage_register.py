"""The competence register: who is in charge of what and where; a change is shown before it is made."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tuntas.institutions.areas import Level as Area
from tuntas.institutions.models import Competence, Institution, Level, Region, Topic
from tuntas.institutions.register import Finding, Line, add_line, end_line, findings, may_change, replace_line
from tuntas.institutions.shared import day_of
from tuntas.institutions.topics import topics_in_use
from tuntas.kernel.references import grouped
from tuntas.oversight.routes import RoutePreview, preview_routes
from tuntas.sla.dates import date_text

from .manage_door import Managing, choices, done, keeping, page, tree
from .turning import turning

PER_PAGE = 50
STATES = {
    "": gettext_lazy("Berlaku hari ini"),
    "akan": gettext_lazy("Akan berlaku"),
    "lampau": gettext_lazy("Sudah berakhir"),
}


class FilterForm(forms.Form):
    """What the list is narrowed down to."""

    topik = forms.ChoiceField(label=gettext_lazy("Topik"), required=False)
    instansi = forms.CharField(label=gettext_lazy("Nama instansi"), max_length=160, required=False)
    wilayah = forms.ChoiceField(label=gettext_lazy("Wilayah"), required=False)
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan"), choices=list(STATES.items()), required=False)

    def __init__(self, *args: Any, here: Managing, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["topik"].choices = [("", _("Semua")), *_families()]  # type: ignore[attr-defined]
        self.fields["wilayah"].choices = [("", _("Semua")), *_named(_places(here))]  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """Who is in charge from a day on, and by which law."""

    institution = forms.ChoiceField(label=gettext_lazy("Instansi atau unit"))
    legal_basis = forms.CharField(label=gettext_lazy("Dasar hukum"), max_length=240)
    since = forms.DateField(label=gettext_lazy("Berlaku mulai"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, here: Managing, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["institution"].choices = [("", _("Pilih …")), *choices(_offices(here))]  # type: ignore[attr-defined]

    def office(self) -> Institution:
        """The institution chosen."""
        return Institution.objects.get(pk=self.cleaned_data["institution"])


class NewLineForm(ChangeForm):
    """A line to be added."""

    topic = forms.ChoiceField(label=gettext_lazy("Topik"))
    region = forms.ChoiceField(label=gettext_lazy("Wilayah"), required=False)
    field_order = ("topic", "region", "institution", "legal_basis", "since")

    def __init__(self, *args: Any, here: Managing, **words: Any) -> None:
        super().__init__(*args, here=here, **words)
        everywhere = [("", _("Seluruh wilayah"))] if here.shared else []
        self.fields["topic"].choices = [("", _("Pilih topik")), *_families()]  # type: ignore[attr-defined]
        self.fields["region"].choices = [*everywhere, *_named(_places(here))]  # type: ignore[attr-defined]

    def line(self) -> Line:
        """As the action takes it."""
        given = self.cleaned_data
        region = Region.objects.filter(pk=given["region"]).first() if given["region"] else None
        return Line(self.office(), Topic.objects.get(pk=given["topic"]), region, given["legal_basis"])


class EndForm(forms.Form):
    """From which day on a line holds no longer."""

    legal_basis = forms.CharField(label=gettext_lazy("Dasar hukum"), max_length=240)
    since = forms.DateField(label=gettext_lazy("Tidak berlaku sejak"), widget=forms.DateInput(attrs={"type": "date"}))


@require_safe
@keeping
def manage_register(request: HttpRequest, here: Managing) -> HttpResponse:
    """The lines, narrowed down, fifty to a page."""
    form = FilterForm(request.GET or None, here=here)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Paginator(_matching(wanted, day_of(here.watch.at)), PER_PAGE).get_page(request.GET.get("hal"))
    rows, total = [_row(row) for row in found], found.paginator.count
    return page(request, here, "register", form=form, rows=rows, total=total, pager=turning(request, found))


def _matching(wanted: dict[str, str], today: date) -> QuerySet[Competence]:
    rows = Competence.objects.select_related("topic", "institution", "region")
    ended = Q(effective_until__lt=today)
    state = {"akan": Q(effective_from__gt=today), "lampau": ended}
    rows = rows.filter(state.get(wanted.get("keadaan", ""), Q(effective_from__lte=today) & ~ended))
    if wanted.get("topik"):
        rows = rows.filter(Q(topic=wanted["topik"]) | Q(topic__parent=wanted["topik"]))
    if wanted.get("wilayah"):
        rows = rows.filter(region=wanted["wilayah"])
    if wanted.get("instansi"):
        rows = rows.filter(institution__name__icontains=wanted["instansi"])
    return rows.order_by("topic__name", "region__name", "institution__name", "effective_from", "pk")


def _row(row: Competence) -> dict[str, str]:
    return {
        "topic": row.topic.label,
        "area": row.region.name if row.region else _("seluruh wilayah"),
        "office": row.institution.name,
        "inactive": "" if row.institution.active else "1",
        "law": row.legal_basis,
        "span": _span(row),
        "url": reverse("web:manage_line", args=[row.pk]),
    }


def _span(row: Competence) -> str:
    since = _("sejak %(day)s") % {"day": date_text(row.effective_from)}
    if row.effective_until is None:
        return since
    return f"{since} {_('sampai %(day)s') % {'day': date_text(row.effective_until)}}"


@require_safe
@keeping
def manage_gaps(request: HttpRequest, here: Managing) -> HttpResponse:
    """Where nobody is in charge, and where several are, of the places of this government."""
    places = [place for place in _places(here) if place.level == _finest(here)]
    leaves = topics_in_use(here.watch.at).filter(parent__isnull=False).select_related("parent")
    gaps, overlaps = findings(leaves.order_by("parent__name", "name"), places, day_of(here.watch.at))
    missing, several = ([_told(row, len(places)) for row in found] for found in (gaps, overlaps))
    return page(request, here, "gaps", gaps=missing, overlaps=several)


def _told(row: Finding, places: int) -> dict[str, str]:
    everywhere = len(row.places) == places and places > 1
    return {
        "topic": row.topic.label,
        "main": row.topic.parent.label if row.topic.parent else "",
        "places": _("semua wilayah") if everywhere else ", ".join(place.name for place in row.places),
        "names": ", ".join(row.names),
        "url": f"{reverse('web:manage_new_line')}?topic={row.topic.pk}&region={row.places[0].pk}",
        "list_url": f"{reverse('web:manage_register')}?topik={row.topic.parent_id or row.topic.pk}",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
def manage_new_line(request: HttpRequest, here: Managing) -> HttpResponse:
    """A new line: first what it would mean, then in force."""
    start = {"topic": request.GET.get("topic", ""), "region": request.GET.get("region", "")}
    form = NewLineForm(request.POST or None, here=here, initial=start)
    preview: RoutePreview | None = None
    if request.method == "POST" and form.is_valid():
        line, since = form.line(), form.cleaned_data["since"]
        made, preview = _shown_or_done(
            request, form, lambda: add_line(line, since=since, by=here.by, at=here.watch.at), line.topic, here
        )
        if made:
            messages.success(request, _("Register kewenangan diperbarui."))
            return redirect("web:manage_register")
    return page(request, here, "line_new", status=_status(request, preview), form=form, **_facts(preview))


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
def manage_line(request: HttpRequest, here: Managing, line: str) -> HttpResponse:
    """One line: somebody else from a day on, or its end."""
    row = Competence.objects.select_related("topic", "institution", "region").filter(pk=line).first()
    if row is None:
        raise Http404
    step, given = request.POST.get("langkah", ""), request.POST or None
    replace = ChangeForm(given if step == "ganti" else None, here=here, initial={"institution": row.institution_id})
    end = EndForm(given if step == "akhiri" else None, prefix="akhir")
    form = {"ganti": replace, "akhiri": end}.get(step)
    preview: RoutePreview | None = None
    if request.method == "POST" and form is not None and form.is_valid():
        made, preview = _shown_or_done(request, form, lambda: _change(form, row, here), row.topic, here)
        if made:
            messages.success(request, _("Register kewenangan diperbarui."))
            return redirect("web:manage_register")
    facts = {"row": _row(row), "replace": replace, "end": end, "form": form, "step": step}
    facts |= {"mine": may_change(row, here.by), "open": row.effective_until is None, **_facts(preview)}
    return page(request, here, "line", status=_status(request, preview), **facts)


def _change(form: forms.Form, row: Competence, here: Managing) -> None:
    given = form.cleaned_data
    words: dict[str, Any] = {"since": given["since"], "legal_basis": given["legal_basis"]}
    if isinstance(form, ChangeForm):
        replace_line(row, form.office(), by=here.by, at=here.watch.at, **words)
    else:
        end_line(row, by=here.by, at=here.watch.at, **words)


def _shown_or_done(
    request: HttpRequest, form: forms.Form, act: Callable[[], object], topic: Topic, here: Managing
) -> tuple[bool, RoutePreview | None]:
    """On the second press done, on the first only what it would mean; a refusal stands in the form."""
    if request.POST.get("sahkan"):
        return done(form, act), None
    found: list[RoutePreview] = []
    words: dict[str, Any] = {"on": form.cleaned_data["since"], "by": here.by, "at": here.watch.at}
    done(form, lambda: found.append(preview_routes(act, topic, **words)))
    return False, found[0] if found else None


def _facts(preview: RoutePreview | None) -> dict[str, object]:
    if preview is None:
        return {}
    nobody = _("belum ada yang berwenang")
    examples = [
        {
            "reference": grouped(row.reference),
            "waiting": "1" if row.waiting else "",
            "before": row.before or nobody,
            "after": row.after or nobody,
        }
        for row in preview.examples
    ]
    return {"preview": preview, "examples": examples}


def _status(request: HttpRequest, preview: RoutePreview | None) -> int:
    return 422 if request.method == "POST" and preview is None else 200


def _offices(here: Managing) -> list[Institution]:
    """Who may be put in charge: the own offices, or everybody for whoever keeps what is shared."""
    if not here.shared:
        return tree(here.government)
    return list(Institution.objects.filter(active=True).exclude(level=Level.OVERSEER).order_by("path"))


def _places(here: Managing) -> list[Region]:
    """The provinces and regencies of this government's area, or of the whole country."""
    rows = Region.objects.filter(level__lte=Area.REGENCY)
    return list(rows.filter(code__startswith=here.government.region_id or "").order_by("code"))


def _finest(here: Managing) -> int:
    """Gaps are looked for by regency; for the whole country by province."""
    return Area.REGENCY if here.government.region_id else Area.PROVINCE


def _named(places: list[Region]) -> list[tuple[str, str]]:
    return [(place.code, place.name) for place in places]


def _families() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every topic under its main topic, the main topic first: both stand in the register."""
    rows = list(Topic.objects.order_by("name"))
    mains = [row for row in rows if row.parent_id is None]
    return [(m.label, [(r.code, r.label) for r in (m, *(c for c in rows if c.parent_id == m.pk))]) for m in mains]
