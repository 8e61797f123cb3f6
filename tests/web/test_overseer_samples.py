"""The pages of a sample: drawn, scored, and read as a scorecard."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.oversight.test_sampling import closed, signed
from tests.web.test_overseer import signed_in
from tuntas.accounts.models import Membership, User
from tuntas.kernel import clock
from tuntas.oversight.models import Sample, SampledCase

LIST = "/pengawas/sampel/"
YES = dict.fromkeys(("answered", "acted", "proven", "plain"), "ya")


@pytest.fixture(autouse=True)
def _in_april(monkeypatch, settings):
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=40))
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def sample(people) -> str:
    closed(people, 3)
    signed()
    where = signed_in("dewi").post(LIST, {"month": "2025-03", "per_office": "2"}).headers["Location"]
    assert where == f"{LIST}{Sample.objects.get().pk}/"
    return where


def second_scorer() -> str:
    """Another person of the same office."""
    seat = Membership.objects.get(user__email="dewi@ombudsman.example")
    user = User.objects.create_user("putri@ombudsman.example", "rahasia-untuk-uji", name="Putri Ayu")
    Membership.objects.create(user=user, institution=seat.institution, role=seat.role, active_from=seat.active_from)
    return "putri"


def test_a_sample_is_drawn_and_says_by_which_seed(people, sample):
    page = signed_in("dewi").get(sample)
    assert (page.context["population"], len(page.context["rows"])) == ("3", 2)
    assert "ab" * 32 in page.text
    assert "Siti" not in page.text
    assert signed_in("dewi").post(LIST, {"month": "2025-03", "per_office": "2"}).status_code == 422
    assert signed_in("dewi").post(LIST, {"month": "x", "per_office": "2"}).status_code == 422


def test_two_people_score_and_the_card_shows_share_and_kappa(people, sample):
    other, first, second = second_scorer(), *SampledCase.objects.order_by("place")
    for name, answers in (("dewi", ("ya", "tidak")), (other, ("ya", "tidak"))):
        for case, proven in zip((first, second), answers, strict=True):
            sent = signed_in(name).post(f"{LIST}nilai/{case.pk}/", {**YES, "proven": proven})
            assert sent.status_code == 302
    page = signed_in("dewi").get(sample)
    proven = page.context["agreements"][2]
    assert (proven["n"], proven["equal"], proven["kappa"]) == ("2", "100,0%", "1,00")
    (card,) = page.context["card"]
    assert (card["n"], [share["value"] for share in card["shares"]]) == ("2", ["100,0%", "100,0%", "50,0%", "100,0%"])
    assert signed_in("dewi").post(f"{LIST}nilai/{first.pk}/", YES).status_code == 422


def test_an_answer_is_missing(people, sample):
    case = SampledCase.objects.first()
    assert signed_in("dewi").post(f"{LIST}nilai/{case.pk}/", {**YES, "plain": ""}).status_code == 422


@pytest.mark.parametrize("name", ["budi", "sri", "ratna", "intan"])
def test_whoever_is_judged_does_not_judge(people, sample, name):
    assert [signed_in(name).get(path).status_code for path in (LIST, sample)] == [404, 404]


def test_another_mandate_does_not_see_it(people, sample):
    assert signed_in("agus").get(sample).status_code == 404
    assert signed_in("agus").get(f"{LIST}nilai/{SampledCase.objects.first().pk}/").status_code == 404
