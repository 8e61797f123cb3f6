"""Figures that cannot be bent: nine ways are tried, and whoever tries them often is pointed out."""

import random
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests.cast import NOW, system
from tests.lives import DONE, Life, office
from tests.oversight.agencies import GAMES, honest, live
from tuntas.audit.models import Change
from tuntas.institutions.models import Institution, Level
from tuntas.institutions.offices import change_office, details_of
from tuntas.kernel.refusals import Guarded
from tuntas.oversight import decrees, watching
from tuntas.oversight.models import Mark
from tuntas.oversight.offices import bent, counted
from tuntas.oversight.signs import SIGNALS, Sign
from tuntas.reports.actions import close, dispatch, verify, work
from tuntas.reports.models import Event
from tuntas.reports.states import Classification, Ending, FollowUpKind, Verb
from tuntas.sla.clocks import Kind
from tuntas.sla.models import DayKind
from tuntas.statistics import measures
from tuntas.statistics.scopes import Scope


def figures() -> measures.Figures:
    return measures.tally(measures.rows(Scope(everywhere=True)))


def due(life: Life, kind: Kind = Kind.SETTLEMENT) -> datetime:
    return life.report.clocks.get(kind=kind, stopped_at=None).due_at


def left(life: Life, verb: Verb) -> bool:
    return life.report.events.filter(verb=verb).exists()


def later(life: Life, days: float) -> Life:
    life.at += timedelta(days=days)
    return life


def marks(life: Life) -> set[str]:
    watching.read([life.report.pk])
    return set(Mark.objects.filter(report=life.report).values_list("sign", flat=True))


def test_1_a_step_dated_back_is_not_taken(people):
    life = later(Life(people).submitted().dispatched(), 9)
    work.ask_reporter(life.responded().report, message="Di sisi mana?", by=people.ratna, at=life.tick())
    before, known = figures(), Event.objects.count()
    with pytest.raises(Guarded) as refused:
        life.at -= timedelta(days=8)
        work.answer_question(life.report, body="Kiri.", by=life.siti, at=life.at)
    assert refused.value.code == "out_of_order"
    assert (figures(), Event.objects.count()) == (before, known)


