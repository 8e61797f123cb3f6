"""State x verb x actor: who may, against tests/matrix.txt, which is written by hand from the permission table."""

from pathlib import Path

import pytest

from tests.lives import Life, office
from tests.reports import situations
from tuntas.kernel.refusals import NotAllowed, WrongState
from tuntas.reports.access import visible_to
from tuntas.reports.actions import dispatch
from tuntas.reports.states import Classification, ContentMode, IdentityMode, OmbudsmanStatus, State, Verb
from tuntas.reports.workflow import may, moving, verbs_for

pytestmark = [pytest.mark.slow, pytest.mark.one_engine]
TABLE = Path(__file__).resolve().parent.parent / "matrix.txt"
STEPS_TEXT = Path(__file__).resolve().parent.parent / "workflow.txt"
ENDS = {State.CLOSED, State.ARCHIVED, State.MERGED, State.WITHDRAWN, State.REFERRED}
UNASSIGNED = {
    State.RECEIVED,
    State.INCOMPLETE,
    State.DISPATCHED_INSTITUTION,
    State.RETURNED,
    State.ARCHIVED,
    State.MERGED,
    State.WITHDRAWN,
    State.REFERRED,
}
ADMINS = {"budi", "lina", "agus"}
OF_THE_UNIT = {"ratna", "hadi"}


def _rows(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]


ROLES = {verb: (ordinary, closed) for verb, ordinary, closed in _rows(TABLE)}
SOURCES = {verb: sources for verb, sources, *_rest in _rows(STEPS_TEXT)}


def _starts(verb, state):
    cell = SOURCES[verb]
    return cell == "ALL" or (cell == "OPEN" and state not in ENDS) or state.value in cell.split()


def _people(verb, state, *, closed, everybody):
    """The names that may act on a report of this kind in this state, whatever verb's sources say."""
    cell = ROLES[verb][closed]
    if cell == "everybody":
        return everybody
    if cell == "by-state":  # RETURN: whoever was handed the report
        return {"ratna"} if state == State.DISPATCHED_UNIT else ADMINS
    # REVEAL of an open identity: whoever handles the case; and the system, with keys that people brought.
    names = OF_THE_UNIT | ADMINS | {"tuntas"} if cell == "by-identity" else set(cell.split())
    if not closed and state in UNASSIGNED:
        return names - OF_THE_UNIT
    if closed and state in UNASSIGNED and ROLES[verb][0] in {"ratna", "hadi", "ratna tuntas"}:
        return names - {"intan", "fajar"}  # without a unit nobody stands in for its liaison or head
    return names


def _with_subtask(life: Life, by) -> Life:
    """Yusuf's unit gets an open part of the work, where the state allows one."""
    if may(life.report, Verb.ADD_SUBTASK, by):
        dispatch.add_subtask(life.report, unit=office("kalsel-dishub"), task="Alihkan arus.", by=by, at=life.tick())
    return life


def _cells(people, state, closed):
    life = situations.supervision(people, state) if closed else situations.ordinary(people, state)
    assert life.report.state == state
    _with_subtask(life, people.intan if closed else people.budi)
    return life, situations.actors(people, life)


def _expected(state, closed, everybody):
    return {
        (verb.value, name)
        for verb in Verb
        if _starts(verb.value, state)
        for name in _people(verb.value, state, closed=closed, everybody=everybody)
        if not (state in ENDS and name == "yusuf" and ROLES[verb.value][closed] != "everybody")
    }


@pytest.mark.parametrize("closed", [False, True], ids=["ordinary", "supervision"])
@pytest.mark.parametrize("state", State)
def test_who_may_what(people, state, closed):
    life, everybody = _cells(people, state, closed)
    found = {(verb.value, name) for verb in Verb for name, actor in everybody.items() if may(life.report, verb, actor)}
    assert found == _expected(state, closed, set(everybody))
    for name, actor in everybody.items():
        assert {(verb.value, name) for verb in verbs_for(life.report, actor)} == {c for c in found if c[1] == name}


@pytest.mark.parametrize("closed", [False, True], ids=["ordinary", "supervision"])
@pytest.mark.parametrize("state", State)
def test_a_refused_step_says_why_and_stores_nothing(people, state, closed):
    """Every cell that may not: NotAllowed for the wrong person in whatever state, else WrongState."""
    life, everybody = _cells(people, state, closed)
    events, expected = life.report.events.count(), _expected(state, closed, set(everybody))
    at, faults = life.tick(), []
    for verb in Verb:
        for name, actor in everybody.items():
            if (verb.value, name) in expected:
                continue
            right_person = name in _people(verb.value, state, closed=closed, everybody=set(everybody))
            if name == "yusuf" and verb == Verb.FINISH_SUBTASK:
                right_person = not closed and life.report.subtasks.exists()
            wanted = WrongState if right_person else NotAllowed
            try:
                with moving(life.report, verb, by=actor, at=at):
                    faults.append((verb, name, "nobody refused"))
            except (NotAllowed, WrongState) as refusal:
                if type(refusal) is not wanted:
                    faults.append((verb, name, type(refusal).__name__))
    assert faults == []
    assert life.report.events.count() == events


