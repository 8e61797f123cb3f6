"""The evaluation table: page, PDF and spreadsheet say the same, and a naive recount agrees with them."""

import io
import math
from datetime import timedelta
from fractions import Fraction

import openpyxl
import pytest
from pypdf import PdfReader

from tests.cast import NOW
from tests.lives import Life, office
from tests.opendata.many import JULY, UNITS, Office
from tests.statistics.naive import recount
from tests.web.test_figures import CUT, LATER, late, signed_in
from tuntas.kernel import clock
from tuntas.opendata.releases import release_due
from tuntas.reports.models import Event

PAGE = "/statistik/evaluasi/"


@pytest.fixture(autouse=True)
def _ten_days_later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def lives(people) -> None:
    """Seven reports of this year with different speeds and endings."""
    for number in range(3):
        late(Life(people, NOW).submitted().dispatched(), number).responded().followed_up().confirmed()
    late(Life(people, NOW).submitted().dispatched(), 6).responded()
    Life(people, NOW).submitted().dispatched().responded().followed_up().disputed()
    Life(people, NOW).submitted(classification="INFORMATION").dispatched().responded()
    Life(people, NOW).submitted()


def of_paper(response) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    tables = response.context["paper"].tables
    return {t.caption: [(n.head, tuple(c.text for c in n.cells)) for n in t.lines] for t in tables}


def said(cell) -> str:
    """A spreadsheet's cell as Indonesian text, from the number itself."""
    if isinstance(cell.value, str):
        return cell.value
    places = 1 if "0.0" in cell.number_format else 0
    text = f"{cell.value:,.{places}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{text}%" if "%" in cell.number_format else text


def test_the_spreadsheet_has_the_pages_digits(client, lives):
    page = of_paper(client.get(PAGE, {"tahun": "2025"}))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/statistik/evaluasi.xlsx", {"tahun": "2025"}).content))
    sheets = {sheet.cell(1, 1).value: sheet for sheet in book.worksheets[1:]}
    assert list(sheets) == list(page)
    for caption, lines in page.items():
        rows = [tuple(said(cell) for cell in row[1:]) for row in sheets[caption].iter_rows(min_row=5)]
        shown = [tuple("100,0%" if text == "100%" else text for text in texts) for _head, texts in lines]
        assert [tuple("100,0%" if text == "100%" else text for text in row) for row in rows] == shown


