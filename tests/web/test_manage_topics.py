"""The page of topics: read by every administrator, changed by whoever keeps the list."""

from datetime import timedelta

import pytest

from tests.web.managing import entered, queries
from tuntas.institutions.models import Topic
from tuntas.kernel import clock


@pytest.fixture(autouse=True)
def open_door(settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    settings.TUNTAS_GOVERNMENT = "kalsel"


def test_a_topic_is_added_renamed_and_put_out_of_use(client, people):
    entered(client, "agus@nasional.example")
    given = {"name": "Trotoar rusak", "name_en": "Broken pavement", "parent": "jalan", "nature": "PHYSICAL"}
    assert client.post("/kelola/topik/", given).status_code == 302
    page = "/kelola/topik/trotoar-rusak/"
    given = {"langkah": "nama", "name": "Trotoar", "name_en": "Pavement"}
    assert client.post(page, given).status_code == 302
    since = clock.now().date() + timedelta(days=9)
    assert client.post(page, {"langkah": "henti", "since": since.isoformat()}).status_code == 302
    topic = Topic.objects.get(pk="trotoar-rusak")
    assert (topic.name, topic.out_of_use_from) == ("Trotoar", since)
    assert "Topik berhenti dipakai" in client.get("/kelola/riwayat/").content.decode()


def test_a_mistake_is_said_at_its_field(client, people):
    entered(client, "agus@nasional.example")
    answer = client.post("/kelola/topik/", {"name": "Trotoar", "name_en": "", "parent": "jalan", "nature": "PHYSICAL"})
    assert answer.status_code == 422
    assert "Tulis nama topik dalam kedua bahasa." in answer.content.decode()


def test_a_city_reads_the_list_and_changes_nothing(client, people):
    entered(client, "nia@banjarmasin.example")
    assert '<form class="letter"' not in client.get("/kelola/topik/").content.decode()
    assert client.post("/kelola/topik/", {"name": "A", "name_en": "B", "parent": "jalan"}).status_code == 403
    assert client.post("/kelola/topik/jalan/", {"langkah": "nama", "name": "A", "name_en": "B"}).status_code == 403
    assert Topic.objects.get(pk="jalan").name != "A"


@pytest.mark.parametrize("who", ["ratna", "hadi", "sri", "intan"])
def test_nobody_without_administration_gets_in(client, people, who):
    entered(client, f"{who}@kalsel.example")
    assert client.get("/kelola/topik/").status_code == 404


def test_the_tree_asks_no_query_per_row(client, people):
    entered(client, "agus@nasional.example")
    before = queries(client, "/kelola/topik/")
    for number in range(3):
        Topic.objects.create(code=f"uji-{number}", name="Uji", name_en="Test", nature="PHYSICAL", parent_id="jalan")
    assert queries(client, "/kelola/topik/") == before