def test_2_handing_on_keeps_the_clock_of_the_reporter(people):
    life = Life(people).submitted().dispatched()
    settle, answer = due(life), due(life, Kind.RESPONSE)
    later(life, 1).returned()
    dispatch.redispatch_unit(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    assert (due(life), due(life, Kind.RESPONSE)) == (settle, answer)
    assert (figures().returned, left(life, Verb.RETURN)) == (1, True)


def test_3_closing_and_opening_again_takes_the_success_back_and_no_time_away(people):
    life = later(Life(people).submitted().dispatched(), 7).responded().followed_up()
    before = figures()
    life.confirmed().reopened()
    life.responded().followed_up()
    after = figures()
    assert (after.response, after.follow_up, after.response_kept) == (
        before.response, before.follow_up, before.response_kept
    )  # fmt: skip
    assert (after.confirmed, after.reopened) == (0, 1)


def test_4_another_class_counts_from_the_old_start_and_is_seen(people):
    life = Life(people).submitted(classification=Classification.INFORMATION).dispatched()
    start = life.report.clocks.get(kind=Kind.SETTLEMENT).started_at
    later(life, 4)
    verify.reclassify(life.report, to=Classification.COMPLAINT, reason="x y z", by=people.budi, at=life.tick())
    assert life.report.clocks.get(kind=Kind.SETTLEMENT).started_at == start
    assert left(life, Verb.RECLASSIFY)
    assert Sign.CLASS_SHIFT in marks(life)


def test_5_waiting_for_the_reporter_has_an_end_and_is_seen(people):
    life = Life(people).submitted().dispatched().responded()
    for _again in range(2):
        work.ask_reporter(life.report, message="Di sisi mana?", by=people.ratna, at=life.tick())
        work.answer_question(life.report, body="Kiri.", by=life.siti, at=life.tick())
    with pytest.raises(Guarded):
        work.ask_reporter(life.report, message="Dan kapan?", by=people.ratna, at=life.tick())
    assert life.report.clocks.get(kind=Kind.SETTLEMENT).pauses.count() == 2
    assert marks(life) >= {Sign.PAUSES, Sign.LATE_PAUSE}


def test_6_a_merged_report_is_counted_as_merged_and_never_as_done(people):
    life = later(Life(people).submitted(), 2)
    before = figures()
    life.merged(title="Jalan rusak di depan pasar")
    after = figures()
    assert (after.endings[Ending.MERGED], after.received) == (1, before.received + 1)
    assert (after.confirmed, after.acted, left(life, Verb.MERGE)) == (0, 0, True)


def test_7_a_new_holiday_moves_no_measured_time_and_each_moved_deadline_is_told(people):
    answered = later(Life(people).submitted().dispatched(), 2).responded()
    open_one = Life(people).submitted().dispatched()
    before = figures()
    day = date(2025, 3, 5)
    wanted = decrees.Wanted("SK 7/2025", "Hari jadi", NOW.date(), add=((day, DayKind.LOCAL, "Hari jadi"),))
    decrees.enter_decree(office("kalsel"), wanted, by=people.budi, at=open_one.at + timedelta(days=3))
    assert figures().response == before.response
    assert left(open_one, Verb.RECOMPUTE)
    assert left(answered, Verb.RECOMPUTE)
    assert Change.objects.filter(verb="enter_decree", actor="Budi Rahman").exists()


def test_8_another_time_zone_or_closing_hour_is_in_the_audit_log_and_bends_nothing_measured(people):
    later(Life(people).submitted().dispatched(), 2).responded()
    before, unit = figures(), office("kalsel-pupr")
    said = details_of(unit)
    changed = type(said)(**{**said.__dict__, "time_zone": "Asia/Jayapura"})
    change_office(unit, changed, by=people.budi, at=NOW)
    assert figures() == before
    row = Change.objects.get(verb="change_office")
    assert (row.before["time_zone"], row.after["time_zone"]) == ("Asia/Makassar", "Asia/Jayapura")


def test_9_closing_without_proof_is_refused_or_marked(people):
    life = Life(people).submitted().dispatched().responded()
    with pytest.raises(Guarded) as refused:
        work.follow_up(life.report, work.FollowUp(FollowUpKind.PHYSICAL, DONE), by=people.ratna, at=life.tick())
    assert refused.value.code == "proof"
    life.followed_up(FollowUpKind.ANSWER)
    later(life, 30)
    with pytest.raises(Guarded):
        close.close_silent(life.report, by=system, at=life.at)
    close.close_by_coordinator(life.report, reason="Sudah.", by=people.budi, at=life.tick())
    assert (figures().confirmed, figures().endings[Ending.COORDINATOR]) == (0, 1)
    assert Sign.NO_PROOF in marks(life)


CASES, SILENT_CASES, HONEST = 12, 20, 4
"""Silence is what many honest offices meet too: it takes more cases to be sure."""
DRAWS = 1000


@pytest.mark.one_engine
def test_an_office_that_games_a_rule_is_pointed_out_and_an_honest_fast_one_is_not(people, capsys):
    units = list(
        Institution.objects.filter(government__code="kalsel", level=Level.UNIT, is_inspectorate=False)
        .filter(requires_approval=False)
        .exclude(code__in=["kalsel-pupr", "kalsel-dishub"])
        .order_by("code")
    )
    good, bad = units[:HONEST], dict(zip(GAMES, units[HONEST:], strict=False))
    for unit in good:
        live(people, unit, honest, SILENT_CASES, seed=7)
    for name, unit in bad.items():
        live(people, unit, GAMES[name], SILENT_CASES if name == Sign.SILENCE else CASES, seed=7)
    watching.read_everything()
    times = counted(Mark.objects.all())
    named = {(one.office, one.signal.sign.value) for one in bent(times)}
    assert named >= {(unit.pk, name) for name, unit in bad.items()}
    assert {office for office, _sign in named} == {unit.pk for unit in bad.values()}
    told = _rates(good, bad)
    with capsys.disabled():
        sys.stdout.write(told)


def _rates(good: list[Institution], bad: dict[str, Institution]) -> str:
    """How often offices drawn from these cases are pointed out: all of a game, half of it, and honest ones."""
    draw = random.Random(7)
    honest_cases = _cases(good)
    others = Counter(sign for signs in honest_cases for sign in signs)
    lines = [f"\n{len(bad)} of {len(bad)} gaming offices and 0 of {len(good)} honest fast ones are pointed out;"]
    lines.append(f"offices of {SILENT_CASES} cases drawn {DRAWS} times from these lives:")
    wrong = sum(_pointed([draw.choice(honest_cases) for _ in range(SILENT_CASES)], others) for _ in range(DRAWS))
    lines.append(f"  honest and fast: {wrong} of {DRAWS} pointed out")
    for name, unit in bad.items():
        gamed = _cases([unit])
        for share in (1.0, 0.5):
            hits = 0
            for _ in range(DRAWS // 5):
                mixed = [draw.choice(gamed if draw.random() < share else honest_cases) for _ in range(SILENT_CASES)]
                hits += _pointed(mixed, others)
            lines.append(f"  {name} in {share:.0%} of the cases: {hits} of {DRAWS // 5}")
            assert share < 1 or hits >= 0.9 * DRAWS // 5
    assert wrong <= 0.02 * DRAWS
    return "\n".join(lines)


def _cases(units: list[Institution]) -> list[frozenset[str]]:
    """The signs of each case that went through these offices."""
    found: dict[object, set[str]] = {}
    for mark in Mark.objects.filter(office__in=units):
        found.setdefault((mark.report_id, mark.office_id), set()).add(mark.sign)
    return [frozenset(signs) for signs in found.values()]


def _pointed(cases: list[frozenset[str]], others: Counter[str]) -> bool:
    ours, theirs = UUID(int=1), UUID(int=2)
    here = Counter(sign for signs in cases for sign in signs)
    times = {(ours, sign): n for sign, n in here.items()} | {(theirs, sign): n for sign, n in others.items()}
    return any(one.office == ours for one in bent(times))


def test_reading_on_and_reading_everything_anew_leave_the_same_marks(people):
    for life in (Life(people).submitted().dispatched(), Life(people).submitted().dispatched().responded()):
        watching.go_on()
        life.report.refresh_from_db()
    Life(people).submitted().asked()
    watching.go_on()
    kept = _all_marks()
    Mark.objects.all().delete()
    watching.read_everything()
    assert _all_marks() == kept
    assert len(kept) > 4


def _all_marks() -> list[tuple[object, ...]]:
    return sorted(Mark.objects.values_list("report_id", "office_id", "sign", "seq", "at"))


def test_every_signal_has_its_game():
    assert {signal.sign.value for signal in SIGNALS} == set(GAMES)
