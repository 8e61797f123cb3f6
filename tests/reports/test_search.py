"""Full-text search: whole words by their beginning, folded, kept with every change, never beyond sight."""

import pytest

from tests.lives import Life
from tuntas.db.fulltext import matching
from tuntas.reports.models import Report, Words
from tuntas.reports.queries import search
from tuntas.reports.searching import keep_words, words_of


def found(actor, text: str) -> list:
    return list(search(actor, text))


def test_words_are_found_by_their_beginning_in_any_order_and_spelling(people):
    report = Life(people).submitted(title="Jembatan Kertak Hanyar putus", body="Café tepi sungai ikut roboh.").report
    for text in (
        "jembatan",
        "JEMB",
        "putus jembatan",
        "cafe",
        "hanyar: sungai!",
        "(roboh)",
        'kertak" OR "x" roboh'[:6],
    ):
        assert found(people.budi, text) == [report], text
    for text in ("embatan", "jembatan gantung", "", "  ", "*", '"', "' OR 1=1 --"):
        assert found(people.budi, text) == [], text


def test_what_may_not_be_seen_is_not_found(people):
    Life(people).submitted(title="Pungutan di loket rahasia", topic_code="pungli")
    Life(people).submitted(title="Selokan mampet").dispatched()
    assert found(people.budi, "pungutan") == found(people.agus, "pungutan") == []
    assert len(found(people.intan, "pungutan")) == 1
    assert found(people.yusuf, "selokan") == []
    assert len(found(people.ratna, "selokan")) == 1


def test_the_words_follow_a_changed_text(people):
    report = Life(people).submitted(title="Pohon tumbang").report
    was = Report.objects.get(pk=report.pk)
    report.title = "Tiang miring"
    keep_words(report, was)
    assert found(people.budi, "tumbang") == []
    assert found(people.budi, "tiang") == [report]
    Words.objects.filter(report=report).delete()
    assert found(people.budi, "tiang") == []


def test_a_search_is_one_query(people, django_assert_num_queries):
    Life(people).submitted()
    with django_assert_num_queries(1):
        assert len(found(people.budi, "berlubang")) == 1


def test_the_port_takes_plain_words_only():
    assert words_of("Jalan A-12, depan_pasar (Ñ)") == ["jalan", "a", "12", "depan", "pasar", "n"]
    for words in ([], ["a b"], ['x"'], ["a&b"]):
        with pytest.raises(ValueError, match="letters and digits"):
            matching("reports_words", words)
