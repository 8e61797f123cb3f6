"""One digest per person and working day, at eight on the own wall, or none when there is nothing to say."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from tests.cast import NOW, Cast
from tests.lives import Life, office
from tests.oversight.racing import committed, run
from tuntas.accounts.models import User
from tuntas.institutions.models import Institution
from tuntas.notifications import digests
from tuntas.notifications.deliver import expand, inbox, mark_read
from tuntas.notifications.digests import LEASE, prepare, send_due
from tuntas.notifications.models import Digest, DigestState, QuietHours
from tuntas.notifications.transports import TransportError

__all__ = ["committed"]

NEXT = datetime(2025, 3, 4, tzinfo=UTC)
"""Tuesday, 08.00 WITA."""


def user(name: str) -> User:
    return User.objects.get(email__startswith=f"{name}@")


def letters(name: str) -> list[str]:
    return [m.body for m in mail.outbox if m.to == [user(name).email] and m.subject == "Tuntas: ringkasan pagi Anda"]


@pytest.fixture
def monday(people) -> Life:
    """A report that came to Ratna's unit on Monday; its notices are written, no mail of them is out."""
    life = Life(people).submitted().dispatched()
    expand(life.at)
    return life


@pytest.mark.parametrize(
    ("zone", "eight"),
    [("Asia/Jakarta", "01:00"), ("Asia/Makassar", "00:00"), ("Asia/Jayapura", "23:00")],
)
def test_eight_o_clock_is_that_of_the_own_institution(people, zone, eight):
    Institution.objects.filter(code="kalsel-pupr").update(time_zone=zone)
    day = date(2025, 3, 3) if eight == "23:00" else date(2025, 3, 4)
    due = datetime.combine(day, time.fromisoformat(eight), tzinfo=UTC)
    prepare(due - timedelta(seconds=1))
    assert not Digest.objects.filter(user=user("ratna"), day=date(2025, 3, 4)).exists()
    prepare(due)
    assert Digest.objects.get(user=user("ratna"), day=date(2025, 3, 4)).due_at == due


def test_no_digest_on_a_free_day(people):
    assert prepare(datetime(2025, 3, 8, 2, tzinfo=UTC)) == 0
    # 31 March 2025: Idulfitri, a Monday.
    assert prepare(datetime(2025, 3, 31, 2, tzinfo=UTC)) == 0


def test_the_digest_says_what_waits_and_nothing_of_the_content(monday):
    prepare(NEXT)
    send_due(NEXT)
    (body,) = letters("ratna")
    assert f"Kabar baru: 1\n- {monday.report.number}" in body
    assert "Menunggu Anda:\n- Pekerjaan unit saya: 1" in body
    assert "Lewat tenggat" not in body
    for secret in ("lubang", "Pasar", "Siti"):
        assert secret not in body


def test_due_today_and_overdue_are_told_apart(monday):
    clock = monday.report.clocks.get(kind="RESPONSE", stopped_at=None)
    prepare(morning := clock.due_at.replace(hour=0))
    send_due(morning)
    assert f"Jatuh tempo hari ini: 1\n- {monday.report.number}" in letters("ratna")[0]
    mail.outbox = []
    prepare(later := morning + timedelta(days=1))
    send_due(later)
    assert f"Lewat tenggat: 1\n- {monday.report.number}" in letters("ratna")[0]


def test_nothing_to_say_sends_nothing(monday):
    prepare(NEXT)
    send_due(NEXT)
    assert letters("yusuf") == []
    assert Digest.objects.get(user=user("yusuf")).state == DigestState.EMPTY


def test_what_was_read_is_no_news(monday):
    mark_read(inbox(user("ratna"), at=NOW), NOW)
    prepare(NEXT)
    send_due(NEXT)
    assert "Kabar baru" not in letters("ratna")[0]


def test_a_second_round_and_a_restart_send_nothing_twice(monday, monkeypatch):
    """The worker dies after the first mail of its round; the next one sends the rest, and the first not again."""
    send, sent = digests.email.send, []

    def dying(words, to):
        if sent:
            raise KeyboardInterrupt
        sent.append(to)
        send(words, to)

    prepare(NEXT)
    with monkeypatch.context() as patch:
        patch.setattr(digests.email, "send", dying)
        with pytest.raises(KeyboardInterrupt):
            send_due(NEXT, limit=1000)
    again = NEXT + LEASE + timedelta(seconds=1)
    assert prepare(again) == 0
    for _ in range(3):
        send_due(again)
    received = [m.to[0] for m in mail.outbox if "ringkasan" in m.subject]
    assert len(received) == len(set(received))
    assert sent[0] in received
    states = Counter(Digest.objects.values_list("state", flat=True))
    # Only the one that was just leaving is unsure; everybody else who had something to read has read it.
    assert states[DigestState.UNSURE] == 1
    assert states[DigestState.SENT] == len(received) > 1
    assert states[DigestState.PENDING] == states[DigestState.SENDING] == 0


def test_a_worker_that_claimed_and_died_leaves_the_others_theirs(monday):
    """One mail a claim: what a dead worker held and had not begun is not lost."""
    prepare(NEXT)
    before = Digest.objects.filter(state=DigestState.PENDING).count()
    send_due(NEXT, limit=1)
    assert Digest.objects.filter(state=DigestState.PENDING).count() == before - 1


def test_a_refusing_server_is_asked_again(monday, monkeypatch):
    def refuse(words, to):
        raise TransportError("SMTP 451")

    prepare(NEXT)
    with monkeypatch.context() as patch:
        patch.setattr(digests.email, "send", refuse)
        send_due(NEXT)
    assert letters("ratna") == []
    send_due(NEXT + timedelta(minutes=15))
    assert len(letters("ratna")) == 1


def test_quiet_hours_move_the_digest(monday):
    QuietHours.objects.create(user=user("ratna"), starts=time(22), ends=time(9, 30))
    prepare(NEXT)
    send_due(NEXT)
    assert letters("ratna") == []
    send_due(NEXT + timedelta(minutes=90))
    assert len(letters("ratna")) == 1


def test_the_database_refuses_a_second_digest_of_the_day(people):
    prepare(NEXT)
    row = Digest.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(user=row.user, day=row.day, due_at=row.due_at)


def test_who_left_hears_nothing(monday):
    prepare(NEXT)
    User.objects.filter(pk=user("ratna").pk).update(is_active=False)
    send_due(NEXT)
    assert letters("ratna") == []


def test_writing_the_rows_costs_the_same_for_all(people, django_assert_max_num_queries):
    assert office("kalsel-pupr").time_zone == "Asia/Makassar"
    with django_assert_max_num_queries(12):
        prepare(NEXT)


@pytest.mark.postgresql
def test_workers_side_by_side_send_each_digest_once(committed):
    for _ in range(3):
        life = Life(Cast.gather()).submitted().dispatched()
    expand(life.at)
    mail.outbox = []

    def work() -> int:
        prepare(NEXT)
        while send_due(NEXT, limit=1):
            pass
        return 0

    try:
        run(work)
        received = [m.to[0] for m in mail.outbox if "ringkasan" in m.subject]
        assert len(received) == len(set(received)) > 1
        assert set(Digest.objects.values_list("state", flat=True)) <= {DigestState.SENT, DigestState.EMPTY}
    finally:
        Digest.objects.all().delete()
