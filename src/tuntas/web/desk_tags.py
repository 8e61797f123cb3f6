"""The form of the tags of one report, and how tags read in lists."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tuntas.reports.actions.tags import SHOWN_AT_MOST, tags_for, tags_on
from tuntas.reports.models import Tag

from .desk_forms import ActForm
from .report_form import printable


class Suggested(forms.TextInput):
    """A field for one line, with words that the browser offers."""

    words: tuple[str, ...] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field and its list."""
        key = f"{(attrs or {}).get('id', name)}_kata"
        field = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", "<option{}></option>", ((flatatt({"value": word}),) for word in self.words))
        return format_html('{}<datalist id="{}">{}</datalist>', field, key, options)


class TagForm(ActForm):
    """One more tag, and those that come off."""

    tag = forms.CharField(
        label=_("Tanda baru"),
        help_text=_("Satu kata atau dua, misalnya: musim hujan. Hanya petugas yang melihatnya."),
        max_length=40,
        required=False,
        widget=Suggested,
    )
    off = forms.MultipleChoiceField(label=_("Lepas tanda"), required=False, widget=forms.CheckboxSelectMultiple)

    def prepare(self) -> None:
        """The tags that are there, and those that the own government knows."""
        self.here = here = tags_on([self.report.pk], by=self.watch.officer).get(self.report.pk, [])
        self.fields["off"].choices = [(str(one.pk), one.name) for one in here]  # type: ignore[attr-defined]
        if not here:
            del self.fields["off"]
        known = tags_for(self.watch.officer).values_list("name", flat=True)[:SHOWN_AT_MOST]
        self.fields["tag"].widget.words = tuple(known)

    def clean_tag(self) -> str:
        """As it can be kept."""
        return " ".join(printable(self.cleaned_data["tag"]).split())

    def clean_off(self) -> list[Tag]:
        """The tags to take off."""
        return list(tags_for(self.watch.officer).filter(pk__in=self.cleaned_data["off"]))
