"""The pages of early warnings."""

from datetime import timedelta

import pytest

from tests.oversight.test_alerts import AT, received, season
from tests.web.test_overseer import signed_in
from tuntas.kernel import clock
from tuntas.oversight.alerts import look
from tuntas.oversight.models import Alert

LIST = "/pengawas/peringatan/"


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=3))
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def alert(people) -> Alert:
    season(people, 1)
    received(people, 9, 2)
    look(AT)
    return Alert.objects.get()


def test_an_alert_says_what_was_counted_and_opens_its_reports(people, alert):
    (row,) = signed_in("dewi").get(LIST).context["rows"]
    assert row["title"] == "Lonjakan: Jalan berlubang atau rusak di Kota Banjarmasin"
    assert row["counted"].startswith("9 laporan; yang lazim 1,0; kemungkinan kebetulan 1 dari ")
    page = signed_in("dewi").get(row["url"])
    assert len(page.context["rows"]) == 9
    assert "Siti" not in page.text
    assert signed_in("nia").get(row["url"]).status_code == 404
    assert signed_in("nia").get(LIST).context["rows"] == []


def test_it_is_put_aside_with_a_reason_that_can_be_read_later(people, alert):
    client, where = signed_in("dewi"), f"{LIST}{alert.pk}/"
    assert client.post(where, {"reason": ""}).status_code == 422
    assert client.post(where, {"reason": "Banjir tahunan."}).headers["Location"] == LIST
    assert client.get(LIST).context["rows"] == []
    (row,) = client.get(LIST, {"tampil": "semua"}).context["rows"]
    assert row["dismissed"] == "4 Maret 2025"
    assert "Banjir tahunan." in client.get(where).text


def test_nobody_else_gets_in(people, alert):
    assert [signed_in(name).get(LIST).status_code for name in ("ratna", "hadi", "intan")] == [404] * 3


def test_the_list_costs_the_same_for_one_and_for_three(people, alert, django_assert_max_num_queries):
    client = signed_in("dewi")
    client.get(LIST)
    with django_assert_max_num_queries(12) as first:
        client.get(LIST)
    for topic in ("lampu-jalan", "sampah"):
        Alert.objects.create(kind="OBJECT", tenant=alert.tenant, thing=topic, observed=4, raised_at=AT)
    with django_assert_max_num_queries(len(first)):
        client.get(LIST)
