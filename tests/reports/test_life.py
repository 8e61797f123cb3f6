"""One report from the first word to the confirmed repair."""

from tests.lives import Life
from tuntas.reports import chain
from tuntas.reports.states import Ending, FollowUpKind, State, Verb


def test_the_whole_life(people):
    life = Life(people).submitted().dispatched().responded().followed_up(FollowUpKind.ANSWER).confirmed()
    report = life.report
    report.refresh_from_db()
    assert report.state == State.CLOSED
    assert report.ending == Ending.CONFIRMED
    assert [event.verb for event in report.events.order_by("seq")] == [
        Verb.SUBMIT,
        Verb.DISPATCH_UNIT,
        Verb.RESPOND,
        Verb.FOLLOW_UP,
        Verb.CONFIRM,
    ]
    assert list(chain.verify([report])) == []
    assert not report.clocks.filter(stopped_at__isnull=True).exists()
