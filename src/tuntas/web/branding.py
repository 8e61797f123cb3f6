"""Whose service this is, found by the host name of the request and kept in memory for a minute."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from tuntas.db.outage import Outage
from tuntas.institutions.models import Brand

SECONDS = 60
"""How long another process may still show the brand of before a change."""
_KEY = "tuntas.brands"
OWN = ""
"""Under this name in the table: the brand of the government that runs this installation."""


@dataclass(frozen=True)
class Shown:
    """A brand as pages want it, all plain strings; an empty `sheet` or `logo` is left out."""

    name: str
    tagline: str
    office: str = ""
    colour: str = ""
    sheet: str = ""
    logo: str = ""


def brand_of(request: HttpRequest) -> Shown:
    """The brand of the host asked for, else of this installation's government, else what the settings say.

    Reads the database at most once a minute in each process, and never while it is away.
    """
    found = _table()
    row = found.get(_host(request)) or found.get(OWN)
    return _shown(row) if row else Shown(settings.TUNTAS_NAME, _tagline(settings.TUNTAS_TAGLINE))


def _host(request: HttpRequest) -> str:
    """The host asked for; nothing for one we do not answer under, whose page of refusal has a brand, too."""
    try:
        return request.get_host().rsplit(":", 1)[0].lower()
    except DisallowedHost:
        return ""


def forget() -> None:
    """Read the brands anew at the next request: after a change."""
    caches["process"].delete(_KEY)


def remember(table: Mapping[str, Brand]) -> None:
    """Keep this table of brands by host name."""
    caches["process"].set(_KEY, dict(table), SECONDS)


def _table() -> Mapping[str, Brand]:
    known: Mapping[str, Brand] | None = caches["process"].get(_KEY)
    if known is not None:
        return known
    try:
        rows = list(Brand.objects.select_related("government"))
    except Outage:
        return {}
    own = [row for row in rows if row.government.code == settings.TUNTAS_GOVERNMENT]
    table = {row.host: row for row in rows if row.host}
    if own:
        table[OWN] = own[0]
    remember(table)
    return table


def _shown(row: Brand) -> Shown:
    return Shown(
        name=row.name,
        tagline=_tagline(row.tagline),
        office=row.office,
        colour=row.colour,
        sheet=f"{reverse('web:brand_sheet')}?v={version(row.colour)}" if row.colour else "",
        logo=reverse("web:brand_logo", args=[row.logo]) if row.logo else "",
    )


def _tagline(written: str) -> str:
    return written or _("Lapor sampai tuntas")


def version(colour: str) -> str:
    """A short name of what the sheet of this colour holds."""
    return hashlib.sha256(f"1 {colour}".encode()).hexdigest()[:10]
