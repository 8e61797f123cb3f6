"""What a change of the register would mean is counted before it is made, and nothing is changed by looking."""

from datetime import date, timedelta

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.audit.models import Change
from tuntas.institutions.models import Competence, Topic
from tuntas.institutions.register import end_line, replace_line
from tuntas.oversight.routes import preview_routes

FROM, LAW = date(2025, 4, 1), "Perda 1/2025"


def test_waiting_and_recent_reports_that_would_go_elsewhere(people, settings):
    settings.TUNTAS_GOVERNMENT = "kalsel"
    waiting = Life(people).submitted().report
    gone = Life(people).submitted().dispatched().report
    elsewhere = Life(people).submitted(region_code="6372").report
    old = Life(people, at=NOW - timedelta(days=91)).submitted(incident_on=None).dispatched().report
    row, at = (
        Competence.objects.get(topic="jalan-berlubang", institution=office("banjarmasin-pupr")),
        NOW + timedelta(hours=5),
    )
    words = {"legal_basis": LAW, "since": FROM, "by": people.budi, "at": at}

    def look(act):
        return preview_routes(act, Topic.objects.get(pk="jalan-berlubang"), on=FROM, by=people.budi, at=at)

    shown = look(lambda: replace_line(row, office("kalsel-dishub"), **words))
    assert (shown.waiting, shown.recent) == (1, 2)
    assert [r.reference for r in shown.examples] == [waiting.reference, gone.reference]
    assert {(r.before, r.after) for r in shown.examples} == {(row.institution.name, office("kalsel-dishub").name)}
    assert {elsewhere.reference, old.reference} & {r.reference for r in shown.examples} == set()
    row.refresh_from_db()
    assert row.effective_until is None
    assert not Change.objects.exists()
    ended = look(lambda: end_line(row, **words))
    assert {r.after for r in ended.examples} == {office("kalsel-pupr").name}
