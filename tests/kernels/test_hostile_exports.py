"""Hostile texts through every file that leaves the house: nothing is calculated, nothing is malformed, nothing is lost.

First every writer with the raw texts, then the addresses over reports, offices and topics that are called so.
TUNTAS_LONG_TESTS takes ten thousand texts instead of a thousand.
"""

import csv
import io
import json
import os
import re
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import duckdb
import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from tests.cast import NOW
from tests.kernels.hostile import FORMULAS, RUNNING, WHOLE, strings
from tests.kernels.spreadsheet import calculated_csv, calculated_xlsx, texts_xlsx
from tests.lives import Life, office
from tests.web.test_figures import signed_in
from tuntas.documents.calendar import Entry, calendar_file
from tuntas.documents.papers import Cell, Chapter, Chart, Line, Paper, Table, paper_pdf
from tuntas.documents.spreadsheets import paper_xlsx
from tuntas.documents.typesetting import shown
from tuntas.evaluation import packs
from tuntas.evaluation.models import Kind, Order, PeriodReport
from tuntas.evaluation.orders import Words, ask
from tuntas.institutions.models import Institution, Topic
from tuntas.kernel import clock
from tuntas.kernel.ids import new_id
from tuntas.kernel.sealing import new_vault_key
from tuntas.kernel.texts import clean
from tuntas.ops import transfer
from tuntas.reports.actions import converse, verify
from tuntas.reports.models import Event, Report
from tuntas.web import evidence_pack, period_making, public_feeds
from tuntas.web.open_data_files import csv_lines, json_lines, parquet_file
from tuntas.web.open_data_rows import Column

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]

COUNT = 10_000 if "TUNTAS_LONG_TESTS" in os.environ else 1_000
TEXTS = list(strings(COUNT))
COLUMNS = (Column("said", "string", ""), Column("worth", "number", ""), Column("nothing", "string", ""))
AT = datetime(2026, 3, 24, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=45)
ATOM = "{http://www.w3.org/2005/Atom}"
ACTIONS = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/SubmitForm", "/GoToR")
EVERYTHING = "\n".join([*FORMULAS, *RUNNING, *WHOLE])
"""All payloads, each on a line of its own."""
PUBLIC = "\n".join(line for line in EVERYTHING.splitlines() if "warga.example" not in line)
"""Without what the finder of personal data would keep back."""
SET = 10
"""A page of a PDF is set in milliseconds, so every tenth text is enough for each run."""


@pytest.fixture(scope="module")
def told():
    """What was looked at, printed when the module is done."""
    seen: dict[str, int] = {}
    yield seen
    sys.stdout.write(f"\nhostile texts: {len(TEXTS)}; " + ", ".join(f"{n} {name}" for name, n in seen.items()) + "\n")


def rows():
    return ((text, -1.5, None) for text in TEXTS)


def plain(text: str) -> str:
    """What can be seen of it: XML has no place for the rest, and spreadsheets write that as `_x000D_`."""
    return "".join(c for c in re.sub("_x[0-9A-F]{4}_|_x005F", "", text) if c > " " and c not in "\x7f\ufffe\uffff")


def test_csv_is_never_calculated_and_loses_nothing(told):
    lines = "".join(csv_lines(COLUMNS, rows()))
    assert calculated_csv(lines) == []
    found = list(csv.reader(io.StringIO(lines, newline="")))[1:]
    assert [row[1:] for row in found] == [["-1.5", ""]] * len(TEXTS)
    for text, row in zip(TEXTS, found, strict=True):
        assert row[0].replace("'", "") == text.replace("'", "")
    told["cells of CSV"] = 3 * len(found)


def test_the_judge_sees_what_is_calculated():
    """The negative control: raw texts are found, in each way of parting cells."""
    raw = io.StringIO()
    csv.writer(raw).writerows([text] for text in ("=1+1", "a;=1+1", "a\n=1", "\u200b\uff1d1", "cmd"))
    assert len(calculated_csv(raw.getvalue())) >= 4
    assert calculated_csv("a,b\r\n'=1,-2.5\r\n") == []


def test_json_says_the_same(told):
    whole = json.loads("".join(json_lines(COLUMNS, rows(), {"name": TEXTS[5]})))
    assert [row["said"] for row in whole["rows"]] == TEXTS
    told["rows of JSON"] = len(whole["rows"])


def test_parquet_says_the_same_and_a_word_is_never_nothing(tmp_path, told):
    path = tmp_path / "rows.parquet"
    with parquet_file(COLUMNS, ((clean(text), -1.5, None) for text in TEXTS)) as made:
        path.write_bytes(made.read())
    with duckdb.connect() as base:
        found = base.read_parquet(str(path)).fetchall()
    assert found == [(clean(text), -1.5, None) for text in TEXTS]
    told["rows of Parquet"] = len(found)


