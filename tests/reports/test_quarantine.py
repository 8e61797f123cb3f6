"""A doubtful filing is a report like any other: receipt, clocks, tracking; only the inbox waits for it."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW, nobody, system
from tests.lives import Life, draft, due
from tests.reports.situations import SUPERVISION
from tuntas.accounts.actors import Reporter
from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed
from tuntas.notifications.digests import contents
from tuntas.notifications.recipients import recipients_of
from tuntas.oversight.lapses import sweep
from tuntas.reports.access import visible_to
from tuntas.reports.actions import quarantine, together, verify
from tuntas.reports.actions.submit import submit
from tuntas.reports.chain import link
from tuntas.reports.models import Message, Report
from tuntas.reports.queries import QUARANTINE, doubts_of, queues_of, reports_in
from tuntas.reports.states import ArchiveReason, Doubt, State
from tuntas.sla.clocks import Kind

WHY = "Ini laporan orang: lubangnya ada."
FAST = (Doubt.FAST,)


def queue(actor, name: str) -> list[str]:
    found = next(each for each in queues_of(actor) if each.name == name)
    return [report.number for report in reports_in(found, actor, NOW)]


def told(report: Report) -> list[str]:
    event = report.events.select_related("report__agency").latest("seq")
    return [one.user.email.split("@")[0] if one.user else "siti" for one in recipients_of(event, NOW)]


def test_it_has_receipt_clocks_and_tracking_like_any_other(people):
    doubted, other = Life(people).submitted(doubts=FAST), Life(people).submitted()
    report = doubted.report
    assert (report.state, report.quarantined_at) == (State.RECEIVED, report.received_at)
    for kind in (Kind.VERIFICATION, Kind.STATUTORY_RESPONSE, Kind.STATUTORY_SETTLEMENT):
        assert due(report, kind) == due(other.report, kind) != "none"
    assert visible_to(Reporter(report.pk)).get() == report
    assert told(report) == ["siti"]
    assert told(other.report) == ["siti", "budi", "lina"]


def test_the_inbox_waits_for_an_officer_and_says_why(people):
    report = Life(people).submitted(doubts=(Doubt.TRAP, Doubt.FAST)).report
    assert (queue(people.budi, "verifikasi"), queue(people.budi, QUARANTINE)) == ([], [report.number])
    assert report.number in queue(people.budi, "semua")
    assert doubts_of([report]) == {report.pk: [Doubt.TRAP, Doubt.FAST]}
    assert ("Di karantina", 1) in contents(people.budi, report.agency, NOW, NOW).waiting


def test_release_puts_it_into_the_inbox_and_moves_no_deadline(people):
    life = Life(people).submitted(doubts=FAST)
    before = due(life.report, Kind.VERIFICATION)
    quarantine.release(life.report, reason=WHY, by=people.budi, at=life.tick())
    assert (queue(people.budi, "verifikasi"), queue(people.budi, QUARANTINE)) == ([life.report.number], [])
    assert due(life.report, Kind.VERIFICATION) == before
    assert (Message.objects.get().body, Message.objects.get().internal) == (WHY, True)
    event = life.report.events.latest("seq")
    assert (event.hash, doubts_of([life.report])) == (link(event), {})


def test_release_needs_a_reason_and_comes_once(people):
    life = Life(people).submitted(doubts=FAST)
    with pytest.raises(Invalid):
        quarantine.release(life.report, reason=" ", by=people.budi, at=life.tick())
    quarantine.release(life.report, reason=WHY, by=people.budi, at=life.tick())
    with pytest.raises(Guarded):
        quarantine.release(life.report, reason=WHY, by=people.lina, at=life.tick())


def test_abuse_is_archived_lawfully_and_can_be_appealed(people):
    life = Life(people).submitted(doubts=FAST)
    quarantine.archive_as_spam(life.report, explanation="Teks otomatis.", by=people.budi, at=life.tick())
    report = life.report
    assert (report.state, report.archive_reason, report.quarantined_at) == (State.ARCHIVED, ArchiveReason.SPAM, None)
    assert told(report) == ["siti"]
    verify.appeal(report, reason="Saya orang.", by=life.siti, at=life.tick())
    verify.accept_appeal(report, explanation="Benar.", by=people.lina, at=life.tick())
    assert queue(people.lina, "verifikasi") == [report.number]


def test_what_was_cleared_is_not_archived_as_spam_in_bulk(people):
    life = Life(people).submitted()
    with pytest.raises(Guarded):
        quarantine.archive_as_spam(life.report, explanation="Teks otomatis.", by=people.budi, at=life.tick())
    assert life.report.state == State.RECEIVED


def test_supervision_in_quarantine_still_needs_two_persons(people):
    life = Life(people).submitted(**SUPERVISION, doubts=FAST)
    assert queue(people.intan, QUARANTINE) == [life.report.number]
    assert queue(people.budi, QUARANTINE) == []
    quarantine.archive_as_spam(life.report, explanation="Teks otomatis.", by=people.intan, at=life.tick())
    assert (life.report.state, life.report.quarantined_at is None) == (State.RECEIVED, False)
    quarantine.archive_as_spam(life.report, explanation="Teks otomatis.", by=people.fajar, at=life.tick())
    assert life.report.state == State.ARCHIVED


def test_whoever_moves_it_on_has_cleared_it(people):
    life = Life(people).submitted(doubts=FAST).asked()
    assert life.report.quarantined_at is None
    verify.complete(life.report, body="Di ruas utara.", by=life.siti, at=life.tick())
    assert queue(people.budi, "verifikasi") == [life.report.number]


def test_the_database_refuses_quarantine_of_what_was_moved_on(people):
    life = Life(people).submitted().dispatched()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=life.report.pk).update(quarantined_at=NOW)


def test_a_missed_deadline_in_quarantine_is_an_event_and_a_line_of_the_queue_of_late_ones(people):
    life = Life(people).submitted(doubts=FAST)
    late = life.report.clocks.get(kind=Kind.VERIFICATION).due_at
    sweep(late)
    life.report.refresh_from_db()
    assert life.report.events.filter(verb="LAPSE").count() == 1
    assert told(life.report) == []
    assert life.report.quarantined_at is not None


def test_the_same_filing_gives_the_same_receipt_whatever_was_doubted(people):
    once = draft(doubts=FAST)
    first = submit(once, by=nobody, at=NOW)
    again = submit(draft(key=once.key), by=nobody, at=NOW)
    assert (first.reference, first.access_code) == (again.reference, again.access_code)
    assert Report.objects.get().quarantined_at == NOW


def test_a_doubtful_me_too_waits_instead_of_following(people):
    life = Life(people).submitted()
    verify.publish(life.report, title="Lubang", body="Ringkasan petugas", by=people.budi, at=life.tick())
    receipt = together.join(draft(doubts=FAST), to=life.report, by=nobody, at=life.tick())
    mine = Report.objects.get(pk=receipt.report_id)
    assert (mine.state, mine.quarantined_at is None) == (State.RECEIVED, False)
    assert together.followers_of([life.report]) == {}


def test_only_a_verifier_releases(people):
    life = Life(people).submitted(doubts=FAST)
    for actor in (life.siti, system, people.ratna, people.nia):
        with pytest.raises(NotAllowed):
            quarantine.release(life.report, reason=WHY, by=actor, at=life.tick())
