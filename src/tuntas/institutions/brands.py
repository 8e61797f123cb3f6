"""The brand of a government: its words, colour, logo and host name, as data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.media import store
from tuntas.media.kinds import Kind, UploadRefused
from tuntas.media.store import Accepted

from .colours import LIGHT_GROUNDS, READABLE, contrast
from .models import GOVERNMENTS, Brand, Institution

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
LOGO_KINDS = (Kind.PNG, Kind.WEBP)


class Administrator(Protocol):
    """What is asked of whoever changes a brand; an officer (accounts.actors) answers it."""

    @property
    def user_id(self) -> UUID: ...

    def holds(self, role: str, institution_id: UUID | None) -> bool:
        """Whether this role is held in just this institution."""

    def seats_as(self, *roles: str) -> Sequence[object]:
        """The seats held in any of these roles."""


class LogoRefused(UploadRefused):
    """A logo of another kind: an SVG may carry scripts, a photograph is no logo."""

    code = "logo_unknown_kind"
    sentence = _("Logo ini bukan PNG atau WebP. Simpan logo sebagai PNG, lalu pilih kembali.")


@dataclass(frozen=True)
class Look:
    """What a brand says. `colour` is #rrggbb or empty for the usual blue; `host` empty for none of its own."""

    name: str
    tagline: str = ""
    office: str = ""
    colour: str = ""
    host: str = ""


def accept_logo(name: str, data: bytes | store.Source) -> Accepted:
    """Check a logo and draw it anew. Raises `LogoRefused` or another `UploadRefused`, all for the field `logo`."""
    try:
        accepted = store.accept(name, data)
    except UploadRefused as refused:
        raise type(refused)(field="logo") from None
    if accepted.kind not in LOGO_KINDS:
        raise LogoRefused(field="logo")
    return accepted


def set_brand(
    government: Institution, look: Look, *, by: Administrator, at: datetime, logo: Accepted | None = None
) -> Brand:
    """Give a government its brand; without `logo` the present one stays.

    Raises `NotAllowed` for anybody but the government's own administrator or the national one; `Invalid` with its
    field for words that are missing, a colour that cannot be read (WCAG 2.2, 1.4.3) or a host that is taken.
    """
    _check_right(government, by)
    checked = _checked(government, look)
    with transaction.atomic():
        before = Brand.objects.select_for_update().filter(government=government).first()
        kept = store.put(logo).thumbnail_name if logo else (before.logo if before else "")
        values = {**checked, "logo": kept or "", "changed_by": by.user_id, "changed_at": at}
        return Brand.objects.update_or_create(government=government, defaults=values)[0]


def _check_right(government: Institution, by: Administrator) -> None:
    if government.level not in GOVERNMENTS:
        raise NotAllowed()
    # The roles of accounts.models.Role, which lies above this package.
    if not (by.holds("AGENCY_ADMIN", government.pk) or by.seats_as("NATIONAL_ADMIN")):
        raise NotAllowed()


def _checked(government: Institution, look: Look) -> dict[str, str | None]:
    name = look.name.strip()
    if not name:
        raise Invalid(_("Nama layanan kosong. Tulis nama yang dibaca warga di kepala halaman."), field="name")
    return {
        "name": name,
        "tagline": look.tagline.strip(),
        "office": look.office.strip(),
        "colour": _colour(look.colour.strip().lower()),
        "host": _host(look.host.strip().lower(), government),
    }


def _colour(written: str) -> str:
    if not written:
        return ""
    if not _COLOUR.fullmatch(written):
        raise Invalid(_("Warna ini tidak dikenal. Tulis seperti #14509e."), field="colour")
    worst = min(contrast(written, ground) for ground in LIGHT_GROUNDS)
    if worst < READABLE:
        raise Invalid(
            _("Warna ini terlalu terang untuk dibaca (kontras {ratio} : 1, perlu 4,5 : 1). Pilih yang lebih gelap."),
            field="colour",
            ratio=f"{int(worst * 10) / 10:.1f}".replace(".", ","),
        )
    return written


def _host(written: str, government: Institution) -> str | None:
    if not written:
        return None
    if not _HOST.fullmatch(written):
        raise Invalid(_("Nama host ini tidak sah. Tulis seperti lapor.kalselprov.go.id, tanpa https."), field="host")
    if Brand.objects.filter(host=written).exclude(government=government).exists():
        raise Invalid(_("Nama host ini sudah dipakai pemerintah lain. Pilih nama host lain."), field="host")
    return written
