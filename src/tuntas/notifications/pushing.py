"""News to the reporter's browsers. A phone lies on tables and shows messages while locked: so the words name no
report, not even by number, and lead to the page that asks for number and code.

The push service (Google, Mozilla, Apple, Microsoft) learns that this site wrote to a device, and when; the page
says so. An endpoint is an address that a stranger may choose: see transports.outgoing.
"""

import json
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuntas.accounts.actors import Actor, System
from tuntas.kernel.refusals import Guarded, Invalid
from tuntas.reports.actions import news
from tuntas.reports.browsers import Subscription, browsers_of
from tuntas.reports.models import Report

from .transports import TransportError, webpush
from .transports.webpush import Gone, Target

_UNSOUND = gettext_lazy("Peramban ini tidak dapat menerima kabar dari situs ini.")


def add(report: Report, *, browser: Subscription, by: Actor, at: datetime) -> Report:
    """Let this browser be told of news. Raises Invalid when nothing could be sent to it."""
    if not webpush.configured() or not webpush.sound(_target(browser)):
        raise Invalid(_UNSOUND, field="endpoint")
    return news.add_browser(report, browser=browser, by=by, at=at)


def tell(report: Report, *, at: datetime) -> bool:
    """Tell all browsers that there is news; whether there was one. Raises TransportError when one of them could not be
    told now: all are told again then, and each shows it once, because the newer message replaces the older.
    """
    browsers = browsers_of(report)
    failures = [failure for browser in browsers if (failure := _told(report, browser, at))]
    if failures:
        raise next((one for one in failures if not one.permanent), failures[0])
    return bool(browsers)


def payload(report: Report) -> bytes:
    """The same for every report, in its language."""
    with translation.override(report.language):
        said = {"title": "Tuntas", "body": _("Ada kabar tentang laporan Anda"), "url": "/lacak/"}
    return json.dumps(said).encode()


def _told(report: Report, browser: Subscription, at: datetime) -> TransportError | None:
    try:
        webpush.send(payload(report), _target(browser), at=at)
    except Gone:
        _forget(report, browser, at)
    except TransportError as error:
        return error
    return None


def _forget(report: Report, browser: Subscription, at: datetime) -> None:
    try:
        news.remove_browser(report, endpoint=browser.endpoint, by=System(), at=max(at, report.last_at))
    except Guarded:
        # Removed by the reporter in the meantime, or the report has just moved: then the next message removes it.
        return


def _target(browser: Subscription) -> Target:
    return Target(browser.endpoint, browser.p256dh, browser.auth)
