"""Reply templates: which fits, what is still open, whose they are, and what was said too often."""

import re
from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.lives import ANSWER, DONE, Life, office
from tuntas.audit.models import Change
from tuntas.institutions.models import Topic
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.reports.actions import converse, verify, work
from tuntas.reports.actions.first_replies import FIRST, seed_templates
from tuntas.reports.actions.replies import Wording, change_template, use_template, write_template
from tuntas.reports.models import ReplyTemplate, Report
from tuntas.reports.states import FollowUpKind, MissingItem, Verb
from tuntas.reports.templates import CANNED_FROM, UnfilledGaps, fitting, gaps, likeness, pieces, said_before

OPEN = "Lubang di depan pasar ditambal pada [[tanggal perbaikan]] oleh [[nama regu]] sampai rata kembali."
LATER = NOW + timedelta(hours=6)


def names(report: Report, verb: Verb = Verb.RESPOND) -> list[str]:
    return [row.name for row in fitting(report, [verb]).get(verb.value, [])]


def test_gaps_are_named_once_in_their_order():
    assert gaps("Pada [[hari  ini]] di [[tempat]], sekali lagi [[hari ini]], dan [[ ]].") == ["hari ini", "tempat", "…"]
    assert gaps("Tidak ada [satu] pun {di sini} ____.") == []
    assert pieces("Pada [[hari]] itu") == [("Pada ", False), ("[[hari]]", True), (" itu", False)]


@pytest.mark.parametrize(
    ("stage", "tell"),
    [
        (
            "submitted",
            lambda p, r, at: verify.ask_completion(r, missing=[MissingItem.WHERE], message=OPEN, by=p.budi, at=at),
        ),
        ("dispatched", lambda p, r, at: work.respond(r, message=OPEN, by=p.ratna, at=at)),
        ("responded", lambda p, r, at: work.ask_reporter(r, message=OPEN, by=p.ratna, at=at)),
        (
            "responded",
            lambda p, r, at: work.follow_up(r, work.FollowUp(FollowUpKind.ANSWER, OPEN), by=p.ratna, at=at),
        ),
        (
            "responded",
            lambda p, r, at: work.propose_follow_up(r, work.FollowUp(FollowUpKind.ANSWER, OPEN), by=p.ratna, at=at),
        ),
        ("replied", lambda p, r, at: work.answer_reply(r, message=OPEN, by=p.ratna, at=at)),
    ],
)
def test_what_still_holds_a_gap_is_not_sent_by_any_way_in(people, stage, tell):
    life = Life(people).submitted()
    for step in ("dispatched", "responded", "followed_up", "replied"):
        if stage == "submitted":
            break
        getattr(life, step)()
        if step == stage:
            break
    seq = life.report.last_seq
    with pytest.raises(UnfilledGaps) as refused:
        tell(people, life.report, life.tick())
    assert refused.value.code == "unfilled_gaps"
    assert "[[tanggal perbaikan]], [[nama regu]]" in str(refused.value)
    assert Report.objects.get(pk=life.report.pk).last_seq == seq
    assert not life.report.messages.filter(body=OPEN).exists()


def test_reporters_and_colleagues_may_write_brackets(people):
    life = Life(people).submitted().dispatched()
    converse.add(life.report, body=OPEN, by=life.siti, at=life.tick())
    converse.note(life.report, body=OPEN, by=people.ratna, at=life.tick())
    assert life.report.messages.filter(body=OPEN).count() == 2


def test_a_template_alone_with_its_gaps_is_not_even_an_acknowledgement(people):
    row = ReplyTemplate.objects.create(name="Ditambal", text=OPEN)
    life = Life(people).submitted().dispatched()
    with pytest.raises(UnfilledGaps):
        work.respond(life.report, message=row.text, by=people.ratna, at=life.tick())


def test_the_most_fitting_stands_first_and_the_foreign_is_not_there(people, django_assert_num_queries):
    report = Life(people).submitted().dispatched().report
    main = Topic.objects.get(pk=report.topic.parent_id)
    foreign = Topic.objects.exclude(pk__in=[report.topic_id, main.pk]).first()
    unit, province, city = office("kalsel-pupr"), office("kalsel"), office("banjarmasin")
    for name, institution, topic, more in (
        ("semua", None, None, {}),
        ("provinsi", province, None, {}),
        ("unit", unit, None, {}),
        ("topik utama", None, main, {}),
        ("topik ini", None, report.topic, {}),
        ("topik ini, unit ini", unit, report.topic, {}),
        ("kota lain", city, None, {}),
        ("topik lain", None, foreign, {}),
        ("tidak dipakai", unit, report.topic, {"active": False}),
        ("langkah lain", unit, report.topic, {"verb": "FOLLOW_UP"}),
    ):
        ReplyTemplate.objects.create(name=name, institution=institution, topic=topic, text=OPEN, **more)
    with django_assert_num_queries(1):
        found = names(report)
    assert found == [
        "topik ini, unit ini", "topik ini", "topik utama", "unit", "provinsi", "Terima kasih", "semua",
    ]  # fmt: skip
    assert names(report, Verb.FOLLOW_UP) == ["langkah lain"]
    assert len(names(report)) == 7


