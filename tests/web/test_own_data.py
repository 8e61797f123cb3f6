"""The page of the own data, with number and code alone and no script; and the list of requests at the desk."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client

from tests.lives import SITI, Life
from tests.web.test_desk_acts import LATER, _the_same_afternoon, signed_in  # noqa: F401
from tuntas.kernel import clock
from tuntas.reports.actions import converse
from tuntas.reports.models import RightsRequest

PAGE = "/lacak/laporan/data/"


@pytest.fixture
def life(people) -> Life:
    return Life(people).submitted()


def reporter(life: Life) -> Client:
    client = Client()
    client.post("/lacak/", {"reference": life.report.reference, "access_code": life.access_code})
    return client


def test_all_that_is_held_with_who_saw_the_contact(people, life):
    converse.reveal(life.report, reason="Menelepon pelapor tentang lubang.", by=people.budi, at=life.tick())
    page = reporter(life).get(PAGE)
    for words in (SITI.name, SITI.email, life.report.body, "Budi Rahman", "Menelepon pelapor tentang lubang."):
        assert words in page.text
    assert page["Cache-Control"] == "no-store, private"
    assert Client().get(PAGE).status_code == 302


def test_the_file_holds_the_same(people, life):
    answer = reporter(life).get(f"{PAGE}unduh/")
    said = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json"))
    assert said["kontak"] == {"nama": SITI.name, "surel": SITI.email, "telepon": SITI.phone, "alamat": ""}
    assert said["laporan"]["isi"] == life.report.body
    assert [step["langkah"] for step in said["riwayat"]] == ["Laporan diterima"]
    assert said["siapa_melihat_kontak"] == []


def test_an_internal_note_is_not_in_it(people, life):
    life.dispatched()
    converse.note(life.report, body="Rahasia kantor.", by=people.ratna, at=life.tick())
    answer = reporter(life).get(f"{PAGE}unduh/")
    assert b"Rahasia kantor." not in zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json")


def test_the_contact_is_put_right_on_the_page(people, life):
    client = reporter(life)
    done = client.post(f"{PAGE}kontak/", {"name": SITI.name, "email": "baru@warga.example", "phone": "", "address": ""})
    assert (done.status_code, done["Location"]) == (302, PAGE)
    assert "baru@warga.example" in client.get(PAGE).text
    wrong = client.post(f"{PAGE}kontak/", {"name": SITI.name, "email": "bukan surel"})
    assert (wrong.status_code, "Alamat surel ini tidak lengkap" in wrong.text) == (422, True)


def test_a_request_is_seen_at_the_desk_with_its_hours_and_answered(people, life, monkeypatch):
    client, budi = reporter(life), signed_in("budi")
    sent = client.post(f"{PAGE}permintaan/", {"right": "ERASURE", "words": "Saya pindah kota."})
    assert sent.status_code == 302
    made = RightsRequest.objects.get()
    assert "menunggu jawaban" in client.get(PAGE).text
    desk = budi.get("/meja/permintaan-data/")
    assert "72 jam lagi" in desk.text
    assert "Saya pindah kota." in desk.text
    refused = budi.post("/meja/permintaan-data/", {"request": made.pk, "granted": "yes", "reason": "Ya."})
    assert refused.status_code == 422
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(hours=73))
    assert "lewat 1 jam" in budi.get("/meja/permintaan-data/").text
    done = budi.post(
        "/meja/permintaan-data/", {"request": made.pk, "granted": "no", "reason": "Laporan masih berjalan."}
    )
    assert done.status_code == 302
    page = client.get("/lacak/laporan/")
    assert "Laporan masih berjalan." in page.text
    assert "tidak dikabulkan" in client.get(PAGE).text
    assert "Tidak ada permintaan yang menunggu." in budi.get("/meja/permintaan-data/").text


def test_a_request_of_another_government_does_not_exist(people, life):
    reporter(life).post(f"{PAGE}permintaan/", {"right": "RESTRICTION", "words": ""})
    made = RightsRequest.objects.get()
    answer = signed_in("nia").post("/meja/permintaan-data/", {"request": made.pk, "granted": "no", "reason": "Tidak."})
    assert answer.status_code == 404
    assert made.decided_at is None


def test_the_same_request_twice_is_said_in_a_sentence(people, life):
    client = reporter(life)
    client.post(f"{PAGE}permintaan/", {"right": "ERASURE"})
    again = client.post(f"{PAGE}permintaan/", {"right": "ERASURE"})
    assert (again.status_code, "masih menunggu jawaban" in again.text) == (422, True)
    assert client.post(f"{PAGE}permintaan/", {}).status_code == 422
