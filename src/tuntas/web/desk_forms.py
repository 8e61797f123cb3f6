"""The forms of the desk: one per verb, small. Values only; what is right is decided by actions and guards."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.models import Role, User
from tuntas.institutions.models import GOVERNMENTS, Institution, Level, Topic
from tuntas.institutions.routing import Proposal, in_charge
from tuntas.institutions.topics import topics_in_use
from tuntas.kernel import clock
from tuntas.kernel.references import read_reference
from tuntas.kernel.refusals import Invalid
from tuntas.media import kinds
from tuntas.media.store import Accepted, accept
from tuntas.reports.access import visible_to
from tuntas.reports.actions.field import waiting_photos
from tuntas.reports.models import Attachment, Purpose, Report
from tuntas.reports.states import (
    ArchiveReason,
    Classification,
    FollowUpKind,
    HoldCause,
    MissingItem,
    ReferralTarget,
    ReturnReason,
)

from .overseer_door import Watch
from .presenters import moment
from .public_files import Staged, present

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
"""What finds a staged file (media.staging)."""


class ActForm(forms.Form):
    """Knows the report and who looks at it."""

    def __init__(self, *args: object, report: Report, watch: Watch, **words: object) -> None:
        super().__init__(*args, **words)  # type: ignore[arg-type]
        self.report, self.watch = report, watch
        self.waiting = self._tokens() if self.is_bound else {}
        self.prepare()

    def _tokens(self) -> dict[str, list[str]]:
        """By field, what finds the files that came with an earlier try and are still wanted."""
        given = {
            name: self.data.getlist(self.add_prefix(f"{name}-tetap")) if isinstance(self.data, QueryDict) else []
            for name, field in self.fields.items()
            if isinstance(field, Files)
        }
        return {name: [str(token) for token in tokens if TOKEN.fullmatch(str(token))] for name, tokens in given.items()}

    @property
    def keeps_draft(self) -> bool:
        """Whether there is something to write, worth keeping."""
        return any(isinstance(field.widget, forms.Textarea) for field in self.fields.values())

    def lines(self) -> list["Line"]:
        """The fields in their order, with the files that wait below theirs."""
        return [Line(field, present(self.waiting.get(field.name, ())), f"{field.html_name}-tetap") for field in self]

    def prepare(self) -> None:
        """Fill in the choices that depend on the report."""

    def typed(self) -> dict[str, object]:
        """What was typed and chosen, as it came in; files apart."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if not isinstance(field, Files)
        }

    def again(self, values: dict[str, object]) -> "ActForm":
        """The same form with these values in its fields, and no mistake pointed at: nobody has sent it yet."""
        form = type(self)(report=self.report, watch=self.watch, prefix=self.prefix, initial=values)
        form.waiting = self.waiting
        return form


@dataclass(frozen=True)
class Line:
    """One field as the page draws it; `kept` are files that came before, ticked under the name `kept_name`."""

    field: forms.BoundField
    kept: list[Staged]
    kept_name: str


class Files(forms.FileField):
    """Several files, checked and cleaned as they come in; the sentence of a refusal is the error."""

    def __init__(self, **words: Any) -> None:
        words.setdefault("required", False)
        words.setdefault("help_text", lazy(kinds.limits_text, str)())
        super().__init__(widget=_ManyFiles(attrs={"accept": kinds.ACCEPT, "multiple": True}), **words)

    def clean(self, data: Any, initial: Any = None) -> list[Accepted]:
        """The accepted files. Nothing is kept before the whole form is right; what is sound can be taken anyway."""
        self.sound: list[Accepted] = []
        wrong = []
        for each in (each for each in (data if isinstance(data, list | tuple) else [data]) if each):
            try:
                kinds.check_count(len(self.sound) + 1)
                self.sound.append(accept(each.name, each))
            except Invalid as refusal:
                wrong.append(str(refusal))
        if wrong:
            raise forms.ValidationError(list(dict.fromkeys(wrong)))
        return list(self.sound)

    def take_sound(self) -> list[Accepted]:
        """The files that passed, also of a form that is refused; each is given once."""
        found, self.sound = getattr(self, "sound", []), []
        return found


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


