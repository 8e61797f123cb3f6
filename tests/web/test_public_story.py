"""The tracking page as a letter: who has it, what was done, what comes next, by when, and never an officer's name."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.lives import DONE, Life
from tests.web.test_public_track import opened, text
from tuntas.kernel import clock
from tuntas.reports.actions import converse
from tuntas.reports.models import ClockPause, Report
from tuntas.reports.states import IdentityMode, State
from tuntas.web.presenters import clock_views
from tuntas.web.public_story import letter, own_clocks
from tuntas.web.tracking import throttle

PUPR = "Dinas Pekerjaan Umum dan Penataan Ruang Provinsi Kalimantan Selatan"


@pytest.fixture(autouse=True)
def _no_tries_before():
    throttle.clear()


def life(people) -> Life:
    return Life(people, clock.now() - timedelta(days=1))


def told(case: Life) -> tuple[str, ...]:
    return letter(case.report, own_clocks(case.report, at=case.at), case.at).sentences


def test_a_new_report_is_told_by_the_office_that_has_it_and_by_when(people):
    case = Life(people).submitted()
    assert told(case) == (
        "Laporan Anda kami terima pada 3 Maret 2025 dan sekarang ada pada petugas "
        "Pemerintah Provinsi Kalimantan Selatan.",
        "Belum ada jawaban dari unit yang menangani.",
        "Petugas memeriksa laporan Anda dan meneruskannya kepada instansi yang berwenang.",
        "Pemeriksaan selesai paling lambat Kamis, 6 Maret 2025 pukul 16.00 WITA.",
    )


def test_after_the_follow_up_the_letter_asks_and_says_until_when(people):
    case = Life(people).submitted().dispatched().responded().followed_up()
    said = told(case)
    assert said[:3] == (
        f"Laporan Anda ada pada {PUPR} sejak 3 Maret 2025.",
        "Anda mendapat jawaban pertama pada 3 Maret 2025.",
        "Tindak lanjut terakhir pada 3 Maret 2025: jawaban.",
    )
    assert said[3] == "Periksa hasilnya, lalu nyatakan: sudah selesai atau belum selesai."
    assert said[4].startswith("Kami menunggu tanggapan Anda sampai Senin, 17 Maret 2025")
    assert said[4].endswith("tidak dihitung sebagai masalah yang selesai.")


def test_a_late_deadline_is_called_late(people):
    case = Life(people).submitted()
    case.at += timedelta(days=40)
    late = "Batas waktunya, Kamis, 6 Maret 2025 pukul 16.00 WITA, sudah lewat. Keterlambatan ini tercatat."
    assert told(case)[-1] == late


def test_the_end_is_told_as_an_end_without_a_deadline(people):
    case = Life(people).submitted().dispatched().responded().followed_up().confirmed()
    assert told(case) == (
        "Penanganan laporan ini berakhir pada 3 Maret 2025.",
        "Anda mendapat jawaban pertama pada 3 Maret 2025.",
        "Tindak lanjut terakhir pada 3 Maret 2025: jawaban.",
        "Anda menyatakan masalahnya selesai. Terima kasih.",
    )


def test_a_pause_is_told_by_the_office_and_not_by_the_name_of_the_officer(people):
    case = life(people).submitted().dispatched().responded().held()
    assert set(ClockPause.objects.values_list("actor", flat=True)) == {people.budi.name}
    officers = " ".join(s for view in clock_views(case.report, at=case.at) for s in view.sentences)
    mine = " ".join(s for view in own_clocks(case.report, at=case.at) for s in view.sentences)
    assert people.budi.name in officers
    assert people.budi.name not in mine
    assert "oleh petugas Pemerintah Provinsi Kalimantan Selatan" in mine
    assert people.budi.name not in text(opened(Client(), case))


def test_the_reporter_sees_that_the_seal_was_opened_and_not_why(people):
    case, why = life(people).submitted(identity=IdentityMode.SEALED), "Menanyakan letak persisnya lewat telepon."
    converse.reveal(case.report, reason=why, by=people.budi, at=case.tick())
    page = text(opened(Client(), case))
    assert "Identitas dibuka" in page
    assert why not in page


def test_the_reason_of_a_date_stands_under_it(people):
    page = text(opened(Client(), life(people).submitted()))
    assert "Mengapa tanggal ini?" in page
    assert page.index("Pemeriksaan selesai paling lambat") < page.index("Mengapa tanggal ini?")


def test_yes_is_one_press_and_the_way_back_is_said(people):
    case, client = life(people).submitted().dispatched().responded().followed_up(), Client()
    page = text(opened(client, case))
    assert page.index(DONE) < page.index("Apakah masalahnya sudah selesai?")
    answer = client.post("/lacak/laporan/konfirmasi/", {}, follow=True)
    report = Report.objects.get(pk=case.report.pk)
    assert (report.state, report.ending, report.rating) == (State.CLOSED, "CONFIRMED", None)
    assert "Salah tekan" in text(answer)
    assert "/lacak/laporan/buka-kembali/" in text(answer)
    assert "/lacak/laporan/nilai/" in text(answer)


def test_no_asks_what_is_missing_and_opens_again_with_the_sentence(people):
    case, client = life(people).submitted().dispatched().responded().followed_up(), Client()
    opened(client, case)
    page = client.post("/lacak/laporan/belum-selesai/", {"reason": ""})
    assert page.status_code == 422
    assert '<details class="confirm" id="tindakan-belum-selesai" open>' in text(page)
    assert "Apa yang belum selesai?" in text(page)


def test_the_page_costs_the_same_however_long_the_story(people, django_assert_max_num_queries):
    case, client = life(people).submitted().dispatched().responded(), Client()
    opened(client, case)
    with django_assert_max_num_queries(22) as short:
        client.get("/lacak/laporan/")
    case.followed_up().disputed().followed_up().replied()
    with django_assert_max_num_queries(len(short.captured_queries) + 1):
        client.get("/lacak/laporan/")
