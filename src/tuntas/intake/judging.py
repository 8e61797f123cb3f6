"""Whether a filing may have been made by a machine. The answer is no refusal: a doubtful report waits in quarantine.

Only a network that sends more in a minute than people can type is told to wait, with its words kept. Filing without
scripts stays possible and free of doubt while reports come at a usual rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import TooMany
from tuntas.reports.states import Doubt

from . import proofs, rates, stamps
from .stamps import Stamp

FASTEST = timedelta(seconds=2)
"""Nobody reads and sends a form in less."""

EFFORTS = 3
"""The work a browser is asked for doubles at most so often while its network sends much."""


class TooFast(TooMany):
    """More from one network in a minute than people can type."""

    code = "too_fast"
    sentence = _("Terlalu banyak laporan dari jaringan ini dalam satu menit. Tulisan Anda masih ada: kirim lagi nanti.")


@dataclass(frozen=True)
class Evidence:
    """What came with a filing besides the report: the form's stamp, a proof of work, the field that people do not see,
    where it came from, and to which government it goes (code)."""

    stamp: str
    proof: str
    trap: str
    address: str
    government: str


def judge(evidence: Evidence, *, key: str, at: datetime) -> tuple[Doubt, ...]:
    """What is doubtful about the filing with this key; counts it, once. Raises TooFast. Call outside a transaction."""
    stamp = stamps.read(evidence.stamp, at)
    proven = stamp is not None and proofs.holds(stamp, evidence.proof)
    with transaction.atomic():
        own, first = stamps.spend(stamp, key) if stamp else (False, True)
        marks = _marks(evidence, proven and own, at)
        if first:
            rates.add(marks)
        counts = list(rates.counted(marks).values())
    _refuse_torrent(counts[0])
    found = {*apparent(evidence, at), *_crowded(counts[1], counts[2:])}
    return tuple(doubt for doubt in Doubt if doubt in found or (doubt == Doubt.STAMP and not own))


def apparent(evidence: Evidence, at: datetime) -> tuple[Doubt, ...]:
    """What can be said without the database."""
    return tuple(_apparent(evidence, stamps.read(evidence.stamp, at), at))


def effort_for(address: str, at: datetime) -> int:
    """How many times the usual work a browser of this network is asked for: more the more it has sent this hour."""
    mark = rates.of_network(address, at)
    sent = rates.counted([mark])[mark.name]
    return 1 << min(EFFORTS, sent * (EFFORTS + 1) // int(settings.TUNTAS_FILINGS_PER_NETWORK))


def _apparent(evidence: Evidence, stamp: Stamp | None, at: datetime) -> Iterator[Doubt]:
    if evidence.trap:
        yield Doubt.TRAP
    if stamp is None:
        yield Doubt.STAMP
    elif at - stamp.issued_at < FASTEST:
        yield Doubt.FAST


def _marks(evidence: Evidence, proven: bool, at: datetime) -> list[rates.Mark]:
    """The counters of this filing; those of the government only when it came without a proof."""
    network = [rates.of_network_now(evidence.address, at), rates.of_network(evidence.address, at)]
    if proven:
        return network
    return [*network, rates.unproven_hour(evidence.government, at), rates.unproven_day(evidence.government, at)]


def _refuse_torrent(in_this_minute: int) -> None:
    if in_this_minute > settings.TUNTAS_FILINGS_AT_ONCE:
        raise TooFast(minutes=1)


def _crowded(of_network: int, unproven: list[int]) -> Iterator[Doubt]:
    limits = (settings.TUNTAS_UNPROVEN_PER_HOUR, settings.TUNTAS_UNPROVEN_PER_DAY)
    if any(count > limit for count, limit in zip(unproven, limits, strict=False)):
        yield Doubt.FLOOD
    if of_network > settings.TUNTAS_FILINGS_PER_NETWORK:
        yield Doubt.CROWD
