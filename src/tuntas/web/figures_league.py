"""Units or governments side by side, as fairly as numbers allow: no place where the numbers cannot tell them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuntas.documents.papers import Cell, Line, Table
from tuntas.institutions.models import Nature
from tuntas.statistics.intervals import Interval, least

from .figures_words import bare_days, count

LEAST = least(50)
"""Cases from which on a median has two ends: below it nobody is compared."""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One of those compared: how many cases, the median with its 95 % interval, and what kind of cases they were."""

    name: str
    cases: int
    median: int | None
    interval: Interval | None
    mix: Mapping[str, int]
    received: Cell
    confirmed: Cell
    url: str = ""


def league(found: Iterable[Contender], heading: str, caption: str, meaning: str) -> Table:
    """The fastest first. A place only for whom nobody beside is as likely."""
    shown = sorted(
        (one for one in found if one.cases >= LEAST and one.median is not None and one.interval is not None),
        key=lambda one: (one.median, one.name.casefold()),
    )
    places = ranks([one.interval for one in shown if one.interval])
    lines = [Line(one.name, (*_cells(one, place),), _mix(one.mix)) for one, place in zip(shown, places, strict=True)]
    columns = (
        heading,
        _("Peringkat"),
        _("Median (hari kerja)"),
        _("Batas 95%"),
        _("Didisposisikan"),
        _("Dikonfirmasi selesai"),
    )
    return Table("peringkat", caption, meaning, columns, tuple(lines))


def ranks(intervals: list[Interval]) -> list[int | None]:
    """Places of intervals in order of their medians; None for each that overlaps another."""
    return [
        None if any(_overlap(own, other) for there, other in enumerate(intervals) if there != here) else here + 1
        for here, own in enumerate(intervals)
    ]


def fairness() -> list[str]:
    """What stands beside every comparison."""
    return [
        _(
            "Hanya yang mempunyai sedikitnya %(least)d laporan dibandingkan: di bawah itu satu laporan saja mengubah "
            "segalanya."
        )
        % {"least": LEAST},
        _(
            "Bila batas 95 persen dua baris bertumpang tindih, angka tidak dapat mengatakan siapa yang lebih cepat. "
            "Maka tidak ada peringkat."
        ),
        _(
            "Jenis pekerjaannya berbeda: memperbaiki jembatan lebih lama daripada menjawab pertanyaan. "
            "Bandingkan baris dengan bagian fisik dan administratif yang serupa."
        ),
        _(
            "Cepat belum berarti selesai. Lihat juga berapa yang dikonfirmasi selesai oleh pelapor sendiri, "
            "dan bahwa unit yang banyak menerima laporan bukan unit yang buruk."
        ),
    ]


def _cells(one: Contender, place: int | None) -> tuple[Cell, ...]:
    low, high = one.interval or (0, None)
    ends = _("%(low)s sampai %(high)s") % {"low": count(low), "high": "∞" if high is None else count(high)}
    rank = Cell(count(place), value=place) if place else Cell(_("tidak dapat dibedakan"))
    return rank, Cell(bare_days(one.median), one.url, one.median), Cell(ends), one.received, one.confirmed


def _overlap(one: Interval, other: Interval) -> bool:
    return not (_before(one, other) or _before(other, one))


def _before(one: Interval, other: Interval) -> bool:
    return one[1] is not None and one[1] < other[0]


def _mix(found: Mapping[str, int]) -> str:
    whole = sum(found.values())
    if not whole:
        return ""
    parts = [
        f"{Nature(nature).label} {(found[nature] * 200 + whole) // (2 * whole)}%"
        for nature in Nature.values
        if found.get(nature)
    ]
    return " · ".join(parts)
