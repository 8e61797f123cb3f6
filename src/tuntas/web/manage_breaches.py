"""The register of breaches: entered, told within 3 x 24 hours, with the texts of the notices to send."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.audit import breaches
from tuntas.audit.breaches import Known
from tuntas.audit.log import Hand
from tuntas.audit.models import Breach, BreachStep

from .desk_requests import hours_left
from .manage_door import Managing, done, keeping, moment, page

STEP_LABELS = {
    "PERSONS": gettext_lazy("Diberitahukan kepada orang yang datanya terkena"),
    "AUTHORITY": gettext_lazy("Diberitahukan kepada lembaga pelindungan data pribadi"),
    "PUBLIC": gettext_lazy("Diumumkan kepada masyarakat"),
    "MORE": gettext_lazy("Keterangan baru atau tindakan"),
    "CLOSED": gettext_lazy("Selesai ditangani"),
}


class BreachForm(forms.Form):
    """What the law wants told: which data, when and how, handling and recovery."""

    known_at = forms.DateTimeField(
        label=gettext_lazy("Diketahui pada"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    what = forms.CharField(
        label=gettext_lazy("Apa yang terjadi, kapan, dan bagaimana"), widget=forms.Textarea(attrs={"rows": 3})
    )
    which = forms.CharField(label=gettext_lazy("Data pribadi yang terungkap"), widget=forms.Textarea(attrs={"rows": 2}))
    persons = forms.IntegerField(label=gettext_lazy("Banyaknya orang"), min_value=0, max_value=2_000_000_000)
    measures = forms.CharField(label=gettext_lazy("Penanganan dan pemulihan"), widget=forms.Textarea(attrs={"rows": 3}))


class StepForm(forms.Form):
    """One step of one breach."""

    breach = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Langkah"), choices=list(STEP_LABELS.items()))
    words = forms.CharField(
        label=gettext_lazy("Catatan (boleh dikosongkan)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeping
def manage_breaches(request: HttpRequest, here: Managing) -> HttpResponse:
    """The register; one form enters a breach, one below each takes the next step."""
    form, step = BreachForm(label_suffix=""), None
    hand = Hand(here.government.pk, here.by.user_id, here.by.name)
    if request.method == "POST" and "breach" in request.POST:
        step = StepForm(request.POST, label_suffix="")
        if step.is_valid() and done(step, lambda: _step(step.cleaned_data, hand, here)):
            messages.success(request, _("Langkah dicatat."))
            return redirect("web:manage_breaches")
    elif request.method == "POST":
        form = BreachForm(request.POST, label_suffix="")
        if form.is_valid() and done(form, lambda: breaches.enter(_known(form, here), hand=hand, at=here.watch.at)):
            messages.success(request, _("Kegagalan pelindungan data dicatat; jam berjalan sejak diketahui."))
            return redirect("web:manage_breaches")
    wrong = request.method == "POST"
    rows = [_row(row, here, step) for row in breaches.breaches_of(here.government.pk)]
    facts = {"form": form, "rows": rows, "tried": step or form, "errors_in_form": wrong}
    return page(request, here, "breaches", status=422 if wrong else 200, **facts)


def _step(said: dict[str, Any], hand: Hand, here: Managing) -> BreachStep:
    return breaches.take_step(said["breach"], kind=said["kind"], words=said["words"], hand=hand, at=here.watch.at)


def _known(form: BreachForm, here: Managing) -> Known:
    said = form.cleaned_data
    wall: datetime = said["known_at"]
    known_at = wall.replace(tzinfo=ZoneInfo(here.government.time_zone))
    return Known(known_at, said["what"], said["which"], said["persons"], said["measures"])


def _row(row: Breach, here: Managing, tried: StepForm | None) -> dict[str, object]:
    steps = sorted(row.steps.all(), key=lambda step: step.at)
    now = breaches.standing(row, steps)
    mine = tried is not None and tried.data.get("breach") == str(row.pk)
    fresh = StepForm(initial={"breach": row.pk}, label_suffix="", auto_id=f"langkah_{row.pk.hex[-8:]}_%s")
    return {
        "known": moment(row.known_at, here.government),
        "clock": _clock(now, here),
        "late": now.late(here.watch.at),
        "what": row.what,
        "data": row.data,
        "persons": row.persons,
        "measures": row.measures,
        "steps": [_told(step, here) for step in steps],
        "form": None if now.closed else (tried if mine else fresh),
        "to_persons": to_persons(row, here),
        "to_authority": to_authority(row, here),
    }


def _clock(now: breaches.Standing, here: Managing) -> str:
    if now.closed:
        return _("selesai")
    if {"PERSONS", "AUTHORITY"} <= now.told:
        return _("pemberitahuan sudah dikirim")
    facts = {"left": hours_left(now.due_at, here.watch.at), "due": moment(now.due_at, here.government)}
    return _("pemberitahuan: %(left)s, paling lambat %(due)s") % facts


def _told(step: BreachStep, here: Managing) -> dict[str, str]:
    return {
        "when": moment(step.at, here.government),
        "who": step.actor,
        "what": str(STEP_LABELS[step.kind]),
        "words": step.words,
    }


def to_persons(row: Breach, here: Managing) -> str:
    """The text of the notice to the persons, to copy and send."""
    facts = {**_facts(row, here), "office": here.government.name}
    return (
        _(
            "Kami memberitahukan kegagalan pelindungan data pribadi Anda (UU 27/2022 Pasal 46).\nData yang terungkap: "
            "%(data)s\nKapan dan bagaimana: %(known)s. %(what)s\nYang kami lakukan: %(measures)s\n"
            "Yang dapat Anda lakukan: waspadai telepon atau pesan yang mengatasnamakan kami.\n%(office)s"
        )
        % facts
    )


def to_authority(row: Breach, here: Managing) -> str:
    """The text of the notice to the authority, to copy and send."""
    facts = {**_facts(row, here), "office": here.government.name, "persons": row.persons}
    return (
        _(
            "Pemberitahuan kegagalan pelindungan data pribadi (UU 27/2022 Pasal 46 ayat (1) dan (2)).\nPengendali: "
            "%(office)s\nDiketahui: %(known)s\nData yang terungkap: %(data)s\nBanyaknya subjek data: %(persons)d\n"
            "Kapan dan bagaimana: %(what)s\nPenanganan dan pemulihan: %(measures)s"
        )
        % facts
    )


def _facts(row: Breach, here: Managing) -> dict[str, object]:
    return {
        "known": moment(row.known_at, here.government),
        "what": row.what,
        "data": row.data,
        "measures": row.measures,
    }
