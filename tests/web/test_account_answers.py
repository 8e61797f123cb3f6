"""Whether an address has an account is told by no answer: not by its status, its bytes, its work or its time."""

import re
import time
from statistics import median

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tuntas.accounts.models import ResetWish, User

KNOWN, CLOSED, UNKNOWN = "ratna@kalsel.example", "hadi1@kalsel.example", "siapa@kalsel.example"
"""Of the same length: the page shows again what was typed."""
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def closed_account(people):
    User.objects.filter(email="hadi@kalsel.example").update(is_active=False, email=CLOSED)


def plain(answer: HttpResponse, address: str) -> tuple:
    """All of an answer but the tokens, and the address typed."""
    body = re.sub(rb'(name="csrfmiddlewaretoken" value=")\w+', rb"\1", answer.content).replace(address.encode(), b"@")
    headers = {name: value for name, value in answer.items() if name not in ("Set-Cookie", "Expires")}
    return answer.status_code, headers, sorted(answer.cookies), body


def told(path: str, given: dict[str, str], field: str, address: str) -> tuple:
    """The answer to a stranger, and how many statements it took, by kind."""
    cache.clear()
    with CaptureQueriesContext(connection) as done:
        answer = Client().post(path, given | {field: address})
    return plain(answer, address), [row["sql"].split()[0] for row in done]


@pytest.mark.parametrize("other", [CLOSED, UNKNOWN])
def test_a_wrong_password_and_an_unknown_address_are_one_answer(other):
    one, another = (told("/akun/login/", {"password": "tebakan"}, "login", who) for who in (KNOWN, other))
    assert one[0][0] == 200
    assert one[0] == another[0]
    assert len(one[0][3]) == len(another[0][3])


def test_each_wrong_try_hashes_once(monkeypatch):
    counted = []
    real = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda *args: counted.append(1) or real(*args))
    for who in (KNOWN, CLOSED, UNKNOWN):
        told("/akun/login/", {"password": "tebakan"}, "login", who)
    assert len(counted) == 3


@pytest.mark.parametrize("other", [CLOSED, UNKNOWN])
def test_a_wish_for_a_new_password_is_one_answer_and_the_same_work(other):
    one, another = (told("/akun/password/reset/", {}, "email", who) for who in (KNOWN, other))
    assert one[0][0] == 302
    assert one == another
    assert mail.outbox == []
    assert sorted(ResetWish.objects.values_list("email", flat=True)) == sorted([KNOWN, other])


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_the_sixth_wrong_try_is_held_back_whoever_it_is(address):
    answers = [Client().post("/akun/login/", {"login": address, "password": "tebakan"}) for _ in range(6)]
    assert ["Terlalu banyak" in answer.content.decode() for answer in answers] == [False] * 5 + [True]
    assert {answer.status_code for answer in answers} == {200}


def test_the_answer_that_holds_back_is_one_for_all():
    found = []
    for address in (KNOWN, UNKNOWN):
        cache.clear()
        answers = [Client().post("/akun/login/", {"login": address, "password": "tebakan"}) for _ in range(6)]
        found.append(plain(answers[-1], address))
    assert found[0] == found[1]


def test_nobody_signs_up_and_every_address_hears_the_same():
    given = {"password1": "kuda-laut-terbang-42"}
    one, another = (told("/akun/signup/", given, "email", who) for who in (KNOWN, UNKNOWN))
    assert (one, one[0][0]) == (another, 200)
    assert not User.objects.filter(email=UNKNOWN).exists()


@pytest.mark.one_engine
@pytest.mark.parametrize(("path", "field"), [("/akun/login/", "login"), ("/akun/password/reset/", "email")])
def test_no_answer_takes_longer_than_the_other(monkeypatch, path, field):
    """By processor time, turn by turn, with a cheap hash so that whatever else differs would show."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 2_000)
    monkeypatch.setattr(PBKDF2PasswordHasher, "harden_runtime", lambda *_: None)
    user = User.objects.get(email=KNOWN)
    user.set_password("rahasia-untuk-uji")
    user.save()
    spent = {KNOWN: [], UNKNOWN: []}
    for turn in range(60):
        for address in (KNOWN, UNKNOWN) if turn % 2 else (UNKNOWN, KNOWN):
            cache.clear()
            began = time.process_time()
            Client().post(path, {field: address, "password": "tebakan"})
            spent[address].append(time.process_time() - began)
    assert 0.9 < median(spent[KNOWN]) / median(spent[UNKNOWN]) < 1.1
