"""Where one is signed in: the list, ending one or all others, and what ends by itself."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tests.cast import NOW
from tests.lives import office
from tests.web.signing_in import LAPTOP, NEW_PASSWORD, PASSWORD, PHONE, is_in, person, session_of, sign_in
from tuntas.accounts.models import Membership, Role, SignIn
from tuntas.accounts.people import change_role
from tuntas.kernel import clock

PAGE = "/akun/sesi/"
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    cache.clear()


def devices(client: Client) -> list[str]:
    html = client.get(PAGE).content.decode()
    return [" ".join(re.sub("<[^>]+>", "", title).split()) for title in re.findall("<h2>(.*?)</h2>", html)]


def ids(client: Client) -> list[str]:
    return re.findall(r'name="sesi" value="([0-9a-f-]{36})"', client.get(PAGE).content.decode())


def test_each_browser_stands_there_in_words_and_this_one_is_marked(people):
    phone, laptop = sign_in(agent=PHONE), sign_in(agent=LAPTOP)
    assert devices(laptop) == ["Firefox · Windows (perangkat ini)", "Chrome · Android"]
    assert devices(phone) == ["Firefox · Windows", "Chrome · Android (perangkat ini)"]


def test_nothing_of_the_browsers_own_line_and_no_address_is_kept(people):
    laptop = sign_in(agent=LAPTOP)
    row = SignIn.objects.get()
    kept = {field.name: getattr(row, field.attname) for field in row._meta.fields}
    assert kept.keys() == {"id", "user", "session_key", "device", "since", "seen_at"}
    assert (kept["device"], kept["session_key"]) == ("Firefox · Windows", session_of(laptop).session_key)
    assert set(session_of(laptop).get_decoded()["sign_in"]) == {"id", "since", "seen"}


def test_one_browser_is_signed_out_and_no_other(people):
    phone, tablet, laptop = sign_in(agent=PHONE), sign_in(agent=""), sign_in()
    (one,) = [row.pk for row in SignIn.objects.filter(device="Chrome · Android")]
    assert laptop.post(PAGE, {"sesi": str(one)}).status_code == 302
    assert (is_in(phone), is_in(tablet), is_in(laptop)) == (False, True, True)
    assert devices(laptop) == ["Firefox · Windows (perangkat ini)", "Perangkat tidak dikenal"]


def test_all_others_are_signed_out_at_once(people):
    others, laptop = [sign_in(agent=PHONE), sign_in()], sign_in()
    laptop.post(PAGE, {"sesi": "lain"})
    assert ([is_in(client) for client in others], is_in(laptop)) == ([False, False], True)
    assert Session.objects.count() == 1


def test_nobody_ends_what_is_another_persons(people):
    hadi, ratna = sign_in("hadi@kalsel.example"), sign_in()
    for which in (str(SignIn.objects.get(user=person("hadi@kalsel.example")).pk), "bukan-id", ""):
        ratna.post(PAGE, {"sesi": which})
    assert (is_in(hadi), is_in(ratna)) == (True, True)


def test_one_does_not_end_ones_own_here(people):
    laptop = sign_in()
    laptop.post(PAGE, {"sesi": str(SignIn.objects.get().pk)})
    assert is_in(laptop)


def test_signing_out_takes_the_row_along(people):
    laptop, phone = sign_in(), sign_in(agent=PHONE)
    phone.post("/akun/logout/")
    assert devices(laptop) == ["Firefox · Windows (perangkat ini)"]


def test_a_new_password_ends_all_others_and_keeps_this_one(people):
    phone, laptop = sign_in(agent=PHONE), sign_in()
    new = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    old_key = session_of(laptop).session_key
    assert laptop.post("/akun/password/change/", new).status_code == 302
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert session_of(laptop).session_key != old_key
    assert not Session.objects.filter(session_key=old_key).exists()
    assert devices(laptop) == ["Firefox · Windows (perangkat ini)"]
    assert ids(laptop) == []


def test_another_role_ends_all(people):
    phone, laptop = sign_in(agent=PHONE), sign_in()
    seat = Membership.objects.get(user=person(), institution=office("kalsel-pupr"))
    change_role(seat, Role.HEAD, by=people.budi, at=NOW)
    assert (is_in(phone), is_in(laptop), SignIn.objects.count()) == (False, False, 0)


def test_the_session_has_another_key_after_signing_in(people):
    client = Client()
    # The theme is kept in a cookie; a half-done way to the second factor or a wanted page makes a session.
    session = client.session
    session["wanted"] = "/meja/"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/akun/login/", {"login": "ratna@kalsel.example", "password": PASSWORD})
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    thief = Client()
    thief.cookies["sessionid"] = before
    assert (is_in(client), is_in(thief)) == (True, False)


def later(monkeypatch, minutes: int) -> None:
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(minutes=minutes))


def test_being_seen_is_noted_every_five_minutes_and_moves_the_end(people, monkeypatch, settings):
    settings.TUNTAS_SESSION_IDLE, settings.TUNTAS_SESSION_LONGEST = 120, 720
    laptop = sign_in()
    row, end = SignIn.objects.get(), session_of(laptop).expire_date
    assert row.since == row.seen_at
    assert timedelta(minutes=119) < end - row.since <= timedelta(minutes=120, seconds=1)
    is_in(laptop)
    assert (SignIn.objects.get().seen_at, session_of(laptop).expire_date) == (row.seen_at, end)
    later(monkeypatch, 6)
    is_in(laptop)
    assert SignIn.objects.get().seen_at - row.seen_at >= timedelta(minutes=6)
    assert session_of(laptop).expire_date - end >= timedelta(minutes=6)


def test_no_use_keeps_a_session_open_for_ever(people, monkeypatch, settings):
    settings.TUNTAS_SESSION_IDLE, settings.TUNTAS_SESSION_LONGEST = 120, 125
    laptop = sign_in()
    since = SignIn.objects.get().since
    later(monkeypatch, 60)
    is_in(laptop)
    assert timedelta(minutes=124) < session_of(laptop).expire_date - since <= timedelta(minutes=125, seconds=1)


def test_a_session_whose_row_is_gone_ends(people, monkeypatch):
    laptop = sign_in()
    SignIn.objects.all().delete()
    later(monkeypatch, 6)
    is_in(laptop)
    assert not is_in(laptop)


def test_the_page_is_for_whoever_is_signed_in_and_kept_by_nobody(people):
    answer = Client().get(PAGE)
    assert (answer.status_code, answer.url) == (302, "/akun/login/?next=/akun/sesi/")
    assert "no-store" in sign_in().get(PAGE)["Cache-Control"]
