"""Filing while the database is away: number and code at once, an honest page, the same answer each time."""

import errno
import io

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.web.public_browser import fields_of, press
from tests.web.test_public_offline import SAID, send
from tests.web.test_public_report import BODY, code_in, photo, to_check
from tuntas.intake import spool
from tuntas.kernel import clock
from tuntas.media import disk
from tuntas.reports.models import Attachment, Report

WAITING = "Laporan Anda diterima, sedang dicatat"


@pytest.fixture(autouse=True)
def own_directory(settings, tmp_path):
    settings.TUNTAS_DATA_DIR = tmp_path


@pytest.fixture
def client() -> Client:
    return Client()


class Away:
    """The database answers nothing at all."""

    def __enter__(self) -> None:
        self._held = connection.execute_wrapper(self._refuse)
        self._held.__enter__()

    def __exit__(self, *fault: object) -> None:
        self._held.__exit__(*fault)

    @staticmethod
    def _refuse(*_arguments: object) -> None:
        raise OperationalError("gone")


def number_in(page) -> str:
    return page.content.decode().split('reference-large">')[1].split("<")[0]


def test_a_report_is_taken_in_while_the_database_is_away(people, client):
    check = to_check(client)
    with Away():
        page = press(client, check, "send")
        assert (page.status_code, WAITING in page.content.decode()) == (202, True)
        number, code = number_in(page), code_in(page)
        again = press(client, check, "send")
        assert (again.status_code, number_in(again), code_in(again)) == (202, number, code)
        told = client.post("/lacak/", {"reference": number, "access_code": code})
        assert (told.status_code, WAITING in told.content.decode(), code in told.content.decode()) == (200, True, False)
        assert "no-store" in page["Cache-Control"]
        assert "no-store" in told["Cache-Control"]
    # Back, but not recorded yet: the page still tells the truth, and so does a second sending.
    told = client.post("/lacak/", {"reference": number, "access_code": code})
    assert WAITING in told.content.decode()
    assert press(client, check, "send").status_code == 202
    assert Report.objects.count() == 0
    spool.record(clock.now())
    report = Report.objects.get()
    assert (report.number, report.title) == (number, "Jalan berlubang")
    after = press(client, check, "send")
    assert (after.status_code, number in after.content.decode(), code in after.content.decode()) == (200, True, True)
    assert client.post("/lacak/", {"reference": number, "access_code": code}).status_code == 302


def test_a_stranger_learns_nothing_of_what_waits(people, client):
    check = to_check(client)
    with Away():
        page = press(client, check, "send")
        other = spool.code_of("kunci lain")
        wrong = client.post("/lacak/", {"reference": number_in(page), "access_code": other})
        assert (wrong.status_code, WAITING in wrong.content.decode()) == (503, False)
    wrong = client.post("/lacak/", {"reference": number_in(page), "access_code": other})
    assert (wrong.status_code, WAITING in wrong.content.decode()) == (404, False)


def test_the_queue_of_a_device_brings_its_photo_and_gets_its_number(people, client):
    with Away():
        told = send(client, files=photo())
    assert (told.status_code, told.json()["waiting"]) == (202, True)
    spool.record(clock.now())
    report = Report.objects.get()
    assert (report.number, Attachment.objects.get().report_id) == (told.json()["number"], report.pk)
    assert send(client).json()["code"] == "key_reused"


@pytest.mark.parametrize("why", ["full", "off", "unsound"])
def test_what_cannot_be_put_by_goes_back_with_all_words(people, client, settings, why):
    settings.TUNTAS_SPOOL, settings.TUNTAS_SPOOL_MOST = why != "off", 0 if why == "full" else 9
    said = {**SAID, "identity": "" if why == "unsound" else "OPEN"}
    with Away():
        page = client.post("/lapor/luring/", said)
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert fields_of(page, "/lapor/luring/")["body"] == [BODY]
    assert spool.state() == spool.EMPTY


def test_without_room_on_the_disk_nothing_is_acknowledged(people, client, monkeypatch):
    check = to_check(client)

    def no_room(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "write_flushed", no_room)
    with Away():
        page = press(client, check, "send")
    assert page.status_code == 503
    assert fields_of(page)["body"] == [BODY]
    assert spool.state() == spool.EMPTY
    # A file that cannot be kept is no bug either: the same page, the words still there.
    page = client.post("/lapor/luring/", {**SAID, "files": photo()})
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert fields_of(page, "/lapor/luring/")["body"] == [BODY]
    assert Report.objects.count() == 0
    monkeypatch.undo()
    assert client.post("/lapor/luring/", {**SAID, "files": photo()}).status_code == 200


def test_a_file_that_was_refused_is_never_left_out_in_silence(people, client):
    """The reporter would believe that it came along: no receipt until every file is in."""
    wrong = io.BytesIO(b"bukan gambar")
    wrong.name = "foto.jpg"
    with Away():
        told = send(client, files=wrong)
    assert told.status_code == 503
    assert spool.state() == spool.EMPTY
