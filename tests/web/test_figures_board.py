"""The dashboard: every number is the length of its list, for every officer; places only where numbers tell apart."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from tests.cast import NOW
from tests.lives import Life, office
from tests.opendata.many import JULY, Office
from tests.statistics.lives import different, peculiar
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.reports.actions import dispatch
from tuntas.statistics import behind, counting
from tuntas.statistics.reading import senders
from tuntas.statistics.scopes import officer_scope
from tuntas.web.figures_league import LEAST, ranks
from tuntas.web.figures_lists import asked_cut

pytestmark = pytest.mark.slow
BOARD, LIST = "/meja/statistik/papan/", "/meja/statistik/daftar/"
LATER = NOW + timedelta(days=40)


@pytest.fixture(autouse=True)
def _later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=f"{name}@"))
    return client


@pytest.fixture
def seeded(people) -> None:
    """Lives with everything that must be taken back, in several areas and topics, also one with no area."""
    different(people)
    peculiar(people)
    for code in ("637101", "637102", "6371", "630302", ""):
        Life(people).submitted(region_code=code).dispatched().responded().followed_up()
    Life(people).submitted(topic_code="air-tarif", region_code="637101").dispatched().responded()
    counting.count_all(NOW)


def numbers(context) -> list[tuple[str, str]]:
    """(list, number) of every whole number with a list on the page."""
    found = [(tile["url"], tile["number"]) for tile in context["tiles"][2:]]
    found += [(row["url"], row["number"]) for row in context["funnel"]]
    for chart in (context["months"], context["heat"], context["areas"]):
        found += [(mark.url, mark.text) for row in chart.rows for mark in row.marks]
    for table in context["tables"]:
        cells = [cell for line in table.lines for cell in line.cells]
        found += [(cell.url, cell.text) for cell in cells] if table.key in ("hasil", "tunggakan") else []
    found += [(cell.url, cell.text) for line in context["league"].lines for cell in line.cells[3:]]
    return [(url, number) for url, number in found if url]


ASKED = (
    ("sri", {}),
    ("sri", {"kelas": "COMPLAINT"}),
    ("sri", {"unit": "kalsel-pupr"}),
    ("sri", {"tahun": "2024"}),
    ("ratna", {}),
    ("hadi", {}),
    ("budi", {}),
    ("intan", {}),
    ("dewi", {}),
    ("agus", {}),
    ("agus", {"pemerintah": "kalsel"}),
    ("agus", {"pemerintah": "kalsel", "unit": "kalsel-pupr"}),
)


def test_every_number_is_the_length_of_its_list(seeded, people):
    """One world for all of them: it takes longer to make than to ask."""
    for who, asked in ASKED:
        named = {name: str(office(code).pk) if name in ("unit", "pemerintah") else code for name, code in asked.items()}
        page = signed_in(who).get(BOARD, named)
        assert page.status_code == 200
        found = numbers(page.context)
        assert len(found) > 20 or who == "intan" or "tahun" in asked
        scope = officer_scope(getattr(people, who))
        for url, number in dict(found).items():
            request = RequestFactory().get(url)
            times = behind.times_behind(request.GET["angka"], scope, asked_cut(request), at=LATER)
            assert (who, url, str(times)) == (who, url, number)


def test_a_list_opens_with_the_number_and_says_when_it_counts_twice(seeded):
    client = signed_in("sri")
    page = client.get(BOARD)
    heat = page.context["heat"]
    assert heat.columns[1] == "PUPR Kalsel"
    mark = heat.rows[0].marks[0]
    listed = client.get(mark.url)
    assert str(listed.context["counted"]) == mark.text
    twice = client.get(LIST, {"angka": "disputed"})
    assert twice.status_code == 200


def test_it_costs_the_same_at_one_and_three_units(people, django_assert_num_queries):
    client = signed_in("sri")
    Life(people).submitted(region_code="637101").dispatched().responded()
    counting.count_all(NOW)
    assert len(client.get(BOARD).context["heat"].columns) == 2
    with django_assert_num_queries(QUERIES):
        client.get(BOARD)
    Office(people).receive(60, JULY)
    with django_assert_num_queries(QUERIES):
        assert len(client.get(BOARD).context["heat"].columns) > 4


QUERIES = 22


@pytest.mark.parametrize("who", ["budi", "ratna", "hadi", "sri", "intan", "dewi", "agus"])
def test_before_the_first_report_and_in_a_year_without_data(people, who):
    page = signed_in(who).get(BOARD)
    assert "Data belum ada" in page.text
    Life(people).submitted().dispatched()
    for asked in ({}, {"tahun": "1999"}, {"unit": "x", "pemerintah": "x", "kelas": "x", "tahun": "²"}):
        assert signed_in(who).get(BOARD, asked).status_code == 200


def test_the_closed_room_is_in_no_part(people):
    for _n in range(3):
        Life(people).submitted(classification="SUPERVISION", region_code="637101").dispatched()
    page = signed_in("sri").get(BOARD)
    assert (page.context["heat"].rows, page.context["areas"].rows, page.context["league"].lines) == ((), (), ())
    asked = {"angka": "dispatched", "unit": str(office("kalsel-inspektorat").pk)}
    assert signed_in("sri").get(LIST, asked).context["counted"] == 0


@pytest.mark.parametrize("counted", [True, False])
def test_what_another_government_sent_is_on_the_board_of_ones_own(people, counted):
    """A report that the province sent to the city and the city to its unit."""
    sent = Life(people).submitted(region_code="637101").sent_to_city()
    dispatch.dispatch_unit(sent.report, to=office("banjarmasin-pupr"), by=people.nia, at=sent.tick())
    if counted:
        counting.count_all(NOW)
    scope = officer_scope(people.nia)
    assert senders(scope) == {office("kalsel").pk}
    page = signed_in("nia").get(BOARD)
    assert [tile["number"] for tile in page.context["tiles"] if "received" in tile["url"]][:1] == ["1"]


def test_no_place_where_intervals_overlap():
    assert ranks([(1, 2), (3, 4), (9, None)]) == [1, 2, 3]
    assert ranks([(1, 3), (3, 4), (9, 12)]) == [None, None, 3]
    assert ranks([(1, None), (3, 4)]) == [None, None]


def test_units_with_few_reports_are_not_compared(people, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: JULY)
    Office(people).receive(120, JULY - timedelta(days=5))
    page = signed_in("sri").get(BOARD, {"tahun": "2025"})
    lines = {line.head: line for line in page.context["league"].lines}
    assert "PUPR Kalsel" in lines
    assert "Fisik" in lines["PUPR Kalsel"].note
    assert all(int(line.cells[3].text) >= LEAST for line in lines.values())
    assert "tidak dapat dibedakan" in page.text
    assert "Supaya adil" in page.text
