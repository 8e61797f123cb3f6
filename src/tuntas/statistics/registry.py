"""The measures: what each is called, how it is defined, what it is compared with, and how it could be gamed.

Pages and papers are set from here, so that a number and its definition cannot part. A measure reads `Figures`
alone, and those come from events alone.
"""

from fractions import Fraction

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tuntas.reports.states import OPEN, ArchiveReason, Ending, State, Verb

from .definitions import Measure, Unit, Value, days_of
from .intervals import interval, least
from .measures import ACTING, CLOSING, DECIDING, PROMISING, SENDING, UNDOING, Figures
from .speeds import SPEED
from .spread import Share

SATISFIED = 4
"""From this rating on a reporter is satisfied (5 is the best)."""


def _ended(figures: Figures) -> int:
    return sum(figures.endings.values())


def _by_people(figures: Figures) -> int:
    return figures.confirmed + figures.silent


def _all_sent(figures: Figures) -> int:
    return figures.answered + figures.acknowledged


_FIRST = (
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
        standard=_("5 hari kerja"),
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
        interval=lambda f: interval(f.response, 50),
        cases=lambda f: f.response.n,
        least=least(50),
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
        interval=lambda f: interval(f.response, 90),
        cases=lambda f: f.response.n,
        least=least(90),
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
        standard=_("semua dalam 5 hari kerja"),
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
        definition=_("Berapa kali laporan dikembalikan, dibanding pengiriman. Dibebankan kepada pengirimnya."),
        formula=_("dikembalikan / dikirim ke instansi atau unit"),
        unit=Unit.SHARE,
        events=frozenset({Verb.RETURN, *SENDING}),
        gaming=_("Mengembalikan agar waktu hilang. Batas waktu pelapor terus berjalan."),
        value=lambda f: Share(f.charged, f.sent),
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


_ROUTING = (
    Measure(
        code="verifikasi-tepat-waktu",
        name=_("Verifikasi dalam 3 hari kerja"),
        definition=_("Bagian laporan yang diputuskan (diteruskan, diarsipkan, digabung) dalam batas waktu verifikasi."),
        formula=_("diputuskan tepat waktu / diputuskan; waktu menunggu pelapor melengkapi tidak dihitung"),
        unit=Unit.SHARE,
        events=DECIDING,
        gaming=_(
            "Meminta kelengkapan agar waktu berhenti. Permintaan dibatasi dua kali dan lama tahapnya tampil sendiri."
        ),
        value=lambda f: f.verified,
        law=_("aturan operasional SP4N-LAPOR!"),
        standard=_("semua dalam 3 hari kerja"),
    ),
    Measure(
        code="sekali-tepat",
        name=_("Langsung sampai ke unit yang benar"),
        definition=_("Bagian laporan terkirim yang tidak pernah dikembalikan. Dibebankan kepada pengirim pertamanya."),
        formula=_("laporan tanpa pengembalian / laporan yang dikirim"),
        unit=Unit.SHARE,
        events=frozenset({Verb.RETURN, *SENDING}),
        gaming=_("Melarang unit mengembalikan. Terlihat dari tindak lanjut yang ditolak pelapor."),
        value=lambda f: Share(f.bounces.counts.get(0, 0), f.bounces.n),
    ),
    Measure(
        code="pengembalian-per-laporan",
        name=_("Pengembalian per laporan, rata-rata"),
        definition=_("Berapa kali satu laporan dikembalikan karena salah alamat, rata-rata."),
        formula=_("jumlah pengembalian / laporan yang dikirim"),
        unit=Unit.TIMES,
        events=frozenset({Verb.RETURN, *SENDING}),
        gaming=_("Mengirim tanpa tujuan tetap. Sesudah dua kali, keputusan koordinator mengikat."),
        value=lambda f: f.bounces.mean,
    ),
)

_RESULTS = (
    Measure(
        code="selesai",
        name=_("Selesai"),
        definition=_("Bagian laporan sah yang ditutup: dikonfirmasi, karena pelapor diam, atau oleh koordinator."),
        formula=_("ditutup / (diterima - diarsipkan)"),
        unit=Unit.SHARE,
        events=frozenset({Verb.SUBMIT, *CLOSING, *UNDOING}),
        gaming=_("Menutup tanpa hasil. Karena itu ketiga cara menutup juga tampil sendiri-sendiri."),
        value=lambda f: Share(_shut(f), f.received - f.endings[Ending.ARCHIVED]),
    ),
    Measure(
        code="ditutup-koordinator",
        name=_("Ditutup koordinator"),
        definition=_("Bagian laporan berakhir yang ditutup koordinator dengan alasan, tanpa kata pelapor."),
        formula=_("ditutup koordinator / semua yang berakhir"),
        unit=Unit.SHARE,
        events=frozenset({Verb.CLOSE_BY_COORDINATOR, *CLOSING, *UNDOING}),
        gaming=_("Menutup yang sulit. Alasannya terbaca pelapor, dan ia dapat membukanya kembali."),
        value=lambda f: Share(max(f.endings[Ending.COORDINATOR], 0), _ended(f)),
    ),
    Measure(
        code="dibuka-kembali-bagian",
        name=_("Dibuka kembali, bagian"),
        definition=_("Pembukaan kembali dibanding penutupan, dengan segala cara menutup."),
        formula=_("pembukaan kembali / penutupan"),
        unit=Unit.SHARE,
        events=frozenset({Verb.REOPEN, Verb.CONFIRM, Verb.CLOSE_SILENT, Verb.CLOSE_BY_COORDINATOR}),
        gaming=_("Menyuruh membuat laporan baru. Terlihat dari laporan serupa di tempat yang sama."),
        value=lambda f: Share(f.reopened, f.closed),
    ),
    Measure(
        code="janji-ditepati",
        name=_("Janji ditepati pada waktunya"),
        definition=_(
            "Bagian janji bertanggal yang ditepati dengan bukti sampai tanggal itu, dari yang sudah dapat dinilai."
        ),
        formula=_("ditepati tepat waktu / (ditepati + lewat tanggal)"),
        unit=Unit.SHARE,
        events=frozenset({Verb.KEEP_PROMISE, Verb.BREAK_PROMISE}),
        gaming=_("Menjanjikan tanggal yang jauh. Batas waktu tindak lanjut tetap berjalan."),
        value=lambda f: f.promises_kept,
    ),
    Measure(
        code="kepuasan",
        name=_("Kepuasan pelapor"),
        definition=_("Bagian penilaian puas atau sangat puas, dari laporan yang dikonfirmasi pelapornya sendiri."),
        formula=_(
            "penilaian 4 atau 5 / semua penilaian; laporan yang ditutup karena diam atau oleh petugas tidak ikut"
        ),
        unit=Unit.SHARE,
        events=frozenset({Verb.CONFIRM, Verb.RATE, Verb.REOPEN}),
        gaming=_(
            "Meminta nilai hanya kepada yang puas. Semua pelapor ditanya dengan cara yang sama, dan jumlahnya tampil."
        ),
        value=lambda f: Share(sum(n for rating, n in f.rating.counts.items() if rating >= SATISFIED), f.rating.n),
    ),
    Measure(
        code="per-100-ribu",
        name=_("Laporan per 100.000 penduduk"),
        definition=_("Laporan yang diterima dibanding penduduk wilayah pemerintah itu."),
        formula=_("diterima x 100.000 / penduduk; jumlah penduduk dengan sumber dan tahunnya"),
        unit=Unit.PER_100_000,
        events=frozenset({Verb.SUBMIT}),
        gaming=_("Sedikit laporan belum tentu baik: bisa berarti sulit melapor. Bandingkan dengan kanalnya."),
        value=lambda f: Fraction(f.received * 100_000, f.people) if f.people else None,
    ),
)


def _shut(figures: Figures) -> int:
    return figures.confirmed + figures.silent + figures.endings[Ending.COORDINATOR]


def _archived(reason: ArchiveReason) -> Measure:
    return Measure(
        code=f"arsip-{reason.value.lower().replace('_', '-')}",
        name=format_lazy(_("Diarsipkan: {reason}"), reason=reason.label),
        definition=_("Bagian laporan yang diterima yang diarsipkan dengan alasan ini dan tidak diangkat lagi."),
        formula=_("diarsipkan dengan alasan ini / diterima"),
        unit=Unit.SHARE,
        events=frozenset({Verb.ARCHIVE, Verb.ACCEPT_APPEAL, Verb.SUBMIT}),
        gaming=_("Memilih alasan yang tidak menarik perhatian. Semua alasan tampil berdampingan."),
        value=lambda f: Share(f.archived[reason.value], f.received),
        law="PermenPANRB 62/2018",
        inside=True,
    )


def _stage(state: State) -> Measure:
    return Measure(
        code=f"tahap-{state.value.lower().replace('_', '-')}",
        name=format_lazy(_("Lama tahap: {state}"), state=state.label),
        definition=_("Hari kalender dalam tahap ini setiap kali, rata-rata, dari yang sudah meninggalkannya."),
        formula=_("jumlah menit dalam tahap / berapa kali tahap itu ditinggalkan, dalam hari"),
        unit=Unit.CALENDAR_DAYS,
        events=frozenset({Verb.SUBMIT, *SENDING, *CLOSING, *UNDOING, *ACTING, Verb.RESPOND, Verb.RETURN}),
        gaming=_("Memindahkan waktu ke tahap lain. Semua tahap tampil berdampingan, jadi jumlahnya tidak hilang."),
        value=lambda f: days_of(f.stages[state.value]) if state.value in f.stages else None,
    )


__all__ = ["MEASURES", "Measure", "Unit", "Value"]
STAGES = tuple(state for state in State if state in OPEN)
MEASURES: tuple[Measure, ...] = (
    *_FIRST,
    *SPEED,
    *_ROUTING,
    *_RESULTS,
    *(_archived(reason) for reason in ArchiveReason),
    *(_stage(state) for state in STAGES),
)
