"""Sixteen officers press at once: one wins, one event is written; and the proof that this test can fail."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from tests import cast
from tests.cast import NOW, nobody
from tests.lives import ANSWER, Life, draft
from tests.oversight.racing import committed
from tuntas.kernel.refusals import Refusal, WrongState
from tuntas.reports import chain, workflow
from tuntas.reports.actions import submit, work
from tuntas.reports.models import Event, Filing, Outbox, Report
from tuntas.reports.states import State, Verb

THREADS, ROUNDS = 16, 20

__all__ = ["committed"]

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
def racers(committed):
    """The cast, in a database in which they commit."""
    return cast.Cast.gather()


def _together(action):
    """Run in all threads at the same instant; what each returned or the exception it met."""
    gate = threading.Barrier(THREADS)

    def run(number):
        gate.wait()
        try:
            return action(number)
        except (Refusal, IntegrityError) as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def _respond_at_once(racers):
    """One dispatched report, answered by all threads; the report and what each thread met."""
    life = Life(racers).submitted().dispatched()
    at = life.tick()

    def respond(_number):
        report = Report.objects.get(pk=life.report.pk)
        return work.respond(report, message=ANSWER, by=racers.ratna, at=at)

    return life.report, _together(respond)


def test_one_of_sixteen_wins_and_leaves_one_event(racers):
    for _round in range(ROUNDS):
        report, met = _respond_at_once(racers)
        winners = [outcome for outcome in met if isinstance(outcome, Report)]
        assert len(winners) == 1
        assert [type(outcome) for outcome in met if outcome not in winners] == [WrongState] * (THREADS - 1)
        report.refresh_from_db()
        assert (report.state, report.last_seq) == (State.IN_PROGRESS, 3)
        assert Event.objects.filter(report=report, verb=Verb.RESPOND).count() == 1
        assert Outbox.objects.filter(event__report=report).count() == 3
        assert report.messages.count() == 1
        assert list(chain.verify([report])) == []


def test_without_the_lock_the_race_is_lost(racers, monkeypatch):
    """The negative control: were the row not locked, the test above would see it."""
    monkeypatch.setattr(workflow, "lock", lambda rows: rows)
    for _round in range(ROUNDS):
        _report, met = _respond_at_once(racers)
        winners = [outcome for outcome in met if isinstance(outcome, Report)]
        clashes = [outcome for outcome in met if isinstance(outcome, IntegrityError)]
        if len(winners) > 1 or clashes:
            return
    pytest.fail(f"{ROUNDS} rounds without the lock and nothing went wrong: the race test proves nothing")


def test_sixteen_times_the_same_filing_is_one_report(racers):
    for _round in range(ROUNDS):
        filing = draft()
        receipts = _together(lambda _number, filing=filing: submit.submit(filing, by=nobody, at=NOW))
        assert len(set(receipts)) == 1
        report = Report.objects.get(pk=receipts[0].report_id)
        assert Report.objects.filter(code_hash=report.code_hash).count() == 1
    assert Report.objects.count() == Filing.objects.count() == Event.objects.count() == ROUNDS


def test_sixteen_different_filings_are_sixteen_reports(racers):
    receipts = _together(lambda _number: submit.submit(draft(), by=nobody, at=NOW))
    assert len({receipt.reference for receipt in receipts}) == THREADS
    assert len({receipt.access_code for receipt in receipts}) == THREADS


def test_sixteen_notes_all_count_in_one_unbroken_chain(racers):
    from tuntas.reports.actions import converse

    life = Life(racers).submitted().dispatched()
    at = life.at + timedelta(minutes=1)

    def note(number):
        report = Report.objects.get(pk=life.report.pk)
        return converse.note(report, body=f"Catatan {number}", by=racers.ratna, at=at)

    assert all(isinstance(outcome, Report) for outcome in _together(note))
    report = Report.objects.get(pk=life.report.pk)
    assert [event.seq for event in report.events.order_by("seq")] == list(range(1, THREADS + 3))
    assert list(chain.verify([report])) == []
