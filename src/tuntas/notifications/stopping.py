"""The link under each mail to a reporter that stops these mails, and nothing else.

The token is signed and bound to the address it was sent to: an old mailbox does not stop news that goes to a new
one. It opens no page about the report, names no address, and does not expire, because old mails lie in mailboxes
for years. Whoever has the mail can stop the mails; that, too, is an event, and the tracking page shows it.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from tuntas.accounts.actors import System
from tuntas.kernel.refusals import Guarded
from tuntas.kernel.sealing import keyed_hash
from tuntas.reports.access import visible_to
from tuntas.reports.actions.news import stop_news
from tuntas.reports.models import Report
from tuntas.reports.news import address_of

_PURPOSE = "tuntas stop mail"


def link(report: Report, address: str) -> str:
    """Where mail about this report to this address is stopped."""
    return f"{settings.TUNTAS_PUBLIC_URL}/berhenti/{token(report, address)}/"


def token(report: Report, address: str) -> str:
    """Says which mails to stop, signed."""
    return _signer().sign(f"{report.pk.hex}{_mark(report, address)}")


def stop(signed: str, *, at: datetime) -> bool:
    """Stop these mails; whether the token was one of ours. Stopping twice changes nothing the second time."""
    try:
        said = _signer().unsign(signed)
    except BadSignature:
        return False
    report = visible_to(System()).filter(pk=UUID(said[:32])).first()
    if report is not None and said[32:] == _mark(report, address_of(report)):
        _stop(report, at)
    return True


def _stop(report: Report, at: datetime) -> None:
    try:
        stop_news(report, by=System(), at=max(at, report.last_at))
    except Guarded:
        # Pressed twice at the same moment: the other one stopped them.
        return


def _mark(report: Report, address: str) -> str:
    return keyed_hash(f"{report.pk}:{address}", purpose=_PURPOSE)[:16]


def _signer() -> Signer:
    return Signer(salt=_PURPOSE)
