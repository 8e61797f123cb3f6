"""`tuntas import` and `tuntas export`: reports in from a file, figures out as CSV, the event log as JSON lines."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from tuntas.accounts.actors import System
from tuntas.institutions.models import Institution
from tuntas.intake.importing import import_file
from tuntas.kernel import clock
from tuntas.kernel.cells import inert
from tuntas.ops.words import Trouble, both
from tuntas.reports.chain import canonical
from tuntas.reports.models import Event

COLUMNS = (
    "report", "seq", "verb", "source", "target", "local_date", "year", "agency", "unit", "topic",
    "classification", "channel", "days", "unit_days", "on_time", "ending",
)  # fmt: skip
"""No person, no text, no hour: `report` is the internal id, which is no credential."""

_READ = (
    "report_id", "seq", "verb", "source", "target", "local_date", "year", "agency_id", "unit_id", "topic_code",
    "classification", "channel", "days", "unit_days", "on_time", "ending",
)  # fmt: skip


def run_import(given: Namespace) -> int:
    """Take in a file; prints what came of it. Exit code 1 when a row was not good."""
    if not Path(given.file).is_file():
        raise Trouble(f"Berkas '{given.file}' tidak ada.", f"There is no file '{given.file}'.")
    mapping = Path(given.mapping) if Path(given.mapping).is_file() else given.mapping
    outcome = import_file(Path(given.file), mapping, dry_run=given.dry_run, by=System(), at=clock.now())
    print(outcome)
    return 1 if outcome.faults else 0


def run_export(given: Namespace) -> int:
    """Write the figures of every event, or with --log the log for an auditor, streaming."""
    write = _write_log if given.log else _write
    if given.to == "-":
        write(sys.stdout)
        return 0
    with Path(given.to).open("w", encoding="utf-8", newline="") as file:
        count = write(file)
    print(both(f"{count} baris ditulis ke {given.to}.", f"{count} rows written to {given.to}."), file=sys.stderr)
    return 0


def safe(value: object) -> str:
    """A cell no spreadsheet takes for a formula (OWASP: CSV injection)."""
    return "" if value is None else inert(str(value))


def _write(file: TextIO) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in _rows():
        writer.writerow([safe(cell) for cell in row])
        count += 1
    return count


def _rows() -> Iterator[tuple[object, ...]]:
    codes = dict(Institution.objects.values_list("pk", "code"))
    for row in Event.objects.order_by("report_id", "seq").values_list(*_READ).iterator(chunk_size=2_000):
        yield (*row[:7], codes.get(row[7], ""), codes.get(row[8], ""), *row[9:])


def _write_log(file: TextIO) -> int:
    """What `tools/verify_tuntas.py log` reads. Facts are commitments, so that no person and no text is in it."""
    count = 0
    for event in Event.objects.order_by("report_id", "seq").iterator(chunk_size=2_000):
        row = {"id": str(event.pk), "previous": event.previous, "said": canonical(event), "hash": event.hash}
        file.write(json.dumps(row, separators=(",", ":")) + "\n")
        count += 1
    return count
