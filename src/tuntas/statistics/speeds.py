"""The measures of time, with what each leaves out and what shows it."""

from django.utils.translation import gettext_lazy as _

from tuntas.reports.states import Verb

from .definitions import Measure, Unit, days_of
from .intervals import interval, least
from .measures import ACTING, CLOSING, SENDING, UNDOING

SPEED = (
    Measure(
        code="respon-kalender",
        name=_("Respons awal, rata-rata menurut kalender"),
        definition=_("Hari kalender sejak disposisi pertama sampai jawaban pertama, dengan malam dan hari libur."),
        formula=_("jumlah menit / laporan yang sudah dijawab, dalam hari"),
        unit=Unit.CALENDAR_DAYS,
        events=frozenset({Verb.RESPOND, *SENDING}),
        gaming=_("Mengubah kalender kerja. Angka ini tidak memakai kalender kerja, jadi selisihnya terlihat."),
        value=lambda f: days_of(f.response_time),
    ),
    Measure(
        code="tunggu-respon-median",
        name=_("Menunggu respons awal, median"),
        definition=_(
            "Setengah dari laporan dijawab paling lama dalam sekian hari kerja; yang belum dijawab ikut dihitung."
        ),
        formula=_("Kaplan-Meier: laporan yang terbuka dihitung menunggu sedikitnya selama ini"),
        unit=Unit.WORKING_DAYS,
        events=frozenset({Verb.RESPOND, *SENDING, *CLOSING, *UNDOING}),
        gaming=_("Tidak menjawab yang sulit. Justru itu yang dihitung di sini."),
        value=lambda f: f.response_waits.quantile(50),
        interval=lambda f: f.response_waits.interval(50),
        cases=lambda f: f.response_waits.n,
        least=least(50),
    ),
    Measure(
        code="tunggu-respon-p90",
        name=_("Menunggu respons awal, 9 dari 10"),
        definition=_(
            "Sembilan dari sepuluh dijawab paling lama dalam sekian hari kerja; yang belum dijawab ikut dihitung."
        ),
        formula=_("Kaplan-Meier: laporan yang terbuka dihitung menunggu sedikitnya selama ini"),
        unit=Unit.WORKING_DAYS,
        events=frozenset({Verb.RESPOND, *SENDING, *CLOSING, *UNDOING}),
        gaming=_("Tidak menjawab yang sulit. Justru itu yang dihitung di sini."),
        value=lambda f: f.response_waits.quantile(90),
        interval=lambda f: f.response_waits.interval(90),
        cases=lambda f: f.response_waits.n,
        least=least(90),
    ),
    Measure(
        code="tindak-lanjut-median",
        name=_("Tindak lanjut, median"),
        definition=_("Setengah dari laporan ditindaklanjuti dengan bukti paling lama dalam sekian hari kerja."),
        formula=_("nilai tengah hari kerja"),
        unit=Unit.WORKING_DAYS,
        events=frozenset(ACTING),
        gaming=_("Menyelesaikan yang mudah saja. Terlihat dari angka yang ikut menghitung laporan terbuka."),
        value=lambda f: f.follow_up.median,
        interval=lambda f: interval(f.follow_up, 50),
        cases=lambda f: f.follow_up.n,
        least=least(50),
    ),
    Measure(
        code="tindak-lanjut-p90",
        name=_("Tindak lanjut, 9 dari 10"),
        definition=_("Sembilan dari sepuluh laporan ditindaklanjuti dengan bukti paling lama dalam sekian hari kerja."),
        formula=_("persentil ke-90 hari kerja"),
        unit=Unit.WORKING_DAYS,
        events=frozenset(ACTING),
        gaming=_("Menyelesaikan yang mudah saja. Terlihat dari angka yang ikut menghitung laporan terbuka."),
        value=lambda f: f.follow_up.p90,
        interval=lambda f: interval(f.follow_up, 90),
        cases=lambda f: f.follow_up.n,
        least=least(90),
    ),
    Measure(
        code="tindak-lanjut-tepat-waktu",
        name=_("Tindak lanjut tepat waktu"),
        definition=_(
            "Bagian laporan yang ditindaklanjuti dalam batas waktu jenisnya, dari yang sudah ditindaklanjuti."
        ),
        formula=_("ditindaklanjuti tepat waktu / ditindaklanjuti"),
        unit=Unit.SHARE,
        events=frozenset(ACTING),
        gaming=_("Mengubah jenis laporan. Setiap perubahan tercatat, dan batas waktu dihitung sejak diterima."),
        value=lambda f: f.follow_up_kept,
        law="PermenPANRB 62/2018",
        standard=_("5, 14, atau 60 hari kerja menurut jenis laporan"),
    ),
    Measure(
        code="tindak-lanjut-kalender",
        name=_("Tindak lanjut, rata-rata menurut kalender"),
        definition=_(
            "Hari kalender sejak disposisi pertama sampai tindak lanjut pertama, dengan malam dan hari libur."
        ),
        formula=_("jumlah menit / laporan yang ditindaklanjuti, dalam hari"),
        unit=Unit.CALENDAR_DAYS,
        events=frozenset({*ACTING, *SENDING}),
        gaming=_("Mengubah kalender kerja. Angka ini tidak memakai kalender kerja, jadi selisihnya terlihat."),
        value=lambda f: days_of(f.follow_up_time),
    ),
    Measure(
        code="tunggu-tindak-lanjut-median",
        name=_("Menunggu tindak lanjut, median"),
        definition=_(
            "Setengah dari laporan ditindaklanjuti paling lama dalam sekian hari kerja; yang belum ikut dihitung."
        ),
        formula=_("Kaplan-Meier: laporan yang terbuka dihitung menunggu sedikitnya selama ini"),
        unit=Unit.WORKING_DAYS,
        events=frozenset({*ACTING, *SENDING, *CLOSING, *UNDOING}),
        gaming=_("Membiarkan yang sulit terbuka. Justru itu yang dihitung di sini."),
        value=lambda f: f.follow_up_waits.quantile(50),
        interval=lambda f: f.follow_up_waits.interval(50),
        cases=lambda f: f.follow_up_waits.n,
        least=least(50),
    ),
    Measure(
        code="tunggu-tindak-lanjut-p90",
        name=_("Menunggu tindak lanjut, 9 dari 10"),
        definition=_(
            "Sembilan dari sepuluh ditindaklanjuti paling lama dalam sekian hari kerja; yang belum ikut dihitung."
        ),
        formula=_("Kaplan-Meier: laporan yang terbuka dihitung menunggu sedikitnya selama ini"),
        unit=Unit.WORKING_DAYS,
        events=frozenset({*ACTING, *SENDING, *CLOSING, *UNDOING}),
        gaming=_("Membiarkan yang sulit terbuka. Justru itu yang dihitung di sini."),
        value=lambda f: f.follow_up_waits.quantile(90),
        interval=lambda f: f.follow_up_waits.interval(90),
        cases=lambda f: f.follow_up_waits.n,
        least=least(90),
    ),
    Measure(
        code="umur-terbuka",
        name=_("Umur laporan yang terbuka, median"),
        definition=_("Setengah dari laporan yang masih terbuka lebih muda dari sekian hari kalender sejak diterima."),
        formula=_("nilai tengah umur dalam hari kalender, saat ini"),
        unit=Unit.CALENDAR_DAYS,
        events=frozenset({Verb.SUBMIT, *CLOSING, *UNDOING}),
        gaming=_("Menutup yang tua tanpa hasil. Terlihat dari penutupan oleh koordinator dan penolakan pelapor."),
        value=lambda f: f.open.median,
    ),
)
