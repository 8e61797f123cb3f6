"""What the ledger can show against an office: indicators of maladministration, signals of a bent figure, and what
those are compared with. A sign is a reason to look, never a verdict.

The forms of maladministration (undue delay, no service, deviation of procedure) are those of UU 37/2008 art. 1
number 3 as the Ombudsman's rules unfold it; a definition says whether its limit could be checked against the source.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Sign(TextChoices):
    """What one report's events show about one office. Those of `Base` count opportunities and accuse nobody."""

    VERIFY_LATE = "VERIFY_LATE", _("Verifikasi terlambat")
    RESPONSE_LATE = "RESPONSE_LATE", _("Jawaban pertama terlambat")
    SETTLEMENT_LATE = "SETTLEMENT_LATE", _("Penyelesaian terlambat")
    STATUTORY_LATE = "STATUTORY_LATE", _("Lewat batas undang-undang")
    PROMISE_BROKEN = "PROMISE_BROKEN", _("Janji bertanggal tidak ditepati")
    NO_ANSWER = "NO_ANSWER", _("Tidak dijawab dalam 14 hari")
    REPLY_UNANSWERED = "REPLY_UNANSWERED", _("Tanggapan pelapor tidak dibalas")
    NO_PROOF = "NO_PROOF", _("Ditutup tanpa bukti")
    CLOSED_DISPUTED = "CLOSED_DISPUTED", _("Ditutup padahal dinyatakan belum selesai")
    TEMPLATE = "TEMPLATE", _("Jawaban hanya templat")
    PAUSES = "PAUSES", _("Penghentian waktu bertumpuk")
    BOUNCED = "BOUNCED", _("Dipantulkan dua kali")
    ARCHIVE_UNDONE = "ARCHIVE_UNDONE", _("Pengarsipan dibatalkan karena keberatan")
    LAST_HOUR = "LAST_HOUR", _("Dikerjakan pada jam terakhir")
    LATE_TRANSFER = "LATE_TRANSFER", _("Dialihkan menjelang batas waktu")
    LATE_PAUSE = "LATE_PAUSE", _("Waktu dihentikan menjelang batas")
    SILENCE = "SILENCE", _("Berakhir tanpa suara pelapor")
    EARLY_CLOSE = "EARLY_CLOSE", _("Ditutup sebelum pelapor sempat menanggapi")
    CLASS_SHIFT = "CLASS_SHIFT", _("Jenis diubah ke batas waktu lebih panjang")
    PROMISE_STACK = "PROMISE_STACK", _("Janji diganti janji")
    HANDLED = "HANDLED", _("Diterima")
    TIMED = "TIMED", _("Dijawab atau ditindaklanjuti dengan batas waktu")
    SPOKEN = "SPOKEN", _("Pernah menulis kepada pelapor")
    ENDED = "ENDED", _("Berakhir setelah ditindaklanjuti")


class Form(TextChoices):
    """The form of maladministration to which an indicator points."""

    DELAY = "DELAY", _("Penundaan berlarut")
    NO_SERVICE = "NO_SERVICE", _("Tidak memberikan pelayanan")
    PROCEDURE = "PROCEDURE", _("Penyimpangan prosedur")


@dataclass(frozen=True)
class Indicator:
    """One indicator of maladministration. `verified`: whether the limit was read in the source that `law` names."""

    sign: Sign
    form: Form
    meaning: Promise
    law: Promise
    verified: bool


@dataclass(frozen=True)
class Signal:
    """One way to bend a figure, counted by office: cases with the sign out of cases with the `base`.

    `usual` is the share that may be chance or circumstance; only clearly more is pointed out (`offices.bent`).
    `shared`: what meets all offices alike is circumstance too; of what an office does itself that would be no excuse.
    """

    sign: Sign
    base: Sign
    usual: float
    meaning: Promise
    shared: bool = False


_ORI = _("UU 37/2008 pasal 1 angka 3 (bentuk maladministrasi)")

