"""Four workers over the same outbox and the same mail: each notice is written once and sent once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail

from tests.cast import NOW, Cast
from tests.lives import Life
from tests.oversight.racing import committed, run
from tuntas.notifications.deliver import deliver_due, expand
from tuntas.notifications.models import Delivery, DeliveryState, Transport
from tuntas.reports.models import Outbox

__all__ = ["committed"]

LATER = NOW + timedelta(hours=6)


def until_none(job) -> int:
    done = 0
    while count := job():
        done += count
    return done


@pytest.mark.postgresql
def test_four_workers_write_and_send_each_notice_once(committed):
    people = Cast.gather()
    for _ in range(12):
        Life(people).submitted().dispatched()
    assert sum(run(lambda: until_none(lambda: expand(LATER, limit=3)))) == 24
    assert Outbox.objects.count() == 0
    mails = Delivery.objects.filter(transport=Transport.EMAIL)
    # Siti twice; Budi and Lina; Ratna and Hadi: by mail, for each of the twelve.
    assert mails.count() == 12 * 6
    mail.outbox = []
    assert sum(run(lambda: until_none(lambda: deliver_due(LATER, limit=5).sent))) == 72
    sent = Counter((message.to[0], message.body) for message in mail.outbox)
    assert (len(mail.outbox), max(sent.values())) == (72, 2)
    assert set(mails.values_list("state", "attempts")) == {(DeliveryState.SENT, 1)}
