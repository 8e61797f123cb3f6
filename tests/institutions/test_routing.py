"""Who is in charge of this?"""

from datetime import date

import pytest

from tests.lives import office
from tuntas.institutions.models import Competence, Institution, Topic
from tuntas.institutions.routing import in_charge

ON = date(2025, 3, 3)


def named(topic: str, region: str) -> list[str]:
    return [p.institution.code for p in in_charge(Topic.objects.get(pk=topic), region, on=ON)]


def test_the_nearest_area_comes_first(db):
    assert named("jalan-berlubang", "6371")[0] == "banjarmasin-pupr"
    assert "kalsel-pupr" in named("jalan-berlubang", "6371")
    assert "banjarmasin-pupr" not in named("jalan-berlubang", "6372")


def test_each_proposal_names_its_law(db):
    first = in_charge(Topic.objects.get(pk="jalan-berlubang"), "6371", on=ON)[0]
    assert "UU 23/2014" in first.legal_basis
    assert first.warning == ""


def test_an_inactive_institution_is_named_with_a_warning(db):
    Institution.objects.filter(code="banjarmasin-pupr").update(active=False)
    warned = [p for p in in_charge(Topic.objects.get(pk="jalan-berlubang"), "6371", on=ON) if p.warning]
    assert [p.institution.code for p in warned] == ["banjarmasin-pupr"]


def test_nothing_is_proposed_without_a_topic_or_before_the_register(db, django_assert_num_queries):
    assert in_charge(None, "6371", on=ON) == []
    topic = Topic.objects.get(pk="jalan-berlubang")
    assert in_charge(topic, "6371", on=date(1990, 1, 1)) == []
    with django_assert_num_queries(1):
        in_charge(topic, "6371", on=ON)


@pytest.mark.parametrize("region", ["", "63", "6371012001"])
def test_any_depth_of_region_will_do(db, region):
    assert named("jalan-berlubang", region)


def test_the_topic_above_counts_where_the_topic_itself_has_no_line(db):
    hole = Topic.objects.get(pk="jalan-berlubang")
    Competence.objects.filter(topic=hole).delete()
    line = {"topic": hole.parent, "legal_basis": "UU 2/2022", "effective_from": date(2023, 1, 2)}
    Competence.objects.get_or_create(
        institution=office("kalsel-pupr"), region_id="63", defaults=line, topic=hole.parent
    )
    first = next(p for p in in_charge(hole, "6371", on=ON) if p.institution.code == "kalsel-pupr")
    assert first.reason == "Berwenang atas Jalan dan Jembatan di Kalimantan Selatan."


def test_a_line_of_its_own_hides_the_topic_above(db):
    assert named("jalan-nasional", "6371") == ["ri-bpjn"]


def test_a_line_that_has_ended_or_not_begun_says_nothing(db):
    lines = Competence.objects.filter(topic="jalan-nasional")
    lines.update(effective_until=date(2025, 3, 2))
    assert "ri-bpjn" not in named("jalan-nasional", "6371")
    lines.update(effective_until=ON)
    assert named("jalan-nasional", "6371") == ["ri-bpjn"]
    lines.update(effective_until=None, effective_from=date(2025, 3, 4))
    assert "ri-bpjn" not in named("jalan-nasional", "6371")
