"""Access codes cannot be guessed: by arithmetic, by a million tries, and by what the throttle lets through."""

import hashlib
import math
import re
import secrets
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NOW
from tests.lives import Life
from tuntas.kernel.references import (
    ALPHABET,
    CODE_LENGTH,
    code_hash,
    grouped,
    new_access_code,
    new_reference,
    read_access_code,
)
from tuntas.kernel.refusals import TooMany
from tuntas.web.tracking import TRIES, TRIES_OF_ALL, WINDOW, Throttle, throttle

GUESSES, LIVE, REAL = 1_000_000, 1_000, 5_000


@pytest.fixture(autouse=True)
def _no_tries_before():
    throttle.clear()


_SYMBOLS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


def _guesses(count: int) -> Iterator[bytes]:
    """Guesses of the cheapest kind: right length and alphabet, the check symbol not worked out. (256 is not a
    multiple of 31, so eight symbols come a little more often: of no help against codes that are even.)"""
    drawn = secrets.token_bytes(count * CODE_LENGTH).translate(_SYMBOLS)
    yield from (drawn[start : start + CODE_LENGTH] for start in range(0, len(drawn), CODE_LENGTH))


@pytest.mark.one_engine
def test_a_million_guesses_open_none_of_a_thousand_reports(capsys):
    """Simulated: the stored hash is computed as `code_hash` does, and looked up among those of a thousand live
    reports; the throttle, which would let through 300 tries in 15 minutes, is left out in the attacker's favour."""
    stored = {code_hash(new_access_code()) for _report in range(LIVE)}
    salted = hashlib.sha256(b"tuntas access code:")
    hits = 0
    for guess in _guesses(GUESSES):
        one = salted.copy()
        one.update(guess)
        hits += one.hexdigest() in stored
    assert one.hexdigest() == code_hash(guess.decode()), "the simulation no longer hashes as the check does"
    bits = (CODE_LENGTH - 1) * math.log2(len(ALPHABET))
    with capsys.disabled():
        sys.stdout.write(f"\naccess codes: {GUESSES} guesses at {LIVE} reports, {hits} hits; {bits:.1f} bits each\n")
    assert hits == 0
    assert bits > 113


@pytest.mark.one_engine
def test_a_guess_that_is_right_is_found():
    """The control: the same look-up finds a code that was guessed right."""
    code = new_access_code()
    assert code_hash(read_access_code(grouped(code).lower())) in {code_hash(code)}


@pytest.mark.one_engine
def test_what_the_throttle_lets_through_in_a_day():
    """Five thousand tries at the real throttle, one a second: five for each number, 300 in all in fifteen minutes."""
    asked, one, spread = Throttle(), 0, 0
    for second in range(REAL):
        try:
            asked.wrong("7F3K9Q2C", NOW + timedelta(seconds=second))
            one += 1
        except TooMany:
            continue
    asked.clear()
    for second in range(REAL):
        try:
            asked.wrong(f"nomor-{second}", NOW + timedelta(seconds=second))
            spread += 1
        except TooMany:
            continue
    windows = math.ceil(REAL / WINDOW.total_seconds())
    assert (one, spread) == (windows * TRIES, windows * TRIES_OF_ALL)


def test_through_the_form_the_sixth_wrong_guess_is_held_back_and_the_right_code_never(people):
    life, client = Life(people).submitted(), Client()
    asked = [
        client.post("/lacak/", {"reference": life.report.number, "access_code": grouped(new_access_code())})
        for _try in range(TRIES + 3)
    ]
    assert [answer.status_code for answer in asked] == [404] * TRIES + [429] * 3
    right = client.post("/lacak/", {"reference": life.report.number, "access_code": grouped(life.access_code)})
    assert (right.status_code, right["Location"]) == (302, "/lacak/laporan/")


def test_an_unknown_number_and_a_wrong_code_are_answered_alike(people):
    life, wrong = Life(people).submitted(), grouped(new_access_code())
    pages = []
    for number in (life.report.number, grouped(new_reference())):
        answer = Client().post("/lacak/", {"reference": number, "access_code": wrong})
        body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode()).replace(number, "")
        pages.append((answer.status_code, body, {name: value for name, value in answer.items() if name != "Vary"}))
        assert wrong not in answer.content.decode()
    known, unknown = pages
    assert known[0] == 404
    assert known == unknown
