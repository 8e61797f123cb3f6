"""The workflow in one table, and `moving`, the one way through it.

A row says: verb, transition number of the design (domain 8.3), from which states, to which (None: it
stays), who may, which guards must hold, what it does to the clocks. docs/workflow.md is generated from
here; tests/workflow.txt is written by hand and must agree.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise

from tuntas.accounts.actors import Actor, Officer, Seat, System
from tuntas.accounts.models import Role
from tuntas.db.claiming import lock
from tuntas.kernel.refusals import Guarded, NotAllowed, WrongState
from tuntas.sla.clocks import Kind as K

from . import access, guards
from .access import Predicate, coordinator, handler, head, liaison, ombudsman, reporter, sender, system, verifier
from .chain import link, new_salt
from .clocks import Board
from .facts import as_json
from .guards import Guard
from .models import Attachment, Event, Message, Outbox, Report, Uncounted
from .moves import Move, actor_label
from .searching import keep_words
from .states import OPEN, TERMINAL, State, Verb
from .states import State as S
from .states import Verb as V


@dataclass(frozen=True)
class Effect:
    """What happens to one clock. `name` is a method of clocks.Board."""

    name: str
    kind: K | None = None
    days: int | None = None
    share: float = 1
    since: str = ""

    def apply(self, board: Board) -> None:
        """Do it."""
        if self.kind is None:
            board.stop_all()
        elif self.name == "start":
            since = getattr(board.report, self.since) if self.since else None
            board.start(self.kind, since=since, days=self.days, share=self.share)
        elif self.name == "revive":
            board.revive(self.kind, least=self.days or 0)
        else:
            getattr(board, self.name)(self.kind)


def start(kind: K, *, days: int | None = None, share: float = 1, since: str = "") -> Effect:
    return Effect("start", kind, days, share, since)


def _effect(name: str) -> Callable[[K], Effect]:
    return lambda kind: Effect(name, kind)


stop, pause, resume = _effect("stop"), _effect("pause"), _effect("resume")
restart, unstop, rule_anew = _effect("restart"), _effect("unstop"), _effect("rule_anew")
stop_all = Effect("stop_all")


def revive(kind: K, least: int) -> Effect:
    return Effect("revive", kind, days=least)


@dataclass(frozen=True)
class Step:
    """One row of the workflow."""

    number: str
    sources: frozenset[State]
    target: State | None
    who: tuple[Predicate, ...]
    guards: tuple[Guard, ...] = ()
    clocks: tuple[Effect, ...] = ()


def step(
    number: str, sources: set[S] | frozenset[S], target: S | None, who: tuple[Predicate, ...], *rest: Guard | Effect
) -> Step:
    """A row; guards and clock effects may follow in any order."""
    conditions = tuple(part for part in rest if isinstance(part, Guard))
    effects = tuple(part for part in rest if isinstance(part, Effect))
    return Step(number, frozenset(sources), target, who, conditions, effects)


_ALL = frozenset(S)
# A letter typed in today was received when it came: its clocks run from then.
_FROM_RECEIPT = (K.VERIFICATION, K.STATUTORY_RESPONSE, K.STATUTORY_SETTLEMENT, K.OMBUDSMAN)
_DISPATCHED = frozenset({S.DISPATCHED_INSTITUTION, S.DISPATCHED_UNIT})
_AFTER_FOLLOW_UP = (stop(K.SETTLEMENT), stop(K.STATUTORY_SETTLEMENT), stop(K.PROMISE), restart(K.AUTO_CLOSE))
_ON_DISPATCH = (
    stop(K.VERIFICATION),
    start(K.RESPONSE),
    start(K.SETTLEMENT, since="complete_at"),
    restart(K.ACCEPTANCE),
)
_BACK_TO_VERIFICATION = (start(K.VERIFICATION), unstop(K.STATUTORY_SETTLEMENT), unstop(K.OMBUDSMAN))

# fmt: off
STEPS: dict[Verb, Step] = {
    V.SUBMIT: step(
        "T1", frozenset(), S.RECEIVED, (access.anybody,),
        *(start(kind, since="received_at") for kind in _FROM_RECEIPT),
    ),
    V.ASK_COMPLETION: step(
        "T2", {S.RECEIVED}, S.INCOMPLETE, (verifier,),
        guards.QUESTIONS, pause(K.VERIFICATION), stop(K.STATUTORY_RESPONSE), start(K.COMPLETION),
    ),
    V.COMPLETE: step(
        "T3", {S.INCOMPLETE}, S.RECEIVED, (reporter,),
        guards.ASKED_AT_VERIFICATION, stop(K.COMPLETION), resume(K.VERIFICATION), restart(K.STATUTORY_SETTLEMENT),
    ),
    V.LAPSE_COMPLETION: step("T4", {S.INCOMPLETE}, S.WITHDRAWN, (system,), guards.ASKED_AT_VERIFICATION, stop_all),
    V.PROPOSE_ARCHIVE: step("T5", {S.RECEIVED}, None, (verifier,)),
    V.ARCHIVE: step("T5", {S.RECEIVED}, S.ARCHIVED, (verifier,), guards.SECOND_PERSON, stop_all),
    V.MERGE: step("T6", {S.RECEIVED}, S.MERGED, (coordinator,), guards.MERGEABLE, stop_all),
    V.JOIN: step("T6", {S.RECEIVED}, S.MERGED, (reporter,), guards.MERGEABLE, guards.JOINABLE, stop_all),
    V.REFER: step("T7", {S.RECEIVED}, S.REFERRED, (verifier,), stop_all),
    V.DISPATCH_INSTITUTION: step(
        "T8", {S.RECEIVED}, S.DISPATCHED_INSTITUTION, (verifier,), *_ON_DISPATCH
    ),
    V.DISPATCH_UNIT: step(
        "T9", {S.RECEIVED, S.DISPATCHED_INSTITUTION}, S.DISPATCHED_UNIT, (verifier,),
        guards.OWN_UNIT, guards.INSPECTORATE, *_ON_DISPATCH,
    ),
    V.RETURN: step(
        "T10", _DISPATCHED, S.RETURNED, (access.receiver,),
        guards.NOT_BINDING, guards.WITHIN_ACCEPTANCE, guards.SUGGESTION, stop(K.ACCEPTANCE),
    ),
    V.REDISPATCH_INSTITUTION: step(
        "T11", {S.RETURNED}, S.DISPATCHED_INSTITUTION, (sender, coordinator), guards.WITHIN_HOPS, restart(K.ACCEPTANCE)
    ),
    V.REDISPATCH_UNIT: step(
        "T11", {S.RETURNED}, S.DISPATCHED_UNIT, (sender, coordinator),
        guards.WITHIN_HOPS, guards.OWN_UNIT, guards.INSPECTORATE, restart(K.ACCEPTANCE),
    ),
    V.ACKNOWLEDGE: step("T12", {S.DISPATCHED_UNIT, S.REOPENED}, None, (liaison,)),
    V.RESPOND: step(
        "T12/T25", {S.DISPATCHED_UNIT, S.REOPENED}, S.IN_PROGRESS, (liaison,),
        stop(K.RESPONSE), stop(K.ACCEPTANCE), stop(K.STATUTORY_RESPONSE),
    ),
    V.PROPOSE_FOLLOW_UP: step(
        "T13", {S.IN_PROGRESS}, S.AWAITING_APPROVAL, (liaison,), guards.PROOF, guards.SUBTASKS_FINISHED
    ),
    V.APPROVE: step(
        "T13", {S.AWAITING_APPROVAL}, S.FOLLOWED_UP, (head,),
        guards.FOUR_EYES, guards.SUBTASKS_FINISHED, *_AFTER_FOLLOW_UP
    ),
    V.APPROVE_PROMISE: step(
        "T13", {S.AWAITING_APPROVAL}, S.FOLLOWED_UP, (head,), guards.FOUR_EYES, guards.PROMISE_DATED
    ),
    V.SEND_BACK: step("T13", {S.AWAITING_APPROVAL}, S.IN_PROGRESS, (head,)),
    V.REQUEST_HOLD: step("T14", {S.IN_PROGRESS}, None, (liaison,), guards.HOLD_ONCE, guards.HOLD_LIMIT),
    V.HOLD: step(
        "T14", {S.IN_PROGRESS}, S.AWAITING_THIRD_PARTY, (coordinator,),
        guards.HOLD_ASKED, guards.HOLD_ONCE, guards.HOLD_LIMIT, pause(K.SETTLEMENT),
    ),
    V.REFUSE_HOLD: step("T14", {S.IN_PROGRESS}, None, (coordinator,), guards.HOLD_ASKED),
    V.RESUME: step(
        "T15", {S.AWAITING_THIRD_PARTY}, S.IN_PROGRESS, (liaison, system), stop(K.WAITING), resume(K.SETTLEMENT)
    ),
    V.ASK_REPORTER: step(
        "T16", {S.IN_PROGRESS}, S.INCOMPLETE, (liaison,),
        guards.QUESTIONS, pause(K.SETTLEMENT), start(K.COMPLETION),
    ),
    V.ANSWER_QUESTION: step(
        "T16", {S.INCOMPLETE}, S.IN_PROGRESS, (reporter,),
        guards.ASKED_BY_UNIT, stop(K.COMPLETION), resume(K.SETTLEMENT),
    ),
    V.LAPSE_QUESTION: step(
        "T16", {S.INCOMPLETE}, S.IN_PROGRESS, (system,), guards.ASKED_BY_UNIT, stop(K.COMPLETION), resume(K.SETTLEMENT)
    ),
    V.FOLLOW_UP: step(
        "T17", {S.IN_PROGRESS}, S.FOLLOWED_UP, (liaison,),
        guards.APPROVAL_NOT_REQUIRED, guards.PROOF, guards.SUBTASKS_FINISHED, *_AFTER_FOLLOW_UP,
    ),
    V.PROMISE: step(
        "T17", {S.IN_PROGRESS}, S.FOLLOWED_UP, (liaison,), guards.APPROVAL_NOT_REQUIRED, guards.PROMISE_DATED
    ),
    V.KEEP_PROMISE: step(
        "T17", {S.FOLLOWED_UP}, S.FOLLOWED_UP, (liaison,),
        guards.WAS_PROMISE, guards.PROOF, guards.SUBTASKS_FINISHED, *_AFTER_FOLLOW_UP,
    ),
    V.BREAK_PROMISE: step(
        "T17", {S.FOLLOWED_UP}, S.IN_PROGRESS, (system,),
        guards.WAS_PROMISE, stop(K.PROMISE), stop(K.AUTO_CLOSE),
    ),
    V.REPLY: step("T18", {S.FOLLOWED_UP}, S.REPORTER_REPLIED, (reporter,), stop(K.AUTO_CLOSE), start(K.REPLY)),
    V.ANSWER_REPLY: step(
        "T19", {S.REPORTER_REPLIED}, S.FOLLOWED_UP, (liaison,), stop(K.REPLY), start(K.AUTO_CLOSE)
    ),
    V.CONFIRM: step("T20", {S.FOLLOWED_UP, S.REPORTER_REPLIED}, S.CLOSED, (reporter,), stop_all),
    V.CLOSE_SILENT: step("T21", {S.FOLLOWED_UP}, S.CLOSED, (system,), guards.SILENCE, stop_all),
    V.CLOSE_BY_COORDINATOR: step("T22", {S.FOLLOWED_UP, S.REPORTER_REPLIED}, S.CLOSED, (coordinator,), stop_all),
    V.DISPUTE: step(
        "T23", {S.FOLLOWED_UP, S.REPORTER_REPLIED}, S.IN_PROGRESS, (reporter, coordinator),
        stop(K.AUTO_CLOSE), stop(K.REPLY), stop(K.PROMISE),
        revive(K.SETTLEMENT, least=3), unstop(K.STATUTORY_SETTLEMENT),
    ),
    V.REOPEN: step(
        "T24", {S.CLOSED}, S.REOPENED, (reporter, coordinator, ombudsman),
        guards.REOPENABLE, guards.WORDS_THERE,
        start(K.RESPONSE, days=2), start(K.SETTLEMENT, share=0.5), unstop(K.OMBUDSMAN),
    ),
    V.APPEAL: step("T26", {S.ARCHIVED}, None, (reporter,), guards.APPEALABLE),
    V.ACCEPT_APPEAL: step(
        "T26", {S.ARCHIVED}, S.RECEIVED, (coordinator,), guards.APPEALED, guards.OTHER_OFFICER, *_BACK_TO_VERIFICATION
    ),
    V.REJECT_APPEAL: step("T26", {S.ARCHIVED}, None, (coordinator,), guards.APPEALED, guards.OTHER_OFFICER),
    V.REVIVE: step("T26", {S.WITHDRAWN}, S.RECEIVED, (reporter,), guards.WORDS_THERE, *_BACK_TO_VERIFICATION),
    V.SPLIT: step("T27", {S.MERGED}, S.RECEIVED, (coordinator,), guards.WORDS_THERE, *_BACK_TO_VERIFICATION),
    V.WITHDRAW: step("T28", OPEN, S.WITHDRAWN, (reporter,), stop_all),
    V.CONTINUE_WITHDRAWN: step(
        "T28", {S.WITHDRAWN}, S.RECEIVED, (coordinator,), guards.WORDS_THERE, *_BACK_TO_VERIFICATION
    ),
    V.RECLASSIFY: step("T29", OPEN, None, (verifier, coordinator), guards.DOWN_CLASS, rule_anew(K.SETTLEMENT)),
    V.PUBLISH: step("P1", _ALL, None, (coordinator,), guards.PUBLISHABLE, guards.WORDS_THERE, guards.NOT_RESTRICTED),
    V.HIDE: step("P2", _ALL, None, (coordinator,)),
    V.FLAG: step("P13", _ALL, None, (access.anybody,), guards.PUBLISHED, guards.NOT_FLAGGED),
    V.DISMISS_FLAG: step("P14", _ALL, None, (coordinator,), guards.FLAGGED),
    V.RELEASE: step("P21", {S.RECEIVED}, None, (verifier,), guards.QUARANTINED),
    V.ASK_PUBLISH: step("P3", _ALL, None, (reporter,), guards.PUBLISHABLE),
    V.ASK_HIDE: step("P4", _ALL, None, (reporter,)),
    V.ADD: step("P5", _ALL, None, (reporter,), guards.WORDS_THERE),
    V.NOTE: step("P6", _ALL, None, (handler, ombudsman), guards.WORDS_THERE),
    V.ASSIGN: step("P7", OPEN, None, (head, coordinator, liaison)),
    V.COPY: step("P8", OPEN, None, (coordinator,)),
    V.ADD_SUBTASK: step("P9", OPEN, None, (liaison, coordinator)),
    V.FINISH_SUBTASK: step("P10", OPEN, None, (access.subtask_unit, liaison, coordinator)),
    V.RATE: step("P11", {S.CLOSED}, None, (reporter,), guards.UNRATED, guards.WORDS_THERE),
    V.REVEAL: step("P12", _ALL, None, (access.identity_reader, system), guards.NOT_RESTRICTED),
    V.TAG: step("P13", _ALL, None, (handler,)),
    V.NUDGE: step("P14", OPEN, None, (coordinator,)),
    V.CHANGE_NEWS: step("P17", _ALL, None, (reporter, system)),
    V.ERASE: step(
        "P18", TERMINAL, None, (coordinator, system), guards.NO_LEGAL_HOLD, guards.SETTLED, guards.KEEPING_PERIOD_OVER
    ),
    V.ERASE_AGAIN: step("P18", _ALL, None, (system,)),
    V.FORBID_ERASURE: step("P19", _ALL, None, (coordinator,), guards.NO_LEGAL_HOLD),
    V.ALLOW_ERASURE: step("P19", _ALL, None, (coordinator,), guards.LEGAL_HOLD),
    V.INVOKE_RIGHT: step("P20", _ALL, None, (reporter,), guards.NOT_ASKED_YET),
    V.DECIDE_RIGHT: step("P20", _ALL, None, (coordinator,), guards.ASKED),
    V.CORRECT_CONTACT: step("P21", _ALL, None, (reporter,), guards.HAS_CONTACT),
    V.LAPSE: step("T30", OPEN, None, (system,)),
    V.ESCALATE: step("T30", OPEN, None, (system,)),
    V.REMIND: step("T30", OPEN, None, (system,)),
    V.RECOMPUTE: step("T30", OPEN, None, (system,)),
}
# fmt: on


@contextmanager
def moving(report: Report, verb: Verb, *, by: Actor, at: datetime, reason: str = "") -> Iterator[Move]:
    """One change: lock the row, refuse by permission, then by state, let the action fill in what is
    peculiar to it, check the guards, then store state, clocks, texts, files, event and outbox together.

    Raises NotAllowed, WrongState or Guarded; then nothing is stored. On return `report` is fresh.
    """
    row = STEPS[verb]
    with transaction.atomic():
        locked = _locked(report)
        move = _begin(locked, verb, by, at, reason)
        yield move
        _check_guards(row, move)
        _finish(row, move)
    report.__dict__.update(locked.__dict__)


def may(report: Report, verb: Verb, by: Actor) -> bool:
    """Whether the actor may try this verb now: actor and state, not the guards."""
    row = STEPS[verb]
    return report.state in row.sources and any(who(report, by) for who in row.who)


def verbs_for(report: Report, by: Actor) -> list[Verb]:
    """The verbs this actor may try now, in the order of the table."""
    return [verb for verb in STEPS if may(report, verb, by)]


def first_move(report: Report, *, by: Actor, at: datetime) -> Move:
    """The move of a report that is just being made; store it with `finish_first`."""
    return Move(report, copy.copy(report), V.SUBMIT, by, at, Board(report, at, actor_label(by)), S.RECEIVED)


def finish_first(move: Move) -> None:
    """Store a new report with its clocks and its first event, inside the caller's transaction."""
    _finish(STEPS[V.SUBMIT], move)


