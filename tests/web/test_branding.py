"""The brand on the pages: found by host, asked for once, and the reader's own choice of colours."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from PIL import Image

from tests.cast import NOW
from tests.lives import office
from tuntas.accounts.models import User
from tuntas.institutions.brands import Look, set_brand
from tuntas.institutions.models import Brand
from tuntas.web import branding


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def two_brands(people):
    set_brand(office("kalsel"), Look("Lapor Banua", "Kita tuntaskan", "Diskominfo Kalsel"), by=people.budi, at=NOW)
    city = Look("Lapor Kota", "", "Diskominfotik", "#0b5d2a", "lapor.kota.example")
    set_brand(office("banjarmasin"), city, by=people.nia, at=NOW)
    branding.forget()


def sheet_of(page: str) -> str:
    found = re.search(r'href="(/merek\.css\?v=[^"]+)"', page)
    return found[1] if found else ""


def test_each_host_has_its_brand(client, two_brands):
    own = client.get("/").content.decode()
    city = client.get("/", headers={"host": "lapor.kota.example:8443"}).content.decode()
    assert '<span class="brand-name">Lapor Banua</span>' in own
    assert "Kita tuntaskan" in own
    assert "Diskominfo Kalsel" in own
    assert sheet_of(own) == ""
    assert '<span class="brand-name">Lapor Kota</span>' in city
    assert "Lapor sampai tuntas" in city
    assert sheet_of(city)


def test_an_unknown_host_gets_the_brand_of_the_installation(client, two_brands):
    page = client.get("/", headers={"host": "lain.example"}).content.decode()
    assert '<span class="brand-name">Lapor Banua</span>' in page


def test_without_any_brand_the_settings_speak(client, db):
    branding.forget()
    page = client.get("/").content.decode()
    assert '<span class="brand-name">Tuntas</span>' in page
    assert "merek.css" not in page


def test_the_brand_is_asked_for_once(client, two_brands, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/aksesibilitas/")
    with django_assert_num_queries(0):
        client.get("/aksesibilitas/")
        client.get("/aksesibilitas/", headers={"host": "lapor.kota.example"})


def test_the_database_away_is_no_reason_to_have_no_page(client, monkeypatch, db):
    def away(*names: str):
        raise OperationalError("gone")

    branding.forget()
    monkeypatch.setattr(Brand.objects, "select_related", away)
    assert '<span class="brand-name">Tuntas</span>' in client.get("/aksesibilitas/").content.decode()


def test_the_sheet_of_a_host_holds_its_colour_for_a_year(client, two_brands):
    host = {"host": "lapor.kota.example"}
    answer = client.get(sheet_of(client.get("/", headers=host).content.decode()), headers=host)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "--ina-primary-600:#0b5d2a;" in answer.content.decode()
    assert "max-age=31536000" in answer["Cache-Control"]
    assert "max-age=60" in client.get("/merek.css?v=old", headers=host)["Cache-Control"]
    assert client.get("/merek.css").content == b":root{}\n"


def png() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGBA", (640, 640)).save(data, "PNG")
    return SimpleUploadedFile("logo.png", data.getvalue(), "image/png")


def sign_in(client, name: str):
    client.force_login(User.objects.get(email__startswith=f"{name}@"))
    return client


def test_the_administrator_changes_it_and_sees_it(client, people, settings, tmp_path):
    settings.TUNTAS_DATA_DIR = tmp_path
    values = {"name": "Lapor Banua", "tagline": "", "office": "", "colour": "#8a1538", "host": "", "logo": png()}
    answer = sign_in(client, "budi").post("/kelola/merek/", values, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Merek tersimpan." in page
    assert 'value="Lapor Banua"' in page
    assert "#8a1538" in page
    logo = re.search(r'src="(/merek/logo/[^"]+)"', client.get("/").content.decode())
    picture = client.get(logo[1])
    assert picture["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(picture.content)).size == (320, 320)
    assert client.get("/merek/logo/" + "0" * 32 + ".thumb.jpg").status_code == 404


def test_a_pale_colour_comes_back_with_everything_typed(client, people):
    values = {"name": "Lapor Banua", "tagline": "Kita", "office": "", "colour": "#ffcc00", "host": ""}
    answer = sign_in(client, "budi").post("/kelola/merek/", values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "terlalu terang" in page
    assert 'href="#id_colour"' in page
    assert 'value="Lapor Banua"' in page
    assert not Brand.objects.exists()


@pytest.mark.parametrize("name", ["ratna", "hadi", "dewi", "sri", "intan"])
def test_nobody_else_opens_the_page(client, people, name):
    assert sign_in(client, name).get("/kelola/merek/").status_code == 404


@pytest.mark.parametrize(("wanted", "name"), [("terang", "light"), ("gelap", "dark"), ("kontras", "contrast")])
def test_a_chosen_theme_is_one_cookie(client, db, wanted, name):
    assert "data-theme" not in client.get("/aksesibilitas/").content.decode()
    assert "tema" not in client.cookies
    answer = client.post("/tema/", {"theme": wanted, "next": "/aksesibilitas/"})
    assert answer.url == "/aksesibilitas/"
    assert answer.cookies["tema"]["httponly"]
    assert f'data-theme="{name}"' in client.get("/aksesibilitas/").content.decode()
    client.post("/tema/", {"theme": "sistem", "next": "/"})
    assert "data-theme" not in client.get("/aksesibilitas/").content.decode()


def test_the_theme_form_leads_nowhere_else(client, db):
    assert client.post("/tema/", {"theme": "gelap", "next": "https://jahat.example/"}).url == "/"
    assert client.get("/tema/").status_code == 405
    assert client.post("/tema/", {"theme": "ungu"}).cookies["tema"]["max-age"] == 0


def test_an_unknown_theme_sets_no_cookie(client, db):
    assert client.post("/tema/", {"theme": "ungu"}).cookies == {}
