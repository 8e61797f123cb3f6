"""What a reporter may ask about the own data: put right at once, restricted or erased after an answer in 72 hours."""

from datetime import timedelta

import pytest

from tests.lives import SITI, Life
from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed
from tuntas.reports import identity
from tuntas.reports.actions import converse, rights, verify
from tuntas.reports.actions.erase import forbid_erasure
from tuntas.reports.chain import verify as broken
from tuntas.reports.identity import Contact, find_by_contact
from tuntas.reports.models import Report, RightsRequest
from tuntas.reports.states import IdentityMode, Right

WHY = "Masa simpan lewat; dikabulkan menurut Pasal 8."


def settled(people) -> Life:
    life = Life(people).submitted().withdrawn()
    life.at += timedelta(days=30)
    return life


def asked(life: Life, right: Right = Right.ERASURE) -> RightsRequest:
    return rights.invoke(life.report, right=right, words="Saya pindah.", by=life.siti, at=life.tick())


def test_the_contact_is_put_right_at_once_and_found_by_what_it_is_now(people):
    life = Life(people).submitted()
    new = Contact(name="Siti Aminah", email="baru@warga.example", phone="0811 222 333")
    rights.correct_contact(life.report, contact=new, by=life.siti, at=life.tick())
    assert identity.own(life.report, by=life.siti) == new
    assert life.report.events.get(verb="CORRECT_CONTACT").facts == {"fields": ["email", "phone"]}
    found = find_by_contact(kind="PHONE", text="0811222333", by=people.budi, at=life.tick())
    assert [one.pk for one in found] == [life.report.pk]
    assert find_by_contact(kind="PHONE", text=SITI.phone, by=people.budi, at=life.tick()) == []


def test_a_contact_that_is_none_or_the_same_is_refused(people):
    life = Life(people).submitted()
    for contact in (SITI, Contact(email="tanpa-at"), Contact(name="x" * 301)):
        with pytest.raises(Invalid):
            rights.correct_contact(life.report, contact=contact, by=life.siti, at=life.tick())
    with pytest.raises(NotAllowed):
        rights.correct_contact(life.report, contact=Contact(), by=people.budi, at=life.tick())
    hidden = Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    with pytest.raises(Guarded) as refused:
        rights.correct_contact(hidden.report, contact=SITI, by=hidden.siti, at=hidden.tick())
    assert refused.value.code == "no_contact"


def test_the_clock_runs_seventy_two_hours_over_a_weekend(people):
    life = Life(people).submitted()
    life.at += timedelta(days=4)  # a Friday
    made = asked(life)
    assert made.due_at == made.asked_at + timedelta(hours=72)
    assert [row.pk for row in rights.waiting_for(people.budi)] == [made.pk]
    with pytest.raises(Guarded) as refused:
        asked(life)
    assert refused.value.code == "asked_already"


def test_a_granted_erasure_is_done_and_answered_in_words_that_stay(people):
    life = settled(people)
    made = rights.decide(asked(life), granted=True, reason=WHY, by=people.budi, at=life.tick())
    assert (made.granted, made.decided_by) == (True, people.budi.user_id)
    row = Report.objects.get(pk=life.report.pk)
    assert (row.body, row.erasures.count()) == ("", 3)
    assert [one.body for one in row.messages.order_by("seq")] == ["", "", WHY]
    assert list(broken([row])) == []
    with pytest.raises(Guarded) as refused:
        rights.decide(made, granted=False, reason=WHY, by=people.budi, at=life.tick())
    assert refused.value.code == "not_asked"


def test_what_the_law_keeps_cannot_be_granted_and_is_refused_with_a_reason(people):
    life = settled(people)
    forbid_erasure(life.report, reason="Perkara 12.", by=people.budi, at=life.tick())
    made = asked(life)
    with pytest.raises(Guarded) as refused:
        rights.decide(made, granted=True, reason=WHY, by=people.budi, at=life.tick())
    assert refused.value.code == "legal_hold"
    made.refresh_from_db()
    assert made.decided_at is None
    with pytest.raises(Invalid):
        rights.decide(made, granted=False, reason=" ", by=people.budi, at=life.tick())
    assert rights.decide(made, granted=False, reason="Pasal 15.", by=people.budi, at=life.tick()).granted is False
    assert rights.requests_of(life.report, by=life.siti)[0].granted is False
    with pytest.raises(NotAllowed):
        rights.requests_of(life.report, by=people.budi)


def test_a_restriction_takes_the_text_down_and_shuts_the_contact(people):
    life = Life(people).submitted()
    verify.publish(life.report, title="Jalan", body="Jalan berlubang.", by=people.budi, at=life.tick())
    rights.decide(asked(life, Right.RESTRICTION), granted=True, reason=WHY, by=people.budi, at=life.tick())
    assert life.report.published_at is None or Report.objects.get(pk=life.report.pk).published_at is None
    report = Report.objects.get(pk=life.report.pk)
    for go in (
        lambda: converse.reveal(report, reason="Menghubungi pelapor hari ini.", by=people.budi, at=life.tick()),
        lambda: verify.publish(report, title="Jalan", body="Jalan.", by=people.budi, at=life.tick()),
    ):
        with pytest.raises(Guarded) as refused:
            go()
        assert refused.value.code == "restricted"


def test_nobody_else_asks_or_answers(people):
    life = Life(people).submitted()
    for by in (people.budi, people.ratna):
        with pytest.raises(NotAllowed):
            rights.invoke(life.report, right=Right.ERASURE, words="", by=by, at=life.tick())
    made = asked(life)
    for by in (people.ratna, people.hadi, people.nia, life.siti):
        with pytest.raises(NotAllowed):
            rights.decide(made, granted=False, reason=WHY, by=by, at=life.tick())
