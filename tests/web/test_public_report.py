"""Filing a report as a browser without scripts does it."""

import io
import re

import pytest
from django.db import OperationalError
from django.test import Client
from PIL import Image

from tests.web.public_browser import fields_of, press
from tuntas.reports.models import Attachment, Filing, Identity, Report
from tuntas.web import public_report
from tuntas.web.report_form import FIELDS, FORMS, STEPS, Answers, fresh_key, read_day, read_number

BODY = "Jalan di depan pasar berlubang besar sejak dua minggu lalu, dua orang sudah jatuh dari motor."


def photo(name: str = "lubang.png") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "gray").save(file, "PNG")
    file.seek(0)
    file.name = name
    return file


@pytest.fixture
def client() -> Client:
    return Client()


def to_place(client):
    page = press(client, client.get("/lapor/"), kind="COMPLAINT")
    return press(client, page, body=BODY, title="Jalan berlubang")


def to_files(client):
    page = press(client, to_place(client), incident_on="2025-02-28", place_text="Depan Pasar Lama")
    return press(client, page, topic="jalan-berlubang")


def to_check(client, **privacy):
    page = press(client, to_files(client))
    page = press(client, page, **{"identity": "OPEN", "content": "PUBLIC", **privacy})
    return press(client, page, name="Siti Aminah", email="siti@warga.example") if "email" in fields_of(page) else page


def code_in(page) -> str:
    return re.search(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", page.content.decode()).group()


def test_a_whole_filing_without_scripts(people, client):
    page = to_place(client)
    page = press(client, page, "search", region_query="banjarmasin", incident_on="2025-02-28")
    assert 'value="6371"' in page.content.decode()
    page = press(client, page, region="6371", place_text="Depan Pasar Lama")
    assert "lubang" in page.content.decode()
    page = press(client, page, topic="jalan-berlubang", office="kalsel-pupr")
    page = press(client, page, "attach", files=photo())
    assert "Foto 1" in page.content.decode()
    page = press(client, page)
    assert fields_of(page)["identity"] == ["OPEN"]
    page = press(client, page)
    page = press(client, page, name="Siti Aminah", email="siti@warga.example")
    assert "Siti Aminah" in page.content.decode()
    page = press(client, page, "send")
    assert page.status_code == 200
    report = Report.objects.get()
    assert report.number in page.content.decode()
    assert (report.region_id, report.topic_id, report.wanted.code) == ("6371", "jalan-berlubang", "kalsel-pupr")
    assert Attachment.objects.filter(report=report, from_reporter=True).count() == 1
    assert "no-store" in page["Cache-Control"]


def test_the_code_stands_in_no_address_and_no_title(people, client):
    page = press(client, to_check(client), "send")
    text, code = page.content.decode(), code_in(page)
    addresses = " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', text))
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL).group(1)
    for form in (code, code.replace("-", "")):
        assert form not in addresses
        assert form not in title
        assert form not in page.request["PATH_INFO"] + page.request["QUERY_STRING"]


def test_sending_twice_makes_one_report_and_shows_the_same_receipt(people, client):
    check = to_check(client)
    first, second = press(client, check, "send"), press(client, check, "send")
    assert code_in(first) == code_in(second)
    assert (Report.objects.count(), Filing.objects.count()) == (1, 1)


def test_a_used_form_with_other_words_is_refused_and_can_become_a_new_report(people, client):
    check = to_check(client)
    press(client, check, "send")
    refused = press(client, check, "send", body=BODY + " Tambahan.")
    assert refused.status_code == 422
    assert "sudah pernah dikirim" in refused.content.decode()
    again = press(client, refused, "again")
    assert press(client, again, "send").status_code == 200
    assert Report.objects.count() == 2


