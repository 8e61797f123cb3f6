"""How the reporter hears of the report: each change is an event that names no address."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor
from tuntas.kernel.refusals import Guarded, Invalid
from tuntas.kernel.texts import required

from ..browsers import Subscription, take, take_all
from ..browsers import put as put_browser
from ..facts import NewsChanged
from ..models import Report
from ..news import TRIES, Addresses, Change, address_of, choice_of, new_code, opened, put, take_try
from ..states import NewsWish, Verb
from ..workflow import moving

LONGEST = 254
_NOTHING = _("Tidak ada alamat yang menunggu kode, atau kode terlalu sering salah. Minta kode baru.")
_WRONG = _("Kode ini tidak cocok. Periksa delapan angka dalam surel terakhir. Paling banyak {tries} kali mencoba.")
_STOPPED = _("Kabar lewat surel sudah berhenti.")
_NO_BROWSER = _("Peramban ini memang tidak menerima kabar.")
_NO_NEWS = _("Semua kabar memang sudah berhenti.")


def ask_news(report: Report, *, address: str, by: Actor, at: datetime) -> Report:
    """Ask for news at this address. It gets one message with a code and counts only after `confirm_news`;
    until then the address before it goes on. Raises Invalid."""
    wanted = required(address, field="address", limit=LONGEST, what=_("Tulis alamat surel Anda."))
    try:
        validate_email(wanted)
    except ValidationError:
        raise Invalid(_("Alamat surel ini tidak lengkap. Contoh: nama@contoh.id."), field="address") from None
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.ASKED)
        row = choice_of(move.report)
        put(row, Addresses(opened(row, at=at).address, wanted, new_code()))
        row.asked_at, row.tries = at, 0
        row.save()
    return report


def confirm_news(report: Report, *, code: str, by: Actor, at: datetime) -> Report:
    """From now on news goes to the address that was asked for. Raises Invalid for a wrong code, Guarded when
    nothing waits any more."""
    typed = "".join(c for c in code if c.isdigit())
    right = take_try(report, typed, at=at)
    if right is None:
        raise Guarded(_NOTHING)
    if not right:
        raise Invalid(_WRONG, field="code", tries=TRIES)
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.CONFIRMED)
        row = choice_of(move.report)
        held = opened(row, at=at)
        # Between the comparison and the lock it may have been stopped, or another address asked for.
        if not held.asked or held.code != typed:
            raise Guarded(_NOTHING)
        put(row, Addresses(held.asked))
        row.mails, row.asked_at = True, None
        row.save()
    return report


def stop_news(report: Report, *, by: Actor, at: datetime) -> Report:
    """No mail leaves any more and the chosen address is erased, also one that waits. Raises Guarded when there
    was nothing to stop."""
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.STOPPED)
        if not _erase_mail(move.report):
            raise Guarded(_STOPPED)
    return report


def choose_news(report: Report, *, wish: NewsWish, by: Actor, at: datetime) -> Report:
    """Which news the reporter wants to be told of, by whatever way."""
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.CHOSE)
        row = choice_of(move.report)
        row.wish = wish.value
        row.save()
    return report


def add_browser(report: Report, *, browser: Subscription, by: Actor, at: datetime) -> Report:
    """From now on this browser is told of news."""
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.BROWSER_ADDED)
        choice_of(move.report)
        put_browser(move.report, browser, at)
    return report


def remove_browser(report: Report, *, endpoint: str, by: Actor, at: datetime) -> Report:
    """This browser is told no more, and forgotten. Raises Guarded when it was not there."""
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.BROWSER_REMOVED)
        if not take(move.report, endpoint):
            raise Guarded(_NO_BROWSER)
    return report


def remove_browsers(report: Report, *, by: Actor, at: datetime) -> Report:
    """No browser is told any more, also not one on a phone that was lost. Raises Guarded when there was none."""
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.BROWSER_REMOVED)
        if not take_all(move.report):
            raise Guarded(_NO_BROWSER)
    return report


def stop_all_news(report: Report, *, by: Actor, at: datetime) -> Report:
    """Neither mail nor browser any more; all that was given for it is erased. Raises Guarded as above."""
    with moving(report, Verb.CHANGE_NEWS, by=by, at=at) as move:
        move.facts = NewsChanged(Change.STOPPED)
        browsers = take_all(move.report)
        if not _erase_mail(move.report) and not browsers:
            raise Guarded(_NO_NEWS)
    return report


def _erase_mail(report: Report) -> bool:
    row = choice_of(report)
    there = bool(address_of(report)) or row.asked_at is not None
    put(row, Addresses())
    row.mails, row.asked_at = False, None
    row.save()
    return there
