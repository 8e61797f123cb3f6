"""News to reporters by mail: one code to a new address, one press to stop, and nothing of the report in either."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from tests.cast import NOW
from tests.lives import Life
from tuntas.notifications import stopping
from tuntas.notifications.deliver import deliver_due, expand
from tuntas.notifications.models import Delivery, RecipientKind
from tuntas.reports.actions.news import ask_news, choose_news, confirm_news, stop_news
from tuntas.reports.identity import Contact
from tuntas.reports.news import address_of
from tuntas.reports.states import IdentityMode, NewsWish, Verb

NEW = "kabar@warga.example"
LATER = NOW + timedelta(hours=6)


@pytest.fixture
def hidden(people) -> Life:
    return Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())


def told(at=LATER) -> list:
    """The mails to people outside that leave now."""
    mail.outbox.clear()
    expand(at)
    deliver_due(at)
    return [one for one in mail.outbox if one.to[0].endswith("warga.example")]


def confirmed(life: Life) -> Life:
    ask_news(life.report, address=NEW, by=life.siti, at=life.tick())
    (message,) = [one for one in told() if one.to == [NEW]]
    code = re.search(r"^(\d{4} \d{4})$", message.body, re.MULTILINE)[1]
    confirm_news(life.report, code=code, by=life.siti, at=life.tick())
    return life


def test_the_first_message_carries_a_code_and_nothing_of_the_report(hidden):
    ask_news(hidden.report, address=NEW, by=hidden.siti, at=hidden.tick())
    (message,) = told()
    text = (message.subject + message.body).casefold()
    for secret in (hidden.report.number, hidden.report.reference, hidden.access_code, "http", "jalan", "pupr"):
        assert secret.casefold() not in text
    assert told() == []


def test_news_follows_the_confirmed_address_with_a_way_out(hidden):
    confirmed(hidden).dispatched()
    (message,) = told()
    link = re.search(r"^(http\S+/berhenti/\S+)$", message.body, re.MULTILINE)[1]
    assert message.to == [NEW]
    assert message.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = f"{message.subject} {message.body} {message.extra_headers}".casefold()
    for secret in (hidden.access_code, "lubang", "jalan", "pasar", "pupr", NEW):
        assert secret.casefold() not in text


def test_officers_mails_have_no_such_headers(hidden):
    expand(LATER)
    deliver_due(LATER)
    assert [one for one in mail.outbox if "List-Unsubscribe" in one.extra_headers] == []


def test_after_stopping_nothing_leaves_and_no_row_waits(people):
    life = Life(people).submitted()
    told()
    stop_news(life.report, by=life.siti, at=life.tick())
    life.dispatched()
    assert told() == []
    waiting = Delivery.objects.filter(recipient_kind=RecipientKind.REPORTER, state="PENDING")
    assert not waiting.exists()


def test_whoever_wants_answers_only_is_not_told_of_the_way_there(people):
    life = Life(people).submitted()
    told()
    choose_news(life.report, wish=NewsWish.KEY, by=life.siti, at=life.tick())
    life.dispatched()
    assert told() == []
    life.responded()
    assert [one.to for one in told()] == [["siti@warga.example"]]


def test_a_link_stops_these_mails_once_and_the_event_is_the_systems(people):
    life = Life(people).submitted()
    token = stopping.token(life.report, "siti@warga.example")
    assert [stopping.stop(token, at=life.tick()) for _ in range(2)] == [True, True]
    assert address_of(life.report) == ""
    (event,) = life.report.events.filter(verb=Verb.CHANGE_NEWS)
    assert (event.actor_kind, event.facts) == ("system", {"what": "STOPPED"})


def test_a_link_to_an_old_mailbox_does_not_stop_news_to_the_new_one(people):
    life = Life(people).submitted()
    old = stopping.token(life.report, address_of(life.report))
    confirmed(life)
    assert stopping.stop(old, at=life.tick())
    assert address_of(life.report) == NEW


def test_a_token_of_another_make_is_none_of_ours(people):
    life = Life(people).submitted()
    token = stopping.token(life.report, address_of(life.report))
    for wrong in ("", "x", token[:-1], token.replace(token[0], "0" if token[0] != "0" else "1", 1)):
        assert not stopping.stop(wrong, at=life.tick())
    assert address_of(life.report) == "siti@warga.example"
