"""The two rules for passwords."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.cast import NOW
from tuntas.accounts.models import User
from tuntas.accounts.passwords import has_run_out

RATNA = User(email="ratna@kalsel.example", name="Ratna Dewi")
pytestmark = pytest.mark.one_engine


def refused(password: str) -> list[str]:
    try:
        validate_password(password, RATNA)
    except ValidationError as error:
        return sorted(one.code for one in error.error_list)
    return []


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("kuda laut terbang", []),
        ("sebelashuru", ["password_too_short"]),
        ("qazxswedcvfr", ["password_too_common"]),
        ("ratna@kalsel.example", ["password_too_similar"]),
        ("k" * 64 + "uda laut " * 7, []),
        ("kuda-laut " * 13, ["password_too_long"]),
    ],
)
def test_the_usual_rule_asks_for_length_and_no_kinds_of_signs(settings, password, codes):
    settings.TUNTAS_PASSWORD_RULE = "asvs"
    assert refused(password) == codes


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("kuda laut terbang", ["password_kinds"]),
        ("Kuda laut terbang", ["password_kinds"]),
        ("kuda laut terbang 7", ["password_kinds"]),
        ("Kuda7LautTerbang", ["password_kinds"]),
        ("Kuda laut terbang 7", []),
        ("Kuda-7", ["password_too_short"]),
    ],
)
def test_the_other_rule_asks_for_four_kinds(settings, password, codes):
    settings.TUNTAS_PASSWORD_RULE = "spbe"
    assert refused(password) == codes


@pytest.mark.parametrize(("rule", "days", "over"), [("asvs", 400, False), ("spbe", 89, False), ("spbe", 90, True)])
def test_only_the_other_rule_has_an_end(settings, rule, days, over):
    settings.TUNTAS_PASSWORD_RULE, settings.TUNTAS_PASSWORD_DAYS = rule, 90
    assert has_run_out(User(password_since=NOW), NOW + timedelta(days=days)) is over


def test_an_account_of_before_counts_from_joining_or_is_asked_at_once(settings):
    settings.TUNTAS_PASSWORD_RULE, settings.TUNTAS_PASSWORD_DAYS = "spbe", 90
    assert has_run_out(User(joined_at=NOW), NOW + timedelta(days=89)) is False
    assert has_run_out(User(), NOW) is True
