"""The retention schedule: nothing holds before somebody puts it in force; then what is due goes, in batches."""

from datetime import date, datetime, timedelta

import pytest

from tests.lives import Life, office
from tuntas.audit.models import Change
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.ops import recurring
from tuntas.reports.actions.erase import forbid_erasure
from tuntas.reports.actions.retain import Period, Retained, erase_due, proposed, put_in_force, would_erase
from tuntas.reports.models import Erasure, Report, RetentionRule
from tuntas.reports.states import Classification, DataKind

LAW = "UU 43/2009 Pasal 48"


def closed(people) -> Life:
    return Life(people).submitted().dispatched().responded().followed_up().confirmed()


def in_force(people, at: datetime, *periods: Period, since: date | None = None) -> None:
    day = since or (at + timedelta(days=2)).date()
    put_in_force(periods, government=office("kalsel"), law=LAW, effective_from=day, by=people.budi, at=at)


def words(least: int, most: int) -> Period:
    return Period(Classification.COMPLAINT, DataKind.WORDS, least, most)


def test_a_fresh_installation_proposes_and_erases_nothing(people):
    life = closed(people)
    assert len(proposed()) == 12
    assert RetentionRule.objects.count() == 0
    assert erase_due(life.at.replace(year=2099)) == Retained(erased=0, refused=0)
    assert Erasure.objects.count() == 0


def test_what_is_due_goes_on_its_day_and_not_a_moment_before(people):
    life = closed(people)
    ended = life.report.ended_at
    in_force(people, life.at, words(2, 5))
    due = ended.replace(year=ended.year + 5)
    assert erase_due(due - timedelta(seconds=1)) == Retained()
    assert erase_due(due) == Retained(erased=1)
    row = Report.objects.get(pk=life.report.pk)
    assert (row.body, row.attachments.count()) == ("", 0)
    event = row.events.get(verb="ERASE")
    assert (event.actor_kind, event.facts) == ("system", {"kinds": ["WORDS"], "basis": "SCHEDULE"})
    assert erase_due(due) == Retained()
    (said,) = Change.objects.filter(verb="erase_due")
    assert (said.government, said.after) == (office("kalsel").pk, {"reports": "1"})


def test_batches_go_on_where_the_last_one_stopped(people):
    lives = [closed(people) for _each in range(3)]
    late = lives[-1].at.replace(year=2040)
    in_force(people, lives[-1].at, words(0, 1), Period(Classification.COMPLAINT, DataKind.CONTACT, 0, 1))
    assert [erase_due(late, limit=2), erase_due(late, limit=2), erase_due(late, limit=2)] == [
        Retained(erased=2),
        Retained(erased=1),
        Retained(),
    ]
    assert Erasure.objects.count() == 6
    assert Report.objects.get(pk=lives[0].report.pk).events.filter(verb="ERASE").count() == 1


def test_open_reports_holds_and_other_classes_stay(people):
    held, still_open = closed(people), Life(people).submitted()
    other = Life(people).submitted(classification=Classification.ASPIRATION).withdrawn()
    forbid_erasure(held.report, reason="Perkara 12.", by=people.budi, at=held.tick())
    in_force(people, held.at, words(0, 1))
    assert erase_due(held.at.replace(year=2040)) == Retained()
    assert still_open.report.body
    assert other.report.body


def test_the_preview_counts_what_a_schedule_would_erase_and_erases_nothing(people):
    life = closed(people)
    forbid_erasure(closed(people).report, reason="Perkara 12.", by=people.budi, at=life.tick(1))
    on = life.at.replace(year=2027, month=6)
    for most, count in ((1, 1), (2, 1), (3, 0)):
        assert would_erase([words(0, most)], government=office("kalsel"), on=on)[DataKind.WORDS] == count
    assert Erasure.objects.count() == 0


def test_a_new_version_ends_the_one_before(people):
    life = closed(people)
    in_force(people, life.at, words(2, 5), since=date(2025, 4, 1))
    in_force(people, life.at, words(1, 3), since=date(2025, 6, 1))
    spans = RetentionRule.objects.order_by("effective_from").values_list("most_years", "effective_until")
    assert list(spans) == [(5, date(2025, 5, 31)), (3, None)]
    assert [one.verb for one in Change.objects.filter(verb="set_retention")] == ["set_retention"] * 2


@pytest.mark.parametrize(("least", "most", "days"), [(3, 2, 2), (0, 0, 2), (-1, 2, 2), (0, 101, 2), (0, 1, 0)])
def test_a_schedule_that_makes_no_sense_is_refused(people, least, most, days):
    at = Life(people).at
    with pytest.raises(Invalid):
        in_force(people, at, words(least, most), since=(at + timedelta(days=days)).date())


def test_only_the_administrator_of_the_government_sets_it(people):
    at = Life(people).at
    for by in (people.nia, people.ratna, people.dewi, people.agus):
        with pytest.raises(NotAllowed):
            put_in_force(
                [words(0, 1)], government=office("kalsel"), law=LAW, effective_from=date(2026, 1, 1), by=by, at=at
            )


def test_it_is_carried_out_every_night():
    job = next(job for job in recurring.JOBS if job.name == "erase what is kept no longer")
    assert job.every <= timedelta(hours=24)
