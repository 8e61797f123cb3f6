"""Inviting, seating and seeing off the people of a government."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from tests.cast import NOW, Cast
from tests.lives import office
from tuntas.accounts.actors import officer
from tuntas.accounts.duty import put_on_duty
from tuntas.accounts.models import Delegation, Duty, Invitation, Membership, Role, User
from tuntas.accounts.people import (
    LastAdministrator,
    LinkOver,
    OwnRole,
    accept,
    appoint_substitute,
    change_role,
    end_role,
    invitation_of,
    invite,
    token_of,
)
from tuntas.audit.models import Change
from tuntas.kernel.refusals import Invalid, NotAllowed

PASSWORD = "kuda-laut-terbang-42"


def asked(people: Cast, email: str = "baru@kalsel.example") -> Invitation:
    return invite(email, "Orang Baru", office("kalsel-pupr"), Role.LIAISON, by=people.budi, at=NOW)


def seat_of(email: str) -> Membership:
    return Membership.objects.select_related("user", "institution").get(user__email=email, active_until=None)


def test_a_link_gives_a_password_and_a_seat_once(people):
    token = token_of(asked(people))
    user = accept(token, PASSWORD, at=NOW)
    assert [(seat.role, seat.institution_id) for seat in officer(user, NOW).seats] == [
        ("LIAISON", office("kalsel-pupr").pk)
    ]
    with pytest.raises(LinkOver):
        accept(token, PASSWORD, at=NOW)
    assert [row.verb for row in Change.objects.order_by("pk")] == ["invite", "accept"]


def test_a_link_ends_after_seven_days_and_when_sent_anew(people):
    first = token_of(asked(people))
    with pytest.raises(LinkOver):
        invitation_of(first, NOW + timedelta(days=7))
    second = token_of(asked(people))
    with pytest.raises(LinkOver):
        invitation_of(first, NOW)
    assert invitation_of(second, NOW).email == "baru@kalsel.example"


def test_a_link_that_was_changed_opens_nothing(people):
    token = token_of(asked(people))
    for broken in (token[:-1], asked(people, "lain@kalsel.example").pk.hex, ""):
        with pytest.raises(LinkOver):
            invitation_of(broken, NOW)


def test_a_weak_password_leaves_the_link_open(people):
    token = token_of(asked(people))
    with pytest.raises(Invalid) as refused:
        accept(token, "12345", at=NOW)
    assert refused.value.field == "password"
    assert invitation_of(token, NOW)


def test_an_account_that_is_there_proves_itself_and_keeps_its_password(people):
    token = token_of(asked(people, "yusuf@kalsel.example"))
    with pytest.raises(Invalid):
        accept(token, PASSWORD, at=NOW)
    user = accept(token, "rahasia-untuk-uji", at=NOW)
    assert user.email == "yusuf@kalsel.example"
    assert len(officer(user, NOW).seats) == 2


@pytest.mark.parametrize("role", [Role.NATIONAL_ADMIN, Role.OMBUDSMAN, Role.AGENCY_ADMIN, Role.SECRETARY])
def test_roles_that_do_not_fit_a_unit_are_refused(people, role):
    with pytest.raises(Invalid):
        invite("a@kalsel.example", "A", office("kalsel-pupr"), role, by=people.budi, at=NOW)


@pytest.mark.parametrize("who", ["nia", "ratna", "agus", "sri"])
def test_only_the_own_administrator_invites_changes_and_ends(people, who):
    by = getattr(people, who)
    with pytest.raises(NotAllowed):
        invite("a@kalsel.example", "A", office("kalsel-pupr"), Role.LIAISON, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        change_role(seat_of("ratna@kalsel.example"), Role.HEAD, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        end_role(seat_of("ratna@kalsel.example"), by=by, at=NOW)


def test_a_role_changes_with_its_history(people):
    change_role(seat_of("ratna@kalsel.example"), Role.HEAD, by=people.budi, at=NOW)
    later = NOW + timedelta(seconds=1)
    ratna = User.objects.get(email="ratna@kalsel.example")
    assert [seat.role for seat in officer(ratna, later).seats] == ["HEAD"]
    row = Change.objects.get()
    assert (row.before, row.after) == ({"role": "LIAISON"}, {"role": "HEAD"})


def test_the_last_administrator_stays_and_nobody_changes_themselves(people):
    with pytest.raises(OwnRole):
        end_role(seat_of("budi@kalsel.example"), by=people.budi, at=NOW)
    end_role(seat_of("lina@kalsel.example"), by=people.budi, at=NOW)
    with pytest.raises(LastAdministrator):
        end_role(seat_of("budi@kalsel.example"), by=people.lina, at=NOW)


def test_an_ended_role_ends_the_sessions(people, client, settings):
    settings.TUNTAS_REQUIRE_SECOND_FACTOR = False
    ratna = User.objects.get(email="ratna@kalsel.example")
    client.force_login(ratna)
    assert client.get("/meja/").status_code == 200
    end_role(seat_of("ratna@kalsel.example"), by=people.budi, at=NOW)
    answer = client.get("/meja/")
    assert (answer.status_code, answer["Location"]) == (302, "/akun/login/?next=/meja/")


def test_with_the_last_role_goes_the_account_and_all_that_hangs_on_it(people):
    yusuf, ends = User.objects.get(email="yusuf@kalsel.example"), NOW + timedelta(days=3)
    appoint_substitute(seat_of("ratna@kalsel.example"), yusuf, starts=NOW, ends=ends, by=people.budi, at=NOW)
    put_on_duty(office("kalsel-dishub"), yusuf, week=date(2025, 3, 12), by=people.budi, at=NOW)
    token = token_of(asked(people, yusuf.email))
    TOTP.activate(yusuf, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    later = NOW + timedelta(hours=1)
    end_role(seat_of(yusuf.email), by=people.budi, at=later)
    yusuf.refresh_from_db()
    assert (yusuf.is_active, officer(yusuf, later).seats) == (False, ())
    assert [row.ends for row in Delegation.objects.filter(substitute=yusuf)] == [later]
    assert not Duty.objects.filter(user=yusuf).exists()
    assert not Authenticator.objects.filter(user=yusuf).exists()
    with pytest.raises(LinkOver):
        invitation_of(token, later)
    assert [row.verb for row in Change.objects.order_by("pk")][-2:] == ["end_role", "close_account"]


def test_whoever_keeps_another_role_keeps_the_account(people):
    accept(token_of(asked(people, "yusuf@kalsel.example")), "rahasia-untuk-uji", at=NOW)
    first = Membership.objects.select_related("user", "institution").get(
        user__email="yusuf@kalsel.example", institution__code="kalsel-dishub"
    )
    end_role(first, by=people.budi, at=NOW + timedelta(hours=1))
    assert User.objects.get(email="yusuf@kalsel.example").is_active


def test_whoever_is_invited_back_has_the_account_back_by_its_password(people):
    end_role(seat_of("yusuf@kalsel.example"), by=people.budi, at=NOW)
    token = token_of(asked(people, "yusuf@kalsel.example"))
    with pytest.raises(Invalid):
        accept(token, PASSWORD, at=NOW)
    assert not User.objects.get(email="yusuf@kalsel.example").is_active
    assert accept(token, "rahasia-untuk-uji", at=NOW).is_active


def test_a_substitute_acts_during_the_time(people):
    yusuf = User.objects.get(email="yusuf@kalsel.example")
    ends = NOW + timedelta(days=3)
    appoint_substitute(seat_of("ratna@kalsel.example"), yusuf, starts=NOW, ends=ends, by=people.budi, at=NOW)
    assert len(officer(yusuf, NOW).seats) == 2
    assert len(officer(yusuf, ends).seats) == 1
    wayan = User.objects.get(email="wayan@banjarmasin.example")
    with pytest.raises(Invalid):
        appoint_substitute(seat_of("ratna@kalsel.example"), wayan, starts=NOW, ends=ends, by=people.budi, at=NOW)
