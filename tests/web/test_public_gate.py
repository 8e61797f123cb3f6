"""The form's gate as browsers and machines meet it: nothing is refused, nothing is lost, no address is kept."""

import json
import re

import pytest
from django.db import OperationalError
from django.test import Client

from tests.intake.test_judging import solved
from tests.web.public_browser import fields_of, press
from tests.web.test_public_offline import PAGE, SAID
from tests.web.test_public_report import to_check
from tuntas.intake import spool
from tuntas.intake.models import Tally
from tuntas.kernel import clock
from tuntas.reports.models import Report
from tuntas.reports.states import Doubt, State
from tuntas.sla.clocks import Kind
from tuntas.web import public_report

JSON = {"accept": "application/json"}


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def little_work(settings, tmp_path):
    settings.TUNTAS_PROOF_WORK = 50
    settings.TUNTAS_DATA_DIR = tmp_path


def doubts() -> list[str]:
    return Report.objects.get().events.get(seq=1).facts.get("doubts", [])


def test_a_person_without_scripts_is_not_doubted(people, client, unhurried):
    page = press(client, to_check(client), "send")
    assert (page.status_code, doubts(), Report.objects.get().quarantined_at) == (200, [], None)


def test_the_proof_that_the_page_asks_for_is_taken(people, client, unhurried, settings):
    settings.TUNTAS_UNPROVEN_PER_HOUR = 0
    page = to_check(client)
    (stamp,) = fields_of(page)["stamp"]
    assert client.get("/lapor/bukti/", {"stamp": stamp}).json()["stamp"] == stamp
    page = press(client, page, "send", proof=solved(stamp, clock.now()))
    assert (page.status_code, doubts()) == (200, [])


def test_a_filled_trap_is_a_report_with_receipt_and_deadline(people, client, unhurried):
    page = press(client, to_check(client), "send", laman="http://jual.example")
    report = Report.objects.get()
    assert (page.status_code, report.number in page.content.decode(), doubts()) == (200, True, ["TRAP"])
    assert (report.state, report.quarantined_at) == (State.RECEIVED, report.received_at)
    assert report.clocks.filter(kind=Kind.VERIFICATION, stopped_at=None, due_at__gt=report.received_at).exists()


def test_a_form_sent_at_once_and_a_post_without_a_form(people, client):
    press(client, to_check(client), "send")
    assert doubts() == ["FAST"]
    Report.objects.update(quarantined_at=None)
    answer = client.post(PAGE, SAID, headers=JSON)
    report = Report.objects.latest("received_at")
    assert (answer.json()["number"], report.events.get(seq=1).facts["doubts"]) == (report.number, ["STAMP"])


def test_sending_twice_gives_one_report_and_the_same_receipt(people, client, unhurried):
    page = to_check(client)
    codes = {re.search(r"(?:[0-9A-Z]{4}-){5}", press(client, page, "send").content.decode()).group() for _ in "ab"}
    assert (len(codes), Report.objects.count(), doubts()) == (1, 1, [])


def test_another_report_from_the_same_answers_gets_a_stamp_of_its_own(people, client, unhurried):
    page = to_check(client)
    press(client, page, "send")
    page = press(client, page, "send", title="Judul lain")
    assert page.status_code == 422
    assert press(client, press(client, page, "again"), "send").status_code == 200
    facts = [report.events.get(seq=1).facts for report in Report.objects.all()]
    assert (len(facts), [one.get("doubts") for one in facts]) == (2, [None, None])


def test_a_torrent_keeps_its_words_and_is_told_when_to_come_again(people, client, unhurried, settings):
    settings.TUNTAS_FILINGS_AT_ONCE = 0
    page = to_check(client)
    settings.TUNTAS_FILINGS_AT_ONCE = 1
    press(client, to_check(client), "send")
    told = press(client, page, "send")
    assert (told.status_code, told["Retry-After"], Report.objects.count()) == (429, "60", 1)
    assert fields_of(told)["body"] == fields_of(page)["body"]
    answer = client.post(PAGE, {**SAID, "key": "kunci-lain-yang-panjang"}, headers=JSON)
    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (429, "60", "too_fast")


def test_a_form_written_offline_gets_a_fresh_stamp(people, client, unhurried):
    found = client.get("/lapor/bukti/").json()
    assert set(found) == {"stamp", "algorithm", "challenge", "maxNumber", "salt", "signature"}
    said = {**SAID, "stamp": found["stamp"], "proof": solved(found["stamp"], clock.now())}
    assert (client.post(PAGE, said, headers=JSON).status_code, doubts()) == (200, [])


def test_the_challenge_is_never_kept_and_grows_with_what_a_network_sends(people, client, unhurried, settings):
    settings.TUNTAS_FILINGS_PER_NETWORK = 4
    first = client.get("/lapor/bukti/")
    press(client, to_check(client), "send")
    again = client.get("/lapor/bukti/")
    assert (first.json()["maxNumber"], again.json()["maxNumber"]) == (50, 100)
    assert "no-store" in first["Cache-Control"]
    other = client.get("/lapor/bukti/", REMOTE_ADDR="198.51.100.1")
    assert other.json()["maxNumber"] == 50


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(people, client, unhurried, settings):
    for trusted in (0, 1):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
        for address in ("203.0.113.1, 198.51.100.1", "203.0.113.9, 198.51.100.2"):
            said = {**SAID, "key": f"kunci-{trusted}-{address}".replace(".", "").replace(", ", "-")}
            client.post(PAGE, said, headers={**JSON, "x-forwarded-for": address})
        assert Tally.objects.filter(mark__startswith="net").count() == (3 if trusted else 1)


def test_while_the_database_is_away_what_can_be_seen_is_noted(people, client, monkeypatch):
    page = to_check(client)

    def away(*_args, **_named):
        raise OperationalError("away")

    monkeypatch.setattr(public_report, "doubts_about", away)
    assert press(client, page, "send", laman="x").status_code == 202
    monkeypatch.undo()
    spool.record(clock.now())
    assert set(doubts()) == {Doubt.TRAP, Doubt.FAST}


def test_a_hostile_proof_does_no_harm(people, client, unhurried):
    for proof in ("\x00", "A" * 100_000, json.dumps({"salt": None}), "ÿ"):
        said = {**SAID, "key": f"kunci-panjang-sekali-{len(proof)}", "proof": proof, "stamp": "\x00"}
        assert client.post(PAGE, said, headers=JSON).status_code == 200
    assert client.get("/lapor/bukti/", {"stamp": "\x00"}).status_code == 200
