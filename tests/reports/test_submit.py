"""Filing: one receipt for one filing, every fault named, nothing personal kept that was not asked for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cast import NOW, nobody
from tests.lives import BODY, SITI, draft, photo
from tuntas.institutions.models import Topic
from tuntas.kernel.refusals import Conflict, InvalidMany
from tuntas.reports import chain
from tuntas.reports.actions.submit import submit
from tuntas.reports.identity import Contact
from tuntas.reports.models import Event, Filing, Identity, Outbox, Report
from tuntas.reports.states import Channel, Classification, ContentMode, IdentityMode, State

pytestmark = pytest.mark.django_db


def _filed(**changes):
    receipt = submit(draft(**changes), by=nobody, at=NOW)
    return Report.objects.get(pk=receipt.report_id)


def _faults(**changes):
    with pytest.raises(InvalidMany) as caught:
        submit(draft(**changes), by=nobody, at=NOW)
    assert all(str(fault) for fault in caught.value)
    assert not Report.objects.exists()
    return {fault.field for fault in caught.value}


def test_the_same_filing_gives_the_same_receipt():
    filing = draft()
    first = submit(filing, by=nobody, at=NOW)
    later = submit(filing, by=nobody, at=NOW + timedelta(days=1))
    assert later == first
    assert Report.objects.count() == Event.objects.count() == Outbox.objects.count() == Filing.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Lampu jalan mati."},
        {"title": "Lain"},
        {"contact": Contact(name="Joko")},
        {"latitude": -3.3, "longitude": 114.6},
    ],
)
def test_the_same_key_with_another_body_is_refused(change):
    filing = draft()
    submit(filing, by=nobody, at=NOW)
    with pytest.raises(Conflict):
        submit(replace(filing, **change), by=nobody, at=NOW)
    with pytest.raises(Conflict):
        submit(replace(filing, files=(photo(),)), by=nobody, at=NOW)
    assert Report.objects.count() == 1


def test_two_keys_are_two_reports_with_codes_of_their_own():
    one, other = (submit(draft(), by=nobody, at=NOW) for _time in range(2))
    assert one.reference != other.reference
    assert one.access_code != other.access_code


def test_neither_the_key_nor_the_code_is_stored():
    filing = draft(key="rahasia-kunci-satu")
    receipt = submit(filing, by=nobody, at=NOW)
    row = Filing.objects.get()
    stored = (
        f"{row.key_hash}{row.body_hash}".encode() + bytes(row.sealed_code) + Report.objects.get().code_hash.encode()
    )
    assert receipt.access_code.encode() not in stored
    assert b"rahasia-kunci-satu" not in stored


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": " \t\n\u200e\x00 "}, "body"),
        ({"body": "a" * 10_001}, "body"),
        ({"title": "a" * 151}, "title"),
        ({"place_text": "a" * 301}, "place_text"),
        ({"incident_on": date(2025, 3, 4)}, "incident_on"),
        ({"received_at": NOW + timedelta(seconds=1)}, "received_at"),
        ({"latitude": -6.2, "longitude": None}, "point"),
        ({"latitude": 51.5, "longitude": -0.1}, "point"),
        ({"latitude": float("nan"), "longitude": 114.6}, "point"),
        ({"latitude": float("inf"), "longitude": 114.6}, "point"),
        ({"latitude": 999.0, "longitude": 999.0}, "point"),
        ({"region_code": "9999"}, "region"),
        ({"region_code": "63\x00"}, "region"),
        ({"topic_code": "tidak-ada"}, "topic"),
        ({"topic_code": "\x00"}, "topic"),
        ({"wanted_code": "tidak-ada"}, "office"),
        ({"wanted_code": "kalsel\x00"}, "office"),
        ({"wanted_code": "ombudsman-kalsel"}, "office"),
        ({"identity": IdentityMode.NONE}, "identity"),
        ({"contact": Contact(email="siti")}, "email"),
        ({"contact": Contact(name="a" * 301)}, "name"),
    ],
)
def test_what_is_not_acceptable_is_named(change, field):
    assert _faults(**change) == {field}


def test_all_faults_are_named_at_once():
    faults = _faults(
        body="",
        title="a" * 151,
        incident_on=date(2026, 1, 1),
        received_at=NOW + timedelta(days=1),
        place_text="a" * 301,
        latitude=0.0,
        longitude=0.0,
        region_code="0",
        topic_code="0",
        wanted_code="0",
        contact=Contact(email="@"),
    )
    assert faults == {
        "body", "title", "incident_on", "received_at", "place_text", "point", "region", "topic", "office", "email",
    }  # fmt: skip


def test_ten_thousand_letters_are_taken():
    assert len(_filed(body="a" * 10_000).body) == 10_000


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jalan rusak 🕳️🚧 di pasar", "Jalan rusak 🕳️🚧 di pasar"),
        ("مرحبا jalan rusak", "مرحبا jalan rusak"),
        ("jalan \u202egnapal\u202c rusak", "jalan gnapal rusak"),
        ("baris satu\r\nbaris dua\x00\x07\x1b[31m", "baris satu\nbaris dua[31m"),
        ("\ud800rusak", "rusak"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("e\u0301", "é"),
    ],
)
def test_words_are_kept_and_what_cannot_be_seen_is_not(typed, kept):
    report = _filed(body=typed, title="")
    report.refresh_from_db()
    assert report.body == kept
    assert list(chain.verify([report])) == []


def test_a_missing_title_is_the_beginning_of_the_text():
    assert _filed(title="").title == "Jalan di depan pasar berlubang besar sejak dua minggu lalu, dua orang sudah…"


@pytest.mark.parametrize(
    ("day", "too_old"),
    [(date(2025, 3, 3), False), (date(2023, 3, 4), False), (date(2023, 3, 3), True), (date(1999, 1, 1), True)],
)
def test_old_matters_are_taken_in_with_a_note(day, too_old):
    assert _filed(incident_on=day).too_old == too_old


def test_what_came_by_letter_counts_from_its_receipt():
    report = _filed(channel=Channel.LETTER, received_at=NOW - timedelta(days=3))
    assert report.received_at == report.complete_at == NOW - timedelta(days=3)
    assert report.last_at == NOW
    for kind in ("VERIFICATION", "STATUTORY_RESPONSE", "STATUTORY_SETTLEMENT", "OMBUDSMAN"):
        assert report.clocks.get(kind=kind).started_at == NOW - timedelta(days=3)


def test_a_topic_of_supervision_makes_the_report_sealed_and_secret():
    topic = Topic.objects.filter(classification_hint="SUPERVISION").first()
    report = _filed(topic_code=topic.code)
    assert (report.classification, report.identity, report.content) == (
        Classification.SUPERVISION, IdentityMode.SEALED, ContentMode.SECRET,
    )  # fmt: skip
    assert _filed(topic_code=topic.code, identity=IdentityMode.NONE, contact=Contact()).identity == IdentityMode.NONE


def test_the_named_office_decides_who_verifies():
    report = _filed(wanted_code="banjarmasin-pupr")
    assert (report.wanted.code, report.agency.code, report.tenant.code) == ("banjarmasin-pupr", "banjarmasin", "kalsel")


def test_a_new_report_stands_where_it_should():
    report = _filed(files=(photo(),), foreign_id="x\x00-1")
    event = report.events.get()
    assert (report.state, event.verb, event.source, event.target) == (State.RECEIVED, "SUBMIT", "", "RECEIVED")
    assert (event.actor_kind, event.actor_id) == ("reporter", None)
    assert (event.facts["files"], event.facts["foreign_id"]) == (
        [f"{f.name}:{f.sha256}" for f in report.attachments.all()],
        "x-1",
    )
    assert report.attachments.get().from_reporter
    assert SITI.name not in str(event.facts)
    assert BODY not in str(event.facts)


def test_without_identity_nothing_personal_is_stored():
    report = _filed(identity=IdentityMode.NONE, contact=Contact())
    assert not Identity.objects.filter(report=report).exists()
