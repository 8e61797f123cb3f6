"""The public list: released texts only, at a price that does not grow."""

import pytest
from django.test import Client

from tests.lives import DONE, Life
from tests.web.test_public_report import photo, press, to_files
from tuntas.reports.actions import verify
from tuntas.reports.models import Attachment
from tuntas.reports.states import ContentMode


@pytest.fixture
def client() -> Client:
    return Client()


def released(people, title: str = "Lubang di depan pasar", **changes: object) -> Life:
    case = Life(people).submitted(body="NAMA-RAHASIA jatuh di sini", title="Judul asli", **changes)
    verify.publish(case.report, title=title, body="Ringkasan petugas", by=people.budi, at=case.tick())
    return case


def text(page) -> str:
    return page.content.decode()


def test_only_what_was_released_is_listed(people, client):
    shown, hidden, secret = (
        released(people),
        Life(people).submitted(),
        Life(people).submitted(content=ContentMode.SECRET),
    )
    page = text(client.get("/laporan/"))
    assert shown.report.number in page
    assert "Lubang di depan pasar" in page
    assert "NAMA-RAHASIA" not in page
    assert "Judul asli" not in page
    for other in (hidden, secret):
        assert other.report.number not in page
        assert client.get(f"/laporan/{other.report.reference}/").status_code == 404


def test_a_hidden_report_is_gone_at_once(people, client):
    case = released(people)
    verify.ask_hide(case.report, by=case.siti, at=case.tick())
    assert client.get(f"/laporan/{case.report.reference}/").status_code == 404
    assert case.report.number not in text(client.get("/laporan/"))


def test_a_page_shows_what_the_office_did_and_nothing_of_the_reporter(people, client):
    case = released(people).dispatched().responded().followed_up().replied()
    page = client.get(f"/laporan/{case.report.reference}/")
    assert page.status_code == 200
    assert DONE in text(page)
    assert "Ringkasan petugas" in text(page)
    for private in ("NAMA-RAHASIA", "Masih ada sisa kerikil", "Kami sudah meninjau", "Siti"):
        assert private not in text(page)


def test_words_and_topics_narrow_the_list(people, client):
    case = released(people)
    assert case.report.number in text(client.get("/laporan/?kata=LUBANG+pasar&topik=jalan"))
    assert case.report.number not in text(client.get("/laporan/?kata=lampu"))
    assert case.report.number not in text(client.get("/laporan/?topik=kesehatan"))
    for odd in ("?halaman=99999", "?halaman=x", "?topik=zz", "?kata=%00%25", "?kata=" + "a" * 500):
        assert client.get(f"/laporan/{odd}").status_code == 200


def test_a_list_of_three_costs_as_much_as_a_list_of_one(people, client, django_assert_num_queries):
    """The front page asks for what was confirmed and for what is new; its figures are counted once in five minutes."""
    released(people)
    client.get("/")
    for address, cost in (("/laporan/", 6), ("/", 2)):
        with django_assert_num_queries(cost):
            client.get(address)
    released(people, "Kedua")
    released(people, "Ketiga")
    for address, cost in (("/laporan/", 6), ("/", 2)):
        with django_assert_num_queries(cost):
            client.get(address)


def test_only_released_pictures_are_public(people, client):
    page = press(client, press(client, to_files(client), "attach", files=photo()))
    press(client, press(client, press(client, page)), "send")
    file = Attachment.objects.select_related("report").get()
    address = f"/laporan/{file.report.reference}/berkas/{file.name}/"
    assert client.get(address).status_code == 404
    at = file.report.last_at
    verify.publish(file.report, title="Judul", body="Ringkasan", by=people.budi, at=at)
    assert client.get(address).status_code == 404
    verify.publish(file.report, title="Judul", body="Ringkasan", files=[file.name], by=people.budi, at=at)
    shown = client.get(address)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.getvalue().startswith(b"\xff\xd8")
    assert address in text(client.get(f"/laporan/{file.report.reference}/"))


@pytest.mark.parametrize("address", ["/", "/privasi/", "/aksesibilitas/", "/lapor/", "/lacak/", "/laporan/"])
def test_every_page_has_one_heading_and_no_inline_code(people, client, address):
    page = text(client.get(address))
    assert page.count("<h1") == 1
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick" not in page
