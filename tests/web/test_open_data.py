"""Open data: every format says the same, holds what is published and nothing else, and streams."""

import csv
import gc
import hashlib
import io
import json
import re
import sys
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import duckdb
import pytest

from tests.lives import Life
from tests.opendata.many import JULY, Office
from tests.web.test_public_list import released
from tuntas.accounts.actors import System
from tuntas.institutions.models import Region
from tuntas.intake.importing import import_file
from tuntas.kernel.ids import new_id
from tuntas.opendata.models import Release
from tuntas.opendata.releases import release_due
from tuntas.reports.actions import verify
from tuntas.reports.models import Report
from tuntas.web import open_data
from tuntas.web.open_data_files import csv_lines, json_lines
from tuntas.web.open_data_rows import FIGURES, REPORTS, report_rows, reports_of

REPORTS_FILE, FIGURES_FILE = "/data/laporan/2025.", "/data/angka/2025."


def body(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def of_csv(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))


def of_json(response) -> list[dict]:
    return json.loads(body(response))["rows"]


def of_parquet(response, folder: Path) -> list[dict]:
    path = folder / "read.parquet"
    path.write_bytes(body(response))
    with duckdb.connect() as base:
        read = base.read_parquet(str(path))
        return [dict(zip(read.columns, row, strict=True)) for row in read.fetchall()]


