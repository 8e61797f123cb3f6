"""The pages of systemic issues."""

from datetime import timedelta

import pytest

from tests.oversight.test_issues import AT, potholes, proposed
from tests.web.test_overseer import signed_in
from tuntas.institutions.models import Institution
from tuntas.kernel import clock
from tuntas.oversight.models import Issue

LIST = "/pengawas/masalah/"


@pytest.fixture(autouse=True)
def _now(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: AT)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def sent(**changes: object) -> dict[str, object]:
    owner = Institution.objects.get(code="kalsel-pupr").pk
    said = {"title": "Lubang pasar", "root_cause": "Saluran.", "commitment": "Diganti.", "due_on": "2025-06-01"}
    return {"putusan": "pastikan", "owner": str(owner), **said, **changes}


def test_a_proposal_is_read_confirmed_and_followed(people, monkeypatch):
    issue = proposed(people)
    client, where = signed_in("dewi"), f"{LIST}{issue.pk}/"
    (row,) = client.get(LIST).context["rows"]
    assert (row["title"], row["place"]) == ("Jalan berlubang atau rusak", "Kota Banjarmasin")
    page = client.get(where)
    assert len(page.context["rows"]) == 5
    assert "Siti" not in page.text
    assert client.post(where, sent(due_on="2024-01-01")).status_code == 422
    assert client.post(where, sent(owner="")).status_code == 422
    assert client.post(where, sent()).status_code == 302
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=120))
    potholes(people, 1, AT + timedelta(days=5))
    told = {row["label"]: row["value"] for row in client.get(where).context["recurrence"]}
    assert (told["120 hari sebelum komitmen"], told["120 hari sesudah komitmen"]) == ("5", "1")
    assert told["Sesudah dibanding sebelum"].startswith("0,2 kali (selang 95%: 0,0 sampai 1,8)")
    (row,) = client.get(LIST, {"keadaan": "CONFIRMED"}).context["rows"]
    assert row["late"]


def test_a_proposal_is_put_aside_with_a_reason(people):
    issue = proposed(people)
    client, where = signed_in("dewi"), f"{LIST}{issue.pk}/"
    assert client.post(where, {"putusan": "kesampingkan", "reason": ""}).status_code == 422
    assert client.post(where, {"putusan": "kesampingkan", "reason": "Sudah dikerjakan."}).status_code == 302
    assert "Sudah dikerjakan." in client.get(where).text
    assert client.post(where, sent()).status_code == 404


def test_the_secretary_reads_and_does_not_decide(people):
    issue = proposed(people)
    client = signed_in("sri")
    assert client.get(f"{LIST}{issue.pk}/").context["forms"] == []
    assert client.post(f"{LIST}{issue.pk}/", sent()).status_code == 404


def test_nobody_else_gets_in_and_unknown_states_do_not_exist(people):
    issue = proposed(people)
    assert [signed_in(name).get(LIST).status_code for name in ("ratna", "hadi", "intan")] == [404] * 3
    assert signed_in("nia").get(f"{LIST}{issue.pk}/").status_code == 404
    assert signed_in("dewi").get(LIST, {"keadaan": "x"}).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_three(people, django_assert_max_num_queries):
    issue = proposed(people)
    client = signed_in("dewi")
    client.get(LIST)
    with django_assert_max_num_queries(12) as first:
        client.get(LIST)
    for title in ("Dua", "Tiga"):
        Issue.objects.create(
            tenant=issue.tenant, topic=issue.topic, place="6371", title=title, proposed_at=AT
        )  # fmt: skip
    with django_assert_max_num_queries(len(first)):
        client.get(LIST)
