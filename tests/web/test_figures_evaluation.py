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
from tests.statistics.naive import recount
from tests.web.test_figures import LATER, late, signed_in
from tuntas.kernel import clock
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
    unit = recount(year=2025, unit_id=office("kalsel-pupr").pk)
    table = next(t for t in response.context["paper"].tables if t.key == "unit-hasil")
    assert [c.text for c in table.lines[0].cells][:3] == [
        str(unit["dispatched"]),
        str(unit["response"][0]),
        str(unit["follow_up"][0]),
    ]


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
