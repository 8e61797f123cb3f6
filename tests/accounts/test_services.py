"""Service accounts: a token, what it may read, and its end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW
from tests.lives import office
from tuntas.accounts.models import Membership, ServiceAccount
from tuntas.accounts.people import end_role
from tuntas.accounts.services import (
    ScopeMissing,
    TokenRefused,
    make_service,
    revoke_service,
    service_of,
    services_in_force,
)
from tuntas.audit.models import Change
from tuntas.kernel.refusals import Invalid, NotAllowed


def made(people, by: str = "budi", code: str = "kalsel", **changes) -> tuple[ServiceAccount, str]:
    given = {"name": "Papan kota", "scopes": ["figures"], "days": 30} | changes
    return make_service(**given, government=office(code), by=getattr(people, by), at=NOW)


def test_the_token_lies_nowhere_and_opens_its_scope_alone(people):
    service, token = made(people)
    assert token.startswith("tuntas_")
    assert len(token) == 50
    service.refresh_from_db()
    assert token not in str(vars(service))
    assert token not in str([vars(row) for row in Change.objects.all()])
    assert service_of(token, "figures", at=NOW) == service
    with pytest.raises(ScopeMissing):
        service_of(token, "reports", at=NOW)


def test_its_use_is_noted_by_the_minute(people):
    service, token = made(people)
    for seconds in (0, 59, 60):
        service_of(token, "figures", at=NOW + timedelta(seconds=seconds))
        service.refresh_from_db()
        assert service.used_at == NOW + timedelta(seconds=60 if seconds == 60 else 0)


@pytest.mark.parametrize("token", ["", "tuntas_", "tuntas_lain", "\x00"])
def test_any_other_token_opens_nothing(people, token):
    made(people)
    with pytest.raises(TokenRefused):
        service_of(token, "figures", at=NOW)


def test_it_ends_with_its_time_by_hand_and_with_whoever_made_it(people):
    _first, one = made(people)
    second, two = made(people)
    _third, three = made(people, by="lina")
    with pytest.raises(TokenRefused):
        service_of(one, "figures", at=NOW + timedelta(days=30))
    revoke_service(second, by=people.lina, at=NOW)
    revoke_service(second, by=people.lina, at=NOW)
    lina = Membership.objects.select_related("user", "institution").get(user__email="lina@kalsel.example")
    end_role(lina, by=people.budi, at=NOW)
    for token in (two, three):
        with pytest.raises(TokenRefused):
            service_of(token, "figures", at=NOW)
    assert service_of(one, "figures", at=NOW)
    assert services_in_force(NOW).count() == 1
    verbs = [row.verb for row in Change.objects.order_by("pk")]
    assert verbs.count("revoke_service") == 2


@pytest.mark.parametrize("who", ["nia", "ratna", "hadi", "agus", "sri", "dewi"])
def test_only_the_own_administrator_makes_and_revokes(people, who):
    service, _token = made(people)
    with pytest.raises(NotAllowed):
        made(people, by=who)
    with pytest.raises(NotAllowed):
        revoke_service(service, by=getattr(people, who), at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["all"]}, "scopes"), ({"days": 0}, "days"),
     ({"days": 367}, "days")],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_refused(people, changes, field):
    with pytest.raises(Invalid) as refused:
        made(people, **changes)
    assert refused.value.field == field


def test_the_database_refuses_one_without_a_time_to_live(people):
    service, _token = made(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceAccount.objects.filter(pk=service.pk).update(expires_at=service.made_at)
