"""Which form belongs to which verb, and the one action it calls. A new verb is a new row here."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Refusal
from tuntas.media import kinds, staging
from tuntas.media.store import Accepted, Stored, put, remove
from tuntas.reports.actions import close, converse, dispatch, erase, quarantine, tags, together, verify, work
from tuntas.reports.models import Report
from tuntas.reports.states import (
    ArchiveReason,
    Classification,
    DataKind,
    ErasureBasis,
    FollowUpKind,
    HoldCause,
    MissingItem,
    ReferralTarget,
    ReturnReason,
    Verb,
)

from . import desk_forms as forms
from . import desk_legal as legal
from . import desk_notes as notes
from . import desk_tags

Call = Callable[..., object]


@dataclass(frozen=True)
class Act:
    """One thing an officer can do: its address, its words, its form, its action."""

    verb: Verb
    slug: str
    label: Promise
    form: type[forms.ActForm]
    call: Call
    main: bool = False
    own_page: bool = False
    """It is done on a page of its own at its address, not by a form on the page of the report."""


@contextmanager
def kept(values: dict[str, Any], waiting: Mapping[str, Sequence[str]] | None = None) -> Iterator[dict[str, Any]]:
    """The values with their files kept: on disk before the row that names them is committed, and off it again
    when there will be no such row. `waiting` names files of an earlier try by their tokens (media.staging); after a
    refusal they wait again."""
    tokens = waiting or {}
    own, stored = secrets.token_urlsafe(16), _Shelf()
    try:
        for name in [name for name, value in values.items() if _are_files(value)]:
            kinds.check_count(len(tokens.get(name, ())) + len(values[name]))
            stored.take(name, tokens.get(name, ()), values[name], own)
        yield {**values, **stored.files()}
    except Refusal:
        stored.clear(own)
        raise


class _Shelf:
    """The files of one try, by field."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, Stored]] = []
        self._names: list[str] = []

    def take(self, name: str, tokens: Sequence[str], fresh: Sequence[Accepted], own: str) -> None:
        """Claim what waits (under a key of this try alone, so that two tries never share a file), keep what is new."""
        self._names.append(name)
        for token in tokens:
            self._rows.append((name, token, staging.claim(token, key=own)))
        self._rows += [(name, "", put(file)) for file in fresh]

    def files(self) -> dict[str, tuple[Stored, ...]]:
        """By field, what an action gets."""
        return {name: tuple(file for field, _token, file in self._rows if field == name) for name in self._names}

    def clear(self, own: str) -> None:
        """There will be no row: off the disk, and what waited waits again."""
        for _name, token, file in self._rows:
            remove(file)
            if token:
                staging.release(token, key=own)


def _are_files(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, Accepted) for each in value)


def _follow_up(values: dict[str, Any]) -> work.FollowUp:
    return work.FollowUp(
        FollowUpKind(values["kind"]),
        values["text"],
        tuple(values["before"]),
        tuple(values["after"]),
        values.get("promised_on"),
        tuple(values.get("from_field", ())),
    )


def _plain(action: Call) -> Call:
    """Call the action with the cleaned values as they are."""
    return lambda report, values, **who: action(report, **values, **who)


def _on_follow_up(action: Call) -> Call:
    return lambda report, values, **who: action(report, _follow_up(values), **who)


def _ask(report: Report, values: dict[str, Any], **who: Any) -> object:
    missing = [MissingItem(code) for code in values["missing"]]
    return verify.ask_completion(report, missing=missing, message=values["message"], **who)


def _archive(report: Report, values: dict[str, Any], **who: Any) -> object:
    return verify.archive(report, reason=ArchiveReason(values["reason"]), explanation=values["explanation"], **who)


def _refer(report: Report, values: dict[str, Any], **who: Any) -> object:
    return verify.refer(report, target=ReferralTarget(values["target"]), ground=values["ground"], **who)


def _hand_back(report: Report, values: dict[str, Any], **who: Any) -> object:
    return dispatch.hand_back(report, **(values | {"reason": ReturnReason(values["reason"])}), **who)


def _redispatch_institution(report: Report, values: dict[str, Any], **who: Any) -> object:
    return dispatch.redispatch_institution(report, to=values["to"], note=values["note"], **who)


