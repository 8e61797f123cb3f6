"""Signed days: what the owner of the database cannot bend without being found out, here and by the stand-alone tool."""

import importlib.util
import io
import json
import random
import secrets
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from tests.lives import Life
from tuntas.audit.models import DayRoot
from tuntas.db import guards
from tuntas.documents import receipt as documents
from tuntas.kernel import merkle
from tuntas.kernel.ids import new_id
from tuntas.ops.transfer import run_export
from tuntas.oversight import proofs
from tuntas.reports import chain
from tuntas.reports.models import Event, Report
from tuntas.web import public_receipt

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("verify_tuntas", ROOT / "tools" / "verify_tuntas.py")
verify_tuntas = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(verify_tuntas)
ROUNDS = 1_000


def tomorrow() -> datetime:
    """Ids bear the day on which the test runs."""
    return datetime.now(UTC) + timedelta(days=1, hours=2)


@pytest.fixture
def lives(people) -> list[Report]:
    done = Life(people).submitted().dispatched().responded().followed_up().confirmed().report
    return [done, Life(people).submitted().dispatched().returned().report, Life(people).submitted().withdrawn().report]


@pytest.fixture
def published(lives, tmp_path, client) -> list[str]:
    """The day files as anybody may fetch them."""
    assert proofs.seal_days(tomorrow()) >= 1
    paths = []
    for row in DayRoot.objects.order_by("day"):
        path = tmp_path / f"{row.day}.json"
        path.write_text(client.get(f"/data/bukti/{row.day}.json").text)
        paths.append(str(path))
    return paths


def exported(tmp_path) -> str:
    path = tmp_path / "log.jsonl"
    run_export(Namespace(to=str(path), log=True))
    return str(path)


def tool(*words: str) -> int:
    return verify_tuntas.main([*words])


def test_the_root_is_the_one_of_rfc_6962():
    """The empty tree, one leaf and three leaves, worked out by hand with the standard's prefixes."""
    import hashlib

    def leaf(text):
        return hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest()

    def node(a, b):
        return hashlib.sha256(b"\x01" + a + b).digest()

    a, b, c = "aa" * 32, "bb" * 32, "cc" * 32
    assert merkle.root([]) == hashlib.sha256(b"").hexdigest()
    assert merkle.root([a]) == leaf(a).hex()
    assert merkle.root([c, a, b]) == node(node(leaf(a), leaf(b)), leaf(c)).hex()


def test_a_day_is_signed_once_when_it_is_settled(lives):
    assert proofs.seal_days(datetime.now(UTC)) == 0
    sealed = proofs.seal_days(tomorrow())
    assert sealed == DayRoot.objects.count() >= 1
    assert proofs.seal_days(tomorrow()) == 0
    assert sum(row.events for row in DayRoot.objects.all()) == Event.objects.count()
    assert list(proofs.faults()) == []


def test_days_without_events_are_signed_too(lives):
    proofs.seal_days(tomorrow() + timedelta(days=3))
    assert [row.events for row in DayRoot.objects.order_by("-day")[:3]] == [0, 0, 0]
    assert list(proofs.faults()) == []


def test_before_the_first_report_there_is_nothing_to_sign(db, client):
    assert proofs.seal_days(tomorrow()) == 0
    assert "Belum ada hari yang ditandatangani" in client.get("/data/bukti/").text


def test_a_receipt_is_found_in_its_published_day(lives, published, capsys):
    first = lives[0].events.get(seq=1).hash
    assert tool("--key", proofs.public_key(), "receipt", first, *published) == 0
    assert tool("--key", proofs.public_key(), "receipt", "0" * 64, *published) == 1
    assert "no day among the files holds" in capsys.readouterr().out


def test_the_receipt_bears_the_fingerprint(lives, published, client):
    receipt = documents.receipt_pdf(public_receipt._sheet(lives[0], ""))
    text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(receipt)).pages)
    assert lives[0].events.get(seq=1).hash in text


def test_the_exported_log_fits_the_published_days_and_names_nobody(lives, published, tmp_path, people):
    log = exported(tmp_path)
    assert tool("--key", proofs.public_key(), "log", log, *published) == 0
    text = Path(log).read_text()
    for word in (lives[0].title, lives[0].body[:20], people.ratna.name, lives[0].reference):
        assert word not in text


def test_a_day_signed_with_another_key_does_not_fit(published, capsys):
    assert tool("--key", "ab" * 32, "receipt", "0" * 64, *published) == 1
    assert "signature" in capsys.readouterr().out


def test_a_changed_day_file_does_not_fit(published, capsys):
    path, said = next((Path(day), said) for day in published if (said := json.loads(Path(day).read_text()))["leaves"])
    said["leaves"][0] = "00" * 32
    path.write_text(json.dumps(said))
    assert tool("--key", proofs.public_key(), "receipt", "00" * 32, *published) == 1
    assert "do not give its root" in capsys.readouterr().out


