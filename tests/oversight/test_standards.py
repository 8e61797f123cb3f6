"""A new service standard: shown first, in force from its day, and the past stays as it was."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW
from tests.lives import Life
from tuntas.audit.models import Change
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.oversight.standards import change_standard, preview_standard
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.models import Rule
from tuntas.sla.rules import RuleTooEarly, RuleTooLong, Standard, forget

LAW = "Peraturan Gubernur 1/2025"
LATER, FROM = NOW + timedelta(hours=5), date(2025, 4, 1)
TWO_DAYS = Standard(Kind.VERIFICATION, 2, LAW)


@pytest.fixture(autouse=True)
def kalsel_runs_it(settings):
    settings.TUNTAS_GOVERNMENT = "kalsel"
    yield
    forget()


def test_the_preview_says_that_nothing_moves_and_what_would_have(people):
    lives = [Life(people, at=NOW - timedelta(days=5 * n)).submitted(incident_on=None) for n in range(3)]
    Life(people, at=NOW - timedelta(days=91)).submitted(incident_on=None)
    due = {life.report.reference: life.report.clocks.get(kind=Kind.VERIFICATION).due_at for life in lives}
    shown = preview_standard(TWO_DAYS, effective_from=FROM, by=people.budi, at=LATER)
    assert (shown.running, shown.looked_at, shown.changed) == (4, 3, 3)
    assert {row.reference: row.before for row in shown.examples} == due
    assert shown.examples[0].after == due[lives[0].report.reference] - timedelta(days=1)
    assert not Rule.objects.filter(legal_basis=LAW).exists()
    assert not Change.objects.exists()


def test_a_report_keeps_the_standard_of_its_day_and_the_next_has_the_new_one(people):
    old = Life(people).submitted().report
    before = old.clocks.get(kind=Kind.VERIFICATION).due_at
    rule = change_standard(TWO_DAYS, effective_from=FROM, by=people.budi, at=LATER)
    assert old.clocks.get(kind=Kind.VERIFICATION).due_at == before
    assert Life(people).submitted().report.clocks.get(kind=Kind.VERIFICATION).days == 3
    late = Life(people, at=NOW + timedelta(days=30)).submitted().report
    assert (late.clocks.get(kind=Kind.VERIFICATION).days, late.clocks.get(kind=Kind.VERIFICATION).rule) == (2, rule)
    ended = Rule.objects.get(kind=Kind.VERIFICATION, effective_until__isnull=False)
    assert (ended.days, ended.effective_until) == (3, date(2025, 3, 31))
    row = Change.objects.get(verb="set_standard")
    assert (row.before["days"], row.after["days"], row.after["effective_from"]) == (
        "3 WORKING", "2 WORKING", "2025-04-01",
    )  # fmt: skip


def test_what_another_standard_holds_for_is_not_counted(people):
    Life(people).submitted()
    mine = Standard(Kind.VERIFICATION, 1, LAW, institution_code="kalsel")
    change_standard(mine, effective_from=FROM, by=people.budi, at=LATER)
    shown = preview_standard(TWO_DAYS, effective_from=date(2025, 4, 2), by=people.budi, at=LATER)
    assert (shown.looked_at, shown.changed) == (1, 0)


@pytest.mark.parametrize("who", ["nia", "ratna", "hadi", "sri", "dewi"])
def test_what_holds_for_all_is_changed_by_nobody_else(people, who):
    for act in (preview_standard, change_standard):
        with pytest.raises(NotAllowed):
            act(TWO_DAYS, effective_from=FROM, by=getattr(people, who), at=LATER)


def test_a_city_may_be_quicker_for_itself_alone(people):
    own = Standard(Kind.SETTLEMENT, 7, LAW, classification="COMPLAINT", institution_code="banjarmasin-pupr")
    assert change_standard(own, effective_from=FROM, by=people.nia, at=LATER).days == 7
    other = Standard(Kind.SETTLEMENT, 7, LAW, classification="COMPLAINT", institution_code="kalsel-pupr")
    with pytest.raises(NotAllowed):
        change_standard(other, effective_from=FROM, by=people.nia, at=LATER)
    slower = Standard(Kind.SETTLEMENT, 15, LAW, classification="COMPLAINT", institution_code="banjarmasin-dishub")
    with pytest.raises(RuleTooLong):
        change_standard(slower, effective_from=FROM, by=people.nia, at=LATER)


def test_never_from_today_and_never_for_a_promise(people):
    with pytest.raises(RuleTooEarly):
        change_standard(TWO_DAYS, effective_from=NOW.date(), by=people.budi, at=LATER)
    with pytest.raises(Invalid):
        change_standard(Standard(Kind.PROMISE, 2, LAW), effective_from=FROM, by=people.budi, at=LATER)


def test_the_database_refuses_two_versions_on_one_day(people):
    change_standard(TWO_DAYS, effective_from=FROM, by=people.budi, at=LATER)
    row = {"kind": Kind.VERIFICATION.value, "days": 1, "unit": Unit.WORKING.value, "legal_basis": LAW}
    spans = ((date(2025, 3, 1), date(2025, 3, 31)), (date(2025, 4, 5), date(2025, 4, 6)), (date(2017, 1, 1), None))
    for since, until in spans:
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.create(**row, effective_from=since, effective_until=until)
    Rule.objects.create(**row, effective_from=date(2017, 1, 1), effective_until=date(2017, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        Rule.objects.filter(effective_from=date(2017, 1, 1)).update(effective_until=date(2018, 1, 1))
