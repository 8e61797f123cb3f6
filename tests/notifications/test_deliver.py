"""Notices are written exactly once, sent at least once, and given up where people see it."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from tests.cast import NOW
from tests.lives import Life
from tuntas.accounts.models import User
from tuntas.notifications import deliver, messages
from tuntas.notifications.deliver import Delivered, dead_letters, deliver_due, expand, inbox, mark_read, try_again
from tuntas.notifications.models import Delivery, DeliveryState, RecipientKind, Transport
from tuntas.notifications.transports import TransportError, email
from tuntas.reports.actions import converse
from tuntas.reports.identity import Contact
from tuntas.reports.models import Identity, Outbox
from tuntas.reports.states import Classification, IdentityMode

LATER = NOW + timedelta(hours=6)


def notices(**where: object) -> int:
    return Delivery.objects.filter(**where).count()


@pytest.fixture
def broken(monkeypatch):
    """A transport that fails as told; what it fails with can be changed."""
    failure = {"error": TransportError("SMTP 451")}

    def send(words: messages.Words, to: str) -> None:
        raise failure["error"]

    monkeypatch.setattr(deliver.email, "send", send)
    return failure


def test_each_event_becomes_notices_once(people):
    Life(people).submitted().dispatched()
    assert (expand(LATER), Outbox.objects.count()) == (2, 0)
    written = notices()
    assert (expand(LATER), notices()) == (0, written)
    # One of Siti by mail for each event; Budi, Lina; Ratna, Hadi, each by mail and in the app.
    assert written == 2 + 4 * 2


def test_expanding_in_small_bites_loses_nothing(people):
    Life(people).submitted().dispatched().responded()
    assert [expand(LATER, limit=2) for _ in range(3)] == [2, 1, 0]


def test_a_crash_leaves_the_outbox_as_it_was(people, monkeypatch):
    Life(people).submitted()
    monkeypatch.setattr(deliver, "_notices", lambda event, at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        expand(LATER)
    assert (Outbox.objects.count(), notices()) == (1, 0)


def test_the_database_refuses_a_second_notice(people):
    Life(people).submitted()
    expand(LATER)
    for notice in (Delivery.objects.filter(user=None).first(), Delivery.objects.exclude(user=None).first()):
        notice.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            notice.save(force_insert=True)


def test_mail_says_only_that_there_is_news(people):
    life = Life(people).submitted().dispatched()
    expand(LATER)
    assert deliver_due(LATER) == Delivered(sent=6)
    by_address = {message.to[0]: message for message in mail.outbox}
    siti, ratna = by_address["siti@warga.example"], by_address["ratna@kalsel.example"]
    assert siti.subject == "Kabar laporan Anda di Tuntas"
    assert ratna.subject == "Tuntas: ada yang perlu Anda kerjakan"
    assert f"http://127.0.0.1:8000/lacak/{life.report.reference}/" in siti.body
    assert f"http://127.0.0.1:8000/meja/laporan/{life.report.reference}/" in ratna.body
    for message in mail.outbox:
        text = (message.subject + message.body).casefold()
        assert life.report.number.casefold() in text
        for secret in ("lubang", "jalan", "pasar", "pupr", "siti", life.access_code.casefold()):
            assert secret not in text
    assert deliver_due(LATER) == Delivered()


def test_the_reporters_language_is_kept(people, settings):
    life = Life(people).submitted(language="en")
    words = messages.for_reporter(life.report, "")
    assert life.report.number in words.body


def test_without_identity_or_address_no_mail(people):
    Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    expand(LATER)
    assert notices(recipient_kind=RecipientKind.REPORTER) == 0
    Life(people).submitted(contact=Contact(phone="0500 000 001"))
    expand(LATER)
    assert deliver_due(LATER).dropped == 1
    assert not [message for message in mail.outbox if message.to[0].endswith("warga.example")]


def test_a_note_leaves_no_row(people):
    life = Life(people).submitted().dispatched()
    expand(LATER)
    written = notices()
    converse.note(life.report, body="Regu dua sakit.", by=people.ratna, at=life.tick())
    assert (expand(LATER), notices()) == (1, written)


def test_failures_wait_longer_each_time_then_die(people, broken):
    Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    expand(NOW)
    Delivery.objects.filter(transport=Transport.EMAIL).exclude(user__email="budi@kalsel.example").delete()
    at, waits = NOW, []
    while dead_letters().count() == 0:
        deliver_due(at)
        row = Delivery.objects.get(transport=Transport.EMAIL)
        if row.state == DeliveryState.PENDING:
            waits.append((row.next_try_at - at).total_seconds() / 60)
            assert deliver_due(row.next_try_at - timedelta(seconds=1)) == Delivered()
            at = row.next_try_at
    assert waits == [1, 5, 15, 60, 240]
    assert dead_letters().get().last_error == "SMTP 451"
    assert deliver_due(at + timedelta(days=9)) == Delivered()


def test_a_permanent_refusal_dies_at_once_and_can_be_tried_again(people, broken, monkeypatch):
    Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    expand(LATER)
    broken["error"] = TransportError("SMTP 550", permanent=True)
    assert deliver_due(LATER) == Delivered(dead=2)
    monkeypatch.undo()
    assert try_again(dead_letters(), LATER) == 2
    assert deliver_due(LATER) == Delivered(sent=2)


def test_a_worker_that_dies_before_marking_sends_again(people):
    Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    expand(LATER)
    assert len(deliver._claimed(LATER, 10)) == 2
    assert deliver_due(LATER) == Delivered()
    assert deliver_due(LATER + deliver.LEASE) == Delivered(sent=2)


def test_a_notice_that_kills_its_worker_is_buried(people):
    Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    expand(LATER)
    at = LATER
    for _ in range(6):
        deliver._claimed(at, 10)
        at += deliver.LEASE
    assert deliver_due(at) == Delivered()
    assert dead_letters().count() == 2


def test_two_workers_claim_different_rows(people):
    Life(people).submitted()
    expand(LATER)
    first, second = deliver._claimed(LATER, 2), deliver._claimed(LATER, 2)
    assert len({row.pk for row in first} | {row.pk for row in second}) == 3


def test_without_mail_server_notices_stay_in_the_app(people, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    Life(people).submitted()
    expand(LATER)
    assert notices(transport=Transport.EMAIL) == 0
    assert inbox(User.objects.get(pk=people.budi.user_id), at=LATER).count() == 1
    assert deliver_due(LATER) == Delivered()


def test_who_left_after_the_event_gets_no_mail(people):
    Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())
    expand(LATER)
    User.objects.filter(pk=people.budi.user_id).update(is_active=False)
    assert deliver_due(LATER) == Delivered(sent=1, dropped=1)


def test_the_inbox_is_read_and_follows_sight(people):
    life = Life(people).submitted()
    expand(LATER)
    budi = User.objects.get(pk=people.budi.user_id)
    assert [notice.report for notice in inbox(budi, at=LATER)] == [life.report]
    assert mark_read(inbox(budi, at=LATER), LATER) == 1
    assert mark_read(inbox(budi, at=LATER), LATER) == 0
    type(life.report).objects.update(classification=Classification.SUPERVISION, content="SECRET")
    assert inbox(budi, at=LATER).count() == 0


SMTP = [
    (smtplib.SMTPRecipientsRefused({"x@y.example": (550, b"no such user x@y.example")}), True, "SMTP 550"),
    (smtplib.SMTPRecipientsRefused({"x@y.example": (451, b"later")}), False, "SMTP 451"),
    (smtplib.SMTPAuthenticationError(535, b"bad secret"), False, "SMTP 535"),
    (smtplib.SMTPDataError(554, b"spam"), True, "SMTP 554"),
    (smtplib.SMTPServerDisconnected("gone"), False, "SMTPServerDisconnected"),
    (ConnectionRefusedError("no"), False, "ConnectionRefusedError"),
]


@pytest.mark.parametrize(("error", "permanent", "said"), SMTP)
def test_what_the_server_says_decides(monkeypatch, error, permanent, said):
    def send(self) -> int:
        raise error

    monkeypatch.setattr(email.EmailMessage, "send", send)
    with pytest.raises(TransportError) as caught:
        email.send(messages.Words("Kabar", "Ada kabar."), "x@y.example")
    assert (caught.value.permanent, str(caught.value)) == (permanent, said)


def test_an_address_with_a_line_break_is_none():
    with pytest.raises(TransportError) as caught:
        email.send(messages.Words("Kabar", "Ada kabar."), "x@y.example\nBcc: z@y.example")
    assert caught.value.permanent


def test_the_seal_that_does_not_open_is_a_dead_letter(people, monkeypatch):
    life = Life(people).submitted()
    expand(LATER)
    Identity.objects.filter(report=life.report).update(sealed=b"x" * 40)
    assert deliver_due(LATER) == Delivered(sent=2, dead=1)
