"""The front page: two actions, whom to call, how fast, what was fixed; nothing that was not released."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NOW
from tests.lives import Life
from tests.web.test_public_list import released, text
from tuntas.kernel import clock
from tuntas.kernel.ids import new_id
from tuntas.reports.actions import verify
from tuntas.reports.models import Attachment
from tuntas.reports.states import Classification, ContentMode

LATER = NOW + timedelta(days=10)


@pytest.fixture(autouse=True)
def _ten_days_later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def client() -> Client:
    return Client()


def fixed(people, title: str = "Lubang di depan pasar") -> Life:
    return released(people, title).dispatched().responded().followed_up().confirmed()


def picture(case: Life, *, mine: bool, published: bool = True, internal: bool = False) -> Attachment:
    name = f"{new_id().hex}.jpg"
    return Attachment.objects.create(
        report=case.report, seq=1, kind="JPEG", name=name, size=1, sha256="0" * 64,
        from_reporter=mine, published=published, public_name=name if published else "", internal=internal,
    )  # fmt: skip


def fixed_on(page) -> list[tuple[str, bool]]:
    return [(card["reference"], pair is not None) for card, pair in page.context["fixed"]]


def test_two_actions_and_three_numbers_stand_first(db, client):
    page = text(client.get("/"))
    main = page[page.index("<main") :]
    order = ['href="/lapor/"', 'href="/lacak/"', 'href="tel:112"', 'href="tel:110"', 'href="tel:119"', 'id="cara"']
    places = [main.index(piece) for piece in order]
    assert places == sorted(places)


def test_before_the_first_report_there_is_no_figure(db, client):
    assert client.get("/").context["tiles"] == []


def test_the_figures_stand_beside_the_standard(people, client):
    fixed(people)
    Life(people).submitted()
    tiles = client.get("/").context["tiles"]
    assert [(tile["number"], tile["note"]) for tile in tiles] == [
        ("0,0 hari kerja", "standar nasional: paling lama 5 hari kerja"),
        ("1", "dari 2 laporan yang diterima"),
        ("1", "dari 2 laporan yang diterima"),
    ]
    assert {tile["url"] for tile in tiles} == {"/statistik/?tahun=2025"}


def test_the_figures_are_kept_for_five_minutes_and_no_longer(people, client, monkeypatch):
    fixed(people)
    assert client.get("/").context["tiles"][1]["number"] == "1"
    fixed(people, "Kedua")
    assert client.get("/").context["tiles"][1]["number"] == "1"
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(minutes=5))
    assert client.get("/").context["tiles"][1]["number"] == "2"


def test_the_figures_of_another_government_are_not_taken_for_ours(people, client, settings):
    fixed(people)
    assert client.get("/").context["tiles"] != []
    settings.TUNTAS_GOVERNMENT = "banjarmasin"
    assert client.get("/").context["tiles"] == []


def test_only_what_the_reporter_confirmed_counts_as_fixed(people, client):
    done = fixed(people)
    released(people, "Baru ditindaklanjuti").dispatched().responded().followed_up()
    Life(people).submitted().dispatched().responded().followed_up().confirmed()
    Life(people).submitted(content=ContentMode.SECRET).dispatched().responded().followed_up().confirmed()
    page = client.get("/")
    assert fixed_on(page) == [(done.report.number, False)]
    verify.ask_hide(done.report, by=done.siti, at=done.tick())
    assert fixed_on(client.get("/")) == []


def test_supervision_is_never_on_the_front_page(people, client):
    case = Life(people).submitted(classification=Classification.SUPERVISION, content=ContentMode.SECRET)
    case.dispatched().responded().followed_up().confirmed()
    page = client.get("/")
    assert fixed_on(page) == []
    assert case.report.number not in text(page)


def test_only_released_pictures_make_a_pair(people, client):
    case = fixed(people)
    before, after = picture(case, mine=True), picture(case, mine=False)
    unreleased = picture(case, mine=False, published=False)
    inside = picture(case, mine=False, internal=True)
    page = client.get("/")
    assert fixed_on(page) == [(case.report.number, True)]
    for shown in (before, after):
        assert shown.name in text(page)
    for hidden in (unreleased, inside):
        assert hidden.name not in text(page)


def test_a_picture_of_the_reporter_alone_proves_nothing(people, client):
    case = fixed(people)
    picture(case, mine=True)
    assert fixed_on(client.get("/")) == [(case.report.number, False)]


def test_warm_it_costs_three_queries_for_one_and_for_three(people, client, django_assert_num_queries):
    picture(fixed(people), mine=False)
    client.get("/")
    with django_assert_num_queries(3):
        client.get("/")
    for title in ("Kedua", "Ketiga"):
        picture(fixed(people, title), mine=False)
    with django_assert_num_queries(3):
        assert len(client.get("/").context["fixed"]) == 3
