"""The record of processing (UU 27/2022 art. 31) as data: what everybody reads at /privasi/, and the sentence of purpose
at each step of the form that asks for personal data (art. 5)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .report_form import Step


@dataclass(frozen=True)
class Processing:
    """One activity: which data, on what basis, who sees it, how long."""

    name: Promise
    data: Promise
    basis: Promise
    seen: Promise
    kept: Promise


RECORD = (
    Processing(
        _("Menerima dan menangani laporan"),
        _("Isi laporan, tempat, waktu, dan lampiran."),
        _("Tugas pelayanan publik (UU 25/2009; UU 27/2022 Pasal 20)."),
        _("Petugas yang memeriksa dan unit yang menangani; kasus pengawasan hanya Inspektorat."),
        _("Menurut jadwal retensi instansi, sejak laporan berakhir."),
    ),
    Processing(
        _("Menghubungi Anda"),
        _("Nama, surel, telepon, dan alamat, bila Anda mengisinya."),
        _("Persetujuan Anda; semua isian boleh kosong."),
        _("Petugas yang menangani, dengan alasan yang dicatat dan dapat Anda lihat."),
        _("Menurut jadwal retensi instansi, atau sampai dihapus atas permintaan Anda."),
    ),
    Processing(
        _("Mengirim kabar"),
        _("Alamat surel atau peramban yang Anda pilih."),
        _("Persetujuan Anda, dapat dihentikan kapan saja."),
        _("Tidak ada petugas; hanya sistem."),
        _("Sampai Anda menghentikannya."),
    ),
    Processing(
        _("Menerbitkan ringkasan"),
        _("Teks dan foto yang sudah disamarkan."),
        _("Keterbukaan pelayanan, setelah diperiksa petugas."),
        _("Semua orang."),
        _("Sampai disembunyikan atau dihapus."),
    ),
    Processing(
        _("Menghitung angka pelayanan"),
        _("Langkah dan waktunya, tanpa kata-kata dan tanpa orangnya."),
        _("Tugas pelayanan publik."),
        _("Semua orang; angka yang kecil ditutup."),
        _("Tetap."),
    ),
)

PURPOSES: dict[Step, Promise] = {
    Step.WHAT: _("Dipakai petugas untuk memahami dan menangani laporan Anda."),
    Step.PLACE: _("Dipakai untuk menemukan tempatnya dan unit yang berwenang."),
    Step.FILES: _("Dipakai sebagai bukti; yang melihat berkas aslinya dibatasi."),
    Step.CONTACT: _("Dipakai hanya untuk bertanya dan mengabari Anda tentang laporan ini."),
}
