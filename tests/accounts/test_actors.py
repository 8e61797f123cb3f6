"""Seats: held for a span of time, lent during leave, gone with the account."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOW
from tests.lives import Life, office
from tests.world import BEGAN
from tuntas.accounts.actors import officer
from tuntas.accounts.models import Delegation, Membership, Role, User
from tuntas.reports.states import Verb
from tuntas.reports.workflow import may

pytestmark = pytest.mark.django_db


def _user(name):
    return User.objects.get(email__startswith=f"{name}@")


def test_a_seat_says_where_and_what(people):
    (seat,) = people.wayan.seats
    unit = office("banjarmasin-pupr")
    assert (seat.role, seat.institution_id, seat.path) == (
        Role.LIAISON,
        unit.pk,
        "/ri/kalsel/banjarmasin/banjarmasin-pupr/",
    )
    assert (seat.government_id, seat.region_code) == (office("banjarmasin").pk, "6371")
    assert people.wayan.holds(Role.LIAISON, unit.pk)
    assert not people.wayan.holds(Role.HEAD, unit.pk)
    assert not people.wayan.holds(Role.LIAISON, None)
    assert people.fajar.governs(Role.INSPECTOR, office("kalsel").pk)
    assert not people.fajar.governs(Role.INSPECTOR, None)


@pytest.mark.parametrize(("shift", "held"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_a_seat_ends_at_its_instant(shift, held):
    ratna = _user("ratna")
    Membership.objects.filter(user=ratna).update(active_until=NOW)
    assert bool(officer(ratna, NOW + shift).seats) == held


def test_a_seat_begins_at_its_instant():
    assert officer(_user("ratna"), BEGAN).seats
    assert not officer(_user("ratna"), BEGAN - timedelta(seconds=1)).seats


def test_a_substitute_has_the_seat_during_leave_only(people):
    membership = Membership.objects.get(user=_user("ratna"))
    starts, ends = NOW + timedelta(hours=1), NOW + timedelta(days=5)
    Delegation.objects.create(membership=membership, substitute=_user("yusuf"), starts=starts, ends=ends)
    report = Life(people).submitted().dispatched().report
    answers = {
        moment: may(report, Verb.RESPOND, officer(_user("yusuf"), moment))
        for moment in (starts - timedelta(seconds=1), starts, ends - timedelta(seconds=1), ends)
    }
    assert list(answers.values()) == [False, True, True, False]
    assert may(report, Verb.RESPOND, officer(_user("ratna"), starts))


def test_a_lent_seat_ends_with_the_membership(people):
    membership = Membership.objects.get(user=_user("ratna"))
    Delegation.objects.create(
        membership=membership, substitute=_user("yusuf"), starts=NOW, ends=NOW + timedelta(days=5)
    )
    Membership.objects.filter(pk=membership.pk).update(active_until=NOW + timedelta(days=1))
    assert len(officer(_user("yusuf"), NOW).seats) == 2
    assert len(officer(_user("yusuf"), NOW + timedelta(days=2)).seats) == 1


def test_a_deactivated_account_has_no_seat_not_even_a_lent_one():
    yusuf = _user("yusuf")
    Delegation.objects.create(
        membership=Membership.objects.get(user=_user("ratna")), substitute=yusuf, starts=NOW, ends=NOW + timedelta(1)
    )
    yusuf.is_active = False
    assert officer(yusuf, NOW).seats == ()


def test_a_leave_ends_after_it_starts():
    membership = Membership.objects.get(user=_user("ratna"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(membership=membership, substitute=_user("yusuf"), starts=NOW, ends=NOW)


def test_one_active_seat_of_a_kind():
    held = Membership.objects.get(user=_user("ratna"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=held.user, institution=held.institution, role=held.role, active_from=NOW)


def test_people_log_in_by_e_mail_whatever_its_case():
    assert User.objects.get_by_natural_key("RATNA@kalsel.example") == _user("ratna")
    assert User.objects.create_user("Gita@Kalsel.Example", "x", name="Gita").email == "gita@kalsel.example"
    assert not _user("ratna").is_staff
