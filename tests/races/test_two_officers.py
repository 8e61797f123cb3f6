"""Two officers send the same form of one report at once, through the pages: one wins, the other keeps the words."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from tests import cast
from tests.lives import Life
from tests.oversight.racing import committed
from tuntas.accounts.models import User
from tuntas.reports import collisions, workflow
from tuntas.reports.models import Event, Report
from tuntas.reports.states import State, Verb

ROUNDS = 12
WORDS = ("Jalan berlubang di depan pasar, menurut Budi.", "Jalan berlubang di depan pasar, menurut Lina.")

__all__ = ["committed"]

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
def racers(committed, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    return cast.Cast.gather()


def _officers() -> list[Client]:
    clients = [Client(raise_request_exception=False) for _ in range(2)]
    for client, name in zip(clients, ("budi", "lina"), strict=True):
        client.force_login(User.objects.get(email=f"{name}@kalsel.example"))
    return clients


def _sent_at_once(report: Report, slug: str, forms: list[dict[str, str]]) -> list:
    """Both answers, each with its status and text."""
    gate, address = threading.Barrier(2), f"/meja/laporan/{report.reference}/{slug}/"

    def send(pair):
        client, given = pair
        fields = {f"{slug}-{name}": value for name, value in given.items()} | {"seq": report.last_seq}
        gate.wait()
        try:
            return client.post(address, fields)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, zip(_officers(), forms, strict=True)))


def _published(racers) -> tuple[Report, list]:
    report = Life(racers).submitted().report
    return report, _sent_at_once(report, "publikasi", [{"title": "Jalan rusak", "body": words} for words in WORDS])


def test_of_two_who_publish_one_wins_and_the_other_keeps_the_text(racers):
    for _round in range(ROUNDS):
        report, answers = _published(racers)
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        won, lost = sorted(range(2), key=lambda one: answers[one].status_code)
        page = answers[lost].content.decode()
        assert WORDS[lost] in page
        assert "Orang lain lebih dulu" in page
        assert ("Budi Rahman", "Lina Hartati")[won] in page
        report.refresh_from_db()
        assert (report.public_body, report.last_seq) == (WORDS[won], 2)
        assert Event.objects.filter(report=report, verb=Verb.PUBLISH).count() == 1


def test_of_two_who_dispatch_one_unit_has_the_report(racers):
    units = ("kalsel-pupr", "kalsel-dishub")
    for _round in range(ROUNDS):
        report = Life(racers).submitted().report
        forms = [{"to": unit, "topic": "jalan-berlubang", "note": f"Untuk {unit}, segera."} for unit in units]
        answers = _sent_at_once(report, "disposisi", forms)
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        won, lost = sorted(range(2), key=lambda one: answers[one].status_code)
        report.refresh_from_db()
        assert (report.state, report.unit.code, report.last_seq) == (State.DISPATCHED_UNIT, units[won], 2)
        assert "Orang lain lebih dulu" in answers[lost].content.decode()


def test_without_the_lock_the_race_is_lost(racers, monkeypatch):
    """The negative control: were the row not locked, the tests above would see it."""
    monkeypatch.setattr(workflow, "lock", lambda rows: rows)
    monkeypatch.setattr(collisions, "lock", lambda rows: rows)
    for _round in range(ROUNDS * 4):
        _report, answers = _published(racers)
        if sorted(answer.status_code for answer in answers) != [302, 409]:
            return
    pytest.fail("without the lock nothing went wrong: the race tests prove nothing")
