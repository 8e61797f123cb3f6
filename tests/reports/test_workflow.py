"""The table in the code is the table that was decided."""

from pathlib import Path

import pytest

from tuntas.ops.workflow_docs import PAGE, page
from tuntas.reports.states import State, Verb
from tuntas.reports.workflow import STEPS, Effect

DECIDED = Path(__file__).resolve().parent.parent / "workflow.txt"
ENDS = {"CLOSED", "ARCHIVED", "MERGED", "WITHDRAWN", "REFERRED"}
ALL = {state.value for state in State}

pytestmark = pytest.mark.one_engine


def _decided():
    lines = DECIDED.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]
    return {verb: tuple(rest) for verb, *rest in rows}


def _sources(cell):
    return {"-": set(), "ALL": ALL, "OPEN": ALL - ENDS}.get(cell) if cell in {"-", "ALL", "OPEN"} else set(cell.split())


def _list(cell):
    return [] if cell == "-" else cell.split(", ")


def _effect(effect: Effect) -> str:
    said = effect.name.replace("_all", " all") if effect.kind is None else f"{effect.name} {effect.kind.value}"
    if effect.since:
        said += f" since {effect.since}"
    if effect.days:
        said += f" {'least' if effect.name == 'revive' else 'days'} {effect.days}"
    return said + (f" share {effect.share}" if effect.share != 1 else "")


def test_every_verb_is_decided_and_in_the_same_order():
    assert list(_decided()) == [verb.value for verb in STEPS]
    assert set(_decided()) == {verb.value for verb in Verb}


@pytest.mark.parametrize("verb", Verb)
def test_the_row_is_the_decided_one(verb):
    row, (sources, target, who, guards, clocks) = STEPS[verb], _decided()[verb]
    assert {state.value for state in row.sources} == _sources(sources)
    assert (row.target.value if row.target else "-") == target
    assert [predicate.__name__ for predicate in row.who] == _list(who)
    assert [guard.code for guard in row.guards] == _list(guards)
    assert [_effect(effect) for effect in row.clocks] == _list(clocks)


def test_guards_have_codes_and_sentences_of_their_own():
    guards = {guard for row in STEPS.values() for guard in row.guards}
    assert len({guard.code for guard in guards}) == len(guards) == len({str(guard.sentence) for guard in guards})


def test_every_state_is_reached_and_every_open_state_can_be_left():
    assert {row.target for row in STEPS.values() if row.target} == set(State)
    for state in State:
        assert any(state in row.sources and row.target not in (None, state) for row in STEPS.values()) or state in ENDS


def test_the_page_is_the_generated_one():
    """After a change of the table: python tools/write_workflow.py."""
    assert PAGE.read_text(encoding="utf-8") == page()
