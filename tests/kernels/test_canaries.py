"""Unique words in every field that a reporter gives, then a search of every store: 0 hits outside canaries.txt.

Lives by web, counter and import. Searched: every table and column, the files, mail, cache, the export and its log, PDF,
spreadsheets and packs, all public addresses, the logs at DEBUG, and the page and the log of an exception forced at
every view, inside every view and inside every task.
"""

import base64
import io
import logging
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pypdfium2 as pdfium
import pytest
from django.conf import settings as live
from django.core import mail
from django.core.cache import caches
from django.core.handlers.base import BaseHandler
from django.db import IntegrityError, connection
from django.test import Client

from tests.cast import NOW, system
from tests.intake.test_importing import lapor, table
from tests.kernels import doors as kernel_doors
from tests.kernels.doors import TABLE, Ask, Asking, read
from tests.kernels.places import make
from tests.lives import Life, office
from tests.media.samples import DEVICE, OWNER, photo
from tests.web.test_figures import signed_in
from tuntas.evaluation.models import Kind, Order
from tuntas.evaluation.orders import Words, ask
from tuntas.intake.importing import import_file
from tuntas.kernel.logs import WordlessFormatter
from tuntas.kernel.references import grouped
from tuntas.kernel.sealing import new_vault_key
from tuntas.media import store
from tuntas.notifications import deliver
from tuntas.ops import transfer
from tuntas.ops.recurring import JOBS
from tuntas.ops.worker import Rounds
from tuntas.reports.actions import converse
from tuntas.reports.identity import Contact
from tuntas.reports.models import Report
from tuntas.reports.states import Channel, ContentMode, IdentityMode
from tuntas.web import period_making

ALLOWED = Path(__file__).parent / "canaries.txt"
CONTACT = {"name": "Walangsungsang Kenarius", "mail": "kenarius.w@warga.example", "phone": "81298765433"}
"""Given as contact: sealed, readable nowhere."""
WORDS = {"title": "kanarijudulx", "body": "kanariisix", "nik": "6371045508900003", "house": "Jalan Kenarius 77"}
"""Written into the report itself: it lies in the columns of the report, and nowhere else."""
FILES = {"file": "kanariberkasx", "owner": OWNER, "device": DEVICE}


def spellings(word: str) -> set[bytes]:
    """The word as it may lie somewhere: as typed, in capitals and small, in base64 at each offset, for URLs, UTF-16."""
    found = {word, word.upper(), word.lower(), quote(word), quote(word).replace("%20", "+")}
    if word.isdecimal() and word.startswith("8"):
        found |= {
            f"0{word}",
            f"62{word}",
            f"+62 {word[:3]}-{word[3:7]}-{word[7:]}",
            f"{word[:3]} {word[3:7]} {word[7:]}",
        }
    plain = {each.encode() for each in found} | {word.encode("utf-16-le"), word.encode("utf-16-be")}
    coded = {base64.b64encode(b"x" * shift + word.encode())[4 if shift else 0 : -4] for shift in range(3)}
    return plain | {each for each in coded if len(each) > 7}


def hits(text: bytes, words: dict[str, str]) -> set[str]:
    """Which canaries stand in the text."""
    return {name for name, word in words.items() if any(each in text for each in spellings(word))}


@pytest.fixture
def codes(people, settings, tmp_path, monkeypatch) -> list[str]:
    """Lives by web, counter and import, followed through the work, with news sent; the access codes."""
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path / "data"
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    body = f"Lubang besar di pasar. {WORDS['body']}, NIK {WORDS['nik']}, rumah saya {WORDS['house']}."
    who = Contact(CONTACT["name"], CONTACT["mail"], f"0{CONTACT['phone']}")
    made = []
    for identity, content, channel in (
        (IdentityMode.SEALED, ContentMode.SECRET, Channel.WEB),
        (IdentityMode.OPEN, ContentMode.PUBLIC, Channel.COUNTER),
    ):  # fmt: skip
        picture = store.put(store.accept(f"{FILES['file']}.jpg", photo()))
        told = {"title": f"Lubang {WORDS['title']}", "body": body, "files": (picture,)}
        life = Life(people).submitted(identity=identity, content=content, channel=channel, contact=who, **told)
        life.dispatched().responded().followed_up()
        converse.reply(life.report, body=f"Belum. {WORDS['body']}", by=life.siti, at=life.tick())
        made.append(life.access_code)
    import_file(table(tmp_path / "daftar.csv", lapor(isi_laporan_awal=body)), "lapor", by=system, at=NOW)
    while deliver.expand(life.tick()):
        pass
    deliver.deliver_due(life.at)
    return made


