"""Typing in what came by counter, letter, phone or social media: the original time of receipt counts."""

import secrets
from collections.abc import Iterable
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import Role
from tuntas.institutions.areas import Level as Area
from tuntas.institutions.models import Institution, Level, Region
from tuntas.institutions.topics import topics_in_use
from tuntas.kernel import clock
from tuntas.kernel.references import grouped
from tuntas.kernel.refusals import Invalid, InvalidMany, Refusal
from tuntas.reports.actions.submit import submit
from tuntas.reports.drafts import Draft, Receipt
from tuntas.reports.identity import Contact
from tuntas.reports.states import Channel, Classification, ContentMode, IdentityMode

from .desk_door import at_the_desk
from .desk_forms import Files
from .desk_verbs import kept
from .overseer_door import Watch, frame

_CHANNELS = [
    (c.value, c.label) for c in Channel if c in {Channel.COUNTER, Channel.LETTER, Channel.PHONE, Channel.SOCIAL}
]
_CLASSES = [(c.value, c.label) for c in Classification if c != Classification.SUPERVISION]

_FIELDS = {"topic": "topic_code", "region": "region_code", "office": "wanted_code"}
"""The words of a refusal -> the fields of this form, where they differ."""


class NewReport(forms.Form):
    """Everything a report needs, on one page."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    channel = forms.ChoiceField(label=_("Kanal"), choices=_CHANNELS)
    received_at = forms.DateTimeField(
        label=_("Kapan diterima"),
        help_text=_("Waktu setempat saat surat atau telepon diterima; tenggat dihitung dari sini."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    classification = forms.ChoiceField(label=_("Klasifikasi"), choices=_CLASSES)
    title = forms.CharField(label=_("Judul"), max_length=150, required=False)
    body = forms.CharField(label=_("Isi laporan, dengan kata-kata pelapor"), widget=forms.Textarea(attrs={"rows": 8}))
    incident_on = forms.DateField(
        label=_("Tanggal kejadian"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    place_text = forms.CharField(label=_("Tempat kejadian"), max_length=300, required=False)
    region_code = forms.ChoiceField(label=_("Kabupaten atau kota"), required=False)
    topic_code = forms.ChoiceField(label=_("Topik"), required=False)
    wanted_code = forms.ChoiceField(label=_("Instansi yang dituju pelapor"), required=False)
    identity = forms.ChoiceField(label=_("Siapa yang boleh tahu pelapornya"), choices=IdentityMode.choices)
    content = forms.ChoiceField(label=_("Siapa yang boleh membaca isinya"), choices=ContentMode.choices)
    name = forms.CharField(label=_("Nama pelapor"), max_length=120, required=False)
    email = forms.CharField(label=_("Surel pelapor"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telepon pelapor"), max_length=40, required=False)
    address = forms.CharField(label=_("Alamat pelapor"), max_length=300, required=False)
    uploads = Files(label=_("Pindaian surat atau foto"))

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        topics = topics_in_use(clock.now()).filter(parent__isnull=False).order_by("name")
        regions = Region.objects.filter(level__lte=Area.REGENCY).order_by("level", "name")
        offices = Institution.objects.filter(active=True).exclude(level=Level.OVERSEER).order_by("name")
        self._offer("topic_code", ((topic.code, topic.label) for topic in topics))
        self._offer("region_code", ((region.code, region.name) for region in regions))
        self._offer("wanted_code", ((office.code, office.name) for office in offices))

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", "–"), *choices]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@at_the_desk(Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, Role.INSPECTOR)
def new_report(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The form, and after it the receipt, shown once."""
    start = {"key": secrets.token_urlsafe(24), "wanted_code": _own_government(watch)}
    context: dict[str, object] = {"form": NewReport(initial=start)}
    status = 200
    if request.method == "POST":
        form = NewReport(request.POST, request.FILES)
        receipt = _filed(form, watch) if form.is_valid() else None
        status = 200 if receipt else 422
        context = {"form": form, "receipt": receipt and _shown(receipt), "errors_in_form": not receipt}
    return render(request, "desk/new.html", {**frame(watch, "web:desk_new"), **context}, status=status)


def _own_government(watch: Watch) -> str:
    """What was told at a city's counter is for that city, unless somebody says otherwise."""
    office = Institution.objects.select_related("government").get(pk=watch.officer.seats[0].institution_id)
    code = (office.government or office).code
    return "" if code == settings.TUNTAS_GOVERNMENT else code


def _filed(form: NewReport, watch: Watch) -> Receipt | None:
    try:
        with kept(form.cleaned_data) as values:
            return submit(_draft(values, watch), by=watch.officer, at=watch.at)
    except InvalidMany as faults:
        for fault in faults:
            _tell(form, fault)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None


def _tell(form: NewReport, fault: Invalid) -> None:
    field = _FIELDS.get(fault.field, fault.field)
    form.add_error(field if field in form.fields else None, str(fault))


def _draft(values: dict[str, Any], watch: Watch) -> Draft:
    office = Institution.objects.get(pk=watch.officer.seats[0].institution_id)
    # The form holds the office's wall time; what counts is the instant.
    received = values["received_at"].replace(tzinfo=ZoneInfo(office.time_zone)).astimezone(UTC)
    return Draft(
        key=values["key"],
        title=values["title"],
        body=values["body"],
        classification=Classification(values["classification"]),
        topic_code=values["topic_code"],
        incident_on=values["incident_on"],
        place_text=values["place_text"],
        region_code=values["region_code"],
        wanted_code=values["wanted_code"],
        identity=IdentityMode(values["identity"]),
        content=ContentMode(values["content"]),
        contact=Contact(**{name: values[name] for name in ("name", "email", "phone", "address")}),
        files=tuple(values["uploads"]),
        channel=Channel(values["channel"]),
        received_at=received,
    )


def _shown(receipt: Receipt) -> dict[str, str]:
    return {
        "number": grouped(receipt.reference),
        "code": grouped(receipt.access_code),
        "url": reverse("web:desk_report", args=[receipt.reference]),
    }
