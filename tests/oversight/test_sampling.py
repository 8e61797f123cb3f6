"""The sample that nobody can choose, and how far two scorers agree."""

import hashlib
import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from tests.lives import Life
from tuntas.audit.models import DayRoot
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.oversight.models import Score
from tuntas.oversight.sampling import agreement, closed_in, draw, draw_sample, pairs_of, score

MARCH = date(2025, 3, 1)
SEED = "ab" * 32


def signed(day: date = date(2025, 4, 1)) -> None:
    """A signed day; who signed is not asked here."""
    DayRoot.objects.create(day=day, events=0, root=SEED, previous="0" * 64, signature="0" * 128, key="0" * 64)


def closed(people, times: int) -> list[Life]:
    return [Life(people).submitted().dispatched().responded().followed_up().confirmed() for _again in range(times)]


def naive_kappa(pairs) -> float:
    """From the table of four counts, as a textbook does it."""
    both = sum(1 for a, b in pairs if a and b)
    neither = sum(1 for a, b in pairs if not a and not b)
    first = sum(1 for a, b in pairs if a and not b)
    second = sum(1 for a, b in pairs if b and not a)
    n = both + neither + first + second
    by_chance = ((both + first) * (both + second) + (second + neither) * (first + neither)) / n
    return (both + neither - by_chance) / (n - by_chance)


def test_the_seed_decides_and_anybody_draws_the_same():
    chance = random.Random(4)
    offices = [UUID(int=n) for n in range(5)]
    population = [(chance.choice(offices), f"R{n:04}") for n in range(400)]
    drawn = draw(population, SEED, 3)
    shuffled = list(population)
    chance.shuffle(shuffled)
    assert draw(shuffled, SEED, 3) == drawn
    for office in offices:
        mine = sorted(
            (hashlib.sha256(f"{SEED}\n{number}".encode()).hexdigest(), number)
            for o, number in population
            if o == office
        )
        assert [number for o, number in drawn if o == office] == [number for _digest, number in mine[:3]]
    assert draw(population, "cd" * 32, 3) != drawn


def test_every_case_of_an_office_is_drawn_equally_often():
    office = UUID(int=1)
    population = [(office, f"R{n}") for n in range(10)]
    times = dict.fromkeys((number for _office, number in population), 0)
    for seed in range(3000):
        for _office, number in draw(population, str(seed), 3):
            times[number] += 1
    assert all(780 < drawn < 1020 for drawn in times.values()), times


def test_a_month_is_drawn_once_and_only_when_its_seed_is_signed(people):
    lives = closed(people, 5)
    Life(people).submitted().dispatched()
    by, at = people.dewi, lives[-1].at + timedelta(days=40)
    with pytest.raises(Invalid):
        draw_sample(MARCH, per_office=3, by=by, at=at)
    signed(date(2025, 3, 31))
    with pytest.raises(Invalid):
        draw_sample(MARCH, per_office=3, by=by, at=at)
    signed()
    sample = draw_sample(MARCH, per_office=3, by=by, at=at)
    assert (sample.population, sample.seed, sample.cases.count()) == (5, SEED, 3)
    again = draw([(lives[0].report.unit_id, life.report.reference) for life in lives], SEED, 3)
    drawn = sample.cases.order_by("place").values_list("report__reference", flat=True)
    assert list(drawn) == [number for _office, number in again]
    with pytest.raises(Invalid):
        draw_sample(MARCH, per_office=3, by=by, at=at)


def test_what_the_mandate_does_not_open_is_not_drawn(people):
    closed(people, 1)
    Life(people).submitted(content="SECRET").dispatched().responded().followed_up().confirmed()
    assert closed_in(MARCH, people.dewi).count() == 1
    with pytest.raises(NotAllowed):
        draw_sample(MARCH, per_office=3, by=people.budi, at=Life(people).at)


def test_two_people_score_each_once_and_nobody_changes_it_later(people):
    (life,), by = closed(people, 1), people.dewi
    signed()
    case = draw_sample(MARCH, per_office=1, by=by, at=life.at + timedelta(days=40)).cases.get()
    score(case, [True, True, False, True], by=by, at=life.at)
    with pytest.raises(Invalid):
        score(case, [True, True, True, True], by=by, at=life.at)
    with pytest.raises(NotAllowed):
        score(case, [True, True, True, True], by=people.budi, at=life.at)
    with pytest.raises(DatabaseError), transaction.atomic():
        Score.objects.update(proven=True)


@pytest.mark.parametrize("seed", range(20))
def test_kappa_is_the_one_of_the_textbook(seed):
    chance = random.Random(seed)
    pairs = [(a := chance.random() < 0.6, a if chance.random() < 0.7 else not a) for _ in range(40)]
    assert agreement(pairs).kappa == pytest.approx(naive_kappa(pairs))


def test_kappa_of_cohens_own_kind():
    """20 yes-yes, 5 and 10 apart, 15 no-no: po = 0.7, pe = 0.5, kappa = 0.4 (the worked example of the method)."""
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    found = agreement(pairs)
    assert (found.n, found.equal, round(found.kappa, 10)) == (50, 0.7, 0.4)
    assert agreement([]).kappa is None
    assert agreement([(True, True)] * 3).kappa is None


def test_only_cases_with_two_scorings_are_compared():
    def row(case: int, proven: bool, second: int) -> Score:
        return Score(case_id=UUID(int=case), proven=proven, at=datetime(2025, 4, 2, second=second, tzinfo=UTC))

    assert pairs_of([row(1, True, 2), row(1, False, 1), row(2, True, 3)], "proven") == [(False, True)]
