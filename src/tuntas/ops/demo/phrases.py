"""What the people of the demonstration say where a story has no words of its own."""

MISSING = "Terima kasih. Di sebelah mana persisnya, dan sejak kapan? Sebutkan patokan yang mudah ditemukan petugas."
MISSING_ANSWER = "Persis di seberang pos ronda, kelihatan dari jalan. Kalau tidak salah sejak awal bulan ini."
QUESTION = "Sebelum petugas berangkat: pada jam berapa biasanya hal ini terjadi, dan apakah masih terjadi hari ini?"
QUESTION_ANSWER = "Paling sering pagi antara jam enam dan delapan. Tadi pagi masih begitu."
WITHDRAWN = (
    "Sudah dibereskan warga sendiri kemarin sore, jadi laporan ini saya cabut. Terima kasih.",
    "Ternyata sudah ada laporan tetangga untuk hal yang sama. Yang ini saya cabut saja.",
    "Saya sudah bertemu petugasnya langsung dan dijelaskan dengan baik. Laporan saya cabut.",
)
REFERRALS = (
    ("PPID", "Permintaan salinan dokumen dilayani PPID menurut UU 14/2008 pasal 22; permintaan sudah kami daftarkan."),
    ("INSTITUTION", "Kewenangan ada pada kementerian menurut lampiran UU 23/2014; berkas sudah kami sampaikan."),
    ("COURT", "Pokok laporan adalah dugaan tindak pidana, sehingga menjadi wewenang penegak hukum (UU 2/2002)."),
    ("EMERGENCY", "Keadaan ini membahayakan jiwa saat ini juga dan sudah kami sambungkan ke layanan darurat 112."),
)
HOLDS = (
    ("WEATHER", "Air masih setinggi lutut, alat tidak dapat masuk.", "Pekerjaan menunggu air surut; petugas "
     "memeriksa tinggi air setiap pagi dan mulai begitu alat dapat masuk."),
    ("OTHER_INSTITUTION", "Jaringan kabel di atasnya milik instansi lain.", "Pekerjaan menunggu pemindahan kabel "
     "oleh pemiliknya; surat kami sudah diterima dan jadwalnya sudah disanggupi."),
    ("FIELD_TEST", "Contoh air masih di laboratorium.", "Kami menunggu hasil laboratorium sebelum memutuskan "
     "langkah berikutnya; hasilnya kami sampaikan di sini."),
    ("BUDGET", "Bahan habis, pengadaan berikutnya bulan depan.", "Bahan pengganti sedang diadakan; pekerjaan "
     "dilanjutkan begitu bahan tiba, paling lambat pada tanggal ini."),
)  # fmt: skip
SEND_BACK = "Sebutkan tanggal dan siapa yang mengerjakan, lalu ajukan lagi."
REPLIES = (
    "Terima kasih kabarnya. Apakah bagian ujungnya juga akan dikerjakan?",
    "Sudah saya lihat. Bagaimana kalau minggu depan terjadi lagi, lapor ke mana?",
    "Petugasnya memang sudah datang. Tolong dijelaskan kapan diperiksa ulang.",
)
REPLY_ANSWERS = (
    "Bagian itu masuk pekerjaan tahap berikutnya; jadwalnya kami pasang di kantor dan di halaman laporan ini.",
    "Balas saja di laporan ini dalam tiga puluh hari, maka laporan dibuka kembali tanpa perlu menulis ulang.",
    "Pemeriksaan ulang dilakukan dua minggu lagi oleh regu yang sama, dan hasilnya kami tuliskan di sini.",
)
CONFIRMATIONS = ("Sudah beres, terima kasih.", "Sudah saya cek sendiri, memang sudah selesai.", "", "")
DISPUTE = "Belum selesai. Tadi pagi saya lihat sendiri, keadaannya masih sama seperti waktu saya melapor."
SECOND = "Petugas kembali ke tempat bersama pelapor, dan bagian yang tertinggal dikerjakan hari itu juga."
REOPENED = "Setelah hujan kemarin keadaannya kembali seperti semula. Mohon diperiksa lagi."
SECOND_RESPONSE = "Kami datang lagi besok bersama pengawas untuk memeriksa mengapa perbaikan pertama tidak bertahan."
CLOSED_BY_COORDINATOR = (
    "Tindak lanjut sudah kami periksa dan masa tanggapan sudah lewat. Laporan kami tutup; Anda dapat memintanya "
    "dibuka kembali dalam tiga puluh hari."
)
APPEAL = "Saya keberatan. Ini menyangkut pelayanan kantor, bukan urusan pribadi. Mohon dibaca sekali lagi."
APPEAL_ACCEPTED = "Keberatan Anda beralasan: ada unsur pelayanan yang belum dijawab. Laporan diperiksa lagi."
APPEAL_REJECTED = "Sudah dibaca petugas lain. Pokoknya tetap di luar pelayanan publik; petunjuknya tetap berlaku."
RETURN = "Tempat yang dilaporkan bukan wewenang unit kami menurut pembagian urusan."
SUBTASK = "Mohon periksa bagian yang menjadi tugas unit Anda dan sampaikan hasilnya."
SUBTASK_ANSWER = "Sudah kami periksa di lapangan; bagian kami selesai hari ini."
NOTES = (
    "Sudah ditelepon ke kepala seksi; regu berangkat besok pagi.",
    "Bandingkan dengan dua laporan bulan lalu dari kelurahan yang sama.",
    "Pelapor minta dihubungi lewat laporan ini saja.",
)
ADDITIONS = (
    "Tambahan: tadi malam ada yang hampir celaka lagi di sana.",
    "Tambahan dari saya: keadaannya sekarang lebih parah daripada waktu melapor.",
)
BROKEN = (
    "Pekerjaan yang kami janjikan terlambat karena bahan datang belakangan. Hari ini bagian pertama selesai "
    "dikerjakan, dan sisanya dikerjakan dalam minggu yang sama oleh regu yang sama."
)
REVEAL = "Petugas lapangan perlu menelepon pelapor untuk menentukan tempat."