# Whom each kind of report exists for. A visitor and a stranger never; the reporter and the system always.
STAFF = {"ratna", "hadi", "yusuf", "wayan", "budi", "lina", "nia", "intan", "fajar", "agus", "dewi", "sri"}
SEEN = {
    "public": ({}, {"ratna", "hadi", "yusuf", "budi", "lina", "agus", "dewi", "sri"}),
    "secret": ({"content": ContentMode.SECRET}, {"ratna", "hadi", "budi", "lina", "agus"}),
    "sealed": ({"identity": IdentityMode.SEALED}, {"ratna", "hadi", "yusuf", "budi", "lina", "agus", "dewi", "sri"}),
    "supervision": ({"classification": Classification.SUPERVISION}, {"intan", "fajar"}),
}


@pytest.mark.parametrize("kind", SEEN)
def test_for_whom_a_report_exists(people, kind):
    """The unit is kalsel-pupr (or the Inspektorat); kalsel-dishub has a copy."""
    changes, staff = SEEN[kind]
    life = Life(people).submitted(**changes).dispatched()
    sender = people.intan if kind == "supervision" else people.budi
    dispatch.copy_to(life.report, to=office("kalsel-dishub"), by=sender, at=life.tick())
    everybody = situations.actors(people, life)
    seen = {name for name, actor in everybody.items() if visible_to(actor).filter(pk=life.report.pk).exists()}
    assert seen == staff | {"siti", "tuntas"}


def test_a_subtask_opens_a_secret_report_but_a_copy_does_not(people):
    life = Life(people).submitted(content=ContentMode.SECRET).dispatched()
    dispatch.copy_to(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    assert not visible_to(people.yusuf).filter(pk=life.report.pk).exists()
    dispatch.add_subtask(
        life.report, unit=office("kalsel-dishub"), task="Pasang rambu.", by=people.budi, at=life.tick()
    )
    assert visible_to(people.yusuf).filter(pk=life.report.pk).exists()


@pytest.mark.parametrize("changes", [{"escalation": 4}, {"ombudsman": OmbudsmanStatus.FILED}])
def test_the_ombudsman_sees_a_secret_report_once_it_is_the_ombudsmans_case(people, changes):
    life = Life(people).submitted(content=ContentMode.SECRET)
    assert not visible_to(people.dewi).filter(pk=life.report.pk).exists()
    type(life.report).objects.filter(pk=life.report.pk).update(**changes)
    assert visible_to(people.dewi).filter(pk=life.report.pk).exists()


def test_the_city_sees_a_report_once_it_is_sent_there_and_the_province_keeps_it(people):
    life = Life(people).submitted()
    assert not visible_to(people.nia).filter(pk=life.report.pk).exists()
    life.sent_to_city()
    assert visible_to(people.nia).filter(pk=life.report.pk).exists()
    assert visible_to(people.budi).filter(pk=life.report.pk).exists()


def test_the_reporter_is_the_one_of_this_report_whatever_the_identity(people):
    """The access code is the only proof; a report without identity has a reporter too."""
    for mode in IdentityMode:
        extra = {"contact": situations.EMPTY} if mode == IdentityMode.NONE else {}
        life = Life(people).submitted(identity=mode, **extra)
        assert may(life.report, Verb.WITHDRAW, life.siti)
        assert not may(life.report, Verb.WITHDRAW, situations.actors(people, life)["joko"])


def test_an_officer_whose_seat_ended_has_no_right(people):
    from tests.world import BEGAN
    from tuntas.accounts.actors import officer
    from tuntas.accounts.models import Membership, User

    life = Life(people).submitted().dispatched()
    ratna = User.objects.get(email="ratna@kalsel.example")
    assert may(life.report, Verb.RESPOND, officer(ratna, life.at))
    assert not may(life.report, Verb.RESPOND, officer(ratna, BEGAN.replace(year=2022)))
    Membership.objects.filter(user=ratna).update(active_until=life.at)
    assert not may(life.report, Verb.RESPOND, officer(ratna, life.at))
