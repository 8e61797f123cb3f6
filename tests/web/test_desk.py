"""The officers' desk: who sees which queue, and each verb from its form."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.lives import ANSWER, DONE, Life
from tuntas.accounts.models import User
from tuntas.kernel.references import new_reference
from tuntas.reports.models import Attachment, Report
from tuntas.reports.states import State, Verb


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def sign_in(client):
    def sign(name: str):
        client.force_login(User.objects.get(email__startswith=f"{name}@"))
        return client

    return sign


def photo() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(data, "JPEG")
    return SimpleUploadedFile("sesudah.jpg", data.getvalue(), "image/jpeg")


def act(client, report: Report, slug: str, **values):
    fields = {f"{slug}-{name}": value for name, value in values.items()}
    return client.post(f"/meja/laporan/{report.reference}/{slug}/", fields)


def state(report: Report) -> str:
    return Report.objects.get(pk=report.pk).state


def test_a_visitor_is_sent_to_the_log_in(client, db):
    answer = client.get("/meja/")
    assert answer.status_code == 302
    assert answer.url.startswith("/akun/login/")


def test_the_second_factor_is_asked_for_outside_the_demo(sign_in, people, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = True
    answer = sign_in("budi").get("/meja/")
    assert answer.status_code == 302
    assert "2fa" in answer.url


def test_each_role_opens_on_its_own_work(sign_in, people):
    waiting = Life(people).submitted(title="Menunggu verifikasi kita").report
    working = Life(people).submitted(title="Sudah di PUPR").dispatched().report
    page = sign_in("budi").get("/meja/").content.decode()
    assert waiting.number in page
    assert working.number not in page
    page = sign_in("ratna").get("/meja/").content.decode()
    assert working.number in page
    assert waiting.number not in page


def test_a_foreign_report_answers_as_one_that_does_not_exist(sign_in, people):
    report = Life(people).submitted().dispatched().report
    client = sign_in("yusuf")
    foreign = client.get(f"/meja/laporan/{report.reference}/")
    unknown = client.get(f"/meja/laporan/{new_reference()}/")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_a_supervision_case_is_in_the_closed_room_only(sign_in, people):
    report = Life(people).submitted(topic_code="pungli").report
    assert report.is_supervision
    assert sign_in("budi").get(f"/meja/laporan/{report.reference}/").status_code == 404
    assert sign_in("intan").get(f"/meja/laporan/{report.reference}/").status_code == 200


def test_the_whole_work_through_the_forms(sign_in, people):
    report = Life(people).submitted().report
    budi = sign_in("budi")
    answer = act(budi, report, "publikasi", title="Jalan berlubang", body="Jalan di depan pasar berlubang.")
    assert answer.status_code == 302
    assert act(budi, report, "disposisi", to="kalsel-dishub", topic="jalan-berlubang").status_code == 302
    yusuf = sign_in("yusuf")
    answer = act(yusuf, report, "pengembalian", reason="NOT_OUR_AUTHORITY", suggested="kalsel-pupr")
    assert (answer.status_code, answer.url) == (302, "/meja/")
    assert state(report) == State.RETURNED
    assert act(sign_in("budi"), report, "pengalihan", to="kalsel-pupr", topic="jalan-berlubang").status_code == 302
    ratna = sign_in("ratna")
    assert act(ratna, report, "respon", message=ANSWER).status_code == 302
    refused = act(ratna, report, "tindak-lanjut", kind="PHYSICAL", text=DONE)
    assert refused.status_code == 409
    assert "perlu bukti" in refused.content.decode()
    assert DONE in refused.content.decode()
    assert act(ratna, report, "tindak-lanjut", kind="PHYSICAL", text=DONE, after=photo()).status_code == 302
    assert state(report) == State.FOLLOWED_UP
    assert Report.objects.get(pk=report.pk).published_at is not None
    name = Attachment.objects.get(report=report).name
    picture = ratna.get(f"/meja/berkas/{name}/")
    assert picture.status_code == 200
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert b"".join(picture.streaming_content)[:3] == b"\xff\xd8\xff"
    assert sign_in("yusuf").get(f"/meja/berkas/{name}/").status_code == 404


def test_a_template_alone_is_an_acknowledgement(sign_in, people):
    from tests.world import CANNED

    report = Life(people).submitted().dispatched().report
    ratna = sign_in("ratna")
    ratna.post(f"/meja/laporan/{report.reference}/respon/", {"respon-message": CANNED, "tetap": "1"})
    assert state(report) == State.DISPATCHED_UNIT
    assert report.events.order_by("seq").last().verb == Verb.ACKNOWLEDGE


def test_a_verb_that_is_not_mine_is_refused_and_keeps_the_words(sign_in, people):
    report = Life(people).submitted().dispatched().report
    answer = act(sign_in("budi"), report, "respon", message=ANSWER)
    assert answer.status_code == 403
    assert ANSWER in answer.content.decode()
    assert state(report) == State.DISPATCHED_UNIT


def test_somebody_else_was_first(sign_in, people):
    life = Life(people).submitted().dispatched()
    ratna = sign_in("ratna")
    life.responded()
    answer = act(ratna, life.report, "respon", message=ANSWER)
    assert answer.status_code == 409
    assert "sudah berubah" in answer.content.decode()
    assert ANSWER in answer.content.decode()


def test_an_identity_is_opened_with_a_reason_and_shown_once(sign_in, people):
    report = Life(people).submitted().report
    budi = sign_in("budi")
    assert "Siti Aminah" not in budi.get(f"/meja/laporan/{report.reference}/").content.decode()
    assert act(budi, report, "identitas", reason="x").status_code == 422
    shown = act(budi, report, "identitas", reason="Perlu menelepon untuk tanggal peninjauan.")
    assert "Siti Aminah" in shown.content.decode()
    assert "Siti Aminah" not in budi.get(f"/meja/laporan/{report.reference}/").content.decode()


def test_a_deactivated_officer_has_no_desk(sign_in, people):
    User.objects.filter(email="ratna@kalsel.example").update(is_active=False)
    assert sign_in("budi").get("/meja/").status_code == 200
    client = sign_in("ratna")
    assert client.get("/meja/").status_code in (302, 404)


def test_an_officer_types_in_a_letter(sign_in, people):
    values = {
        "key": "surat-masuk-000000000001", "channel": "LETTER", "received_at": "2025-03-03T09:00",
        "classification": "COMPLAINT", "body": "Lampu jalan di gang kami padam sejak Januari.",
        "identity": "OPEN", "content": "PUBLIC", "name": "Pak Anang",
    }  # fmt: skip
    page = sign_in("budi").post("/meja/laporan-baru/", values)
    assert page.status_code == 200
    report = Report.objects.get(channel="LETTER")
    assert report.number in page.content.decode()
    assert report.received_at.isoformat() == "2025-03-03T01:00:00+00:00"
    late = sign_in("budi").post("/meja/laporan-baru/", values | {"received_at": "2099-01-01T09:00", "key": "surat-2"})
    assert late.status_code == 422
    assert "belum tiba" in late.content.decode()


def test_search_finds_by_number_and_by_words(sign_in, people):
    report = Life(people).submitted(title="Jembatan gantung putus di hulu").report
    Life(people).submitted(title="Lampu padam")
    client = sign_in("budi")
    for words in (report.number, "gantung hulu"):
        page = client.get("/meja/", {"cari": words}).content.decode()
        assert report.number in page
        assert "Lampu padam" not in page


@pytest.mark.parametrize("path", ["/meja/", "/meja/?antrean=semua"])
def test_the_queue_asks_the_database_the_same_at_one_and_three_rows(
    sign_in, people, path, django_assert_num_queries, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("budi")
    Life(people).submitted()
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    Life(people).submitted()
    Life(people).submitted()
    with django_assert_num_queries(len(one)):
        client.get(path)
    assert len(one) <= 17


def test_the_report_page_asks_the_same_however_long_the_story(sign_in, people, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tuntas.reports.actions import converse

    life = Life(people).submitted().dispatched()
    client = sign_in("budi")
    path = f"/meja/laporan/{life.report.reference}/"
    client.get(path)
    with CaptureQueriesContext(connection) as short:
        client.get(path)
    for number in range(3):
        converse.note(life.report, body=f"Catatan {number}", by=people.budi, at=life.tick())
    with django_assert_num_queries(len(short)):
        client.get(path)
