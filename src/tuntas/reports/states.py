"""The words of the workflow: states, verbs, classes, endings. Imports nothing of ours.

Codes follow domain section 8 of the design, translated once into English; labels are what people see.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a report is."""

    RECEIVED = "RECEIVED", _("Menunggu verifikasi")
    INCOMPLETE = "INCOMPLETE", _("Perlu dilengkapi")
    DISPATCHED_INSTITUTION = "DISPATCHED_INSTITUTION", _("Diteruskan ke instansi")
    DISPATCHED_UNIT = "DISPATCHED_UNIT", _("Terdisposisi ke unit")
    RETURNED = "RETURNED", _("Sedang dialihkan")
    IN_PROGRESS = "IN_PROGRESS", _("Sedang ditangani")
    AWAITING_APPROVAL = "AWAITING_APPROVAL", _("Menunggu persetujuan pimpinan")
    AWAITING_THIRD_PARTY = "AWAITING_THIRD_PARTY", _("Menunggu pihak lain")
    FOLLOWED_UP = "FOLLOWED_UP", _("Ditindaklanjuti, menunggu tanggapan Anda")
    REPORTER_REPLIED = "REPORTER_REPLIED", _("Tanggapan Anda diterima")
    CLOSED = "CLOSED", _("Selesai")
    REOPENED = "REOPENED", _("Dibuka kembali")
    ARCHIVED = "ARCHIVED", _("Diarsipkan")
    MERGED = "MERGED", _("Digabung")
    WITHDRAWN = "WITHDRAWN", _("Dicabut")
    REFERRED = "REFERRED", _("Diteruskan ke kanal lain")


TERMINAL = frozenset({State.CLOSED, State.ARCHIVED, State.MERGED, State.WITHDRAWN, State.REFERRED})
OPEN = frozenset(State) - TERMINAL