def test_export_and_evidence_pack_write_no_formula(told):
    figures = [transfer.safe(text) for text in TEXTS]
    lines = b"".join(evidence_pack._csv((text, Decimal("-1.5"), -3) for text in TEXTS)).decode()
    plain = io.StringIO()
    csv.writer(plain).writerows([cell] for cell in figures)
    assert calculated_csv(lines) == calculated_csv(plain.getvalue()) == []
    assert {tuple(row[1:]) for row in csv.reader(io.StringIO(lines, newline=""))} == {("-1.5", "-3")}
    told["cells of export and pack"] = 4 * len(TEXTS)


def paper(texts: list[str]) -> Paper:
    """A paper that holds every text as the head of a line and every tenth in each other place."""
    some = texts[:20] + texts[20::10]
    lines = tuple(Line(text, (Cell("1", value=1), Cell(text))) for text in texts)
    pairs = [(text, text) for text in some]
    return Paper(
        language="id", title=some[2], office=some[3], made_at=AT, made=some[4], facts=pairs, notes_title=some[5],
        notes=pairs, tables=[Table(some[6], some[7], some[8], ("Nama", some[9], "Kata"), lines)],
        charts=[Chart(some[10], some[11], some[12], [(text, text, 50) for text in some])],
        chapters=[Chapter(some[13], some)],
    )  # fmt: skip


def test_spreadsheets_hold_words_and_numbers_alone(told):
    made = paper_xlsx(paper(TEXTS))
    assert calculated_xlsx(made) == []
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        names, parts = packed.namelist(), b"".join(packed.read(name) for name in packed.namelist())
    assert [name for name in names if "external" in name.lower() or "vba" in name.lower()] == []
    assert b"<f>" not in parts
    assert b"<f " not in parts
    found = {plain(text) for text in texts_xlsx(made)}
    assert {plain(text) for text in TEXTS} - found == set()
    told["texts of XLSX"] = len(found)


def test_papers_hold_words_alone(told):
    some = TEXTS[::SET]
    made = paper_pdf(paper(some))
    assert actions_in(made) == []
    pages = PdfReader(io.BytesIO(made)).pages
    words = "".join("".join(page.extract_text().split()) for page in pages)
    missing = [text for text in some if "".join(shown(text).split()) not in words]
    # A long word is broken at the edge of its cell, so that a few are not found in one piece.
    assert len(missing) <= len(some) // 10
    told["pages of PDF"] = len(pages)


def actions_in(data: bytes) -> list[str]:
    """What a PDF could do besides being shown, by its own objects; links only to our own addresses."""
    reader, found = PdfReader(io.BytesIO(data)), []
    for number in range(1, reader.trailer["/Size"]):
        thing = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(thing, dict):
            found += [key for key in thing if key in ACTIONS]
            found += [str(thing["/S"])] if thing.get("/S") in ACTIONS else []
            if "/URI" in thing and not str(thing["/URI"]).startswith(settings.TUNTAS_PUBLIC_URL):
                found.append(str(thing["/URI"]))
    return found


def test_calendars_stay_calendars(told):
    made = calendar_file([_entry(number, text) for number, text in enumerate(TEXTS)], name=TEXTS[3], made_at=AT)
    lines = made.replace(b"\r\n ", b"").decode().split("\r\n")
    assert {line.split(":")[0].split(";")[0] for line in lines if line} == {
        "BEGIN", "VERSION", "PRODID", "METHOD", "X-WR-CALNAME", "UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION",
        "URL", "CLASS", "TRANSP", "END",
    }  # fmt: skip
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(TEXTS)
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    assert all(character not in made.replace(b"\r\n", b"") for character in (b"\r", b"\n", b"\x00"))
    told["entries of iCalendar"] = len(TEXTS)


def _entry(number: int, text: str) -> Entry:
    return Entry(uid=f"{number}@tuntas", at=AT, summary=text, description=text, url="https://lapor.example/lacak/")


