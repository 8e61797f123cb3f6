"""Offices changed by their own administrator: adding, changing, moving, and who may not."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from tests.cast import NOW
from tests.lives import office
from tuntas.audit.models import Change
from tuntas.institutions.models import Institution
from tuntas.institutions.offices import add_units, change_office, details_of, move_unit
from tuntas.kernel.refusals import Invalid, NotAllowed


def test_a_pasted_list_becomes_units_below_their_parent(people):
    made = add_units(office("kalsel"), ["Dinas Uji Satu", "", "  Dinas  Uji Dua "], by=people.budi, at=NOW)
    assert [(row.name, row.code, row.path) for row in made] == [
        ("Dinas Uji Satu", "kalsel-dinas-uji-satu", "/ri/kalsel/kalsel-dinas-uji-satu/"),
        ("Dinas Uji Dua", "kalsel-dinas-uji-dua", "/ri/kalsel/kalsel-dinas-uji-dua/"),
    ]
    assert {row.government_id for row in made} == {office("kalsel").pk}
    assert {row.time_zone for row in made} == {"Asia/Makassar"}


def test_a_name_that_is_there_refuses_the_whole_list(people):
    add_units(office("kalsel"), ["Dinas Uji"], by=people.budi, at=NOW)
    with pytest.raises(Invalid) as refused:
        add_units(office("kalsel"), ["Dinas Baru", "Dinas Uji"], by=people.budi, at=NOW)
    assert refused.value.field == "names"
    assert not Institution.objects.filter(name="Dinas Baru").exists()


@pytest.mark.parametrize("who", ["nia", "ratna", "hadi", "agus", "dewi", "sri", "intan"])
def test_nobody_but_the_own_administrator_may(people, who):
    unit = office("kalsel-pupr")
    with pytest.raises(NotAllowed):
        add_units(unit, ["Seksi Uji"], by=getattr(people, who), at=NOW)
    with pytest.raises(NotAllowed):
        change_office(unit, replace(details_of(unit), name="Lain"), by=getattr(people, who), at=NOW)
    with pytest.raises(NotAllowed):
        move_unit(unit, office("kalsel"), by=getattr(people, who), at=NOW)


def test_the_province_does_not_reach_into_a_city(people):
    with pytest.raises(NotAllowed):
        add_units(office("banjarmasin"), ["Dinas Uji"], by=people.budi, at=NOW)


def test_a_change_leaves_only_what_differs_in_the_history(people):
    unit = office("kalsel-pupr")
    changed = replace(details_of(unit), short_name="PU", requires_approval=not unit.requires_approval)
    change_office(unit, changed, by=people.budi, at=NOW)
    change_office(unit, changed, by=people.budi, at=NOW)
    row = Change.objects.get(verb="change_office")
    assert (row.actor, row.government, row.label) == ("Budi Rahman", office("kalsel").pk, unit.name)
    assert set(row.before) == set(row.after) == {"short_name", "requires_approval"}
    assert row.after["short_name"] == "PU"


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("time_zone", "Asia/Atlantis"), ("working_week", ""), ("working_week", "53")],
)
def test_details_that_cannot_be_are_refused_at_their_field(people, field, value):
    unit = office("kalsel-pupr")
    with pytest.raises(Invalid) as refused:
        change_office(unit, replace(details_of(unit), **{field: value}), by=people.budi, at=NOW)
    assert refused.value.field == field


def test_moving_takes_everything_below_along(people):
    (upper,) = add_units(office("kalsel"), ["Dinas Atas"], by=people.budi, at=NOW)
    (lower,) = add_units(office("kalsel-pupr"), ["Balai Uji"], by=people.budi, at=NOW)
    (lowest,) = add_units(lower, ["Seksi Uji"], by=people.budi, at=NOW)
    move_unit(lower, upper, by=people.budi, at=NOW)
    lowest.refresh_from_db()
    assert lowest.path == f"{upper.path}{lower.code}/{lowest.code}/"
    with pytest.raises(Invalid):
        move_unit(upper, lowest, by=people.budi, at=NOW)


def test_the_history_only_grows(people):
    add_units(office("kalsel"), ["Dinas Uji"], by=people.budi, at=NOW)
    for attempt in (lambda: Change.objects.update(actor="Orang lain"), lambda: Change.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Change.objects.get().actor == "Budi Rahman"