def test_the_pdf_has_the_pages_digits(client, lives):
    page = of_paper(client.get(PAGE, {"tahun": "2025"}))
    answer = client.get("/statistik/evaluasi.pdf", {"tahun": "2025"})
    assert answer["Content-Disposition"] == 'attachment; filename="evaluasi-2025.pdf"'
    text = " ".join(" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(answer.content)).pages)
    for caption, lines in page.items():
        assert caption in text
        for head, texts in lines:
            assert f"{head} {' '.join(texts)}" in text or f"{' '.join(texts)}" in text.split(head, 1)[1][:400]


def test_a_naive_recount_agrees_to_the_last_digit(client, lives):
    response = client.get(PAGE, {"tahun": "2025"})
    found = {line.head: tuple(c.text for c in line.cells) for t in response.context["paper"].tables for line in t.lines}
    naive = recount(year=2025)
    days = sorted(event.days for event in Event.objects.filter(verb="RESPOND", days__isnull=False))
    mean = Fraction(sum(days), len(days))
    tenths = math.floor(mean * 10 + Fraction(1, 2))
    assert found["Respons awal: rata-rata"][0] == f"{tenths // 10},{tenths % 10}"
    assert found["Respons awal: median"][0] == str(naive["response"][2])
    assert found["Diterima"][0] == str(naive["received"]) == "7"
    assert found["Ditindaklanjuti"][0] == str(naive["follow_up"][0]) == "4"
    assert found["Dikonfirmasi selesai oleh pelapor"][0] == str(naive["endings"]["CONFIRMED"]) == "3"


@pytest.fixture
def released(people, monkeypatch) -> None:
    """A hundred and sixty reports, released on the first of July, and thirty more since."""
    monkeypatch.setattr(clock, "now", lambda: JULY)
    many = Office(people).receive(160, JULY - timedelta(days=5))
    release_due(JULY)
    many.receive(30, JULY + timedelta(days=70), year=2025)


def test_units_are_recounted_to_the_day_of_the_release_and_small_counts_are_kept_back(client, released):
    """In the page, and with it in PDF and spreadsheet: the naive recount, or the word that it is not told."""
    tables = client.get(PAGE, {"tahun": "2025"}).context["paper"].tables
    lines = {line.head: [c.text for c in line.cells] for t in tables if t.key == "unit-hasil" for line in t.lines}
    for code in UNITS:
        closed = {"classification__in": ["COMPLAINT", "INFORMATION", "ASPIRATION"]}
        unit = recount(year=2025, unit_id=office(code).pk, at__lt=CUT, **closed)
        naive = [unit["dispatched"], unit["response"][0], unit["follow_up"][0], unit["endings"].get("CONFIRMED", 0)]
        for text, number in zip(lines.pop(office(code).label, ()), naive, strict=False):
            assert text in (str(number), "disembunyikan")
            assert text == "disembunyikan" or number == 0 or number >= 5
    assert lines == {}


def test_page_pdf_and_spreadsheet_keep_back_the_same_cells(client, released):
    page = of_paper(client.get(PAGE, {"tahun": "2025"}))
    kept_back = sum(text == "disembunyikan" for lines in page.values() for _head, texts in lines for text in texts)
    assert kept_back > 3
    book = openpyxl.load_workbook(io.BytesIO(client.get("/statistik/evaluasi.xlsx", {"tahun": "2025"}).content))
    cells = [cell.value for sheet in book.worksheets[1:] for row in sheet.iter_rows(min_row=5) for cell in row]
    assert cells.count("disembunyikan") == kept_back
    pdf = PdfReader(io.BytesIO(client.get("/statistik/evaluasi.pdf", {"tahun": "2025"}).content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert text.count("disembunyikan") >= kept_back


def test_an_unfinished_year_says_so_and_a_finished_one_does_not(client, lives, monkeypatch):
    assert "Tahun ini belum selesai" in client.get(PAGE, {"tahun": "2025"}).text
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=400))
    assert "Tahun ini belum selesai" not in client.get(PAGE, {"tahun": "2025"}).text


def test_an_empty_system_has_a_page_and_files(client, people):
    assert "Data belum ada" in client.get(PAGE).text
    assert client.get("/statistik/evaluasi.pdf").content.startswith(b"%PDF")
    assert client.get("/statistik/evaluasi.xlsx").content.startswith(b"PK")


def test_officers_have_it_over_their_work_with_lists_behind(lives):
    page = signed_in("ratna").get("/meja/statistik/evaluasi/", {"tahun": "2025"})
    assert "/meja/statistik/daftar/?angka=answered" in page.text
    assert page["Cache-Control"] == "private, no-store" or "no-store" in page["Cache-Control"]
    file = signed_in("ratna").get("/meja/statistik/evaluasi.xlsx", {"tahun": "2025"})
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert "Inspektorat Kalsel" not in [row[0].value for sheet in book for row in sheet.iter_rows()]


def test_without_a_seat_there_is_no_such_page(client, people):
    assert client.get("/meja/statistik/evaluasi/").status_code == 302


def test_the_page_costs_the_same_for_one_report_and_for_seven(client, people, django_assert_max_num_queries):
    Life(people).submitted().dispatched().responded()
    with django_assert_max_num_queries(40) as one:
        client.get(PAGE)
    for _ in range(2):
        Life(people).submitted().dispatched().responded()
    with django_assert_max_num_queries(len(one)):
        assert client.get(PAGE).status_code == 200
