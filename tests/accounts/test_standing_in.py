"""Leave: the substitute has the rights of the seat from day to day, both names are recorded, and it ends by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import NOW
from tests.lives import ANSWER, Life, office
from tuntas.accounts.actors import officer
from tuntas.accounts.duty import on_duty, put_on_duty
from tuntas.accounts.models import Delegation, Duty, Membership, User
from tuntas.accounts.standing_in import delegate, end_early, substitutes_for
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.notifications.kinds import NewsKind, Wish
from tuntas.notifications.preferences import keep
from tuntas.notifications.recipients import recipients_of
from tuntas.reports.actions import work
from tuntas.reports.actions.handover import hand_over, held_by
from tuntas.reports.models import Report
from tuntas.web import presenters

FIRST, LAST = date(2025, 3, 4), date(2025, 3, 6)


def user(name: str) -> User:
    return User.objects.get(email__startswith=f"{name}@")


def seat(name: str) -> Membership:
    return Membership.objects.select_related("institution").get(user=user(name))


def lent(people, to: str = "hadi", first: date = FIRST, last: date = LAST) -> Delegation:
    return delegate(seat("ratna"), to=user(to), first=first, last=last, by=people.ratna, at=NOW)


def test_from_the_first_midnight_to_the_last_on_the_clock_of_the_office(people):
    lent(people)
    begins, ends = datetime(2025, 3, 3, 16, tzinfo=UTC), datetime(2025, 3, 6, 16, tzinfo=UTC)
    pupr = office("kalsel-pupr").pk
    second = timedelta(seconds=1)
    moments = (begins - second, begins, ends - second, ends)
    assert [officer(user("hadi"), at).holds("LIAISON", pupr) for at in moments] == [False, True, True, False]


@pytest.mark.parametrize("name", ["ratna", "yusuf", "wayan", "intan", "dewi", "sri"])
def test_not_oneself_and_nobody_who_may_not_see_the_cases(people, name):
    with pytest.raises(Invalid) as refused:
        lent(people, to=name)
    assert refused.value.field == "to"
    assert user(name) not in substitutes_for(seat("ratna"), NOW)


def test_who_may_be_picked_is_who_sees_the_cases(people):
    assert {one.name for one in substitutes_for(seat("ratna"), NOW)} == {"Hadi Saputra", "Budi Rahman", "Lina Hartati"}
    assert {one.name for one in substitutes_for(seat("intan"), NOW)} == {"Fajar Maulana"}


def test_who_only_stands_in_passes_nothing_on(people):
    lent(people, to="budi")
    tuesday = datetime(2025, 3, 4, 2, tzinfo=UTC)
    with pytest.raises(NotAllowed):
        delegate(seat("ratna"), to=user("hadi"), first=FIRST, last=LAST, by=people.yusuf, at=tuesday)


@pytest.mark.parametrize(
    ("first", "last"),
    [(LAST, FIRST), (date(2025, 2, 1), date(2025, 2, 3)), (FIRST, date(2026, 3, 4))],
)
def test_days_that_cannot_be(people, first, last):
    with pytest.raises(Invalid):
        lent(people, first=first, last=last)


def test_one_substitute_at_a_time_and_the_end_can_come_early(people):
    row = lent(people)
    with pytest.raises(Invalid):
        lent(people, to="budi", first=LAST, last=LAST)
    wednesday = datetime(2025, 3, 5, 2, tzinfo=UTC)
    end_early(row, by=people.ratna, at=wednesday)
    assert not officer(user("hadi"), wednesday).holds("LIAISON", office("kalsel-pupr").pk)


def test_both_names_are_in_the_event_and_in_the_story(people):
    life = Life(people).submitted().dispatched()
    lent(people, to="budi")
    tuesday = datetime(2025, 3, 4, 2, tzinfo=UTC)
    work.respond(life.report, message=ANSWER, by=officer(user("budi"), tuesday), at=tuesday)
    event = life.report.events.order_by("seq").last()
    assert (event.actor_id, event.actor_role) == (people.budi.user_id, "LIAISON")
    assert event.facts["on_behalf"] == str(people.ratna.user_id)
    story = presenters.timeline(Report.objects.get(pk=life.report.pk), internal=True)
    assert story[-1].who.startswith("Budi Rahman atas nama Ratna Dewi")
    told = presenters.timeline(Report.objects.get(pk=life.report.pk), internal=False)
    assert "Budi" not in told[-1].who


def test_in_the_own_seat_nobody_is_acted_for(people):
    life = Life(people).submitted()
    lent(people, to="budi", first=date(2025, 3, 3))
    now = life.tick()
    from tuntas.reports.actions import dispatch

    dispatch.dispatch_unit(life.report, to=office("kalsel-pupr"), by=officer(user("budi"), now), at=now)
    event = life.report.events.order_by("seq").last()
    assert (event.actor_role, "on_behalf" in event.facts) == ("AGENCY_ADMIN", False)


def test_everything_somebody_holds_goes_and_what_cannot_stays_with_its_reason(people):
    from tuntas.reports.actions import dispatch

    lives = [Life(people).submitted().dispatched() for _ in range(3)]
    for life in lives:
        dispatch.assign(life.report, to=user("ratna"), by=people.hadi, at=life.tick())
    rows = hand_over(user("ratna"), to=user("hadi"), by=people.hadi, at=lives[-1].tick())
    assert [row.done for row in rows] == [True, True, True]
    assert held_by(user("ratna"), by=people.hadi) == []
    assert Report.objects.filter(assignee=user("hadi")).count() == 3
    away = hand_over(user("hadi"), to=user("yusuf"), by=people.hadi, at=lives[-1].tick())
    assert [row.done for row in away] == [False, False, False]
    assert away[0].sentence == "Yusuf Anwar tidak boleh melihat laporan ini."
    with pytest.raises(Invalid):
        hand_over(user("hadi"), to=user("hadi"), by=people.hadi, at=lives[-1].tick())


def test_the_week_of_duty_runs_from_monday_to_monday_local(people):
    pupr = office("kalsel-pupr")
    put_on_duty(pupr, user("ratna"), week=date(2025, 3, 5), by=people.hadi, at=NOW)
    begins, ends = datetime(2025, 3, 2, 16, tzinfo=UTC), datetime(2025, 3, 9, 16, tzinfo=UTC)
    second = timedelta(seconds=1)
    there = [bool(on_duty(pupr, at)) for at in (begins - second, begins, ends - second, ends)]
    assert there == [False, True, True, False]
    put_on_duty(pupr, user("hadi"), week=date(2025, 3, 3), by=people.budi, at=NOW)
    assert (Duty.objects.count(), on_duty(pupr, NOW)) == (1, [user("hadi")])
    put_on_duty(pupr, None, week=date(2025, 3, 3), by=people.hadi, at=NOW)
    assert not Duty.objects.exists()


def test_duty_is_arranged_by_head_or_admin_for_people_of_the_unit(people):
    pupr = office("kalsel-pupr")
    with pytest.raises(NotAllowed):
        put_on_duty(pupr, user("ratna"), week=FIRST, by=people.ratna, at=NOW)
    with pytest.raises(Invalid):
        put_on_duty(pupr, user("yusuf"), week=FIRST, by=people.hadi, at=NOW)
    with pytest.raises(Invalid):
        put_on_duty(pupr, user("ratna"), week=date(2025, 2, 3), by=people.hadi, at=NOW)


def test_on_call_hears_of_new_reports_outside_hours_only_and_at_once(people):
    kalsel = office("kalsel")
    put_on_duty(kalsel, user("intan"), week=FIRST, by=people.budi, at=NOW)
    put_on_duty(kalsel, user("lina"), week=FIRST, by=people.budi, at=NOW)
    keep(user("lina"), wishes={NewsKind.NEW: Wish.NEVER}, quiet=None, language="id", by=people.lina, at=NOW)
    noon = Life(people).submitted()
    night = Life(people, datetime(2025, 3, 3, 14, tzinfo=UTC)).submitted()
    urgent = [
        {one.user.name for one in recipients_of(life.report.events.get(), life.at) if one.urgent}
        for life in (noon, night)
    ]
    assert urgent == [set(), {"Lina Hartati"}]
    from tuntas.notifications.deliver import expand
    from tuntas.notifications.models import Delivery

    expand(night.at)
    mails = Delivery.objects.filter(user=user("lina"), transport="email")
    assert [(mail.report_id, mail.next_try_at) for mail in mails] == [(night.report.pk, night.at)]
