"""Template helpers. Kept few: presenters hand plain strings to the templates, which only lay them out."""

from collections.abc import Mapping

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon of the sprite; without a label it is an ornament that screen readers pass over."""
    source = f"{static('tuntas/icons.svg')}#{name}"
    if not label:
        return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', source)
    return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, source)


@register.inclusion_tag("components/clock_badge.html")
def clock_badge(clock: object) -> dict[str, object]:
    """Draw the badge of a running clock from anything that has `level`, `text` and, if known, `due`."""
    return {key: part(clock, key) for key in ("level", "text", "due")}


@register.inclusion_tag("components/status_badge.html")
def status_badge(label: str, turn: str = "") -> dict[str, str]:
    """Draw the state of a report; `turn` says who must move (office, reporter, other, ended)."""
    return {"label": label, "turn": turn}


@register.simple_tag
def described_by(field: BoundField, hint: str = "", count: bool = False) -> str:
    """Return the ids of the sentences that explain `field`, in reading order, for aria-describedby."""
    parts = {"helptext": hint or field.help_text, "count": count, "error": field.errors}
    return " ".join(f"{field.auto_id}_{name}" for name, present in parts.items() if present)


@register.simple_tag
def control(field: BoundField, described: str = "") -> SafeString:
    """Draw the form control of `field`, naming the sentences that explain it."""
    attributes: dict[str, str | bool] = {}
    if described and not field.use_fieldset:
        attributes["aria-describedby"] = described
    return field.as_widget(attrs=attributes)


def part(thing: object, name: str) -> object:
    """Return an item of a mapping or an attribute of an object; an empty string when it has none."""
    if isinstance(thing, Mapping):
        return thing.get(name, "")
    return getattr(thing, name, "")