def text_field(label: Any, hint: Any = "", rows: int = 4, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, widget=area, required=required)


def _day(label: Any, hint: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _labelled(offices: Iterable[Institution]) -> list[tuple[str, object]]:
    return [("", gettext("Pilih …")), *((office.code, office.name) for office in offices)]


def _likely_first(offices: Iterable[Institution], likely: Iterable[Institution]) -> list[tuple[str, object]]:
    """All offices, those that the register names in a group of their own on top."""
    rows, codes = list(offices), list(dict.fromkeys(office.code for office in likely))
    named = [row for code in codes for row in rows if row.code == code]
    if not named:
        return _labelled(rows)
    groups = (
        (gettext("Menurut register kewenangan"), named),
        (gettext("Lainnya"), [r for r in rows if r not in named]),
    )
    return [("", gettext("Pilih …")), *((title, [(r.code, r.name) for r in group]) for title, group in groups)]


def proposals_for(report: Report, watch: Watch) -> list[Proposal]:
    """Whom the register names for this report today."""
    return in_charge(report.topic, report.region_id or "", on=watch.at.date())


def best_office(report: Report, proposals: Iterable[Proposal]) -> Institution | None:
    """Who is likely in charge: whom the unit named on handing back, else the register's first active one."""
    active = (proposal.institution for proposal in proposals if not proposal.warning)
    return report.suggested or next(active, None)


class OfficeField(forms.ChoiceField):
    """An institution by its code."""

    def clean(self, value: object) -> Institution | None:
        """The institution, or nothing where nothing is required."""
        code = super().clean(value)
        return Institution.objects.select_related("government").get(code=code) if code else None


class TopicField(forms.ChoiceField):
    """A topic by its code."""

    def clean(self, value: object) -> Topic | None:
        """The topic, or nothing."""
        code = super().clean(value)
        return Topic.objects.get(pk=code) if code else None


def topic_choices() -> list[tuple[str, object]]:
    """All topics that are in use, under their main topics."""
    rows = list(topics_in_use(clock.now()).order_by("name"))
    parents = [row for row in rows if row.parent_id is None]
    groups = [(p.label, [(row.code, row.label) for row in rows if row.parent_id == p.pk]) for p in parents]
    return [("", gettext("Pilih topik")), *(group for group in groups if group[1])]


class Message(ActForm):
    message = text_field(_("Pesan kepada pelapor"), _("Kata-kata sederhana, sapa dengan Anda."))


class Response(ActForm):
    message = text_field(
        _("Respons awal kepada pelapor"),
        _(
            "Tentang kasus ini: apa yang sudah dilihat dan apa rencananya. "
            "Jawaban yang hanya templat tidak menghentikan waktu."
        ),
    )
    plan = _day(_("Rencana selesai"), required=False)


class Reason(ActForm):
    reason = text_field(_("Alasan"))


class InternalReason(ActForm):
    note = text_field(_("Catatan untuk penghubung"))


class Explanation(ActForm):
    explanation = text_field(_("Penjelasan kepada pelapor"))


class Nothing(ActForm):
    """A verb that needs no words."""


class Completion(ActForm):
    missing = forms.MultipleChoiceField(
        label=_("Yang belum lengkap"), choices=MissingItem.choices, widget=forms.CheckboxSelectMultiple
    )
    message = text_field(_("Pesan kepada pelapor"), _("Sebutkan dengan kata-kata sederhana apa yang masih diperlukan."))


class Archive(ActForm):
    reason = forms.ChoiceField(label=_("Alasan arsip"), choices=ArchiveReason.choices)
    explanation = text_field(
        _("Penjelasan kepada pelapor"), _("Pelapor dapat berkeberatan; petugas lain yang memutus.")
    )


class Merge(ActForm):
    into = forms.CharField(label=_("Nomor laporan induk"))

    def clean_into(self) -> Report:
        """The master, as far as this officer may see it."""
        try:
            reference = read_reference(self.cleaned_data["into"])
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        master = visible_to(self.watch.officer).filter(reference=reference).first()
        if master is None:
            raise forms.ValidationError(gettext("Laporan dengan nomor itu tidak ditemukan."))
        return master


class Refer(ActForm):
    target = forms.ChoiceField(label=_("Diteruskan ke"), choices=ReferralTarget.choices)
    ground = text_field(_("Dasar hukum dan penjelasan kepada pelapor"))


class DispatchInstitution(ActForm):
    to = OfficeField(label=_("Instansi tujuan"))
    topic = TopicField(label=_("Topik"))
    note = text_field(_("Catatan untuk instansi"), required=False, rows=2)

    def prepare(self) -> None:
        """Other governments and the central offices; the one that is likely in charge is chosen beforehand."""
        offices = Institution.objects.filter(active=True, level__in=GOVERNMENTS).exclude(pk=self.report.agency_id)
        best = best_office(self.report, proposals := proposals_for(self.report, self.watch))
        likely_offices = [*([best] if best else []), *(p.institution for p in proposals)]
        rows = list(offices.order_by("level", "name"))
        likely = [row for office in likely_offices for row in rows if row.pk == office.government_id_or_self]
        chosen = best is not None and likely[:1] and likely[0].pk == best.government_id_or_self
        self.initial.setdefault("to", likely[0].code if chosen else "")
        self.fields["to"].choices = _likely_first(rows, likely)  # type: ignore[attr-defined]
        self.fields["topic"].choices = topic_choices()  # type: ignore[attr-defined]
        self.initial.setdefault("topic", self.report.topic_id)


class DispatchUnit(ActForm):
    to = OfficeField(label=_("Unit penanggung jawab"))
    topic = TopicField(label=_("Topik"))
    copies = forms.MultipleChoiceField(label=_("Tembusan"), required=False)
    note = text_field(_("Catatan untuk unit"), required=False, rows=2)

    def prepare(self) -> None:
        """The units of the coordinating government. Chosen beforehand: the unit that was named on handing
        back, else the register's first proposal when it is one of these."""
        units, proposals = list(units_of(self.report)), proposals_for(self.report, self.watch)
        likely = [p.institution for p in proposals if not p.warning]
        best = best_office(self.report, proposals)
        self.initial.setdefault("to", best.code if best in units else "")
        self.fields["to"].choices = _likely_first(units, likely)  # type: ignore[attr-defined]
        self.fields["copies"].choices = [(u.code, u.name) for u in units]  # type: ignore[attr-defined]
        self.fields["topic"].choices = topic_choices()  # type: ignore[attr-defined]
        self.initial.setdefault("topic", self.report.topic_id)

    def clean_copies(self) -> list[Institution]:
        """The institutions to inform."""
        return list(Institution.objects.filter(code__in=self.cleaned_data["copies"]))


def units_of(report: Report) -> Iterable[Institution]:
    """The units that the coordinating institution may make responsible."""
    government = report.agency.government_id_or_self
    units = Institution.objects.filter(active=True, government_id=government, level__in=(Level.UNIT, Level.UPT))
    return (units.filter(is_inspectorate=True) if report.is_supervision else units).order_by("name")


class HandBack(ActForm):
    reason = forms.ChoiceField(label=_("Alasan"), choices=ReturnReason.choices)
    suggested = OfficeField(label=_("Unit yang menurut Anda berwenang"))
    explanation = text_field(_("Penjelasan"), required=False, rows=2)

    def prepare(self) -> None:
        """Everybody but the unit that hands it back."""
        offices = (
            Institution.objects.filter(active=True).exclude(level=Level.OVERSEER).exclude(pk__in=[self.report.unit_id])
        )
        likely = [p.institution for p in proposals_for(self.report, self.watch)]
        self.fields["suggested"].choices = _likely_first(offices.order_by("name"), likely)  # type: ignore[attr-defined]


class ProofForm(ActForm):
    """Offers the photos that were taken in place and prove nothing yet, all chosen beforehand."""

    from_field = forms.MultipleChoiceField(
        label=_("Foto dari lapangan"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """No such photo, no such question."""
        photos = waiting_photos(self.report)
        choices = [(photo.name, field_photo_words(photo, self.report)) for photo in photos]
        self.fields["from_field"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("from_field", [photo.name for photo in photos])
        if not photos:
            del self.fields["from_field"]


def field_photo_words(photo: Attachment, report: Report) -> str:
    """What one of these photos is: before or after, and when it was taken."""
    word = gettext("Sebelum") if photo.purpose == Purpose.BEFORE else gettext("Sesudah")
    return f"{word}, {moment(photo.captured_at, report.agency)}" if photo.captured_at else word


class FollowUpForm(ProofForm):
    kind = forms.ChoiceField(label=_("Jenis tindak lanjut"), choices=FollowUpKind.choices, widget=forms.RadioSelect)
    text = text_field(_("Apa yang sudah dilakukan"), _("Substansinya: apa, oleh siapa, kapan, di mana, hasilnya."))
    before = Files(label=_("Foto sebelum"))
    after = Files(label=_("Foto sesudah atau dokumen"))
    promised_on = _day(_("Tanggal janji"), _("Hanya untuk rencana terjadwal."), required=False)
    field_order = ("kind", "text", "from_field")


class KeepPromise(ProofForm):
    kind = forms.ChoiceField(
        label=_("Jenis tindak lanjut"),
        choices=[c for c in FollowUpKind.choices if c[0] != FollowUpKind.PROMISE],
        widget=forms.RadioSelect,
    )
    text = text_field(_("Apa yang sudah dilakukan"))
    before = Files(label=_("Foto sebelum"))
    after = Files(label=_("Foto sesudah atau dokumen"))
    field_order = ("kind", "text", "from_field")


class Hold(ActForm):
    cause = forms.ChoiceField(label=_("Sebab"), choices=HoldCause.choices)
    until = _day(_("Menunggu paling lama sampai"), _("Paling lama 30 hari kerja, dan hanya sekali."))
    message = text_field(_("Penjelasan untuk koordinator"))


class Reclassify(ActForm):
    to = forms.ChoiceField(label=_("Klasifikasi"), choices=Classification.choices)
    reason = text_field(_("Alasan"), rows=2)


class Assign(ActForm):
    to = forms.ChoiceField(label=_("Petugas"))

    def prepare(self) -> None:
        """The people of the unit."""
        members = User.objects.filter(is_active=True, memberships__institution__in=[self.report.unit_id]).distinct()
        self.fields["to"].choices = [(str(user.pk), user.name) for user in members]  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        """The person."""
        return User.objects.get(pk=self.cleaned_data["to"])


class CopyTo(ActForm):
    to = OfficeField(label=_("Tembusan kepada"))

    def prepare(self) -> None:
        """All institutions."""
        self.fields["to"].choices = _labelled(Institution.objects.filter(active=True).order_by("name"))  # type: ignore[attr-defined]


class AddSubtask(ActForm):
    unit = OfficeField(label=_("Unit"))
    task = text_field(_("Tugas"), rows=2)

    def prepare(self) -> None:
        """The units of the same government, without the responsible one."""
        units = [unit for unit in units_of(self.report) if unit.pk != self.report.unit_id]
        self.fields["unit"].choices = _labelled(units)  # type: ignore[attr-defined]


class FinishSubtask(ActForm):
    subtask = forms.ChoiceField(label=_("Sub-tugas"))
    answer = text_field(_("Jawaban"))

    def prepare(self) -> None:
        """The open parts that this officer may answer: all for the responsible unit and the coordinator."""
        rows = self.report.subtasks.filter(finished_at__isnull=True).select_related("unit")
        own = {seat.institution_id for seat in self.watch.officer.seats_as(Role.LIAISON)}
        mine: Sequence[object] = [row for row in rows if row.unit_id in own] or list(rows)
        self.fields["subtask"].choices = [(str(s.pk), f"{s.unit}: {s.task[:60]}") for s in mine]  # type: ignore[attr-defined]


class Reveal(ActForm):
    reason = text_field(
        _("Alasan membuka identitas"), _("Dicatat, dan pelapor melihat bahwa identitasnya dibuka."), rows=2
    )
