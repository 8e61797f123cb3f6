from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tuntas.sla import rules
from tuntas.sla.clocks import Kind, Unit
from tuntas.sla.models import Amendment, Rule
from tuntas.sla.rules import (
    RuleLawless,
    RuleMissing,
    RuleTooEarly,
    RuleTooLong,
    Standard,
    rule_for,
    set_rule,
)
from tuntas.sla.seeds import seed_rules

from .offices import wita

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unseeded")]
AT = wita(2026, 11, 2)
TODAY, TOMORROW = date(2026, 11, 2), date(2026, 11, 3)
LAW = "Peraturan Gubernur 1/2026"


@pytest.fixture(autouse=True)
def first_rules(unseeded: None) -> None:
    seed_rules()


def put(days: int, *, kind: Kind = Kind.SETTLEMENT, from_: date = TOMORROW, **scope: str) -> Rule:
    return set_rule(Standard(kind, days, LAW, **scope), effective_from=from_, at=AT, by_name="Dewi")


def settlement(on: date = TOMORROW, classification: str = "COMPLAINT", **scope: object) -> int:
    return rule_for(Kind.SETTLEMENT, classification=classification, on=on, **scope).days


def test_the_class_decides_between_general_rules() -> None:
    found = {c: settlement(classification=c) for c in ("INFORMATION", "ASPIRATION", "COMPLAINT", "SUPERVISION")}
    assert found == {"INFORMATION": 5, "ASPIRATION": 5, "COMPLAINT": 14, "SUPERVISION": 60}


def test_the_most_specific_rule_wins() -> None:
    put(5, topic_code="jalan")
    put(11, topic_code="jalan", classification="COMPLAINT")
    put(4, institution_code="kalsel")
    put(3, institution_code="pu")
    put(2, institution_code="pu", topic_code="jalan")
    assert settlement() == 14
    assert settlement(classification="SUPERVISION", topic_code="jalan") == 5
    assert settlement(topic_code="jalan") == 11
    assert settlement(topic_code="jalan", institution_codes=["dinkes", "kalsel"]) == 4
    assert settlement(topic_code="air", institution_codes=["pu", "kalsel"]) == 3
    assert settlement(topic_code="jalan", institution_codes=["pu", "kalsel"]) == 2


def put_short(days: int) -> Rule:
    return put(days, institution_code="pu", classification="COMPLAINT")


def test_a_rule_holds_on_both_its_effective_dates() -> None:
    later = TODAY + timedelta(days=30)
    put_short(7)
    put(6, institution_code="pu", classification="COMPLAINT", from_=later)
    found = [
        settlement(on, institution_codes=["pu"])
        for on in (TODAY, TOMORROW, later - timedelta(days=1), later, later + timedelta(days=900))
    ]
    assert found == [14, 7, 7, 6, 6]


def test_nothing_in_force_is_refused() -> None:
    with pytest.raises(RuleMissing, match="Penyelesaian"):
        settlement(date(2017, 12, 31))
    with pytest.raises(RuleMissing):
        rule_for(Kind.PROMISE, on=TODAY)


@pytest.mark.parametrize(
    "scope",
    [
        {"institution_code": "pu", "classification": "COMPLAINT"},
        {"topic_code": "jalan", "classification": "COMPLAINT"},
    ],
)
def test_a_special_rule_may_reach_the_general_one_not_pass_it(scope: dict[str, str]) -> None:
    with pytest.raises(RuleTooLong, match="15 hari kerja melebihi batas umum, yaitu 14 hari kerja"):
        put(15, **scope)
    assert put(14, **scope).days == 14


def test_a_rule_for_all_classes_is_held_to_the_shortest() -> None:
    with pytest.raises(RuleTooLong, match="yaitu 5 hari kerja"):
        put(6, institution_code="pu")


def test_another_unit_cannot_stretch_a_rule() -> None:
    standard = Standard(Kind.STATUTORY_SETTLEMENT, 60, LAW, unit=Unit.WORKING, institution_code="pu")
    with pytest.raises(RuleTooLong, match="60 hari kalender"):
        set_rule(standard, effective_from=TOMORROW, at=AT, by_name="Dewi")


def test_a_general_rule_cut_by_law_overtakes_slower_special_ones() -> None:
    put_short(12)
    put(10, classification="COMPLAINT", from_=TODAY + timedelta(days=9))
    assert settlement(institution_codes=["pu"]) == 12
    assert settlement(TODAY + timedelta(days=9), institution_codes=["pu"]) == 10


def test_a_rule_begins_tomorrow_at_the_earliest_and_after_the_one_it_replaces() -> None:
    with pytest.raises(RuleTooEarly, match="2026-11-03"):
        put(7, classification="COMPLAINT", from_=TODAY)
    put(7, classification="COMPLAINT", from_=TODAY + timedelta(days=9))
    with pytest.raises(RuleTooEarly, match="2026-11-12"):
        put(8, classification="COMPLAINT", from_=TODAY + timedelta(days=9))


@pytest.mark.parametrize(("days", "law"), [(0, LAW), (5, "  ")])
def test_a_rule_needs_a_law_and_a_length(days: int, law: str) -> None:
    with pytest.raises(RuleLawless):
        set_rule(Standard(Kind.REPLY, days, law), effective_from=TOMORROW, at=AT, by_name="Dewi")


def test_a_new_rule_ends_the_old_one_and_is_signed() -> None:
    new = put(7, classification="COMPLAINT")
    old = Rule.objects.get(kind="SETTLEMENT", classification="COMPLAINT", effective_until__isnull=False)
    assert (old.days, old.effective_until) == (14, TODAY)
    assert (new.entered_at, new.entered_by, new.effective_until) == (AT, "Dewi", None)
    assert str(new) == "SETTLEMENT COMPLAINT: 7 WORKING (2026-11-03)"