class Verb(TextChoices):
    """What can happen to a report. Each has one row in workflow.STEPS."""

    SUBMIT = "SUBMIT", _("Laporan diterima")
    ASK_COMPLETION = "ASK_COMPLETION", _("Diminta melengkapi")
    COMPLETE = "COMPLETE", _("Dilengkapi pelapor")
    LAPSE_COMPLETION = "LAPSE_COMPLETION", _("Dianggap dicabut")
    PROPOSE_ARCHIVE = "PROPOSE_ARCHIVE", _("Arsip diusulkan")
    ARCHIVE = "ARCHIVE", _("Diarsipkan")
    MERGE = "MERGE", _("Digabung")
    JOIN = "JOIN", _("Ikut melaporkan hal yang sama")
    REFER = "REFER", _("Diteruskan ke kanal lain")
    DISPATCH_INSTITUTION = "DISPATCH_INSTITUTION", _("Diteruskan ke instansi")
    DISPATCH_UNIT = "DISPATCH_UNIT", _("Didisposisikan ke unit")
    RETURN = "RETURN", _("Dikembalikan")
    REDISPATCH_INSTITUTION = "REDISPATCH_INSTITUTION", _("Dialihkan ke instansi lain")
    REDISPATCH_UNIT = "REDISPATCH_UNIT", _("Dialihkan ke unit lain")
    ACKNOWLEDGE = "ACKNOWLEDGE", _("Penerimaan diberitahukan")
    RESPOND = "RESPOND", _("Respons awal")
    PROPOSE_FOLLOW_UP = "PROPOSE_FOLLOW_UP", _("Draf tindak lanjut diajukan")
    APPROVE = "APPROVE", _("Tindak lanjut disetujui")
    APPROVE_PROMISE = "APPROVE_PROMISE", _("Rencana disetujui")
    SEND_BACK = "SEND_BACK", _("Draf dikembalikan pimpinan")
    REQUEST_HOLD = "REQUEST_HOLD", _("Penundaan diminta")
    HOLD = "HOLD", _("Menunggu pihak lain")
    REFUSE_HOLD = "REFUSE_HOLD", _("Penundaan ditolak")
    RESUME = "RESUME", _("Penanganan dilanjutkan")
    ASK_REPORTER = "ASK_REPORTER", _("Pertanyaan kepada pelapor")
    ANSWER_QUESTION = "ANSWER_QUESTION", _("Pertanyaan dijawab pelapor")
    LAPSE_QUESTION = "LAPSE_QUESTION", _("Dilanjutkan tanpa jawaban")
    FOLLOW_UP = "FOLLOW_UP", _("Ditindaklanjuti")
    PROMISE = "PROMISE", _("Rencana terjadwal")
    KEEP_PROMISE = "KEEP_PROMISE", _("Janji ditepati")
    BREAK_PROMISE = "BREAK_PROMISE", _("Janji lewat tanggal")
    REPLY = "REPLY", _("Tanggapan pelapor")
    ANSWER_REPLY = "ANSWER_REPLY", _("Balasan kepada pelapor")
    CONFIRM = "CONFIRM", _("Dikonfirmasi selesai oleh pelapor")
    DISPUTE = "DISPUTE", _("Dinyatakan belum selesai")
    CLOSE_SILENT = "CLOSE_SILENT", _("Ditutup karena tidak ada tanggapan")
    CLOSE_BY_COORDINATOR = "CLOSE_BY_COORDINATOR", _("Ditutup oleh koordinator")
    REOPEN = "REOPEN", _("Dibuka kembali")
    APPEAL = "APPEAL", _("Keberatan diajukan")
    ACCEPT_APPEAL = "ACCEPT_APPEAL", _("Keberatan diterima")
    REJECT_APPEAL = "REJECT_APPEAL", _("Keberatan ditolak")
    REVIVE = "REVIVE", _("Diaktifkan lagi oleh pelapor")
    SPLIT = "SPLIT", _("Dipisahkan")
    WITHDRAW = "WITHDRAW", _("Dicabut pelapor")
    CONTINUE_WITHDRAWN = "CONTINUE_WITHDRAWN", _("Dilanjutkan demi kepentingan umum")
    RECLASSIFY = "RECLASSIFY", _("Klasifikasi diubah")
    PUBLISH = "PUBLISH", _("Diterbitkan")
    HIDE = "HIDE", _("Disembunyikan dari publik")
    FLAG = "FLAG", _("Teks terbitan diadukan")
    DISMISS_FLAG = "DISMISS_FLAG", _("Aduan atas teks diperiksa")
    RELEASE = "RELEASE", _("Dikeluarkan dari karantina")
    ASK_PUBLISH = "ASK_PUBLISH", _("Pelapor meminta diterbitkan")
    ASK_HIDE = "ASK_HIDE", _("Pelapor meminta disembunyikan")
    ADD = "ADD", _("Keterangan ditambahkan pelapor")
    NOTE = "NOTE", _("Catatan internal")
    ASSIGN = "ASSIGN", _("Petugas ditunjuk")
    COPY = "COPY", _("Tembusan dikirim")
    ADD_SUBTASK = "ADD_SUBTASK", _("Sub-tugas dibuat")
    FINISH_SUBTASK = "FINISH_SUBTASK", _("Sub-tugas dijawab")
    RATE = "RATE", _("Dinilai pelapor")
    REVEAL = "REVEAL", _("Identitas dibuka")
    TAG = "TAG", _("Tanda diubah")
    NUDGE = "NUDGE", _("Diingatkan koordinator")
    CHANGE_NEWS = "CHANGE_NEWS", _("Cara menerima kabar diubah")
    ERASE = "ERASE", _("Data pribadi dihapus menurut hukum")
    ERASE_AGAIN = "ERASE_AGAIN", _("Penghapusan diulang sesudah pemulihan cadangan")
    FORBID_ERASURE = "FORBID_ERASURE", _("Larangan hapus dipasang")
    ALLOW_ERASURE = "ALLOW_ERASURE", _("Larangan hapus dicabut")
    INVOKE_RIGHT = "INVOKE_RIGHT", _("Hak atas data pribadi diminta")
    DECIDE_RIGHT = "DECIDE_RIGHT", _("Permintaan hak atas data dijawab")
    CORRECT_CONTACT = "CORRECT_CONTACT", _("Kontak diperbaiki pelapor")
    LAPSE = "LAPSE", _("Batas waktu terlewati")
    ESCALATE = "ESCALATE", _("Dieskalasi")
    REMIND = "REMIND", _("Pengingat dikirim")
    RECOMPUTE = "RECOMPUTE", _("Batas waktu dihitung ulang")


