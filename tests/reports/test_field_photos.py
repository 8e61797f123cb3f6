"""A photo from the field is kept once, with time, point and digest, and proves a follow-up later."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import Cast
from tests.lives import DONE, Life, photo
from tests.oversight.racing import committed, run
from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed
from tuntas.media.images import Capture
from tuntas.reports.actions import work
from tuntas.reports.actions.field import FieldPhoto, PhotoKeyReused, add_field_photo, waiting_photos
from tuntas.reports.models import Attachment, Purpose
from tuntas.reports.states import FollowUpKind, State, Verb

__all__ = ["committed"]

KEY = "kunci-foto-lapangan-1"


def shot(purpose: Purpose = Purpose.AFTER, key: str = KEY, **capture: object) -> FieldPhoto:
    return FieldPhoto(key, purpose, photo(f"{key}-{purpose}"), Capture(**capture))  # type: ignore[arg-type]


@pytest.fixture
def life(people) -> Life:
    return Life(people).submitted().dispatched().responded()


def test_time_point_digest_and_who_are_kept(life):
    taken = life.at - timedelta(hours=1)
    one = shot(taken_at=taken, latitude=-3.32, longitude=114.59)
    assert add_field_photo(life.report, one, by=life.people.ratna, at=life.tick())
    (kept,) = waiting_photos(life.report)
    assert (kept.captured_at, kept.captured_latitude, kept.captured_longitude) == (taken, -3.32, 114.59)
    assert (kept.sha256, kept.taken_by) == (one.file.sha256, life.people.ratna.user_id)
    assert (kept.purpose, kept.internal, kept.from_reporter) == ("AFTER", True, False)
    event = life.report.events.order_by("seq").last()
    assert event.verb == Verb.NOTE
    assert event.facts["files"] == [f"{kept.name}:{kept.sha256}"]


def test_the_same_photo_twice_is_one_photo_and_one_event(life):
    one = shot()
    assert add_field_photo(life.report, one, by=life.people.ratna, at=life.tick())
    events = life.report.events.count()
    again = replace(one, file=replace(one.file, id="lain"))
    assert not add_field_photo(life.report, again, by=life.people.ratna, at=life.tick())
    assert (len(waiting_photos(life.report)), life.report.events.count()) == (1, events)


def test_another_photo_under_the_same_key_is_refused(life):
    add_field_photo(life.report, shot(), by=life.people.ratna, at=life.tick())
    with pytest.raises(PhotoKeyReused):
        add_field_photo(life.report, shot(Purpose.BEFORE), by=life.people.ratna, at=life.tick())
    with pytest.raises(Invalid):
        add_field_photo(life.report, shot(key="pendek"), by=life.people.ratna, at=life.tick())


def test_a_clock_that_runs_ahead_is_brought_back(life):
    add_field_photo(life.report, shot(taken_at=life.at + timedelta(days=2)), by=life.people.ratna, at=life.tick())
    assert waiting_photos(life.report)[0].captured_at == life.at


@pytest.mark.parametrize("who", ["yusuf", "sri", "intan"])
def test_only_who_works_on_it(life, who):
    with pytest.raises(NotAllowed):
        add_field_photo(life.report, shot(), by=getattr(life.people, who), at=life.tick())
    assert waiting_photos(life.report) == []


def finish(life: Life, names: tuple[str, ...]) -> None:
    done = work.FollowUp(FollowUpKind.PHYSICAL, DONE, from_field=names)
    work.follow_up(life.report, done, by=life.people.ratna, at=life.tick())


def test_an_after_photo_is_the_proof_of_a_physical_follow_up(life):
    add_field_photo(life.report, shot(), by=life.people.ratna, at=life.tick())
    (kept,) = waiting_photos(life.report)
    finish(life, (kept.name,))
    kept.refresh_from_db()
    assert (life.report.state, life.report.proof_present) == (State.FOLLOWED_UP, True)
    event = life.report.events.order_by("seq").last()
    assert (kept.proves_seq, kept.internal) == (event.seq, False)
    assert event.facts["field"] == [kept.name]
    assert waiting_photos(life.report) == []


def test_a_before_photo_alone_proves_nothing_and_stays_waiting(life):
    add_field_photo(life.report, shot(Purpose.BEFORE), by=life.people.ratna, at=life.tick())
    (kept,) = waiting_photos(life.report)
    with pytest.raises(Guarded):
        finish(life, (kept.name,))
    assert [one.name for one in waiting_photos(life.report)] == [kept.name]


def test_the_photo_of_another_report_proves_nothing_here(life):
    other = Life(life.people, life.at).submitted().dispatched().responded()
    add_field_photo(other.report, shot(), by=life.people.ratna, at=other.tick())
    with pytest.raises(Guarded):
        finish(life, (waiting_photos(other.report)[0].name,))
    assert len(waiting_photos(other.report)) == 1


def test_a_draft_holds_them_back_until_it_is_signed(life):
    add_field_photo(life.report, shot(), by=life.people.ratna, at=life.tick())
    (kept,) = waiting_photos(life.report)
    draft = work.FollowUp(FollowUpKind.PHYSICAL, DONE, from_field=(kept.name,))
    work.propose_follow_up(life.report, draft, by=life.people.ratna, at=life.tick())
    kept.refresh_from_db()
    assert kept.internal
    work.send_back(life.report, note="Foto kurang jelas.", by=life.people.hadi, at=life.tick())
    assert [one.name for one in waiting_photos(life.report)] == [kept.name]
    work.propose_follow_up(life.report, draft, by=life.people.ratna, at=life.tick())
    work.approve(life.report, by=life.people.hadi, at=life.tick())
    kept.refresh_from_db()
    assert (kept.internal, life.report.proof_present) == (False, True)


def test_the_database_keeps_the_facts_of_a_field_photo_together(life):
    add_field_photo(life.report, shot(), by=life.people.ratna, at=life.tick())
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.update(taken_by=None)


@pytest.mark.postgresql
def test_the_same_photo_from_four_senders_at_once_is_one(committed):
    life = Life(Cast.gather()).submitted().dispatched().responded()
    one, at = shot(), life.tick()

    def send() -> bool:
        return add_field_photo(life.report, one, by=life.people.ratna, at=at)

    assert sorted(run(send)) == [False, False, False, True]
    assert len(waiting_photos(life.report)) == 1
