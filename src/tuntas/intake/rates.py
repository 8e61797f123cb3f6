"""How fast reports come in: counted by network and by government, with no address kept.

A network is known by a keyed hash of its address (IPv6: of its /64), of another key every UTC day and cut to 24 bits:
some 250 IPv4 addresses share each mark, so that even who holds the vault's key and a backup cannot say which of them
it was. Rows are erased an hour after their time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db.models import F

from tuntas.kernel.sealing import keyed_hash

from .models import SpentStamp, Tally

_HEX = 6
_HOUR, _DAY, _MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Mark:
    """A counter: its name, and when its stretch of time is over."""

    name: str
    over_at: datetime


def of_network(address: str, at: datetime) -> Mark:
    """All filings of a network in this hour."""
    return _mark(f"net {_network(address, at)}", _HOUR, at)


def of_network_now(address: str, at: datetime) -> Mark:
    """All filings of a network in this minute."""
    return _mark(f"now {_network(address, at)}", _MINUTE, at)


def unproven_hour(government: str, at: datetime) -> Mark:
    """A government's filings without a proof of work in this hour."""
    return _mark(f"hour {government}", _HOUR, at)


def unproven_day(government: str, at: datetime) -> Mark:
    """The same in this UTC day."""
    return _mark(f"day {government}", _DAY, at)


def add(marks: Iterable[Mark]) -> None:
    """One more filing under each of these. In the order of their names, so that two filings never wait in a ring."""
    ordered = sorted(marks, key=lambda mark: mark.name)
    Tally.objects.bulk_create(
        [Tally(mark=mark.name, expires_at=mark.over_at + _HOUR) for mark in ordered], ignore_conflicts=True
    )
    for mark in ordered:
        Tally.objects.filter(mark=mark.name).update(count=F("count") + 1)


def counted(marks: Iterable[Mark]) -> dict[str, int]:
    """How many filings there were under each, by its name."""
    names = [mark.name for mark in marks]
    return dict.fromkeys(names, 0) | dict(Tally.objects.filter(mark__in=names).values_list("mark", "count"))


def forget(at: datetime) -> int:
    """Erase what is over; returns how many rows."""
    return sum(rows.filter(expires_at__lte=at).delete()[0] for rows in (Tally.objects, SpentStamp.objects))


def _mark(name: str, length: timedelta, at: datetime) -> Mark:
    turn = int(at.timestamp() // length.total_seconds())
    over_at = datetime.fromtimestamp((turn + 1) * length.total_seconds(), UTC)
    return Mark(f"{name} {turn}", over_at)


def _network(address: str, at: datetime) -> str:
    return keyed_hash(_prefix(address), purpose=f"intake.network {at.astimezone(UTC):%Y-%m-%d}")[:_HEX]


def _prefix(address: str) -> str:
    """What stands for the network; anything that is no address counts as one and the same."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
