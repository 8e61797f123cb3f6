"""Who lives there is said by the administrator, with source and year, and is on record."""

from fractions import Fraction

import pytest

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.audit.models import Change
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.statistics.models import Population
from tuntas.statistics.populations import enter_population, nearest, populations_of
from tuntas.statistics.reading import counts, figures_of
from tuntas.statistics.registry import MEASURES
from tuntas.statistics.scopes import public_scope

SOURCE = "BPS Kalimantan Selatan, Kalimantan Selatan dalam angka 2025"


def entered(by, **changes):
    told = {"year": 2024, "people": 4_000_000, "source": SOURCE} | changes
    return enter_population(office("kalsel"), **told, by=by, at=NOW)


def test_it_is_entered_changed_and_on_record(people):
    entered(people.budi)
    entered(people.budi, people=4_100_000)
    (row,) = populations_of(office("kalsel"))
    assert (row.people, row.source, row.region_id) == (4_100_000, SOURCE, "63")
    last = Change.objects.filter(verb="enter_population").order_by("pk").last()
    assert (last.before["people"], last.after["people"]) == ("4000000", "4100000")


def test_the_nearest_year_counts(people):
    for year in (2020, 2024):
        entered(people.budi, year=year, people=year)
    found = populations_of(office("kalsel"))
    assert [nearest(found, year).year for year in (2019, 2022, 2023, 2030)] == [2020, 2020, 2024, 2024]
    assert nearest([], 2024) is None


@pytest.mark.parametrize(
    ("field", "value"), [("people", 0), ("year", 2026), ("year", 1900), ("source", " "), ("source", "x" * 201)]
)
def test_nonsense_is_refused(people, field, value):
    with pytest.raises(Invalid) as refused:
        entered(people.budi, **{field: value})
    assert refused.value.field == field
    assert not Population.objects.exists()


def test_others_may_not(people):
    for who in (people.ratna, people.nia, people.dewi):
        with pytest.raises(NotAllowed):
            entered(who)


def test_reports_per_100_000_people(people):
    for _ in range(3):
        Life(people).submitted()
    figures = figures_of(counts(public_scope()), people=entered(people.budi, people=150_000).people)
    (measure,) = (one for one in MEASURES if one.code == "per-100-ribu")
    assert measure.value(figures) == Fraction(2)
