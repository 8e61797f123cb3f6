"""The measures: what each is called, how it is defined, what it is compared with, and how it could be gamed.

Pages and papers are set from here, so that a number and its definition cannot part. A measure reads `Figures`
alone, and those come from events alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuntas.reports.states import Ending, Verb

from .measures import ACTING, PROMISING, Figures
from .spread import Share

Value = int | Fraction | Share | None


class Unit(StrEnum):
    """What a value counts. WORKING_DAYS are those of the institution in charge."""

    REPORTS = "REPORTS"
    TIMES = "TIMES"
    WORKING_DAYS = "WORKING_DAYS"
    SHARE = "SHARE"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure. `events` are the verbs it is counted from, `law` the norm or practice behind it.

    `gaming` says how somebody could try to make it look better, and what shows it.
    """

    code: str
    name: Promise | str
    definition: Promise | str
    formula: Promise | str
    unit: Unit
    events: frozenset[str]
    gaming: Promise | str
    value: Callable[[Figures], Value]
    law: str = ""


def _ended(figures: Figures) -> int:
    return sum(figures.endings.values())


def _by_people(figures: Figures) -> int:
    return figures.confirmed + figures.silent


def _all_sent(figures: Figures) -> int:
    return figures.answered + figures.acknowledged


MEASURES = (
    Measure(
        code="diterima",
        name=_("Laporan diterima"),
        definition=_("Laporan yang masuk dan mendapat nomor, lewat kanal apa pun."),
        formula=_("banyaknya laporan"),
        unit=Unit.REPORTS,
        events=frozenset({Verb.SUBMIT}),
        gaming=_("Menolak laporan di loket. Terlihat dari jumlah yang turun sementara kanal lain naik."),
        value=lambda f: f.received,
    ),
    Measure(
        code="respon-rata-rata",
        name=_("Respons awal, rata-rata"),
        definition=_("Hari kerja sejak disposisi pertama sampai jawaban pertama yang menyebut isi laporan."),
        formula=_("jumlah hari kerja / laporan yang sudah dijawab"),
        unit=Unit.WORKING_DAYS,
        events=frozenset({Verb.RESPOND}),
        gaming=_(
            "Menjawab cepat dengan kalimat yang sama. Jawaban templat tidak dihitung, dan bagiannya tampil tersendiri."
        ),
        value=lambda f: f.response.mean,
        law="PermenPANRB 62/2018",
    ),
    Measure(
        code="respon-median",
        name=_("Respons awal, median"),
        definition=_("Setengah dari laporan dijawab paling lama dalam sekian hari kerja."),
        formula=_("nilai tengah hari kerja"),
        unit=Unit.WORKING_DAYS,
        events=frozenset({Verb.RESPOND}),
        gaming=_("Membiarkan separuh yang sulit. Terlihat dari 9 dari 10 dan dari umur laporan yang terbuka."),
        value=lambda f: f.response.median,
    ),
    Measure(
        code="respon-p90",
        name=_("Respons awal, 9 dari 10"),
        definition=_("Sembilan dari sepuluh laporan dijawab paling lama dalam sekian hari kerja."),
        formula=_("persentil ke-90 hari kerja"),
        unit=Unit.WORKING_DAYS,
        events=frozenset({Verb.RESPOND}),
        gaming=_("Tidak menjawab yang sulit sama sekali. Terlihat dari umur laporan yang terbuka."),
        value=lambda f: f.response.p90,
    ),
    Measure(
        code="respon-tepat-waktu",
        name=_("Respons awal tepat waktu"),
        definition=_("Bagian laporan yang dijawab dalam batas waktunya, dari yang sudah dijawab."),
        formula=_("dijawab tepat waktu / dijawab"),
        unit=Unit.SHARE,
        events=frozenset({Verb.RESPOND}),
        gaming=_("Menghentikan batas waktu. Setiap penghentian tercatat dengan alasannya dan dibatasi jumlahnya."),
        value=lambda f: f.response_kept,
        law="PermenPANRB 62/2018",
    ),
    Measure(
        code="ditindaklanjuti",
        name=_("Ditindaklanjuti"),
        definition=_("Bagian laporan dengan tindakan, jawaban isi, atau keputusan yang dibuktikan."),
        formula=_("ditindaklanjuti / diterima"),
        unit=Unit.SHARE,
        events=frozenset(ACTING),
        gaming=_("Mencatat janji sebagai tindakan. Janji baru dihitung setelah ditepati."),
        value=lambda f: Share(f.acted, f.received),
    ),
    Measure(
        code="tindak-lanjut-rata-rata",
        name=_("Tindak lanjut, rata-rata"),
        definition=_("Hari kerja sejak disposisi pertama sampai tindak lanjut pertama yang dibuktikan."),
        formula=_("jumlah hari kerja / laporan yang ditindaklanjuti"),
        unit=Unit.WORKING_DAYS,
        events=frozenset(ACTING),
        gaming=_("Bukti palsu. Terlihat dari laporan yang dinyatakan belum selesai oleh pelapor."),
        value=lambda f: f.follow_up.mean,
    ),
    Measure(
        code="dikonfirmasi",
        name=_("Dikonfirmasi pelapor"),
        definition=_("Bagian laporan berakhir yang pelapornya menyatakan selesai, dikurangi yang dibuka kembali."),
        formula=_("dikonfirmasi / semua yang berakhir"),
        unit=Unit.SHARE,
        events=frozenset({Verb.CONFIRM}),
        gaming=_("Petugas menutup sendiri. Petugas tidak dapat mengonfirmasi: hanya pelapor dengan kodenya."),
        value=lambda f: Share(f.confirmed, _ended(f)),
    ),
    Measure(
        code="berakhir-diam",
        name=_("Berakhir karena pelapor diam"),
        definition=_("Dari yang menunggu kata pelapor, bagian yang ditutup karena ia tidak menjawab."),
        formula=_("ditutup karena diam / (dikonfirmasi + ditutup karena diam)"),
        unit=Unit.SHARE,
        events=frozenset({Verb.CLOSE_SILENT, Verb.CONFIRM}),
        gaming=_("Berharap pelapor lupa. Angka ini sendiri yang menunjukkannya."),
        value=lambda f: Share(f.silent, _by_people(f)),
    ),
    Measure(
        code="belum-selesai",
        name=_("Dinyatakan belum selesai"),
        definition=_("Berapa kali pelapor menolak hasil, dibanding laporan yang ditindaklanjuti."),
        formula=_("penolakan / ditindaklanjuti"),
        unit=Unit.SHARE,
        events=frozenset({Verb.DISPUTE, *ACTING}),
        gaming=_("Menyulitkan penolakan. Menolak cukup satu ketukan di halaman lacak."),
        value=lambda f: Share(f.disputed, f.acted),
    ),
    Measure(
        code="dibuka-kembali",
        name=_("Dibuka kembali"),
        definition=_("Berapa kali laporan yang sudah berakhir dibuka kembali."),
        formula=_("banyaknya pembukaan kembali"),
        unit=Unit.TIMES,
        events=frozenset({Verb.REOPEN}),
        gaming=_("Menyuruh membuat laporan baru. Terlihat dari laporan serupa di tempat yang sama."),
        value=lambda f: f.reopened,
    ),
    Measure(
        code="salah-alamat",
        name=_("Salah disposisi"),
        definition=_("Berapa kali laporan dikembalikan, dibanding disposisi. Dibebankan kepada pengirimnya."),
        formula=_("dikembalikan / didisposisikan"),
        unit=Unit.SHARE,
        events=frozenset({Verb.RETURN, Verb.DISPATCH_UNIT, Verb.REDISPATCH_UNIT}),
        gaming=_("Mengembalikan agar waktu hilang. Batas waktu pelapor terus berjalan."),
        value=lambda f: Share(f.returned, f.dispatched),
    ),
    Measure(
        code="templat",
        name=_("Jawaban templat"),
        definition=_("Bagian jawaban pertama yang hanya kalimat baku. Tidak dihitung sebagai respons."),
        formula=_("jawaban templat / (jawaban templat + jawaban sendiri)"),
        unit=Unit.SHARE,
        events=frozenset({Verb.ACKNOWLEDGE, Verb.RESPOND}),
        gaming=_("Mengubah beberapa kata. Kemiripan dihitung, bukan kesamaan."),
        value=lambda f: Share(f.acknowledged, _all_sent(f)),
    ),
    Measure(
        code="janji-lewat",
        name=_("Janji lewat tanggal"),
        definition=_("Bagian janji bertanggal yang lewat tanpa ditepati."),
        formula=_("janji lewat / janji"),
        unit=Unit.SHARE,
        events=frozenset({Verb.BREAK_PROMISE, *PROMISING}),
        gaming=_("Menjanjikan tanggal yang jauh. Batas waktu tindak lanjut tetap berjalan."),
        value=lambda f: Share(f.broken, f.promised),
    ),
    Measure(
        code="arsip",
        name=_("Diarsipkan"),
        definition=_("Bagian laporan yang diarsipkan karena tidak dapat diproses, dengan alasan dari daftar tetap."),
        formula=_("diarsipkan / diterima"),
        unit=Unit.SHARE,
        events=frozenset({Verb.ARCHIVE, Verb.LAPSE_COMPLETION}),
        gaming=_("Mengarsipkan yang sulit. Pelapor dapat mengajukan keberatan, dan alasannya dihitung."),
        value=lambda f: Share(max(f.endings[Ending.ARCHIVED], 0), f.received),
        law="PermenPANRB 62/2018",
    ),
)
