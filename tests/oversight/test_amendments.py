"""A change of calendar moves every running deadline, and says why."""

from datetime import UTC, date, datetime, timedelta

from tests.cast import NOW
from tests.lives import Life
from tuntas.oversight import amendments
from tuntas.oversight.amendments import recompute_all
from tuntas.reports.states import Verb
from tuntas.sla.calendars import amend, confirm_year
from tuntas.sla.clocks import Kind
from tuntas.sla.models import Calendar, DayKind, Decree

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
