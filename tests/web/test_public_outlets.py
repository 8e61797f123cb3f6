"""Every way in which published reports leave the house: filters, feeds, site map; and what never leaves by any."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from tests.lives import DONE, Life, office
from tests.web.test_public_list import released
from tuntas.reports.actions import verify, work
from tuntas.reports.states import ContentMode, FollowUpKind

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client() -> Client:
    return Client()


def place(people, title: str, **changes: object) -> Life:
    return released(people, title, **{"topic_code": "jalan-berlubang", "region_code": "6371", **changes})


OUTLETS = {
    "list": "/laporan/",
    "words": "/laporan/?kata=CANARY",
    "topic": "/laporan/?topik=jalan",
    "region": "/laporan/?wilayah=6371",
    "unit": "/laporan/?unit=kalsel-pupr",
    "state": "/laporan/?keadaan=ditangani",
    "year": "/laporan/?tahun=2025",
    "feed": "/laporan/umpan.xml",
    "feed of words": "/laporan/umpan.xml?kata=CANARY",
    "site map": "/sitemap.xml",
    "home": "/",
    "map": "/peta/batas.json",
    "robots": "/robots.txt",
}


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("kind", ["secret", "supervision", "unpublished", "hidden"])
def test_what_is_not_published_leaves_by_no_outlet(people, client, outlet, kind):
    changes = {"secret": {"content": ContentMode.SECRET}, "supervision": {"classification": "SUPERVISION"}}
    words = {"title": "CANARY", "body": "CANARY jatuh di sini", "topic_code": "jalan-berlubang", "region_code": "6371"}
    case = Life(people).submitted(**words, **changes.get(kind, {}))
    if kind == "hidden":
        verify.publish(case.report, title="CANARY", body="CANARY", by=people.budi, at=case.tick())
        verify.hide(case.report, reason="Ada nama orang.", by=people.budi, at=case.tick())
    if kind != "supervision":
        case.dispatched().responded()
    page = client.get(OUTLETS[outlet])
    assert page.status_code == 200
    body = page.content.decode().replace('value="CANARY"', "").replace("kata=CANARY", "")
    assert "CANARY" not in body
    assert case.report.number not in body
    assert case.report.reference not in body


@pytest.mark.parametrize("outlet", [name for name in OUTLETS if name not in {"map", "robots"}])
def test_what_is_published_leaves_by_each(people, client, outlet):
    """The same outlets do let through what they should: otherwise the test above could not fail."""
    case = place(people, "CANARY berlubang").dispatched().responded()
    body = client.get(OUTLETS[outlet]).content.decode()
    assert case.report.number in body or case.report.reference in body


def shown(client, query: str) -> set[str]:
    return {card["title"] for card in client.get(f"/laporan/?{query}").context["cards"]}


def test_each_filter_narrows_and_all_of_them_together(people, client):
    place(people, "Jalan").dispatched().responded()
    place(people, "Air", topic_code="air-tarif")
    place(people, "Banjarbaru", region_code="6372").dispatched().responded().followed_up().confirmed()
    everything = {"Jalan", "Air", "Banjarbaru"}
    assert shown(client, "") == everything
    assert shown(client, "wilayah=6372") == {"Banjarbaru"}
    assert shown(client, "keadaan=ditangani") == {"Jalan"}
    assert shown(client, "keadaan=dikonfirmasi") == {"Banjarbaru"}
    assert shown(client, "keadaan=menunggu") == {"Air"}
    assert shown(client, f"unit={office('kalsel-pupr').code}") == {"Jalan", "Banjarbaru"}
    assert shown(client, "tahun=2025") == everything
    assert shown(client, "tahun=2019") == set()
    assert shown(client, "bukti=on") == set()
    assert shown(client, "topik=jalan&wilayah=6371&keadaan=ditangani") == {"Jalan"}


@pytest.mark.parametrize("odd", ["wilayah=9999", "keadaan=x", "tahun=20x5", "unit=%00", "kecamatan=1", "tahun=٢٠٢٥"])
def test_nonsense_in_the_address_narrows_nothing(people, client, odd):
    place(people, "Jalan")
    assert shown(client, odd) == {"Jalan"}


def test_districts_are_offered_once_a_city_is_chosen(people, client):
    assert "kecamatan" not in client.get("/laporan/").context["search"].fields
    assert "kecamatan" in client.get("/laporan/?wilayah=6371").context["search"].fields


def test_the_feed_of_a_report_tells_what_the_office_did(people, client):
    case = place(people, "Jalan").dispatched().responded().followed_up()
    feed = ET.fromstring(client.get(f"/laporan/{case.report.reference}/umpan.xml").content)
    assert [entry.findtext(f"{ATOM}summary") for entry in feed.iter(f"{ATOM}entry")] == [DONE]
    assert case.report.number in feed.findtext(f"{ATOM}title")


def test_the_feed_of_an_unpublished_report_is_not_there(people, client):
    hidden = Life(people).submitted()
    assert client.get(f"/laporan/{hidden.report.reference}/umpan.xml").status_code == 404


def test_the_shared_text_has_title_number_and_address_alone(people, client):
    case = place(people, "Jalan")
    share = client.get(f"/laporan/{case.report.reference}/").context["share"]
    assert share["text"].startswith(f"Jalan ({case.report.number}): http")
    assert "NAMA-RAHASIA" not in share["text"]


@pytest.mark.parametrize("address", ["/laporan/", "/laporan/umpan.xml", "/sitemap.xml"])
def test_three_cost_as_much_as_one(people, client, django_assert_num_queries, django_assert_max_num_queries, address):
    place(people, "Satu")
    with django_assert_max_num_queries(20) as one:
        client.get(address)
    place(people, "Dua")
    place(people, "Tiga")
    with django_assert_num_queries(len(one)):
        client.get(address)


def test_robots_name_the_site_map_and_stay_out_of_private_pages(client, db):
    body = client.get("/robots.txt").text
    assert "Disallow: /meja/" in body
    assert "Disallow: /lacak/" in body
    assert "/sitemap.xml" in body


@pytest.mark.parametrize("outlet", ["/laporan/{}/", "/laporan/{}/umpan.xml"])
def test_what_an_office_says_for_everybody_names_nobody(people, client, outlet):
    case = released(people).dispatched().responded()
    words = "Kami sudah bertemu Ibu Aminah Zahra di nomor 0812-3456-7890 dan menambal jalan itu kemarin sore."
    work.follow_up(case.report, work.FollowUp(FollowUpKind.ANSWER, words), by=people.ratna, at=case.tick())
    page = client.get(outlet.format(case.report.reference)).content.decode()
    assert "[nama disamarkan] di nomor [telepon disamarkan] dan menambal jalan itu" in page