class Doubt(TextChoices):
    """Why a filing waits in quarantine until an officer has looked; never a judgement about its author."""

    TRAP = "TRAP", _("kolom yang tidak terlihat orang terisi")
    STAMP = "STAMP", _("dikirim tanpa formulir kami, atau dengan formulir yang sudah dipakai")
    FAST = "FAST", _("dikirim kurang dari dua detik setelah formulir dibuka")
    FLOOD = "FLOOD", _("tanpa bukti kerja peramban saat laporan datang sangat banyak")
    CROWD = "CROWD", _("sangat banyak laporan dari satu jaringan dalam satu jam")


class Classification(TextChoices):
    """The class decides the deadlines (PermenPANRB 62/2018)."""

    COMPLAINT = "COMPLAINT", _("Pengaduan")
    SUPERVISION = "SUPERVISION", _("Pengaduan berkadar pengawasan")
    ASPIRATION = "ASPIRATION", _("Aspirasi")
    INFORMATION = "INFORMATION", _("Permintaan informasi")


class IdentityMode(TextChoices):
    """Who may know the person: the handlers, only the vault, or nobody because nothing was asked."""

    OPEN = "OPEN", _("Terbuka")
    SEALED = "SEALED", _("Anonim")
    NONE = "NONE", _("Tanpa identitas")


class NewsWish(TextChoices):
    """Which news the reporter wants to be told of; the tracking page always shows all of it."""

    EVERY = "EVERY", _("setiap perubahan")
    KEY = "KEY", _("hanya jawaban, hasil, dan batas waktu")


class ContentMode(TextChoices):
    """Whether a redacted text may be published at all."""

    PUBLIC = "PUBLIC", _("Publik")
    SECRET = "SECRET", _("Rahasia")


class Channel(TextChoices):
    """The door through which a report came."""

    WEB = "WEB", _("Situs web")
    COUNTER = "COUNTER", _("Loket")
    LETTER = "LETTER", _("Surat")
    PHONE = "PHONE", _("Telepon")
    SOCIAL = "SOCIAL", _("Media sosial")
    IMPORT = "IMPORT", _("Impor")


class Ending(TextChoices):
    """How it ended. Silence is never counted as fixed."""

    CONFIRMED = "CONFIRMED", _("Dikonfirmasi pelapor")
    SILENT = "SILENT", _("Ditutup tanpa tanggapan pelapor")
    COORDINATOR = "COORDINATOR", _("Ditutup koordinator")
    WITHDRAWN = "WITHDRAWN", _("Dicabut")
    ARCHIVED = "ARCHIVED", _("Diarsipkan")
    REFERRED = "REFERRED", _("Diteruskan ke kanal lain")
    MERGED = "MERGED", _("Digabung")


class FollowUpKind(TextChoices):
    """What kind of follow-up it is; each has its own proof."""

    PHYSICAL = "PHYSICAL", _("Tindakan fisik")
    ANSWER = "ANSWER", _("Jawaban")
    DECISION = "DECISION", _("Keputusan")
    PROMISE = "PROMISE", _("Rencana terjadwal")


class ArchiveReason(TextChoices):
    """The closed list of reasons to archive (T5)."""

    UNCLEAR = "UNCLEAR", _("Tidak jelas meski sudah diminta dilengkapi")
    NOT_PUBLIC_SERVICE = "NOT_PUBLIC_SERVICE", _("Bukan tentang pelayanan publik")
    IN_COURT = "IN_COURT", _("Sedang diperiksa pengadilan")
    ALREADY_HANDLED = "ALREADY_HANDLED", _("Sudah ditangani dalam laporan Anda yang lain")
    SPAM = "SPAM", _("Spam atau iseng")
    ABUSIVE = "ABUSIVE", _("Berisi hinaan atau kebencian tanpa pokok laporan")


