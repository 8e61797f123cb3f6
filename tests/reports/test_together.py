"""Me, too: an own report that follows a published one; and saying that a published text should not be there."""

import pytest

from tests.cast import nobody
from tests.lives import Life, draft
from tuntas.kernel.refusals import Guarded, Invalid
from tuntas.notifications.recipients import recipients_of
from tuntas.reports.access import visible_to
from tuntas.reports.actions import together, verify
from tuntas.reports.identity import Contact
from tuntas.reports.models import Event, Message, Report
from tuntas.reports.queries import queues_of, reports_in
from tuntas.reports.states import Ending, IdentityMode, State


def released(people) -> Life:
    life = Life(people).submitted()
    verify.publish(life.report, title="Lubang", body="Ringkasan petugas", by=people.budi, at=life.tick())
    return life


def joined(life: Life, **changes: object) -> Report:
    receipt = together.join(draft(**changes), to=life.report, by=nobody, at=life.tick())
    return Report.objects.get(pk=receipt.report_id)


def test_who_joins_has_an_own_receipt_and_identity_and_follows(people):
    life = released(people)
    mine = joined(life, identity=IdentityMode.SEALED, contact=Contact(name="Joko", email="joko@warga.example"))
    assert (mine.state, mine.master_id, mine.ending) == (State.MERGED, life.report.pk, Ending.MERGED)
    assert mine.identity == IdentityMode.SEALED
    assert list(mine.events.order_by("seq").values_list("verb", flat=True)) == ["SUBMIT", "JOIN"]
    assert not mine.clocks.filter(stopped_at=None).exists()
    assert together.followers_of([life.report]) == {life.report.pk: 1}


def test_who_joins_hears_of_what_happens_there(people):
    life = released(people).dispatched()
    mine = joined(life)
    life.responded()
    event = Event.objects.get(report=life.report, verb="RESPOND")
    assert mine.pk in {one.report.pk for one in recipients_of(event, life.at) if one.user is None}


def test_the_first_reporter_does_not_see_who_joined(people):
    life = released(people)
    mine = joined(life)
    assert not visible_to(life.siti).filter(pk=mine.pk).exists()


def test_pressing_twice_joins_once(people):
    life = released(people)
    once = draft()
    first = together.join(once, to=life.report, by=nobody, at=life.tick())
    again = together.join(once, to=life.report, by=nobody, at=life.tick())
    assert first == again
    assert together.followers_of([life.report]) == {life.report.pk: 1}


@pytest.mark.parametrize("why", ["hidden", "ended", "secret"])
def test_what_cannot_be_followed_is_refused_and_nothing_is_stored(people, why):
    life = released(people)
    if why == "hidden":
        verify.ask_hide(life.report, by=life.siti, at=life.tick())
    if why == "ended":
        life.withdrawn()
    count = Report.objects.count()
    with pytest.raises(Guarded):
        joined(life, **({"content": "SECRET"} if why == "secret" else {}))
    assert Report.objects.count() == count


def test_a_flag_waits_for_a_person_and_moves_no_deadline(people):
    life = released(people)
    before = list(life.report.clocks.order_by("pk").values_list("due_at", flat=True))
    together.flag(life.report, reason="Nama tetangga saya ada di sini.", by=nobody, at=life.tick())
    assert list(life.report.clocks.order_by("pk").values_list("due_at", flat=True)) == before
    queue = next(queue for queue in queues_of(people.budi) if queue.name == "diadukan")
    assert [row.pk for row in reports_in(queue, people.budi, life.at)] == [life.report.pk]
    assert Message.objects.get(report=life.report, body="Nama tetangga saya ada di sini.").internal
    with pytest.raises(Guarded, match="sudah diadukan"):
        together.flag(life.report, reason="Sekali lagi.", by=nobody, at=life.tick())


@pytest.mark.parametrize("answer", ["hide", "dismiss"])
def test_a_flag_ends_with_a_persons_word(people, answer):
    life = released(people)
    together.flag(life.report, reason="Nama tetangga saya ada di sini.", by=nobody, at=life.tick())
    if answer == "hide":
        verify.hide(life.report, reason="Ada nama orang.", by=people.budi, at=life.tick())
    else:
        together.dismiss_flag(life.report, reason="Tidak ada nama orang.", by=people.budi, at=life.tick())
    life.report.refresh_from_db()
    assert life.report.flagged_at is None
    assert (life.report.published_at is None) == (answer == "hide")


def test_only_a_published_text_can_be_flagged_and_only_with_words(people):
    hidden = Life(people).submitted()
    with pytest.raises(Guarded):
        together.flag(hidden.report, reason="Apa saja.", by=nobody, at=hidden.tick())
    life = released(people)
    with pytest.raises(Invalid):
        together.flag(life.report, reason="  ", by=nobody, at=life.tick())
    with pytest.raises(Guarded):
        together.dismiss_flag(life.report, reason="Tidak apa-apa.", by=people.budi, at=life.tick())
