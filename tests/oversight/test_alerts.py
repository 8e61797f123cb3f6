"""Early warning: the tail against a sum written out, spikes in a random world, objects, silent units, dismissal."""

import math
import random
from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.lives import Life
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.oversight.alerts import alerts_for, dismiss, look, spike, tail
from tuntas.oversight.models import Alert
from tuntas.reports.models import Report

AT = NOW + timedelta(days=1)


def received(people, times: int, days_ago: float, **changes: object) -> None:
    """Reports received so many days before AT. The instant is moved by hand: nothing else of them is asked."""
    for _again in range(times):
        life = Life(people).submitted(**changes)
        Report.objects.filter(pk=life.report.pk).update(received_at=AT - timedelta(days=days_ago))


def season(people, weekly: int) -> None:
    """Eight weeks in which as many came."""
    for week in range(1, 9):
        received(people, weekly, week * 7 + 3)


@pytest.mark.parametrize("mean", [0.4, 2.0, 7.5])
def test_the_poisson_tail_is_the_sum_written_out(mean):
    for observed in range(12):
        below = sum(math.exp(-mean) * mean**i / math.factorial(i) for i in range(observed))
        assert tail(observed, mean, mean) == pytest.approx(1 - below, abs=1e-12)


def test_the_wide_tail_is_the_one_of_a_negative_binomial_drawn_by_chance():
    """A gamma mixture of Poisson counts with mean 4 and variance 12, drawn 40,000 times."""
    draw, mean, spread = random.Random(5), 4.0, 12.0
    size = mean**2 / (spread - mean)
    counts = []
    for _ in range(40_000):
        rate, product, n = draw.gammavariate(size, mean / size), draw.random(), 0
        while product > math.exp(-rate):
            product, n = product * draw.random(), n + 1
        counts.append(n)
    for observed in (3, 6, 10, 15):
        share = sum(n >= observed for n in counts) / len(counts)
        assert tail(observed, mean, spread) == pytest.approx(share, abs=0.01)


def test_few_reports_or_a_short_history_say_nothing():
    assert spike(4, [0] * 8, 0.01) is None
    assert spike(50, [0, 0, 0], 0.01) is None
    assert spike(6, [5, 6, 4, 7, 5, 6, 5, 4], 0.01) is None
    found = spike(14, [2, 1, 3, 2, 1, 2, 3, 2], 0.01)
    assert (found.observed, found.expected, found.chance < 1e-6) == (14, 2.0, True)


def test_how_often_a_quiet_season_raises_a_false_alarm():
    """Weekly counts around 6, each cell looked at alone at the level of one in a hundred: N = 4,000."""
    draw, raised = random.Random(9), 0
    for _ in range(4_000):
        weeks = [sum(draw.random() < 0.1 for _ in range(60)) for _ in range(9)]
        raised += spike(weeks[0], weeks[1:], 0.01) is not None
    assert raised / 4_000 < 0.02


def test_a_wave_on_one_topic_in_one_city_is_raised_once_with_its_reports(people):
    season(people, 1)
    received(people, 9, 2)
    received(people, 3, 2, topic_code="air-tarif")
    assert look(AT) == 1
    alert = Alert.objects.get()
    assert (alert.kind, alert.topic_id, alert.place, alert.observed) == ("SPIKE", "jalan-berlubang", "6371", 9)
    assert alert.behind.count() == 9
    assert look(AT + timedelta(hours=1)) == 0


def test_a_busy_topic_as_busy_as_always_is_no_wave(people):
    season(people, 3)
    received(people, 5, 2)
    assert look(AT) == 0


def test_the_same_time_of_the_years_before_counts_as_usual(people):
    season(people, 1)
    for year in (1, 2, 3):
        for near in (-1, 0, 1):
            received(people, 9, (year * 52 + near) * 7 + 3)
    received(people, 9, 2)
    assert look(AT) == 0


def test_four_reports_on_one_spot_are_raised(people):
    for north in (-3.32011, -3.32014, -3.32018, -3.32012):
        received(people, 1, 5, latitude=north, longitude=114.59081)
    received(people, 3, 5, latitude=-3.35, longitude=114.59)
    assert look(AT) == 1
    assert (Alert.objects.get().kind, Alert.objects.get().behind.count()) == ("OBJECT", 4)


def test_a_silent_unit_is_raised(people):
    for _again in range(3):
        Life(people).submitted().dispatched()
    assert look(NOW + timedelta(days=10)) == 0
    assert look(NOW + timedelta(days=20)) == 1
    assert Alert.objects.get().unit.code == "kalsel-pupr"


def test_a_dismissal_keeps_its_reason_and_comes_back_when_it_goes_on(people):
    season(people, 1)
    received(people, 9, 2)
    look(AT)
    alert = Alert.objects.get()
    with pytest.raises(Invalid):
        dismiss(alert, reason=" ", by=people.dewi, at=AT)
    with pytest.raises(NotAllowed):
        dismiss(alert, reason="Bukan wilayah saya.", by=people.nia, at=AT)
    dismiss(alert, reason="Banjir tahunan, sudah ditangani.", by=people.dewi, at=AT)
    assert (alert.dismissed_by, alert.reason) == (people.dewi.user_id, "Banjir tahunan, sudah ditangani.")
    with pytest.raises(Invalid):
        dismiss(alert, reason="Lagi.", by=people.dewi, at=AT)
    assert look(AT + timedelta(days=1)) == 0
    received(people, 30, -8)
    assert look(AT + timedelta(days=9)) == 1


def test_what_nobody_may_open_is_no_alert_for_them(people):
    received(people, 9, 2, content="SECRET")
    season(people, 1)
    look(AT)
    assert (alerts_for(people.dewi).count(), alerts_for(people.budi).count()) == (0, 1)


def test_cases_of_the_closed_room_are_not_even_counted(people):
    season(people, 1)
    received(people, 9, 2, classification="SUPERVISION")
    assert look(AT) == 0


def test_a_look_costs_the_same_however_many_reports(people, django_assert_max_num_queries):
    season(people, 1)
    with django_assert_max_num_queries(8):
        look(AT)