def _columns() -> list[tuple[str, str, bytes]]:
    """Each column of each table with everything that lies in it."""
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            heads, rows = [each[0] for each in cursor.description], cursor.fetchall()
            for place, head in enumerate(heads):
                values = (row[place] for row in rows)
                text = b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in values)
                found.append((name, head, text))
    return found


def _allowed() -> dict[str, set[str]]:
    """Table -> the columns in which the words of a report may lie."""
    lines = (line.split("#")[0].strip() for line in ALLOWED.read_text(encoding="utf-8").splitlines())
    rows = (line.split("|") for line in lines if line)
    return {cells[0].strip(): set(cells[1].replace("-", "").split()) for cells in rows}


def test_every_table_has_its_entry(db):
    tables = {name for name, _column, _text in _columns()}
    known = _allowed()
    assert sorted(tables - known.keys()) == [], "say in tests/kernels/canaries.txt what of a reporter may lie there"


def test_the_database_holds_contacts_sealed_and_words_only_where_they_belong(codes, capsys):
    allowed, wrong, searched = _allowed(), [], 0
    secret = {**CONTACT, **FILES, **{f"code{n}": code for n, code in enumerate(codes)}}
    secret |= {f"grouped{n}": grouped(code) for n, code in enumerate(codes)}
    for name, column, text in _columns():
        searched += 1
        found = hits(text, secret) | (set() if column in allowed[name] else hits(text, WORDS))
        wrong += [(name, column, word) for word in sorted(found)]
    assert wrong == []
    with capsys.disabled():
        sys.stdout.write(f"\ncanaries: {searched} columns searched for {len(secret) + len(WORDS)} words, 0 hits\n")
    assert any(hits(text, WORDS) for _name, _column, text in _columns()), "the words went nowhere: nothing was tested"


def test_files_mail_cache_export_and_public_pages(codes, capsys):
    secret = {**CONTACT, **{f"code{n}": code for n, code in enumerate(codes)}}
    everything = {**secret, **FILES, **WORDS}
    kept = [path for path in Path(live.TUNTAS_DATA_DIR).rglob("*") if path.is_file()]
    found = {str(path): hits(path.read_bytes() + path.name.encode(), everything) for path in kept}
    # The address of whom it goes to stands in its own line, and nowhere else.
    found |= {f"mail {one.subject}": hits(f"{one.subject}\n{one.body}".encode(), everything) for one in mail.outbox}
    found["cache"] = hits(repr(getattr(caches["process"], "_cache", {})).encode(), everything)
    out = io.StringIO()
    transfer._write(out)
    found["export"] = hits(out.getvalue().encode(), {**secret, **FILES})
    for address in (
        "/",
        "/laporan/",
        "/laporan/umpan.xml",
        "/peta/laporan.json",
        "/statistik/",
        "/data/",
        "/data/laporan/2025.csv",
        "/data/laporan/2025.json",
        "/sitemap.xml",
    ):
        found[address] = hits(Client().get(address).getvalue(), everything)
    assert {name: words for name, words in found.items() if words} == {}
    assert len(kept) >= 4
    with capsys.disabled():
        sys.stdout.write(f"\ncanaries: {len(kept)} files, {len(mail.outbox)} mails, {len(found)} places, 0 hits\n")


