"""The page of reply templates: who gets in, what a form keeps, what is marked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.lives import office
from tuntas.accounts.models import User
from tuntas.reports.actions.replies import Wording, write_template
from tuntas.reports.models import ReplyTemplate

OPEN = "Ditambal pada [[tanggal perbaikan]]."


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_GOVERNMENT = "kalsel"


@pytest.fixture
def sign_in(client, people):
    def sign(name: str):
        client.force_login(User.objects.get(email__startswith=f"{name}@"))
        return client

    return sign


def given(**words) -> dict[str, str]:
    unit = {"name": "Ditambal", "verb": "FOLLOW_UP", "institution": "kalsel-pupr", "topic": "jalan-berlubang"}
    return {**unit, "text": OPEN, **words}


def everybody_s() -> ReplyTemplate:
    return ReplyTemplate.objects.get(name="Terima kasih")


@pytest.mark.parametrize("who", ["ratna", "hadi", "sri", "intan", "dewi"])
def test_only_administrators_get_in(sign_in, who):
    client = sign_in(who)
    for address in ("/kelola/templat/", "/kelola/templat/baru/", f"/kelola/templat/{everybody_s().pk}/"):
        assert client.get(address).status_code == 404


def test_a_template_is_written_changed_and_put_out_of_use(sign_in):
    budi = sign_in("budi")
    assert budi.post("/kelola/templat/baru/", given()).status_code == 302
    row = ReplyTemplate.objects.get(name="Ditambal")
    assert (row.verb, row.institution, row.topic_id, row.text) == (
        "FOLLOW_UP", office("kalsel-pupr"), "jalan-berlubang", OPEN,
    )  # fmt: skip
    here = f"/kelola/templat/{row.pk}/"
    assert "<mark>[[tanggal perbaikan]]</mark>" in budi.get("/kelola/templat/").text
    assert budi.post(here, given(text="Sudah rata.")).status_code == 302
    assert budi.post(f"{here}pemakaian/").status_code == 302
    row.refresh_from_db()
    assert (row.text, row.active) == ("Sudah rata.", False)
    page = budi.get(here).text
    for words in ("Templat ini tidak dipakai lagi", "Pakai lagi", f"</span>{OPEN}</del>", "Templat ditulis"):
        assert words in page
    assert "Pemakaian templat diubah" in budi.get("/kelola/riwayat/").text
    assert budi.post(f"{here}pemakaian/", {"dipakai": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.active


def test_a_preview_marks_the_gaps_and_stores_nothing(sign_in):
    page = sign_in("budi").post("/kelola/templat/baru/", given(pratinjau="1"))
    assert page.status_code == 200
    assert "<mark>[[tanggal perbaikan]]</mark>" in page.text
    assert not ReplyTemplate.objects.filter(name="Ditambal").exists()


def test_a_mistake_keeps_what_was_typed(sign_in):
    page = sign_in("budi").post("/kelola/templat/baru/", given(text="Pada [[]] kami datang."))
    assert page.status_code == 422
    assert "Ada bagian kosong tanpa nama" in page.text
    assert "Pada [[]] kami datang.</textarea>" in page.text


def test_everybody_s_is_read_and_copied_but_changed_by_the_national_admin_alone(sign_in):
    here = f"/kelola/templat/{everybody_s().pk}/"
    budi = sign_in("budi")
    page = budi.get(here).text
    assert (">Simpan<" in page, f"/kelola/templat/baru/?dari={everybody_s().pk}" in page) == (False, True)
    assert budi.post(here, given(institution="")).status_code == 403
    assert budi.post(f"{here}pemakaian/").status_code == 403
    copy = budi.get(f"/kelola/templat/baru/?dari={everybody_s().pk}").text
    assert everybody_s().text in copy
    agus = sign_in("agus")
    assert "/kelola/templat/" in agus.get("/kelola/").text
    assert agus.post(here, given(name="Terima kasih", institution="", topic="", verb="RESPOND")).status_code == 302
    assert everybody_s().text == OPEN


def test_another_government_s_is_not_there(sign_in, people):
    city = Wording("Kota", OPEN, institution=office("banjarmasin"))
    row = write_template(city, by=people.nia, at=NOW)
    for who in ("budi", "agus"):
        client = sign_in(who)
        assert client.get(f"/kelola/templat/{row.pk}/").status_code == 404
        assert "Kota</a>" not in client.get("/kelola/templat/").text
        assert client.get(f"/kelola/templat/baru/?dari={row.pk}").status_code == 200


def test_the_list_asks_no_query_per_row(sign_in, people):
    budi = sign_in("budi")
    costs = []
    for number in range(2):
        unit = Wording(f"Templat {number}", OPEN, institution=office("kalsel-pupr"))
        write_template(unit, by=people.budi, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            assert budi.get("/kelola/templat/").status_code == 200
        costs.append(len(seen))
        write_template(Wording(f"Lain {number}", OPEN, institution=office("kalsel")), by=people.budi, at=NOW)
    assert costs[0] == costs[1]
