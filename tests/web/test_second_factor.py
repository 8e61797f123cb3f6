"""The second factor of officers: nobody works without it, no way leads round it, no code works twice."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.browser.walking import one_time_code
from tests.cast import MEMBERS
from tests.web.signing_in import NEW_PASSWORD, PASSWORD, is_in, person, session_of, sign_in
from tuntas.accounts.resets import wish_for_reset
from tuntas.kernel import clock
from tuntas.notifications.resets import send_resets

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = "/akun/2fa/authenticate/"
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture(autouse=True)
def required(settings, people):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def enrolled():
    """Ratna has an authenticator."""
    TOTP.activate(person(), SECRET)


def half_in(password: str = PASSWORD) -> Client:
    """The password was right; the second step is to come."""
    client = sign_in(password=password)
    assert "_auth_user_id" not in client.session
    return client


def step(client: Client, code: str) -> int:
    return client.post(STEP, {"code": code}).status_code


ROLES = {member.role: member.email for member in MEMBERS}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_nobody_of_any_role_works_before_setting_it_up(role):
    client = sign_in(ROLES[role])
    for path in ("/meja/", "/meja/pemberitahuan/", "/gaya/"):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, "/akun/2fa/totp/activate/")


def test_whoever_switches_it_off_works_no_longer(enrolled):
    client = half_in()
    assert step(client, one_time_code(SECRET)) == 302
    assert is_in(client)
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    assert client.post("/akun/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=person()).exists()
    assert client.get("/meja/").url == "/akun/2fa/totp/activate/"


@pytest.mark.parametrize("path", ["/meja/", "/kelola/", "/akun/sesi/", "/akun/2fa/", "/akun/password/change/"])
def test_no_address_leads_round_the_second_step(enrolled, path):
    answer = half_in().get(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/akun/login/")


def test_a_code_of_another_time_or_person_does_not_open(enrolled):
    client = half_in()
    assert [step(client, code) for code in ("000000", "", "abcdef")] == [200, 200, 200]
    assert not is_in(client)


def test_a_code_works_once_even_within_its_half_minute(enrolled, monkeypatch):
    # The half minute stands still, so that the second try falls into the same one.
    now = time.time()
    monkeypatch.setattr(auth.time, "time", lambda: now)
    code = auth.format_hotp_value(auth.hotp_value(SECRET, int(now) // 30))
    assert step(half_in(), code) == 302
    thief = half_in()
    assert (step(thief, code), is_in(thief)) == (200, False)


def test_a_recovery_code_works_once(enrolled):
    RecoveryCodes.activate(person())
    codes = RecoveryCodes(Authenticator.objects.get(user=person(), type="recovery_codes"))
    (first, *_rest) = codes.get_unused_codes()
    assert [step(half_in(), first), step(half_in(), first)] == [302, 200]


def test_guessing_codes_is_held_back(enrolled):
    client = half_in()
    html = [client.post(STEP, {"code": f"{n:06d}"}).content.decode() for n in range(6)]
    assert ["Terlalu banyak" in one for one in html] == [False] * 5 + [True]
    assert step(client, one_time_code(SECRET)) == 200


def test_the_session_has_another_key_after_the_second_step(enrolled):
    client = half_in()
    before = session_of(client).session_key
    step(client, one_time_code(SECRET))
    assert session_of(client).session_key != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert (is_in(client), is_in(thief)) == (True, False)


def test_a_new_password_by_mail_does_not_lead_round_it(enrolled):
    wish_for_reset("ratna@kalsel.example", language="id", at=clock.now())
    send_resets(clock.now())
    client = Client()
    link = re.search(r"(/akun/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    done = client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done.status_code == 302
    assert not is_in(client)
    again = half_in(NEW_PASSWORD)
    assert again.get("/meja/").url.startswith("/akun/login/")
    assert step(again, one_time_code(SECRET)) == 302


def test_a_password_that_has_run_out_is_changed_before_anything_else(enrolled, settings):
    settings.TUNTAS_PASSWORD_RULE, settings.TUNTAS_PASSWORD_DAYS = "spbe", 90
    user = person()
    user.password_since = clock.now() - timedelta(days=90)
    user.save()
    client = half_in()
    step(client, one_time_code(SECRET))
    asked = client.get("/meja/pengaturan/")
    assert (asked.status_code, asked.url) == (302, "/akun/password/change/?next=%2Fmeja%2Fpengaturan%2F")
    same = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    assert "sama dengan yang sekarang" in client.post("/akun/password/change/", same).content.decode()
    new = {"oldpassword": PASSWORD, "password1": "Kuda-Laut-42!", "password2": "Kuda-Laut-42!"}
    assert client.post("/akun/password/change/", new).status_code == 302
    assert is_in(client)