@pytest.fixture
def heard():
    """Everything that is logged at DEBUG, as the console would print it."""
    out, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(out), root.level
    handler.setFormatter(WordlessFormatter(**{"fmt": "{levelname} {name} {message}", "style": "{"}))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def test_an_error_at_any_view_tells_nothing_to_page_or_log(people, settings, tmp_path, monkeypatch, heard, capsys):
    """The error says what PostgreSQL says of a refused row: all of it."""
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    row = ", ".join({**CONTACT, **WORDS}.values())

    def broken(handler: BaseHandler, view: object) -> object:
        def view_that_fails(request, *args, **kwargs):
            raise IntegrityError(f"violates check constraint\nDETAIL:  Failing row contains ({row}).")

        return view_that_fails

    place, doors, pages = make(), read(TABLE.read_text(encoding="utf-8")), []
    asking = Asking(place)
    monkeypatch.setattr(BaseHandler, "make_view_atomic", broken)
    for name, door in doors.doors.items():
        which = next(iter(doors.things[door.kind])) if door.kind else ""
        pages.append(asking.send(Ask(name, "GET", "nobody", which), door))
    told = heard.getvalue().encode()
    assert {page.status for page in pages} <= {500, 503}
    assert {name for page in pages for name in hits(page.body, {**CONTACT, **WORDS})} == set()
    assert b"IntegrityError" in told
    assert hits(told, {**CONTACT, **WORDS}) == set()
    with capsys.disabled():
        sys.stdout.write(f"\ncanaries: an error at {len(pages)} views, {len(told)} bytes of log, 0 hits\n")


def test_an_error_inside_any_view_tells_nothing_of_what_was_sent(
    people, settings, tmp_path, monkeypatch, heard, capsys
):
    """Each view does its work for somebody who may open it, with canaries in the form, and fails at its end."""
    settings.TUNTAS_VAULT_KEY, settings.TUNTAS_DATA_DIR = new_vault_key(), tmp_path
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    everything, bind = {**CONTACT, **WORDS}, BaseHandler.make_view_atomic

    def failing(handler: BaseHandler, view: object) -> object:
        def fails_at_its_end(request, *args, **kwargs):
            for close in bind(handler, view)(request, *args, **kwargs)._resource_closers:
                close()
            raise IntegrityError(", ".join(everything.values()))

        return fails_at_its_end

    place, doors, pages = make(), read(TABLE.read_text(encoding="utf-8")), []
    asking, form = Asking(place), {"name": CONTACT["name"], "email": CONTACT["mail"], "phone": f"0{CONTACT['phone']}"}
    monkeypatch.setattr(BaseHandler, "make_view_atomic", failing)
    monkeypatch.setattr(
        kernel_doors, "SENT", {name: {**form, **WORDS, "reason": WORDS["body"]} for name in doors.doors}
    )
    for name, door in doors.doors.items():
        which = next(iter(doors.things[door.kind])) if door.kind else ""
        for method in sorted(door.methods & {"GET", "POST"}):
            pages.append(asking.send(Ask(name, method, sorted(door.people)[0], which), door))
    told = heard.getvalue().encode()
    assert {name for page in pages for name in hits(page.body, everything) if page.status >= 500} == set()
    assert hits(told, everything) == set()
    failed = sum(page.status >= 500 for page in pages)
    assert failed > 100
    with capsys.disabled():
        sys.stdout.write(
            f"\ncanaries: an error inside {failed} of {len(pages)} calls, {len(told)} bytes of log, 0 hits\n"
        )


def broken_task() -> None:
    raise IntegrityError(", ".join({**CONTACT, **WORDS}.values()))


@pytest.mark.one_engine  # on PostgreSQL the first refused row breaks the one transaction in which all these tasks run
def test_an_error_inside_any_task_tells_nothing_to_the_log(codes, heard, capsys):
    """First at its first word with the database, and where a task needs none, in its place."""

    def failing(execute, sql, params, many, context):
        broken_task()

    with connection.execute_wrapper(failing):
        failed = {*Rounds().run(NOW)}
    silent = [replace(job, task=replace(job.task, func=broken_task)) for job in JOBS if job.name not in failed]
    failed |= {*Rounds(silent).run(NOW)}
    told = heard.getvalue().encode()
    assert failed == {job.name for job in JOBS}
    assert told.count(b"IntegrityError") >= len(JOBS)
    assert hits(told, {**CONTACT, **WORDS}) == set()
    with capsys.disabled():
        sys.stdout.write(f"\ncanaries: an error inside {len(JOBS)} tasks, {len(told)} bytes of log, 0 hits\n")


