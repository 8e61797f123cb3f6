"""The inbox: filters in the address, columns and views of one's own, what a page costs."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.lives import Life, office
from tuntas.accounts.choices import save_view
from tuntas.accounts.models import DeskChoice, SavedView, User
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.web import desk_queue


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def sign_in(client):
    def sign(name: str):
        client.force_login(User.objects.get(email__startswith=f"{name}@"))
        return client

    return sign


def shown(client, **words) -> list[str]:
    answer = client.get(f"/meja/?{urlencode(words)}")
    assert answer.status_code == 200
    return [row.number for row in answer.context["rows"]]


def test_each_filter_keeps_what_fits_and_leaves_out_the_rest(sign_in, people):
    here = Life(people).submitted(topic_code="jalan-berlubang", region_code="6371").report
    there = Life(people).submitted(topic_code="penerangan-jalan", region_code="6372").dispatched().report
    budi = sign_in("budi")
    asks = {
        "topik": (here.topic_id, there.topic_id),
        "wilayah": ("6371", "6372"),
        "keadaan": ("RECEIVED", "DISPATCHED_UNIT"),
        "unit": ("kalsel", "kalsel-pupr"),
    }
    for name, (one, other) in asks.items():
        assert shown(budi, antrean="semua", **{name: one}) == [here.number], name
        assert shown(budi, antrean="semua", **{name: other}) == [there.number], name
    assert shown(budi, antrean="semua", kanal="LETTER") == []
    assert shown(budi, antrean="semua", kelas="COMPLAINT", kanal="WEB", topik=here.topic_id) == [here.number]


def test_a_main_topic_holds_its_sub_topics(sign_in, people):
    report = Life(people).submitted().report
    assert shown(sign_in("budi"), antrean="semua", topik=report.topic.parent_id) == [report.number]


def test_a_day_is_the_office_s_day(sign_in, people):
    """01.00 UTC on 3 March is 09.00 there; 17.00 UTC is already the next day."""
    morning = Life(people).submitted().report
    night = Life(people, NOW + timedelta(hours=16)).submitted().report
    budi = sign_in("budi")
    assert shown(budi, antrean="semua", sampai="2025-03-03") == [morning.number]
    assert shown(budi, antrean="semua", dari="2025-03-04") == [night.number]


def test_late_and_newest_first(sign_in, people):
    early = Life(people).submitted().report
    late = Life(people, NOW + timedelta(days=2)).submitted().report
    budi = sign_in("budi")
    assert shown(budi, antrean="semua") == [early.number, late.number]
    assert shown(budi, antrean="semua", urut="baru") == [late.number, early.number]
    assert shown(budi, antrean="semua", lewat="on") == [early.number, late.number]
    assert shown(budi, antrean="selesai", lewat="on") == []


def test_nonsense_in_the_address_is_said_and_narrows_nothing(sign_in, people):
    report = Life(people).submitted().report
    answer = sign_in("budi").get("/meja/?antrean=semua&keadaan=SELESAI&dari=kemarin&hal=-3")
    assert answer.status_code == 200
    assert [row.number for row in answer.context["rows"]] == [report.number]
    assert set(answer.context["filters"].errors) == {"keadaan", "dari"}


def test_no_filter_shows_what_the_officer_may_not_see(sign_in, people):
    Life(people).submitted(topic_code="pungli")
    Life(people).submitted().dispatched()
    for name in ("yusuf", "wayan", "nia"):
        assert shown(sign_in(name), antrean="semua", kelas="SUPERVISION") == []
        assert shown(sign_in(name), antrean="semua", keadaan="DISPATCHED_UNIT", unit="kalsel-pupr") == []


def test_htmx_gets_the_list_alone_and_a_plain_browser_the_page(sign_in, people):
    report = Life(people).submitted().report
    budi = sign_in("budi")
    part = budi.get("/meja/?antrean=semua", headers={"HX-Request": "true"})
    page = budi.get("/meja/?antrean=semua")
    again = budi.get("/meja/?antrean=semua", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "<html" in page.content.decode()
    assert "<html" in again.content.decode()
    assert all(report.number in answer.content.decode() for answer in (part, page, again))
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize("name", ["budi", "ratna"])
def test_a_page_costs_the_same_for_one_row_and_for_three(sign_in, people, name):
    client = sign_in(name)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/meja/?antrean=semua&topik=jalan-berlubang").status_code == 200
        return len(queries)

    Life(people).submitted().dispatched()
    one = cost()
    for _again in range(2):
        Life(people).submitted().dispatched()
    assert cost() == one


def test_pages_follow_each_other_and_end(sign_in, people, monkeypatch):
    monkeypatch.setattr(desk_queue, "PER_PAGE", 2)
    numbers = [Life(people).submitted().report.number for _again in range(3)]
    budi = sign_in("budi")
    first, second = budi.get("/meja/?antrean=semua"), budi.get("/meja/?antrean=semua&hal=2")
    assert [row.number for page in (first, second) for row in page.context["rows"]] == numbers
    assert first.context["next_url"] == "/meja/?antrean=semua&hal=2"
    assert second.context["next_url"] == ""
    assert budi.get("/meja/?hal=41").status_code == 422


def test_columns_are_each_person_s_own(sign_in, people):
    Life(people).submitted()
    budi = sign_in("budi")
    assert budi.post("/meja/atur/", {"kolom": ["kanal", "tenggat"]}).status_code == 302
    page = budi.get("/meja/")
    assert page.context["headings"] == ["Tenggat", "Kanal"]
    assert "data-letter-keys" not in page.content.decode()
    assert sign_in("lina").get("/meja/").context["headings"] == ["Topik dan tempat", "Ditangani", "Keadaan", "Tenggat"]
    assert "data-letter-keys" in sign_in("lina").get("/meja/").content.decode()
    assert budi.post("/meja/atur/", {"kolom": ["rahasia"]}).status_code == 422
    assert DeskChoice.objects.count() == 1


def test_a_view_keeps_the_words_of_the_address_and_no_others(sign_in, people):
    budi = sign_in("budi")
    query = "antrean=semua&keadaan=RECEIVED&hal=3&next=https://example.org/"
    answer = budi.post("/meja/tampilan/", {"name": "Baru masuk", "query": query})
    assert (answer.status_code, answer.url) == (302, "/meja/?antrean=semua&keadaan=RECEIVED")
    views = budi.get(answer.url).context["views"]
    assert [(view.label, view.current) for view in views] == [("Baru masuk", True)]
    assert sign_in("lina").get("/meja/").context["views"] == []


def test_the_admin_shares_a_view_with_the_whole_government(sign_in, people):
    kalsel = office("kalsel")
    budi = sign_in("budi")
    values = {"name": "Jalan", "query": "topik=jalan-berlubang", "shared": str(kalsel.pk)}
    assert budi.post("/meja/tampilan/", values).status_code == 302
    for name, sees in {"lina": True, "ratna": True, "wayan": False, "agus": False}.items():
        assert [v.label for v in sign_in(name).get("/meja/").context["views"]] == (["Jalan"] if sees else []), name
    with pytest.raises(NotAllowed):
        save_view(name="Milik kami", query="cari=x", shared_in=kalsel.pk, by=people.ratna)
    view = SavedView.objects.get()
    assert sign_in("ratna").post(f"/meja/tampilan/{view.pk}/hapus/").status_code == 403
    assert sign_in("wayan").post(f"/meja/tampilan/{view.pk}/hapus/").status_code == 404
    assert sign_in("lina").post(f"/meja/tampilan/{view.pk}/hapus/").status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_without_name_or_filter_is_refused_in_words(sign_in, people):
    budi = sign_in("budi")
    nameless = budi.post("/meja/tampilan/", {"name": "", "query": "cari=x"})
    empty = budi.post("/meja/tampilan/", {"name": "Kosong", "query": "hal=2"})
    assert (nameless.status_code, empty.status_code) == (422, 422)
    assert "Tidak ada saringan" in empty.content.decode()
    with pytest.raises(Invalid):
        save_view(name="  ", query="cari=x", by=people.budi)


def test_from_a_report_to_the_next_of_its_queue(sign_in, people):
    first, second, third = (Life(people).submitted().report for _again in range(3))
    budi = sign_in("budi")

    def page(report, queue="verifikasi"):
        return budi.get(f"/meja/laporan/{report.reference}/?antrean={queue}").context

    assert page(first)["previous_report_url"] == ""
    assert page(first)["next_report_url"] == f"/meja/laporan/{second.reference}/?antrean=verifikasi"
    assert page(second)["previous_report_url"] == f"/meja/laporan/{first.reference}/?antrean=verifikasi"
    assert page(second)["next_report_url"] == f"/meja/laporan/{third.reference}/?antrean=verifikasi"
    assert page(third)["next_report_url"] == ""
    assert "next_report_url" not in page(first, "persetujuan")
    older, newer = Life(people).submitted().archived().report, Life(people, NOW + timedelta(hours=1)).submitted()
    newer = newer.archived().report
    assert page(newer, "selesai")["next_report_url"].startswith(f"/meja/laporan/{older.reference}/")
    assert page(older, "selesai")["previous_report_url"].startswith(f"/meja/laporan/{newer.reference}/")


def test_the_quick_list_of_choices_is_what_the_slow_one_would_be(sign_in, people):
    page = sign_in("budi").get("/meja/?antrean=semua&topik=jalan-berlubang&keadaan=RECEIVED").content.decode()
    assert '<option value="jalan-berlubang" selected>' in page
    assert '<option value="RECEIVED" selected>' in page
    assert '<optgroup label="' in page
    assert page.count(" selected>") == 2 + 6  # the other six lists stand at their first choice
