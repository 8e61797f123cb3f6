"""How the reporter of one report wants news: the address chosen later, whether mails leave, and which news.

The address lies apart from the identity, under a key of its own, and no officer can open it: a report without
identity stays one when its reporter asks for news. Who holds server and vault key can, as with all that is sealed,
and the provider of the mailbox sees that Tuntas writes to it; the page says both before an address is given.
An address counts only after the code that was sent to it was typed into the tracking page.
"""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F, TextChoices

from tuntas.accounts.actors import Actor, Reporter
from tuntas.db.claiming import lock
from tuntas.kernel.refusals import NotAllowed
from tuntas.kernel.sealing import new_data_key, seal_with, unseal, unseal_with

from . import identity
from .models import NewsChoice, Report
from .states import IdentityMode, NewsWish, Verb

_PURPOSE = "tuntas news address"
LASTS = timedelta(days=2)
"""How long a code may be typed."""
TRIES = 5
"""How many codes may be typed for one request. Eight digits: five tries find one in twenty million."""

BY_THE_WAY = frozenset(
    {
        Verb.DISPATCH_INSTITUTION,
        Verb.DISPATCH_UNIT,
        Verb.RETURN,
        Verb.REDISPATCH_INSTITUTION,
        Verb.REDISPATCH_UNIT,
        Verb.ACKNOWLEDGE,
        Verb.RECLASSIFY,
        Verb.PUBLISH,
        Verb.HIDE,
    }
)
"""What is neither an answer, nor a result, nor about a deadline: not told to whoever wants just these."""


class Change(TextChoices):
    """What an event CHANGE_NEWS says was done."""

    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"
    STOPPED = "STOPPED"
    CHOSE = "CHOSE"
    BROWSER_ADDED = "BROWSER_ADDED"
    BROWSER_REMOVED = "BROWSER_REMOVED"


@dataclass(frozen=True)
class Addresses:
    """What is sealed: the address that counts, the one that waits, and the code that it was sent."""

    address: str = ""
    asked: str = ""
    code: str = ""


@dataclass(frozen=True)
class News:
    """What the tracking page shows, addresses with all but their first letter and domain hidden."""

    address: str
    asked: str
    mails: bool
    wish: NewsWish


def own_news(report: Report, *, by: Actor, at: datetime) -> News:
    """The choice of the reporter, for the reporter alone. Raises NotAllowed."""
    if not (isinstance(by, Reporter) and by.report_id == report.pk):
        raise NotAllowed()
    row = _row(report)
    asked = _opened(row).asked if row and _waits(row, at) else ""
    address = address_of(report)
    return News(masked(address), masked(asked), bool(address), NewsWish(row.wish) if row else NewsWish.EVERY)


def address_of(report: Report) -> str:
    """Where news of the system goes, or nothing. Never shown to people."""
    row = _row(report)
    if row is None:
        return identity.address_of(report)
    return (_opened(row).address or identity.address_of(report)) if row.mails else ""


def asked_of(report: Report, *, at: datetime) -> Addresses:
    """The address that waits and the code that it is sent; nothing when it waits no more."""
    row = _row(report)
    return replace(_opened(row), address="") if row and _waits(row, at) else Addresses()


def reachable(report: Report) -> bool:
    """Whether there may be a way to the reporter: an identity was given, or a choice made since."""
    return report.identity != IdentityMode.NONE or _row(report) is not None


def wants(report: Report, verb: Verb) -> bool:
    """Whether the reporter wants to be told of this."""
    return verb not in BY_THE_WAY or not NewsChoice.objects.filter(report=report, wish=NewsWish.KEY).exists()


def masked(address: str) -> str:
    """`s…@contoh.id` for `siti@contoh.id`: enough to know one's own again, over a shoulder too little."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""


def new_code() -> str:
    """Eight digits, told in two groups."""
    return f"{secrets.randbelow(10**8):08d}"


def choice_of(report: Report) -> NewsChoice:
    """The row to change, made when there is none. Only inside `moving`, which holds the report."""
    row = lock(NewsChoice.objects.filter(pk=report.pk)).first()
    if row is None:
        _key, wrapped = new_data_key(purpose=_PURPOSE)
        row = NewsChoice(report=report, wrapped_key=wrapped)
        put(row, Addresses())
        row.save(force_insert=True)
    return row


def opened(row: NewsChoice, *, at: datetime) -> Addresses:
    """What the row holds; what waited too long is gone."""
    held = _opened(row)
    return held if _waits(row, at) else Addresses(held.address)


def put(row: NewsChoice, held: Addresses) -> None:
    """Seal the addresses into the row; who calls saves it."""
    row.sealed = seal_with(unseal(bytes(row.wrapped_key), purpose=_PURPOSE), json.dumps(asdict(held)).encode())


def take_try(report: Report, typed: str, *, at: datetime) -> bool | None:
    """Spend one try and say whether the code is right; None when none is left or nothing waits.

    The try is counted before the code is compared, in one statement: side by side nobody gets more than `TRIES`.
    """
    rows = NewsChoice.objects.filter(pk=report.pk, asked_at__gt=at - LASTS, tries__lt=TRIES)
    if not rows.update(tries=F("tries") + 1):
        return None
    code = asked_of(report, at=at).code
    return bool(code) and hmac.compare_digest(code.encode(), typed.encode())


def _row(report: Report) -> NewsChoice | None:
    return NewsChoice.objects.filter(pk=report.pk).first()


def _waits(row: NewsChoice, at: datetime) -> bool:
    return row.asked_at is not None and row.asked_at > at - LASTS


def _opened(row: NewsChoice) -> Addresses:
    data_key = unseal(bytes(row.wrapped_key), purpose=_PURPOSE)
    return Addresses(**json.loads(unseal_with(data_key, bytes(row.sealed))))
