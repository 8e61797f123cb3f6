"""The whole report on one page, as a browser without scripts and as the queue on a device send it."""

import re

import pytest
from django.templatetags.static import static
from django.test import Client

from tests.web.public_browser import fields_of
from tests.web.test_public_report import BODY, photo
from tuntas.media.store import data_root
from tuntas.reports.models import Attachment, Report
from tuntas.web.public_offline import KEPT_OFFLINE
from tuntas.web.report_form import FORMS

PAGE = "/lapor/luring/"
ASKED_ELSEWHERE = {"region_query", "region", "topic", "office"}
"""Lists that need a line: the officer finds the area and the office from the words."""
SAID = {
    "key": "kunci-yang-cukup-panjang-1",
    "kind": "COMPLAINT",
    "body": BODY,
    "place_text": "Depan Pasar Lama",
    "identity": "SEALED",
    "content": "PUBLIC",
    "name": "Siti Aminah",
}


@pytest.fixture
def client() -> Client:
    return Client()


def send(client, **said):
    return client.post(PAGE, {**SAID, **said}, headers={"accept": "application/json"})


def stored() -> int:
    return len(list((data_root(None) / "files").rglob("*.sealed")))


def test_the_page_asks_what_the_steps_ask(people, client):
    asked = set(re.findall(r'name="([a-z_]+)"', client.get(PAGE).content.decode()))
    assert {name for form in FORMS.values() for name in form.base_fields} - asked == ASKED_ELSEWHERE


def test_a_whole_report_without_scripts(people, client):
    page = client.get(PAGE)
    page = client.post(
        PAGE, {**fields_of(page, PAGE), **{k: v for k, v in SAID.items() if k != "key"}, "files": photo()}
    )
    report = Report.objects.get()
    assert (page.status_code, report.number in page.content.decode()) == (200, True)
    assert (report.place_text, report.identity) == ("Depan Pasar Lama", "SEALED")
    assert Attachment.objects.filter(report=report, from_reporter=True).count() == 1


def test_every_mistake_is_named_and_nothing_is_lost(people, client):
    page = client.post(PAGE, {**SAID, "body": "", "identity": "", "files": photo()})
    text = page.content.decode()
    assert (page.status_code, Report.objects.count()) == (422, 0)
    assert re.findall(r'<li><a href="(#id_\w+)"', text) == ["#id_body", "#id_identity_0"]
    assert fields_of(page, PAGE)["place_text"] == ["Depan Pasar Lama"]
    page = client.post(PAGE, {**fields_of(page, PAGE), "body": BODY, "identity": "OPEN"})
    assert (page.status_code, Attachment.objects.filter(report=Report.objects.get()).count()) == (200, 1)


def test_the_queue_gets_the_same_number_and_code_each_time(people, client):
    before = stored()
    first, again = send(client, files=photo()), send(client, files=photo())
    assert first.json() == again.json() == {"number": Report.objects.get().number, "code": first.json()["code"]}
    assert (Report.objects.count(), Attachment.objects.count(), stored() - before) == (1, 1, 1)
    assert "no-store" in again["Cache-Control"]


def test_the_queue_is_told_what_is_wrong(people, client):
    refused = send(client, body="", latitude="95", longitude="200")
    assert (refused.status_code, len(refused.json()["errors"]), Report.objects.count()) == (422, 2, 0)
    send(client)
    assert send(client, body=BODY + " Berbeda.").json()["code"] == "key_reused"
    assert Report.objects.count() == 1


def test_contact_data_beside_no_identity_is_not_kept(people, client):
    assert send(client, identity="NONE").status_code == 200
    assert not hasattr(Report.objects.get(), "sealed_identity")


def test_the_worker_keeps_what_the_page_needs_and_no_page_of_a_report(people, client):
    page, worker = client.get(PAGE).content.decode(), client.get("/lapor/pekerja.js")
    needed = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert needed <= {static(name) for name in KEPT_OFFLINE}
    assert worker["Content-Type"].startswith("text/javascript")
    code = worker.content.decode()
    assert "{{" not in code
    assert "/lacak/" not in code
    assert re.search(r'PLACES = \["(.+?)", PAGE\]', code).group(1) == r"/lapor/"


@pytest.mark.parametrize("address", ["/lapor/", PAGE, "/lacak/"])
def test_a_reporters_page_has_a_quick_way_out(people, client, address):
    assert re.search(
        r'<a [^>]*href="https://[^"]+" rel="noreferrer" data-quick-exit>', client.get(address).content.decode()
    )
