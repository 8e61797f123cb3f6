"""Commands that read reports: verify and export."""

import csv
import io
from argparse import Namespace

import pytest
from django.db import connection

from tests.lives import BODY, SITI, Life
from tuntas.db.guards import unguard
from tuntas.ops import transfer, verifying
from tuntas.reports.models import Event
from tuntas.statistics import counting
from tuntas.statistics.models import Cell

GIVEN = Namespace(figures=False, mend=False)
FIGURES = Namespace(figures=True, mend=False)
MEND = Namespace(figures=True, mend=True)


@pytest.fixture(autouse=True)
def _indonesian(monkeypatch):
    monkeypatch.setenv("TUNTAS_LANGUAGE", "id")


def test_verify_counts_what_it_checked(people, capsys):
    Life(people).submitted().dispatched().responded()
    Life(people).submitted()
    assert verifying.run(GIVEN) == 0
    assert capsys.readouterr().out == "Diperiksa: 2 laporan, 4 peristiwa.\nSemua rantai utuh.\n"


def test_verify_counts_the_figures_anew_and_names_the_first_that_differs(people, capsys):
    life = Life(people).submitted().dispatched().responded()
    counting.count_all(life.at)
    cells = Cell.objects.count()
    assert verifying.run(FIGURES) == 0
    assert capsys.readouterr().out == f"Dihitung ulang: {cells} angka, semua sesuai.\n"
    Cell.objects.filter(axis="CHANNEL", metric="RESPOND").update(times=7)
    assert verifying.run(MEND) == 1
    first, sum_, mended = capsys.readouterr().out.splitlines()
    assert first.startswith("Angka pertama yang tidak sesuai: RESPOND=0 @ CHANNEL WEB COMPLAINT 2025 2025-01-01 (")
    assert first.endswith("): 7/0 != 1/0")
    assert (sum_, mended) == (f"Tidak sesuai: 1 dari {cells}.", "Diperbaiki: 1.")
    assert verifying.run(FIGURES) == 0


def test_verify_names_the_changed_row(people, capsys):
    whole, touched = Life(people).submitted().dispatched(), Life(people).submitted().dispatched().responded()
    unguard("reports_event", Editor())
    Event.objects.filter(report=touched.report, seq=2).update(on_time=True)
    assert verifying.run(GIVEN) == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"Laporan {touched.report.reference}: rantai putus pada baris 2 (row 2 was changed).",
        "Diperiksa: 2 laporan, 5 peristiwa.",
        "Rantai yang putus: 1.",
    ]
    assert whole.report.reference not in "".join(said)


class Editor:
    """SQLite's own schema editor refuses to work inside a test's transaction; dropping a trigger needs only this."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_export_has_a_row_for_each_event_and_no_person(people, capsys):
    life = Life(people).submitted(title="=HYPERLINK(1)").dispatched().responded()
    assert transfer.run_export(Namespace(to="-", log=False)) == 0
    out = capsys.readouterr().out
    told = list(csv.DictReader(io.StringIO(out)))
    assert [row["verb"] for row in told] == ["SUBMIT", "DISPATCH_UNIT", "RESPOND"]
    assert (told[2]["unit"], told[2]["agency"], told[2]["days"], told[2]["on_time"]) == (
        "kalsel-pupr",
        "kalsel",
        "0",
        "True",
    )
    assert tuple(told[0]) == transfer.COLUMNS
    for secret in (SITI.name, SITI.email, BODY, "HYPERLINK", life.report.reference, str(people.budi.user_id)):
        assert secret not in out


def test_export_to_a_file_says_how_many(people, tmp_path, capsys):
    Life(people).submitted()
    file = tmp_path / "angka.csv"
    assert transfer.run_export(Namespace(to=str(file), log=False)) == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) == 2
    assert capsys.readouterr().err == f"1 baris ditulis ke {file}.\n"
