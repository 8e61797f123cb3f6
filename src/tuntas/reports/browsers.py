"""The browsers of a reporter that are told of news: the only reader and writer of their rows.

What a browser gives (an address at its maker's push service and two keys) names a device for ever, so it is sealed
like an address of a person and erased with the first word that it is over.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from tuntas.kernel.sealing import keyed_hash, new_data_key, seal_with, unseal, unseal_with

from .models import Browser, Report

_PURPOSE = "tuntas browser"
AT_MOST = 5
"""Browsers for one report: a phone, a computer, and some more."""


@dataclass(frozen=True)
class Subscription:
    """What a browser gives: where to send, and its two keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


def browsers_of(report: Report) -> list[Subscription]:
    """The browsers to tell, oldest first."""
    return [_opened(row) for row in Browser.objects.filter(report=report).order_by("added_at", "pk")]


def has_browsers(report: Report) -> bool:
    """Whether there is one to tell."""
    return Browser.objects.filter(report=report).exists()


def put(report: Report, given: Subscription, at: datetime) -> None:
    """Keep this browser, once; of too many the oldest goes. Only inside `moving`, which holds the report."""
    take(report, given.endpoint)
    kept = Browser.objects.filter(report=report).order_by("-added_at", "-pk")
    Browser.objects.filter(pk__in=[row.pk for row in kept[AT_MOST - 1 :]]).delete()
    data_key, wrapped = new_data_key(purpose=_PURPOSE)
    sealed = seal_with(data_key, json.dumps(asdict(given)).encode())
    mark = _mark(report, given.endpoint)
    Browser.objects.create(report=report, mark=mark, wrapped_key=wrapped, sealed=sealed, added_at=at)


def take(report: Report, endpoint: str) -> bool:
    """Erase this browser; whether it was there."""
    return bool(Browser.objects.filter(report=report, mark=_mark(report, endpoint)).delete()[0])


def take_all(report: Report) -> bool:
    """Erase all; whether there was one."""
    return bool(Browser.objects.filter(report=report).delete()[0])


def _opened(row: Browser) -> Subscription:
    data_key = unseal(bytes(row.wrapped_key), purpose=_PURPOSE)
    return Subscription(**json.loads(unseal_with(data_key, bytes(row.sealed))))


def _mark(report: Report, endpoint: str) -> str:
    return keyed_hash(f"{report.pk}:{endpoint}", purpose=_PURPOSE)
