"""`tuntas verify`: every event chain and every signed day, read anew; with --figures also every figure."""

from argparse import Namespace
from collections.abc import Iterator

from django.db import DatabaseError, transaction

from tuntas.kernel import clock
from tuntas.ops.models import Part, seen
from tuntas.ops.words import both
from tuntas.oversight import proofs
from tuntas.reports.chain import Broken, verify
from tuntas.reports.models import Event, Report
from tuntas.statistics import counting
from tuntas.statistics.models import Cell

BATCH = 500


def run(given: Namespace) -> int:
    """The chains and days, or with --figures the figures alone; exit code 1 when something is not as it should be."""
    return _figures(mend=given.mend) if given.figures or given.mend else _chains()


def _figures(*, mend: bool) -> int:
    """Count all events anew and name the first figure that differs; with --mend put all right."""
    found = list(counting.differences())
    cells = Cell.objects.count()
    if not found:
        print(both(f"Dihitung ulang: {cells} angka, semua sesuai.", f"Counted anew: {cells} figures, all agree."))
        return 0
    first = both("Angka pertama yang tidak sesuai: ", "The first figure that differs: ")
    print(f"{first}{found[0]}")
    print(both(f"Tidak sesuai: {len(found)} dari {cells}.", f"Differing: {len(found)} of {cells}."))
    if mend:
        mended = counting.mend()
        print(both(f"Diperbaiki: {mended}.", f"Mended: {mended}."))
    return 1


def _chains() -> int:
    """Name each report's first broken row and each day that no longer fits its root; exit code 1 when there is one."""
    broken = 0
    for fault in verify(Report.objects.order_by("pk").iterator(chunk_size=BATCH)):
        broken += 1
        print(_told(fault))
    for day in proofs.faults():
        broken += 1
        print(both(f"Bukti {day.day} tidak cocok: {day.why}.", f"The proof of {day.day} does not fit: {day.why}."))
    print("\n".join(_sum(broken)))
    _note(good=not broken)
    return 1 if broken else 0


def _note(*, good: bool) -> None:
    """Leave when the chains were checked. A copy that can only be read is checked all the same."""
    try:
        with transaction.atomic():
            seen(Part.VERIFY, clock.now(), good=good)
    except DatabaseError:
        print(both("Hasil ini tidak dapat dicatat di basis data.", "This result could not be noted in the database."))


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
