"""Before a dangerous act one proves anew who one is; what was typed is not lost."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from tests.browser.walking import one_time_code
from tests.lives import Life, office
from tests.web.signing_in import PASSWORD, person, sign_in
from tuntas.accounts.models import Invitation
from tuntas.audit.models import Access
from tuntas.reports.models import Erasure, Report

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECORDS = "account_authentication_methods"
"""Where allauth keeps in the session what was proved, and when."""
BUDI = "budi@kalsel.example"
ASKING = (
    "/kelola/kalender/",
    "/kelola/standar/",
    "/kelola/pemerintah/",
    "/kelola/orang/{seat}/",
    "/kelola/unit/{unit}/tutup/",
    "/kelola/retensi/",
    "/meja/permintaan-data/",
)
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture(autouse=True)
def as_in_use(settings, people):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR, settings.TUNTAS_SUDO_MINUTES = False, 15


@pytest.fixture
def budi() -> Client:
    """Signed in sixteen minutes ago."""
    return long_ago(sign_in(BUDI))


def long_ago(client: Client) -> Client:
    """Whatever this browser proved, it proved sixteen minutes earlier."""
    session = client.session
    session[RECORDS] = [{**row, "at": row["at"] - 16 * 60} for row in session[RECORDS]]
    session.save()
    return client


def wanted() -> dict[str, str]:
    return {"office": str(office("kalsel-pupr").pk), "role": "HEAD", "people": 'Nur "Ani" <Aini>, nur@kalsel.example'}


def again(html: str) -> dict[str, str]:
    """The hidden fields of the page that asks, as a browser would send them."""
    form = html[html.index('action="/kelola/orang/') :].partition("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: value.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">") for name, value in pairs}


def test_whoever_signed_in_just_now_is_not_asked():
    assert sign_in(BUDI).post("/kelola/orang/", wanted() | {"people": "Nur, nur@kalsel.example"}).status_code == 302


def test_later_the_form_waits_until_the_password_is_there(budi):
    asked = budi.post("/kelola/orang/?dari=mulai", wanted())
    assert (asked.status_code, Invitation.objects.count()) == (403, 0)
    assert "no-store" in asked["Cache-Control"]
    kept = again(asked.content.decode())
    assert kept.keys() - wanted().keys() == {"csrfmiddlewaretoken"}
    assert {name: kept[name] for name in wanted()} == wanted()
    wrong = budi.post("/kelola/orang/?dari=mulai", kept | {"bukti_diri": "tebakan"})
    assert (wrong.status_code, Invitation.objects.count()) == (422, 0)
    assert again(wrong.content.decode()).keys() == kept.keys()
    kept["people"] = "Nur, nur@kalsel.example"
    done = budi.post("/kelola/orang/?dari=mulai", kept | {"bukti_diri": PASSWORD})
    assert (done.status_code, done.url, len(mail.outbox)) == (302, "/kelola/mulai/", 1)
    assert budi.post("/kelola/orang/", wanted() | {"people": "Ida, ida@kalsel.example"}).status_code == 302


def test_nothing_typed_and_no_address_lies_in_the_session(budi):
    budi.post("/kelola/orang/", wanted())
    kept = [row.get_decoded() for row in Session.objects.all()]
    assert "nur@kalsel.example" not in str(kept)
    assert "127.0.0.1" not in str(kept)


def test_a_code_of_the_authenticator_will_do_and_only_once(budi):
    TOTP.activate(person(BUDI), SECRET)
    code = {"bukti_diri": one_time_code(SECRET)}
    given = wanted() | {"people": "Nur, nur@kalsel.example"}
    assert budi.post("/kelola/orang/", given | {"bukti_diri": "000000"}).status_code == 422
    assert budi.post("/kelola/orang/", given | code).status_code == 302
    assert long_ago(budi).post("/kelola/orang/", given | code).status_code == 422


def test_a_recovery_code_will_do_once(budi):
    TOTP.activate(person(BUDI), SECRET)
    RecoveryCodes.activate(person(BUDI))
    code = RecoveryCodes(person(BUDI).authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]
    given = wanted() | {"people": "Nur, nur@kalsel.example", "bukti_diri": code}
    assert budi.post("/kelola/orang/", given).status_code == 302
    long_ago(budi)
    assert budi.post("/kelola/orang/", given).status_code == 422


def test_guessing_here_is_held_back_as_at_the_log_in(budi):
    given = wanted() | {"bukti_diri": "tebakan"}
    answers = [budi.post("/kelola/orang/", given).content.decode() for _ in range(6)]
    assert ["Terlalu banyak" in html for html in answers] == [False] * 5 + [True]
    assert budi.post("/kelola/orang/", given | {"bukti_diri": PASSWORD}).status_code == 422


def test_an_identity_is_opened_after_the_proof_alone(budi, people):
    report = Life(people).submitted().dispatched().report
    address = f"/meja/laporan/{report.reference}/identitas/"
    given = {"identitas-reason": "Perlu menelepon untuk memastikan lokasi."}
    assert (budi.post(address, given).status_code, Access.objects.count()) == (403, 0)
    assert budi.post(address, given | {"bukti_diri": PASSWORD}).status_code in (200, 302)
    assert Access.objects.count() == 1


def test_data_of_a_report_is_erased_after_the_proof_alone(budi, people):
    life = Life(people).submitted().dispatched().responded().followed_up().confirmed()
    Report.objects.filter(pk=life.report.pk).update(ended_at=life.at - timedelta(days=31))
    address = f"/meja/laporan/{life.report.reference}/penghapusan/"
    given = {"penghapusan-kinds": ["WORDS"], "penghapusan-basis": "REQUEST", "penghapusan-sure": "on"}
    assert (budi.post(address, given).status_code, Erasure.objects.count()) == (403, 0)
    assert (budi.post(address, given | {"bukti_diri": PASSWORD}).status_code, Erasure.objects.count()) == (302, 1)


@pytest.mark.parametrize("address", ASKING)
def test_what_else_asks(budi, address):
    seat = person("ratna@kalsel.example").memberships.get()
    path = address.format(seat=seat.pk, unit=office("kalsel-pupr").pk)
    answer = budi.post(path, {"langkah": "akhiri"})
    assert (answer.status_code, "Pastikan ini Anda" in answer.content.decode()) == (403, True)
    assert budi.post(path, {"langkah": "akhiri", "bukti_diri": PASSWORD}).status_code != 403


def test_a_case_file_leaves_after_the_proof_alone(people):
    report = Life(people).submitted().dispatched().report
    dewi = sign_in("dewi@ombudsman.example")
    path = f"/pengawas/laporan/{report.reference}/berkas.pdf"
    assert dewi.get(path).status_code == 200
    long_ago(dewi)
    asked = dewi.get(path)
    assert (asked.status_code, asked.url) == (302, f"/akun/reauthenticate/?next={path.replace('/', '%2F')}")
    proved = dewi.post(asked.url, {"password": PASSWORD, "next": path})
    assert (proved.status_code, proved.url) == (302, path)


def test_a_stranger_to_the_page_is_not_even_asked():
    ratna = long_ago(sign_in())
    assert ratna.post("/kelola/orang/", wanted()).status_code == 404
