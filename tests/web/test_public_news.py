"""The page where a reporter chooses how news comes, and the page that stops mails."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tests.lives import Life
from tests.notifications.test_push import Phone, service  # noqa: F401
from tests.web.test_public_track import opened
from tuntas.kernel import clock
from tuntas.notifications import stopping
from tuntas.notifications.deliver import deliver_due, expand
from tuntas.reports.browsers import browsers_of
from tuntas.reports.identity import Contact
from tuntas.reports.news import address_of
from tuntas.reports.states import IdentityMode
from tuntas.web.public_news import asked, strange
from tuntas.web.tracking import TRIES, TRIES_OF_ALL

PAGE = "/lacak/laporan/kabar/"
NEW = "kabar@warga.example"


@pytest.fixture(autouse=True)
def _no_tries_before():
    asked.clear()
    strange.clear()


@pytest.fixture
def case(people) -> Life:
    return Life(people, clock.now() - timedelta(days=1)).submitted(identity=IdentityMode.NONE, contact=Contact())


@pytest.fixture
def siti(case) -> Client:
    client = Client()
    opened(client, case)
    return client


def main(page) -> str:
    return page.content.decode().split("<main", 1)[1].split("</main>")[0]


def sent_code() -> str:
    expand(clock.now())
    deliver_due(clock.now())
    (message,) = [one for one in mail.outbox if one.to == [NEW]]
    return re.search(r"^(\d{4} \d{4})$", message.body, re.MULTILINE)[1]


def test_address_code_stop_from_the_page(case, siti):
    first = siti.get(PAGE).content.decode()
    assert "Anda melapor tanpa identitas" in first
    assert 'name="code"' not in first
    assert siti.post(f"{PAGE}alamat/", {"address": NEW})["Location"] == PAGE
    waiting = siti.get(PAGE).content.decode()
    assert "k…@warga.example" in waiting
    assert NEW not in waiting
    assert siti.post(f"{PAGE}kode/", {"code": sent_code()})["Location"] == PAGE
    assert address_of(case.report) == NEW
    assert "Kabar dikirim ke k…@warga.example." in siti.get(PAGE).content.decode()
    siti.post(f"{PAGE}berhenti/")
    assert address_of(case.report) == ""


def test_a_refusal_keeps_what_was_typed(siti):
    wrong = siti.post(f"{PAGE}alamat/", {"address": "siti"})
    assert (wrong.status_code, 'value="siti"' in wrong.content.decode()) == (422, True)
    assert siti.post(f"{PAGE}kode/", {"code": "1234"}).status_code == 409
    assert siti.post(f"{PAGE}pilihan/", {"wish": "SEMUA"}).status_code == 422


def test_nobody_elses_mailbox_is_filled_from_here(siti):
    answers = [siti.post(f"{PAGE}alamat/", {"address": NEW}).status_code for _ in range(TRIES + 1)]
    assert answers == [302] * TRIES + [429]


def test_the_choice_stays(case, siti):
    assert siti.post(f"{PAGE}pilihan/", {"wish": "KEY"})["Location"] == PAGE
    assert re.search(r'value="KEY"[^>]*checked', siti.get(PAGE).content.decode())


def test_without_the_code_of_the_report_there_is_no_page(case):
    for path in ("", "alamat/", "kode/", "berhenti/", "pilihan/"):
        answer = Client().post(PAGE + path, {"address": NEW}) if path else Client().get(PAGE)
        assert answer["Location"] == "/lacak/"


def test_without_a_mail_server_the_page_says_so(siti, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    page = siti.get(PAGE).content.decode()
    assert "belum dapat mengirim surel" in page
    assert 'name="address"' not in page


def test_the_story_does_not_tell_of_it(case, siti):
    siti.post(f"{PAGE}alamat/", {"address": NEW})
    assert "Cara menerima kabar" not in siti.get("/lacak/laporan/").content.decode()


def test_the_stop_page_asks_first_and_then_stops_without_token_or_cookie(people):
    life = Life(people, clock.now() - timedelta(days=1)).submitted()
    path = f"/berhenti/{stopping.token(life.report, address_of(life.report))}/"
    strict = Client(enforce_csrf_checks=True)
    assert "Berhenti menerima surel?" in strict.get(path).content.decode()
    assert address_of(life.report) == "siti@warga.example"
    known = strict.post(path, {"List-Unsubscribe": "One-Click"})
    unknown = strict.post("/berhenti/bukan-token/", {"List-Unsubscribe": "One-Click"})
    assert (known.status_code, main(known)) == (200, main(unknown))
    assert address_of(life.report) == ""
    assert main(strict.get("/berhenti/bukan-token/")) == main(strict.get(path))
    assert known["Cache-Control"] == "no-store, private"


def test_strange_tokens_are_held_back_and_good_ones_never(people):
    life = Life(people, clock.now() - timedelta(days=1)).submitted()
    statuses = [Client().post("/berhenti/bukan-token/").status_code for _ in range(TRIES + 1)]
    assert statuses == [200] * TRIES + [429]
    assert TRIES < TRIES_OF_ALL
    path = f"/berhenti/{stopping.token(life.report, address_of(life.report))}/"
    assert Client().post(path).status_code == 200
    assert address_of(life.report) == ""


def browser(service) -> dict[str, str]:  # noqa: F811
    given = Phone(service).given
    return {"endpoint": given.endpoint, "p256dh": given.p256dh, "auth": given.auth}


def test_a_browser_is_added_and_leaves_again(case, siti, service):  # noqa: F811
    assert 'id="peramban-ini" hidden' in siti.get(PAGE).content.decode()
    given = browser(service)
    assert siti.post(f"{PAGE}peramban/", given).status_code == 204
    mark = hashlib.sha256(given["endpoint"].encode()).hexdigest()
    page = siti.get(PAGE).content.decode()
    assert f'data-known="{mark}"' in page
    assert given["endpoint"] not in page
    gone = {"endpoint": given["endpoint"]}
    assert siti.post(f"{PAGE}peramban/keluar/", gone).status_code == 204
    again = siti.post(f"{PAGE}peramban/keluar/", gone)
    assert (again.status_code, again.json()["sentence"]) == (409, "Peramban ini memang tidak menerima kabar.")


def test_without_a_script_every_browser_can_still_be_removed(case, siti, service):  # noqa: F811
    siti.post(f"{PAGE}peramban/", browser(service))
    assert "Berhenti di semua peramban" in siti.get(PAGE).content.decode()
    assert siti.post(f"{PAGE}peramban/hapus/")["Location"] == PAGE
    assert browsers_of(case.report) == []


def test_all_news_stops_at_once(case, siti, service):  # noqa: F811
    siti.post(f"{PAGE}alamat/", {"address": NEW})
    siti.post(f"{PAGE}kode/", {"code": sent_code()})
    siti.post(f"{PAGE}peramban/", browser(service))
    assert "Hentikan semua kabar" in siti.get(PAGE).content.decode()
    assert siti.post(f"{PAGE}semua/")["Location"] == PAGE
    assert (address_of(case.report), browsers_of(case.report)) == ("", [])


def test_where_push_is_off_nothing_of_it_is_shown(siti):
    page = siti.get(PAGE).content.decode()
    assert "peramban-ini" not in page
    assert "news.js" not in page


def test_a_browser_with_half_its_keys_or_a_foreign_address_is_refused(siti, service):  # noqa: F811
    given = browser(service)
    assert siti.post(f"{PAGE}peramban/", {"endpoint": given["endpoint"]}).status_code == 400
    foreign = {**given, "endpoint": "http://127.0.0.1:1/"}
    assert siti.post(f"{PAGE}peramban/", foreign).status_code == 422


def test_the_worker_reaches_no_page_but_those_of_tracking():
    answer = Client().get("/lacak/pekerja.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in answer
    assert '"fetch"' not in answer.content.decode()