def _redispatch_unit(report: Report, values: dict[str, Any], **who: Any) -> object:
    return dispatch.redispatch_unit(report, to=values["to"], topic=values["topic"], note=values["note"], **who)


def _request_hold(report: Report, values: dict[str, Any], **who: Any) -> object:
    return work.request_hold(report, **(values | {"cause": HoldCause(values["cause"])}), **who)


def _reclassify(report: Report, values: dict[str, Any], **who: Any) -> object:
    return verify.reclassify(report, to=Classification(values["to"]), reason=values["reason"], **who)


def _note(report: Report, values: dict[str, Any], **who: Any) -> object:
    return converse.note(
        report, body=values["body"], files=tuple(values["uploads"]), mentions=values["mentions"], **who
    )


def _retag(report: Report, values: dict[str, Any], **who: Any) -> object:
    return tags.retag(report, add=values["tag"], off=values.get("off", ()), **who)


def _finish_subtask(report: Report, values: dict[str, Any], **who: Any) -> object:
    subtask = report.subtasks.get(pk=values["subtask"])
    return dispatch.finish_subtask(subtask, answer=values["answer"], **who)


def _reopen(report: Report, values: dict[str, Any], **who: Any) -> object:
    return close.reopen(report, reason=values["reason"], **who)


def _erase(report: Report, values: dict[str, Any], **who: Any) -> object:
    kinds = [DataKind(code) for code in values["kinds"]]
    return erase.erase(report, kinds=kinds, basis=ErasureBasis(values["basis"]), **who)


