"""From events to notices that arrived: `expand` writes the rows, `deliver_due` carries them out.

An event becomes its notices exactly once: they are written in the transaction that deletes its outbox row.
An e-mail leaves at least once: it is sent outside any transaction and marked afterwards, so a worker that
dies in between sends it again when its lease is over.

Without a mail server (SMTP and no TUNTAS_EMAIL_HOST) no e-mail rows are written at all: notices stay in the
app; so too with web push, which is off by default. Otherwise months of old news would leave on the day the server
is set up.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import F, QuerySet

from tuntas.accounts.actors import Officer, officer
from tuntas.accounts.models import User
from tuntas.db.claiming import claim
from tuntas.redaction.finder import covered
from tuntas.reports.access import visible_to
from tuntas.reports.browsers import has_browsers
from tuntas.reports.models import Event, Outbox, Report
from tuntas.reports.news import address_of, asked_of
from tuntas.reports.states import Verb

from . import messages, pushing, stopping
from .kinds import Wish, kind_of
from .models import Delivery, DeliveryState, RecipientKind, Transport
from .preferences import Wishes, wishes_of
from .recipients import Recipient, may_still_hear, recipients_of
from .transports import TransportError, email, webpush

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after each failed try; after the last one the notice is dead."""

UNREAD_AT_MOST = 100
"""Whoever has more reads them one page at a time."""

LEASE = timedelta(minutes=10)
"""How long a worker has to send what it claimed before another may."""


@dataclass(frozen=True)
class Delivered:
    """What became of the notices claimed. `dropped`: nobody to send it to any more."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    dropped: int = 0


def expand(at: datetime, limit: int = 200) -> int:
    """Turn up to `limit` events of the outbox into notices; returns how many events. Call again until 0."""
    with transaction.atomic():
        rows = claim(Outbox.objects.order_by("at"), limit)
        ids = [row.pk for row in rows]
        events = Event.objects.filter(pk__in=ids).select_related("report__agency").order_by("at", "seq")
        notices = [notice for event in events for notice in _notices(event, at)]
        Delivery.objects.bulk_create(notices, ignore_conflicts=True)
        Outbox.objects.filter(pk__in=ids).delete()
    return len(rows)


def deliver_due(at: datetime, limit: int = 100) -> Delivered:
    """Send up to `limit` notices whose time has come. Call outside a transaction.

    Without a mail server mail that waits goes on waiting, and likewise web push.
    """
    if not _ways():
        return Delivered()
    _bury_exhausted(at)
    outcomes = Counter(_carry_out(notice, at) for notice in _claimed(at, limit))
    return Delivered(**outcomes)


def dead_letters() -> QuerySet[Delivery]:
    """Notices that were given up, newest first."""
    return Delivery.objects.filter(state=DeliveryState.DEAD).order_by("-created_at")


def try_again(dead: QuerySet[Delivery], at: datetime) -> int:
    """Put dead notices back in line, with all tries; returns how many."""
    return dead.filter(state=DeliveryState.DEAD).update(
        state=DeliveryState.PENDING, attempts=0, next_try_at=at, leased_until=None
    )


def inbox(user: User, *, at: datetime) -> QuerySet[Delivery]:
    """The officer's in-app notices, newest first, of reports still visible to the officer. Unread: read_at null."""
    mine = Delivery.objects.filter(user=user, transport=Transport.INAPP)
    seen = visible_to(officer(user, at)).values("pk")
    return mine.filter(report__in=seen).select_related("event", "report").order_by("-created_at", "-pk")


def unread(actor: Officer) -> int:
    """How many unread notices the officer has, counted up to `UNREAD_AT_MOST`: one query on a partial index."""
    waiting = Delivery.objects.filter(user=actor.user_id, transport=Transport.INAPP, read_at__isnull=True)
    return waiting.filter(report__in=visible_to(actor).values("pk"))[:UNREAD_AT_MOST].count()


def mark_read(notices: QuerySet[Delivery], at: datetime) -> int:
    """Note that notices were read; returns how many were unread."""
    return notices.filter(read_at__isnull=True).order_by().update(read_at=at)


def _notices(event: Event, at: datetime) -> Iterator[Delivery]:
    mail = email.configured()
    told = recipients_of(event, at)
    wishes = wishes_of([one.user.pk for one in told if one.user], at) if mail else {}
    for one in told:
        if one.user is not None:
            yield _notice(event, one, Transport.INAPP, at, at)
        if mail and (leaves := _leaves(event, one, wishes, at)) is not None:
            yield _notice(event, one, Transport.EMAIL, at, leaves)
        if one.user is None and event.verb != Verb.CHANGE_NEWS and webpush.configured() and has_browsers(one.report):
            yield _notice(event, one, Transport.PUSH, at, at)


