"""Who is told of what, and above all who is not."""

from datetime import timedelta

import pytest

from tests.cast import NOW, nobody
from tests.lives import Life, draft, office
from tuntas.accounts.models import Delegation, Membership, User
from tuntas.notifications.recipients import RECIPIENTS, recipients_of
from tuntas.oversight.lapses import sweep
from tuntas.reports.actions import converse, dispatch, submit
from tuntas.reports.models import Report
from tuntas.reports.states import Channel, Classification, ContentMode, IdentityMode, Verb
from tuntas.sla.clocks import Kind

LATER = NOW + timedelta(hours=6)


def told(report: Report, verb: Verb | None = None, at=LATER) -> list[str]:
    """First names of the officers told of the report's last event (of this verb), `siti` for the reporter."""
    events = report.events.order_by("seq")
    event = (events.filter(verb=verb) if verb else events).select_related("report__agency").last()
    assert event is not None
    return [one.user.email.split("@")[0] if one.user else "siti" for one in recipients_of(event, at)]


def test_every_verb_has_a_row():
    assert set(RECIPIENTS) == set(Verb)


def test_the_road_of_a_report(people):
    life = Life(people).submitted()
    assert told(life.report) == ["siti", "budi", "lina"]
    assert told(life.dispatched().report) == ["siti", "ratna", "hadi"]
    assert told(life.responded().report) == ["siti"]
    assert told(life.followed_up().report) == ["siti"]
    assert told(life.replied().report) == ["ratna"]


def test_nobody_hears_of_an_own_act(people):
    life = Life(people).submitted()
    assert told(life.asked().report) == ["siti"]
    life.withdrawn()
    assert told(life.report) == ["budi", "lina"]


def test_an_internal_note_goes_to_nobody(people):
    life = Life(people).submitted().dispatched()
    converse.note(life.report, body="Regu dua sakit.", by=people.ratna, at=life.tick())
    assert told(life.report, Verb.NOTE) == []


def test_without_identity_nobody_is_told_outside(people):
    life = Life(people).submitted(identity=IdentityMode.NONE, contact=type(draft().contact)()).dispatched().responded()
    assert told(life.report) == []


def test_supervision_stays_in_the_inspectorates_room(people):
    life = Life(people).submitted(classification=Classification.SUPERVISION)
    assert told(life.report) == ["siti", "fajar", "intan"]
    life.dispatched()
    assert told(life.report) == ["siti", "fajar"]
    sweep(NOW + timedelta(days=120))
    for event in life.report.events.select_related("report__agency"):
        officers = {one.user.email.split("@")[0] for one in recipients_of(event, NOW + timedelta(days=120)) if one.user}
        assert officers <= {"fajar", "intan"}


def test_a_secret_report_is_not_told_to_who_may_not_see_it(people):
    life = Life(people).submitted(content=ContentMode.SECRET).dispatched()
    dispatch.copy_to(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    assert told(life.report, Verb.COPY) == []
    sweep(life.report.clocks.get(kind=Kind.RESPONSE).due_at + timedelta(days=3))
    assert told(life.report, Verb.ESCALATE, NOW + timedelta(days=12)) == ["hadi", "budi", "lina"]


def test_a_copy_is_told_to_the_copied_unit(people):
    life = Life(people).submitted().dispatched()
    dispatch.copy_to(life.report, to=office("kalsel-dishub"), by=people.budi, at=life.tick())
    assert told(life.report, Verb.COPY) == ["yusuf"]


def test_who_left_gets_no_mail(people):
    life = Life(people).submitted().dispatched()
    User.objects.filter(pk=people.ratna.user_id).update(is_active=False)
    assert told(life.report) == ["siti", "hadi"]
    Membership.objects.filter(user=people.hadi.user_id).update(active_until=NOW)
    assert told(life.report) == ["siti"]


def test_a_substitute_is_told(people):
    life = Life(people).submitted().dispatched()
    seat = Membership.objects.get(user=people.ratna.user_id)
    wayan = User.objects.get(pk=people.wayan.user_id)
    Delegation.objects.create(membership=seat, substitute=wayan, starts=NOW, ends=LATER + timedelta(days=1))
    assert told(life.report) == ["siti", "ratna", "wayan", "hadi"]


def test_the_reporters_of_merged_reports_hear_of_the_master(people):
    child = Life(people).submitted()
    child.merged()
    master = Life(people, child.at)
    master.report = Report.objects.get(pk=Report.objects.get(pk=child.report.pk).master_id)
    master.dispatched()
    event = master.report.events.select_related("report__agency").last()
    reports = [one.report.pk for one in recipients_of(event, LATER) if one.user is None]
    assert reports == [master.report.pk, child.report.pk]


def test_a_second_refusal_reaches_head_and_coordinator(people):
    life = Life(people).submitted().dispatched().responded().followed_up().disputed()
    assert told(life.report) == ["ratna"]
    life.followed_up().disputed()
    assert told(life.report) == ["ratna", "hadi", "budi", "lina"]


def test_an_import_wakes_nobody(people):
    receipt = submit.submit(draft(channel=Channel.IMPORT), by=nobody, at=NOW)
    assert told(Report.objects.get(pk=receipt.report_id)) == []


LADDER = [
    (Kind.RESPONSE, 50, 0, ["ratna"]),
    (Kind.RESPONSE, 80, 0, ["ratna", "budi", "lina"]),
    (Kind.RESPONSE, 100, 1, ["ratna", "hadi", "budi", "lina"]),
    (Kind.RESPONSE, 150, 2, ["hadi", "budi", "lina", "sri"]),
    (Kind.SETTLEMENT, 200, 4, ["siti", "hadi", "budi", "lina", "sri", "dewi"]),
    (Kind.VERIFICATION, 80, 0, ["budi", "lina"]),
    (Kind.COMPLETION, 50, 0, ["siti"]),
    (Kind.AUTO_CLOSE, 90, 0, ["siti"]),
    (Kind.ACCEPTANCE, 100, 0, ["ratna"]),
]


@pytest.mark.parametrize(("kind", "percent", "level", "expected"), LADDER)
def test_the_ladder(people, kind, percent, level, expected):
    life = Life(people).submitted().dispatched()
    event = life.report.events.select_related("report__agency").last()
    event.verb = Verb.REMIND if percent < 100 else Verb.LAPSE
    event.facts = {"clock": kind.value, "percent": percent, **({"level": level} if level else {})}
    event.actor_id, event.actor_kind = None, "system"
    names = [one.user.email.split("@")[0] if one.user else "siti" for one in recipients_of(event, LATER)]
    assert names == expected
