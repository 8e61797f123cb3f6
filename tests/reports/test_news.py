"""Where a reporter wants news: an address counts after its code, is sealed, and leaves no trace in the log."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.lives import Life
from tuntas.kernel.refusals import Guarded, Invalid, NotAllowed
from tuntas.reports.actions.news import ask_news, choose_news, confirm_news, stop_news
from tuntas.reports.identity import Contact
from tuntas.reports.models import NewsChoice
from tuntas.reports.news import LASTS, TRIES, address_of, asked_of, own_news, wants
from tuntas.reports.states import IdentityMode, NewsWish, Verb

NEW = "kabar@warga.example"


@pytest.fixture
def life(people) -> Life:
    return Life(people).submitted()


@pytest.fixture
def hidden(people) -> Life:
    return Life(people).submitted(identity=IdentityMode.NONE, contact=Contact())


def asked(life: Life, address: str = NEW) -> str:
    ask_news(life.report, address=address, by=life.siti, at=life.tick())
    return asked_of(life.report, at=life.at).code


def test_a_new_address_counts_only_after_its_code(life):
    code = asked(life)
    assert (address_of(life.report), len(code)) == ("siti@warga.example", 8)
    confirm_news(life.report, code=f"{code[:4]} {code[4:]}", by=life.siti, at=life.tick())
    assert (address_of(life.report), asked_of(life.report, at=life.at).asked) == (NEW, "")


def test_whoever_reported_without_identity_can_have_news_and_stays_without(hidden):
    assert address_of(hidden.report) == ""
    confirm_news(hidden.report, code=asked(hidden), by=hidden.siti, at=hidden.tick())
    assert (address_of(hidden.report), hidden.report.identity) == (NEW, IdentityMode.NONE)


def test_the_address_is_sealed_and_no_event_names_it(life):
    confirm_news(life.report, code=asked(life), by=life.siti, at=life.tick())
    row = NewsChoice.objects.get()
    assert b"kabar" not in bytes(row.sealed) + bytes(row.wrapped_key)
    events = life.report.events.filter(verb=Verb.CHANGE_NEWS).order_by("seq")
    assert [event.facts for event in events] == [{"what": "ASKED"}, {"what": "CONFIRMED"}]


def test_an_officer_may_neither_see_nor_change_it(life):
    for by in (life.people.budi, life.people.ratna):
        with pytest.raises(NotAllowed):
            own_news(life.report, by=by, at=life.at)
        with pytest.raises(NotAllowed):
            ask_news(life.report, address=NEW, by=by, at=life.tick())


def test_the_page_is_told_what_hides_most_of_the_address(life):
    asked(life)
    news = own_news(life.report, by=life.siti, at=life.at)
    assert (news.address, news.asked, news.mails) == ("s…@warga.example", "k…@warga.example", True)


@pytest.mark.parametrize("address", ["", "siti", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_single_address_is_refused(life, address):
    with pytest.raises(Invalid):
        ask_news(life.report, address=address, by=life.siti, at=life.tick())
    assert not NewsChoice.objects.exists()


def test_wrong_codes_are_few_and_then_even_the_right_one_is_too_late(life):
    code = asked(life)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for _ in range(TRIES):
        with pytest.raises(Invalid):
            confirm_news(life.report, code=wrong, by=life.siti, at=life.tick())
    with pytest.raises(Guarded):
        confirm_news(life.report, code=code, by=life.siti, at=life.tick())
    assert address_of(life.report) == "siti@warga.example"


def test_a_code_grows_old_and_works_once(life):
    code = asked(life)
    with pytest.raises(Guarded):
        confirm_news(life.report, code=code, by=life.siti, at=life.at + LASTS)
    confirm_news(life.report, code=code, by=life.siti, at=life.tick())
    with pytest.raises(Guarded):
        confirm_news(life.report, code=code, by=life.siti, at=life.tick())


def test_stopping_erases_the_address_and_what_waits(life):
    confirm_news(life.report, code=asked(life), by=life.siti, at=life.tick())
    late = asked(life, "lain@warga.example")
    stop_news(life.report, by=life.siti, at=life.tick())
    assert (address_of(life.report), asked_of(life.report, at=life.at).asked) == ("", "")
    with pytest.raises(Guarded):
        confirm_news(life.report, code=late, by=life.siti, at=life.tick())
    seen = life.report.last_seq
    with pytest.raises(Guarded):
        stop_news(life.report, by=life.siti, at=life.tick())
    life.report.refresh_from_db()
    assert life.report.last_seq == seen


def test_only_answers_and_deadlines(life):
    choose_news(life.report, wish=NewsWish.KEY, by=life.siti, at=life.tick())
    told = {verb for verb in (Verb.DISPATCH_UNIT, Verb.RESPOND, Verb.REMIND, Verb.PUBLISH) if wants(life.report, verb)}
    assert told == {Verb.RESPOND, Verb.REMIND}
    choose_news(life.report, wish=NewsWish.EVERY, by=life.siti, at=life.tick())
    assert wants(life.report, Verb.DISPATCH_UNIT)


def test_what_waits_is_forgotten_in_time(life):
    asked(life)
    assert asked_of(life.report, at=NOW + LASTS + timedelta(hours=1)).code == ""
