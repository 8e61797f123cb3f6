"""Reports of other systems: good rows come in, bad ones are named, a second time changes nothing."""

import csv
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cast import NOW, system
from tuntas.institutions.models import Topic
from tuntas.intake.importing import Fault, Outcome, import_file
from tuntas.intake.mapping import SHIPPED, load, shipped
from tuntas.kernel.refusals import Invalid
from tuntas.reports.models import Report
from tuntas.reports.states import Channel, Classification, ContentMode, IdentityMode, State

PAYLOADS = Path(__file__).parent / "payloads"
LAPOR_FAULTS = [
    Fault(7, "tanggal_masuk", "“31/02/2025 08:05” bukan tanggal yang dikenal."),
    Fault(8, "dinas_tujuan", "Instansi “Dinas Angkasa Luar” tidak ada dalam daftar instansi."),
]


def taken(path: Path, mapping: str | Path, **options: bool) -> Outcome:
    return import_file(path, mapping, by=system, at=NOW, **options)


def by_foreign_id() -> dict[str, Report]:
    reports = Report.objects.filter(channel=Channel.IMPORT)
    return {report.events.get(seq=1).facts["foreign_id"]: report for report in reports}


def table(path: Path, *rows: dict[str, object]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def lapor(**changes: object) -> dict[str, object]:
    return {
        "tracking_id": "A-1", "tanggal_masuk": "03/02/2025", "dinas_tujuan": "", "kecamatan": "", "status": "Proses",
        "kategori": "", "isi_laporan_awal": "Lampu mati.",
    } | changes  # fmt: skip


def test_a_lapor_table_comes_in_and_bad_rows_are_named(people):
    assert taken(PAYLOADS / "lapor.csv", "lapor") == Outcome(
        rows=8, created=5, repeated=0, left_out=1, faults=LAPOR_FAULTS
    )
    reports = by_foreign_id()
    assert set(reports) == {"LPR-0001", "LPR-0002", "LPR-0003", "LPR-0004", "LPR-0008"}
    first = reports["LPR-0001"]
    assert first.received_at == datetime(2025, 2, 3, 1, 15, tzinfo=UTC)
    assert (first.topic_id, first.wanted.code, first.region.name) == (
        "jalan-berlubang",
        "kalsel-pupr",
        "Banjarmasin Utara",
    )
    assert (first.state, first.identity, first.content) == (State.RECEIVED, IdentityMode.NONE, ContentMode.PUBLIC)
    assert "menggenang\nsampai" in first.body
    assert reports["LPR-0003"].region.name == "Banjarmasin Barat"
    assert reports["LPR-0003"].received_at == datetime(2025, 2, 3, 16, 0, tzinfo=UTC)


def test_what_a_table_leaves_open_stays_open(people):
    taken(PAYLOADS / "lapor.csv", "lapor")
    reports = by_foreign_id()
    assert (reports["LPR-0004"].topic, reports["LPR-0004"].wanted) == (None, None)
    undated = reports["LPR-0008"]
    assert (undated.received_at, undated.region, undated.place_text) == (NOW, None, "Atas Angin")


def test_a_topic_brings_its_own_protection(people):
    taken(PAYLOADS / "lapor.csv", "lapor")
    levy = by_foreign_id()["LPR-0008"]
    assert (levy.classification, levy.content) == (Classification.SUPERVISION, ContentMode.SECRET)


@pytest.mark.parametrize(
    ("name", "mapping"), [("lapor.csv", "lapor"), ("nyc311.csv", "nyc311"), ("koeln.json", "open311")]
)
def test_a_second_time_changes_nothing(people, name, mapping):
    first, count = taken(PAYLOADS / name, mapping), Report.objects.count()
    second = taken(PAYLOADS / name, mapping)
    assert (second.created, second.repeated, second.faults) == (0, first.created, first.faults)
    assert (Report.objects.count(), first.created > 0) == (count, True)


def test_a_dry_run_says_the_same_and_keeps_nothing(people):
    dry = taken(PAYLOADS / "lapor.csv", "lapor", dry_run=True)
    assert Report.objects.count() == 0
    assert taken(PAYLOADS / "lapor.csv", "lapor") == dry
    assert taken(PAYLOADS / "lapor.csv", "lapor", dry_run=True).repeated == dry.created


def test_new_york(people):
    assert taken(PAYLOADS / "nyc311.csv", "nyc311") == Outcome(rows=10, created=7, left_out=3)
    assert {(one.latitude, one.language) for one in by_foreign_id().values()} == {(None, "en")}


def test_dates_without_zone_are_the_mappings(people, tmp_path):
    with (PAYLOADS / "nyc311.csv").open(encoding="utf-8") as file:
        row = dict(next(csv.DictReader(file)))
    row |= {"unique_key": "x-1", "status": "Open", "created_date": "2023-12-10T12:00:00.000"}
    taken(table(tmp_path / "one.csv", row), "nyc311")
    assert by_foreign_id()["x-1"].received_at == datetime(2023, 12, 10, 17, 0, tzinfo=UTC)


def test_cologne(people):
    assert taken(PAYLOADS / "koeln.json", "open311") == Outcome(rows=10, created=10)
    reports = by_foreign_id()
    report = reports["A-173480"]
    assert report.received_at == datetime(2023, 12, 11, 8, 1, 37, tzinfo=UTC)
    assert report.body == (
        "Schrottfahrzeuge/-fahrräder\n\nRondorfer Strasse 5, 50968 Köln: PKW Mercedes ohne Nummernschild parkt seit "
        "2 Wochen dort"
    )
    assert (report.latitude, report.place_text) == (
        None, "Rondorfer Str. 5, 50968 Köln - Marienburg (50.89590, 6.96852)",
    )  # fmt: skip


def test_a_point_in_indonesia_is_kept(people, tmp_path):
    request = {
        "service_request_id": 7, "status": "OPEN", "service_name": "Jalan", "description": "Lubang.",
        "lat": -3.3186, "long": 114.5944,
    }  # fmt: skip
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"requests": [request]}), encoding="utf-8")
    assert taken(path, "open311") == Outcome(rows=1, created=1)
    assert (by_foreign_id()["7"].latitude, by_foreign_id()["7"].longitude) == (-3.3186, 114.5944)


