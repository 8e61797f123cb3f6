"""How periods are called in words."""

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from tuntas.evaluation.periods import Period


def called(period: Period) -> str:
    """`Maret 2025`, `Triwulan 1 2025`, `Semester 1 2025`, `Tahun 2025`."""
    year, _dash, part = period.code.partition("-")
    if not part:
        return _("Tahun %(year)s") % {"year": year}
    if part[0] == "T":
        return _("Triwulan %(n)s %(year)s") % {"n": part[1], "year": year}
    if part[0] == "S":
        return _("Semester %(n)s %(year)s") % {"n": part[1], "year": year}
    return f"{MONTHS[int(part)]} {year}"
