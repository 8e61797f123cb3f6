"""The living style page: every component in every state, with the parameters its own file documents."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from .desk_door import at_the_desk
from .overseer_door import Watch, frame
from .style_examples import State, examples

FOLDER = Path(__file__).parent / "templates" / "components"
_COMMENT = re.compile(r"{% comment %}\s*(.*?)\s*{% endcomment %}", re.DOTALL)


@dataclass(frozen=True)
class Drawn:
    """One state of a component: its name and its drawing."""

    name: str
    drawing: SafeString


@dataclass(frozen=True)
class Component:
    """One file of templates/components with what it says of itself and its drawings."""

    name: str
    about: str
    states: tuple[Drawn, ...]


@require_safe
@at_the_desk()
def style(request: HttpRequest, watch: Watch) -> HttpResponse:
    """All components on one page; those that have no example yet stand at the end, with their words alone."""
    shown = examples()
    rest = sorted({file.stem for file in FOLDER.glob("*.html")} - shown.keys())
    named: list[tuple[str, list[State]]] = [*shown.items(), *((name, []) for name in rest)]
    components = [_component(name, states, request) for name, states in named]
    return render(request, "desk/style.html", {**frame(watch, "web:style"), "components": components})


def _component(name: str, states: list[State], request: HttpRequest) -> Component:
    drawn = [
        Drawn(str(words), render_to_string(f"components/{name}.html", dict(parameters), request=request))
        for words, parameters in states
    ]
    return Component(name, about(name), tuple(drawn))


def about(name: str) -> str:
    """What the comment at the head of the component says; empty without one."""
    found = _COMMENT.search((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    return found[1] if found else ""