def _texts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What can be read in a file: its bytes, and unpacked whatever it packs."""
    yield name, data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.namelist():
                yield from _texts(f"{name}/{part}", packed.read(part))
    elif data[:5] == b"%PDF-":
        with closing(pdfium.PdfDocument(data)) as document:
            words = "\n".join(page.get_textpage().get_text_range() for page in document)
        yield f"{name} (text)", words.encode()
        yield f"{name} (one line)", "".join(words.split()).encode()


def test_papers_spreadsheets_packs_and_calendars(codes, capsys):
    """No contact, code or name of a file in any; in those for everybody not a word of the report."""
    secret = {**CONTACT, **FILES, **{f"code{n}": code for n, code in enumerate(codes)}}
    secret |= {f"grouped{n}": grouped(code) for n, code in enumerate(codes)}
    secret |= {"name in one": "".join(CONTACT["name"].split())}
    reference, at = Report.objects.earliest("pk").reference, NOW + timedelta(days=45)
    reporter = Client()
    reporter.post("/lacak/", {"reference": reference, "access_code": codes[0]})
    for kind, period in ((Kind.REPORT, "2025-03"), (Kind.PACK, "2025")):
        ask(kind, office("kalsel"), period, Words(), by=system, at=at)
        assert period_making.go_on(at) == 1
    order = Order.objects.get(kind=Kind.REPORT)
    files = [(address, Client(), {**secret, **WORDS}) for address in (
        "/statistik/evaluasi.pdf?tahun=2025", "/statistik/evaluasi.xlsx?tahun=2025", "/data/laporan/2025.parquet",
        "/data/katalog.jsonld", "/data/bukti/", "/peta/laporan.json",
    )]  # fmt: skip
    files += [(address, signed_in("budi"), {**secret, **WORDS}) for address in (
        "/meja/statistik/evaluasi.pdf?tahun=2025", "/meja/statistik/evaluasi.xlsx?tahun=2025",
        f"/meja/statistik/laporan/{order.pk}.pdf", f"/meja/statistik/laporan/{order.pk}.xlsx",
        f"/meja/statistik/laporan/{Order.objects.get(kind=Kind.PACK).pk}.zip",
    )]  # fmt: skip
    files += [(f"/lacak/laporan/{name}", reporter, secret) for name in ("cerita.pdf", "tanggal.ics")]
    files += [(f"/pengawas/laporan/{reference}/berkas.pdf", signed_in("agus"), secret)]
    found, places = {}, 0
    for address, client, words in files:
        answer = client.get(address)
        if answer.status_code == 404 and address.endswith("parquet"):
            continue  # nothing is published in this world
        assert answer.status_code == 200, address
        for name, data in _texts(address, answer.getvalue()):
            places += 1
            found[name] = hits(data, words)
    log = io.StringIO()
    transfer._write_log(log)
    found["log of events"] = hits(log.getvalue().encode(), {**secret, **WORDS})
    assert {name: words for name, words in found.items() if words} == {}
    with capsys.disabled():
        sys.stdout.write(f"\ncanaries: {len(files)} papers, spreadsheets and packs, {places} parts of them, 0 hits\n")


def test_the_whole_life_is_not_logged(heard, codes):
    told = heard.getvalue().encode()
    assert hits(told, {**CONTACT, **WORDS, **FILES, **{code: code for code in codes}}) == set()


def test_a_canary_in_a_log_line_or_in_another_spelling_is_found(heard):
    logging.getLogger("tuntas").debug("surat untuk %s", CONTACT["mail"])
    assert hits(heard.getvalue().encode(), CONTACT) == {"mail"}
    for spelled in ("+6281298765433", "081298765433", "+62 812-9876-5433"):
        assert hits(spelled.encode(), CONTACT) == {"phone"}
    assert hits(base64.b64encode(b"kepada kenarius.w@warga.example, segera"), CONTACT) == {"mail"}
    assert hits("Walangsungsang Kenarius".encode("utf-16"), CONTACT) == {"name"}