_KNOWN = ("agency", "tenant", "topic", "unit", "sender")


def _locked(report: Report) -> Report:
    """The row, locked and fresh. Institutions and topic the caller already holds are not read again."""
    row = lock(Report.objects.filter(pk=report.pk)).get()
    held = report._state.fields_cache
    for name in _KNOWN:
        known = held.get(name)
        if known is not None and known.pk == getattr(row, f"{name}_id"):
            row._state.fields_cache[name] = known
    return row


def _begin(report: Report, verb: Verb, by: Actor, at: datetime, reason: str) -> Move:
    row = STEPS[verb]
    if not any(who(report, by) for who in row.who):
        raise NotAllowed()
    if report.state not in row.sources:
        raise WrongState()
    if at < report.last_at:
        raise _refusal("out_of_order", guards.OUT_OF_ORDER)
    board = Board(report, at, actor_label(by), reason)
    return Move(report, copy.copy(report), verb, by, at, board, row.target or State(report.state))


def _check_guards(row: Step, move: Move) -> None:
    for guard in row.guards:
        if not guard.holds(move):
            raise _refusal(guard.code, guard.sentence)


def _refusal(code: str, sentence: Promise) -> Guarded:
    refusal = Guarded(sentence)
    refusal.code = code
    return refusal


def _finish(row: Step, move: Move) -> None:
    report, event = move.report, Event(report=move.report, seq=move.seq)
    for effect in row.clocks:
        effect.apply(move.board)
    move.board.note_next_due()
    report.state = move.target
    if report.state != S.RECEIVED:
        # Whoever moves it on has looked at it.
        report.quarantined_at = None
    _stamp(event, move)
    event.hash = link(event)
    report.last_seq, report.last_hash, report.last_at = event.seq, event.hash, move.at
    _save(move)
    move.board.save()
    Message.objects.bulk_create(move.messages)
    Attachment.objects.bulk_create(move.files)
    event.save(force_insert=True)
    Outbox.objects.create(event=event, at=move.at)
    Uncounted.objects.create(event=event)


