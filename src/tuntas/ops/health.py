"""How the installation fares: numbers beside what `check --deploy` names, and yes or no for machines."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tuntas.audit.models import DayRoot
from tuntas.db.outage import Outage
from tuntas.evaluation.models import Order, Step
from tuntas.intake import spool
from tuntas.media import scanning
from tuntas.notifications.models import Delivery, DeliveryState
from tuntas.ops import backups, checking
from tuntas.ops.models import Part, last_seen
from tuntas.reports.batches import BatchRow
from tuntas.reports.models import Outbox, Uncounted
from tuntas.statistics.models import Recount

URGENT = frozenset(
    (
        "data-directory", "database", "migrations", "government", "spool-waiting", "spool-stuck", "backup-old", "disk",
        "clock-skew", "worker", "notices-late", "proof", "recount-differs", "verify-broken",
    )
)  # fmt: skip
"""The codes for which somebody may be woken; the others are weaknesses of the set-up."""

KEPT = timedelta(seconds=30)
"""So long an answer for machines is kept in a process: asking costs strangers and us next to nothing."""


@dataclass(frozen=True)
class Number:
    """One line of the page: a name and a count, a moment (None: never), or words."""

    label: str
    value: int | str | datetime | None


class Answers:
    """Yes or no, remembered for a while."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[datetime, bool]] = {}

    def well(self, at: datetime) -> bool:
        """Whether nothing is wrong for which somebody should be woken."""
        return self._asked("well", at, lambda: not any(_urgent(at)))

    def ready(self, at: datetime) -> bool:
        """Whether a report that is sent now would be taken in: into the database, or by the spool."""
        return self._asked("ready", at, _takes_reports)

    def forget(self) -> None:
        """Ask anew next time."""
        self._kept.clear()

    def _asked(self, name: str, at: datetime, ask: Callable[[], bool]) -> bool:
        known = self._kept.get(name)
        if known is None or not timedelta(0) <= at - known[0] < KEPT:
            known = self._kept[name] = (at, ask())
        return known[1]


answers = Answers()


def numbers() -> Iterator[Number]:
    """Queues, last times and room; a fixed number of queries."""
    yield from _last_times()
    yield from _queues()
    yield from _room()


def _last_times() -> Iterator[Number]:
    worker, verified = last_seen(Part.WORKER), last_seen(Part.VERIFY)
    recount, signed = Recount.objects.order_by("day").last(), DayRoot.objects.order_by("day").last()
    yield Number(_("Pekerja terakhir terlihat"), worker.at if worker else None)
    yield Number(_("Cadangan terakhir"), backups.last_backup())
    yield Number(_("Angka terakhir dihitung ulang"), recount.at if recount else None)
    yield Number(_("Rantai terakhir diperiksa"), verified.at if verified else None)
    yield Number(_("Hari terakhir yang ditandatangani"), str(signed.day) if signed else None)


def _queues() -> Iterator[Number]:
    put_by = spool.state()
    yield Number(_("Laporan menunggu basis data"), put_by.waiting + put_by.stuck)
    yield Number(_("Kejadian belum dikabarkan"), Outbox.objects.count())
    yield Number(_("Pemberitahuan menunggu"), Delivery.objects.filter(state=DeliveryState.PENDING).count())
    yield Number(_("Pemberitahuan gagal"), Delivery.objects.filter(state=DeliveryState.DEAD).count())
    yield Number(_("Kejadian belum dihitung"), Uncounted.objects.count())
    yield Number(_("Baris pekerjaan massal menunggu"), BatchRow.objects.filter(outcome="WAITING").count())
    yield Number(_("Laporan berkala menunggu"), Order.objects.exclude(step=Step.DONE).count())
    yield Number(_("Berkas asli ditahan"), sum(1 for _held in scanning.held(root=settings.TUNTAS_DATA_DIR)))


def _room() -> Iterator[Number]:
    for label, path in ((_("Ruang data"), settings.TUNTAS_DATA_DIR), (_("Ruang cadangan"), settings.TUNTAS_BACKUP_DIR)):
        if path and path.is_dir():
            room = shutil.disk_usage(path)
            free, total = room.free // 1_000_000_000, room.total // 1_000_000_000
            yield Number(label, _("%(free)s dari %(total)s GB kosong") % {"free": free, "total": total})


def _urgent(at: datetime) -> Iterator[str]:
    try:
        yield from (fault.code for fault in checking.faults_of(at, deploy=True) if fault.code in URGENT)
    except Outage:
        yield "database"


def _takes_reports() -> bool:
    try:
        return not checking.pending_migrations()
    except Outage:
        return bool(settings.TUNTAS_SPOOL) and spool.state().waiting < settings.TUNTAS_SPOOL_MOST
