"""Service accounts: programs of a government that read its own figures with a token, within a scope and a time."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from tuntas.audit.log import Hand, changed
from tuntas.institutions.models import Institution
from tuntas.institutions.offices import hand_of
from tuntas.kernel.refusals import Invalid, Refusal
from tuntas.kernel.texts import required

from .actors import Officer
from .models import ServiceAccount, User

PREFIX = "tuntas_"
"""So that a token that leaked is known for one, by people and by scanners."""

DAYS_AT_MOST = 366
NOTED_EVERY = timedelta(minutes=1)


class ServiceScope(TextChoices):
    """What a token may read. A new machine-readable address names one of these."""

    FIGURES = "figures", _("Angka pemerintah ini")


class TokenRefused(Refusal):
    """No token, an unknown, ended or revoked one: one answer for all."""

    code = "token_refused"
    status = 401
    sentence = _("Token tidak berlaku. Minta yang baru kepada admin instansi.")


class ScopeMissing(Refusal):
    """The token is good, and not for this."""

    code = "scope_missing"
    status = 403
    sentence = _("Token ini tidak boleh membaca itu. Minta cakupan “{scope}” kepada admin instansi.")


def make_service(
    name: str, scopes: Sequence[str], *, days: int, government: Institution, by: Officer, at: datetime
) -> tuple[ServiceAccount, str]:
    """Make a service account; returns it and its token, which nobody sees again.

    Raises `NotAllowed`, and `Invalid` for no name, no scope, or a time that is none or too long.
    """
    hand = hand_of(government, by)
    called = required(name, field="name", limit=80)
    if not scopes or not set(scopes) <= set(ServiceScope.values):
        raise Invalid(_("Pilih sedikitnya satu cakupan."), field="scopes")
    if not 0 < days <= DAYS_AT_MOST:
        raise Invalid(_("Masa berlaku 1 sampai {most} hari."), field="days", most=DAYS_AT_MOST)
    token = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = ServiceAccount.objects.create(
            government=government, name=called, token_hash=_hash(token), scopes=sorted(set(scopes)),
            made_by_id=by.user_id, made_at=at, expires_at=at + timedelta(days=days),
        )  # fmt: skip
        after = {"scopes": ", ".join(made.scopes), "ends": made.expires_at}
        changed(hand, "make_service", made.pk, called, at=at, after=after)
    return made, token


def revoke_service(service: ServiceAccount, *, by: Officer, at: datetime) -> None:
    """The token opens nothing any more. Again does nothing. Raises `NotAllowed`."""
    _revoke(service, hand_of(service.government, by), at)


def revoke_services_of(user: User, hand: Hand, *, at: datetime) -> None:
    """Whoever made a token has seen it: it goes when this person leaves."""
    for service in services_in_force(at).filter(made_by=user):
        _revoke(service, hand, at)


def services_in_force(at: datetime) -> QuerySet[ServiceAccount]:
    """Those whose token opens something at this moment."""
    return ServiceAccount.objects.filter(Q(revoked_at__isnull=True), expires_at__gt=at, government__active=True)


def service_of(token: str, scope: str, *, at: datetime) -> ServiceAccount:
    """The service account behind a token, its use noted by the minute. Raises `TokenRefused`, `ScopeMissing`."""
    found = services_in_force(at).select_related("government").filter(token_hash=_hash(token)).first()
    if found is None:
        raise TokenRefused()
    if scope not in found.scopes:
        raise ScopeMissing(scope=scope)
    if found.used_at is None or at - found.used_at >= NOTED_EVERY:
        ServiceAccount.objects.filter(pk=found.pk).update(used_at=at)
    return found


def _revoke(service: ServiceAccount, hand: Hand, at: datetime) -> None:
    with transaction.atomic():
        if ServiceAccount.objects.filter(pk=service.pk, revoked_at__isnull=True).update(revoked_at=at):
            changed(hand, "revoke_service", service.pk, service.name, at=at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
