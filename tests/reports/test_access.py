"""Which reports exist for whom, seat by seat, each condition alone; the matrix of verbs is in test_matrix.py."""

from dataclasses import replace

import pytest
from django.test import override_settings

from tests.cast import NOW, nobody, system
from tests.lives import Life, office
from tests.reports.situations import SUPERVISION
from tuntas.accounts.actors import Officer, Seat, seat_of
from tuntas.accounts.models import Membership, Role
from tuntas.reports import access
from tuntas.reports.access import visible_to
from tuntas.reports.actions import dispatch
from tuntas.reports.models import Copy, Report, Subtask
from tuntas.reports.states import ContentMode, OmbudsmanStatus

SECRET = {"content": ContentMode.SECRET}
ORDINARY = {"plain", "secret", "city", "moved"}


@pytest.fixture
def reports(people) -> dict[str, Report]:
    """With the roads agency, a secret one there, with the Inspektorat, of a city, and one sent on to that city."""
    lives = {
        "plain": Life(people).submitted().dispatched(),
        "secret": Life(people).submitted(**SECRET).dispatched(),
        "vault": Life(people).submitted(**SUPERVISION).dispatched(),
        "moved": Life(people).submitted().sent_to_city(),
    }
    with override_settings(TUNTAS_GOVERNMENT="banjarmasin"):
        city = lives["city"] = Life(people).submitted()
    dispatch.dispatch_unit(city.report, to=office("banjarmasin-pupr"), by=people.nia, at=city.tick())
    return {name: Report.objects.get(pk=life.report.pk) for name, life in lives.items()}


def seat(role: str, code: str) -> Seat:
    return seat_of(Membership(role=role, institution=office(code)))


def holding(people, *seats: Seat) -> Officer:
    return replace(people.budi, seats=seats)


def seen(reports: dict[str, Report], actor) -> set[str]:
    found = set(visible_to(actor).values_list("pk", flat=True))
    return {name for name, report in reports.items() if report.pk in found}


def test_each_of_the_cast_sees_these(people, reports):
    found = {name: seen(reports, getattr(people, name)) for name in people.__dataclass_fields__}
    kalsel = {"plain", "secret", "moved"}
    assert found == {
        "budi": kalsel,
        "lina": kalsel,
        "ratna": {"plain", "secret"},
        "hadi": {"plain", "secret"},
        "yusuf": set(),
        "wayan": {"city"},
        "nia": {"city", "moved"},
        "intan": {"vault"},
        "fajar": {"vault"},
        "agus": ORDINARY,
        "dewi": {"plain", "city", "moved"},
        "sri": {"plain"},
    }
    assert seen(reports, system) == {*ORDINARY, "vault"}
    assert seen(reports, nobody) == seen(reports, holding(people)) == set()


@pytest.mark.parametrize("column", ["agency", "tenant", "sender"])
def test_an_admin_sees_what_is_with_came_in_at_or_was_sent_on_by_the_institution(people, reports, column):
    kalteng = office("banjarmasin")
    Report.objects.update(agency=office("ri"), tenant=office("ri"), sender=None)
    Report.objects.filter(pk__in=[reports["plain"].pk, reports["vault"].pk]).update(**{column: kalteng})
    assert seen(reports, people.nia) == {"plain"}
    assert seen(reports, people.budi) == set()


def test_a_copy_opens_a_public_report_to_its_institution_alone(people, reports):
    for name in ("plain", "secret", "vault"):
        Copy.objects.create(report=reports[name], institution=office("kalsel-dishub"), at=NOW)
    for role in (Role.LIAISON, Role.HEAD):
        assert seen(reports, holding(people, seat(role, "kalsel-dishub"))) == {"plain"}
        assert seen(reports, holding(people, seat(role, "banjarmasin-dishub"))) == set()


def test_a_subtask_opens_the_report_to_the_liaison_also_when_it_is_done(people, reports):
    for name in ("secret", "vault"):
        Subtask.objects.create(report=reports[name], unit=office("kalsel-dishub"), task="Pasang rambu.", created_at=NOW)
    assert seen(reports, people.yusuf) == {"secret"}
    assert [name for name in sorted(reports) if access.subtask_unit(reports[name], people.yusuf)] == ["secret"]
    Subtask.objects.update(finished_at=NOW)
    assert seen(reports, people.yusuf) == {"secret"}
    assert not access.subtask_unit(reports["secret"], people.yusuf)


def test_a_head_sees_what_is_below_never_the_vault(people, reports):
    assert seen(reports, holding(people, seat(Role.HEAD, "kalsel"))) == {"plain", "secret", "city"}
    assert seen(reports, holding(people, seat(Role.HEAD, "kalsel-inspektorat"))) == set()
    assert seen(reports, holding(people, seat(Role.LIAISON, "kalsel-inspektorat"))) == set()


def test_the_secretary_sees_the_public_ones_of_the_own_government(people, reports):
    assert seen(reports, holding(people, seat(Role.SECRETARY, "banjarmasin"))) == {"city", "moved"}
    Report.objects.filter(pk=reports["plain"].pk).update(agency=office("banjarmasin"))
    assert seen(reports, people.sri) == set()


def test_the_inspectorate_sees_the_vault_of_its_own_government(people, reports):
    assert seen(reports, holding(people, seat(Role.INSPECTOR, "banjarmasin"))) == set()
    Report.objects.filter(pk=reports["vault"].pk).update(agency=office("kalsel-inspektorat"))
    assert seen(reports, people.intan) == {"vault"}
    assert seen(reports, holding(people, seat(Role.INSPECTOR, "banjarmasin"))) == set()


def test_the_ombudsman_sees_the_mandate_and_of_secret_cases_those_that_came_to_it(people, reports):
    country = holding(people, replace(people.dewi.seats[0], region_code=""))
    assert seen(reports, country) == {"plain", "city", "moved"}
    assert seen(reports, holding(people, replace(people.dewi.seats[0], region_code="6371"))) == {"city"}
    for column, value in (("ombudsman", OmbudsmanStatus.FILED), ("escalation", access.OMBUDSMAN_LEVEL)):
        Report.objects.filter(pk=reports["secret"].pk).update(**{column: value})
        assert "secret" in seen(reports, people.dewi)
        Report.objects.filter(pk=reports["secret"].pk).update(ombudsman=OmbudsmanStatus.NONE, escalation=0)
    Report.objects.filter(pk=reports["secret"].pk).update(escalation=access.OMBUDSMAN_LEVEL - 1)
    assert "secret" not in seen(reports, people.dewi)


def test_who_coordinates_sent_on_and_inspects_one_report(people, reports):
    """In the vault all of it falls to the Inspektorat; elsewhere it has no say."""

    def who(predicate, name: str) -> list[str]:
        found = {one: getattr(people, one) for one in people.__dataclass_fields__}
        return [one for one, actor in found.items() if predicate(reports[name], actor)]

    assert who(access.coordinator, "moved") == ["budi", "lina", "nia", "agus"]
    assert who(access.sender, "moved") == ["budi", "lina"]
    assert who(access.sender, "vault") == who(access.inspector, "vault") == ["intan", "fajar"]
    assert who(access.inspector, "plain") == []
    assert who(access.ombudsman, "plain") == ["dewi"]
    reports["plain"].tenant.region = None
    assert who(access.ombudsman, "plain") == []