@pytest.mark.parametrize("field", ["root", "previous", "signature", "events"])
def test_a_changed_root_is_found(lives, field):
    proofs.seal_days(tomorrow() + timedelta(days=1))
    _unguarded("audit_dayroot")
    row = DayRoot.objects.order_by("day").last()
    value = row.events + 1 if field == "events" else secrets.token_hex(len(getattr(row, field)) // 2)
    DayRoot.objects.filter(pk=row.pk).update(**{field: value})
    assert [fault.day for fault in proofs.faults()] == [row.day]


def test_a_day_left_out_is_found(lives):
    proofs.seal_days(tomorrow() + timedelta(days=2))
    _unguarded("audit_dayroot")
    DayRoot.objects.filter(pk=DayRoot.objects.order_by("-day")[1].pk).delete()
    assert len(list(proofs.faults())) == 1


def test_an_erased_text_breaks_no_proof(lives, published, tmp_path):
    """What the law lets people erase is the text; the chain holds its salted digest alone."""
    report = lives[0]
    Report.objects.filter(pk=report.pk).update(title="", body="", text_salt="")
    assert list(proofs.faults()) == []
    assert tool("--key", proofs.public_key(), "log", exported(tmp_path), *published) == 0


def _unguarded(table: str) -> None:
    # Not entered: inside a test's transaction SQLite lets nobody enter a schema editor.
    guards.unguard(table, connection.schema_editor(atomic=False))


CHANGES = {
    "verb": lambda e, r: {"verb": r.choice([v for v in ("RESPOND", "NOTE", "CONFIRM", "RETURN") if v != e.verb])},
    "at": lambda e, r: {"at": e.at + timedelta(seconds=r.randint(1, 10**6))},
    "days": lambda e, r: {"days": (e.days or 0) + r.randint(1, 30)},
    "unit_days": lambda e, r: {"unit_days": (e.unit_days or 0) + r.randint(1, 30)},
    "on_time": lambda e, r: {"on_time": not e.on_time},
    "year": lambda e, r: {"year": e.year - r.randint(1, 3)},
    "ending": lambda e, r: {"ending": "SILENT" if e.ending == "CONFIRMED" else "CONFIRMED"},
    "unit_id": lambda e, r: {"unit_id": new_id()},
    "actor_id": lambda e, r: {"actor_id": new_id()},
    "classification": lambda e, r: {"classification": "REQUEST" if e.classification != "REQUEST" else "INFORMATION"},
    "topic_code": lambda e, r: {"topic_code": e.topic_code + "x"},
    "facts": lambda e, r: {"facts": {**e.facts, "x": r.random()}},
    "salt": lambda e, r: {"salt": secrets.token_hex(16)},
    "hash": lambda e, r: {"hash": secrets.token_hex(32)},
    "previous": lambda e, r: {"previous": secrets.token_hex(32)},
    "target": lambda e, r: {"target": e.target + "X"},
    "source": lambda e, r: {"source": e.source + "X"},
    "local_date": lambda e, r: {"local_date": e.local_date - timedelta(days=r.randint(1, 99))},
}


def _rewrite(event: Event) -> None:
    """The owner who knows the chain: every later row is hashed anew and the report's own copy set right."""
    rows = list(Event.objects.filter(report_id=event.report_id, seq__gte=event.seq).order_by("seq"))
    previous = rows[0].previous
    for row in rows:
        row.previous = previous
        row.hash = previous = chain.link(row)
        Event.objects.filter(pk=row.pk).update(previous=row.previous, hash=row.hash)
    Report.objects.filter(pk=event.report_id).update(last_hash=previous)


def _mutate(event: Event, dice: random.Random) -> str:
    kind = dice.choice([*CHANGES, "delete", "insert", "rewrite", "rewrite"])
    rows = Event.objects.filter(pk=event.pk)
    if kind == "delete":
        # The last row, with the report set back as if it had never been: the quietest of all.
        last = Event.objects.filter(report_id=event.report_id).order_by("seq").last()
        Event.objects.filter(pk=last.pk).delete()
    elif kind == "insert":
        last = Event.objects.filter(report_id=event.report_id).order_by("seq").last()
        last.pk, last.seq, last.previous = new_id(), last.seq + 1, last.hash
        last.hash = chain.link(last)
        last.save(force_insert=True)
        Report.objects.filter(pk=event.report_id).update(last_seq=last.seq, last_hash=last.hash)
    elif kind == "rewrite":
        rows.update(days=(event.days or 0) + 1)
        _rewrite(event)
    else:
        rows.update(**CHANGES[kind](event, dice))
    return kind


@pytest.mark.one_engine
def test_a_thousand_changes_by_the_owner_of_the_database_are_all_found(lives, published, tmp_path, capsys):
    """One change at a time, then taken back. `tuntas verify` and the stand-alone tool must each find every one."""
    for table in ("reports_event", "reports_outbox"):
        _unguarded(table)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_outbox")
    dice, missed = random.Random(2026), []
    events = list(Event.objects.all())
    for number in range(ROUNDS):
        with transaction.atomic():
            kind = _mutate(dice.choice(events), dice)
            here = any(chain.verify(Report.objects.all())) or any(proofs.faults())
            there = tool("--key", proofs.public_key(), "log", exported(tmp_path), *published) == 1
            if not (here and there):
                missed.append((number, kind, here, there))
            transaction.set_rollback(True)
    capsys.readouterr()
    with capsys.disabled():
        print(f"\n{ROUNDS} changes by the owner of the database, {ROUNDS - len(missed)} found")  # noqa: T201
    assert missed == []
    assert (list(chain.verify(Report.objects.all())), list(proofs.faults())) == ([], [])
    assert tool("--key", proofs.public_key(), "log", exported(tmp_path), *published) == 0
