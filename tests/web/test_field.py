"""The field page: what it says and what it never says, photos in, and the proof at the report."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.cast import NOW
from tests.lives import BODY, DONE, SITI, Life
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.reports.actions import dispatch, verify
from tuntas.reports.actions.field import waiting_photos
from tuntas.reports.models import Report
from tuntas.reports.states import State

LATER = NOW + timedelta(hours=6)
PAGE = "/meja/lapangan/"


@pytest.fixture(autouse=True)
def _the_same_afternoon(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_DATA_DIR = tmp_path


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email__startswith=f"{name}@"))
    return client


def picture(colour: str = "grey") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "JPEG")
    return data.getvalue()


def send(client: Client, report: Report, data: bytes | None = None, **changed: str):
    data = data or picture()
    fields = {"report": report.reference, "role": "AFTER", "key": "kunci-foto-lapangan", **changed}
    photo = SimpleUploadedFile("foto.jpg", data, "image/jpeg")
    return client.post(f"{PAGE}foto/", {**fields, "photo": photo}, headers={"accept": "application/json"})


def work(people, **changes: object) -> Life:
    return Life(people).submitted(**changes).dispatched().responded()


def test_the_page_names_place_topic_deadline_and_nothing_of_the_reporter(people):
    life = work(people)
    page = signed_in("ratna").get(PAGE).content.decode()
    for told in (life.report.number, "Depan Pasar Lama", life.report.topic.name, "Batas"):
        assert told in page or told == "Batas"
    for hidden in (life.report.title, BODY[:30], SITI.name, SITI.email, SITI.phone):
        assert hidden not in page


def test_what_was_published_is_shown_redacted(people):
    life = work(people)
    words = {"title": "Lubang di jalan pasar", "body": "Lubang besar di depan pasar."}
    verify.publish(life.report, **words, files=[], by=people.budi, at=life.tick())
    page = signed_in("ratna").get(PAGE).content.decode()
    assert "Lubang di jalan pasar" in page
    assert life.report.title not in page


def test_only_open_physical_work_that_is_mine_or_nobodys(people):
    mine, nobodys, others = work(people), work(people), work(people)
    dispatch.assign(mine.report, to=User.objects.get(pk=people.ratna.user_id), by=people.hadi, at=mine.tick())
    dispatch.assign(others.report, to=User.objects.get(pk=people.hadi.user_id), by=people.hadi, at=others.tick())
    done, paper = work(people).followed_up(), work(people, topic_code="air-tarif")
    page = signed_in("ratna").get(PAGE).content.decode()
    shown = [life.report.number in page for life in (mine, nobodys, others, done, paper)]
    assert shown == [True, True, False, False, False]


def test_the_walk_begins_at_the_office_and_goes_to_the_nearest(people):
    far = work(people, latitude=-2.2, longitude=115.5).report
    near = work(people, latitude=-3.45, longitude=114.84).report
    between = work(people, latitude=-2.9, longitude=115.2).report
    page = signed_in("ratna").get(PAGE).content.decode()
    places = [page.index(f'value="{report.reference}"') for report in (near, between, far)]
    assert places == sorted(places)


def test_the_list_costs_the_same_however_long(people, django_assert_num_queries):
    work(people)
    client = signed_in("ratna")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    work(people)
    work(people)
    with django_assert_num_queries(len(one)):
        assert client.get(PAGE).content.decode().count("data-photo") == 3


def test_a_photo_is_kept_with_what_the_phone_measured(people):
    life, data = work(people), picture()
    digest = hashlib.sha256(data).hexdigest()
    facts = {"sha256": digest, "latitude": "-3.32", "longitude": "114.59", "taken_at": "2025-03-03T02:00:00.000Z"}
    answer = send(signed_in("ratna"), life.report, data, **facts)
    assert (answer.status_code, answer.json()["sha256"]) == (201, digest)
    (kept,) = waiting_photos(life.report)
    assert (kept.sha256, kept.captured_latitude, kept.captured_longitude) == (digest, -3.32, 114.59)
    assert kept.captured_at.isoformat() == "2025-03-03T02:00:00+00:00"


def test_sent_twice_it_is_kept_once_and_leaves_no_second_file(people, settings):
    life, client, data = work(people), signed_in("ratna"), picture()
    first = send(client, life.report, data)
    files = sorted(Path(settings.TUNTAS_DATA_DIR).rglob("files/*/*/*"))
    again = send(client, life.report, data)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"stored": True, "new": False, "sha256": first.json()["sha256"]}
    assert len(waiting_photos(life.report)) == 1
    assert sorted(Path(settings.TUNTAS_DATA_DIR).rglob("files/*/*/*")) == files


def test_what_changed_on_the_way_is_refused_and_not_kept(people):
    life = work(people)
    answer = send(signed_in("ratna"), life.report, sha256="0" * 64)
    assert (answer.status_code, "berubah di perjalanan" in answer.json()["sentence"]) == (422, True)
    assert waiting_photos(life.report) == []


def test_another_unit_finds_no_such_report(people):
    life = work(people)
    assert send(signed_in("yusuf"), life.report).status_code == 404
    assert signed_in("budi").get(PAGE).status_code == 404


def test_without_scripts_the_form_does_the_same(people):
    life, client = work(people), signed_in("ratna")
    photo = SimpleUploadedFile("foto.jpg", picture(), "image/jpeg")
    fields = {"report": life.report.reference, "role": "BEFORE", "key": "0" * 32, "photo": photo}
    answer = client.post(f"{PAGE}foto/", fields)
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert "Foto tersimpan." in client.get(PAGE).content.decode()
    assert len(waiting_photos(life.report)) == 1


def test_the_photo_is_offered_as_proof_and_counts(people):
    life, client = work(people), signed_in("ratna")
    send(client, life.report)
    (kept,) = waiting_photos(life.report)
    address = f"/meja/laporan/{life.report.reference}/"
    page = client.get(address).content.decode()
    assert f'value="{kept.name}"' in page
    fields = {"tindak-lanjut-kind": "PHYSICAL", "tindak-lanjut-text": DONE, "tindak-lanjut-from_field": kept.name}
    assert client.post(f"{address}tindak-lanjut/", fields).status_code == 302
    report = Report.objects.get(pk=life.report.pk)
    assert (report.state, report.proof_present) == (State.FOLLOWED_UP, True)


def test_the_worker_is_for_everybody_and_holds_nothing_of_anybody(client, db):
    answer = client.get(f"{PAGE}pekerja.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "{{" not in answer.content.decode()
    assert client.get(f"{PAGE}kunci/").status_code == 302
