"""How the installation runs: worker, queues, proofs, recount and verification; for `check --deploy` and health."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tuntas.audit.models import DayRoot
from tuntas.kernel.ids import first_id
from tuntas.notifications.models import Delivery, DeliveryState
from tuntas.ops.faults import Fault
from tuntas.ops.models import Part, last_seen
from tuntas.reports.models import Event
from tuntas.statistics.models import Recount

WORKER_SILENT = timedelta(minutes=5)
MAIL_LATE = timedelta(minutes=30)
PROOF_LATE = timedelta(days=2)
"""A day is signed one hour after its end; two days leave a worker the time to come back."""

RECOUNT_LATE, VERIFY_LATE = timedelta(days=2), timedelta(days=8)


def in_the_running(at: datetime) -> Iterator[Fault]:
    """Every weakness that the tables show of how the installation runs."""
    for look in _LOOKS:
        yield from look(at)


def _worker(at: datetime) -> Iterator[Fault]:
    row = last_seen(Part.WORKER)
    if row is None or at - row.at > WORKER_SILENT:
        when = _when(row.at if row else None)
        yield Fault(
            "worker",
            f"Pekerja terakhir terlihat: {when}. Jalankan tuntas serve, atau tuntas work.",
            f"The worker was last seen: {when}. Run tuntas serve, or tuntas work.",
        )


def _notices(at: datetime) -> Iterator[Fault]:
    late = Delivery.objects.filter(state=DeliveryState.PENDING, next_try_at__lt=at - MAIL_LATE).count()
    if late:
        yield Fault(
            "notices-late",
            f"{late} pemberitahuan menunggu lebih dari setengah jam: periksa pekerja dan peladen surel.",
            f"{late} notices have waited for more than half an hour: look at the worker and the mail server.",
        )


def _proof(at: datetime) -> Iterator[Fault]:
    settled = at - PROOF_LATE
    old = Event.objects.filter(pk__lt=first_id(settled)).exists()
    last = DayRoot.objects.order_by("day").last()
    if old and (last is None or last.day < (settled - timedelta(days=1)).date()):
        when = str(last.day) if last else "-"
        yield Fault(
            "proof",
            f"Hari terakhir yang ditandatangani di /data/bukti/: {when}. Periksa catatan pekerja dan keys/proof.key.",
            f"The last signed day at /data/bukti/: {when}. Look at the worker's log and at keys/proof.key.",
        )


def _recount(at: datetime) -> Iterator[Fault]:
    row = Recount.objects.order_by("day").last()
    old = Event.objects.filter(pk__lt=first_id(at - RECOUNT_LATE)).exists()
    if row and row.differing:
        yield Fault(
            "recount-differs",
            f"{row.differing} angka tidak sesuai dengan catatan kejadian: jalankan tuntas verify --figures.",
            f"{row.differing} figures do not agree with the log of events: run tuntas verify --figures.",
        )
    elif old and (row is None or at - row.at > RECOUNT_LATE):
        when = _when(row.at if row else None)
        yield Fault(
            "recount-old",
            f"Angka terakhir dihitung ulang: {when}. Periksa catatan pekerja.",
            f"The figures were last counted anew: {when}. Look at the worker's log.",
        )


def _verified(at: datetime) -> Iterator[Fault]:
    row = last_seen(Part.VERIFY)
    if row and not row.good:
        yield Fault(
            "verify-broken",
            f"Pemeriksaan rantai pada {_when(row.at)} menemukan yang putus: jalankan tuntas verify dan baca namanya.",
            f"The check of the chains on {_when(row.at)} found a broken one: run tuntas verify and read its name.",
        )
    elif Event.objects.exists() and (row is None or at - row.at > VERIFY_LATE):
        when = _when(row.at if row else None)
        yield Fault(
            "verify-old",
            f"Rantai riwayat terakhir diperiksa: {when}. Jalankan tuntas verify setiap malam.",
            f"The event chains were last checked: {when}. Run tuntas verify every night.",
        )


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "-"


_LOOKS: tuple[Callable[[datetime], Iterator[Fault]], ...] = (_worker, _notices, _proof, _recount, _verified)
