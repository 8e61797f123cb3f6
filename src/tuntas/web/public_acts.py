"""What a reporter can do on the page of the own report: one row per verb, and when it makes sense to offer it.

The workflow decides; the conditions here only keep buttons away that its guards would refuse.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Reporter
from tuntas.kernel.texts import BODY_LIMIT
from tuntas.reports.guards import APPEAL_WINDOW, REOPEN_WINDOW
from tuntas.reports.models import Report
from tuntas.reports.states import ContentMode, State, Verb
from tuntas.reports.workflow import verbs_for


class ActForm(forms.Form):
    """A form on the tracking page; its ids carry the act's name because several stand on one page."""

    takes_files = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def _words(label: Any, *, limit: int = BODY_LIMIT, rows: int = 4) -> forms.CharField:
    """Emptiness and length are judged by the action itself; here nothing is cut off."""
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows, "maxlength": limit}))


class BodyForm(ActForm):
    takes_files = True
    body = _words(_("Tulisan Anda"))


class ReasonForm(ActForm):
    reason = _words(_("Alasan Anda"))


class DisputeForm(ActForm):
    takes_files = True
    reason = _words(_("Apa yang belum selesai?"))


_STARS = [
    ("5", _("5 · sangat puas")),
    ("4", _("4 · puas")),
    ("3", _("3 · cukup")),
    ("2", _("2 · kecewa")),
    ("1", _("1 · sangat kecewa")),
]


class RatingForm(ActForm):
    rating = forms.TypedChoiceField(
        label=_("Seberapa puas Anda?"),
        choices=_STARS,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu dari daftar.")},
    )
    words = _words(_("Catatan (boleh dikosongkan)"), rows=3)


class ConfirmForm(RatingForm):
    rating = forms.TypedChoiceField(
        label=_("Seberapa puas Anda? (boleh dikosongkan)"),
        choices=_STARS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih salah satu dari daftar.")},
    )


class PlainForm(ActForm):
    """Nothing to fill in."""


Condition = Callable[[Report, datetime], bool]


def _always(report: Report, at: datetime) -> bool:
    return True


def _asked_at_verification(report: Report, at: datetime) -> bool:
    return report.question_from == State.RECEIVED


def _asked_by_unit(report: Report, at: datetime) -> bool:
    return report.question_from != State.RECEIVED


def _reopenable(report: Report, at: datetime) -> bool:
    ended = report.ended_at
    return report.reopened_by_reporter == 0 and ended is not None and at <= ended + REOPEN_WINDOW


def _appealable(report: Report, at: datetime) -> bool:
    return report.appealed_at is None and report.ended_at is not None and at <= report.ended_at + APPEAL_WINDOW


def _publishable(report: Report, at: datetime) -> bool:
    return report.content == ContentMode.PUBLIC and not report.is_supervision and report.publish_wish is not True


def _hidable(report: Report, at: datetime) -> bool:
    return report.content == ContentMode.PUBLIC and report.publish_wish is not False


def _unrated(report: Report, at: datetime) -> bool:
    return report.rating is None


@dataclass(frozen=True)
class Act:
    """One row: the verb, its address, its words, its questions, when it is offered."""

    verb: Verb
    slug: str
    title: Any
    text: Any
    label: Any
    form: type[ActForm]
    offered: Condition = _always
    first: bool = False
    danger: bool = False

    @property
    def url(self) -> str:
        """Where its form posts to."""
        return reverse(f"web:track_{self.verb.lower()}")


# fmt: off
ACTS = {act.verb: act for act in (
    Act(Verb.COMPLETE, "lengkapi", _("Lengkapi laporan"),
        _("Jawab pertanyaan petugas agar kami dapat meneruskan laporan Anda."),
        _("Kirim jawaban"), BodyForm, _asked_at_verification, first=True),
    Act(Verb.ANSWER_QUESTION, "jawab", _("Jawab pertanyaan unit"),
        _("Penanganan menunggu jawaban Anda."), _("Kirim jawaban"), BodyForm, _asked_by_unit, first=True),
    Act(Verb.CONFIRM, "konfirmasi", _("Beri nilai sekalian (boleh dilewati)"),
        "", _("Ya, sudah selesai"), ConfirmForm, first=True),
    Act(Verb.DISPUTE, "belum-selesai", _("Belum selesai"),
        _("Tulis apa yang kurang; foto membantu. Laporan kembali dikerjakan, dan jawaban Anda tercatat."),
        _("Nyatakan belum selesai"), DisputeForm),
    Act(Verb.REPLY, "tanggapi", _("Tanggapi tindak lanjut"),
        _("Bertanya atau menanggapi tanpa menyatakan selesai atau belum."), _("Kirim tanggapan"), BodyForm),
    Act(Verb.RATE, "nilai", _("Beri nilai"), "", _("Kirim nilai"), RatingForm, _unrated, first=True),
    Act(Verb.REOPEN, "buka-kembali", _("Buka kembali"),
        _("Masalahnya muncul lagi? Anda dapat membuka kembali laporan satu kali, dalam 30 hari setelah selesai."),
        _("Buka kembali laporan"), DisputeForm, _reopenable),
    Act(Verb.APPEAL, "keberatan", _("Ajukan keberatan"),
        _("Petugas lain memeriksa ulang keputusan mengarsipkan laporan ini."),
        _("Ajukan keberatan"), ReasonForm, _appealable, first=True),
    Act(Verb.REVIVE, "aktifkan", _("Aktifkan lagi laporan"),
        _("Petugas memeriksa lagi laporan ini dari awal."), _("Aktifkan lagi"), BodyForm),
    Act(Verb.ADD, "tambah", _("Tambah keterangan"),
        _("Keterangan dan foto baru dibaca petugas. Batas waktu tidak berubah."), _("Kirim keterangan"), BodyForm),
    Act(Verb.ASK_PUBLISH, "minta-terbit", _("Minta diterbitkan"),
        _("Petugas memutuskan, dan menghapus data pribadi lebih dahulu."), _("Minta diterbitkan"), PlainForm,
        _publishable),
    Act(Verb.ASK_HIDE, "minta-sembunyi", _("Minta disembunyikan"),
        _("Laporan segera hilang dari daftar umum."), _("Sembunyikan dari umum"), PlainForm, _hidable),
    Act(Verb.WITHDRAW, "cabut", _("Cabut laporan"),
        _("Penanganan berhenti. Anda dapat mengaktifkannya lagi nanti."),
        _("Cabut laporan"), ReasonForm, danger=True),
)}
# fmt: on


def offered(report: Report, at: datetime) -> list[Act]:
    """The acts that make sense now, the pressing ones first, in the order of the rows."""
    may = set(verbs_for(report, Reporter(report.pk)))
    return [act for act in ACTS.values() if act.verb in may and act.offered(report, at)]


def form_of(act: Act, *args: object) -> ActForm:
    """The act's form with ids of its own."""
    return act.form(*args, auto_id=f"{act.slug}_%s")
