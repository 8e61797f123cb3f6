"""Codes and stops pressed at once: no try is for free, and whoever stops is not written to again."""

import pytest

from tests.lives import Life
from tests.oversight.racing import committed
from tests.races.test_one_winner import THREADS, _together, racers  # noqa: F401
from tuntas.kernel.refusals import Guarded, Invalid
from tuntas.reports import news
from tuntas.reports.actions.news import ask_news, confirm_news, stop_news
from tuntas.reports.models import NewsChoice, Report
from tuntas.reports.news import TRIES, address_of, asked_of

ROUNDS = 3

__all__ = ["committed"]

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


def _asked(people) -> tuple[Life, str]:
    life = Life(people).submitted()
    ask_news(life.report, address="kabar@warga.example", by=life.siti, at=life.tick())
    return life, asked_of(life.report, at=life.at).code


def _guessed(people) -> list[type]:
    life, code = _asked(people)
    wrong, at = f"{(int(code) + 1) % 10**8:08d}", life.tick()
    met = _together(
        lambda _number: confirm_news(Report.objects.get(pk=life.report.pk), code=wrong, by=life.siti, at=at)
    )
    return [type(one) for one in met]


def test_sixteen_guesses_at_once_are_five(racers):  # noqa: F811
    met = _guessed(racers)
    assert (met.count(Invalid), met.count(Guarded)) == (TRIES, THREADS - TRIES)


def test_counting_after_reading_gives_more_guesses(racers, monkeypatch):  # noqa: F811
    """The negative control: a try that is read, compared and then written is not counted side by side."""

    def careless(report, typed, *, at):
        row = NewsChoice.objects.get(pk=report.pk)
        if row.tries >= TRIES:
            return None
        right = asked_of(report, at=at).code == typed
        NewsChoice.objects.filter(pk=report.pk).update(tries=row.tries + 1)
        return right

    monkeypatch.setattr("tuntas.reports.actions.news.take_try", careless)
    assert _guessed(racers).count(Invalid) > TRIES


def test_confirmed_and_stopped_at_once_ends_stopped(racers):  # noqa: F811
    for _round in range(ROUNDS):
        life, code = _asked(racers)
        at = life.tick()

        def press(number, life=life, code=code, at=at):
            report = Report.objects.get(pk=life.report.pk)
            if number % 4:
                return stop_news(report, by=life.siti, at=at)
            return confirm_news(report, code=code, by=life.siti, at=at)

        _together(press)
        assert (address_of(life.report), asked_of(life.report, at=at)) == ("", news.Addresses())
