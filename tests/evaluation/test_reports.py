"""Periodic reports: what is in them, that they can be made again to the byte, and that a finished one never changes."""

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from tests.cast import NOW
from tests.lives import Life, office
from tests.statistics.lives import later
from tests.statistics.naive import recount
from tuntas.evaluation import orders
from tuntas.evaluation.models import Kind, Order, PeriodReport, Step
from tuntas.evaluation.orders import Words, ask, late_events, later_decrees, offices_of
from tuntas.evaluation.periods import period
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.reports.models import Event
from tuntas.sla.calendars import amend
from tuntas.sla.models import Calendar, Decree
from tuntas.web import period_making

LATER = NOW + timedelta(days=45)
MONTH = "2025-03"


def made(code: str = MONTH, unit: str = "kalsel", words: Words | None = None, at: datetime = LATER) -> PeriodReport:
    ask(Kind.REPORT, office(unit), code, words or Words(), by=Life.system(), at=at)
    assert period_making.go_on(at) == 1
    return PeriodReport.objects.get(order__period=code, order__office__code=unit, made_at=at)


def text_of(report: PeriodReport) -> str:
    pages = PdfReader(io.BytesIO(report.pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def sheets(report: PeriodReport) -> dict[str, dict[str, tuple]]:
    """Key of the table -> head of the row -> its values."""
    book = openpyxl.load_workbook(io.BytesIO(report.xlsx))
    return {
        sheet.title.split(" ", 1)[1]: {row[0]: row[1:] for row in sheet.iter_rows(min_row=5, values_only=True)}
        for sheet in book.worksheets[1:]
    }


@pytest.fixture
def lives(people) -> list[Life]:
    """Three of March 2025 (answered and confirmed, late, not answered) and one of the March before."""
    return [
        Life(people, NOW).submitted().dispatched().responded().followed_up().confirmed(),
        later(Life(people, NOW).submitted().dispatched(), days=9).responded(),
        Life(people, NOW).submitted().dispatched(),
        later(Life(people, NOW - timedelta(days=365)).submitted(incident_on=date(2024, 1, 5)).dispatched(), days=3)
        .responded()
        .followed_up()
        .confirmed(),
    ]


def test_periods_by_their_codes():
    assert [(period(code).since, period(code).until) for code in ("2024-02", "2025-T2")] == [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 4, 1), date(2025, 6, 30)),
    ]
    assert (period("2025-S2").since, period("2025-S2").until) == (date(2025, 7, 1), date(2025, 12, 31))
    assert period("2025-T2").before == period("2024-T2")
    assert period("2025").whole_year
    for wrong in ("2025-13", "2025-T5", "2025-S3", "25", "2025-3", "2025-03\n"):
        with pytest.raises(Invalid):
            period(wrong)


def test_the_numbers_are_those_of_a_recount_beside_the_year_before(lives):
    report = made()
    found, naive = sheets(report), recount(year=2025)
    assert found["hasil"]["Diterima"] == (naive["received"], 1) == (3, 1)
    assert found["hasil"]["Dijawab"][0] == naive["response"][0] == 2
    assert found["hasil"]["Dikonfirmasi selesai oleh pelapor"] == (1, 1)
    assert found["arus"]["Terbuka pada akhir periode"] == (2, 0)
    assert found["arus"]["Diterima dalam periode"] == (3, 1)
    assert found["kecepatan"]["Respons awal: 9 dari 10 laporan"][:2] == (naive["response"][3], 2)
    assert sum(row[0] for row in found["topic"].values()) == 3


def test_overdue_reports_are_listed_by_number_and_unit_alone(lives):
    report = made()
    late = sheets(report)["terlambat"]
    _quick, answered, silent, _old = (life.report for life in lives)
    assert set(late) == {answered.number, silent.number}
    assert all(row[0] == office("kalsel-pupr").label for row in late.values())
    assert silent.number in text_of(report)
    assert silent.title not in text_of(report)


def test_made_again_it_has_the_same_bytes(lives):
    report = made(words=Words("Tambah regu tambal.", "Budi", "Kepala Dinas", "Banjarbaru"))
    Life(lives[0].people, LATER + timedelta(hours=1)).submitted()
    lives[1].followed_up()
    office_row = office("kalsel-pupr")
    office_row.name = office_row.short_name = "Nama Baru"
    office_row.save()
    assert period_making.remade(report) == (bytes(report.pdf), bytes(report.xlsx))
    assert report.inputs_sha256 == orders.digest(PeriodReport.objects.get(pk=report.pk).inputs)


