"""How an officer wants to hear: per kind of news, quiet hours, language."""

from datetime import time
from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuntas.accounts.models import User
from tuntas.kernel.refusals import Invalid
from tuntas.notifications.kinds import NEVER_SILENT, NewsKind, Wish
from tuntas.notifications.preferences import Quiet, Wishes, keep, wishes_of

from .desk_door import at_the_desk
from .overseer_door import Watch, frame

_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class WishForm(forms.Form):
    """One choice a kind of news, the quiet hours, the language."""

    def __init__(self, *args: object, **words: object) -> None:
        super().__init__(*args, **words)  # type: ignore[arg-type]
        for kind in NewsKind:
            wishes = [w for w in Wish if w != Wish.NEVER or kind not in NEVER_SILENT]
            choices = [(w.value, w.label) for w in wishes]
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=choices, widget=forms.RadioSelect)
        self.order_fields([*NewsKind.values, "quiet_from", "quiet_until", "language"])

    quiet_from = forms.TimeField(label=gettext_lazy("Jam tenang mulai"), required=False, widget=_CLOCK)
    quiet_until = forms.TimeField(label=gettext_lazy("Jam tenang berakhir"), required=False, widget=_CLOCK)
    language = forms.ChoiceField(label=gettext_lazy("Bahasa surel dan halaman"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, object]:
        """Both ends of the quiet hours, or neither."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("quiet_from")) != bool(cleaned.get("quiet_until")):
            missing = "quiet_until" if cleaned.get("quiet_from") else "quiet_from"
            self.add_error(missing, _("Isi kedua jam, atau kosongkan keduanya."))
        return cleaned

    @property
    def quiet(self) -> Quiet | None:
        """The quiet hours that were typed."""
        start, end = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_until")
        return (cast(time, start), cast(time, end)) if start is not None and end is not None else None


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk()
def wishes(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Show and keep the own choices."""
    user = cast(User, request.user)
    form = WishForm(request.POST if request.method == "POST" else None, initial=_initial(user, watch))
    if request.method == "POST" and form.is_valid() and _kept(form, user, watch):
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Pengaturan Anda tersimpan."))
        answer = redirect(reverse("web:wishes"))
        name, language, secure = settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], request.is_secure()
        answer.set_cookie(name, language, secure=secure, httponly=True, samesite="Lax")
        return answer
    kinds, rest = [form[kind.value] for kind in NewsKind], [form[n] for n in ("quiet_from", "quiet_until", "language")]
    context = {"form": form, "kinds": kinds, "rest": rest, "errors_in_form": bool(form.errors)}
    return render(
        request, "desk/wishes.html", {**frame(watch, "web:wishes"), **context}, status=422 if form.errors else 200
    )


def _kept(form: WishForm, user: User, watch: Watch) -> bool:
    chosen = {kind.value: form.cleaned_data[kind.value] for kind in NewsKind}
    words = {"wishes": chosen, "quiet": form.quiet, "language": form.cleaned_data["language"]}
    try:
        keep(user, **words, by=watch.officer, at=watch.at)
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _initial(user: User, watch: Watch) -> dict[str, object]:
    mine = wishes_of([user.pk], watch.at).get(user.pk, Wishes())
    start, end = mine.quiet or (None, None)
    chosen = {kind.value: mine.of(kind).value for kind in NewsKind}
    return {**chosen, "quiet_from": start, "quiet_until": end, "language": user.language}
