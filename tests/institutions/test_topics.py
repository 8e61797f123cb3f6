"""The list of topics: whoever keeps it adds, renames and retires; nobody deletes."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW
from tuntas.audit.models import Change
from tuntas.institutions import seeds
from tuntas.institutions.models import Topic
from tuntas.institutions.topics import Names, add_topic, rename_topic, retire_topic, topics_in_use
from tuntas.kernel.refusals import Invalid, NotAllowed

NAMES = Names("Trotoar rusak", "Broken pavement")


@pytest.fixture(autouse=True)
def kalsel_runs_it(settings):
    settings.TUNTAS_GOVERNMENT = "kalsel"


def roads() -> Topic:
    return Topic.objects.get(pk="jalan")


@pytest.mark.parametrize("who", ["budi", "agus"])
def test_whoever_keeps_the_list_adds_to_it(people, who):
    made = add_topic(NAMES, parent=roads(), nature="", by=getattr(people, who), at=NOW)
    assert (made.code, made.nature, made.default_identity) == ("trotoar-rusak", "PHYSICAL", "OPEN")
    row = Change.objects.get(verb="add_topic")
    assert (row.label, row.after["name_en"], row.after["parent"]) == (made.name, "Broken pavement", roads().name)


@pytest.mark.parametrize("who", ["nia", "ratna", "hadi", "sri", "intan", "dewi"])
def test_nobody_else_does(people, who):
    by = getattr(people, who)
    with pytest.raises(NotAllowed):
        add_topic(NAMES, parent=roads(), nature="", by=by, at=NOW)
    with pytest.raises(NotAllowed):
        rename_topic(roads(), NAMES, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        retire_topic(roads(), since=date(2025, 4, 1), by=by, at=NOW)
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("names", "parent", "nature", "field"),
    [
        (Names(" ", "Broken pavement"), "jalan", "", "name"),
        (Names("Trotoar rusak", ""), "jalan", "", "name_en"),
        (Names("jalan berlubang ATAU rusak", "Potholes"), "jalan", "", "name"),
        (NAMES, "jalan-berlubang", "", "parent"),
        (NAMES, "", "", "nature"),
        (Names("x" * 121, "x"), "jalan", "", "name"),
    ],
)
def test_what_is_missing_is_said_at_its_field(people, names, parent, nature, field):
    above = Topic.objects.filter(pk=parent).first()
    with pytest.raises(Invalid) as refused:
        add_topic(names, parent=above, nature=nature, by=people.agus, at=NOW)
    assert refused.value.field == field


def test_another_name_stays_when_the_files_are_loaded_again(people):
    rename_topic(roads(), NAMES, by=people.agus, at=NOW)
    seeds.load_topics()
    assert (roads().name, roads().name_en) == (NAMES.name, NAMES.name_en)
    row = Change.objects.get(verb="rename_topic")
    assert (row.before["name"], row.after["name"]) == ("Jalan dan Jembatan", "Trotoar rusak")


def test_a_topic_is_offered_until_its_day_with_everything_below(people):
    since = date(2025, 4, 1)
    gone = retire_topic(roads(), since=since, by=people.agus, at=NOW)
    assert {row.pk for row in gone} == {"jalan", *Topic.objects.filter(parent="jalan").values_list("pk", flat=True)}
    midnight_wit = NOW.replace(month=3, day=31, hour=15)
    assert topics_in_use(midnight_wit - timedelta(seconds=1)).filter(pk="jalan-berlubang").exists()
    assert not topics_in_use(midnight_wit).filter(pk__in=["jalan", "jalan-berlubang"]).exists()
    assert Topic.objects.filter(pk="jalan").exists()
    with pytest.raises(Invalid):
        retire_topic(roads(), since=since, by=people.agus, at=NOW)


@pytest.mark.parametrize("day", [date(2025, 3, 3), date(2025, 3, 2)])
def test_not_from_today_or_before(people, day):
    with pytest.raises(Invalid) as refused:
        retire_topic(roads(), since=day, by=people.agus, at=NOW)
    assert refused.value.field == "since"
