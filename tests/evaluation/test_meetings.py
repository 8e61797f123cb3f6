"""The evaluation meeting: one figure on each screen, and what was agreed beside what became of it."""

from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW
from tests.lives import Life, office
from tests.web.test_figures import LATER, late, signed_in
from tuntas.evaluation.meetings import Agreed, agree, read, written
from tuntas.evaluation.models import Agreement
from tuntas.kernel import clock
from tuntas.kernel.refusals import NotAllowed
from tuntas.statistics.spread import Share

PAGE = "/meja/statistik/rapat/"
ACTION = {"text": "Tambah regu.", "owner": "Hadi", "due_on": "2025-05-01", "expected": "di bawah 2 hari"}


@pytest.fixture(autouse=True)
def _later(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


def test_one_figure_on_each_screen_and_links_to_walk(people):
    Life(people, NOW).submitted().dispatched().responded()
    client = signed_in("budi")
    first = client.get(PAGE)
    assert first.context["measure"]["name"] == "Laporan diterima"
    assert (first.context["previous_url"], first.context["next_url"]) == ("", "?layar=respon-rata-rata")
    assert client.get(f"{PAGE}?layar=respon-rata-rata").context["measure"]["value"] == "0,0"
    last = client.get(f"{PAGE}?layar=semua")
    assert (last.context["measure"], last.context["next_url"]) == (None, "")


def test_an_action_is_seen_again_with_the_value_of_then_and_of_now(people):
    late(Life(people, NOW).submitted().dispatched(), 3).responded()
    client = signed_in("budi")
    assert client.post(f"{PAGE}?layar=respon-rata-rata", ACTION).status_code == 302
    Life(people, NOW).submitted().dispatched().responded()
    (row,) = client.get(f"{PAGE}?layar=respon-rata-rata").context["rows"]
    assert (row["before"], row["now"], row["owner"], row["due"]) == ("3,0", "1,5", "Hadi", "1 Mei 2025")
    assert client.get(f"{PAGE}?layar=diterima").context["rows"] == []
    assert len(client.get(f"{PAGE}?layar=semua").context["rows"]) == 1
    assert signed_in("hadi").get(f"{PAGE}?layar=semua").context["rows"] == []


@pytest.mark.parametrize("change", [{"text": " "}, {"owner": ""}, {"due_on": "2025-03-01"}, {"expected": ""}])
def test_an_action_without_owner_day_or_effect_is_refused(people, change):
    assert signed_in("budi").post(PAGE, {**ACTION, **change}).status_code == 422
    assert not Agreement.objects.exists()


def test_a_note_needs_its_words_alone_and_what_is_written_stays(people):
    assert signed_in("budi").post(PAGE, {"text": "Turun karena banjir."}).status_code == 302
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.update(text="")


def test_values_are_kept_exactly():
    for value in (None, 0, 7, Fraction(3), Fraction(10, 3), Share(2, 3), Share()):
        kept = read(written(value), share=isinstance(value, Share))
        assert (type(kept), kept) == (type(value), value)


def test_only_for_ones_own_office(people):
    with pytest.raises(NotAllowed):
        agree(office("kalsel"), Agreed("diterima", "x"), 1, by=people.hadi, at=LATER)
    assert signed_in("ratna").get(PAGE).status_code == 404


def test_three_agreements_cost_what_one_does(people):
    client, costs = signed_in("budi"), []
    for n in (1, 2):
        for _again in range(n):
            client.post(PAGE, ACTION)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))
    assert (costs[0], Agreement.objects.count()) == (costs[1], 3)