def test_a_rule_set_here_is_seen_at_once() -> None:
    assert settlement() == 14
    put(7, classification="COMPLAINT")
    assert settlement() == 7


def test_a_warm_look_up_asks_nothing() -> None:
    settlement()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(50):
            settlement(topic_code="jalan", institution_codes=["pu", "kalsel"])
    assert len(queries) == 0


def test_rules_changed_elsewhere_are_read_when_the_held_ones_are_old(monkeypatch: pytest.MonkeyPatch) -> None:
    settlement()
    Rule.objects.filter(kind="SETTLEMENT", classification="COMPLAINT").update(days=9)
    assert settlement() == 14
    monkeypatch.setattr(rules, "KEPT_SECONDS", -1.0)
    assert settlement() == 9


def test_the_database_keeps_one_open_rule_a_scope_and_no_empty_one() -> None:
    spare = {"unit": "WORKING", "legal_basis": LAW, "effective_from": TOMORROW}
    for row in (
        {"kind": "REPLY", "days": 4},
        {"kind": "PROMISE", "days": 0},
        {"kind": "NAP", "days": 1},
        {"kind": "PROMISE", "days": 1, "unit": "WEEKS"},
        {"kind": "PROMISE", "days": 1, "effective_until": TODAY},
        {"kind": "PROMISE", "days": 1, "legal_basis": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.create(**{**spare, **row})


def test_the_held_ones_are_a_minute_old_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(rules.time, "monotonic", lambda: now[0])
    settlement()
    Rule.objects.filter(kind="SETTLEMENT", classification="COMPLAINT").update(days=9)
    now[0] += 60
    assert settlement() == 14
    now[0] += 0.5
    assert settlement() == 9


def test_the_shortest_standard_is_one_day_and_the_law_may_lengthen_its_own() -> None:
    assert put(1, topic_code="jalan").days == 1
    assert put(20, classification="COMPLAINT").days == 20


def test_of_general_rules_the_one_of_the_class_cuts_a_special_one() -> None:
    Rule.objects.filter(kind="SETTLEMENT").delete()
    for days, scope in ((20, {}), (10, {"classification": "COMPLAINT"}), (15, {"topic_code": "jalan"})):
        facts = {"kind": "SETTLEMENT", "unit": "WORKING", "legal_basis": LAW, "effective_from": TODAY}
        Rule.objects.create(days=days, **facts, **scope)
    rules.forget()
    assert settlement(topic_code="jalan") == 10
    assert settlement(topic_code="jalan", classification="ASPIRATION") == 15


def test_a_rule_of_the_topic_is_not_general_and_an_equal_one_stays() -> None:
    put(14, institution_code="pu", classification="COMPLAINT")
    put(10, topic_code="jalan", classification="COMPLAINT")
    best = rule_for(
        Kind.SETTLEMENT, classification="COMPLAINT", topic_code="jalan", institution_codes=["pu"], on=TOMORROW
    )
    assert (best.days, best.institution_code) == (14, "pu")


def test_what_counts_in_another_unit_is_not_compared() -> None:
    Rule.objects.create(
        kind="SETTLEMENT", days=3, unit="CALENDAR", legal_basis=LAW, effective_from=TODAY, institution_code="pu"
    )
    rules.forget()
    assert settlement(institution_codes=["pu"]) == 14


def test_a_rule_that_has_ended_keeps_its_end() -> None:
    put_short(7)
    put(6, institution_code="pu", classification="COMPLAINT", from_=TOMORROW + timedelta(days=10))
    put(5, institution_code="pu", classification="COMPLAINT", from_=TOMORROW + timedelta(days=20))
    mine = Rule.objects.filter(institution_code="pu").order_by("effective_from")
    assert [rule.effective_until for rule in mine] == [TODAY + timedelta(days=10), TODAY + timedelta(days=20), None]


def test_a_special_rule_is_held_to_general_ones_alone() -> None:
    assert put(3, institution_code="pu").days == 3
    assert put(5, topic_code="jalan").days == 5
    assert put(5, topic_code="air").days == 5
    assert put(5, institution_code="dinkes").days == 5


def test_a_special_rule_is_held_to_what_holds_from_its_day_on() -> None:
    change = TODAY + timedelta(days=10)
    put(30, classification="COMPLAINT", from_=change)
    with pytest.raises(RuleTooLong, match="yaitu 14 hari kerja"):
        put(20, classification="COMPLAINT", topic_code="jalan", from_=change - timedelta(days=1))
    assert put(20, classification="COMPLAINT", topic_code="jalan", from_=change).days == 20


def test_where_the_class_has_no_general_rule_that_of_all_classes_holds() -> None:
    put(4, kind=Kind.REPLY, classification="INFORMATION")
    assert put(5, kind=Kind.REPLY, topic_code="jalan", classification="COMPLAINT").days == 5
    with pytest.raises(RuleTooLong, match="yaitu 5 hari kerja"):
        put(6, kind=Kind.REPLY, topic_code="air", classification="COMPLAINT")


def test_a_rule_of_all_and_an_amendment_name_themselves() -> None:
    assert str(put(4, kind=Kind.REPLY)) == "REPLY *: 4 WORKING (2026-11-03)"
    assert str(Amendment(because="SKB 4/2026", asked_at=AT)) == "SKB 4/2026 (2026-11-02)"
