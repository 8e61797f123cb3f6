"""The notification centre and the settings page."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.lives import Life
from tuntas.accounts.models import User
from tuntas.kernel import clock
from tuntas.notifications.deliver import expand, inbox
from tuntas.notifications.kinds import NewsKind, Wish
from tuntas.notifications.models import Delivery, Preference, QuietHours

LATER = NOW + timedelta(hours=6)
PAGE = "/meja/pemberitahuan/"
SETTINGS = "/meja/pengaturan/"


@pytest.fixture(autouse=True)
def _the_same_afternoon(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def user(name: str) -> User:
    return User.objects.get(email__startswith=f"{name}@")


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(user(name))
    return client


def told(people, times: int = 1) -> Life:
    for _ in range(times):
        life = Life(people).submitted().dispatched()
    expand(LATER)
    return life


def choices(**changed: str) -> dict[str, str]:
    plain = {kind.value: Wish.AT_ONCE.value for kind in NewsKind}
    return {**plain, "language": "id", "quiet_from": "", "quiet_until": "", **changed}


def test_each_notice_leads_to_its_report_and_is_read_then(people):
    life, client = told(people), signed_in("ratna")
    page = client.get(PAGE).content.decode()
    assert f"/meja/laporan/{life.report.reference}/" in page
    assert '<span class="visually-hidden">belum dibaca: </span>1' in page
    notice = inbox(user("ratna"), at=LATER).get()
    answer = client.post(f"{PAGE}{notice.pk}/")
    assert answer.url == f"/meja/laporan/{life.report.reference}/"
    assert inbox(user("ratna"), at=LATER).get().read_at == LATER
    assert "belum dibaca: " not in client.get(PAGE).content.decode()


def test_the_notice_of_another_does_not_exist(people):
    told(people)
    notice = inbox(user("hadi"), at=LATER).get()
    assert signed_in("ratna").post(f"{PAGE}{notice.pk}/").status_code == 404
    assert Delivery.objects.get(pk=notice.pk).read_at is None


def test_all_at_once(people):
    told(people, 3)
    client = signed_in("ratna")
    client.post(f"{PAGE}dibaca/")
    assert not inbox(user("ratna"), at=LATER).filter(read_at=None).exists()
    assert inbox(user("hadi"), at=LATER).filter(read_at=None).count() == 3
    assert "Tidak ada yang belum dibaca" in client.get(f"{PAGE}?baru=1").content.decode()


def test_the_list_costs_the_same_however_long(people, django_assert_num_queries):
    told(people)
    client = signed_in("ratna")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    told(people, 2)
    with django_assert_num_queries(len(one)):
        assert client.get(PAGE).content.decode().count('class="unread"') == 3


def test_choices_are_kept(people):
    client = signed_in("ratna")
    answer = client.post(SETTINGS, choices(NEW="NEVER", quiet_from="21:00", quiet_until="06:00", language="en"))
    assert answer.status_code == 302
    assert Preference.objects.get(user=user("ratna"), kind="NEW").wish == Wish.NEVER
    quiet = QuietHours.objects.get(user=user("ratna"))
    assert (quiet.starts, quiet.ends) == (time(21), time(6))
    assert user("ratna").language == "en"
    assert "Your settings are saved." in client.get(SETTINGS).content.decode()
    client.post(SETTINGS, choices())
    assert not QuietHours.objects.filter(user=user("ratna")).exists()


def test_escalations_offer_no_silence_and_a_forged_form_is_refused(people):
    client = signed_in("ratna")
    page = client.get(SETTINGS).content.decode()
    assert page.count('value="NEVER"') == 4
    assert client.post(SETTINGS, choices(ESCALATION="NEVER")).status_code == 422
    assert not Preference.objects.exists()


def test_one_hour_alone_is_refused_with_its_sentence_and_keeps_the_rest(people):
    answer = signed_in("ratna").post(SETTINGS, choices(NEW="DIGEST", quiet_from="21:00"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Isi kedua jam, atau kosongkan keduanya." in page
    assert 'value="21:00"' in page
