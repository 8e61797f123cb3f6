"""Following one's own report: proof by number and code, what is shown, what can be done."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.lives import DONE, Life
from tests.web.test_public_report import photo
from tuntas.kernel import clock
from tuntas.kernel.references import grouped, new_access_code, new_reference
from tuntas.kernel.refusals import TooMany
from tuntas.reports.actions import converse, verify
from tuntas.reports.models import Attachment, Report
from tuntas.reports.states import State
from tuntas.web.presenters import clock_views, timeline
from tuntas.web.tracking import TRIES, TRIES_OF_ALL, WINDOW, Throttle, throttle


@pytest.fixture(autouse=True)
def _no_tries_before():
    throttle.clear()


@pytest.fixture
def client() -> Client:
    return Client()


def life(people) -> Life:
    return Life(people, clock.now() - timedelta(days=1))


def opened(client: Client, case: Life):
    answer = client.post("/lacak/", {"reference": case.report.number, "access_code": grouped(case.access_code)})
    assert (answer.status_code, answer["Location"]) == (302, "/lacak/laporan/")
    return client.get("/lacak/laporan/")


def text(page) -> str:
    return page.content.decode()


def test_number_and_code_open_the_report_and_the_code_stays_out_of_sight(people, client):
    case = life(people).submitted()
    page = opened(client, case)
    assert page.status_code == 200
    assert case.report.number in text(page)
    for code in (case.access_code, grouped(case.access_code)):
        assert code not in text(page)
    assert re.search(r"<title>\s*Laporan - Tuntas</title>", text(page))
    assert page["Cache-Control"] == "no-store, private"
    assert "noindex" in page["X-Robots-Tag"]


def test_the_address_of_the_qr_code_fills_in_the_number(people, client):
    case = life(people).submitted()
    assert case.report.number in text(client.get(f"/lacak/{case.report.reference}/"))
    assert client.get("/lacak/ngawur/").status_code == 200


def test_a_slip_and_a_stranger_get_a_sentence(people, client):
    siti, joko = life(people).submitted(), life(people).submitted()
    slip = client.post("/lacak/", {"reference": siti.report.number, "access_code": "AAAA"})
    assert (slip.status_code, "salah ketik" in text(slip)) == (422, True)
    strange = client.post("/lacak/", {"reference": siti.report.number, "access_code": joko.access_code})
    assert (strange.status_code, "tidak cocok" in text(strange)) == (404, True)
    assert joko.access_code not in text(strange)
    assert client.get("/lacak/laporan/").status_code == 302


def test_wrong_tries_are_held_back_but_the_right_code_still_opens(people, client):
    case = life(people).submitted()
    wrong = {"reference": case.report.number, "access_code": new_access_code()}
    statuses = [client.post("/lacak/", wrong).status_code for _ in range(TRIES + 1)]
    assert statuses == [404] * TRIES + [429]
    assert opened(client, case).status_code == 200


def test_the_throttle_forgets_after_a_while_and_counts_all_together():
    held, start = Throttle(), clock.now()
    for _ in range(TRIES):
        held.wrong("A", start)
    with pytest.raises(TooMany):
        held.wrong("A", start)
    held.wrong("A", start + WINDOW)
    for _ in range(TRIES_OF_ALL - 1):
        held.wrong(new_reference(), start + WINDOW)
    with pytest.raises(TooMany):
        held.wrong(new_reference(), start + WINDOW)


def test_leaving_closes_the_report(people, client):
    opened(client, life(people).submitted())
    assert client.post("/lacak/keluar/").status_code == 302
    assert client.get("/lacak/laporan/").status_code == 302


def test_an_internal_note_never_appears(people, client):
    case = life(people).submitted().dispatched()
    converse.note(case.report, body="CATATAN-DALAM", by=people.ratna, at=case.tick())
    case.responded()
    page = text(opened(client, case))
    assert "CATATAN-DALAM" not in page
    assert "Catatan internal" not in page
    assert "Kami sudah meninjau lubang" in page
    assert "Ratna" not in page


def test_a_timeline_for_officers_has_notes_and_names(people):
    case = life(people).submitted().dispatched()
    converse.note(case.report, body="CATATAN-DALAM", by=people.ratna, at=case.tick())
    entries = timeline(case.report, internal=True)
    assert [(e.text, e.internal) for e in entries][-1] == ("CATATAN-DALAM", True)
    assert entries[-1].who == "Ratna Dewi · Dinas Pekerjaan Umum dan Penataan Ruang Provinsi Kalimantan Selatan"
    assert "CATATAN-DALAM" not in [e.text for e in timeline(case.report, internal=False)]


def test_a_timeline_costs_the_same_however_long(people, django_assert_num_queries):
    case = life(people).submitted().dispatched()
    with django_assert_num_queries(4):
        timeline(case.report, internal=False)
    case.responded().followed_up().replied()
    with django_assert_num_queries(4):
        timeline(case.report, internal=False)


def test_clocks_tell_how_they_stand(people):
    case = life(people).submitted()
    tones = {view.code: view.tone for view in clock_views(case.report, at=case.at)}
    assert set(tones) == {"K1", "L14", "L60", "O2Y"}
    assert tones["O2Y"] == "aman"
    late = {view.code: view.level for view in clock_views(case.report, at=case.at + timedelta(days=40))}
    assert late["K1"] == "late"
    case.asked()
    assert {v.code: v.tone for v in clock_views(case.report, at=case.at)}["K1"] == "jeda"


def test_the_reporter_confirms_with_a_rating(people, client):
    case = life(people).submitted().dispatched().responded().followed_up()
    page = text(opened(client, case))
    assert page.index(DONE) < page.index("/lacak/laporan/konfirmasi/")
    answer = client.post("/lacak/laporan/konfirmasi/", {"rating": "5", "words": "Terima kasih"})
    assert answer["Location"] == "/lacak/laporan/"
    report = Report.objects.get(pk=case.report.pk)
    assert (report.state, report.ending, report.rating) == (State.CLOSED, "CONFIRMED", 5)
    assert "Nilai 5 dari 5." in text(client.get("/lacak/laporan/"))


def test_the_reporter_disputes_with_a_photo(people, client):
    case = life(people).submitted().dispatched().responded().followed_up()
    opened(client, case)
    answer = client.post("/lacak/laporan/belum-selesai/", {"reason": "Masih bolong.", "files": photo()})
    assert answer.status_code == 302
    report = Report.objects.get(pk=case.report.pk)
    assert (report.state, report.disputed) == (State.IN_PROGRESS, True)
    file = Attachment.objects.get(report=report)
    shown = client.get(f"/lacak/laporan/berkas/{file.name}/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown.getvalue().startswith(b"\xff\xd8")
    assert f"/lacak/laporan/berkas/{file.name}/" in text(client.get("/lacak/laporan/"))


def test_a_refused_act_keeps_the_words_and_the_file(people, client):
    case = life(people).submitted().dispatched().responded().followed_up()
    opened(client, case)
    page = client.post("/lacak/laporan/belum-selesai/", {"reason": " ", "files": photo()})
    assert page.status_code == 422
    token = re.search(r'name="token" value="([^"]+)"', text(page)).group(1)
    client.post("/lacak/laporan/konfirmasi/", {})
    page = client.post("/lacak/laporan/belum-selesai/", {"reason": "Masih bolong.", "token": token})
    assert page.status_code == 409
    assert "sudah berubah" in text(page)


def test_what_was_typed_stays_when_the_act_is_no_longer_there(people, client):
    case = life(people).submitted()
    opened(client, case)
    page = client.post("/lacak/laporan/tanggapi/", {"body": "Tulisan panjang saya"})
    assert (page.status_code, "Tulisan panjang saya" in text(page)) == (409, True)


def test_questions_are_answered_where_they_were_asked(people, client):
    asked, questioned = life(people).submitted().asked(), life(people).submitted().dispatched().responded().questioned()
    for case, address, other in ((asked, "lengkapi", "jawab"), (questioned, "jawab", "lengkapi")):
        page = text(opened(client, case))
        assert (f"/lacak/laporan/{address}/" in page, f"/lacak/laporan/{other}/" in page) == (True, False)
        assert client.post(f"/lacak/laporan/{other}/", {"body": "Di kios nomor tiga."}).status_code == 409
        assert client.post(f"/lacak/laporan/{address}/", {"body": "Di kios nomor tiga."}).status_code == 302


def test_a_double_click_adds_once(people, client):
    case = life(people).submitted()
    opened(client, case)
    for _ in range(2):
        client.post("/lacak/laporan/tambah/", {"body": "Hari ini makin dalam."})
    assert case.report.messages.count() == 1


@pytest.mark.parametrize(
    ("make", "address", "said", "state"),
    [
        (lambda c: c, "cabut", {"reason": "Sudah baik."}, State.WITHDRAWN),
        (lambda c: c.withdrawn(), "aktifkan", {"body": "Rusak lagi."}, State.RECEIVED),
        (lambda c: c.archived(), "keberatan", {"reason": "Tempatnya jelas."}, State.ARCHIVED),
        (lambda c: c.dispatched().responded().followed_up(), "tanggapi", {"body": "Kapan?"}, State.REPORTER_REPLIED),
        (
            lambda c: c.dispatched().responded().followed_up().confirmed(),
            "buka-kembali",
            {"reason": "Lagi."},
            State.REOPENED,
        ),
        (lambda c: c.dispatched().responded().followed_up().confirmed(), "nilai", {"rating": "4"}, State.CLOSED),
        (lambda c: c, "minta-terbit", {}, State.RECEIVED),
        (lambda c: c, "minta-sembunyi", {}, State.RECEIVED),
    ],
)
def test_every_other_act(people, client, make, address, said, state):
    case = make(life(people).submitted())
    assert f"/lacak/laporan/{address}/" in text(opened(client, case))
    assert client.post(f"/lacak/laporan/{address}/", said).status_code == 302
    case.report.refresh_from_db()
    assert case.report.state == state


def test_acts_need_a_token_and_a_session(people):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/lacak/laporan/tambah/", {"body": "Tulisan saya"})
    assert (page.status_code, "Tulisan saya" in text(page)) == (403, True)
    assert Client().post("/lacak/laporan/tambah/", {"body": "x"}).status_code == 302


def test_a_merged_report_shows_the_masters_answers_only(people, client):
    child, master = life(people).submitted(), life(people).submitted()
    verify.merge(child.report, into=master.report, by=people.budi, at=child.tick(1))
    master.at = child.at
    converse.add(master.report, body="KATA-PELAPOR-INDUK", by=master.siti, at=master.tick())
    master.dispatched()
    converse.note(master.report, body="CATATAN-DALAM", by=people.ratna, at=master.tick())
    master.responded()
    page = text(opened(client, child))
    assert master.report.number in page
    assert "Kami sudah meninjau lubang" in page
    assert "KATA-PELAPOR-INDUK" not in page
    assert "CATATAN-DALAM" not in page


def test_files_of_others_and_internal_files_do_not_exist(people, client):
    case = life(people).submitted()
    opened(client, case)
    assert client.get("/lacak/laporan/berkas/" + "a" * 32 + "/").status_code == 404
    assert client.get("/lacak/laporan/berkas/..%2F..%2Fetc/").status_code == 404
