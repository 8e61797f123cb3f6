"""What can be done with many reports at once, as the list offers it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.models import Role

from .overseer_door import Watch

_COORDINATES = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN, Role.INSPECTOR)
_HANDLES = (*_COORDINATES, Role.LIAISON, Role.HEAD)
_OFFERED: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("disposisi", _("Disposisikan ke unit"), _COORDINATES),
    ("penunjukan", _("Tunjuk petugas"), _HANDLES),
    ("penggabungan", _("Gabung ke laporan lain"), _COORDINATES),
    ("tanda", _("Beri tanda"), _HANDLES),
    ("pengingat", _("Ingatkan petugas"), _COORDINATES),
)
_IN_QUARANTINE: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("pelepasan", _("Keluarkan dari karantina"), _COORDINATES),
    ("spam", _("Arsipkan sebagai spam"), _COORDINATES),
)
LABELS = {slug: label for slug, label, _roles in (*_OFFERED, *_IN_QUARANTINE)}


def acts_for(watch: Watch, *, quarantine: bool = False) -> list[tuple[str, str]]:
    """Address word and label of what this officer may try; each report is still asked for itself."""
    offered = (*_IN_QUARANTINE, *_OFFERED) if quarantine else _OFFERED
    return [(slug, str(label)) for slug, label, roles in offered if watch.officer.seats_as(*roles)]
