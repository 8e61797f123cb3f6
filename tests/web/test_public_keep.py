"""What one takes along from the own report."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.test import Client

from tests.lives import Life
from tests.web.test_public_track import opened, text
from tuntas.kernel import clock
from tuntas.web.tracking import throttle


@pytest.fixture(autouse=True)
def _no_tries_before():
    throttle.clear()


def life(people) -> Life:
    return Life(people, clock.now() - timedelta(days=1))


def test_the_story_says_what_the_page_says_and_names_no_officer(people):
    case, client = life(people).submitted().dispatched().responded().held(), Client()
    assert "/lacak/laporan/cerita.pdf" in text(opened(client, case))
    answer = client.get("/lacak/laporan/cerita.pdf")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store, private")
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (case.report.number, "Dijawab: sudah", "Ditindaklanjuti: belum", "Dikonfirmasi: belum"):
        assert words in said
    assert "Menunggu air surut" in said
    for hidden in (people.budi.name, people.ratna.name, "Siti Aminah", "siti@warga.example", case.access_code):
        assert hidden not in said
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "id"


def test_the_calendar_has_the_running_deadlines_and_nothing_of_the_matter(people):
    case, client = life(people).submitted().dispatched().responded().followed_up(), Client()
    assert "/lacak/laporan/tanggal.ics" in text(opened(client, case))
    answer = client.get("/lacak/laporan/tanggal.ics")
    made = answer.content.replace(b"\r\n ", b"").decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:{case.report.reference.lower()}-k5@tuntas\r\n" in made
    assert "giliran Anda: Penutupan otomatis" in made
    assert "TRIGGER:-P2D" in made
    for hidden in ("lubang", "Pasar", "Pekerjaan Umum", case.access_code):
        assert hidden not in made


@pytest.mark.parametrize("name", ["cerita.pdf", "tanggal.ics"])
def test_without_the_code_there_is_nothing(people, client, name):
    life(people).submitted()
    assert client.get(f"/lacak/laporan/{name}").status_code == 302
