"""Numbers as people read them: 1.234 and 1,5 in Indonesian, 1,234 and 1.5 in English."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tuntas.statistics.spread import Share


def _signs() -> tuple[str, str]:
    """The sign between thousands and the one before decimals."""
    return (",", ".") if (get_language() or "").startswith("en") else (".", ",")


def nothing_yet() -> str:
    """What stands where nothing was measured: never 0 of 0."""
    return _("data belum ada")


def count(value: int) -> str:
    """A whole number: `1.234`."""
    return f"{value:,}".replace(",", _signs()[0])


def rounded(value: Fraction | int | None) -> int | Decimal | None:
    """The number as it is shown and exported: whole numbers whole, others with one place, halves rounded up."""
    if value is None or isinstance(value, int):
        return value
    return Decimal(int((value * 10 + Fraction(1, 2)) // 1)).scaleb(-1)


def decimal(value: Fraction | Decimal) -> str:
    """One place behind the comma, halves rounded up: `1,5`."""
    tenths = value if isinstance(value, Decimal) else rounded(value)
    whole, place = f"{tenths:.1f}".split(".")
    return f"{count(int(whole))}{_signs()[1]}{place}"


def days(value: Fraction | int | None) -> str:
    """Working days: `1,5 hari kerja`; whole numbers without a comma."""
    if value is None:
        return nothing_yet()
    if isinstance(value, int):
        return ngettext("%(days)s hari kerja", "%(days)s hari kerja", value) % {"days": count(value)}
    return _("%(days)s hari kerja") % {"days": decimal(value)}


def bare_days(value: Fraction | int | None) -> str:
    """The same for a table whose caption names the unit."""
    if value is None:
        return nothing_yet()
    return count(value) if isinstance(value, int) else decimal(value)


def percent(share: Share) -> str:
    """`87,5%`, never more than what is true: 100% only when all were."""
    value = percentage(share)
    return nothing_yet() if value is None else f"{decimal(value)}%"


def percentage(share: Share) -> Decimal | None:
    """The share in hundredths with one place; what is not all stays below 100."""
    if share.ratio is None:
        return None
    value = Decimal(rounded(share.ratio * 100) or 0)
    return min(value, Decimal("99.9")) if share.part < share.whole else value


_EXPLANATIONS = (
    (
        lazy("Hari kerja"),
        lazy(
            "Hari libur, cuti bersama, dan akhir pekan tidak dihitung. "
            "Laporan yang masuk setelah jam tutup dihitung mulai hari kerja berikutnya."
        ),
    ),
    (
        lazy("Respons awal"),
        lazy(
            "Jawaban pertama tentang laporan itu sendiri. "
            "Ucapan terima kasih yang sama untuk semua orang tidak dihitung sebagai jawaban."
        ),
    ),
    (
        lazy("Tindak lanjut"),
        lazy("Tindakan, jawaban, atau keputusan tentang isi laporan. Janji baru dihitung setelah ditepati."),
    ),
    (
        lazy("Rata-rata"),
        lazy(
            "Jumlah hari semua laporan dibagi banyaknya laporan. Sedikit laporan yang sangat lama menaikkan angka ini."
        ),
    ),
    (
        lazy("Median"),
        lazy("Setengah dari laporan selesai dalam waktu paling lama sekian hari."),
    ),
    (
        lazy("9 dari 10"),
        lazy(
            "Sembilan dari sepuluh laporan selesai dalam waktu paling lama sekian hari; "
            "satu dari sepuluh menunggu lebih lama."
        ),
    ),
    (
        lazy("Tepat waktu"),
        lazy(
            "Bagian dari laporan yang sudah dijawab atau ditindaklanjuti, dalam batas waktu laporan itu. "
            "Laporan yang belum dijawab tampak di bagian yang masih terbuka."
        ),
    ),
    (
        lazy("Dikonfirmasi selesai"),
        lazy("Pelapor sendiri menyatakan masalahnya selesai, dan laporan itu tidak dibuka kembali."),
    ),
    (
        lazy("Ditutup tanpa tanggapan"),
        lazy(
            "Pelapor tidak menjawab sampai batas waktu. "
            "Kami tidak tahu apakah masalahnya selesai, karena itu tidak dihitung sebagai dikonfirmasi."
        ),
    ),
)


def explanations() -> list[tuple[str, str]]:
    """Each number in one or two plain sentences."""
    return [(str(name), str(sentence)) for name, sentence in _EXPLANATIONS]