def _save(move: Move) -> None:
    """A new report whole; of a known one just what changed."""
    report, was = move.report, move.was
    if not was.last_seq:
        report.save(force_insert=True)
        keep_words(report, None)
        return
    names = (field.attname for field in Report._meta.concrete_fields)
    report.save(update_fields=[name for name in names if getattr(report, name) != getattr(was, name)])
    keep_words(report, was)


def _stamp(event: Event, move: Move) -> None:
    report = move.report
    event.tenant_id, event.verb, event.at = report.tenant_id, move.verb.value, move.at
    event.source = "" if move.verb == V.SUBMIT else move.was.state
    event.target = move.target.value
    _stamp_actor(event, move)
    event.facts = _facts(move) | _on_behalf(move)
    event.salt, event.previous = new_salt(), move.was.last_hash
    calendar = move.board.calendar(report.agency)
    event.year, event.local_date = calendar.local_date(report.received_at).year, calendar.local_date(move.at)
    event.agency_id, event.unit_id = report.agency_id, report.unit_id
    event.topic_code, event.classification = report.topic_id or "", report.classification
    event.channel, event.ending = report.channel, move.ending
    event.days, event.unit_days, event.on_time = move.days, move.unit_days, move.on_time


def _facts(move: Move) -> dict[str, object]:
    facts = as_json(move.facts)
    if move.board.told:
        facts["clocks"] = [list(told) for told in move.board.told]
    if move.texts:
        facts["texts"] = move.texts
    if move.files:
        facts["files"] = [f"{file.name}:{file.sha256}" for file in move.files]
    return facts


