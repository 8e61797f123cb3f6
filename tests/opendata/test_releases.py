"""Releases of the figures: counted to a day, frozen, and nothing small in them that could be worked out."""

import hashlib
import json
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.lives import office
from tests.opendata.many import JANUARY, JULY, NEXT_JULY, Office
from tests.statistics.naive import recount
from tests.statistics.solving import derivable
from tuntas.opendata import releases, tables
from tuntas.opendata.models import Release
from tuntas.reports.models import Event

SHRINKS = ("confirmed", "silent")
VERBS = {
    "received": ("SUBMIT",),
    "dispatched": ("DISPATCH_UNIT", "REDISPATCH_UNIT"),
    "answered": ("RESPOND",),
    "acted": ("FOLLOW_UP", "APPROVE", "KEEP_PROMISE"),
    "disputed": ("DISPUTE",),
}


def before(day: datetime) -> datetime:
    return day - timedelta(days=5)


@pytest.fixture
def half_year(people) -> Office:
    return Office(people).receive(160, before(JULY))


def told(year: int = 2025) -> list[dict]:
    return [row.told["tables"] for row in Release.objects.filter(year=year).order_by("cutoff")]


def cells(table: dict) -> dict[tuple, int | None]:
    return {(first, second): number for first, second, number, _speed in table["cells"]}


def true_cells(kept: dict) -> dict[tuple, int]:
    return {(first, second): number for first, second, number, _hidden, _speed in kept["cells"]}


def limit_of(table: str):
    """Written anew: ten for the closed room and for topics of integrity and of staff, else five."""
    strict = {"SUPERVISION", "integritas", "kepegawaian"}
    return lambda key: 10 if strict & set(key) else 5


def test_the_last_day_on_which_a_release_was_due():
    assert releases.last_cutoff(date(2025, 6, 30)) == date(2025, 1, 1)
    assert releases.last_cutoff(date(2025, 7, 1)) == date(2025, 7, 1)
    assert releases.last_cutoff(date(2026, 1, 1)) == date(2026, 1, 1)


def test_a_release_is_made_once_and_not_before_its_day_has_settled(half_year):
    assert releases.release_due(datetime(2025, 6, 30, 17, 30, tzinfo=UTC)) == 0
    assert releases.release_due(JULY) == 1
    assert releases.release_due(JULY) == 0
    assert Release.objects.get().cutoff == date(2025, 7, 1)


def test_what_is_told_is_the_naive_recount_up_to_the_day(half_year):
    half_year.receive(20, before(JULY) + timedelta(days=70))
    releases.release_due(JULY)
    cut = datetime(2025, 6, 30, 17, tzinfo=UTC)
    (found,) = told()
    shown = 0
    for name, verbs in VERBS.items():
        for (unit, sort), number in cells(found[name]).items():
            if number is None or unit == tables.NONE:
                continue
            where = {"verb__in": verbs, "at__lt": cut, "year": 2025}
            where |= {} if unit == "*" else {"unit_id": office(unit).pk}
            where |= {} if sort == "*" else {"classification": sort}
            events = Event.objects.filter(**where)
            events = events if unit == "*" else events.exclude(classification="SUPERVISION")
            measured = name in ("answered", "acted")
            assert number == (events.filter(days__isnull=False) if measured else events).count(), (name, unit, sort)
            shown += 1
    assert shown > 30
    speed = {(u, c): s for u, c, _n, s in found["answered"]["cells"]}[("*", "*")]
    naive = recount(year=2025, at__lt=cut)
    assert (speed["median_days"], speed["p90_days"]) == naive["response"][2:]
    assert speed["on_time"] == "{}/{}".format(*naive["response_kept"])


def test_the_closed_room_stands_under_no_unit(half_year):
    releases.release_due(JULY)
    (found,) = told()
    assert {unit for unit, sort in cells(found["dispatched"]) if sort == "SUPERVISION"} >= {"none", "*"}
    true = true_cells(Release.objects.get().counted["dispatched"])
    assert {unit for (unit, sort), n in true.items() if sort == "SUPERVISION" and n and unit != "*"} == {"none"}


def test_nothing_small_can_be_worked_out_of_three_releases_of_the_seeded_world(half_year, capsys):
    """Every table of every release, solved together with the releases before it."""
    releases.release_due(JULY)
    half_year.receive(150, before(JANUARY), year=2025)
    releases.release_due(JANUARY)
    half_year.receive(40, before(NEXT_JULY), year=2025).receive(120, before(NEXT_JULY))
    releases.release_due(NEXT_JULY)
    assert len(told()) == 3
    count = kept_back = 0
    breaches = []
    for name in tables.DIMENSIONS:
        rows = list(Release.objects.filter(year=2025).order_by("cutoff"))
        public = [cells(row.told["tables"][name]) for row in rows if name in row.told["tables"]]
        truth = [true_cells(row.counted[name]) for row in rows if name in row.counted]
        back, found = derivable(truth, public, limit_of(name), grows=name not in SHRINKS) if public else (0, [])
        count, kept_back, breaches = count + len(public), kept_back + back, breaches + found
    with capsys.disabled():
        sys.stderr.write(f"\n[releases] {count} tables, {kept_back} cells kept back, {len(breaches)} derivable\n")
    assert breaches == []
    assert count > 15
    assert kept_back > 50


def test_a_small_cell_is_never_told_and_none_of_the_true_numbers_is(half_year):
    releases.release_due(JULY)
    (found,) = told()
    for name, table in found.items():
        small = [key for key, n in cells(table).items() if n is not None and 0 < n < limit_of(name)(key)]
        assert [key for key in small if key != ("*", "*")] == [], name
        assert all(speed is None for _u, _c, n, speed in table["cells"] if n is None)


def test_a_release_is_frozen_chained_and_hashed(half_year):
    releases.release_due(JULY)
    half_year.receive(150, before(JANUARY), year=2025)
    releases.release_due(JANUARY)
    first, second = Release.objects.filter(year=2025).order_by("cutoff")
    assert (first.previous, second.previous) == ("", first.hash)
    content = json.dumps(second.told, sort_keys=True, separators=(",", ":"))
    said = f"tuntas release 1\nprevious {first.hash}\n{content}\n"
    assert hashlib.sha256(said.encode()).hexdigest() == second.hash
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=first.pk).update(hash="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=first.pk).delete()


def test_older_years_are_released_once_and_stand(half_year):
    half_year.receive(80, before(JULY), year=2019)
    releases.release_due(JULY)
    releases.release_due(JANUARY)
    assert set(Release.objects.values_list("year", "cutoff")) == {
        (2019, date(2025, 7, 1)), (2025, date(2025, 7, 1)), (2025, date(2026, 1, 1)),
    }  # fmt: skip


def test_an_office_with_a_handful_of_reports_releases_no_table(people):
    Office(people)
    releases.release_due(JULY)
    assert Release.objects.get().told["tables"].keys() <= {
        "dispatched",
        "answered",
        "acted",
        "confirmed",
        "silent",
        "disputed",
    }
    assert all(n == 0 for table in told()[0].values() for n in cells(table).values())


def test_counting_costs_the_same_however_many_events(half_year, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        releases.release_due(JULY)
