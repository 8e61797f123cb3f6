"""The cache that all processes share."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from tuntas.accounts.models import Limit
from tuntas.kernel import clock

pytestmark = pytest.mark.django_db


def later(monkeypatch, **span) -> None:
    then = clock.now() + timedelta(**span)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_what_was_kept_is_there_until_it_runs_out(monkeypatch):
    cache.set("tries", [3.5, 2], timeout=30)
    assert (cache.get("tries"), cache.get("other", "nothing")) == ([3.5, 2], "nothing")
    later(monkeypatch, seconds=31)
    assert cache.get("tries") is None
    cache.set("other", "y", timeout=30)
    assert Limit.objects.count() == 1


def test_only_the_first_to_add_hears_true(monkeypatch):
    assert [cache.add("code", "y", timeout=30), cache.add("code", "z", timeout=30)] == [True, False]
    assert cache.get("code") == "y"
    later(monkeypatch, seconds=31)
    assert cache.add("code", "z", timeout=30) is True
    assert cache.get("code") == "z"


def test_a_later_value_takes_the_place_of_the_earlier_and_goes_when_deleted():
    cache.set("tries", 1)
    cache.set("tries", 2, timeout=None)
    assert [cache.get("tries"), cache.delete("tries"), cache.delete("tries"), cache.get("tries")] == [
        2,
        True,
        False,
        None,
    ]


def test_no_key_lies_readable_in_the_table():
    cache.set("allauth:rl:login:ip:203.0.113.7", [1.0])
    row = Limit.objects.get()
    assert len(row.key) == 64
    assert set(row.key) <= set("0123456789abcdef")
    assert (row.value, "203.0.113.7" in str(vars(row))) == ("[1.0]", False)
    cache.clear()
    assert not Limit.objects.exists()