def _leaves(event: Event, one: Recipient, wishes: dict[UUID, Wishes], at: datetime) -> datetime | None:
    """When the mail leaves; None when this person wants no mail of its own for such news."""
    if one.user is None:
        return at
    if one.urgent:
        return at
    mine, kind = wishes[one.user.pk], kind_of(event.verb)
    return mine.leaves_at(kind, at) if mine.of(kind) == Wish.AT_ONCE else None


def _notice(event: Event, one: Recipient, transport: Transport, at: datetime, leaves: datetime) -> Delivery:
    here = transport == Transport.INAPP
    return Delivery(
        event=event,
        report=one.report,
        recipient_kind=RecipientKind.OFFICER if one.user else RecipientKind.REPORTER,
        user=one.user,
        transport=transport,
        state=DeliveryState.SENT if here else DeliveryState.PENDING,
        next_try_at=None if here else leaves,
        created_at=at,
        sent_at=at if here else None,
    )


def _claimed(at: datetime, limit: int) -> list[Delivery]:
    with transaction.atomic():
        rows = claim(_due(at).order_by("next_try_at"), limit)
        mine = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        until = at + LEASE
        mine.update(attempts=F("attempts") + 1, next_try_at=until, leased_until=until)
    return list(mine.select_related("report", "event", "user").order_by("created_at", "pk"))


def _due(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.PENDING, next_try_at__lte=at, transport__in=_ways())


def _ways() -> list[Transport]:
    """The ways out of the house that are open."""
    ways = {Transport.EMAIL: email.configured(), Transport.PUSH: webpush.configured()}
    return [way for way, is_open in ways.items() if is_open]


def _bury_exhausted(at: datetime) -> None:
    """A notice whose worker died at every try would otherwise be claimed for ever."""
    _due(at).filter(attempts__gt=len(BACKOFF)).update(state=DeliveryState.DEAD, last_error="the worker died at it")


def _carry_out(notice: Delivery, at: datetime) -> str:
    try:
        if not _sent(notice, at):
            _mine(notice).delete()
            return "dropped"
    except TransportError as error:
        return _failed(notice, error, at)
    _mine(notice).update(state=DeliveryState.SENT, sent_at=at, leased_until=None, last_error="")
    return "sent"


def _sent(notice: Delivery, at: datetime) -> bool:
    """Send it; False when there is nobody any more: no address, the seat gone, the report out of sight."""
    report, user = notice.report, notice.user
    if notice.transport == Transport.PUSH:
        return _pushed(report, at)
    if user is not None:
        hears = may_still_hear(user, report, at)
        address, words = user.email if hears else "", messages.for_officer(report, user.language)
    else:
        address, words = _to_reporter(notice, at)
    if address:
        email.send(words, address)
    return bool(address)


def _pushed(report: Report, at: datetime) -> bool:
    try:
        return pushing.tell(report, at=at)
    except InvalidTag:
        raise TransportError("the vault key does not open the browser", permanent=True) from None


def _to_reporter(notice: Delivery, at: datetime) -> tuple[str, messages.Words]:
    report = notice.report
    try:
        if notice.event.verb == Verb.CHANGE_NEWS:
            asked = asked_of(report, at=at)
            return asked.asked, messages.to_confirm(asked.code, report.language)
        address = address_of(report)
        return address, messages.for_reporter(report, stopping.link(report, address))
    except InvalidTag:
        raise TransportError("the vault key does not open the address", permanent=True) from None


def _failed(notice: Delivery, error: TransportError, at: datetime) -> str:
    # What a mail server answers may name whom it refuses.
    facts = {"last_error": covered(str(error))[:200], "leased_until": None}
    if error.permanent or notice.attempts > len(BACKOFF):
        _mine(notice).update(state=DeliveryState.DEAD, **facts)
        return "dead"
    _mine(notice).update(next_try_at=at + BACKOFF[notice.attempts - 1], **facts)
    return "retried"


def _mine(notice: Delivery) -> QuerySet[Delivery]:
    """The row, unless the lease ran out and another worker has it now."""
    return Delivery.objects.filter(
        pk=notice.pk, state=DeliveryState.PENDING, leased_until=notice.leased_until, attempts=notice.attempts
    )
