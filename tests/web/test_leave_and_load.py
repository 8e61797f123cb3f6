"""The pages of leave, hand-over, duty and workload."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.accounts.models import Delegation, Duty, Membership, User
from tuntas.kernel import clock
from tuntas.reports.actions import dispatch
from tuntas.reports.models import Report

LATER = NOW + timedelta(hours=6)


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


def held(people, by: str | None, times: int = 1) -> list[Life]:
    lives = [Life(people).submitted().dispatched() for _ in range(times)]
    for life in lives:
        if by:
            dispatch.assign(life.report, to=user(by), by=people.hadi, at=life.tick())
    return lives


def test_leave_is_arranged_and_ended_on_the_page(people):
    client, seat = signed_in("ratna"), Membership.objects.get(user=user("ratna"))
    fields = {"seat": seat.pk, "to": user("hadi").pk, "first": "2025-03-03", "last": "2025-03-05"}
    assert client.post("/meja/cuti/", fields).status_code == 302
    row = Delegation.objects.get()
    assert "Hadi Saputra" in client.get("/meja/cuti/").content.decode()
    assert signed_in("yusuf").post(f"/meja/cuti/{row.pk}/").status_code == 404
    assert client.post(f"/meja/cuti/{row.pk}/").status_code == 302
    assert not Delegation.objects.filter(ends__gt=LATER).exists()


def test_a_refused_leave_keeps_what_was_typed(people):
    seat = Membership.objects.get(user=user("ratna"))
    fields = {"seat": seat.pk, "to": user("hadi").pk, "first": "2025-03-09", "last": "2025-03-05"}
    answer = signed_in("ratna").post("/meja/cuti/", fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Hari terakhir lebih dahulu daripada hari pertama." in page
    assert 'value="2025-03-09"' in page


def test_hand_over_shows_what_became_of_each_report(people):
    lives = held(people, "ratna", 2)
    fields = {"person": user("ratna").pk, "to": user("hadi").pk}
    page = signed_in("hadi").post("/meja/serah-terima/", fields).content.decode()
    assert "2 dari 2 laporan diserahkan kepada Hadi Saputra." in page
    assert all(life.report.number in page for life in lives)
    assert Report.objects.filter(assignee=user("hadi")).count() == 2
    assert signed_in("ratna").get("/meja/serah-terima/").status_code == 404


def test_duty_is_filled_in_by_the_head_and_read_by_the_liaison(people):
    fields = {"unit": "kalsel-pupr", "week": "2025-03-03", "user": user("ratna").pk}
    assert signed_in("ratna").post("/meja/piket/", fields).status_code == 422
    assert signed_in("hadi").post("/meja/piket/", fields).status_code == 302
    assert Duty.objects.get().user == user("ratna")
    assert "Ratna Dewi" in signed_in("ratna").get("/meja/piket/").content.decode()
    assert signed_in("yusuf").get("/meja/piket/?unit=kalsel-pupr").status_code == 404
    foreign = {**fields, "user": user("yusuf").pk}
    assert signed_in("hadi").post("/meja/piket/", foreign).status_code == 422


def test_the_load_of_each_and_the_lists_behind(people):
    mine, nobodys = held(people, "ratna", 2), held(people, None)
    Report.objects.filter(pk=mine[0].report.pk).update(next_due_at=LATER - timedelta(hours=1))
    Report.objects.filter(pk=mine[1].report.pk).update(next_due_at=LATER + timedelta(days=2))
    client = signed_in("hadi")
    page = client.get("/meja/beban/").content.decode()
    for name, path in (("Ratna Dewi", user("ratna").pk), ("Belum ditunjuk siapa pun", "belum-ditunjuk")):
        assert name in page
        assert f"/meja/beban/{path}/" in page
    one = f"/meja/beban/{user('ratna').pk}/"
    shown = {
        which: [life.report.number in client.get(f"{one}?yang={which}").content.decode() for life in (*mine, *nobodys)]
        for which in ("", "pekan", "lewat")
    }
    assert shown == {"": [True, True, False], "pekan": [False, True, False], "lewat": [True, False, False]}
    assert nobodys[0].report.number in client.get("/meja/beban/belum-ditunjuk/").content.decode()
    assert client.get("/meja/beban/tidak-ada/").status_code == 404
    assert client.get(f"/meja/beban/{user('wayan').pk}/").status_code == 404
    assert signed_in("ratna").get("/meja/beban/").status_code == 404


def test_the_figures_are_the_lists(people):
    from tuntas.accounts.actors import officer
    from tuntas.web.load_page import grouped
    from tuntas.web.overseer_door import Watch

    lives = held(people, "ratna", 3)
    Report.objects.filter(pk=lives[0].report.pk).update(next_due_at=LATER - timedelta(hours=1))
    Report.objects.filter(pk__in=[life.report.pk for life in lives]).update(received_at=LATER - timedelta(days=4))
    (row,) = grouped(Watch(officer(user("hadi"), LATER), LATER))
    assert (row["held"], row["late"], row["age"]) == (3, 1, timedelta(days=4))


@pytest.mark.parametrize("path", ["/meja/beban/", "/meja/beban/belum-ditunjuk/", "/meja/piket/", "/meja/cuti/"])
def test_each_list_costs_the_same_however_long(people, path, django_assert_num_queries):
    held(people, None)
    client = signed_in("hadi")
    client.get(path)
    with CaptureQueriesContext(connection) as one:
        client.get(path)
    held(people, "ratna")
    held(people, "hadi")
    held(people, None, 2)
    for week in (0, 7, 14):
        starts = LATER + timedelta(days=week)
        Duty.objects.create(
            institution=office("kalsel-pupr"), user=user("ratna"), starts=starts, ends=starts + timedelta(days=7)
        )
    with django_assert_num_queries(len(one)):
        client.get(path)
