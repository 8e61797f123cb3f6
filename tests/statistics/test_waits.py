"""Intervals and waits against the same written a second time, naively; and that an open case never looks fast."""

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tuntas.statistics.intervals import interval, least, places
from tuntas.statistics.spread import Spread, Timing, bucket
from tuntas.statistics.survival import Survival

times = st.lists(st.integers(0, 40), max_size=40)


def counted(values: list[int]) -> dict[int, int]:
    return {value: values.count(value) for value in set(values)}


def naive_curve(done: list[int], open_: list[int]) -> list[tuple[int, Fraction]]:
    """One time after the other, looking at every case each time."""
    waiting, curve = Fraction(1), []
    for time in sorted(set(done)):
        at_risk = sum(1 for value in done + open_ if value >= time)
        waiting *= 1 - Fraction(done.count(time), at_risk)
        curve.append((time, waiting))
    return curve


@given(times, times)
def test_the_curve_is_the_product_limit(done, open_):
    survival = Survival(counted(done), counted(open_))
    assert [(step.time, step.waiting) for step in survival.steps] == naive_curve(done, open_)


@given(times)
def test_without_open_cases_it_is_the_nearest_rank(done):
    for percent in (10, 50, 90, 100):
        assert Survival(counted(done)).quantile(percent) == Spread(counted(done)).quantile(percent)


@given(times, times, st.data())
def test_leaving_a_case_open_never_looks_faster(done, open_, data):
    """Whoever does not answer a case, and lets it wait beyond the day it would have taken, gains nothing."""
    if not done:
        return
    hard = data.draw(st.sampled_from(done))
    longer = data.draw(st.integers(hard, 60))
    rest = list(done)
    rest.remove(hard)
    honest, gaming = Survival(counted(done), counted(open_)), Survival(counted(rest), counted([*open_, longer]))
    for percent in (50, 90):
        before, after = honest.quantile(percent), gaming.quantile(percent)
        assert after is None or (before is not None and after >= before)


def test_the_median_of_a_textbook():
    """Remission times of 21 leukaemia patients under 6-MP (Freireich et al. 1963): median 23, S(10) = 0.753."""
    done = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    lost = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    survival = Survival(counted(done), counted(lost))
    curve = {step.time: round(float(step.waiting), 3) for step in survival.steps}
    assert curve == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.69, 16: 0.627, 22: 0.538, 23: 0.448}
    assert (survival.n, survival.quantile(50), survival.quantile(90)) == (21, 23, None)
    assert survival.interval(50) == (13, None)


def binomial_below(n: int, k: int, share: Fraction) -> Fraction:
    """The probability of at most k, exactly."""
    return sum((math.comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(k + 1)), Fraction(0))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 90), st.sampled_from([10, 50, 90]))
def test_the_places_enclose_the_quantile_in_95_of_100(n, percent):
    low, high = places(n, percent)
    share, half = Fraction(percent, 100), Fraction(1, 40)
    below = [binomial_below(n, k, share) for k in range(n + 1)]
    lows = [0, *(k for k in range(1, n + 1) if below[k - 1] <= half)]
    highs = [*(k for k in range(1, n + 1) if below[k - 1] >= 1 - half), n + 1]
    assert (low, high) == (max(lows), min(highs))
    covered = (below[high - 1] if high <= n else 1) - (below[low - 1] if low else 0)
    assert covered >= Fraction(19, 20)


def test_the_smallest_samples_are_those_of_the_books():
    assert (least(50), least(90)) == (6, 36)
    assert places(1_000_000, 50) == (499_020, 500_981)


def test_the_interval_of_few_cases_has_no_upper_end():
    assert interval(Spread({1: 3, 4: 1}), 50) == (1, None)
    assert interval(Spread({1: 3, 4: 1, 9: 2}), 50) == (1, 9)
    assert interval(Spread(), 50) is None


@given(st.integers(0, 10_000_000))
def test_a_bucket_is_at_most_an_eighth_too_low(minutes):
    low = bucket(minutes)
    assert low <= minutes < low * 9 / 8 + 1
    assert bucket(low) == low
    assert minutes >= 16 or low == minutes


@given(st.lists(st.integers(0, 100_000), min_size=1), st.lists(st.integers(0, 100_000), min_size=1))
def test_timings_are_merged_by_adding(one, other):
    both = one + other
    timing = Timing(counted([bucket(minutes) for minutes in both]), sum(both))
    assert timing.mean == Fraction(sum(both), len(both))
    exact = sorted(both)[math.ceil(len(both) / 2) - 1]
    assert timing.quantile(50) == bucket(exact)
