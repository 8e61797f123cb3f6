"""Every address x method x person x thing against doors.txt, which is written by hand from the law."""

import os
import sys
from collections import Counter
from zlib import crc32

import pytest
from django.db import transaction
from django.test import override_settings

from tests.kernels import places
from tests.kernels.doors import (
    TABLE,
    Ask,
    Asking,
    Door,
    Table,
    Thing,
    addresses,
    cells,
    foreign,
    judged,
    masked,
    overheard,
    read,
    told,
)
from tuntas.kernel.sealing import new_vault_key
from tuntas.web import branding, public_tally

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SOME = ("nobody", "siti", "budi", "intan", "gone")
"""Who looks at a page that is the same for everybody, in the quick run."""
EVERYTHING = os.environ.get("TUNTAS_ALL_DOORS") == "1"

OTHERWISE_UNKNOWN = ("nonsense", "original")
"""No number at all is asked for nowhere; and that a published report exists is no secret."""
CSRF_EXEMPT = {"published_flag", "receipt", "regions", "report", "report_offline", "stop_news"}
"""Forms that work without any cookie: they change nothing that belongs to somebody signed in."""


@pytest.fixture(scope="module")
def table() -> Table:
    return read(TABLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker, tmp_path_factory):
    """The world of places.py, rolled back when the module is done."""
    branding.remember({})
    changes = {
        "TUNTAS_VAULT_KEY": new_vault_key(), "TUNTAS_DATA_DIR": tmp_path_factory.mktemp("doors"),
        "TUNTAS_REQUIRE_SECOND_FACTOR": False,
    }  # fmt: skip
    with django_db_blocker.unblock(), override_settings(**changes), transaction.atomic():
        yield places.make()
        transaction.set_rollback(True)
    public_tally.forget()


def test_every_address_has_a_row_and_every_row_an_address(table):
    assert sorted(set(addresses()) - table.doors.keys()) == [], "write their rows into tests/kernels/doors.txt"
    assert sorted(table.doors.keys() - set(addresses())) == []
    kinds = {door.kind for door in table.doors.values()} - {""}
    assert kinds == table.things.keys()


def _sent(ask: Ask, table: Table, place: places.Place) -> bool:
    """What the quick run sends: GET and POST of everybody for everything. A refused method is refused before anything
    is looked up, and HEAD is GET without its body: there a visitor, an administrator and one person in turn will do."""
    door = table.doors[ask.name]
    things = list(table.things.get(door.kind, [""]))
    if EVERYTHING or not ((door.methods and ask.method not in door.methods) or ask.method == "HEAD"):
        return True
    turn = places.EVERYBODY[crc32(f"{ask.name}{ask.method}".encode()) % len(places.EVERYBODY)]
    return ask.which == things[0] and ask.who in ("nobody", turn)


@pytest.mark.one_engine
def test_who_opens_what(table, place, capsys):
    asking, wrong, counted = Asking(place), [], Counter()
    strange: dict[tuple[str, str, str], dict[str, tuple]] = {}
    for ask in cells(table):
        counted["cells"] += 1
        if not _sent(ask, table, place):
            continue
        door, counted["sent"] = table.doors[ask.name], counted["sent"] + 1
        unseen = foreign(ask, door, table)
        answer = asking.send(ask, door, counting=unseen)
        if fault := judged(ask, door, table, answer):
            wrong.append(f"{ask}: {fault}")
        counted["searched"] += bool(answer.body)
        if words := overheard(ask, table, place, answer):
            wrong.append(f"{ask}: {answer.status} reads {words}")
        if unseen:
            address = asking.address(ask, door).split("?")[0]
            strange.setdefault((ask.name, ask.method, ask.who), {})[ask.which] = masked(answer, address)
    for key, answers in strange.items():
        for which, answer in answers.items():
            if which not in ("unknown", *OTHERWISE_UNKNOWN) and "unknown" in answers:
                counted["foreign"] += 1
                if answer != answers["unknown"] and (parts := _still_apart(asking, table, key, which)):
                    wrong.append(f"{key}: {which} {parts} another than an unknown one")
    with capsys.disabled():
        sys.stdout.write(f"\n{told(counted, table)}\n")
    assert "\n".join(wrong) == ""
    assert counted["foreign"] > 300


def _still_apart(asking: Asking, table: Table, key: tuple[str, str, str], which: str) -> str:
    """What differs when both are asked again, one right after the other: what a process keeps for a while may have
    run out between the first two, and then one of them alone reads it anew."""
    answers = []
    for one in ("unknown", which):
        ask, door = Ask(*key, one), table.doors[key[0]]
        answer = asking.send(ask, door, counting=True)
        answers.append(masked(answer, asking.address(ask, door).split("?")[0]))
    return "" if answers[0] == answers[1] else _parts(answers[1], answers[0])


def _parts(one: tuple, other: tuple) -> str:
    names = ("status", "headers", "body", "queries")
    return ", ".join(name for name, mine, its in zip(names, one, other, strict=True) if mine != its)


def test_no_form_is_taken_without_its_token(table, place):
    asking, found = Asking(place, csrf=True), {}
    for name, door in table.doors.items():
        if "POST" in door.methods:
            which = next(iter(table.things[door.kind])) if door.kind else ""
            found[name] = asking.send(Ask(name, "POST", sorted(door.people)[0], which), door).status
    assert {name for name, status in found.items() if status != 403} == CSRF_EXEMPT
    assert len(found) > 50


def test_without_a_second_factor_no_officer_gets_further_than_its_set_up(table, place):
    asking, wrong, sent = Asking(place), [], 0
    with override_settings(TUNTAS_REQUIRE_SECOND_FACTOR=True):
        for name, door in table.doors.items():
            if not door.methods or door.people & {"nobody", "siti"}:
                continue
            for method in sorted(door.methods - {"HEAD"}):
                which = next(iter(table.things[door.kind])) if door.kind else ""
                answer = asking.send(Ask(name, method, sorted(door.people)[0], which), door)
                sent += 1
                if (answer.status, answer.place) != (302, "/akun/2fa/totp/activate/"):
                    wrong.append((name, method, answer.status, answer.place))
    assert wrong == []
    assert sent > 80


def test_a_wrong_row_and_a_wrong_word_are_found(table, place):
    """The judge can be wrong-footed by nothing: what the law does not allow is named."""
    door, ask = table.doors["desk_report"], Ask("desk_report", "GET", "ratna", "own")
    answer = Asking(place).send(ask, door)
    strict = Table(table.doors, {"report": {"own": Thing(frozenset({"budi"}), frozenset(), frozenset())}}, {})
    assert judged(ask, door, table, answer) == ""
    assert judged(ask, door, strict, answer) == "200: exists"
    assert overheard(ask, table, place, answer) == []
    closed = {**table.words, "note.own": {"budi"}}
    assert overheard(ask, Table(table.doors, table.things, closed), place, answer) == ["note.own"]
    shut = Door(door.methods, frozenset({"budi"}), "report")
    assert judged(ask, shut, table, answer) == "200 : got in"
