"""The people of a government: invited, seated, moved, and seen off by its own administrator."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tuntas.audit.log import Hand, changed
from tuntas.institutions.models import GOVERNMENTS, Institution
from tuntas.institutions.offices import hand_of
from tuntas.institutions.shared import shared_hand
from tuntas.kernel.refusals import Invalid, Refusal

from .actors import Officer
from .models import Delegation, Duty, Invitation, Membership, Role, User
from .services import revoke_services_of
from .sign_ins import end_sessions

VALID_FOR = timedelta(days=7)
GIVEN = (Role.LIAISON, Role.HEAD, Role.AGENCY_ADMIN, Role.INSPECTOR, Role.SECRETARY)
"""Roles that a government's administrator may give; the others are the national administrator's."""

OF_THE_WHOLE = (Role.AGENCY_ADMIN, Role.SECRETARY)
"""Held in the government itself, not in one of its units."""

_signer = Signer(salt="tuntas.accounts.invitation")


class LastAdministrator(Refusal):
    """Without an administrator nobody could let anyone in again."""

    code = "last_administrator"
    status = 409
    sentence = _("{name} adalah admin terakhir. Beri orang lain jabatan admin instansi dahulu, lalu ulangi.")


class LinkOver(Refusal):
    """The link was used, withdrawn, has expired, or was never ours. One answer for all."""

    code = "invitation_over"
    status = 410
    sentence = _("Tautan undangan ini tidak berlaku lagi. Minta admin instansi Anda mengirim undangan baru.")


class OwnRole(Refusal):
    """Nobody gives themselves a role: that takes two people."""

    code = "own_role"
    status = 403
    sentence = _("Anda tidak dapat mengubah jabatan Anda sendiri. Minta admin lain melakukannya.")


def invite(email: str, name: str, office: Institution, role: str, *, by: Officer, at: datetime) -> Invitation:
    """Ask somebody to take a role in an office; an open invitation to the same is withdrawn first.

    Raises `Invalid` for an address that is none, a name left out, or a role that does not fit the office.
    """
    return _invited(hand_of(office, by), email, name, office, role, by, at)


def invite_administrator(email: str, name: str, government: Institution, *, by: Officer, at: datetime) -> Invitation:
    """Ask the first administrator in: whoever keeps the installation does, until the government has its own.

    Raises `NotAllowed`, and `Invalid` as `invite` does.
    """
    hand = shared_hand(by)
    if active_seats(at).filter(institution=government, role=Role.AGENCY_ADMIN).exists():
        raise Invalid(_("Pemerintah ini sudah mempunyai admin; ia yang mengundang."), field="email")
    return _invited(hand, email, name, government, Role.AGENCY_ADMIN, by, at)


def _invited(
    hand: Hand, email: str, name: str, office: Institution, role: str, by: Officer, at: datetime
) -> Invitation:
    address, called = email.strip().lower(), " ".join(name.split())
    _check_person(address, called)
    _check_role(office, role)
    with transaction.atomic():
        _check_new(address, office, role, by)
        _withdraw(address, office, role, at)
        made = Invitation.objects.create(
            email=address,
            name=called,
            institution=office,
            role=role,
            invited_by_id=by.user_id,
            invited_at=at,
            expires_at=at + VALID_FOR,
        )
        _record(hand, "invite", made.pk, f"{called} <{address}>", at, after={"role": role, "office": office.name})
    return made


def token_of(invitation: Invitation) -> str:
    """What the link carries."""
    return _signer.sign(invitation.pk.hex)


def invitation_of(token: str, at: datetime) -> Invitation:
    """The open invitation behind a link. Raises `LinkOver`."""
    try:
        key = _signer.unsign(token)
    except BadSignature:
        raise LinkOver() from None
    rows = Invitation.objects.select_related("institution")
    found = rows.filter(pk=key, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at).first()
    if found is None or not found.institution.active:
        raise LinkOver()
    return found


def accept(token: str, password: str, *, at: datetime) -> User:
    """Take the invited role: the account is made with this password, or the one that is there takes the seat.

    An account that exists proves itself by its own password. Raises `LinkOver`, `Invalid` (field `password`).
    """
    with transaction.atomic():
        found = invitation_of(token, at)
        user = User.objects.filter(email=found.email).first()
        user = _proved(user, password) if user else _made(found, password, at)
        if not Invitation.objects.filter(pk=found.pk, used_at__isnull=True).update(used_at=at):
            raise LinkOver()
        _seat(user, found.institution, found.role, at)
        hand = Hand(found.institution.government_id_or_self, user.pk, user.name)
        _record(hand, "accept", user.pk, str(user), at, after={"role": found.role, "office": found.institution.name})
    return user


def change_role(seat: Membership, role: str, *, by: Officer, at: datetime) -> Membership:
    """End one role of a person and begin another in the same office; whoever is signed in signs in anew."""
    hand = hand_of(seat.institution, by)
    _check_other(seat, by)
    _check_role(seat.institution, role)
    with transaction.atomic():
        if role == seat.role:
            return seat
        _end(seat, at)
        made = _seat(seat.user, seat.institution, role, at)
        end_sessions(seat.user)
        _record(hand, "change_role", seat.user_id, str(seat.user), at, {"role": seat.role}, {"role": role})
    return made


def end_role(seat: Membership, *, by: Officer, at: datetime) -> None:
    """End one role and sign the person out everywhere; with the last role goes the account.

    Raises `LastAdministrator`, `OwnRole`.
    """
    hand = hand_of(seat.institution, by)
    _check_other(seat, by)
    with transaction.atomic():
        _end(seat, at)
        end_sessions(seat.user)
        before = {"role": seat.role, "office": seat.institution.name}
        _record(hand, "end_role", seat.user_id, str(seat.user), at, before, {})
        close_when_gone(seat.user, hand, at=at)


def appoint_substitute(
    seat: Membership, substitute: User, *, starts: datetime, ends: datetime, by: Officer, at: datetime
) -> Delegation:
    """Let somebody of the same government stand in for a role during a time. Raises `Invalid`."""
    hand = hand_of(seat.institution, by)
    if ends <= starts or ends <= at:
        raise Invalid(_("Masa pengganti harus berakhir sesudah mulai dan belum lewat."), field="ends")
    own = active_seats(at).filter(user=substitute, institution__government_id=hand.government)
    if substitute.pk in (seat.user_id, by.user_id) or not own.exists():
        raise Invalid(_("Orang ini tidak dapat menjadi pengganti. Pilih rekan lain."), field="substitute")
    with transaction.atomic():
        made = Delegation.objects.create(membership=seat, substitute=substitute, starts=starts, ends=ends)
        after = {"substitute": substitute, "starts": starts, "ends": ends}
        _record(hand, "appoint_substitute", seat.user_id, str(seat.user), at, {}, after)
    return made


def active_seats(at: datetime) -> models.QuerySet[Membership]:
    """The roles held at this moment, of active accounts."""
    return _held(at).filter(active_from__lte=at, user__is_active=True)


def _held(at: datetime) -> models.QuerySet[Membership]:
    """The roles not ended yet, those to come among them."""
    return Membership.objects.filter(models.Q(active_until__isnull=True) | models.Q(active_until__gt=at))


def close_when_gone(user: User, hand: Hand, *, at: datetime) -> None:
    """Whoever has no role left anywhere cannot sign in, stands in for nobody and is on call nowhere; open invitations
    of this government end, and the second factor goes, so that a later invitation begins anew. The name stays in
    what was done."""
    if _held(at).filter(user=user).exists():
        return
    user.is_active = False
    user.save(update_fields=["is_active"])
    lent = Delegation.objects.filter(substitute=user, ends__gt=at)
    lent.filter(starts__gte=at).delete()
    lent.update(ends=at)
    Duty.objects.filter(user=user, starts__gt=at).delete()
    asked = Invitation.objects.filter(email=user.email, institution__government=hand.government)
    asked.filter(used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=at)
    Authenticator.objects.filter(user=user).delete()
    revoke_services_of(user, hand, at=at)
    _record(hand, "close_account", user.pk, str(user), at)


def _check_person(email: str, name: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("Alamat surel “{email}” tidak sah."), field="people", email=email) from None
    if not name or len(name) > 120:
        raise Invalid(_("Nama untuk {email} kosong atau terlalu panjang."), field="people", email=email)


def _check_role(office: Institution, role: str) -> None:
    whole = office.level in GOVERNMENTS
    if role not in GIVEN or (role in OF_THE_WHOLE and not whole):
        raise Invalid(_("Jabatan ini tidak ada di kantor ini. Pilih jabatan atau kantor lain."), field="role")
    if not office.active:
        raise Invalid(_("Kantor ini sudah ditutup. Pilih kantor lain."), field="office")


def _check_new(email: str, office: Institution, role: str, by: Officer) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        return
    if user.pk == by.user_id:
        raise OwnRole()
    if Membership.objects.filter(user=user, institution=office, role=role, active_until__isnull=True).exists():
        raise Invalid(_("{email} sudah memegang jabatan ini."), field="people", email=email)


def _check_other(seat: Membership, by: Officer) -> None:
    if seat.user_id == by.user_id:
        raise OwnRole()


def _withdraw(email: str, office: Institution, role: str, at: datetime) -> None:
    rows = Invitation.objects.filter(email=email, institution=office, role=role)
    rows.filter(used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=at)


def _made(found: Invitation, password: str, at: datetime) -> User:
    try:
        validate_password(password, User(email=found.email, name=found.name))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
    return User.objects.create_user(found.email, password, name=found.name, joined_at=at, password_since=at)


def _proved(user: User, password: str) -> User:
    if not user.check_password(password):
        raise Invalid(_("Kata sandi salah. Masukkan kata sandi akun Anda yang sudah ada."), field="password")
    if not user.is_active:
        # Closed when the last role ended; an administrator wants this person back.
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def _seat(user: User, office: Institution, role: str, at: datetime) -> Membership:
    seat = {"user": user, "institution": office, "role": role, "active_until": None}
    return Membership.objects.get_or_create(**seat, defaults={"active_from": at})[0]


def _end(seat: Membership, at: datetime) -> None:
    if seat.role == Role.AGENCY_ADMIN:
        rows = active_seats(at).select_for_update().filter(institution=seat.institution, role=seat.role)
        if not [row for row in rows if row.user_id != seat.user_id]:
            raise LastAdministrator(name=seat.user.name)
    Membership.objects.filter(pk=seat.pk, active_until__isnull=True).update(active_until=at)


def _record(
    hand: Hand,
    verb: str,
    thing: object,
    label: str,
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    changed(hand, verb, thing, label, at=at, before=before, after=after)