def test_another_log_is_told_and_not_papered_over(lives, monkeypatch):
    report = made()
    report.inputs["log"]["sha256"] = "0" * 64
    with pytest.raises(period_making.OtherLog):
        period_making.remade(report)


def test_a_finished_report_is_never_changed(lives):
    report = made()
    for change in (lambda: PeriodReport.objects.update(pdf=b""), lambda: PeriodReport.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert bytes(PeriodReport.objects.get().pdf) == bytes(report.pdf)


def test_late_events_and_decrees_leave_it_as_it_is_and_are_told(lives):
    report = made()
    assert (late_events(report), later_decrees([report])) == (0, {report.pk: []})
    lives[1].followed_up()
    calendar = Calendar.objects.get(code="nasional")
    decree = Decree(number="SKB 9/2025", title="Libur", legal_basis="SKB")
    amend(calendar, decree, [(date(2025, 3, 21), "HOLIDAY", "Libur")], at=LATER + timedelta(days=1), by_name="Agus")
    assert (late_events(report), later_decrees([report])) == (1, {report.pk: ["SKB 9/2025"]})
    assert period_making.remade(report) == (bytes(report.pdf), bytes(report.xlsx))


def test_people_choose_the_stories_and_write_the_recommendations(lives, people):
    words = Words("Satu.\n\nDua.", "H. Muslim", "Kepala Dinas Kominfo", "Banjarbaru", (lives[0].report.reference,))
    told = text_of(made(words=words))
    for expected in ("Rekomendasi", "Satu.", "Dua.", "H. Muslim", "Banjarbaru, 17 April 2025"):
        assert expected in told
    assert "Kisah sukses" not in told, "not published, so it is nobody's story"


@pytest.mark.parametrize("code", ["2023-07", "2024-T1", "2025-S1", "2025"])
def test_nothing_to_count_and_years_without_data_are_no_trouble(people, code):
    report = made(code)
    assert "data belum ada" in text_of(report)
    assert period_making.remade(report) == (bytes(report.pdf), bytes(report.xlsx))


def test_a_unit_has_its_own_and_sees_no_other(lives, people):
    report = made(unit="kalsel-pupr")
    assert sheets(report)["hasil"]["Diterima"] == (3, 1)
    assert sheets(made(unit="kalsel-dishub"))["hasil"]["Diterima"] == (0, 0)


def test_who_may_ask_for_which(people):
    assert office("kalsel") in offices_of(people.budi)
    assert office("kalsel-pupr") in offices_of(people.hadi)
    assert office("kalsel") not in offices_of(people.hadi)
    assert not offices_of(people.ratna).exists()
    assert not offices_of(people.intan).exists()
    with pytest.raises(NotAllowed):
        ask(Kind.REPORT, office("kalsel"), MONTH, Words(), by=people.hadi, at=LATER)
    with pytest.raises(Invalid):
        ask(Kind.REPORT, office("kalsel"), "2026-01", Words(), by=people.budi, at=LATER)
    with pytest.raises(Invalid):
        ask(Kind.PACK, office("kalsel"), MONTH, Words(), by=people.budi, at=LATER)
    assert not Order.objects.exists()


def test_an_order_left_lying_is_taken_up_again_three_times(people):
    order = ask(Kind.REPORT, office("kalsel"), MONTH, Words(), by=people.budi, at=LATER)
    moments = [LATER + n * timedelta(minutes=16) for n in range(4)]
    assert [orders.taken(Kind.REPORT, at) is not None for at in moments] == [True, True, True, False]
    order.refresh_from_db()
    assert orders.given_up(order, moments[3])
    assert orders.taken(Kind.REPORT, LATER) is None


def test_progress_is_told(lives):
    made()
    order = Order.objects.get()
    assert (order.step, order.read) == (Step.DONE, Event.objects.count())


def test_the_fold_of_february(people):
    ask(Kind.REPORT, office("kalsel"), "2024-02", Words(), by=people.budi, at=datetime(2024, 2, 29, 3, tzinfo=UTC))
    assert period_making.go_on(datetime(2024, 2, 29, 3, tzinfo=UTC)) == 1
