"""Nothing typed or uploaded at the desk is lost: drafts of one's own, and files that wait while a form is mended."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tuntas.media import staging
from tuntas.reports.actions.desk_drafts import drop_draft, keep_draft
from tuntas.reports.models import OfficerDraft

from . import presenters
from .desk_forms import ActForm, Files
from .overseer_door import Watch
from .report_form import printable

Waiting = dict[str, list[str]]
QUIET = "diam"
"""Said by the script that saves after a pause: it wants no page."""


def keep_files(form: ActForm, watch: Watch) -> None:
    """Stage the sound files of a form that comes back, so that they need not be chosen again."""
    for name, field in form.fields.items():
        if isinstance(field, Files):
            form.waiting.setdefault(name, []).extend(staging.stage(file, at=watch.at) for file in field.take_sound())


def saved_or_dropped(request: HttpRequest, watch: Watch, slug: str, form: ActForm, back: str) -> HttpResponse:
    """Keep what is typed as a draft, or throw it away, and go back to the report."""
    if request.POST.get("draf") == "buang":
        forget(form, slug, watch)
        messages.success(request, _("Draf dibuang."))
        return redirect(back)
    form.is_valid()
    keep_files(form, watch)
    _save(form, slug, watch)
    if request.POST.get("draf") == QUIET:
        return HttpResponse(status=204)
    for name, field in form.fields.items():
        if isinstance(field, Files) and name in form.errors:
            messages.warning(request, " ".join(map(str, form.errors[name])))
    messages.success(request, _("Draf tersimpan. Hanya Anda yang melihatnya."))
    return redirect(f"{back}#langkah-{slug}")


def _save(form: ActForm, slug: str, watch: Watch) -> None:
    typed = {name: _plain(value) for name, value in form.typed().items()}
    if any(typed.values()) or any(form.waiting.values()):
        values = {"typed": typed, "waiting": form.waiting}
        keep_draft(form.report, slug, values, by=watch.officer, at=watch.at)
    else:
        drop_draft(form.report, slug, by=watch.officer)


def _plain(value: object) -> object:
    """What a JSON column carries."""
    if isinstance(value, str):
        return printable(value)
    return [printable(str(each)) for each in value] if isinstance(value, list) else value


def forget(form: ActForm, slug: str, watch: Watch) -> None:
    """It was sent or thrown away: the draft and the files that waited for it are gone."""
    drop_draft(form.report, slug, by=watch.officer)
    for tokens in form.waiting.values():
        for token in tokens:
            staging.discard(token)


def taken_up(form_type: type[ActForm], draft: OfficerDraft, watch: Watch, slug: str) -> ActForm:
    """The form with what was typed last time."""
    values: Mapping[str, object] = draft.values
    typed, waiting = values.get("typed"), values.get("waiting")
    known = {name: value for name, value in typed.items() if value is not None} if isinstance(typed, dict) else {}
    form = form_type(report=draft.report, watch=watch, prefix=slug, initial=known)
    form.waiting = {name: list(tokens) for name, tokens in waiting.items()} if isinstance(waiting, dict) else {}
    return form


def said_of(draft: OfficerDraft) -> str:
    """When it was kept, and whether the report has moved on since."""
    when = _("Draf Anda dari %(when)s.") % {"when": presenters.moment(draft.saved_at, draft.report.agency)}
    if draft.report.last_at <= draft.saved_at:
        return when
    return f"{when} {_('Laporan sudah berubah sejak itu: baca dulu yang terbaru.')}"