class ReturnReason(TextChoices):
    """The closed list of reasons to hand a report back (T10)."""

    NOT_OUR_AUTHORITY = "NOT_OUR_AUTHORITY", _("Bukan wewenang kami")
    OTHER_AREA = "OTHER_AREA", _("Di luar wilayah kerja kami")
    OTHER_LEVEL = "OTHER_LEVEL", _("Wewenang tingkat pemerintahan lain")


class HoldCause(TextChoices):
    """The closed list of causes for which the settlement clock may wait (T14)."""

    BUDGET = "BUDGET", _("Menunggu anggaran")
    OTHER_INSTITUTION = "OTHER_INSTITUTION", _("Menunggu instansi lain")
    WEATHER = "WEATHER", _("Cuaca atau bencana")
    LEGAL_PROCESS = "LEGAL_PROCESS", _("Menunggu proses hukum")
    FIELD_TEST = "FIELD_TEST", _("Menunggu uji lapangan atau laboratorium")


class ReferralTarget(TextChoices):
    """Where a report may be referred (T7)."""

    WBS = "WBS", _("Sistem pelaporan pelanggaran (WBS)")
    PPID = "PPID", _("PPID (informasi publik)")
    EMERGENCY = "EMERGENCY", _("Layanan darurat 112/110/119")
    INSTITUTION = "INSTITUTION", _("Kementerian, lembaga, atau pemerintah daerah lain")
    COURT = "COURT", _("Pengadilan atau penegak hukum")
    OMBUDSMAN = "OMBUDSMAN", _("Ombudsman")


class MissingItem(TextChoices):
    """The checklist of what a report may lack (T2)."""

    WHAT = "WHAT", _("apa yang terjadi")
    WHEN = "WHEN", _("kapan terjadi")
    WHERE = "WHERE", _("di mana terjadi")
    WHO = "WHO", _("unit atau petugas yang melayani")
    EVIDENCE = "EVIDENCE", _("foto atau dokumen pendukung")
    CONTACT = "CONTACT", _("cara menghubungi Anda")


class Shown(TextChoices):
    """What the reporter lets the Ombudsman see (UU 37/2008 art. 24: the identity may be kept secret)."""

    NAMED = "NAMED", _("Dengan nama dan kontak saya")
    CONCEALED = "CONCEALED", _("Tanpa nama dan kontak saya")
    WORDS = "WORDS", _("Hanya tulisan saya: tanpa nama, tanpa foto, tanpa titik lokasi")


class DataKind(TextChoices):
    """What of a report is erased, and kept, as one: the unit of the retention schedule."""

    CONTACT = "CONTACT", _("Kontak pelapor")
    WORDS = "WORDS", _("Isi laporan, percakapan, dan lokasi")
    FILES = "FILES", _("Foto dan dokumen")


class Right(TextChoices):
    """What the person may ask of the office about the own data (UU 27/2022)."""

    ERASURE = "ERASURE", _("Hapus data saya (Pasal 8)")
    RESTRICTION = "RESTRICTION", _("Batasi pemakaian data saya (Pasal 11)")


class ErasureBasis(TextChoices):
    """Why the law wants data erased (UU 27/2022 art. 43 and 44)."""

    REQUEST = "REQUEST", _("Permintaan pelapor (UU 27/2022 Pasal 8 dan 43)")
    CONSENT = "CONSENT", _("Persetujuan ditarik kembali (UU 27/2022 Pasal 9 dan 43)")
    UNLAWFUL = "UNLAWFUL", _("Data diperoleh secara melawan hukum (UU 27/2022 Pasal 43)")
    SCHEDULE = "SCHEDULE", _("Masa simpan berakhir (UU 27/2022 Pasal 44)")


class OmbudsmanStatus(TextChoices):
    """Where the case stands with the Ombudsman."""

    NONE = "NONE", _("Belum ke Ombudsman")
    ELIGIBLE = "ELIGIBLE", _("Dapat dibawa ke Ombudsman")
    FILED = "FILED", _("Dilaporkan ke Ombudsman")
    EXAMINATION = "EXAMINATION", _("Dalam pemeriksaan Ombudsman")
    PRODUCT = "PRODUCT", _("Ada hasil pemeriksaan Ombudsman")
