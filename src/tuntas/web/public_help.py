"""Help in plain words: how it works, what one is entitled to, and what we promise."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from .promises import register


@dataclass(frozen=True)
class Topic:
    """One piece of help: what people ask, and the answer in short sentences."""

    anchor: str
    title: Lazy
    texts: tuple[Lazy, ...]


@dataclass(frozen=True)
class Right:
    """One right. `law` is its source; `checked`: we compared the sentence with that source. No law: our own rule."""

    title: Lazy
    text: Lazy
    law: str = ""
    checked: bool = True


HELP = (
    Topic(
        "melapor",
        _("Melapor"),
        (
            _("Pilih Lapor, lalu jawab satu pertanyaan tiap halaman. Anda tidak perlu akun."),
            _("Anda tidak perlu tahu instansi mana yang berwenang: petugas yang mencarikan."),
            _("Tulis apa yang terjadi, di mana, dan kapan. Foto membantu, tetapi tidak wajib."),
        ),
    ),
    Topic(
        "kode",
        _("Nomor laporan dan kode akses"),
        (
            _("Setelah mengirim, Anda mendapat nomor laporan dan kode akses. Simpan keduanya."),
            _("Kode akses adalah kunci Anda. Jangan beritahukan kepada siapa pun; petugas tidak pernah menanyakannya."),
            _("Kode yang hilang tidak dapat kami tampilkan lagi; petugas juga tidak dapat."),
        ),
    ),
    Topic(
        "sesudah",
        _("Sesudah laporan dikirim"),
        (
            _("Petugas memeriksa laporan dan meneruskannya kepada unit yang berwenang."),
            _("Unit menjawab Anda, mengerjakannya, dan menunjukkan hasilnya."),
            _("Anda menyatakan: sudah selesai atau belum selesai. Tidak ada yang menjawab untuk Anda."),
            _("Pilih Lacak kapan saja untuk membaca siapa yang memegang laporan Anda dan sampai kapan batasnya."),
        ),
    ),
    Topic(
        "tidak-puas",
        _("Bila Anda tidak puas"),
        (
            _("Hasilnya kurang? Pilih Belum selesai dan tulis apa yang kurang; laporan dikerjakan lagi."),
            _("Rusak lagi sesudah ditutup? Dalam 30 hari Anda dapat membuka kembali laporan, satu kali."),
            _("Laporan diarsipkan? Dalam 30 hari Anda dapat mengajukan keberatan, dan petugas lain yang memutuskan."),
            _("Batas waktu lewat? Anda dapat melapor kepada Ombudsman Republik Indonesia, telepon 137."),
        ),
    ),
    Topic(
        "didampingi",
        _("Tanpa telepon atau sulit mengetik"),
        (
            _("Datanglah ke kantor desa, kelurahan, atau loket. Petugas mengisikan laporan bersama Anda."),
            _("Petugas membacakan isinya sebelum dikirim, lalu mencetak tanda terima berhuruf besar."),
            _("Komputer loket tidak menyimpan jawaban Anda."),
        ),
    ),
)

RIGHTS = (
    Right(
        _("Dilindungi bila melapor dengan iktikad baik"),
        _("Pelapor dan saksi tidak dapat dituntut secara pidana atau perdata atas laporan yang beriktikad baik."),
        "UU 31/2014 pasal 10",
    ),
    Right(
        _("Tanda terima, dan jawaban dalam 14 hari"),
        _("Anda berhak mendapat tanda terima, dan jawaban paling lambat 14 hari kalender sejak laporan diterima."),
        "UU 25/2009 pasal 43-44",
    ),
    Right(
        _("Penyelesaian dalam 60 hari"),
        _("Pengaduan diputuskan paling lambat 60 hari kalender sejak berkasnya lengkap."),
        "UU 25/2009 pasal 50; Perpres 76/2013",
    ),
    Right(
        _("Batas layanan tiap langkah"),
        _(
            "Batas pemeriksaan, jawaban, dan penyelesaian dalam hari kerja tercantum pada setiap laporan. Nilainya "
            "mengikuti PermenPANRB 62/2018; penggantinya, PermenPANRB 5/2025, belum dapat kami periksa."
        ),
        "PermenPANRB 5/2025",
        checked=False,
    ),
    Right(
        _("Tanpa biaya, dirahasiakan, tanpa balas dendam"),
        _("Anda melapor tanpa biaya. Penyelenggara menjaga kerahasiaan Anda dan melindungi Anda dari pembalasan."),
        "Perpres 76/2013",
    ),
    Right(
        _("Ke Ombudsman Republik Indonesia"),
        _(
            "Bila sudah mengadu kepada instansi dan tidak dilayani, Anda dapat melapor kepada Ombudsman, paling lama "
            "dua tahun sejak peristiwa. Ombudsman meminta identitas lengkap dan dapat merahasiakannya."
        ),
        "UU 37/2008 pasal 24",
    ),
    Right(
        _("Keberatan atas pengarsipan"),
        _("Laporan yang diarsipkan dapat Anda bantah dalam 30 hari. Petugas lain yang memutuskan, bukan yang pertama."),
    ),
    Right(
        _("Data pribadi dihapus"),
        _("Anda dapat meminta kami berhenti mengolah data pribadi Anda dan menghapusnya."),
        "UU 27/2022",
    ),
    Right(
        _("Data pribadi dilihat dan diperbaiki"),
        _("Anda dapat meminta salinan data pribadi Anda dan perbaikannya, dalam 72 jam."),
        "UU 27/2022",
        checked=False,
    ),
)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How it works, from the first word to the confirmed repair."""
    return render(request, "public/help.html", {"topics": HELP})


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """What one is entitled to, each with its law; what we could not compare with the law says so."""
    return render(request, "public/rights.html", {"rights": RIGHTS})


@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """The register of promises, with the tests that prove each."""
    return render(request, "public/promises.html", {"promises": register()})
