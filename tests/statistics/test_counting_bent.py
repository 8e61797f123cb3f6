"""Whoever bends a cell is found, and what is renamed or moved keeps its figures. One world, made once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import NOW
from tests.lives import Life, office
from tests.statistics.lives import later
from tests.statistics.test_measures import EVERYWHERE
from tuntas.institutions.models import Institution, Topic
from tuntas.reports.actions import dispatch
from tuntas.reports.states import Verb
from tuntas.statistics import cells, counting, reading
from tuntas.statistics.models import Axis, Cell, Recount
from tuntas.statistics.reading import Cut, counts, figures_of
from tuntas.statistics.scopes import public_scope

pytestmark = pytest.mark.slow


def kept() -> dict[tuple, tuple[int, int]]:
    """All cells by what they say."""
    rows = Cell.objects.values_list(*counting._FOUND[1:])
    return {tuple(row[:-2]): row[-2:] for row in rows}


def bend(cell: Cell, how: str) -> None:
    rows = Cell.objects.filter(pk=cell.pk)
    if how == "total":
        rows.update(total=cell.total + 5)
    elif how == "removed":
        rows.delete()
    elif how == "moved":
        rows.update(tenant=office("banjarmasin"))
    else:
        key = cells.Key(*(getattr(cell, name) for name in counting._FOUND[1:-2]))
        other = key._replace(value=9)
        cell.pk = other.id if how == "invented" else cells.Key(*other[:-1], 10).id
        cell.value = 9
        cell.save(force_insert=True)


def test_when_too_much_waits_the_cells_are_read_as_they_are(many, monkeypatch):
    counting.count_new(50)
    monkeypatch.setattr(reading, "FRESH", 5)
    stored = sum(Cell.objects.filter(axis="UNIT", metric=Verb.SUBMIT).values_list("times", flat=True))
    assert figures_of(counts(EVERYWHERE)).received == stored < len(many)


def test_a_bent_cell_is_named_and_mended(many):
    counting.count_all(NOW)
    cell = Cell.objects.filter(axis="UNIT", metric="response.days").order_by("pk").first()
    Cell.objects.filter(pk=cell.pk).update(times=cell.times + 1)
    (found,) = counting.differences()
    assert (found.key.metric, found.key.member, found.key.value) == ("response.days", cell.member, cell.value)
    assert (found.expected[0], found.found[0]) == (cell.times, cell.times + 1)
    assert f"response.days={cell.value} @ UNIT {cell.member}" in str(found)
    assert counting.mend() == 1
    assert list(counting.differences()) == []


@pytest.mark.parametrize("how", ["total", "removed", "moved", "invented", "stray"])
def test_no_way_to_bend_a_cell_goes_unseen(many, how):
    counting.count_all(NOW)
    before = kept()
    bend(Cell.objects.filter(axis="GOVERNMENT", metric="SUBMIT").order_by("pk").first(), how)
    assert list(counting.differences())
    counting.mend()
    assert kept() == before
    assert list(counting.differences()) == []


def test_two_menders_do_not_mend_twice(many, monkeypatch):
    counting.count_all(NOW)
    Cell.objects.filter(metric="SUBMIT", axis="DAY").delete()
    first = list(counting._differing(office("kalsel").pk))
    look = counting._differing

    def looks_while_another_mends(tenant):
        found = look(tenant)
        monkeypatch.setattr(counting, "_differing", look)
        counting.mend()
        return found

    monkeypatch.setattr(counting, "_differing", looks_while_another_mends)
    assert counting.mend() == 0
    assert first
    assert list(counting.differences()) == []


def test_the_nightly_recount_is_kept_once_a_night(many):
    counting.count_all(NOW)
    Cell.objects.filter(axis="DAY", metric="SUBMIT").update(times=99)
    night = datetime(2025, 3, 20, 19, 0, tzinfo=UTC)  # two o'clock in Jakarta
    row = counting.recount_of(night)
    assert (row.day, row.differing > 0, "SUBMIT=0 @ DAY" in row.first) == (date(2025, 3, 21), True, True)
    assert counting.recount_of(night + timedelta(hours=23)) is None
    assert counting.recount_of(night + timedelta(hours=24)).day == date(2025, 3, 22)
    assert Recount.objects.count() == 2


def test_a_unit_that_is_renamed_or_moved_keeps_its_figures(many, people):
    counting.count_all(NOW)
    unit = office("kalsel-pupr")
    before = figures_of(o for o in counts(EVERYWHERE) if o.unit_id == unit.pk)
    # The work goes on in a new unit; the old one is closed with the day.
    Institution.objects.filter(pk=unit.pk).update(name="Dinas Bina Marga (lama)", active=False, closed_on=NOW.date())
    assert list(counting.differences()) == []
    life = later(Life(people, NOW + timedelta(days=20)).submitted(), days=1)
    dispatch.dispatch_unit(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    counting.count_all(NOW)
    assert figures_of(o for o in counts(EVERYWHERE) if o.unit_id == unit.pk) == before


def test_a_topic_that_moves_keeps_its_figures(many):
    """The tree of topics is of today, the figures are of the day: under the code that the event bears."""
    counting.count_all(NOW)
    Topic.objects.filter(code="jalan-berlubang").update(parent="kependudukan")
    assert list(counting.differences()) == []
    topics = {one.member for one in counts(EVERYWHERE, Cut(Axis.TOPIC)) if one.metric == "SUBMIT"}
    assert topics == {"jalan-berlubang"}


def test_reading_costs_two_queries_when_all_is_counted(many, django_assert_num_queries):
    counting.count_all(NOW)
    scope = public_scope()
    with django_assert_num_queries(2):
        counts(scope)
