"""Hostile files through the import: a refusal or rows, in five seconds and 200 MB; their texts stay texts."""

import io
import json
import os
import resource
import sys
import time
import zipfile
from itertools import islice

import pytest
import xlsxwriter

from tests.cast import NOW, system
from tests.intake.test_importing import lapor, table
from tests.kernels import hostile
from tuntas.intake.importing import import_file
from tuntas.intake.reading import read
from tuntas.kernel.refusals import Invalid
from tuntas.kernel.texts import clean
from tuntas.reports.models import Report

pytestmark = [pytest.mark.one_engine, pytest.mark.slow]

SECONDS, KILOBYTES = 5, 200 * 1024
MOST = 20_000
"""Rows that are asked for; an import reads on."""


def book(**parts: bytes) -> bytes:
    """A small XLSX with some of its parts exchanged."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["tracking_id", "isi_laporan_awal"])
        page.write_row(1, 0, ["A-1", "Lampu mati."])
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "book": "xl/workbook.xml"}
    exchanged, bent = {names[name]: data for name, data in parts.items()}, io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(bent, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, exchanged.get(name, old.read(name)))
    return bent.getvalue()


def sheet(rows: bytes, about: bytes = b"") -> bytes:
    kind = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s">%s<sheetData>%s</sheetData></worksheet>' % (kind, about, rows)


def laughing() -> bytes:
    lines = b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return b"<!DOCTYPE sst [<!ENTITY a0 'ha'>%s]><sst><si><t>&a9;</t></si></sst>" % lines


def files() -> dict[str, bytes]:
    """Name -> bytes."""
    strings = b"<sst>" + b"<si><t>" + b"a" * (150 << 20) + b"</t></si></sst>"
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    outside = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><sst><si><t>&x;</t></si></sst>"
    return {
        "packed.xlsx": book(strings=strings),
        "wide.xlsx": book(sheet=sheet(far, b'<dimension ref="A1:XFD1048576"/>')),
        "laughing.xlsx": book(strings=laughing()),
        "outside.xlsx": book(strings=outside),
        "no sheet.xlsx": book(book=b"<workbook/>"),
        "bent.xlsx": book(sheet=b"<worksheet><sheetData><row>"),
        "no number.xlsx": book(sheet=sheet(b'<row r="x"><c r="??" t="s"><v>9999</v></c></row>')),
        "zip bomb.xlsx": hostile.files()["zip bomb.jpg"],
        "picture.xlsx": hostile.files()["cut off.jpg"],
        "deep.json": b"[" * 200_000,
        "long number.json": b'[{"a": ' + b"9" * 5_000 + b"}]",
        "not a number.json": b'[{"tracking_id": NaN, "isi_laporan_awal": Infinity}]',
        "large.json": b'[{"a": "' + b"a" * (40 << 20) + b'"}]',
        "many.json": b"[" + b"{}," * 3_000_000 + b"{}]",
        "one line.csv": b"a" * (60 << 20),
        "one cell.csv": b'tracking_id,isi\nA-1,"' + b"a" * (60 << 20),
        "many columns.csv": b"a," * 2_000_000 + b"\n" + b"1," * 2_000_000,
        "zero.csv": b"tracking_id,isi_laporan_awal\nA-1,\x00\x00\n",
        "utf-16.csv": "tracking_id,isi\nA-1,x\n".encode("utf-16"),
        "empty.csv": b"",
        "empty.json": b"",
        "empty.xlsx": b"",
    }


FILES = files()


@pytest.fixture(scope="module")
def costs():
    seen: dict[str, tuple[float, int]] = {}
    yield seen
    rows = sorted(seen.items(), key=lambda row: -row[1][1])[:5]
    told = [f"{seconds:6.2f} s {grown / 1024:7.1f} MB  {name!r}" for name, (seconds, grown) in rows]
    sys.stdout.write("\n".join(["", *told, f"{len(seen)} hostile imports", ""]))


@pytest.mark.parametrize("name", FILES)
def test_refused_or_read_within_the_limits(name, tmp_path, costs):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    told = _in_a_child(path)
    costs[name] = told["seconds"], told["grown"]
    assert told["wrong"] == ""
    assert (told["seconds"] <= SECONDS, told["grown"] < KILOBYTES) == (True, True), told
    assert "root:" not in told["cells"]


def _in_a_child(path) -> dict:
    """What reading costs a process of its own: seconds of the processor, kB, and what it raised but a refusal."""
    comes, goes = os.pipe()
    if (child := os.fork()) == 0:
        os.write(goes, json.dumps(_read(path)).encode())
        os._exit(0)
    os.close(goes)
    with open(comes, "rb") as line:
        said = line.read()
    os.waitpid(child, 0)
    return json.loads(said or b'{"wrong": "it died"}')


def _read(path) -> dict:
    before, began, wrong, cells = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time(), "", ""
    try:
        for row in islice(read(path), MOST):
            cells = str(row.cells)[:200]
    except Invalid:
        cells = "refused"
    except BaseException as error:
        wrong = repr(error)[:200]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": time.process_time() - began, "grown": grown, "wrong": wrong, "cells": cells}


def test_a_hostile_file_is_a_fault_that_names_it(people, tmp_path):
    for name in ("packed.xlsx", "laughing.xlsx", "deep.json", "zero.csv"):
        path = tmp_path / name
        path.write_bytes(FILES[name])
        outcome = import_file(path, "lapor", by=system, at=NOW)
        assert (outcome.created, len(outcome.faults) > 0) == (0, True), name
    assert Report.objects.count() == 0


def test_hostile_texts_come_in_as_they_were_cleaned(people, tmp_path):
    texts = list(hostile.strings(300))
    rows = [lapor(tracking_id=f"A-{n}", isi_laporan_awal=f"Lampu mati {text}") for n, text in enumerate(texts)]
    outcome = import_file(table(tmp_path / "daftar.csv", *rows), "lapor", by=system, at=NOW)
    assert outcome.created + len(outcome.faults) == len(texts)
    assert {*Report.objects.values_list("body", flat=True)} <= {clean(f"Lampu mati {text}") for text in texts}
    assert outcome.created > 290
