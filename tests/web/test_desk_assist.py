"""Assisted filing at a counter: told together, read aloud, printed, and nothing of the person stays behind."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

from tests.web.public_browser import fields_of
from tests.web.test_public_report import photo
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.media import staging
from tuntas.media.store import NoSuchFile
from tuntas.reports.models import Event, Identity, Report
from tuntas.web.tracking import throttle

ADDRESS = "/meja/dampingi/"
BODY = "Jalan di depan pasar berlubang besar sejak dua minggu lalu, dua orang sudah jatuh dari motor."
SITI = {"name": "Siti Aminah", "email": "siti@warga.example", "phone": "0500 000 000"}


@pytest.fixture(autouse=True)
def _no_tries_before(settings):
    throttle.clear()
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def counter(people) -> Client:
    """Budi's browser at the counter."""
    client = Client()
    client.force_login(User.objects.get(email__startswith="budi@"))
    return client


def press(client: Client, page, go: str = "next", **typed: object):
    return client.post(ADDRESS, {**fields_of(page, ADDRESS), **typed, "go": go})


def text(page) -> str:
    return page.content.decode()


def to_check(client: Client, identity: str = "OPEN"):
    page = press(client, client.get(ADDRESS), kind="COMPLAINT")
    page = press(client, page, body=BODY, title="Jalan berlubang")
    page = press(client, page, "search", region_query="banjarmasin")
    page = press(client, page, region="6371", place_text="Depan Pasar Lama", incident_on="2025-02-28")
    page = press(client, page, topic="jalan-berlubang")
    page = press(client, page, files=photo())
    page = press(client, page, identity=identity, content="PUBLIC")
    return press(client, page, **SITI) if "email" in fields_of(page, ADDRESS) else page


def test_one_question_a_page_then_everything_read_aloud_then_the_receipt(counter):
    page = to_check(counter)
    assert "Bacakan baris demi baris" in text(page)
    for words in (BODY, "Depan Pasar Lama", "Banjarmasin", "Siti Aminah", "Foto 1"):
        assert words in text(page)
    page = press(counter, page, "send")
    report = Report.objects.get()
    assert (report.channel, report.region_id, report.topic_id) == ("COUNTER", "6371", "jalan-berlubang")
    assert Event.objects.get(report=report, seq=1).actor_kind == "officer"
    assert report.number in text(page)
    assert report.attachments.count() == 1
    form = fields_of(page, "/lapor/tanda-terima/")
    sheet = counter.post("/lapor/tanda-terima/", {name: values[0] for name, values in form.items()})
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "application/pdf")


def test_the_receipt_shows_nothing_of_what_was_told(counter):
    page = press(counter, to_check(counter), "send")
    for personal in (BODY, *SITI.values()):
        assert personal not in text(page)


def test_nothing_is_kept_by_the_browser(counter):
    pages = [counter.get(ADDRESS), to_check(counter)]
    contact = press(counter, pages[1], "change:kontak")
    pages.append(press(counter, pages[-1], "send"))
    for page in pages:
        assert page["Cache-Control"] == "no-store, private"
        assert page["Refresh"] == "900; url=/meja/dampingi/?kosong"
        assert "<script" not in text(page)
    assert 'autocomplete="off" novalidate' in text(contact)
    assert set(re.findall(r'autocomplete="([^"]*)"', text(contact))) == {"off"}


def test_nothing_is_kept_in_the_session(counter):
    press(counter, to_check(counter), "send")
    for session in Session.objects.all():
        kept = str(session.get_decoded())
        assert [word for word in (BODY, "Pasar", *SITI.values()) if word in kept] == []


def test_after_fifteen_minutes_the_server_refuses_the_page(counter, monkeypatch):
    page, now = to_check(counter), clock.now()
    token = fields_of(page, ADDRESS)["token"][0]
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=14))
    assert "Siti Aminah" in text(press(counter, page, "change:kontak"))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=16))
    answer = press(counter, page, "send")
    assert (answer.status_code, answer["Location"]) == (302, "/meja/dampingi/?kosong")
    assert Report.objects.count() == 0
    assert "Siti" not in text(counter.get(answer["Location"]))
    with pytest.raises(NoSuchFile):
        staging.look(token)


def test_a_page_cannot_make_itself_younger(counter):
    page = to_check(counter)
    for forged in ("", "x", clock.now().isoformat(), signing.dumps(clock.now().isoformat(), salt="other")):
        assert press(counter, page, "send", since=forged).status_code == 302
    assert Report.objects.count() == 0


def test_thrown_away_is_thrown_away_also_for_the_back_button(counter):
    page = to_check(counter)
    token = fields_of(page, ADDRESS)["token"][0]
    answer = press(counter, page, "wipe")
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    with pytest.raises(NoSuchFile):
        staging.look(token)
    for go in ("next", "back", "change:kontak", "send"):
        again = press(counter, page, go)
        assert (go, again.status_code) == (go, 302)
    assert Report.objects.count() == 0


def test_after_sending_the_back_button_finds_no_answers_but_a_double_click_its_receipt(counter):
    page = to_check(counter)
    first, second = press(counter, page, "send"), press(counter, page, "send")
    code = re.compile(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}")
    assert code.search(text(first)).group() == code.search(text(second)).group()
    assert Report.objects.count() == 1
    for go in ("next", "back", "change:kontak"):
        assert press(counter, page, go).status_code == 302
    counter.post(ADDRESS, {**fields_of(second, ADDRESS), "go": "wipe"})
    assert press(counter, page, "send").status_code == 302


def test_without_identity_nobody_is_asked_and_nothing_is_stored(counter):
    page = to_check(counter, identity="NONE")
    assert "email" not in fields_of(page, ADDRESS)
    page = press(counter, page, "send")
    assert "tanpa kode ini Anda tidak dapat membuka laporan ini kembali" in text(page)
    assert Identity.objects.count() == 0


def test_a_sealed_contact_is_not_seen_again_by_the_officer(counter):
    press(counter, to_check(counter, identity="SEALED"), "send")
    report = Report.objects.get()
    assert (report.identity, Identity.objects.count()) == ("SEALED", 1)
    page = counter.get(f"/meja/laporan/{report.reference}/")
    assert page.status_code == 200
    for personal in SITI.values():
        assert personal not in text(page)


def test_a_mistake_keeps_everything_on_the_page(counter):
    page = press(counter, press(counter, counter.get(ADDRESS), kind="COMPLAINT"), body="")
    assert page.status_code == 422
    page = press(counter, page, body=BODY)
    page = press(counter, page, place_text="", incident_on="kapan-kapan")
    assert page.status_code == 422
    assert fields_of(page, ADDRESS)["body"] == [BODY]


@pytest.mark.parametrize("name", ["ratna", "dewi"])
def test_only_who_may_file_for_others(people, name):
    client = Client()
    user = User.objects.filter(email__startswith=f"{name}@").first()
    if user:
        client.force_login(user)
    assert client.get(ADDRESS).status_code in {302, 404}
    assert client.post(ADDRESS, {"go": "send", **SITI}).status_code in {302, 404}


def test_who_was_signed_out_meanwhile_is_shown_nothing_again(counter):
    page = to_check(counter)
    counter.logout()
    answer = press(counter, page, "send")
    assert answer.status_code == 302
    assert "Siti" not in text(answer)
