"""`tuntas verify`: every event chain and every signed day, read anew."""

from argparse import Namespace
from collections.abc import Iterator

from tuntas.ops.words import both
from tuntas.oversight import proofs
from tuntas.reports.chain import Broken, verify
from tuntas.reports.models import Event, Report

BATCH = 500


def run(given: Namespace) -> int:
    """Name each report's first broken row and each day that no longer fits its root; exit code 1 when there is one."""
    broken = 0
    for fault in verify(Report.objects.order_by("pk").iterator(chunk_size=BATCH)):
        broken += 1
        print(_told(fault))
    for day in proofs.faults():
        broken += 1
        print(both(f"Bukti {day.day} tidak cocok: {day.why}.", f"The proof of {day.day} does not fit: {day.why}."))
    print("\n".join(_sum(broken)))
    return 1 if broken else 0


def _told(fault: Broken) -> str:
    return both(
        f"Laporan {fault.reference}: rantai putus pada baris {fault.seq} ({fault.why}).",
        f"Report {fault.reference}: the chain breaks at row {fault.seq} ({fault.why}).",
    )


def _sum(broken: int) -> Iterator[str]:
    reports, events = Report.objects.count(), Event.objects.count()
    yield both(f"Diperiksa: {reports} laporan, {events} peristiwa.", f"Checked: {reports} reports, {events} events.")
    if broken:
        yield both(f"Rantai yang putus: {broken}.", f"Broken chains: {broken}.")
    else:
        yield both("Semua rantai utuh.", "Every chain holds.")