def as_text(row: dict) -> dict[str, str]:
    """A row of JSON or Parquet as CSV writes it."""
    return {name: _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in tuple("=+-@\t\r") else text


def place(people, title: str, **changes: object) -> Life:
    return released(people, title, **{"topic_code": "jalan-berlubang", "region_code": "6371", **changes})


@pytest.fixture
def three(people) -> list[Life]:
    """Three published reports, one of them confirmed, one with a village and one that begins like a formula."""
    village = Region.objects.filter(level=4, code__startswith="6371").order_by("code").first()
    return [
        place(people, "Jalan rusak").dispatched().responded().followed_up().confirmed(),
        place(people, "=HYPERLINK(1)", region_code=village.code).dispatched().responded(),
        place(people, 'Lampu "mati", gelap', topic_code="air-tarif"),
    ]


@pytest.fixture
def half_year(people) -> Office:
    many = Office(people).receive(160, JULY - timedelta(days=5))
    release_due(JULY)
    return many


def test_the_formats_have_the_same_digits(client, three, half_year, tmp_path):
    for file, least in ((REPORTS_FILE, 3), (FIGURES_FILE, 50)):
        plain = of_csv(client.get(f"{file}csv"))
        assert len(plain) >= least
        assert [as_text(row) for row in of_json(client.get(f"{file}json"))] == plain
        assert [as_text(row) for row in of_parquet(client.get(f"{file}parquet"), tmp_path)] == plain


def test_a_row_is_what_everybody_may_read_already(client, three):
    first, village, last = of_json(client.get(f"{REPORTS_FILE}json"))
    report = three[0].report
    assert first == {
        "number": report.number, "received_on": "2025-03-03", "published_on": "2025-03-03",
        "title": "Jalan rusak", "text": report.public_body, "topic": "jalan-berlubang",
        "topic_name": "Jalan berlubang atau rusak", "place": "6371", "place_name": first["place_name"],
        "latitude": first["latitude"], "longitude": first["longitude"],
        "unit": "kalsel-pupr", "unit_name": report.unit.name, "state": "CLOSED", "ending": "CONFIRMED",
        "response_days": 0, "follow_up_days": 0,
    }  # fmt: skip
    district = Region.objects.get(code=three[1].report.region_id[:6])
    assert (village["place"], village["latitude"]) == (district.code, district.latitude)
    assert (last["response_days"], last["ending"]) == (None, None)


def test_nothing_in_a_file_is_exact_in_time_or_place(client, three):
    for ending in ("csv", "json", "open311.csv"):
        text = body(client.get(f"{REPORTS_FILE}{ending}")).decode()
        assert not re.search(r"\d{2}:\d{2}", text)
        assert three[1].report.region_id not in text


@pytest.mark.parametrize("kind", ["secret", "supervision", "unpublished", "hidden"])
def test_what_is_not_published_is_in_no_file(people, client, three, kind, tmp_path):
    changes = {"secret": {"content": "SECRET"}, "supervision": {"classification": "SUPERVISION"}}
    case = Life(people).submitted(title="CANARY", body="CANARY jatuh di sini tadi pagi", **changes.get(kind, {}))
    if kind == "hidden":
        verify.publish(case.report, title="CANARY", body="CANARY", by=people.budi, at=case.tick())
        verify.hide(case.report, reason="Ada nama orang.", by=people.budi, at=case.tick())
    for ending in ("csv", "json", "open311.csv"):
        text = body(client.get(f"{REPORTS_FILE}{ending}")).decode()
        assert "CANARY" not in text
        assert case.report.number not in text
    assert len(of_parquet(client.get(f"{REPORTS_FILE}parquet"), tmp_path)) == 3


def test_text_that_a_spreadsheet_would_calculate_is_inert(client, three):
    titles = [row["title"] for row in of_csv(client.get(f"{REPORTS_FILE}csv"))]
    assert titles == ["Jalan rusak", "'=HYPERLINK(1)", 'Lampu "mati", gelap']
    assert of_json(client.get(f"{REPORTS_FILE}json"))[1]["title"] == "=HYPERLINK(1)"


def test_the_open311_file_is_read_by_an_open311_reader(client, three, tmp_path):
    file = tmp_path / "bulk.csv"
    file.write_bytes(body(client.get(f"{REPORTS_FILE}open311.csv")))
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
    assert [row["status"] for row in rows] == ["closed", "open", "open"]
    assert [bool(row["closed_date"]) for row in rows] == [True, False, False]
    assert str(import_file(file, "open311", dry_run=True, by=System(), at=JULY))


def test_the_figures_are_the_cells_of_the_release_and_those_of_the_page(client, half_year):
    rows = of_csv(client.get(f"{FIGURES_FILE}csv"))
    told = {
        (measure, *cell[:2]): cell[2]
        for measure, table in Release.objects.get().told["tables"].items()
        for cell in table["cells"]
    }
    found = {}
    for row in rows:
        keys = (row["topic"], row["place"]) if row["measure"].endswith("place") else (row["unit"], row["class"])
        found[row["measure"], *keys] = int(row["count"]) if row["count"] else None
        assert (row["withheld"] == "true") == (row["count"] == "")
        assert row["withheld"] == "false" or not (row["mean_days"] or row["median_days"] or row["on_time_percent"])
    assert found == told
    speeds = [row for row in rows if row["measure"] == "answered" and row["mean_days"]]
    assert speeds
    assert all(Decimal(row["mean_days"]).as_tuple().exponent == -1 for row in speeds)


def test_a_file_is_sent_once_until_something_changes(people, client, three):
    first = client.get(f"{REPORTS_FILE}csv")
    assert first["Last-Modified"]
    assert "max-age=300" in first["Cache-Control"]
    assert client.get(f"{REPORTS_FILE}csv", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"{REPORTS_FILE}json", headers={"If-None-Match": first["ETag"]}).status_code == 200
    verify.hide(three[2].report, reason="Ada nama orang.", by=people.budi, at=three[2].tick())
    again = client.get(f"{REPORTS_FILE}csv", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, len(of_csv(again))) == (200, 2)


def test_a_release_can_be_fetched_as_it_was_hashed(client, half_year):
    release = Release.objects.get()
    page = client.get("/data/")
    assert release.hash in page.text
    text = body(client.get("/data/rilis/2025-sampai-2025-07-01.txt"))
    assert text.startswith(b"tuntas release 1\nprevious \n")
    assert json.loads(text.split(b"\n", 2)[2]) == release.told
    assert hashlib.sha256(text).hexdigest() == release.hash


@pytest.mark.parametrize(
    "address",
    [
        "/data/laporan/2019.csv",
        "/data/angka/2019.json",
        "/data/rilis/2025-sampai-2019-01-01.txt",
        "/data/laporan/2025.xml",
    ],
)
def test_what_there_is_not(client, three, address):
    assert client.get(address).status_code == 404


def test_the_catalogue_leads_to_every_file(client, three, half_year, settings):
    found = json.loads(body(client.get("/data/katalog.jsonld")))
    assert found["@type"] == "dcat:Catalog"
    assert {"dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset"} <= found.keys()
    files = [one for data in found["dcat:dataset"] for one in data["dcat:distribution"]]
    assert len(files) == 7
    for file in files:
        assert {"dcat:accessURL", "dcat:downloadURL", "dcat:mediaType", "dct:license"} <= file.keys()
        response = client.get(file["dcat:downloadURL"]["@id"].removeprefix(settings.TUNTAS_PUBLIC_URL))
        assert response.status_code == 200
        assert response["Content-Type"].split(";")[0] in file["dcat:mediaType"]["@id"]
        assert body(response)
    for data in found["dcat:dataset"]:
        assert [said["@language"] for said in data["dct:title"]] == ["id", "en"]
        assert data["dct:title"][0]["@value"] != data["dct:title"][1]["@value"]


def test_the_page_names_the_licence_the_files_and_every_column(client, three, half_year):
    page = client.get("/data/").text
    assert 'rel="license">CC BY 4.0</a>' in page
    for file in (f"{REPORTS_FILE}open311.csv", f"{FIGURES_FILE}parquet", "/data/katalog.jsonld"):
        assert file in page
    columns = client.get("/data/kolom/").text
    assert [column.name for column in (*REPORTS, *FIGURES) if f"<code>{column.name}</code>" not in columns] == []


def test_an_empty_system_has_a_page(client, people):
    assert "Belum ada berkas" in client.get("/data/").text
    assert client.get("/data/katalog.jsonld").status_code == 200


def test_without_the_extra_parquet_is_said_to_be_missing(client, three, monkeypatch):
    for module in (open_data, open_data.catalogue.__globals__):
        monkeypatch.setitem(vars(module) if module is open_data else module, "parquet_there", lambda: False)
    assert "tuntas[parquet]" in client.get("/data/").text
    assert ".parquet" not in client.get("/data/katalog.jsonld").text
    assert client.get(f"{REPORTS_FILE}parquet").status_code == 404


def test_three_cost_as_much_as_one(people, client, django_assert_num_queries, django_assert_max_num_queries):
    place(people, "Satu")
    with django_assert_max_num_queries(8) as one:
        body(client.get(f"{REPORTS_FILE}csv"))
    place(people, "Dua")
    place(people, "Tiga")
    with django_assert_num_queries(len(one)):
        body(client.get(f"{REPORTS_FILE}csv"))


@pytest.mark.slow
def test_twenty_thousand_rows_stream_in_constant_memory(people, three):
    """The peak while 20,000 reports pass is that of a chunk, not of the file."""
    model, many = three[0].report, 20_000
    columns = {f.attname: getattr(model, f.attname) for f in Report._meta.concrete_fields}
    text = "Lubang di depan pasar. " * 20
    rows = (
        Report(**{**columns, "id": new_id(), "reference": f"{n:08d}", "code_hash": f"{n:064d}", "public_body": text})
        for n in range(many)
    )
    Report.objects.bulk_create(rows, batch_size=500)
    reports = reports_of(model.tenant, 2025)
    assert _peak(csv_lines(REPORTS, report_rows(reports))) < 50_000
    whole = (row for _once in "x" for row in list(islice(report_rows(reports), 6_000)))
    assert _peak(json_lines(REPORTS, whole, {})) > 50_000, "the measure must see what is held"


def _peak(lines) -> int:
    """By how many objects of Python the memory grew at most; counted every hundred lines."""
    gc.collect()
    before, most, size = sys.getallocatedblocks(), 0, 0
    for number, line in enumerate(lines):
        size += len(line)
        if number % 100 == 0:
            most = max(most, sys.getallocatedblocks() - before)
    assert size > 2_000_000
    return most