V = Verb
ACTS = (
    Act(
        V.DISPATCH_UNIT,
        "disposisi",
        _("Disposisikan ke unit"),
        forms.DispatchUnit,
        _plain(dispatch.dispatch_unit),
        True,
    ),
    Act(V.REDISPATCH_UNIT, "pengalihan", _("Alihkan ke unit"), forms.DispatchUnit, _redispatch_unit, True),
    Act(V.RESPOND, "respon", _("Beri respons awal"), forms.Response, _plain(work.respond), True),
    Act(V.APPROVE, "persetujuan", _("Setujui tindak lanjut"), notes.Approval, _plain(work.approve), True),
    Act(V.APPROVE_PROMISE, "persetujuan-janji", _("Setujui rencana"), notes.Approval, _plain(work.approve), True),
    Act(
        V.KEEP_PROMISE,
        "janji-ditepati",
        _("Janji sudah ditepati"),
        forms.KeepPromise,
        _on_follow_up(work.keep_promise),
        True,
    ),
    Act(V.FOLLOW_UP, "tindak-lanjut", _("Tindak lanjut"), forms.FollowUpForm, _on_follow_up(work.follow_up), True),
    Act(
        V.PROPOSE_FOLLOW_UP,
        "draf",
        _("Ajukan draf ke pimpinan"),
        forms.FollowUpForm,
        _on_follow_up(work.propose_follow_up),
    ),
    Act(V.ANSWER_REPLY, "balasan", _("Balas pelapor"), forms.Message, _plain(work.answer_reply), True),
    Act(V.HOLD, "penundaan", _("Setujui penundaan"), forms.Message, _plain(work.hold), True),
    Act(
        V.ACCEPT_APPEAL,
        "keberatan-diterima",
        _("Terima keberatan"),
        forms.Explanation,
        _plain(verify.accept_appeal),
        True,
    ),
    Act(V.REJECT_APPEAL, "keberatan-ditolak", _("Tolak keberatan"), forms.Explanation, _plain(verify.reject_appeal)),
    Act(V.PUBLISH, "publikasi", _("Samarkan dan terbitkan"), forms.Nothing, _plain(verify.publish), own_page=True),
    Act(V.HIDE, "penyembunyian", _("Sembunyikan dari publik"), forms.Reason, _plain(verify.hide)),
    Act(V.ASK_COMPLETION, "kelengkapan", _("Minta dilengkapi"), forms.Completion, _ask),
    Act(
        V.DISPATCH_INSTITUTION,
        "penerusan",
        _("Teruskan ke instansi lain"),
        forms.DispatchInstitution,
        _plain(dispatch.dispatch_institution),
    ),
    Act(
        V.REDISPATCH_INSTITUTION,
        "pengalihan-instansi",
        _("Alihkan ke instansi lain"),
        forms.DispatchInstitution,
        _redispatch_institution,
    ),
    Act(V.RETURN, "pengembalian", _("Kembalikan: bukan wewenang kami"), forms.HandBack, _hand_back),
    Act(V.SEND_BACK, "draf-dikembalikan", _("Kembalikan draf"), forms.InternalReason, _plain(work.send_back)),
    Act(V.ASK_REPORTER, "pertanyaan", _("Tanya pelapor"), forms.Message, _plain(work.ask_reporter)),
    Act(V.REQUEST_HOLD, "permintaan-penundaan", _("Minta penundaan"), forms.Hold, _request_hold),
    Act(V.REFUSE_HOLD, "penundaan-ditolak", _("Tolak penundaan"), forms.Reason, _plain(work.refuse_hold)),
    Act(V.RESUME, "kelanjutan", _("Lanjutkan penanganan"), forms.Nothing, _plain(work.resume), True),
    Act(V.DISPUTE, "penolakan-hasil", _("Nyatakan belum selesai"), forms.Reason, _plain(close.dispute)),
    Act(
        V.CLOSE_BY_COORDINATOR, "penutupan", _("Tutup dengan alasan"), forms.Reason, _plain(close.close_by_coordinator)
    ),
    Act(V.REOPEN, "pembukaan-kembali", _("Buka kembali"), forms.Reason, _reopen),
    Act(V.ARCHIVE, "arsip", _("Arsipkan"), forms.Archive, _archive),
    Act(V.MERGE, "penggabungan", _("Gabung ke laporan lain"), forms.Merge, _plain(verify.merge)),
    Act(V.SPLIT, "pemisahan", _("Pisahkan dari induk"), forms.Reason, _plain(verify.split)),
    Act(
        V.DISMISS_FLAG,
        "aduan-teks",
        _("Teks sudah diperiksa, tetap terbit"),
        forms.Reason,
        _plain(together.dismiss_flag),
    ),
    Act(V.RELEASE, "pelepasan", _("Keluarkan dari karantina"), forms.Reason, _plain(quarantine.release)),
    Act(V.REFER, "pelimpahan", _("Limpahkan ke kanal lain"), forms.Refer, _refer),
    Act(V.RECLASSIFY, "klasifikasi", _("Ubah klasifikasi"), forms.Reclassify, _reclassify),
    Act(
        V.CONTINUE_WITHDRAWN,
        "lanjutan",
        _("Lanjutkan demi kepentingan umum"),
        forms.Reason,
        _plain(verify.continue_withdrawn),
    ),
    Act(V.ASSIGN, "penunjukan", _("Tunjuk petugas"), forms.Assign, _plain(dispatch.assign)),
    Act(V.ADD_SUBTASK, "sub-tugas", _("Buat sub-tugas"), forms.AddSubtask, _plain(dispatch.add_subtask)),
    Act(V.FINISH_SUBTASK, "sub-tugas-selesai", _("Jawab sub-tugas"), forms.FinishSubtask, _finish_subtask),
    Act(V.COPY, "tembusan", _("Kirim tembusan"), forms.CopyTo, _plain(dispatch.copy_to)),
    Act(V.TAG, "tanda", _("Ubah tanda"), desk_tags.TagForm, _retag),
    Act(V.NOTE, "catatan", _("Catatan internal"), notes.InternalNote, _note),
    Act(V.ERASE, "penghapusan", _("Hapus data pribadi"), legal.Erase, _erase),
    Act(V.FORBID_ERASURE, "larangan-hapus", _("Pasang larangan hapus"), legal.Forbid, _plain(erase.forbid_erasure)),
    Act(V.ALLOW_ERASURE, "larangan-hapus-dicabut", _("Cabut larangan hapus"), legal.Allow, _plain(erase.allow_erasure)),
    Act(V.REVEAL, "identitas", _("Buka identitas"), forms.Reveal, _plain(converse.reveal)),
)
DANGEROUS = frozenset({V.REVEAL, V.ERASE})
"""Whoever does these proves anew who it is."""

BY_SLUG = {act.slug: act for act in ACTS}
