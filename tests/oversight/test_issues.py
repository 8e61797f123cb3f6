"""Systemic issues: what is proposed, who decides, and whether it comes back."""

import math
from datetime import date, timedelta

import pytest

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.oversight.issues import Plan, confirm, dismiss_issue, interval, issues_for, propose, recurrence
from tuntas.oversight.models import Issue
from tuntas.reports.models import Report

AT = NOW + timedelta(days=1)
DUE = date(2025, 6, 1)


def potholes(people, times: int, at=NOW, **changes: object) -> None:
    for number in range(times):
        words = f"Jalan di depan pasar berlubang besar nomor {number}, dua orang sudah jatuh dari motor."
        Life(people, at).submitted(body=words, **changes)


def plan(owner: str = "kalsel-pupr", **changes: object) -> Plan:
    said = {"title": "Lubang pasar", "root_cause": "Saluran tersumbat.", "commitment": "Saluran diganti."}
    return Plan(**{**said, "owner": office(owner), "due_on": DUE, **changes})


def proposed(people) -> Issue:
    potholes(people, 5)
    assert propose(AT) == 1
    return Issue.objects.get()


def test_like_reports_of_one_topic_and_place_are_proposed_once(people):
    issue = proposed(people)
    assert (issue.topic_id, issue.place, issue.behind.count()) == ("jalan-berlubang", "6371", 5)
    assert propose(AT) == 0
    potholes(people, 1)
    assert (propose(AT), Issue.objects.count(), issue.behind.count()) == (0, 1, 6)


def test_four_or_unlike_or_far_ones_are_none(people):
    potholes(people, 4)
    for words in ("Tarif air naik tanpa pemberitahuan sama sekali bulan ini.", "Lampu padam, warga resah tiap malam."):
        Life(people).submitted(title="Lain sekali dari itu semua", body=words * 3)
    potholes(people, 4, latitude=-3.31, longitude=114.59, topic_code="air-tarif")
    potholes(people, 4, latitude=-3.36, longitude=114.59, topic_code="air-tarif")
    assert propose(AT) == 0


def test_a_person_confirms_with_a_plan(people):
    issue = proposed(people)
    for changes in ({"root_cause": " "}, {"due_on": date(2025, 1, 1)}, {"owner": "banjarmasin-pupr"}):
        with pytest.raises(Invalid):
            confirm(issue, plan(**changes), by=people.dewi, at=AT)
    with pytest.raises(NotAllowed):
        confirm(issue, plan(), by=people.sri, at=AT)
    done = confirm(issue, plan(), by=people.dewi, at=AT)
    assert (done.state, done.owner.code, done.due_on, done.decided_by) == (
        "CONFIRMED", "kalsel-pupr", DUE, people.dewi.user_id
    )  # fmt: skip
    with pytest.raises(Invalid):
        dismiss_issue(issue, reason="Bukan.", by=people.dewi, at=AT)


def test_what_was_dismissed_comes_back_with_newer_reports_alone(people):
    issue = proposed(people)
    dismiss_issue(issue, reason="Pekerjaan jalan sedang berlangsung.", by=people.dewi, at=AT)
    potholes(people, 1)
    assert (propose(AT), issue.behind.count()) == (0, 5)
    later = NOW + timedelta(days=190)
    potholes(people, 5, later)
    assert propose(later + timedelta(days=1)) == 1


def test_another_mandate_sees_none(people):
    issue = proposed(people)
    assert (issues_for(people.dewi).count(), issues_for(people.nia).count()) == (1, 0)
    with pytest.raises(NotAllowed):
        dismiss_issue(issue, reason="Bukan.", by=people.nia, at=AT)


def test_recurrence_is_counted_over_equal_spans(people):
    issue = proposed(people)
    assert recurrence(issue, AT) is None
    issue = confirm(issue, plan(), by=people.dewi, at=AT)
    potholes(people, 2, AT + timedelta(days=3))
    old = Life(people).submitted().report
    Report.objects.filter(pk=old.pk).update(received_at=AT - timedelta(days=40))
    found = recurrence(issue, AT + timedelta(days=30))
    assert (found.days, found.before, found.after, found.ratio) == (30, 5, 2, 0.4)
    assert found.low < 0.4 < found.high


@pytest.mark.parametrize(("before", "after"), [(5, 2), (0, 4), (10, 10), (7, 0)])
def test_the_interval_is_the_one_whose_tails_are_a_fortieth(before, after):
    low, high = interval(before, after)
    n = before + after

    def binomial(p: float, counts: range) -> float:
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in counts)

    if after:
        assert binomial(low / (1 + low), range(after, n + 1)) == pytest.approx(0.025, abs=1e-6)
    else:
        assert low == 0
    if before:
        assert binomial(high / (1 + high), range(after + 1)) == pytest.approx(0.025, abs=1e-6)
    else:
        assert high is None


def test_nothing_on_both_sides_says_nothing():
    assert interval(0, 0) == (None, None)


def test_a_night_costs_the_same_however_many_reports(people, django_assert_max_num_queries):
    potholes(people, 12)
    with django_assert_max_num_queries(8):
        propose(AT)
