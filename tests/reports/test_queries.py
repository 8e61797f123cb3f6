"""The queues: what waits for whom, in which order, counted once."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.accounts.models import User
from tuntas.reports import queries
from tuntas.reports.actions import converse, dispatch, verify
from tuntas.reports.actions.mentions import see_mentions
from tuntas.reports.models import NEVER, Mention, Report
from tuntas.reports.queries import QUEUES, counts, queues_of, reports_in, search
from tuntas.reports.states import FollowUpKind

QUEUE = {queue.name: queue for queue in QUEUES}
LATER = NOW + timedelta(days=60)


def waiting(name: str, actor, at=NOW) -> list:
    return list(reports_in(QUEUE[name], actor, at))


def appealed(people) -> Life:
    life = Life(people).submitted().archived()
    verify.appeal(life.report, reason="Tempatnya jelas: depan pasar.", by=life.siti, at=life.tick())
    return life


def proposed(people) -> Life:
    life = Life(people).submitted().dispatched().responded()
    office("kalsel-pupr").__class__.objects.filter(code="kalsel-pupr").update(requires_approval=True)
    return life.proposed()


def assigned(people) -> Life:
    life = Life(people).submitted().dispatched()
    ratna = User.objects.get(pk=people.ratna.user_id)
    dispatch.assign(life.report, to=ratna, by=people.hadi, at=life.tick())
    return life


def named(people) -> Life:
    life = Life(people).submitted().dispatched()
    hadi = User.objects.get(pk=people.hadi.user_id)
    converse.note(life.report, body="Tolong lihat ini.", mentions=[hadi], by=people.ratna, at=life.tick())
    return life


CASES = {
    "verifikasi": ("budi", lambda people: Life(people).submitted()),
    "disposisi": ("nia", lambda people: Life(people).submitted().sent_to_city()),
    "dikembalikan": ("budi", lambda people: Life(people).submitted().dispatched().returned()),
    "penundaan": ("budi", lambda people: Life(people).submitted().dispatched().responded().hold_requested()),
    "keberatan": ("lina", appealed),
    "unit": ("ratna", lambda people: Life(people).submitted().dispatched()),
    "tanggapan": ("ratna", lambda people: Life(people).submitted().dispatched().responded().followed_up().replied()),
    "persetujuan": ("hadi", proposed),
    "disebut": ("hadi", named),
    "saya": ("ratna", lambda people: assigned(people)),
    "pelapor": ("budi", lambda people: Life(people).submitted().asked()),
    "sengketa": ("ratna", lambda people: Life(people).submitted().dispatched().responded().followed_up().disputed()),
    "selesai": ("budi", lambda people: Life(people).submitted().archived()),
}


@pytest.mark.parametrize("name", CASES)
def test_each_queue_holds_its_case(people, name):
    who, make = CASES[name]
    actor, report = getattr(people, who), make(people).report
    assert waiting(name, actor) == [report]
    assert counts(actor, NOW)[name] == 1


@pytest.mark.parametrize("name", CASES)
def test_no_queue_holds_what_the_officer_may_not_see(people, name):
    CASES[name][1](people)
    assert counts(people.wayan, NOW) == dict.fromkeys(counts(people.wayan, NOW), 0)


def test_which_queues_a_role_has(people):
    def names(actor) -> list[str]:
        return [queue.name for queue in queues_of(actor)]

    assert names(people.ratna) == [
        "unit",
        "tanggapan",
        "sub-tugas",
        "disebut",
        "saya",
        "pelapor",
        "sengketa",
        "ditandai",
        "lewat",
        "semua",
        "selesai",
    ]
    assert names(people.hadi) == [
        "unit",
        "tanggapan",
        "persetujuan",
        "disebut",
        "saya",
        "pelapor",
        "sengketa",
        "ditandai",
        "lewat",
        "semua",
        "selesai",
    ]
    assert names(people.sri) == ["disebut", "sengketa", "lewat", "semua", "selesai"]
    assert names(people.dewi) == ["semua", "selesai"]
    assert names(people.budi)[:5] == ["verifikasi", "disposisi", "dikembalikan", "penundaan", "keberatan"]


def test_a_case_of_supervision_waits_for_the_inspectorate_alone(people):
    report = Life(people).submitted(topic_code="pungli").report
    assert waiting("verifikasi", people.intan) == [report]
    assert waiting("verifikasi", people.budi) == []
    assert waiting("verifikasi", people.agus) == []


def test_the_nearest_deadline_comes_first_and_no_deadline_last(people):
    late = Life(people, NOW + timedelta(days=2)).submitted().report
    early = Life(people).submitted().report
    paused = Life(people).submitted().asked().report
    assert waiting("semua", people.budi) == [early, late, paused]
    assert waiting("semua", people.budi)[2].next_due_at < NEVER  # the reporter's own deadline runs
    ended = Life(people).submitted().archived().report
    assert waiting("selesai", people.budi) == [ended]
    assert waiting("selesai", people.budi)[0].next_due_at == NEVER


def test_late_is_what_runs_beyond_its_deadline(people):
    life = Life(people).submitted()
    Life(people).submitted().archived()
    held = Life(people).submitted().dispatched().responded().held().report
    assert waiting("lewat", people.budi, NOW) == []
    deadline = life.report.clocks.get(kind="VERIFICATION").due_at
    assert waiting("lewat", people.budi, deadline) == []
    assert waiting("lewat", people.budi, deadline + timedelta(seconds=1)) == [life.report]
    assert held.clocks.get(kind="SETTLEMENT").paused_at is not None


def test_two_subtasks_are_one_line_and_spoil_no_count(people):
    life = Life(people).submitted().dispatched()
    for task in ("Pasang rambu sementara.", "Atur arus di pagi hari."):
        dispatch.add_subtask(life.report, unit=office("kalsel-dishub"), task=task, by=people.ratna, at=life.tick())
    assert waiting("sub-tugas", people.yusuf) == [life.report]
    found = counts(people.yusuf, NOW)
    assert (found["sub-tugas"], found["semua"], found["unit"]) == (1, 1, 0)


def test_a_finished_subtask_leaves_the_queue(people):
    life = Life(people).submitted().dispatched()
    task = dispatch.add_subtask(
        life.report, unit=office("kalsel-dishub"), task="Rambu.", by=people.ratna, at=life.tick()
    )
    dispatch.finish_subtask(task, answer="Rambu sudah dipasang.", by=people.yusuf, at=life.tick())
    assert waiting("sub-tugas", people.yusuf) == []


def test_whoever_looked_or_answered_is_named_no_longer(people):
    life = named(people)
    assert waiting("disebut", people.ratna) == waiting("disebut", people.budi) == []
    see_mentions(life.report, by=people.ratna, at=life.tick())
    assert waiting("disebut", people.hadi) == [life.report]
    see_mentions(life.report, by=people.hadi, at=life.tick())
    assert waiting("disebut", people.hadi) == []
    again = named(people)
    converse.note(again.report, body="Sudah.", by=people.hadi, at=again.tick())
    assert waiting("disebut", people.hadi) == []


def test_two_notes_that_name_me_are_one_line(people):
    life = named(people)
    hadi = User.objects.get(pk=people.hadi.user_id)
    converse.note(life.report, body="Sekali lagi.", mentions=[hadi], by=people.ratna, at=life.tick())
    assert waiting("disebut", people.hadi) == [life.report]
    assert counts(people.hadi, NOW)["disebut"] == counts(people.hadi, NOW)["semua"] == 1


def test_what_names_me_is_one_range_of_an_index(people):
    if connection.vendor == "sqlite":
        plan = Mention.objects.filter(user_id=people.hadi.user_id, seen_at__isnull=True).values("report").explain()
        assert "SEARCH reports_mention USING INDEX mention_waiting (user_id=?)" in plan


def test_all_counts_cost_one_query(people, django_assert_num_queries):
    Life(people).submitted()
    with django_assert_num_queries(1):
        assert counts(people.budi, NOW)["verifikasi"] == 1


def test_a_queue_costs_one_query_with_all_it_shows(people, django_assert_num_queries):
    for _again in range(3):
        Life(people).submitted().dispatched()
    with django_assert_num_queries(1):
        rows = [(r.topic.label, r.unit.label, r.agency.label, r.region.name) for r in waiting("unit", people.ratna)]
    assert len(rows) == 3


def test_a_number_finds_one_report_and_only_within_sight(people, django_assert_num_queries):
    life = Life(people).submitted()
    with django_assert_num_queries(1):
        assert list(search(people.budi, life.report.number.lower())) == [life.report]
    assert list(search(people.ratna, life.report.number)) == []


def test_words_find_title_text_and_place_newest_first(people):
    old = Life(people).submitted(title="Jembatan putus").report
    new = Life(people, NOW + timedelta(hours=2)).submitted(place_text="Dekat jembatan lama").report
    Life(people).submitted()
    assert list(search(people.budi, "jembatan")) == [new, old]
    assert list(search(people.budi, "jembatan putus")) == [old]
    assert list(search(people.budi, "100%")) == []
    assert list(search(people.budi, "   ")) == []


def test_a_draft_of_a_promise_waits_for_the_head_too(people):
    life = Life(people).submitted().dispatched().responded()
    assert waiting("persetujuan", people.hadi) == []
    life.proposed(FollowUpKind.DECISION)
    assert waiting("persetujuan", people.hadi) == [life.report]
    assert waiting("persetujuan", people.hadi, LATER) == [life.report]


STAGES = {
    "submitted": lambda life: life,
    "asked": lambda life: life.asked(),
    "dispatched": lambda life: life.dispatched(),
    "returned": lambda life: life.dispatched().returned(),
    "held": lambda life: life.dispatched().responded().held(),
    "promised": lambda life: life.dispatched().responded().promised(),
    "replied": lambda life: life.dispatched().responded().followed_up().replied(),
    "disputed": lambda life: life.dispatched().responded().followed_up().disputed(),
    "confirmed": lambda life: life.dispatched().responded().followed_up().confirmed(),
    "reopened": lambda life: life.dispatched().responded().followed_up().confirmed().reopened(),
    "archived": lambda life: life.archived(),
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_order_of_the_queues_is_what_the_clocks_say(people, stage):
    report = STAGES[stage](Life(people).submitted()).report
    running = report.clocks.filter(stopped_at=None, paused_at=None, due_at__isnull=False)
    loud = running.exclude(kind__in=["STATUTORY_RESPONSE", "STATUTORY_SETTLEMENT", "OMBUDSMAN", "ACCEPTANCE"])
    expected = min((clock.due_at for clock in loud), default=NEVER)
    assert Report.objects.get(pk=report.pk).next_due_at == expected


def test_a_count_stops_where_nobody_counts_on(people, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED_AT_MOST", 2)
    for _again in range(4):
        Life(people).submitted()
    assert counts(people.budi, NOW)["verifikasi"] == 3