def test_an_error_keeps_everything(people, client):
    page = press(client, to_place(client), incident_on="2099-01-01", place_text="Depan <b>Pasar</b>")
    kept = fields_of(page)
    assert page.status_code == 422
    assert "Tanggal kejadian belum tiba" in page.content.decode()
    assert (kept["incident_on"], kept["place_text"]) == (["2099-01-01"], ["Depan <b>Pasar</b>"])
    assert kept["body"] == [BODY]
    assert "Perlu diperbaiki" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"latitude": "abc", "longitude": "1"}, "Angka ini tidak terbaca"),
        ({"latitude": "-3.3"}, "lintang dan bujur"),
        ({"latitude": "51.5", "longitude": "0.1"}, "di luar Indonesia"),
        ({"latitude": "nan", "longitude": "inf"}, "Angka ini tidak terbaca"),
        ({"region": "99.99"}, "Wilayah itu tidak ada"),
        ({"incident_on": "kemarin", "place_text": "x"}, "Tanggal ini tidak terbaca"),
        ({}, "Tulis patokan, pilih wilayah"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(people, client, typed, sentence):
    page = press(client, to_place(client), **typed)
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_a_text_too_long_is_refused_and_kept_whole(people, client):
    page = press(client, client.get("/lapor/"), kind="COMPLAINT")
    long = "a" * 10_001
    refused = press(client, page, body=long)
    assert refused.status_code == 422
    assert fields_of(refused)["body"] == [long]


def test_control_characters_do_no_harm(people, client):
    check = to_check(client)
    page = press(
        client,
        check,
        "send",
        body="Air\x00 mati \x1b[31m di \u202egang\ud83d\ude00 lima".encode("utf-16", "surrogatepass").decode("utf-16"),
    )
    assert page.status_code == 200
    assert Report.objects.get().body == "Air mati [31m di gang\U0001f600 lima"


@pytest.mark.parametrize("field", ["topic", "office", "identity", "content", "kind", "region"])
def test_unknown_codes_lead_back_to_their_step(people, client, field):
    page = press(
        client, to_check(client), "send", **{field: "tidak-ada", **({"topic_listed": ""} if field == "topic" else {})}
    )
    assert page.status_code == 422
    assert Report.objects.count() == 0


@pytest.mark.parametrize("step", [step.value for step in STEPS] + ["ngawur", ""])
@pytest.mark.parametrize(
    "go", ["next", "back", "search", "attach", "remove:0", "remove:zz", "change:x", "send", "again", "?"]
)
def test_no_form_however_odd_breaks_a_page(people, client, step, go):
    page = client.post("/lapor/", {"step": step, "go": go, "key": "x", "token": ["../..", "y" * 30], "body": "\x00"})
    assert page.status_code in {200, 422}


def test_a_huge_number_of_fields_is_a_bad_request(people, client):
    assert client.post("/lapor/", {f"f{number}": "1" for number in range(500)}).status_code == 400


def test_nobody_is_asked_for_contact_who_wants_no_identity(people, client):
    check = to_check(client, identity="NONE")
    assert fields_of(check)["step"] == ["periksa"]
    page = press(client, check, "send", name="Siti Aminah")
    assert page.status_code == 200
    assert Identity.objects.count() == 0
    assert "tanpa kode ini" in page.content.decode()


def test_a_topic_brings_its_own_defaults(people, client):
    page = press(client, client.get("/lapor/"), kind="SUPERVISION")
    page = press(client, page, body="Petugas meminta uang di loket.")
    page = press(client, page, nowhere="on")
    page = press(client, press(client, page))
    assert (fields_of(page)["identity"], fields_of(page)["content"]) == (["SEALED"], ["SECRET"])


def test_a_file_can_be_taken_back_and_a_bad_one_is_named(people, client):
    page = press(client, to_files(client), "attach", files=[photo(), io.BytesIO(b"bukan foto")])
    assert page.status_code == 422
    assert "bukan foto (JPEG" in page.content.decode()
    assert len(fields_of(page)["token"]) == 1
    page = press(client, page, "remove:0")
    assert "token" not in fields_of(page)


def test_a_change_from_the_summary_leads_back_to_it(people, client):
    page = press(client, to_check(client), "change:kejadian")
    page = press(client, page, title="Judul lain")
    assert fields_of(page)["step"] == ["periksa"]
    assert "Judul lain" in page.content.decode()


def test_the_receipt_can_be_had_as_pdf_by_post_alone(people, client):
    page = press(client, to_check(client), "send")
    answer = client.post("/lapor/tanda-terima/", fields_of(page, "/lapor/tanda-terima/"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert client.get("/lapor/tanda-terima/").status_code == 405
    assert client.post("/lapor/tanda-terima/", {"reference": "x", "access_code": "y"}).status_code == 422


def test_an_outage_hands_the_words_back_with_the_same_key(people, client, monkeypatch, settings):
    settings.TUNTAS_SPOOL = False
    check = to_check(client)

    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(public_report, "submit", away)
    page = press(client, check, "send")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    kept = fields_of(page)
    assert kept["body"] == [BODY]
    assert kept["key"] == fields_of(check)["key"]
    monkeypatch.undo()
    assert client.post("/lapor/", kept).status_code == 200
    assert Report.objects.count() == 1


def test_the_first_page_needs_no_database_and_sets_no_cookie(client):
    page = client.get("/lapor/")
    assert page.status_code == 200
    assert "sessionid" not in page.cookies


def test_every_step_has_a_form_or_is_the_last():
    assert [*FORMS, STEPS[-1]] == list(STEPS)
    assert len(FIELDS) == len(set(FIELDS))


def test_days_and_numbers_as_people_write_them():
    assert str(read_day("24/03/2025")) == "2025-03-24"
    assert read_day("31/02/2025") is None
    assert read_number("-3,3194") == -3.3194
    assert read_number("1e999") is None


def test_a_key_from_elsewhere_is_not_taken():
    assert Answers().key != Answers().key
    assert len(fresh_key()) >= 32
