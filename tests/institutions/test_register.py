"""The competence register: changed from a day on, by whom it belongs to, with its law; gaps and overlaps are seen."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW
from tests.lives import office
from tuntas.audit.models import Change
from tuntas.institutions.models import Competence, Institution, Region, Topic
from tuntas.institutions.register import Line, Register, add_line, end_line, findings, may_change, replace_line
from tuntas.institutions.routing import in_charge
from tuntas.kernel.refusals import Invalid, NotAllowed

LAW, TODAY, FROM = "Perda 1/2025", date(2025, 3, 3), date(2025, 4, 1)


@pytest.fixture(autouse=True)
def kalsel_runs_it(settings):
    settings.TUNTAS_GOVERNMENT = "kalsel"


def line(code: str = "kalsel-dishub", topic: str = "jalan-nasional", region: str | None = "6371") -> Line:
    place = Region.objects.get(pk=region) if region else None
    return Line(office(code), Topic.objects.get(pk=topic), place, LAW)


def first(topic: str, region: str, on: date) -> str:
    return in_charge(Topic.objects.get(pk=topic), region, on=on)[0].institution.code


def test_the_register_in_memory_names_whom_routing_names(db):
    register = Register.read(TODAY)
    topics = list(Topic.objects.filter(parent__isnull=False)[::4])
    for region in ("6371", "6372", "63", "6301011001"):
        for topic in topics:
            named = [p.institution.pk for p in in_charge(topic, region, on=TODAY) if not p.warning][:1]
            mine = [row.institution_id for row in register.nearest(topic.pk, topic.parent_id or "", region)][:1]
            assert mine == named, (topic.pk, region)


def test_a_new_line_holds_from_its_day(people):
    made = add_line(line(), since=FROM, by=people.budi, at=NOW)
    assert first("jalan-nasional", "6371", date(2025, 3, 31)) == "ri-bpjn"
    assert first("jalan-nasional", "6371", FROM) == "kalsel-dishub"
    row = Change.objects.get(verb="add_competence")
    assert (row.thing, row.after["legal_basis"], row.after["effective_from"]) == (str(made.pk), LAW, "2025-04-01")


def test_another_in_charge_ends_the_old_line_the_day_before(people):
    old = Competence.objects.get(topic="jalan-berlubang", institution=office("banjarmasin-pupr"))
    new = replace_line(old, office("kalsel-pupr"), legal_basis=LAW, since=FROM, by=people.budi, at=NOW)
    old.refresh_from_db()
    assert (old.effective_until, new.effective_from, new.region_id) == (date(2025, 3, 31), FROM, "6371")
    row = Change.objects.get(verb="replace_competence")
    assert (row.before["institution"], row.after["institution"]) == (old.institution.name, new.institution.name)


def test_a_line_ends_by_a_law_and_keeps_its_past(people):
    row = Competence.objects.get(topic="jalan-berlubang", institution=office("banjarmasin-pupr"))
    with pytest.raises(Invalid):
        end_line(row, since=FROM, legal_basis=" ", by=people.budi, at=NOW)
    law = row.legal_basis
    end_line(row, since=FROM, legal_basis=LAW, by=people.budi, at=NOW)
    row.refresh_from_db()
    assert (row.effective_until, row.legal_basis) == (date(2025, 3, 31), law)
    assert Change.objects.get(verb="end_competence").after["legal_basis"] == LAW
    with pytest.raises(Invalid):
        end_line(row, since=FROM, legal_basis=LAW, by=people.budi, at=NOW)


def test_a_city_changes_its_own_lines_in_its_own_area(people):
    own = line("banjarmasin-dishub")
    assert add_line(own, since=FROM, by=people.nia, at=NOW).effective_from == FROM
    for foreign in (
        line("kalsel-dishub"),
        line("banjarmasin-dishub", region="6372"),
        line("banjarmasin-dishub", region=None),
    ):
        with pytest.raises(NotAllowed):
            add_line(foreign, since=FROM, by=people.nia, at=NOW)
    roads = Competence.objects.get(topic="jalan-berlubang", institution=office("kalsel-pupr"))
    assert (may_change(roads, people.budi), may_change(roads, people.nia)) == (True, False)
    mine = Competence.objects.get(topic="jalan-berlubang", institution=office("banjarmasin-pupr"))
    with pytest.raises(NotAllowed):
        replace_line(mine, office("kalsel-pupr"), legal_basis=LAW, since=FROM, by=people.nia, at=NOW)


@pytest.mark.parametrize("who", ["ratna", "hadi", "sri", "intan", "dewi"])
def test_nobody_else_does(people, who):
    with pytest.raises(NotAllowed):
        add_line(line(), since=FROM, by=getattr(people, who), at=NOW)


def test_no_line_begins_in_the_past_or_twice(people):
    with pytest.raises(Invalid) as refused:
        add_line(line(), since=date(2025, 3, 2), by=people.budi, at=NOW)
    assert refused.value.field == "since"
    add_line(line(), since=FROM, by=people.budi, at=NOW)
    with pytest.raises(Invalid) as refused:
        add_line(line(), since=date(2025, 5, 1), by=people.budi, at=NOW)
    assert refused.value.field == "institution"


@pytest.mark.parametrize("region", ["6371", None])
def test_the_database_refuses_two_lines_on_one_day(people, region):
    made = add_line(line(region=region), since=FROM, by=people.budi, at=NOW)
    twin = {"institution": made.institution, "topic": made.topic, "region": made.region, "legal_basis": LAW}
    for since, until in ((date(2025, 1, 1), FROM), (date(2025, 5, 1), None), (date(2025, 5, 1), date(2025, 5, 2))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Competence.objects.create(**twin, effective_from=since, effective_until=until)
    Competence.objects.create(**twin, effective_from=date(2025, 1, 1), effective_until=date(2025, 3, 31))


def test_a_gap_and_an_overlap_are_seen(people):
    hole, place = Topic.objects.get(pk="jalan-nasional"), Region.objects.get(pk="6371")
    assert findings([hole], [place], FROM) == ([], [])
    add_line(line(), since=FROM, by=people.budi, at=NOW)
    add_line(line("kalsel-pupr"), since=FROM, by=people.budi, at=NOW)
    _gaps, (overlap,) = findings([hole], [place], FROM)
    assert (overlap.topic, overlap.places) == (hole, (place,))
    assert set(overlap.names) == {office("kalsel-dishub").name, office("kalsel-pupr").name}
    Institution.objects.update(active=False)
    (gap,), overlaps = findings([hole], [place], FROM)
    assert (gap.places, overlaps) == ((place,), [])
