"""The list of areas that opens while a reporter types."""

import pytest
from django.test import Client

from tuntas.web import public_regions
from tuntas.web.public_choices import MOST_REGIONS

ADDRESS = "/lapor/wilayah.json"


@pytest.fixture(autouse=True)
def fresh():
    public_regions.rate.clear()
    yield
    public_regions.rate.clear()


def ask(typed: str):
    return Client().post(ADDRESS, f"q={typed}", content_type="application/x-www-form-urlencoded")


def test_areas_that_begin_as_typed_with_what_they_lie_in(people):
    found = ask("banjarmasin").json()["regions"]
    assert found[0] == {"code": "6371", "name": "Kota Banjarmasin"}
    assert len(found) <= MOST_REGIONS


def test_the_own_areas_stand_first(people):
    codes = [area["code"] for area in ask("pasar").json()["regions"]]
    own = [code.startswith("63") for code in codes]
    assert own == sorted(own, reverse=True)


@pytest.mark.parametrize("typed", ["", "b", "%25", "_", "tidakadasamasekali"])
def test_nothing_fits_too_little_or_nonsense(people, typed):
    assert ask(typed).json() == {"regions": []}


def test_nothing_is_kept_and_nothing_stands_in_an_address(people):
    answer = ask("banjar")
    assert "no-store" in answer["Cache-Control"]
    assert (answer.cookies, Client().get(f"{ADDRESS}?q=banjar").status_code) == ({}, 405)


def test_a_long_question_and_too_many_are_refused(people, monkeypatch):
    assert ask("a" * 2_000).status_code == 413
    monkeypatch.setattr(public_regions, "MOST_QUESTIONS", 2)
    assert [ask("banjar").status_code for _ in range(3)] == [200, 200, 429]


def test_four_queries_however_many_are_found(people, django_assert_num_queries):
    with django_assert_num_queries(4):
        ask("banjarmasin")
