"""Cases at the Ombudsman: the reporter's consent, the examination, what was issued and whether it was carried out."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.cast import NOW
from tests.lives import Life
from tuntas.audit.models import Access
from tuntas.kernel.refusals import Invalid, NotAllowed, WrongState
from tuntas.oversight import examinations
from tuntas.oversight.examinations import sees_internal, standing, steps_of
from tuntas.oversight.lapses import sweep
from tuntas.oversight.models import Examination
from tuntas.oversight.products import Product, StepKind
from tuntas.reports import identity
from tuntas.reports.access import visible_to
from tuntas.reports.actions import verify
from tuntas.reports.states import Classification, Shown, Verb

WORDS = "Enam puluh hari lewat dan jalan belum diperbaiki."
LATER = NOW + timedelta(days=90)


def late(people, **changes: object) -> Life:
    """A report whose time by law is over."""
    life = Life(people).submitted(**changes).dispatched()
    sweep(LATER)
    life.at = LATER
    life.report.refresh_from_db()
    return life


def filed(people, shown: Shown = Shown.CONCEALED, **changes: object) -> Life:
    life = late(people, **changes)
    examinations.consent(life.report, shown=shown, words=WORDS, by=life.siti, at=life.tick())
    return life


def examined(people, **changes: object) -> Life:
    life = filed(people, **changes)
    examinations.examine(life.report, words="Kami periksa.", by=people.dewi, at=life.tick())
    return life


def issued(people, product: Product = Product.CORRECTIVE) -> Life:
    life = examined(people)
    examinations.issue(life.report, product=product, words="Tambal jalan itu.", by=people.dewi, at=life.tick())
    return life


def test_before_the_time_of_the_law_is_over_nobody_takes_it_there(people):
    life = Life(people).submitted().dispatched()
    with pytest.raises(WrongState):
        examinations.consent(life.report, shown=Shown.NAMED, words=WORDS, by=life.siti, at=life.tick())
    assert steps_of(life.report) == []


def test_a_refused_objection_opens_the_way(people):
    life = Life(people).submitted().archived()
    verify.appeal(life.report, reason="Ini nyata.", by=life.siti, at=life.tick())
    verify.reject_appeal(life.report, explanation="Tetap.", by=people.lina, at=life.tick())
    examinations.consent(life.report, shown=Shown.WORDS, words=WORDS, by=life.siti, at=life.tick())
    assert (life.report.ombudsman, life.report.state) == ("FILED", "ARCHIVED")


def test_consent_is_an_event_and_lets_the_ombudsman_in(people):
    life = late(people, content="SECRET")
    examinations.consent(life.report, shown=Shown.CONCEALED, words=WORDS, by=life.siti, at=life.tick())
    event = life.report.events.get(seq=life.report.last_seq)
    assert (event.verb, event.actor_kind) == (Verb.ADD, "reporter")
    assert (event.facts["stage"], event.facts["shown"]) == ("FILED", "CONCEALED")
    assert visible_to(people.dewi).filter(pk=life.report.pk).exists()


def test_nobody_else_consents_for_the_reporter(people):
    life = late(people)
    with pytest.raises(NotAllowed):
        examinations.consent(life.report, shown=Shown.NAMED, words=WORDS, by=people.budi, at=life.tick())


def test_a_case_of_supervision_never_goes_there(people):
    life = Life(people).submitted(classification=Classification.SUPERVISION).dispatched()
    with pytest.raises(WrongState):
        examinations.consent(life.report, shown=Shown.NAMED, words=WORDS, by=life.siti, at=life.tick())


def test_only_the_ombudsman_examines_and_only_with_consent(people):
    life = late(people)
    with pytest.raises(WrongState):
        examinations.examine(life.report, words="x y", by=people.dewi, at=life.tick())
    examinations.consent(life.report, shown=Shown.NAMED, words=WORDS, by=life.siti, at=life.tick())
    with pytest.raises(NotAllowed):
        examinations.examine(life.report, words="x y", by=people.budi, at=life.tick())
    examinations.examine(life.report, words="Kami periksa.", by=people.dewi, at=life.tick())
    assert life.report.ombudsman == "EXAMINATION"


def test_a_product_has_its_day_and_is_tracked_until_it_is_judged(people):
    life = issued(people)
    day = (life.at + timedelta(days=30)).date()
    product = standing(steps_of(life.report)).open_product
    assert (product.due_on, life.report.ombudsman) == (day, "PRODUCT")
    found = standing(steps_of(life.report))
    assert (found.overdue(day), found.overdue(day + timedelta(days=1))) == (False, True)
    with pytest.raises(WrongState):
        examinations.issue(
            life.report, product=Product.RECOMMENDATION, words="Lagi.", by=people.dewi, at=life.tick()
        )  # fmt: skip
    examinations.answer(life.report, words="Sudah ditambal.", by=people.budi, at=life.tick())
    examinations.judge(life.report, carried_out=True, words="Sesuai.", by=people.dewi, at=life.tick())
    assert standing(steps_of(life.report)).open_product is None
    kinds = [step.kind for step in steps_of(life.report)]
    assert kinds == ["CONSENT", "EXAMINED", "ISSUED", "ANSWERED", "CARRIED_OUT"]
    told = [event.facts.get("product", "") for event in life.report.events.filter(verb=Verb.NOTE).order_by("seq")]
    assert told == ["", "CORRECTIVE", "", "CARRIED_OUT"]


def test_what_was_not_carried_out_leads_to_a_recommendation(people):
    life = issued(people)
    examinations.judge(life.report, carried_out=False, words="Belum.", by=people.dewi, at=life.tick())
    step = examinations.issue(
        life.report, product=Product.RECOMMENDATION, words="Laksanakan.", by=people.dewi, at=life.tick()
    )  # fmt: skip
    assert step.due_on == (life.at + timedelta(days=60)).date()


def test_a_day_gone_by_is_no_day(people):
    life = examined(people)
    with pytest.raises(Invalid):
        examinations.issue(
            life.report, product=Product.LAHP, due_on=date(2025, 1, 1), words="x", by=people.dewi, at=life.tick()
        )  # fmt: skip


def test_steps_are_only_added(people):
    life = issued(people)
    for change in (
        lambda rows: rows.update(due_on=date(2030, 1, 1)),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Examination.objects.filter(report=life.report, kind=StepKind.ISSUED))


def test_internal_notes_belong_to_the_office_and_to_an_examination(people):
    life = filed(people)
    assert (sees_internal(life.report, people.dewi), sees_internal(life.report, people.budi)) == (False, True)
    examinations.examine(life.report, words="Kami periksa.", by=people.dewi, at=life.tick())
    assert sees_internal(life.report, people.dewi)
    assert not sees_internal(life.report, people.sri)


def test_the_name_is_handed_over_with_consent_alone_and_written_down(people):
    life = filed(people, Shown.NAMED)
    assert identity.handed_over(life.report, by=people.dewi, at=life.at).name == "Siti Aminah"
    assert Access.objects.filter(what="identity", thing=str(life.report.pk)).count() == 1
    examinations.consent(life.report, shown=Shown.CONCEALED, words="Jangan nama.", by=life.siti, at=life.tick())
    assert not identity.handed_over(life.report, by=people.dewi, at=life.at)
    with pytest.raises(NotAllowed):
        identity.handed_over(life.report, by=people.budi, at=life.at)