INDICATORS = (
    Indicator(
        Sign.VERIFY_LATE, Form.DELAY,
        _("Laporan tidak diverifikasi dalam 3 hari kerja sejak diterima."),
        _("Ketentuan SP4N-LAPOR!: verifikasi 3 hari kerja"), True,
    ),
    Indicator(
        Sign.RESPONSE_LATE, Form.DELAY,
        _("Unit tidak menjawab dalam 5 hari kerja sejak menerima laporan."),
        _("Ketentuan SP4N-LAPOR!: tindak lanjut pertama 5 hari kerja"), True,
    ),
    Indicator(
        Sign.SETTLEMENT_LATE, Form.DELAY,
        _("Tindak lanjut tidak selesai dalam batas waktu jenis laporannya."),
        _("PermenPANRB 62/2018 (diganti 5/2025, yang batas waktunya belum dapat diperiksa)"), False,
    ),
    Indicator(
        Sign.STATUTORY_LATE, Form.DELAY,
        _("Tidak selesai 60 hari kalender sejak berkas lengkap."),
        _("UU 25/2009 pasal 50; Perpres 76/2013"), True,
    ),
    Indicator(
        Sign.PROMISE_BROKEN, Form.DELAY,
        _("Tanggal yang dijanjikan kepada pelapor lewat tanpa tindakan."),
        _ORI, False,
    ),
    Indicator(
        Sign.NO_ANSWER, Form.NO_SERVICE,
        _("Tidak ada jawaban maupun permintaan kelengkapan 14 hari kalender sejak laporan diterima."),
        _("UU 25/2009 pasal 44: tanggapan paling lambat 14 hari"), True,
    ),
    Indicator(
        Sign.REPLY_UNANSWERED, Form.NO_SERVICE,
        _("Pelapor menanggapi tindak lanjut dan tidak dibalas sampai batas waktunya."),
        _ORI, False,
    ),
    Indicator(
        Sign.NO_PROOF, Form.PROCEDURE,
        _("Laporan tentang hal fisik ditutup koordinator tanpa foto atau dokumen hasilnya."),
        _ORI, False,
    ),
    Indicator(
        Sign.CLOSED_DISPUTED, Form.PROCEDURE,
        _("Pelapor menyatakan belum selesai dan laporan tetap ditutup koordinator."),
        _ORI, False,
    ),
    Indicator(
        Sign.TEMPLATE, Form.PROCEDURE,
        _("Yang dikirim kepada pelapor hanya teks templat, bukan jawaban atas laporannya."),
        _ORI, False,
    ),
    Indicator(
        Sign.PAUSES, Form.PROCEDURE,
        _("Penghitungan waktu dihentikan petugas dua kali atau lebih pada satu laporan."),
        _ORI, False,
    ),
    Indicator(
        Sign.BOUNCED, Form.PROCEDURE,
        _("Dikembalikan antar unit dua kali atau lebih sementara pelapor menunggu."),
        _ORI, False,
    ),
    Indicator(
        Sign.ARCHIVE_UNDONE, Form.PROCEDURE,
        _("Laporan diarsipkan, pelapor berkeberatan, dan petugas lain membatalkan pengarsipan itu."),
        _ORI, False,
    ),
)  # fmt: skip

SIGNALS = (
    Signal(
        Sign.LAST_HOUR, Sign.TIMED, 0.15,
        _("Jawaban atau tindak lanjut dikirim dalam satu jam terakhir sebelum batas waktunya."),
    ),
    Signal(
        Sign.LATE_TRANSFER, Sign.HANDLED, 0.10,
        _(
            "Laporan dikembalikan pada jam terakhir masa pengembalian, "
            "atau sehari sebelum batas jawaban dan sesudahnya."
        ),
    ),
    Signal(
        Sign.LATE_PAUSE, Sign.HANDLED, 0.10,
        _(
            "Pelapor ditanya atau penundaan diminta ketika batas penyelesaian tinggal satu hari, "
            "atau waktu dihentikan lagi."
        ),
    ),
    Signal(
        Sign.TEMPLATE, Sign.SPOKEN, 0.10,
        _("Yang dikirim kepada pelapor hanya teks templat, bukan jawaban atas laporannya."),
    ),
    Signal(
        Sign.SILENCE, Sign.ENDED, 0.70,
        _("Laporan berakhir tanpa pelapor menyatakan selesai dan tanpa nilai darinya."),
        shared=True,
    ),
    Signal(
        Sign.EARLY_CLOSE, Sign.ENDED, 0.10,
        _("Koordinator menutup laporan sebelum masa tanggapan pelapor habis, tanpa pelapor menyatakan selesai."),
    ),
    Signal(
        Sign.NO_PROOF, Sign.ENDED, 0.05,
        _("Laporan tentang hal fisik ditutup koordinator tanpa foto atau dokumen hasilnya."),
    ),
    Signal(
        Sign.CLASS_SHIFT, Sign.HANDLED, 0.05,
        _("Jenis laporan diubah sehingga batas penyelesaiannya menjadi lebih lama."),
    ),
    Signal(
        Sign.PROMISE_STACK, Sign.HANDLED, 0.05,
        _("Rencana bertanggal diberikan lagi setelah rencana sebelumnya tidak ditepati."),
    ),
)  # fmt: skip
