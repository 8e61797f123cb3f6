"""How each person wants to hear: per kind at once, in the morning or not by mail; quiet hours; language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Membership, User
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Invalid, NotAllowed

from .kinds import NEVER_SILENT, NewsKind, Wish
from .models import Preference, QuietHours

JAKARTA = ZoneInfo("Asia/Jakarta")
Quiet = tuple[time, time]
"""From and until, on the wall of the person's institution; over midnight when the first is later."""


@dataclass(frozen=True)
class Wishes:
    """What one person has chosen; whoever chose nothing hears everything at once."""

    wishes: Mapping[str, str] = field(default_factory=dict)
    quiet: Quiet | None = None
    zone: ZoneInfo = JAKARTA

    def of(self, kind: NewsKind) -> Wish:
        """When this kind of news is mailed."""
        return Wish(self.wishes.get(kind.value, Wish.AT_ONCE))

    def leaves_at(self, kind: NewsKind, at: datetime) -> datetime:
        """When a mail of this kind leaves: after the quiet hours; an escalation waits for nobody's sleep."""
        return at if kind == NewsKind.ESCALATION else after_quiet(at, self.quiet, self.zone)


def after_quiet(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """The instant itself, or the end (UTC) of the quiet hours it falls into."""
    if quiet is None:
        return at
    start, end = quiet
    local = at.astimezone(zone)
    clock = local.time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    if not inside:
        return at
    day = local.date() if clock < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=zone).astimezone(UTC)


def wishes_of(users: Iterable[UUID], at: datetime) -> dict[UUID, Wishes]:
    """The wishes of many people, with three queries whatever their number."""
    ids = list(users)
    if not ids:
        return {}
    chosen: dict[UUID, dict[str, str]] = {user: {} for user in ids}
    for row in Preference.objects.filter(user__in=ids):
        chosen[row.user_id][row.kind] = row.wish
    quiet = {row.user_id: (row.starts, row.ends) for row in QuietHours.objects.filter(user__in=ids)}
    zones = {user: ZoneInfo(office.time_zone) for user, office in homes(ids, at).items()}
    return {user: Wishes(chosen[user], quiet.get(user), zones.get(user, JAKARTA)) for user in ids}


def homes(users: Iterable[UUID] | None, at: datetime) -> dict[UUID, Institution]:
    """The institution on whose clock each person lives: that of the oldest seat held now. None: everybody."""
    held = Q(active_from__lte=at) & (Q(active_until__isnull=True) | Q(active_until__gt=at))
    rows = Membership.objects.filter(held, user__is_active=True).select_related("institution")
    if users is not None:
        rows = rows.filter(user__in=list(users))
    return {row.user_id: row.institution for row in rows.order_by("-active_from", "-pk")}


def keep(
    user: User, *, wishes: Mapping[str, str], quiet: Quiet | None, language: str, by: Officer, at: datetime
) -> None:
    """Store what a person chose about the own notices. Raises NotAllowed for anybody else's, Invalid."""
    if by.user_id != user.pk:
        raise NotAllowed()
    _check(wishes, quiet, language)
    with transaction.atomic():
        for kind, wish in wishes.items():
            Preference.objects.update_or_create(user=user, kind=kind, defaults={"wish": wish})
        if quiet is None:
            QuietHours.objects.filter(user=user).delete()
        else:
            QuietHours.objects.update_or_create(user=user, defaults={"starts": quiet[0], "ends": quiet[1]})
        User.objects.filter(pk=user.pk).update(language=language)


def _check(wishes: Mapping[str, str], quiet: Quiet | None, language: str) -> None:
    for kind in NEVER_SILENT:
        if wishes.get(kind.value) == Wish.NEVER:
            sentence = _("Jenis kabar ini tidak dapat dimatikan. Pilih segera atau dalam ringkasan pagi.")
            raise Invalid(sentence, field=kind.value)
    if quiet is not None and quiet[0] == quiet[1]:
        raise Invalid(_("Jam tenang mulai dan berakhir pada jam yang sama. Ubah salah satunya."), field="quiet_until")
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Bahasa ini tidak tersedia. Pilih salah satu dari daftar."), field="language")