def _on_behalf(move: Move) -> dict[str, object]:
    """For whom a substitute acted, within the chain."""
    seat = _acting_seat(move.by, move) if isinstance(move.by, Officer) else None
    return {"on_behalf": str(seat.lent_by)} if seat and seat.lent_by else {}


def _stamp_actor(event: Event, move: Move) -> None:
    by = move.by
    if isinstance(by, Officer):
        seat = _acting_seat(by, move)
        event.actor_kind, event.actor_id = "officer", by.user_id
        event.actor_role = Role(seat.role).value if seat else ""
        event.actor_institution_id = seat.institution_id if seat else None
    else:
        # Whoever files a report is its reporter, though the proof comes with the receipt only.
        event.actor_kind = "system" if isinstance(by, System) else "reporter"


def _acting_seat(by: Officer, move: Move) -> Seat | None:
    """The seat from which the officer most nearly acts: the unit's, the agency's, the tenant's, any. A seat that
    is only lent counts when no own seat would do."""
    report, seats = move.report, _opening(by, move)
    places = (report.unit_id, report.agency_id, report.tenant_id)
    near = (seat for place in places for seat in seats if seat.institution_id == place)
    return next(near, seats[0] if seats else None)


def _opening(by: Officer, move: Move) -> tuple[Seat, ...]:
    """All seats; of somebody who stands in for another those that open this step, the own ones first."""
    if not any(seat.lent_by for seat in by.seats):
        return by.seats
    opens = tuple(seat for seat in by.seats if _opens(replace(by, seats=(seat,)), move))
    return tuple(seat for seat in opens if not seat.lent_by) or opens or by.seats


def _opens(alone: Officer, move: Move) -> bool:
    return any(who(move.was, alone) for who in STEPS[move.verb].who)
