"""The mail for a new password: to people with an account, once, and never late."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tests.cast import NOW
from tests.web.signing_in import NEW_PASSWORD, person, sign_in
from tuntas.accounts.models import ResetWish, User
from tuntas.accounts.resets import wish_for_reset
from tuntas.notifications.resets import send_resets
from tuntas.notifications.transports import TransportError, email

pytestmark = pytest.mark.django_db


def test_only_an_account_in_use_gets_a_mail_and_no_wish_stays(people):
    User.objects.filter(email="hadi@kalsel.example").update(is_active=False)
    for address in ("Ratna@kalsel.example", "ratna@kalsel.example", "hadi@kalsel.example", "siapa@kalsel.example"):
        wish_for_reset(address, language="id", at=NOW)
    assert send_resets(NOW) == 1
    assert [message.to for message in mail.outbox] == [["ratna@kalsel.example"]]
    assert not ResetWish.objects.exists()
    assert send_resets(NOW) == 0


def test_the_link_stands_on_our_own_address_and_makes_a_new_password_once(people, settings):
    settings.TUNTAS_PUBLIC_URL = "https://lapor.example.go.id"
    wish_for_reset("ratna@kalsel.example", language="en", at=NOW)
    send_resets(NOW)
    (message,) = mail.outbox
    assert message.subject == "Making a new password"
    path = re.search(r"https://lapor\.example\.go\.id(/akun/password/reset/key/\S+)", message.body)[1]
    client = Client()
    form = client.get(path, follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 302
    assert person().check_password(NEW_PASSWORD)
    again = Client().get(path, follow=True)
    assert "Tautan ini tidak berlaku lagi" in again.content.decode()


def test_a_new_password_by_mail_ends_every_session(people, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    laptop = sign_in()
    wish_for_reset("ratna@kalsel.example", language="id", at=NOW)
    send_resets(NOW)
    client = Client()
    form = client.get(re.search(r"(/akun/password/reset/key/\S+)", mail.outbox[0].body)[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert laptop.get("/meja/").status_code == 302
    assert client.get("/meja/").url.startswith("/akun/login/")


def test_a_mail_that_does_not_leave_is_tried_for_an_hour(people, monkeypatch):
    def refuse(words, to):
        raise TransportError("no way out")

    wish_for_reset("ratna@kalsel.example", language="id", at=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(email, "send", refuse)
        assert send_resets(NOW + timedelta(minutes=1)) == 0
    assert ResetWish.objects.get().wished_at == NOW
    assert send_resets(NOW + timedelta(minutes=59)) == 1
    wish_for_reset("ratna@kalsel.example", language="id", at=NOW)
    assert send_resets(NOW + timedelta(minutes=60)) == 0
    assert not ResetWish.objects.exists()
