"""What happens next, in plain words, for the reporter."""

from django.utils.translation import gettext_lazy as _

from tuntas.reports.models import Report
from tuntas.reports.states import Ending, State

_NEXT = {
    State.RECEIVED: _("Petugas memeriksa laporan Anda dan meneruskannya kepada instansi yang berwenang."),
    State.INCOMPLETE: _("Petugas menunggu jawaban Anda. Jawab di bawah ini."),
    State.DISPATCHED_INSTITUTION: _("Instansi yang berwenang memilih unit yang mengerjakan laporan Anda."),
    State.DISPATCHED_UNIT: _("Unit yang menangani memberi Anda jawaban pertama."),
    State.RETURNED: _("Petugas memilih unit lain yang berwenang. Batas waktu Anda tidak berubah."),
    State.IN_PROGRESS: _("Unit yang menangani mengerjakan laporan Anda, lalu menunjukkan hasilnya di sini."),
    State.AWAITING_APPROVAL: _("Pimpinan unit memeriksa hasil kerja sebelum disampaikan kepada Anda."),
    State.AWAITING_THIRD_PARTY: _("Unit menunggu pihak lain. Sebab dan tanggalnya tercantum di bawah."),
    State.FOLLOWED_UP: _("Periksa hasilnya, lalu nyatakan: sudah selesai atau belum selesai."),
    State.REPORTER_REPLIED: _("Unit menjawab tanggapan Anda."),
    State.REOPENED: _("Unit mengerjakan kembali laporan Anda dengan batas waktu yang lebih pendek."),
    State.ARCHIVED: _("Kami tidak memproses laporan ini. Alasannya ada di bawah, dan Anda dapat mengajukan keberatan."),
    State.MERGED: _("Laporan Anda mengikuti laporan lain tentang hal yang sama; hasilnya berlaku untuk keduanya."),
    State.WITHDRAWN: _("Penanganan berhenti. Anda dapat mengaktifkannya lagi."),
    State.REFERRED: _("Urusan ini ditangani kanal lain. Petunjuknya tercantum di bawah."),
}
_CLOSED = {
    Ending.CONFIRMED: _("Anda menyatakan masalahnya selesai. Terima kasih."),
    Ending.SILENT: _(
        "Laporan ditutup karena tidak ada tanggapan dari Anda; ini tidak dihitung sebagai masalah yang selesai."
    ),
    Ending.COORDINATOR: _("Koordinator menutup laporan. Alasannya tercantum di bawah."),
}


def next_words(report: Report) -> str:
    """One sentence on what happens next."""
    if report.state == State.CLOSED:
        return str(_CLOSED.get(Ending(report.ending), ""))
    return str(_NEXT.get(State(report.state), ""))
