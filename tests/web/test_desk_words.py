"""Words to start from in the form of an act, and the warning before worn-out words are sent."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.lives import ANSWER, DONE, Life, office
from tests.world import CANNED
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.reports.models import ReplyTemplate, Report
from tuntas.reports.states import Verb

OPEN = "Kami sudah melihat [[apa dan di mana]] pada [[hari]]."


@pytest.fixture(autouse=True)
def the_same_day(settings, monkeypatch):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(hour=7))


@pytest.fixture
def ratna(client, people):
    client.force_login(User.objects.get(email="ratna@kalsel.example"))
    return client


def template(**words) -> ReplyTemplate:
    return ReplyTemplate.objects.create(**{"name": "Sudah ditinjau", "text": OPEN, **words})


def page_of(report: Report) -> str:
    return f"/meja/laporan/{report.reference}/"


def last_verb(report: Report) -> str:
    return report.events.order_by("seq").last().verb


def test_a_template_fills_the_text_and_keeps_what_was_typed_elsewhere(ratna, people):
    report, row = Life(people).submitted().dispatched().report, template()
    typed = {
        "respon-message": "Yth. Ibu Siti,",
        "respon-plan": "2025-03-20",
        "respon-templat": str(row.pk),
        "pakai": "1",
    }
    page = ratna.post(f"{page_of(report)}respon/", typed)
    assert page.status_code == 200
    assert f"Yth. Ibu Siti,\n\n{OPEN}</textarea>" in page.text
    assert 'value="2025-03-20"' in page.text
    assert "Ada yang perlu diperbaiki" not in page.text
    assert last_verb(report) == Verb.DISPATCH_UNIT


@pytest.mark.parametrize("key", ["", "bukan-kunci", "01a20df3-2c7a-7818-ba28-6e8c19537276"])
def test_a_template_that_is_not_offered_fills_nothing(ratna, people, key):
    report, foreign = Life(people).submitted().dispatched().report, template(institution=office("banjarmasin"))
    for wanted in (key, str(foreign.pk)):
        page = ratna.post(f"{page_of(report)}respon/", {"respon-templat": wanted, "pakai": "1"})
        assert (page.status_code, "[[hari]]" in page.text) == (200, False)


def test_each_act_offers_its_own_templates(ratna, people):
    report = Life(people).submitted().dispatched().responded().report
    template(verb="FOLLOW_UP", name="Sudah diperbaiki")
    template(verb="ASK_REPORTER", name="Tanya tempat")
    offered = {act.slug: [one.name for one in act.starters] for act in ratna.get(page_of(report)).context["acts"]}
    assert offered["tindak-lanjut"] == offered["draf"] == ["Sudah diperbaiki"]
    assert offered["pertanyaan"] == ["Tanya tempat"]
    assert offered["catatan"] == []


def test_an_open_gap_is_refused_at_its_field_and_the_words_stay(ratna, people):
    report = Life(people).submitted().dispatched().report
    page = ratna.post(f"{page_of(report)}respon/", {"respon-message": f"Selamat pagi, Bu. {OPEN}", "tetap": "1"})
    assert page.status_code == 422
    assert page.context["tried"].errors.keys() == {"message"}
    assert "belum diisi: [[apa dan di mana]], [[hari]]" in page.text
    assert f"Selamat pagi, Bu. {OPEN}</textarea>" in page.text
    assert last_verb(report) == Verb.DISPATCH_UNIT


@pytest.mark.parametrize("words", [CANNED, "Terima kasih."])
def test_a_template_alone_is_said_before_it_is_sent(ratna, people, words):
    report = Life(people).submitted().dispatched().report
    asked = ratna.post(f"{page_of(report)}respon/", {"respon-message": words})
    assert asked.status_code == 200
    assert asked.text.count("Jawaban ini hanya templat") == 1
    assert '<input type="hidden" name="tetap" value="1">' in asked.text
    assert last_verb(report) == Verb.DISPATCH_UNIT
    sent = ratna.post(f"{page_of(report)}respon/", {"respon-message": words, "tetap": "1"})
    assert (sent.status_code, last_verb(report)) == (302, Verb.ACKNOWLEDGE)


def test_words_given_in_many_cases_are_said_to_be_worn_out(ratna, people):
    for _again in range(3):
        Life(people).submitted().dispatched().responded()
    fourth, fifth = (Life(people).submitted().dispatched().report for _again in range(2))
    assert ratna.post(f"{page_of(fourth)}respon/", {"respon-message": ANSWER}).status_code == 302
    asked = ratna.post(f"{page_of(fifth)}respon/", {"respon-message": ANSWER})
    assert (asked.status_code, last_verb(fifth)) == (200, Verb.DISPATCH_UNIT)
    assert "hampir sama di 4 laporan lain" in asked.text
    other = ratna.post(f"{page_of(fifth)}respon/", {"respon-message": DONE})
    assert (other.status_code, last_verb(fifth)) == (302, Verb.RESPOND)


def test_who_may_not_act_is_refused_and_not_warned(ratna, people, client):
    report = Life(people).submitted().dispatched().report
    client.force_login(User.objects.get(email="budi@kalsel.example"))
    assert client.post(f"{page_of(report)}respon/", {"respon-message": CANNED}).status_code == 403


def test_the_page_costs_the_same_for_one_template_and_for_three(ratna, people):
    report = Life(people).submitted().dispatched().report
    costs = []
    for number in range(2):
        template(name=f"Templat {number}")
        with CaptureQueriesContext(connection) as seen:
            ratna.get(page_of(report))
        costs.append(len(seen))
        template(name=f"Lain {number}")
    assert costs[0] == costs[1]
