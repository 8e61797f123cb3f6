"""Pages of a case at the Ombudsman, for the reporter and the overseer; the dossier and the package they take along."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.lives import Life
from tests.oversight.test_examinations import LATER, WORDS, examined, filed, issued, late
from tests.oversight.test_proofs import tomorrow, tool
from tests.web.test_overseer import signed_in
from tuntas.audit.models import Access
from tuntas.kernel import clock
from tuntas.oversight import proofs
from tuntas.reports.actions import converse
from tuntas.reports.identity import Contact
from tuntas.reports.states import Shown

BOX, CONSENT, LIST = "/lacak/laporan/", "/lacak/laporan/ombudsman/", "/pengawas/pemeriksaan/"
MUCH_LATER = LATER + timedelta(days=60)


@pytest.fixture(autouse=True)
def _later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: MUCH_LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def reporter(life: Life) -> Client:
    client = Client()
    client.post("/lacak/", {"reference": life.report.number, "access_code": life.access_code})
    return client


def page(life: Life, rest: str = "") -> str:
    return f"/pengawas/laporan/{life.report.reference}/{rest}"


def words_of(content: bytes) -> str:
    return " ".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages).split())


def test_the_reporter_is_told_when_the_way_is_open_and_takes_it(people):
    early, life = Life(people, at=MUCH_LATER - timedelta(days=1)).submitted(), late(people)
    assert "Ombudsman</h2>" not in reporter(early).get(BOX).text
    assert reporter(early).get(CONSENT).status_code == 404
    client = reporter(life)
    assert "Bawa ke Ombudsman" in client.get(BOX).text
    assert client.post(CONSENT, {"words": WORDS}).status_code == 422
    assert client.post(CONSENT, {"words": "", "shown": "NAMED"}).status_code == 422
    assert client.post(CONSENT, {"words": WORDS, "shown": "NAMED"}).headers["Location"] == BOX
    shown = client.get(BOX).text
    assert "Pelapor membawa laporan ini ke Ombudsman" in shown
    assert "Ubah yang boleh dilihat Ombudsman" in shown


def test_whoever_gave_no_name_is_not_asked_to_show_one(people):
    client = reporter(late(people, identity="NONE", contact=Contact()))
    assert 'value="NAMED"' not in client.get(CONSENT).text
    assert client.post(CONSENT, {"words": WORDS, "shown": "NAMED"}).status_code == 422


def test_the_overseer_goes_through_the_steps_and_the_reporter_reads_them(people):
    life = filed(people)
    dewi, where = signed_in("dewi"), page(life, "pemeriksaan/")
    assert dewi.post(where, {"langkah": "terbitkan", "words": "x"}).status_code == 404
    assert dewi.post(where, {"langkah": "periksa", "words": "Kami periksa."}).status_code == 302
    sent = {"langkah": "terbitkan", "product": "CORRECTIVE", "due": "", "words": "Tambal jalan itu."}
    assert dewi.post(where, sent).status_code == 302
    assert signed_in("budi").post(where, {"langkah": "jawab", "words": "Sudah ditambal."}).status_code == 302
    assert dewi.post(where, {"langkah": "nilai", "words": "Ya."}).status_code == 422
    assert dewi.post(where, {"langkah": "nilai", "carried_out": "ya", "words": "Sesuai."}).status_code == 302
    told = reporter(life).get(BOX).text
    for word in ("Tindakan Korektif", "Harus dilaksanakan paling lambat", "Sudah ditambal.", "sudah dilaksanakan"):
        assert word in told


def test_a_product_whose_day_is_over_is_marked_in_the_list(people):
    life = issued(people)
    (row,) = signed_in("dewi").get(LIST).context["rows"]
    assert (row["number"], row["late"]) == (life.report.number, True)
    assert signed_in("nia").get(LIST).context["rows"] == []


def test_the_list_costs_the_same_for_one_and_for_three(people, django_assert_max_num_queries):
    client = signed_in("dewi")
    filed(people)
    client.get(LIST)
    with django_assert_max_num_queries(12) as first:
        client.get(LIST)
    filed(people)
    filed(people)
    with django_assert_max_num_queries(len(first)):
        client.get(LIST)


def test_the_dossier_holds_the_case_and_its_chain_and_internal_notes_by_mandate_only(people):
    life = Life(people).submitted().dispatched()
    converse.note(life.report, body="Catatan rahasia dapur.", by=people.ratna, at=life.tick())
    life.responded()
    outside = words_of(signed_in("dewi").get(page(life, "berkas.pdf")).content)
    inside = words_of(signed_in("budi").get(page(life, "berkas.pdf")).content)
    for words in (outside, inside):
        assert life.report.body[:40] in words
        assert life.report.last_hash[:32] in words
        assert "Siti" not in words
    assert ("Catatan rahasia dapur" in outside, "Catatan rahasia dapur" in inside) == (False, True)
    assert Access.objects.filter(what="dossier", thing=str(life.report.pk)).count() == 2


def taken(people, life: Life, tmp_path) -> str:
    path = tmp_path / "paket.zip"
    path.write_bytes(signed_in("dewi").get(page(life, "paket.zip")).content)
    return str(path)


def test_the_package_verifies_by_the_stand_alone_tool_and_any_change_does_not(people, tmp_path, capsys):
    life = examined(people)
    proofs.seal_days(tomorrow())
    path = taken(people, life, tmp_path)
    assert tool("package", path) == 0
    events = life.report.events.count()
    assert f"{events} events, {events} of them under signed days" in capsys.readouterr().out
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    assert (manifest["consent"]["level"], manifest["left_out"][0]) == ("CONCEALED", "identity of the reporter")
    assert {one["name"] for one in manifest["files"]} == {"berkas.pdf", "bukti.json", "rantai.jsonl"}
    for name in files:
        bent = tmp_path / "bent.zip"
        with zipfile.ZipFile(bent, "w") as archive:
            for other, content in files.items():
                archive.writestr(other, content.replace(b"1", b"2", 1) if other == name else content)
        assert tool("package", str(bent)) == 1, name


def test_a_package_of_today_says_that_its_events_are_not_signed_yet(people, tmp_path, capsys):
    life = filed(people)
    assert tool("package", taken(people, life, tmp_path)) == 0
    assert " 0 of them under signed days" in capsys.readouterr().out


def test_the_name_is_in_the_package_only_with_consent(people):
    named, other = filed(people, Shown.NAMED), filed(people)
    found = {}
    for life in (named, other):
        with zipfile.ZipFile(io.BytesIO(signed_in("dewi").get(page(life, "paket.zip")).content)) as archive:
            found[life.report.pk] = archive.namelist()
            everything = b"".join(archive.read(name) for name in archive.namelist())
            assert (b"siti@warga.example" in everything) == (life is named)
    assert ("pelapor.json" in found[named.report.pk], "pelapor.json" in found[other.report.pk]) == (True, False)


@pytest.mark.parametrize("name", ["budi", "agus", "sri"])
def test_nobody_but_the_ombudsman_takes_the_package(people, name):
    assert signed_in(name).get(page(filed(people), "paket.zip")).status_code == 404


def test_without_consent_there_is_no_package(people):
    assert signed_in("dewi").get(page(late(people), "paket.zip")).status_code == 404
