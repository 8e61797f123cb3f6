"""The field on a phone: the tasks of the day, and photos taken in place that arrive exactly once."""

from datetime import datetime
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tuntas.kernel.references import read_reference
from tuntas.kernel.refusals import Invalid, Refusal
from tuntas.media.images import Capture
from tuntas.media.store import Accepted, accept, put, remove
from tuntas.reports.actions.field import LONGEST_KEY, FieldPhoto, add_field_photo
from tuntas.reports.models import Purpose, Report

from .desk_door import at_the_desk
from .field_tasks import FIELD, Stop, office_point, stops, unit_reports
from .overseer_door import Watch, frame

KEPT_OFFLINE = (
    "vendor/bootstrap/bootstrap.min.css",
    "tuntas/tokens.css",
    "tuntas/tuntas.css",
    "tuntas/desk.css",
    "tuntas/time.css",
    "tuntas/icons.svg",
    "tuntas/favicon.svg",
    "tuntas/desk.js",
    "tuntas/field.js",
    "tuntas/field-queue.js",
    "tuntas/field-wipe.js",
    "tuntas/kept.js",
    "vendor/htmx/htmx.min.js",
)


class PhotoForm(forms.Form):
    """What the phone sends. Time, point and digest are left out by a browser without scripts."""

    report = forms.CharField(max_length=20)
    role = forms.ChoiceField(choices=[(p.value, p.value) for p in (Purpose.BEFORE, Purpose.AFTER)])
    key = forms.CharField(max_length=LONGEST_KEY)
    sha256 = forms.RegexField("^[0-9a-f]{64}$", required=False)
    taken_at = forms.CharField(max_length=40, required=False)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False)

    def clean_taken_at(self) -> datetime | None:
        """An instant with its offset, or nothing: a phone's odd clock is no reason to lose its photo."""
        try:
            instant = datetime.fromisoformat(self.cleaned_data["taken_at"].replace("Z", "+00:00"))
        except ValueError:
            return None
        return instant if instant.tzinfo else None

    @property
    def capture(self) -> Capture:
        """When and where, as far as the phone said."""
        values = self.cleaned_data
        whole = values["latitude"] is not None and values["longitude"] is not None
        place = (values["latitude"], values["longitude"]) if whole else (None, None)
        return Capture(values["taken_at"], *place)


@require_safe
@at_the_desk(*FIELD)
def field(request: HttpRequest, watch: Watch) -> HttpResponse:
    """The tasks of the day as a walk from the office."""
    tasks, office = stops(watch), office_point(watch)
    context = {"stops": [_Card(stop) for stop in tasks], "office": office, "user_id": str(watch.officer.user_id)}
    return render(request, "desk/field.html", {**frame(watch, "web:field"), **context})


class _Card:
    """A stop with a key for the form of a browser without scripts."""

    def __init__(self, stop: Stop) -> None:
        self.stop, self.key = stop, uuid4().hex


@require_safe
@at_the_desk(*FIELD)
def field_key(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Who is signed in and the token of forms: what the queue on the phone needs before it sends."""
    return JsonResponse({"user": str(watch.officer.user_id), "token": get_token(request)})


@require_POST
@at_the_desk(*FIELD)
def field_photo(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Keep one photo. The same key twice gives the same answer and keeps one photo."""
    try:
        report, accepted, form = _received(request, watch)
        new = _kept(report, accepted, form, watch)
    except Refusal as refusal:
        return _answer(request, {"sentence": str(refusal)}, refusal.status)
    return _answer(request, {"stored": True, "new": new, "sha256": accepted.sha256}, 201 if new else 200)


@never_cache
@require_safe
def field_worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker of these pages: the shell and the last tasks readable without a line. Holds no data."""
    files = [static(name) for name in KEPT_OFFLINE]
    context = {"files": files, "home": reverse("web:field"), "queue": static("tuntas/field-queue.js")}
    return render(request, "field/pekerja.js", context, content_type="text/javascript; charset=utf-8")


def _received(request: HttpRequest, watch: Watch) -> tuple[Report, Accepted, PhotoForm]:
    form, photo = PhotoForm(request.POST), request.FILES.get("photo")
    if not form.is_valid() or photo is None:
        raise Invalid(_("Foto ini tidak lengkap: pilih foto dan sebelum atau sesudah, lalu kirim lagi."))
    report = _report(watch, form.cleaned_data["report"])
    accepted: Accepted = accept(photo.name or "", photo)
    if not accepted.kind.is_picture:
        raise Invalid(_("Di lapangan hanya foto. Dokumen dilampirkan di halaman laporan."))
    if form.cleaned_data["sha256"] and form.cleaned_data["sha256"] != accepted.sha256:
        raise Invalid(_("Foto ini berubah di perjalanan. Foto aslinya masih di telepon Anda; kirim lagi."))
    return report, accepted, form


def _report(watch: Watch, reference: str) -> Report:
    """A report of the officer's own unit; it may have left the list since the photo was taken."""
    try:
        number = read_reference(reference)
    except Invalid as slip:
        raise Http404 from slip
    rows = unit_reports(watch).select_related("agency", "tenant", "topic", "unit")
    report = rows.filter(reference=number).first()
    if report is None:
        raise Http404
    return report


def _kept(report: Report, accepted: Accepted, form: PhotoForm, watch: Watch) -> bool:
    stored, new = put(accepted), False
    photo = FieldPhoto(form.cleaned_data["key"], Purpose(form.cleaned_data["role"]), stored, form.capture)
    try:
        new = add_field_photo(report, photo, by=watch.officer, at=watch.at)
    finally:
        if not new:
            remove(stored)
    return new


def _answer(request: HttpRequest, said: dict[str, object], status: int) -> HttpResponse:
    """For the queue on the phone as data; for a browser without scripts back to the page."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(said, status=status)
    if status < 400:
        messages.success(request, _("Foto tersimpan."))
    else:
        messages.error(request, str(said["sentence"]))
    return redirect(reverse("web:field"))
