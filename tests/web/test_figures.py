"""The figures pages: what stands there, for whom, at which cost."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.test import Client

from tests.cast import NOW
from tests.lives import Life, office
from tests.opendata.many import JULY, UNITS, Office
from tests.statistics.naive import recount
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.opendata.releases import release_due
from tuntas.statistics.spread import Share
from tuntas.web import figures_words

PUBLIC, DESK, LIST = "/statistik/", "/meja/statistik/", "/meja/statistik/daftar/"
LATER = NOW + timedelta(days=10)
CUT = datetime(2025, 6, 30, 17, tzinfo=UTC)
"""The first of July begins in Jakarta."""


@pytest.fixture(autouse=True)
def _ten_days_later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=f"{name}@"))
    return client


def cells(response, key: str) -> dict[str, tuple[str, ...]]:
    """A table of the page: head of the row -> its numbers."""
    table = next(table for table in response.context["tables"] if table.key == key)
    return {line.head: tuple(cell.text for cell in line.cells) for line in table.lines}


def late(life: Life, days: int) -> Life:
    life.at += timedelta(days=days)
    return life


@pytest.fixture
def two(people) -> tuple[Life, Life]:
    """One answered on the same day and confirmed, one after three working days and still open."""
    quick = Life(people).submitted().dispatched().responded().followed_up().confirmed()
    slow = late(Life(people).submitted().dispatched(), 3).responded()
    return quick, slow


def test_before_the_first_report_there_is_no_number(client, people):
    response = client.get(PUBLIC)
    assert response.status_code == 200
    assert "Data belum ada" in response.text
    assert "0,0" not in response.text


def test_the_public_page_says_how_fast(client, two):
    response = client.get(PUBLIC)
    speed = cells(response, "kecepatan")
    assert speed["Respons awal: rata-rata"] == ("1,5", "data belum ada", "5")
    assert speed["Respons awal: median"] == ("0", "data belum ada", "5")
    assert speed["Respons awal: 9 dari 10 laporan"] == ("3", "data belum ada", "5")
    assert speed["Respons awal: tepat waktu"] == ("100,0%", "data belum ada", "100%")
    assert cells(response, "hasil")["Dikonfirmasi selesai oleh pelapor"] == ("1", "0")
    assert cells(response, "tunggakan")["Semua jenis"] == ("1", "0", "1", "0", "0", "10", "10")
    assert "1,5 hari kerja" in response.text
    assert "/meja/" not in response.text.split("<main")[1].split("</main>")[0]


def test_last_year_stands_beside_this_year(client, people):
    old = Life(people, NOW - timedelta(days=370))
    late(old.submitted(incident_on=date(2024, 1, 5)).dispatched(), 1).responded()
    Life(people).submitted().dispatched().responded()
    speed = cells(client.get(PUBLIC), "kecepatan")
    assert speed["Respons awal: rata-rata"] == ("0,0", "1,0", "5")
    earlier = cells(client.get(PUBLIC, {"tahun": "2024"}), "kecepatan")
    assert earlier["Respons awal: rata-rata"] == ("1,0", "data belum ada", "5")


def test_parts_are_told_by_releases_alone(client, two):
    """A part counted at the moment of asking would tell each new report as the difference of two days."""
    response = client.get(PUBLIC)
    assert {table.key for table in response.context["tables"]} == {"kecepatan", "hasil", "tunggakan"}
    assert "Belum ada rilis" in response.text
    page = client.get(PUBLIC, {"kelas": "COMPLAINT"})
    assert set(cells(page, "hasil").values()) == {("disembunyikan", "disembunyikan")}
    assert set(cells(page, "kecepatan")["Respons awal: rata-rata"][:2]) == {"disembunyikan"}
    assert {tile["number"] for tile in page.context["tiles"]} == {"disembunyikan"}
    assert {tile["note"] for tile in page.context["tiles"]} == {""}


@pytest.fixture
def half_year(people, monkeypatch) -> Office:
    """A hundred and sixty reports of the first half of 2025, released on the first of July."""
    monkeypatch.setattr(clock, "now", lambda: JULY)
    many = Office(people).receive(160, JULY - timedelta(days=5))
    release_due(JULY)
    return many


def test_parts_are_the_naive_recount_to_the_day_or_kept_back(client, half_year):
    """Every cell by unit and class: recounted from single events, none of them small, and none live."""
    half_year.receive(30, JULY + timedelta(days=70), year=2025)
    shown = hidden = 0
    for kelas in ("", "COMPLAINT", "INFORMATION", "ASPIRATION"):
        lines = cells(client.get(PUBLIC, {"kelas": kelas}), "unit-hasil")
        for code in UNITS:
            texts = lines.get(office(code).label, ())
            naive = recount(year=2025, unit_id=office(code).pk, at__lt=CUT, **_class(kelas))
            counts = (
                naive["dispatched"],
                naive["response"][0],
                naive["follow_up"][0],
                naive["endings"].get("CONFIRMED", 0),
            )
            for text, number in zip(texts, counts, strict=False):
                assert text in (str(number), "disembunyikan")
                assert text == "disembunyikan" or number == 0 or number >= 5
                shown, hidden = shown + (text != "disembunyikan"), hidden + (text == "disembunyikan")
    assert shown > 3
    assert hidden > 5


def _class(kelas: str) -> dict[str, object]:
    closed = {"classification__in": ["COMPLAINT", "INFORMATION", "ASPIRATION"]}
    return {"classification": kelas} if kelas else closed


def test_a_unit_asked_for_shows_the_same_cells_as_the_table_of_units(client, half_year):
    table = cells(client.get(PUBLIC), "unit-hasil")
    for code in UNITS:
        name = office(code).label
        page = client.get(PUBLIC, {"unit": str(office(code).pk)})
        assert cells(page, "unit-hasil") == {name: table[name]}
        assert cells(page, "hasil")["Diterima"][0] == table[name][0]
        assert {table.key for table in page.context["tables"]} & {"tunggakan"} == set()


def test_the_closed_room_is_counted_but_never_by_unit(client, half_year):
    response = client.get(PUBLIC)
    assert "Pengaduan berkadar pengawasan" in cells(response, "kelas")
    assert "Inspektorat Kalsel" not in response.text
    unit = cells(client.get(PUBLIC, {"kelas": "SUPERVISION", "unit": str(office("kalsel-pupr").pk)}), "hasil")
    assert unit["Diterima"][0] in ("0", "disembunyikan")


def test_the_page_says_which_release_and_the_next_report_changes_no_part(client, half_year):
    before = client.get(PUBLIC)
    assert "1 Juli 2025" in before.text
    half_year.receive(6, JULY)
    after = client.get(PUBLIC)
    assert cells(after, "unit-hasil") == cells(before, "unit-hasil")
    assert cells(after, "kelas") == cells(before, "kelas")
    assert int(cells(after, "hasil")["Diterima"][0]) == int(cells(before, "hasil")["Diterima"][0]) + 6


def test_the_desk_sees_every_number(half_year):
    page = signed_in("budi").get(DESK)
    assert "disembunyikan" not in page.text
    assert "PUPR Kalsel" in cells(page, "unit-hasil")


@pytest.mark.parametrize("asked", [{"tahun": "x"}, {"tahun": "²²²²"}, {"kelas": "<b>"}, {"unit": "../"}])
def test_nonsense_in_the_address_is_not_asked(client, two, asked):
    response = client.get(PUBLIC, asked)
    assert response.status_code == 200
    assert cells(response, "hasil")["Diterima"] == ("2", "0")


def test_the_public_page_costs_the_same_however_many_reports(client, two, people, django_assert_num_queries):
    client.get(PUBLIC)
    with django_assert_num_queries(9):
        client.get(PUBLIC)
    for _again in range(3):
        Life(people).submitted().dispatched().responded()
    with django_assert_num_queries(9):
        client.get(PUBLIC)


def test_an_officer_counts_the_own_unit_and_opens_the_list(two):
    client = signed_in("ratna")
    response = client.get(DESK)
    assert cells(response, "hasil")["Diterima"] == ("2", "0")
    assert f"{LIST}?angka=answered&amp;tahun=2025" in response.text
    listed = client.get(LIST, {"angka": "answered", "tahun": "2025"})
    assert [card["reference"] for card in listed.context["cards"]] == [life.report.number for life in two]
    assert "2 laporan" in listed.text
    only = client.get(LIST, {"angka": "confirmed", "tahun": "2025"})
    assert [card["reference"] for card in only.context["cards"]] == [two[0].report.number]


def test_another_unit_counts_nothing_of_it(two):
    response = signed_in("yusuf").get(DESK)
    assert response.context["empty"]


def test_a_list_shows_only_what_the_officer_may_open(people):
    Life(people).submitted(content="SECRET").dispatched()
    listed = signed_in("sri").get(LIST, {"angka": "received"})
    assert listed.context["cards"] == []
    assert "1 laporan lain ikut dihitung" in listed.text


@pytest.mark.parametrize("asked", [{}, {"angka": "x"}, {"angka": "open", "unit": "x"}])
def test_a_list_that_does_not_exist(people, asked):
    assert signed_in("ratna").get(LIST, asked).status_code == 404


@pytest.mark.parametrize("address", [DESK, f"{LIST}?angka=open"])
def test_visitors_are_asked_to_log_in(client, people, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/akun/")


def test_without_a_second_factor_nobody_comes_in(people, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = True
    response = signed_in("ratna").get(DESK)
    assert (response.status_code, response.headers["Location"]) == (302, "/akun/2fa/totp/activate/")


def test_desk_pages_are_not_kept(two):
    assert "no-store" in signed_in("ratna").get(DESK).headers["Cache-Control"]


def test_the_desk_page_costs_the_same_however_many_reports(two, people, django_assert_num_queries):
    client = signed_in("budi")
    with django_assert_num_queries(16):
        client.get(DESK)
    for _again in range(3):
        Life(people).submitted().dispatched().responded()
    with django_assert_num_queries(16):
        client.get(DESK)


def test_numbers_are_written_as_people_write_them():
    assert figures_words.count(12345) == "12.345"
    assert figures_words.decimal(Fraction(5, 4)) == "1,3"
    assert figures_words.decimal(Fraction(12345)) == "12.345,0"
    assert figures_words.percent(Share(0, 0)) == "data belum ada"
    assert figures_words.percent(Share(9999, 10000)) == "99,9%"
    assert figures_words.percent(Share(1, 1)) == "100,0%"


@pytest.mark.parametrize("who", ["dewi", "sri", "budi", "ratna", "agus", "intan"])
def test_every_role_may_open_its_own_figures(client, people, settings, who):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    client.force_login(User.objects.get(email__startswith=f"{who}@"))
    assert client.get("/meja/statistik/").status_code == 200
