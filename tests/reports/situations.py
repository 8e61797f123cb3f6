"""One report in every state, ordinary and of supervision, by the real actions; and everybody who may come to it."""

from tests.cast import nobody, system
from tests.lives import Life, office
from tuntas.accounts.actors import Actor, Reporter
from tuntas.reports.actions import dispatch
from tuntas.reports.identity import Contact
from tuntas.reports.states import Classification, ReturnReason, State

EMPTY = Contact()
SUPERVISION = {"classification": Classification.SUPERVISION}


def ordinary(people, state: State) -> Life:
    """A report of the provincial roads agency in this state."""
    return _WAYS[state](Life(people).submitted())


def supervision(people, state: State) -> Life:
    """A case of the Inspektorat in this state."""
    life = Life(people).submitted(**SUPERVISION)
    return _CLOSED_WAYS.get(state, _WAYS[state])(life)


def actors(people, life: Life) -> dict[str, Actor]:
    """Everybody by name: the cast, the report's own reporter, a reporter of another report, nobody, the system."""
    stranger = Life(people, life.at).submitted()
    cast = {name: getattr(people, name) for name in people.__dataclass_fields__}
    return {"siti": life.siti, "joko": Reporter(stranger.report.pk), "nobody": nobody, "tuntas": system, **cast}


def _working(life: Life) -> Life:
    return life.dispatched().responded()


def _closed_return(life: Life) -> Life:
    dispatch.hand_back(
        life.dispatched().report,
        reason=ReturnReason.OTHER_LEVEL,
        suggested=office("banjarmasin-inspektorat"),
        by=life.people.intan,
        at=life.tick(),
    )
    return life


def _closed_archive(life: Life) -> Life:
    life.archived()
    life.archived_by(life.people.fajar)
    return life


def _closed_merge(life: Life) -> Life:
    life.merged(by=life.people.intan, **SUPERVISION)
    return life


def _closed_institution(life: Life) -> Life:
    dispatch.dispatch_institution(life.report, to=office("kalsel"), by=life.people.intan, at=life.tick())
    return life


def _institution(life: Life) -> Life:
    dispatch.dispatch_institution(life.report, to=office("kalsel"), by=life.people.agus, at=life.tick())
    return life


_WAYS = {
    State.RECEIVED: lambda life: life,
    State.INCOMPLETE: lambda life: life.asked(),
    State.DISPATCHED_INSTITUTION: _institution,
    State.DISPATCHED_UNIT: lambda life: life.dispatched(),
    State.RETURNED: lambda life: life.dispatched().returned(),
    State.IN_PROGRESS: _working,
    State.AWAITING_APPROVAL: lambda life: _working(life).proposed(),
    State.AWAITING_THIRD_PARTY: lambda life: _working(life).held(),
    State.FOLLOWED_UP: lambda life: _working(life).followed_up(),
    State.REPORTER_REPLIED: lambda life: _working(life).followed_up().replied(),
    State.CLOSED: lambda life: _working(life).followed_up().confirmed(),
    State.REOPENED: lambda life: _working(life).followed_up().confirmed().reopened(),
    State.ARCHIVED: lambda life: life.archived(),
    State.MERGED: lambda life: life.merged(),
    State.WITHDRAWN: lambda life: life.withdrawn(),
    State.REFERRED: lambda life: life.referred(),
}
_CLOSED_WAYS = {
    State.DISPATCHED_INSTITUTION: _closed_institution,
    State.RETURNED: _closed_return,
    State.ARCHIVED: _closed_archive,
    State.MERGED: _closed_merge,
}
