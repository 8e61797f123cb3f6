"""The log: written with the change or not at all, never rewritten, and a forger is found."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import NOW, nobody
from tests.lives import ANSWER, DONE, Life, draft, photo
from tuntas.audit.models import Access, Change, DayRoot
from tuntas.db.guards import guard, unguard
from tuntas.reports import chain
from tuntas.reports.actions import converse, submit, work
from tuntas.reports.actions.erase import erase
from tuntas.reports.models import Attachment, Clock, ClockPause, Event, Filing, Identity, Message, Outbox, Report
from tuntas.reports.states import DataKind, ErasureBasis, FollowUpKind

ROWS = (Report, Clock, ClockPause, Event, Outbox, Message, Attachment, Filing, Identity)


class Torn(Exception):
    """The disk is full, the plug is pulled."""


@contextmanager
def tampering(model=Event):
    """A forger with rights over the database takes the triggers away."""
    # Not entered: inside a test's transaction SQLite lets nobody enter a schema editor.
    table, editor = model._meta.db_table, connection.schema_editor(atomic=False)
    connection.check_constraints()
    unguard(table, editor)
    yield
    connection.check_constraints()
    guard(table, editor)


def _everything():
    return {model.__name__: sorted(map(repr, model.objects.values())) for model in ROWS}


def _tear(monkeypatch, model):
    def save(self, *args, **kwargs):
        raise Torn

    monkeypatch.setattr(model, "save", save)


def test_without_its_event_nothing_is_stored(people, monkeypatch):
    life = Life(people).submitted().dispatched().responded()
    before = _everything()
    _tear(monkeypatch, Event)
    done = work.FollowUp(FollowUpKind.PHYSICAL, DONE, after=(photo(),))
    with pytest.raises(Torn):
        work.follow_up(life.report, done, by=people.ratna, at=life.tick())
    with pytest.raises(Torn):
        work.ask_reporter(life.report, message="Sisi mana?", by=people.ratna, at=life.tick())
    assert _everything() == before
    assert life.report.state == "IN_PROGRESS"


def test_without_its_event_nothing_is_filed(people, monkeypatch):
    before = _everything()
    _tear(monkeypatch, Event)
    with pytest.raises(Torn):
        submit.submit(draft(files=(photo(),)), by=nobody, at=NOW)
    assert _everything() == before


@pytest.mark.parametrize("model", [Clock, Outbox])
def test_an_event_without_its_clocks_or_its_notice_is_not_stored(people, monkeypatch, model):
    life = Life(people).submitted().dispatched()
    before = _everything()
    _tear(monkeypatch, model)
    with pytest.raises(Torn):
        work.respond(life.report, message=ANSWER, by=people.ratna, at=life.tick())
    assert _everything() == before


def test_every_event_is_in_the_outbox(people):
    life = Life(people).submitted().dispatched().responded().followed_up().confirmed()
    assert list(Outbox.objects.order_by("event__seq").values_list("event__seq", flat=True)) == [1, 2, 3, 4, 5]
    assert {row.at for row in Outbox.objects.all()} == {event.at for event in life.report.events.all()}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE reports_event SET verb = 'NOTE'", "UPDATE reports_event SET seq = seq", "DELETE FROM reports_event",
     "UPDATE audit_access SET reason = ''", "DELETE FROM audit_access"],
)  # fmt: skip
def test_the_database_refuses_to_rewrite_the_log(people, statement):
    life = Life(people).submitted()
    converse.reveal(life.report, reason="Perlu bertanya langsung.", by=people.budi, at=life.tick())
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert life.report.events.count() == 2


@pytest.mark.postgresql
@pytest.mark.parametrize("model", [Event, Access, DayRoot, Change])
def test_the_database_refuses_to_empty_the_log(db, model):
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


def _whole(people):
    life = Life(people).submitted().asked()
    from tuntas.reports.actions import verify

    verify.complete(life.report, body="Di Jalan Pasar Lama.", by=life.siti, at=life.tick())
    return life.dispatched().responded().followed_up()


def _broken(report):
    report = Report.objects.get(pk=report.pk)
    return [(broken.reference == report.reference, broken.seq, broken.why) for broken in chain.verify([report])]


def test_a_chain_of_a_whole_life_holds_after_reading_it_back(people):
    report = _whole(people).report
    assert _broken(report) == []
    for event in report.events.all():
        assert chain.link(event) == event.hash
    assert [e.previous for e in report.events.order_by("seq")][1:] == [e.hash for e in report.events.order_by("seq")][
        :-1
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "NOTE"}, {"actor_kind": "system"}, {"actor_id": None}, {"actor_role": "HEAD"}, {"facts": {"to": "x"}},
        {"days": 1}, {"on_time": False}, {"ending": "SILENT"}, {"year": 2024}, {"classification": "INFORMATION"},
        {"unit_id": None}, {"topic_code": "lain"}, {"salt": "0" * 32}, {"channel": "PHONE"}, {"target": "CLOSED"},
        {"at": NOW}, {"local_date": NOW.date().replace(day=1)}, {"source": ""}, {"agency_id": None},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_changed_row_is_named(people, change):
    report = _whole(people).report
    with tampering():
        Event.objects.filter(report=report, seq=5).update(**change)
    assert _broken(report) == [(True, 5, "row 5 was changed")]


def test_a_row_rewritten_with_a_sound_hash_breaks_the_next_one(people):
    report = _whole(people).report
    with tampering():
        event = report.events.get(seq=3)
        event.facts = {**event.facts, "extra": 1}
        event.hash = chain.link(event)
        event.save()
    assert _broken(report) == [(True, 4, "row 4 does not follow row 3")]


def test_a_dropped_row_is_named(people):
    report = _whole(people).report
    with tampering():
        Outbox.objects.filter(event__report=report).delete()
        report.events.filter(seq=3).delete()
    assert _broken(report) == [(True, 3, "row 3 is missing")]


def test_reordered_rows_are_named(people):
    report = _whole(people).report
    with tampering():
        for now, then in ((2, 99), (3, 2), (99, 3)):
            report.events.filter(seq=now).update(seq=then)
    assert _broken(report) == [(True, 2, "row 2 does not follow row 1")]


def test_a_torn_off_end_is_named(people):
    report = _whole(people).report
    with tampering():
        Outbox.objects.filter(event__report=report).delete()
        report.events.filter(seq=6).delete()
    assert _broken(report) == [(True, 6, "row 6 is missing")]


def test_a_log_that_is_gone_altogether_is_named(people):
    report = _whole(people).report
    with tampering():
        Outbox.objects.filter(event__report=report).delete()
        report.events.all().delete()
    assert _broken(report) == [(True, 1, "row 1 is missing")]


def test_a_report_moved_behind_the_logs_back_is_named(people):
    report = _whole(people).report
    Report.objects.filter(pk=report.pk).update(state="IN_PROGRESS")
    assert _broken(report) == [(True, 6, "the report does not stand where its last row says")]


@pytest.mark.parametrize("change", [{"body": "Jalan mulus."}, {"title": "Mulus"}, {"body": "Mulus.", "text_salt": ""}])
def test_a_changed_report_text_is_named(people, change):
    report = _whole(people).report
    Report.objects.filter(pk=report.pk).update(**change)
    assert _broken(report) == [(True, 1, "the reporter's text was changed")]


@pytest.mark.parametrize("change", [{"body": "Lain."}, {"salt": "0" * 32}, {"seq": 6}, {"body": "Lain.", "salt": ""}])
def test_a_changed_message_is_named(people, change):
    report = _whole(people).report
    message = report.messages.get(seq=3)
    Message.objects.filter(pk=message.pk).update(**change)
    seq = change.get("seq", 3)
    assert _broken(report) == [(True, seq, f"a text of row {seq} was changed")]


def test_a_vanished_message_is_named(people):
    report = _whole(people).report
    report.messages.filter(seq=3).delete()
    assert _broken(report) == [(True, 3, "a text of row 3 is missing")]


def test_an_invented_message_is_named(people):
    report = _whole(people).report
    Message.objects.create(report=report, seq=3, kind="ANSWER", body="Sudah beres.", salt="ab", at=NOW)
    assert _broken(report) == [(True, 3, "a text of row 3 was changed")]


def test_a_lawful_erasure_leaves_the_chain_whole(people):
    life = _whole(people).withdrawn()
    life.at += timedelta(days=30)
    erase(life.report, kinds=list(DataKind), basis=ErasureBasis.REQUEST, by=people.budi, at=life.at)
    assert not any(life.report.messages.values_list("body", flat=True))
    assert _broken(life.report) == []


def test_words_that_are_gone_without_an_erasure_in_the_log_are_found(people):
    report = _whole(people).report
    report.messages.filter(seq=3).update(body="", salt="")
    assert _broken(report) == [(True, 3, "a text of row 3 was changed")]
    Report.objects.filter(pk=report.pk).update(title="", body="", text_salt="")
    assert _broken(report) == [(True, 1, "the reporter's text was changed")]


def test_only_the_broken_reports_are_named(people):
    whole, broken = _whole(people).report, _whole(people).report
    with tampering():
        Event.objects.filter(report=broken, seq=2).update(verb="NOTE")
    found = list(chain.verify(Report.objects.filter(pk__in=[whole.pk, broken.pk])))
    assert [(row.report_id, row.seq) for row in found] == [(broken.pk, 2)]


def test_the_instant_is_the_same_in_every_zone(people):
    """An action called with a local time leaves the same chain as after reading it back."""
    from zoneinfo import ZoneInfo

    life = Life(people).submitted()
    life.at = life.at.astimezone(ZoneInfo("Asia/Makassar"))
    life.dispatched()
    assert _broken(life.report) == []
