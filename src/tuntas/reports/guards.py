"""Guards: what must hold besides actor and state. Each is one predicate with one sentence.

A guard looks at the move as it would be stored: the report with its new values, the actor, the facts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer, Reporter
from tuntas.institutions.models import Nature
from tuntas.sla.clocks import Kind

from . import access
from .facts import Decided, Erased, Invoked
from .keeping import has_contact, hold_on, is_restricted, kept_kinds
from .moves import Move
from .states import TERMINAL, ContentMode, FollowUpKind, OmbudsmanStatus, State, Verb

HOP_LIMIT = 2
QUESTION_LIMIT = 2
HOLD_DAYS = 30
REOPEN_WINDOW = timedelta(days=30)
APPEAL_WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Guard:
    """A named condition with the sentence that people see when it does not hold."""

    code: str
    holds: Callable[[Move], bool]
    sentence: Promise


def _second_person(move: Move) -> bool:
    return not move.report.is_supervision or move.was.archive_by not in (None, _user_id(move))


def _other_officer(move: Move) -> bool:
    # Proposer and decider of a case of supervision both had a hand in it.
    archived = Q(verb__in=(Verb.PROPOSE_ARCHIVE, Verb.ARCHIVE), actor_id=_user_id(move))
    return not move.report.events.filter(archived).exists()


def _user_id(move: Move) -> object:
    return move.by.user_id if isinstance(move.by, Officer) else None


def _within_acceptance(move: Move) -> bool:
    clock = move.board.running(Kind.ACCEPTANCE)
    return clock is None or clock.due_at is None or move.at <= clock.due_at


def _suggestion(move: Move) -> bool:
    suggested = move.report.suggested_id
    return suggested is not None and suggested != (move.was.unit_id or move.was.agency_id)


def _within_hops(move: Move) -> bool:
    return move.was.hops < HOP_LIMIT or access.coordinator(move.was, move.by)


def _supervised_by_inspectorate(move: Move) -> bool:
    unit = move.report.unit
    return not move.report.is_supervision or (unit is not None and unit.is_inspectorate)


def _own_unit(move: Move) -> bool:
    unit, agency = move.report.unit, move.report.agency
    return unit is not None and unit.government_id_or_self == agency.government_id_or_self


def _approval_not_required(move: Move) -> bool:
    unit = move.report.unit
    return unit is None or not unit.requires_approval


def _other_hand(move: Move) -> bool:
    # Who stands in for the head keeps the own eyes: a draft needs four.
    drafts = move.report.events.filter(verb=Verb.PROPOSE_FOLLOW_UP).order_by("-seq")
    drafted_by = drafts.values_list("actor_id", flat=True).first()
    return drafted_by is None or drafted_by != _user_id(move)


def _proof(move: Move) -> bool:
    return move.report.follow_up_kind != FollowUpKind.PHYSICAL or move.report.proof_present


def _promise_dated(move: Move) -> bool:
    day = move.report.promised_on
    return day is not None and day > move.local_date


def _subtasks_finished(move: Move) -> bool:
    return not move.report.subtasks.filter(finished_at__isnull=True).exists()


def _hold_within_limit(move: Move) -> bool:
    until = move.report.hold_until
    calendar = move.board.calendar(move.report.agency)
    last = calendar.add(move.at, HOLD_DAYS).astimezone(calendar.zone).date()
    return until is not None and move.local_date < until <= last


def _closable_in_silence(move: Move) -> bool:
    report = move.report
    physical = report.topic is not None and report.topic.nature == Nature.PHYSICAL
    proof_missing = physical and not report.proof_present
    return not (report.disputed or report.follow_up_kind == FollowUpKind.PROMISE or proof_missing)


def _reopen_window(move: Move) -> bool:
    was = move.was
    if not isinstance(move.by, Reporter):
        return True
    return was.reopened_by_reporter == 0 and was.ended_at is not None and move.at <= was.ended_at + REOPEN_WINDOW


def _appeal_window(move: Move) -> bool:
    ended = move.report.ended_at
    return ended is not None and move.at <= ended + APPEAL_WINDOW


def _mergeable(move: Move) -> bool:
    master, report = move.report.master, move.report
    return (
        master is not None
        and master.pk != report.pk
        and master.tenant_id == report.tenant_id
        and State(master.state) not in TERMINAL
        and master.is_supervision == report.is_supervision
        and not (report.content == ContentMode.SECRET and master.content == ContentMode.PUBLIC)
        and not report.children.exists()
    )


def _publishable(move: Move) -> bool:
    return move.report.content == ContentMode.PUBLIC and not move.report.is_supervision


def _settled(move: Move) -> bool:
    ended = move.was.ended_at
    over = ended is not None and move.at >= ended + max(REOPEN_WINDOW, APPEAL_WINDOW)
    return over and move.was.ombudsman not in (OmbudsmanStatus.FILED, OmbudsmanStatus.EXAMINATION)


def _waits(move: Move, right: str) -> bool:
    return move.was.rights_requests.filter(right=right, decided_at__isnull=True).exists()


def _keeping_period_over(move: Move) -> bool:
    return isinstance(move.facts, Erased) and not kept_kinds(move.was, move.facts.kinds, at=move.at)


def _down_class(move: Move) -> bool:
    return not move.was.is_supervision or access.inspector(move.was, move.by)


OUT_OF_ORDER = _("Ada kejadian yang lebih baru pada laporan ini; langkah bertanggal lebih lama tidak disimpan.")
SECOND_PERSON = Guard(
    "second_person",
    _second_person,
    _("Kasus berkadar pengawasan hanya dapat diarsipkan bila orang kedua menyetujui usulan orang pertama."),
)
OTHER_OFFICER = Guard(
    "other_officer", _other_officer, _("Keberatan harus diputus petugas lain, bukan yang mengarsipkan.")
)
NOT_BINDING = Guard(
    "not_binding",
    lambda move: not move.was.binding,
    _("Koordinator telah memutuskan unit ini yang bertanggung jawab; laporan tidak dapat dikembalikan lagi."),
)
WITHIN_ACCEPTANCE = Guard(
    "within_acceptance",
    _within_acceptance,
    _("Masa pengembalian dua hari kerja sudah lewat, sehingga laporan dianggap diterima unit ini."),
)
SUGGESTION = Guard(
    "suggestion", _suggestion, _("Sebutkan unit yang menurut Anda berwenang, dan bukan unit Anda sendiri.")
)
WITHIN_HOPS = Guard(
    "within_hops",
    _within_hops,
    _("Laporan sudah dua kali dikembalikan; kini koordinator yang memutuskan unit penanggung jawab."),
)
INSPECTORATE = Guard(
    "inspectorate", _supervised_by_inspectorate, _("Kasus berkadar pengawasan hanya ditangani Inspektorat.")
)
OWN_UNIT = Guard("own_unit", _own_unit, _("Unit itu bukan bagian dari pemerintahan ini; teruskan ke instansinya."))
APPROVAL_NOT_REQUIRED = Guard(
    "approval", _approval_not_required, _("Di unit ini tindak lanjut harus disetujui pimpinan. Ajukan sebagai draf.")
)
FOUR_EYES = Guard(
    "four_eyes",
    _other_hand,
    _("Draf ini Anda susun sendiri. Minta orang kedua menyetujuinya, atau minta admin menunjuk pengganti lain."),
)
PROOF = Guard("proof", _proof, _("Tindakan fisik perlu bukti: lampirkan foto sesudah perbaikan atau dokumen."))
PROMISE_DATED = Guard("promise_dated", _promise_dated, _("Rencana terjadwal perlu tanggal janji setelah hari ini."))
SUBTASKS_FINISHED = Guard(
    "subtasks",
    _subtasks_finished,
    _("Masih ada sub-tugas unit lain yang belum dijawab. Tunggu atau ingatkan unit itu."),
)
HOLD_ONCE = Guard(
    "hold_once", lambda move: not move.was.held_once, _("Penundaan hanya boleh satu kali untuk satu laporan.")
)
HOLD_ASKED = Guard(
    "hold_asked", lambda move: move.was.hold_requested, _("Tidak ada permintaan penundaan yang menunggu keputusan.")
)
HOLD_LIMIT = Guard("hold_limit", _hold_within_limit, _("Tanggal target paling lama 30 hari kerja dari hari ini."))
QUESTIONS = Guard(
    "questions",
    lambda move: move.was.questions_asked < QUESTION_LIMIT,
    _("Pelapor sudah dua kali ditanya. Lanjutkan dengan keterangan yang ada."),
)
ASKED_AT_VERIFICATION = Guard(
    "asked_at_verification",
    lambda move: move.was.question_from == State.RECEIVED,
    _("Pertanyaan ini berasal dari unit."),
)
ASKED_BY_UNIT = Guard(
    "asked_by_unit",
    lambda move: move.was.question_from == State.IN_PROGRESS,
    _("Pertanyaan ini berasal dari verifikator."),
)
SILENCE = Guard(
    "silence",
    _closable_in_silence,
    _("Laporan tidak ditutup otomatis: bukti belum ada, pelapor menyatakan belum selesai, atau masih berupa janji."),
)
WAS_PROMISE = Guard(
    "was_promise",
    lambda move: move.was.follow_up_kind == FollowUpKind.PROMISE,
    _("Tidak ada janji yang sedang berjalan."),
)
REOPENABLE = Guard(
    "reopenable",
    _reopen_window,
    _("Laporan hanya dapat dibuka kembali sekali, dalam 30 hari setelah selesai. Hubungi koordinator atau Ombudsman."),
)
APPEALABLE = Guard(
    "appealable",
    lambda move: move.was.appealed_at is None and _appeal_window(move),
    _("Keberatan dapat diajukan sekali, dalam 30 hari setelah laporan diarsipkan."),
)
APPEALED = Guard(
    "appealed",
    lambda move: move.was.appealed_at is not None and move.was.appeal_decided_at is None,
    _("Tidak ada keberatan yang menunggu keputusan."),
)
MERGEABLE = Guard(
    "mergeable",
    _mergeable,
    _(
        "Laporan ini tidak dapat digabung ke sana: laporan induk harus masih berjalan, dalam pemerintahan yang sama, "
        "dan laporan rahasia tidak boleh digabung ke laporan publik."
    ),
)
PUBLISHABLE = Guard(
    "publishable", _publishable, _("Laporan rahasia atau berkadar pengawasan tidak pernah diterbitkan.")
)
JOINABLE = Guard(
    "joinable",
    lambda move: move.report.master is not None and move.report.master.published_at is not None,
    _("Laporan itu tidak diterbitkan lagi. Kirim cerita Anda sebagai laporan tersendiri."),
)
PUBLISHED = Guard(
    "published",
    lambda move: move.was.published_at is not None,
    _("Laporan ini tidak diterbitkan, jadi tidak dibaca umum."),
)
NOT_FLAGGED = Guard(
    "not_flagged",
    lambda move: move.was.flagged_at is None,
    _("Teks ini sudah diadukan dan sedang diperiksa petugas. Anda tidak perlu mengadukannya lagi."),
)
FLAGGED = Guard(
    "flagged", lambda move: move.was.flagged_at is not None, _("Tidak ada aduan atas teks ini yang menunggu.")
)
QUARANTINED = Guard(
    "quarantined", lambda move: move.was.quarantined_at is not None, _("Laporan ini tidak (lagi) di karantina.")
)
DOWN_CLASS = Guard("down_class", _down_class, _("Hanya Inspektorat yang dapat melepas kasus berkadar pengawasan."))
UNRATED = Guard("unrated", lambda move: move.was.rating is None, _("Laporan ini sudah Anda nilai."))
NO_LEGAL_HOLD = Guard(
    "legal_hold",
    lambda move: hold_on(move.was) is None,
    _("Ada larangan hapus atas laporan ini: datanya dibutuhkan dalam proses hukum atau pemeriksaan."),
)
LEGAL_HOLD = Guard("no_legal_hold", lambda move: hold_on(move.was) is not None, _("Tidak ada larangan hapus di sini."))
SETTLED = Guard(
    "not_settled",
    _settled,
    _(
        "Data baru dapat dihapus 30 hari setelah laporan berakhir, dan tidak selama Ombudsman memeriksanya: sebelum "
        "itu laporan masih dapat dibuka kembali atau diajukan keberatan."
    ),
)
KEEPING_PERIOD_OVER = Guard(
    "keeping_period",
    _keeping_period_over,
    _("Masa simpan paling singkat menurut jadwal retensi belum lewat. Data ini belum boleh dihapus."),
)
WORDS_THERE = Guard(
    "erased",
    lambda move: not move.was.is_erased,
    _("Isi laporan ini sudah dihapus menurut hukum; langkah ini tidak dapat dijalankan lagi."),
)
NOT_RESTRICTED = Guard(
    "restricted",
    lambda move: not is_restricted(move.was),
    _("Pemakaian data ini dibatasi atas permintaan pelapor: identitas tidak dibuka dan teks tidak diterbitkan."),
)
HAS_CONTACT = Guard(
    "no_contact", lambda move: has_contact(move.was), _("Tidak ada kontak yang kami simpan tentang laporan ini.")
)
NOT_ASKED_YET = Guard(
    "asked_already",
    lambda move: not isinstance(move.facts, Invoked) or not _waits(move, move.facts.right),
    _("Permintaan yang sama masih menunggu jawaban."),
)
ASKED = Guard(
    "not_asked",
    lambda move: isinstance(move.facts, Decided) and _waits(move, move.facts.right),
    _("Permintaan ini sudah dijawab."),
)
