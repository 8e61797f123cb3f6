"""Public pages are packed for slow lines; pages about one person never are."""

import gzip

import pytest

from tuntas.accounts.models import User
from tuntas.web.assets import Assets

PACKED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/", "/laporan/", "/statistik/", "/privasi/"])
def test_a_public_page_is_packed(client, db, path):
    answer = client.get(path, headers=PACKED)
    assert answer["Content-Encoding"] == "gzip"
    assert b"<!doctype html>" in gzip.decompress(answer.content)
    assert "Content-Encoding" not in client.get(path)


@pytest.mark.parametrize("path", ["/lapor/", "/lacak/", "/lacak/laporan/"])
def test_a_page_about_one_person_is_not(client, db, path):
    assert "Content-Encoding" not in client.get(path, headers=PACKED)


def test_nor_any_page_of_somebody_signed_in(client, people):
    client.force_login(User.objects.get(email="ratna@kalsel.example"))
    assert "Content-Encoding" not in client.get("/laporan/", headers=PACKED)


def test_names_are_plain_until_they_are_collected():
    assert Assets().url("tuntas/tokens.css") == "/static/tuntas/tokens.css"
