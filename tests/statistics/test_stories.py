"""The rows that benchmarks of figures are made of are those of the real actions."""

from datetime import timedelta

from benchmarks.stories import offices, plans, rows
from tests.cast import nobody
from tests.lives import ANSWER, DONE, draft
from tuntas.accounts.actors import Reporter
from tuntas.institutions.models import Institution
from tuntas.reports.actions import close, dispatch, submit, work
from tuntas.reports.models import Event, Report
from tuntas.reports.states import FollowUpKind

COLUMNS = ("verb", "source", "target", "at", "unit_id", "days", "unit_days", "on_time", "ending")


def lived(plan, people) -> list[Event]:
    """The same plan, by the officers of the province."""
    told = draft(
        topic_code=plan.topic, classification=plan.classification, channel=plan.channel,
        region_code=plan.office.area, incident_on=(plan.received - timedelta(days=9)).date(),
    )  # fmt: skip
    report = Report.objects.get(pk=submit.submit(told, by=nobody, at=plan.received).report_id)
    if plan.dispatched is not None:
        unit = Institution.objects.get(pk=plan.unit)
        dispatch.dispatch_unit(report, to=unit, by=people.budi, at=plan.at(plan.dispatched))
    if plan.responded is not None:
        work.respond(report, message=ANSWER, by=people.ratna, at=plan.at(plan.responded))
    if plan.followed_up is not None:
        done = work.FollowUp(FollowUpKind.DECISION, DONE)
        work.follow_up(report, done, by=people.ratna, at=plan.at(plan.followed_up))
    if plan.ended is not None:
        close.confirm(report, rating=plan.rating, by=Reporter(report.pk), at=plan.at(plan.ended))
    return list(Event.objects.filter(report=report).order_by("seq"))


def test_the_rows_are_those_of_the_real_actions(people):
    province = next(office for office in offices() if office.area == "63")
    ratnas = next(seat.institution_id for seat in people.ratna.seats)
    ends = set()
    for plan in plans(40, [type(province)(province.id, [ratnas], province.calendar, "63")]):
        made, real = list(rows(plan)), lived(plan, people)
        assert [tuple(getattr(event, name) for name in COLUMNS) for event in real] == [
            tuple(getattr(row, name) for name in COLUMNS) for row in made
        ]
        assert real[0].facts["region"] == made[0].facts["region"]
        for event, row in zip(real[1:], made[1:], strict=True):
            told = [one for one in event.facts.get("clocks", []) if one[:2] == ["VERIFICATION", "stop"]]
            assert told == row.facts.get("clocks", [])
            assert event.facts.get("rating") == row.facts.get("rating")
        ends.add(made[-1].verb)
    assert {"CONFIRM"} < ends
