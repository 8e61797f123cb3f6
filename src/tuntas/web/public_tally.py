"""The few figures of the front page, counted once in five minutes in each process."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from tuntas.sla.clocks import Kind
from tuntas.statistics.models import Axis
from tuntas.statistics.reading import Cut, counts, figures_of
from tuntas.statistics.scopes import public_scope

from .figures_tables import standard
from .figures_words import count, days

SECONDS = 300
"""How old the figures of the front page may be; the page of the figures counts anew each time."""
_KEY = "tuntas.tally"
Mark = tuple[str, str, int]


@dataclass(frozen=True)
class Tally:
    """What this government received this year and what became of it; times in working days."""

    year: int
    received: int
    response: Fraction | int | None
    limit: int | None
    acted: int
    confirmed: int


def tally_at(at: datetime) -> Tally:
    """The figures of the year of `at`, at most five minutes old: two queries, or none."""
    mark = _mark(at)
    kept: tuple[Mark, Tally] | None = caches["process"].get(_KEY)
    if kept is not None and kept[0] == mark:
        return kept[1]
    found = _counted(at)
    caches["process"].set(_KEY, (mark, found), SECONDS)
    return found


def forget() -> None:
    """Count anew at the next request."""
    caches["process"].delete(_KEY)


def tiles(told: Tally) -> list[dict[str, str]]:
    """As components/figure_tile.html wants them; none before the first report of the year."""
    if not told.received:
        return []
    of_all = _("dari %(count)s laporan yang diterima") % {"count": count(told.received)}
    limit = "" if told.limit is None else _("standar nasional: paling lama %(limit)s") % {"limit": days(told.limit)}
    shown = (
        (_("sampai jawaban pertama, rata-rata"), days(told.response), limit),
        (_("laporan ditindaklanjuti"), count(told.acted), of_all),
        (_("dinyatakan selesai oleh pelapornya"), count(told.confirmed), of_all),
    )
    url = f"{reverse('web:statistics')}?tahun={told.year}"
    return [{"label": label, "number": number, "note": note, "url": url} for label, number, note in shown]


def _mark(at: datetime) -> Mark:
    """One database, one government, one stretch of five minutes: what the figures kept were counted for."""
    return str(connection.settings_dict["NAME"]), settings.TUNTAS_GOVERNMENT, int(at.timestamp()) // SECONDS


def _counted(at: datetime) -> Tally:
    today = at.astimezone(ZoneInfo("Asia/Jakarta")).date()
    scope = public_scope()
    figures = figures_of(counts(scope, Cut(Axis.GOVERNMENT, today.year)), scope.home)
    return Tally(
        year=today.year,
        received=figures.received,
        response=figures.response.mean,
        limit=standard(Kind.RESPONSE, today),
        acted=figures.acted,
        confirmed=figures.confirmed,
    )