@pytest.fixture
def _long_after(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def named(people, _long_after) -> Life:
    """Offices and topics called by payloads, and one whole life told in them."""
    for row, text in zip([*Institution.objects.all(), *Topic.objects.all()], strings(400), strict=False):
        row.name = clean(text)[:120]
        row.save(update_fields=["name"])
    life = Life(people).submitted(title=clean(EVERYTHING)[:150], body=EVERYTHING, place_text=clean(EVERYTHING)[:300])
    verify.publish(life.report, title=clean(PUBLIC)[:150], body=PUBLIC, by=people.budi, at=life.tick())
    life.dispatched().responded().followed_up()
    converse.reply(life.report, body=EVERYTHING, by=life.siti, at=life.tick())
    return life.confirmed()


@pytest.fixture
def many(named) -> list[str]:
    """So many published reports, each with a title and a text of its own; the titles."""
    columns = {f.attname: getattr(named.report, f.attname) for f in Report._meta.concrete_fields}
    titles = [clean(text)[:150] for text in TEXTS]
    rows = (
        {"id": new_id(), "reference": f"{n:08d}", "code_hash": f"{n:064d}", "public_title": title, "public_body": title}
        for n, title in enumerate(titles)
    )
    Report.objects.bulk_create((Report(**{**columns, **row}) for row in rows), batch_size=500)
    return titles


def sent(address: str, client: Client | None = None) -> bytes:
    answer = (client or Client()).get(address)
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff"), address
    return answer.getvalue()


def test_published_reports_leave_whole(many, tmp_path, told):
    for ending in ("csv", "open311.csv"):
        text = sent(f"/data/laporan/2025.{ending}").decode()
        assert calculated_csv(text) == []
        assert len(list(csv.DictReader(io.StringIO(text, newline="")))) == len(many) + 1
    told["cells of open data"] = 17 * len(many) + 13 * len(many)
    whole = json.loads(sent("/data/laporan/2025.json"))["rows"]
    assert {row["title"] for row in whole} >= {*many}
    path = tmp_path / "read.parquet"
    path.write_bytes(sent("/data/laporan/2025.parquet"))
    with duckdb.connect() as base:
        assert {row[0] for row in base.read_parquet(str(path)).project("title").fetchall()} >= {*many}
    json.loads(sent("/data/katalog.jsonld"))


def test_feeds_and_the_site_map_are_well_formed(many, named, monkeypatch, told):
    monkeypatch.setattr(public_feeds, "MOST_ENTRIES", len(many) + 1)
    feed = ElementTree.fromstring(sent("/laporan/umpan.xml"))
    entries = feed.findall(f"{ATOM}entry")
    assert {entry.findtext(f"{ATOM}title") for entry in entries} >= {*many}
    assert {part.tag for part in feed.iter()} <= {
        f"{ATOM}{name}" for name in ("feed", "title", "link", "id", "updated", "entry", "published", "summary")
    }
    links = {part.get("href", "") for part in feed.iter(f"{ATOM}link")}
    assert all(link.startswith(("http://testserver/", settings.TUNTAS_PUBLIC_URL)) for link in links)
    own = ElementTree.fromstring(sent(f"/laporan/{named.report.reference}/umpan.xml"))
    assert len(own.findall(f"{ATOM}entry")) >= 1
    assert len(ElementTree.fromstring(sent("/sitemap.xml"))) > len(many)
    told["entries of feeds"] = len(entries)


def test_papers_about_a_period_stay_papers(named, told):
    words = Words(EVERYTHING, clean(EVERYTHING)[:100], clean(EVERYTHING)[:100], "=1+1", (named.report.reference,))
    for kind, code in ((Kind.REPORT, "2025-03"), (Kind.PACK, "2025")):
        ask(kind, office("kalsel"), code, words, by=Life.system(), at=LATER)
        assert period_making.go_on(LATER) == 1
    made = PeriodReport.objects.get()
    assert calculated_xlsx(bytes(made.xlsx)) == actions_in(bytes(made.pdf)) == []
    with zipfile.ZipFile(packs.path_of(Order.objects.get(kind=Kind.PACK))) as archive:
        for name in archive.namelist():
            _piece(name, archive.read(name))
        told["files of an evidence pack"] = len(archive.namelist())


def _piece(name: str, data: bytes) -> None:
    if name.endswith(".csv"):
        assert calculated_csv(data.decode()) == [], name
    elif name.endswith(".pdf"):
        assert actions_in(data) == [], name
    elif name.endswith((".json", ".jsonl")):
        texts = data.decode().split("\n") if name.endswith("l") else [data.decode()]
        assert all(json.loads(text) is not None for text in texts if text), name


def test_files_behind_the_doors_stay_files(named, told):
    reporter, budi = Client(), signed_in("budi")
    reporter.post("/lacak/", {"reference": named.report.reference, "access_code": named.access_code})
    pdfs = [sent("/lacak/laporan/cerita.pdf", reporter), sent("/statistik/evaluasi.pdf?tahun=2025")]
    pdfs.append(sent("/meja/statistik/evaluasi.pdf?tahun=2025", budi))
    pdfs.append(sent(f"/pengawas/laporan/{named.report.reference}/berkas.pdf", signed_in("dewi")))
    assert [actions_in(data) for data in pdfs] == [[]] * 4
    for address in ("/statistik/evaluasi.xlsx?tahun=2025", "/meja/statistik/evaluasi.xlsx?tahun=2025"):
        assert calculated_xlsx(sent(address, budi)) == []
    assert sent("/lacak/laporan/tanggal.ics", reporter).startswith(b"BEGIN:VCALENDAR\r\n")
    for address in ("/peta/laporan.json", "/peta/batas.json"):
        json.loads(sent(address))
    told["files behind doors"] = 10


def test_the_command_writes_no_formula_whatever_the_log_holds(people, told):
    event = Event.objects.get(report=Life(people).submitted().report)
    columns = {f.attname: getattr(event, f.attname) for f in Event._meta.concrete_fields}
    Event.objects.bulk_create(
        Event(**{**columns, "id": new_id(), "seq": n, "topic_code": clean(text)[:60]})
        for n, text in enumerate(TEXTS, start=2)
    )
    figures, log = io.StringIO(newline=""), io.StringIO(newline="")
    transfer._write(figures)
    transfer._write_log(log)
    assert calculated_csv(figures.getvalue()) == []
    assert len([json.loads(line) for line in log.getvalue().splitlines()]) == len(TEXTS) + 1
    told["events exported"] = len(TEXTS) + 1
