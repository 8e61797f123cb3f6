"""Each person hears as chosen: at once, in the morning, not by mail; never in the quiet hours but for escalations."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW
from tests.lives import Life
from tuntas.accounts.models import User
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.notifications.deliver import expand
from tuntas.notifications.kinds import NewsKind, Wish, kind_of
from tuntas.notifications.models import Delivery, Preference, Transport
from tuntas.notifications.preferences import after_quiet, keep, wishes_of
from tuntas.ops.demo import build
from tuntas.reports.identity import Contact
from tuntas.reports.models import Outbox
from tuntas.reports.states import Verb

LATER = NOW + timedelta(hours=6)
NIGHT = (time(20), time(6))


def user(name: str) -> User:
    return User.objects.get(email__startswith=f"{name}@")


def wish(people, name: str, kind: NewsKind, chosen: Wish, quiet=None) -> None:
    keep(user(name), wishes={kind.value: chosen.value}, quiet=quiet, language="id", by=getattr(people, name), at=NOW)


def mails(name: str) -> list[Delivery]:
    return list(Delivery.objects.filter(user=user(name), transport=Transport.EMAIL).order_by("created_at", "pk"))


@pytest.mark.parametrize("chosen", [Wish.DIGEST, Wish.NEVER])
def test_what_is_not_wanted_at_once_stays_at_the_desk(people, chosen):
    wish(people, "ratna", NewsKind.NEW, chosen)
    Life(people).submitted().dispatched()
    expand(LATER)
    assert mails("ratna") == []
    assert Delivery.objects.filter(user=user("ratna"), transport=Transport.INAPP).count() == 1
    assert len(mails("hadi")) == 1


@pytest.mark.parametrize("kind", [NewsKind.ESCALATION, NewsKind.MENTION])
def test_escalations_and_mentions_cannot_be_silenced(people, kind):
    with pytest.raises(Invalid) as refused:
        wish(people, "ratna", kind, Wish.NEVER)
    assert refused.value.field == kind.value
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=user("ratna"), kind=kind, wish=Wish.NEVER)
    wish(people, "ratna", kind, Wish.DIGEST)
    assert wishes_of([user("ratna").pk], NOW)[user("ratna").pk].of(kind) == Wish.DIGEST


def test_nobody_chooses_for_another(people):
    with pytest.raises(NotAllowed):
        keep(user("ratna"), wishes={}, quiet=None, language="id", by=people.hadi, at=NOW)


def test_quiet_hours_hold_mail_back_but_not_an_escalation(people):
    wish(people, "ratna", NewsKind.NEW, Wish.AT_ONCE, quiet=(time(8), time(17)))
    Life(people).submitted().dispatched()
    expand(LATER)
    # 17.00 WITA that day.
    assert mails("ratna")[0].next_try_at == datetime(2025, 3, 3, 9, tzinfo=UTC)
    assert mails("hadi")[0].next_try_at == LATER
    mine = wishes_of([user("ratna").pk], NOW)[user("ratna").pk]
    assert mine.leaves_at(NewsKind.ESCALATION, LATER) == LATER


@pytest.mark.parametrize(
    ("zone", "local", "ends"),
    [
        ("Asia/Jakarta", "2025-03-03T23:00", "2025-03-03T23:00+00:00"),
        ("Asia/Makassar", "2025-03-04T05:59", "2025-03-03T22:00+00:00"),
        ("Asia/Jayapura", "2025-03-03T20:00", "2025-03-03T21:00+00:00"),
        ("Asia/Jayapura", "2025-03-03T19:59", "2025-03-03T10:59+00:00"),
        ("Asia/Jakarta", "2025-03-04T06:00", "2025-03-03T23:00+00:00"),
    ],
)
def test_quiet_hours_over_midnight_in_each_zone(zone, local, ends):
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert after_quiet(at, NIGHT, ZoneInfo(zone)) == datetime.fromisoformat(ends)


def test_the_ends_of_the_quiet_hours_differ(people):
    with pytest.raises(Invalid):
        wish(people, "ratna", NewsKind.NEW, Wish.DIGEST, quiet=(time(8), time(8)))


def test_every_verb_is_of_a_kind_and_the_hard_ones_are_right():
    assert {kind_of(verb) for verb in Verb} == set(NewsKind)
    assert (kind_of(Verb.ESCALATE), kind_of(Verb.LAPSE)) == (NewsKind.ESCALATION, NewsKind.ESCALATION)
    assert kind_of(Verb.NOTE) == NewsKind.MENTION
    assert (kind_of(Verb.ASSIGN), kind_of(Verb.REMIND)) == (NewsKind.MENTION, NewsKind.REMINDER)


@pytest.mark.parametrize(("mail", "left"), [(False, 1), (True, 0)])
def test_the_demonstration_keeps_the_news_of_the_last_days_where_no_mail_can_leave(people, monkeypatch, mail, left):
    Life(people).submitted(identity="NONE", contact=Contact())
    Life(people, NOW + timedelta(days=10)).submitted(identity="NONE", contact=Contact())
    monkeypatch.setattr(build.email, "configured", lambda: mail)
    build.forget_old_news(NOW + timedelta(days=11))
    assert Outbox.objects.count() == left
