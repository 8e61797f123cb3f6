"""A change of calendar moves every running deadline, and says why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.oversight import amendments
from tuntas.oversight.amendments import go_on, recompute_all
from tuntas.oversight.decrees import Wanted, enter_decree
from tuntas.reports.states import Verb
from tuntas.sla.calendars import amend, confirm_year
from tuntas.sla.clocks import Kind
from tuntas.sla.models import Amendment, Calendar, DayKind, Decree

LATER = NOW + timedelta(hours=5)


def freeing(day: date) -> None:
    decree = Decree(number="SE 7/2025", title="Cuti bersama tambahan", legal_basis="SE Gubernur 7/2025")
    calendar = Calendar.objects.get(code="nasional")
    amend(calendar, decree, [(day, DayKind.JOINT_LEAVE, "Cuti tambahan")], at=LATER, by_name="Agus")


def test_a_new_free_day_moves_every_deadline_after_it(people, monkeypatch):
    monkeypatch.setattr(amendments, "BATCH", 2)
    reports = [Life(people).submitted().report for _ in range(5)]
    before = [report.clocks.get(kind=Kind.VERIFICATION).due_at for report in reports]
    freeing(date(2025, 3, 5))
    assert recompute_all("SE 7/2025", LATER) == 5
    after = [report.clocks.get(kind=Kind.VERIFICATION).due_at for report in reports]
    assert after == [moment + timedelta(days=1) for moment in before]
    assert reports[0].events.get(verb=Verb.RECOMPUTE).facts["because"] == "SE 7/2025"
    assert recompute_all("SE 7/2025", LATER) == 0


def test_ended_reports_and_calendar_days_stay(people):
    ended = Life(people).submitted().archived().report
    freeing(date(2025, 3, 5))
    assert recompute_all("SE 7/2025", LATER) == 0
    assert not ended.events.filter(verb=Verb.RECOMPUTE).exists()


def test_confirming_a_year_starts_the_clocks_that_waited_for_it(people):
    at = datetime(2027, 12, 30, 1, tzinfo=UTC)
    report = Life(people, at=at).submitted().report
    assert report.clocks.get(kind=Kind.VERIFICATION).due_at is None
    confirm_year(Calendar.objects.get(code="nasional"), 2028)
    assert recompute_all("2028", at + timedelta(hours=2)) == 1
    assert report.clocks.get(kind=Kind.VERIFICATION).strike_at is not None


class Killed(BaseException):
    """The process is gone: nothing catches this."""


def test_who_is_killed_in_the_middle_of_a_decree_leaves_the_rest_to_the_worker(people, monkeypatch):
    reports = [Life(people).submitted().report for _ in range(3)]
    before = [report.clocks.get(kind=Kind.VERIFICATION).due_at for report in reports]
    wanted = Wanted("SK 7", "Libur daerah", date(2025, 3, 3), add=((date(2025, 3, 5), DayKind.LOCAL, "Libur"),))
    real, met = amendments.clockwork.recompute, []

    def dies_at_the_second(report, **words):
        met.append(report)
        if len(met) == 2:
            raise Killed
        return real(report, **words)

    with monkeypatch.context() as broken:
        broken.setattr(amendments.clockwork, "recompute", dies_at_the_second)
        with pytest.raises(Killed):
            enter_decree(office("kalsel"), wanted, by=people.budi, at=LATER)
    assert Amendment.objects.get().finished_at is None

    assert go_on(LATER + timedelta(minutes=1)) == 0, "it may still be at work"
    assert go_on(LATER + timedelta(minutes=3)) == 2
    after = [report.clocks.get(kind=Kind.VERIFICATION).due_at for report in reports]
    assert after == [moment + timedelta(days=1) for moment in before]
    assert Amendment.objects.get().finished_at == LATER + timedelta(minutes=3)
    assert go_on(LATER + timedelta(minutes=9)) == 0


def test_a_report_that_changed_meanwhile_is_taken_at_the_next_try(people):
    life = Life(people, at=LATER + timedelta(hours=1)).submitted()
    wanted = Wanted("SK 8", "Libur daerah", date(2025, 3, 3), add=((date(2025, 3, 5), DayKind.LOCAL, "Libur"),))
    assert enter_decree(office("kalsel"), wanted, by=people.budi, at=LATER) == 0
    assert Amendment.objects.get().finished_at is None
    assert go_on(life.at + timedelta(minutes=5)) == 1
    assert Amendment.objects.get().finished_at is not None
