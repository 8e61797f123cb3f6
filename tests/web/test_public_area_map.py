"""The map of published reports: counts by area, never a point of a report, never what was not released."""

import pytest
from django.test import Client

from tests.lives import Life
from tests.web.test_public_list import released, text
from tuntas.institutions.models import Region
from tuntas.reports.actions import verify
from tuntas.reports.states import Classification, ContentMode

PAGE, NUMBERS = "/peta/", "/peta/laporan.json"


@pytest.fixture
def client() -> Client:
    return Client()


def district() -> Region:
    return Region.objects.filter(code__startswith="6371", level=3, latitude__isnull=False).order_by("code")[0]


def village() -> Region:
    return Region.objects.filter(parent=district()).order_by("code")[0]


def test_a_village_counts_in_its_district_and_its_city(people, client):
    released(people, region_code=village().code)
    released(people)
    middle = district()
    (city,) = client.get(NUMBERS).json()["areas"]
    assert (city["code"], city["reports"], city["without_district"]) == ("6371", 2, 1)
    assert city["url"] == "/laporan/?wilayah=6371"
    assert city["districts"] == [
        {
            "code": middle.code,
            "name": middle.name,
            "latitude": middle.latitude,
            "longitude": middle.longitude,
            "reports": 1,
            "url": f"/laporan/?wilayah=6371&kecamatan={middle.code}",
        }
    ]


def test_the_table_says_the_same_without_a_script(people, client):
    released(people, region_code=village().code)
    released(people)
    lines = [(line["name"], line["count"]) for line in client.get(PAGE).context["lines"]]
    city = Region.objects.get(pk="6371")
    assert lines == [(city.name, "2"), (district().name, "1"), ("Kecamatan tidak disebut", "1")]


def test_the_point_of_a_report_is_nowhere(people, client):
    released(people, region_code=village().code, latitude=-3.319876, longitude=114.591234)
    for address in (PAGE, NUMBERS):
        assert "3.3198" not in text(client.get(address))
        assert "114.5912" not in text(client.get(address))


def test_what_was_not_released_is_never_counted(people, client):
    shown = released(people)
    Life(people).submitted()
    Life(people).submitted(content=ContentMode.SECRET)
    Life(people).submitted(classification=Classification.SUPERVISION, content=ContentMode.SECRET)
    assert client.get(NUMBERS).json()["total"] == 1
    verify.ask_hide(shown.report, by=shown.siti, at=shown.tick())
    assert client.get(NUMBERS).json() == {"total": 0, "without_area": 0, "areas": []}
    assert client.get(PAGE).context["lines"] == []


def test_the_numbers_may_be_kept_for_five_minutes(people, client):
    assert client.get(NUMBERS)["Cache-Control"] == "public, max-age=300"


def test_three_areas_cost_as_much_as_one(people, client, django_assert_num_queries):
    released(people)
    for address in (PAGE, NUMBERS):
        with django_assert_num_queries(2):
            client.get(address)
    released(people, region_code=village().code)
    released(people, region_code="6372")
    for address in (PAGE, NUMBERS):
        with django_assert_num_queries(2):
            client.get(address)


def test_the_list_leads_to_the_map(people, client):
    assert 'href="/peta/"' in text(client.get("/laporan/"))
