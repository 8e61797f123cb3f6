"""docs/workflow.md, made from the workflow table: tools/write_workflow.py writes it."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

from tuntas.reports.states import OPEN, State, Verb
from tuntas.reports.workflow import STEPS, Effect, Step

PAGE = Path(__file__).resolve().parents[3] / "docs" / "workflow.md"

_HEAD = """# The workflow

Made from `src/tuntas/reports/workflow.py` by `tools/write_workflow.py`: change the table, not this page.
`tests/workflow.txt` holds the same rows by hand, and a test compares the two.

A verb is refused in this order: the actor may not (403), the state is another (409), a guard does not hold (409, with
the code in the column *Guards*). Who stands for what is in `reports/access.py`, guards and their sentences are in
`reports/guards.py`, clocks in `reports/clocks.py`. T numbers are the transitions of the design, P are additions
without a transition of their own. "–" as target: the state stays.

## The states

| State | What people read | End |
|---|---|---|
"""
_TABLE = """
## The verbs

| Verb | No. | From | To | Who | Guards | Clocks | What people read |
|---|---|---|---|---|---|---|---|
"""
_DIAGRAM = """
## The ways

Verbs that start from every open state (among them WITHDRAW) or change nothing of the state are left out.

```mermaid
stateDiagram-v2
"""


def page() -> str:
    """The whole page."""
    with override("id"):
        states = "".join(f"| `{s.value}` | {s.label} | {'' if s in OPEN else 'yes'} |\n" for s in State)
        rows = "".join(f"{_row(verb, step)}\n" for verb, step in STEPS.items())
    return f"{_HEAD}{states}{_TABLE}{rows}{_DIAGRAM}{''.join(_ways())}```\n"


def write() -> None:
    """Write the page to its place in the repository."""
    PAGE.write_text(page(), encoding="utf-8")


def _row(verb: Verb, step: Step) -> str:
    cells = (
        f"`{verb.value}`",
        step.number,
        _sources(step),
        f"`{step.target.value}`" if step.target else "–",
        ", ".join(predicate.__name__ for predicate in step.who),
        ", ".join(f"`{guard.code}`" for guard in step.guards),
        "; ".join(_effect(effect) for effect in step.clocks),
        str(verb.label),
    )
    return f"| {' | '.join(cells)} |"


def _sources(step: Step) -> str:
    if step.sources == frozenset(State):
        return "every state"
    if step.sources == OPEN:
        return "every open state"
    return ", ".join(f"`{state.value}`" for state in State if state in step.sources) or "(new)"


_SINCE = {"complete_at": "the day the file was complete", "received_at": "receipt"}


def _effect(effect: Effect) -> str:
    if effect.kind is None:
        return "stop all"
    said = f"{effect.name.replace('_', ' ')} {effect.kind.code}"
    if effect.since:
        said += f" from {_SINCE[effect.since]}"
    if effect.days:
        said += f" ({'at least ' if effect.name == 'revive' else ''}{effect.days} days)"
    return said + (f" ({effect.share:.0%} of the rule)" if effect.share != 1 else "")


def _ways() -> Iterator[str]:
    for verb, step in STEPS.items():
        if step.target is None or step.sources == OPEN:
            continue
        for source in [s.value for s in State if s in step.sources] or ["[*]"]:
            yield f"    {source} --> {step.target.value}: {verb.value}\n"
    yield from (f"    {state.value} --> [*]\n" for state in State if state not in OPEN)
