"""The kinds of clock that run on a report, and the units they count in."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """One duty with a deadline."""

    VERIFICATION = "VERIFICATION"
    RESPONSE = "RESPONSE"
    SETTLEMENT = "SETTLEMENT"
    COMPLETION = "COMPLETION"
    AUTO_CLOSE = "AUTO_CLOSE"
    ACCEPTANCE = "ACCEPTANCE"
    REPLY = "REPLY"
    STATUTORY_RESPONSE = "STATUTORY_RESPONSE"
    STATUTORY_SETTLEMENT = "STATUTORY_SETTLEMENT"
    OMBUDSMAN = "OMBUDSMAN"
    PROMISE = "PROMISE"
    WAITING = "WAITING"

    @property
    def code(self) -> str:
        """The short name among officers: K1-K7, KP and KT operational; L14, L60 and O2Y statutory."""
        return _KINDS[self][0]

    @property
    def label(self) -> Promise:
        """The name people read, lazily translated."""
        return _KINDS[self][1]


class Unit(StrEnum):
    """What a rule counts in: working days of a calendar, every day, or whole years."""

    WORKING = "WORKING"
    CALENDAR = "CALENDAR"
    YEARS = "YEARS"

    @property
    def label(self) -> Promise:
        """The name people read, lazily translated."""
        return _UNITS[self]


_KINDS: dict[Kind, tuple[str, Promise]] = {
    Kind.VERIFICATION: ("K1", _("Verifikasi laporan")),
    Kind.RESPONSE: ("K2", _("Tanggapan pertama")),
    Kind.SETTLEMENT: ("K3", _("Penyelesaian")),
    Kind.COMPLETION: ("K4", _("Kelengkapan dari pelapor")),
    Kind.AUTO_CLOSE: ("K5", _("Penutupan otomatis")),
    Kind.ACCEPTANCE: ("K6", _("Penerimaan atau pengembalian oleh unit")),
    Kind.REPLY: ("K7", _("Balasan kepada pelapor")),
    Kind.STATUTORY_RESPONSE: ("L14", _("Tanggapan menurut undang-undang")),
    Kind.STATUTORY_SETTLEMENT: ("L60", _("Penyelesaian menurut undang-undang")),
    Kind.OMBUDSMAN: ("O2Y", _("Batas melapor ke Ombudsman")),
    Kind.PROMISE: ("KP", _("Janji tindak lanjut")),
    Kind.WAITING: ("KT", _("Menunggu pihak lain")),
}
_UNITS: dict[Unit, Promise] = {
    Unit.WORKING: _("hari kerja"),
    Unit.CALENDAR: _("hari kalender"),
    Unit.YEARS: _("tahun"),
}