def test_everybody_s_are_the_national_admin_s_and_an_institution_s_its_own(people):
    own = write_template(Wording(" Ditambal ", OPEN, "FOLLOW_UP", office("kalsel-pupr")), by=people.budi, at=NOW)
    assert (own.name, own.verb, own.institution, own.changed_by_id) == (
        "Ditambal", "FOLLOW_UP", office("kalsel-pupr"), people.budi.user_id,
    )  # fmt: skip
    everybody = write_template(Wording("Umum", OPEN), by=people.agus, at=NOW)
    refused = (
        lambda: write_template(Wording("Umum", OPEN), by=people.budi, at=NOW),
        lambda: write_template(Wording("Kota", OPEN, institution=office("banjarmasin")), by=people.budi, at=NOW),
        lambda: write_template(Wording("Unit", OPEN, institution=office("kalsel-pupr")), by=people.ratna, at=NOW),
        lambda: change_template(everybody, Wording("Umum", DONE), by=people.budi, at=NOW),
        lambda: change_template(own, Wording("Ditambal", DONE), by=people.budi, at=NOW),
        lambda: change_template(own, Wording("Ditambal", DONE), by=people.agus, at=NOW),
        lambda: use_template(own, active=False, by=people.nia, at=NOW),
    )
    for attempt in refused:
        with pytest.raises(NotAllowed):
            attempt()


def test_each_change_stays_written_down(people):
    unit = office("kalsel-pupr")
    row = write_template(Wording("Ditambal", OPEN, institution=unit), by=people.budi, at=NOW)
    change_template(row, Wording("Ditambal", DONE, institution=unit), by=people.budi, at=LATER)
    change_template(row, Wording("Ditambal", DONE, institution=unit), by=people.budi, at=LATER)
    use_template(row, active=False, by=people.lina, at=LATER)
    use_template(row, active=False, by=people.lina, at=LATER)
    told = list(Change.objects.filter(thing=str(row.pk)).order_by("pk").values_list("verb", "actor", "before", "after"))
    assert [(verb, actor) for verb, actor, _before, _after in told] == [
        ("write_template", "Budi Rahman"), ("change_template", "Budi Rahman"), ("use_template", "Lina Hartati"),
    ]  # fmt: skip
    assert told[1][2:] == ({"text": OPEN}, {"text": DONE})
    assert told[2][2:] == ({"active": "True"}, {"active": "False"})
    row.refresh_from_db()
    assert (row.text, row.active, row.changed_at) == (DONE, False, LATER)


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        (Wording("", OPEN), "name"),
        (Wording("x" * 121, OPEN), "name"),
        (Wording("Umum", " "), "text"),
        (Wording("Umum", "Pada [[ ]] kami datang."), "text"),
        (Wording("Umum", OPEN, "ARCHIVE"), "verb"),
    ],
)
def test_what_cannot_be_a_template_is_refused_with_its_field(people, wording, field):
    with pytest.raises(Invalid) as refused:
        write_template(wording, by=people.agus, at=NOW)
    assert refused.value.field == field


def test_the_first_templates_are_made_once_and_filled_in_they_are_answers(people):
    assert seed_templates() == 0
    ReplyTemplate.objects.all().delete()
    assert (seed_templates(), seed_templates()) == (len(FIRST), 0)
    report = Life(people).submitted().dispatched().report
    there = "di depan Pasar Lama pada hari Kamis 6 Maret oleh regu dua dengan aspal panas seluas dua belas meter"
    words = iter(there.split() * 20)
    for verb, _name, text in FIRST:
        filled = re.sub(r"\[\[[^\]]*\]\]", lambda _gap: " ".join(next(words) for _ in range(6)), text)
        assert (gaps(filled), likeness(filled, report) < CANNED_FROM) == ([], True), (verb, text)


def test_what_the_unit_said_in_many_cases_lately_is_counted(people, django_assert_num_queries):
    told = [Life(people).submitted().dispatched().responded() for _again in range(3)]
    mine = Life(people).submitted().dispatched()
    assert said_before(ANSWER.upper(), mine.report, at=LATER) == 3
    assert said_before(ANSWER, told[0].report, at=LATER) == 2
    assert said_before("Rambu di simpang empat sudah dipasang kembali oleh petugas kami.", mine.report, at=LATER) == 0
    assert said_before(ANSWER, mine.report, at=LATER + timedelta(days=31)) == 0
    with django_assert_num_queries(2):
        said_before(ANSWER, mine.report, at=LATER)
    # Another unit's wording is its own.
    Report.objects.filter(pk=mine.report.pk).update(unit=office("kalsel-dishub"))
    mine.report.refresh_from_db()
    assert said_before(ANSWER, mine.report, at=LATER) == 0