def test_a_spreadsheet(people, tmp_path):
    book = Workbook()
    sheet = book.active
    row = lapor(tracking_id=12345.0, tanggal_masuk=datetime(2025, 2, 3, 9, 15), dinas_tujuan="kalsel-pupr")
    sheet.append([*row, None])
    sheet.append(list(row.values()))
    sheet.append([])
    sheet.append([*lapor(tracking_id="B-2", isi_laporan_awal="Lampu lain.").values(), "lebih"])
    book.save(tmp_path / "one.xlsx")
    outcome = taken(tmp_path / "one.xlsx", "lapor")
    assert outcome.faults == [Fault(4, "tracking_id", "Jumlah kolom baris ini tidak sama dengan judul kolom.")]
    assert by_foreign_id()["12345"].received_at == datetime(2025, 2, 3, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "column", "what"),
    [
        ({"tracking_id": ""}, "tracking_id",
         "Baris ini tidak punya nomor asal, padahal nomor itu mencegah impor ganda."),
        ({"isi_laporan_awal": " "}, "isi_laporan_awal", "Ceritakan apa yang terjadi dengan kata-kata Anda."),
        ({"tanggal_masuk": "03/02/2035"}, "tanggal_masuk",
         "Waktu terima belum tiba. Isi waktu sekarang atau sebelumnya."),
        ({"status": "Gaib"}, "status",
         "Nilai “Gaib” belum dikenal. Tambahkan pada bagian [values.status] di berkas pemetaan."),
    ],
)  # fmt: skip
def test_each_fault_is_named(people, tmp_path, changes, column, what):
    path = table(tmp_path / "one.csv", lapor(tracking_id="A-0"), lapor(**changes))
    assert taken(path, "lapor") == Outcome(rows=2, created=1, faults=[Fault(3, column, what)])


def test_another_text_under_a_known_number_is_a_fault(people, tmp_path):
    path = table(tmp_path / "one.csv", lapor(), lapor(isi_laporan_awal="Lampu menyala lagi."))
    outcome = taken(path, "lapor")
    assert (outcome.created, [(fault.row, fault.column) for fault in outcome.faults]) == (1, [(3, "tracking_id")])
    assert by_foreign_id()["A-1"].body == "Lampu mati."


def test_a_missing_column_stops_before_the_first_row(people, tmp_path):
    row = lapor()
    del row["status"]
    outcome = taken(table(tmp_path / "one.csv", row), "lapor")
    assert [fault.column for fault in outcome.faults] == ["status"]
    assert Report.objects.count() == 0


@pytest.mark.parametrize("content", [b"tracking_id,isi\n\xff\xfe,\xe4", b"\x00\x01"])
def test_a_file_that_cannot_be_read_is_a_fault(people, tmp_path, content):
    path = tmp_path / "one.csv"
    path.write_bytes(content)
    outcome = taken(path, "lapor")
    assert outcome.created == 0


@pytest.mark.parametrize("name", ["one.xlsx", "one.json", "one.pdf", "none.csv"])
def test_nonsense_is_one_sentence(people, tmp_path, name):
    path = tmp_path / name
    if name != "none.csv":
        path.write_bytes(b"nonsense")
    outcome = taken(path, "lapor")
    assert (outcome.rows, len(outcome.faults), outcome.faults[0].column) == (0, 1, name)


def test_every_shipped_mapping_is_sound():
    assert shipped() == ["lapor", "nyc311", "open311"]
    assert [load(name).name for name in shipped()] == shipped()


def test_shipped_topics_exist(people):
    codes = {code for name in shipped() for code in load(name).values.get("topic", {}).values()}
    assert codes - set(Topic.objects.values_list("code", flat=True)) == set()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('zone = "Asia/Makassar"', 'zone = "Asia/Atlantis"'),
        ("body =", "boby ="),
        ('"Proses" = "take"', '"Proses" = "eat"'),
        ("[columns]", "[columns"),
    ],
)
def test_a_slip_in_a_mapping_is_told_before_any_row(people, tmp_path, old, new):
    shutil.copy(SHIPPED / "lapor.toml", tmp_path / "own.toml")
    path = tmp_path / "own.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        taken(PAYLOADS / "lapor.csv", path)
    assert caught.value.field == "mapping"


def test_an_outcome_reads_like_a_report(people):
    lines = str(taken(PAYLOADS / "lapor.csv", "lapor")).splitlines()
    assert lines[0] == "8 baris: 5 laporan baru, 0 sudah ada, 1 dilewati menurut status, 2 kesalahan."
    assert lines[1] == "Baris 7, kolom tanggal_masuk: “31/02/2025 08:05” bukan tanggal yang dikenal."
