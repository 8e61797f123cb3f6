"""Four workers over the same due clocks: each stroke is left once."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.lives import Life
from tests.oversight.racing import WORKERS, committed, run
from tuntas.oversight.lapses import Swept, sweep
from tuntas.reports import chain
from tuntas.reports.models import Event, Report
from tuntas.reports.states import Ending, Verb
from tuntas.sla.clocks import Kind

__all__ = ["committed"]


@pytest.mark.postgresql
def test_four_sweepers_leave_each_stroke_once(committed):
    people = Cast.gather()
    silent = [Life(people).submitted(topic_code="ktp").dispatched().responded().followed_up() for _ in range(8)]
    unanswered = [Life(people).submitted().dispatched() for _ in range(8)]
    at = silent[0].report.clocks.get(kind=Kind.AUTO_CLOSE).due_at + timedelta(days=30)
    swept = run(lambda: sweep(at, limit=5))
    assert len(swept) == WORKERS
    assert sweep(at) == Swept()
    assert sum(one.closed for one in swept) == 8
    for life in silent:
        assert Report.objects.get(pk=life.report.pk).ending == Ending.SILENT
        assert life.report.events.filter(verb=Verb.CLOSE_SILENT).count() == 1
    for life in unanswered:
        assert set(_strokes(life.report).values()) == {1}
    strokes = Event.objects.filter(verb__in=[Verb.REMIND, Verb.LAPSE, Verb.ESCALATE]).count()
    assert sum(one.struck for one in swept) == strokes
    assert list(chain.verify(Report.objects.all())) == []


def _strokes(report: Report) -> Counter:
    events = report.events.filter(verb__in=[Verb.REMIND, Verb.LAPSE, Verb.ESCALATE])
    return Counter((event.facts["clock"], event.facts["percent"]) for event in events)
