"""The forms of the desk about a reporter's data: what is erased and why, and what may not be."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuntas.reports.models import Report
from tuntas.reports.states import DataKind, ErasureBasis, Verb

from .desk_forms import ActForm, text_field


class Erase(ActForm):
    """What goes, on which legal basis, and that it is meant."""

    kinds = forms.MultipleChoiceField(
        label=_("Yang dihapus"), choices=DataKind.choices, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.ChoiceField(
        label=_("Dasar hukum"),
        choices=[pair for pair in ErasureBasis.choices if pair[0] != ErasureBasis.SCHEDULE],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=_("Saya sudah memeriksanya. Yang dihapus tidak dapat dikembalikan."),
        help_text=_("Riwayat langkah dan angka tetap ada, tanpa kata-kata dan tanpa orangnya."),
    )

    def prepare(self) -> None:
        """Only what is still there."""
        gone = set(self.report.erasures.values_list("kind", flat=True))
        self.fields["kinds"].choices = [pair for pair in DataKind.choices if pair[0] not in gone]  # type: ignore[attr-defined]


class Forbid(ActForm):
    """For what the data is needed."""

    reason = text_field(
        _("Untuk proses apa data ini dibutuhkan"),
        _("Misalnya nomor perkara atau surat pemeriksaan. Selama larangan berlaku tidak ada yang dihapus."),
        rows=2,
    )


class Allow(ActForm):
    """Nothing to say: who and when is in the log."""


def unfit_now(report: Report) -> set[Verb]:
    """What the guards would refuse anyway. `report` comes with `held_by_law`, so an open one costs no query."""
    unfit = {Verb.FORBID_ERASURE, Verb.ERASE} if vars(report)["held_by_law"] else {Verb.ALLOW_ERASURE}
    all_gone = report.ended_at is not None and report.erasures.count() == len(DataKind)
    return unfit | ({Verb.ERASE} if all_gone else set())
