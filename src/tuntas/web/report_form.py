"""The questions of a report: which answers there are, how they travel, what is asked step by step.

All answers travel as hidden fields of the form itself, so neither a lost session nor an error loses any. What is
acceptable is decided in one place, reports.actions.submit.check; the forms here only read what was typed.
"""

import math
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tuntas.intake import stamps
from tuntas.kernel import clock
from tuntas.kernel.refusals import Invalid, InvalidMany
from tuntas.kernel.texts import BODY_LIMIT, TITLE_LIMIT
from tuntas.media.kinds import MAX_FILES
from tuntas.media.store import Stored
from tuntas.reports.actions.submit import check
from tuntas.reports.drafts import Draft
from tuntas.reports.identity import Contact
from tuntas.reports.states import Classification, ContentMode, Doubt, IdentityMode

OTHER = "other"
_KEY = re.compile(r"[A-Za-z0-9_-]{20,64}")
_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


class Step(StrEnum):
    """The questions in their order; the value stands in the form."""

    KIND = "jenis"
    WHAT = "kejadian"
    PLACE = "tempat"
    TOPIC = "topik"
    FILES = "lampiran"
    PRIVACY = "kerahasiaan"
    CONTACT = "kontak"
    CHECK = "periksa"


STEPS = tuple(Step)


def fresh_key() -> str:
    """A key that makes sending twice harmless: who sends it again gets the same receipt."""
    return secrets.token_urlsafe(24)


def fresh_stamp() -> str:
    """The stamp of a form that is opened now."""
    return stamps.issue(clock.now())


def printable(typed: str) -> str:
    """What was typed without NUL and half characters, which no page and no database can carry."""
    return typed.replace("\x00", "").encode("utf-8", "replace").decode()


@dataclass(frozen=True)
class Answers:
    """Everything answered so far, as typed."""

    key: str = field(default_factory=fresh_key)
    step: Step = Step.KIND
    values: dict[str, str] = field(default_factory=dict)
    tokens: tuple[str, ...] = ()
    stamp: str = field(default_factory=fresh_stamp)

    @classmethod
    def read(cls, sent: QueryDict) -> "Answers":
        """From a form that came back; unknown fields are dropped."""
        key, step = sent.get("key", ""), sent.get("step", "")
        return cls(
            key=key if _KEY.fullmatch(key) else fresh_key(),
            step=Step(step) if step in STEPS else Step.KIND,
            values={name: printable(str(sent[name])) for name in FIELDS if sent.get(name)},
            tokens=tuple(dict.fromkeys(t for t in sent.getlist("token") if _KEY.fullmatch(t)))[:MAX_FILES],
            stamp=printable(sent.get("stamp", ""))[:200],
        )

    def get(self, name: str) -> str:
        """One answer, or nothing."""
        return self.values.get(name, "")

    def having(self, **values: str) -> "Answers":
        """The same with some answers changed."""
        return replace(self, values={**self.values, **values})

    @property
    def topic(self) -> str:
        """The topic chosen among the suggestions, else from the list."""
        chosen = self.get("topic")
        return self.get("topic_listed") if chosen in {"", OTHER} else chosen

    @property
    def asks_contact(self) -> bool:
        """Whether contact data is asked at all."""
        return self.get("identity") != IdentityMode.NONE

    def hidden(self, form: forms.Form | None) -> list[tuple[str, str]]:
        """Everything the page does not ask, to travel along unseen."""
        asked = set(form.fields) if form else set()
        rest = [(name, value) for name, value in self.values.items() if name not in asked and value]
        return [("key", self.key), ("stamp", self.stamp), *rest, *(("token", token) for token in self.tokens)]


class StepForm(forms.Form):
    """Questions of one step; errors of the domain are added by `validated`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


_KINDS = (
    (Classification.COMPLAINT, _("Keluhan tentang pelayanan atau fasilitas umum")),
    (Classification.SUPERVISION, _("Dugaan penyimpangan oleh petugas: pungutan liar, suap, penyalahgunaan wewenang")),
    (Classification.ASPIRATION, _("Usulan atau harapan")),
    (Classification.INFORMATION, _("Permintaan informasi")),
)


class KindForm(StepForm):
    kind = forms.ChoiceField(
        label=_("Jenis laporan"),
        choices=[(code.value, label) for code, label in _KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu dari daftar.")},
    )


class WhatForm(StepForm):
    body = forms.CharField(
        label=_("Apa yang terjadi?"),
        help_text=_(
            "Ceritakan dengan kata-kata Anda sendiri. Jangan menulis nama dan kontak Anda di sini: kami menanyakannya "
            "di langkah tersendiri."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": BODY_LIMIT}),
    )
    title = forms.CharField(
        label=_("Judul singkat"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": TITLE_LIMIT}),
    )


class PlaceForm(StepForm):
    incident_on = forms.CharField(
        label=_("Kapan terjadi?"),
        help_text=_("Tanggal, misalnya 2026-03-24 atau 24/03/2026. Boleh dikira-kira."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    place_text = forms.CharField(
        label=_("Alamat atau patokan"),
        help_text=_("Misalnya: depan Pasar Lama, dekat jembatan."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 300}),
    )
    region_query = forms.CharField(
        label=_("Cari desa, kelurahan, kecamatan, atau kota"),
        help_text=_("Tulis huruf-huruf pertama namanya, lalu tekan Cari wilayah."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 60, "autocomplete": "off"}),
    )
    region = forms.CharField(label=_("Wilayah yang cocok"), required=False, widget=forms.RadioSelect)
    latitude = forms.CharField(
        label=_("Lintang"),
        help_text=_("Misalnya -3,3194"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    longitude = forms.CharField(
        label=_("Bujur"),
        help_text=_("Misalnya 114,5908"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    nowhere = forms.BooleanField(label=_("Ini tidak terjadi di suatu tempat tertentu"), required=False)

    def clean_incident_on(self) -> str:
        typed = str(self.cleaned_data["incident_on"])
        if typed and read_day(typed) is None:
            raise forms.ValidationError(_("Tanggal ini tidak terbaca. Tulis misalnya 24/03/2026."))
        return typed

    def clean_latitude(self) -> str:
        return self._coordinate("latitude")

    def clean_longitude(self) -> str:
        return self._coordinate("longitude")

    def _coordinate(self, name: str) -> str:
        typed = str(self.cleaned_data[name])
        if typed and read_number(typed) is None:
            raise forms.ValidationError(_("Angka ini tidak terbaca. Tulis misalnya -3,3194, atau kosongkan."))
        return typed

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(name) for name in ("nowhere", "place_text", "region", "latitude")):
            sentence = _("Tulis patokan, pilih wilayah, atau nyatakan bahwa ini tidak terjadi di suatu tempat.")
            self.add_error("place_text", sentence)
        return said


class TopicForm(StepForm):
    topic = forms.CharField(label=_("Topik yang cocok dengan cerita Anda"), required=False, widget=forms.RadioSelect)
    topic_listed = forms.CharField(label=_("Semua topik"), required=False, widget=forms.Select)
    office = forms.CharField(
        label=_("Instansi yang Anda maksud"),
        help_text=_("Kosongkan jika tidak tahu: petugas yang mencarikan."),
        required=False,
        widget=forms.Select,
    )


class FilesForm(StepForm):
    """Files are staged one by one by the view; the form only carries their errors."""


_IDENTITIES = (
    (
        IdentityMode.OPEN,
        _(
            "Terbuka: petugas yang menangani laporan ini dapat membuka nama dan kontak Anda, dan alasannya "
            "tercatat. Kami tidak pernah mengumumkannya."
        ),
    ),
    (
        IdentityMode.SEALED,
        _(
            "Anonim: unit yang menangani tidak melihat nama dan kontak Anda. Hanya admin pengaduan yang dapat "
            "membuka segelnya; alasannya tercatat, dan Anda melihat pembukaan itu di riwayat laporan."
        ),
    ),
    (
        IdentityMode.NONE,
        _(
            "Tanpa identitas: kami tidak menanyakan siapa Anda, jadi tidak ada nama yang dapat dibuka siapa "
            "pun. Hanya kode akses yang membuka laporan ini kembali; kode yang hilang tidak dapat kami "
            "ganti."
        ),
    ),
)
_CONTENTS = (
    (
        ContentMode.PUBLIC,
        _(
            "Boleh dibaca umum: petugas memeriksa dulu, lalu dapat menerbitkan ringkasan tanpa data "
            "pribadi. Orang yang tahu kejadiannya mungkin tetap menebak siapa pelapornya."
        ),
    ),
    (
        ContentMode.SECRET,
        _("Rahasia: kami tidak pernah menerbitkan isi laporan. Petugas yang menangani tetap membacanya."),
    ),
)
_CHOOSE = {"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu dari daftar.")}


class PrivacyForm(StepForm):
    identity = forms.ChoiceField(
        label=_("Siapa yang boleh tahu siapa Anda?"),
        choices=[(code.value, label) for code, label in _IDENTITIES],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )
    content = forms.ChoiceField(
        label=_("Siapa yang boleh membaca isi laporan?"),
        choices=[(code.value, label) for code, label in _CONTENTS],
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
    )


def _contact_field(label: object, hint: object = "", **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"maxlength": 300, **attributes})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)  # type: ignore[arg-type]


class ContactForm(StepForm):
    name = _contact_field(_("Nama"), autocomplete="name")
    email = _contact_field(
        _("Surel"),
        _("Kami mengabari setiap perkembangan ke alamat ini."),
        autocomplete="email",
        inputmode="email",
    )
    phone = _contact_field(_("Telepon"), autocomplete="tel", inputmode="tel")
    address = _contact_field(_("Alamat"), autocomplete="street-address")


FORMS: dict[Step, type[StepForm]] = {
    Step.KIND: KindForm,
    Step.WHAT: WhatForm,
    Step.PLACE: PlaceForm,
    Step.TOPIC: TopicForm,
    Step.FILES: FilesForm,
    Step.PRIVACY: PrivacyForm,
    Step.CONTACT: ContactForm,
}
FIELDS = (*(name for form in FORMS.values() for name in form.base_fields), "then", "like")
"""Every answer that is carried; `then` says that a step was opened from the summary, `like` which published report
the person came from."""

_FIELD_OF_FAULT = {"point": "latitude", "topic": "topic_listed"}


def step_of_field(name: str) -> Step:
    """The step that asks for a field named by a refusal."""
    own = _FIELD_OF_FAULT.get(name, name)
    return next((step for step, form in FORMS.items() if own in form.base_fields), Step.CHECK)


def read_day(typed: str) -> date | None:
    """The day typed, in one of the usual ways of writing, or None."""
    for written in _DAY_FORMATS:
        try:
            return datetime.strptime(typed.strip(), written).date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            continue
    return None


def read_number(typed: str) -> float | None:
    """Degrees as typed, with comma or full stop; None for anything else (also infinity)."""
    try:
        number = float(typed.strip().replace(",", ".").replace("\u2212", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def draft_of(answers: Answers, files: tuple[Stored, ...] = (), doubts: tuple[Doubt, ...] = ()) -> Draft:
    """The draft that the answers make; what cannot be read is left out (its own step says so)."""
    kind, identity, content = answers.get("kind"), answers.get("identity"), answers.get("content")
    return Draft(
        key=answers.key,
        title=answers.get("title"),
        body=answers.get("body"),
        classification=Classification(kind) if kind in Classification.values else Classification.COMPLAINT,
        topic_code=answers.topic,
        incident_on=read_day(answers.get("incident_on")),
        wanted_code=answers.get("office"),
        identity=IdentityMode(identity) if identity in IdentityMode.values else IdentityMode.OPEN,
        content=ContentMode(content) if content in ContentMode.values else ContentMode.PUBLIC,
        contact=_contact(answers),
        files=files,
        doubts=doubts,
        language=(get_language() or "id")[:2],
        **_place(answers),  # type: ignore[arg-type]
    )


def _place(answers: Answers) -> dict[str, object]:
    if answers.get("nowhere"):
        return {}
    return {
        "place_text": answers.get("place_text"),
        "region_code": answers.get("region"),
        "latitude": read_number(answers.get("latitude")),
        "longitude": read_number(answers.get("longitude")),
    }


def _contact(answers: Answers) -> Contact:
    if not answers.asks_contact:
        return Contact()
    return Contact(**{name: answers.get(name).strip() for name in ("name", "email", "phone", "address")})


def faults(answers: Answers, at: datetime) -> list[Invalid]:
    """What the domain would refuse of the answers given so far."""
    try:
        check(draft_of(answers), at=at)
    except InvalidMany as refused:
        return list(refused)
    return []


def validated(step: Step, answers: Answers, found: list[Invalid]) -> StepForm:
    """The step's form, bound, with its own mistakes and the domain's for its fields."""
    form = FORMS[step](answers.values)
    form.is_valid()
    for fault in found:
        name = _FIELD_OF_FAULT.get(fault.field, fault.field)
        if name in form.fields and name not in form.errors:
            form.add_error(name, str(fault))
    return form


def next_step(answers: Answers) -> Step:
    """The question after this one; contact data is not asked of who wants no identity."""
    after = STEPS[min(STEPS.index(answers.step) + 1, len(STEPS) - 1)]
    return Step.CHECK if after == Step.CONTACT and not answers.asks_contact else after


def step_before(answers: Answers) -> Step:
    """The question before this one."""
    before = STEPS[max(STEPS.index(answers.step) - 1, 0)]
    return Step.PRIVACY if before == Step.CONTACT and not answers.asks_contact else before


TITLES = {
    Step.KIND: _("Apa yang ingin Anda sampaikan?"),
    Step.WHAT: _("Apa yang terjadi?"),
    Step.PLACE: _("Kapan dan di mana?"),
    Step.TOPIC: _("Tentang apa?"),
    Step.FILES: _("Foto atau dokumen"),
    Step.PRIVACY: _("Siapa yang boleh tahu?"),
    Step.CONTACT: _("Bagaimana kami mengabari Anda?"),
    Step.CHECK: _("Periksa, lalu kirim"),
}


def label_of(choices: object, code: str) -> str:
    """The words of a choice, up to its colon; nothing for an unknown code."""
    found = dict(choices).get(code, "")  # type: ignore[call-overload]
    return str(found).split(":")[0]


def answered_kind(answers: Answers) -> str:
    return label_of(_KINDS, answers.get("kind"))


def answered_privacy(answers: Answers) -> str:
    parts = (label_of(_IDENTITIES, answers.get("identity")), label_of(_CONTENTS, answers.get("content")))
    return " · ".join(part for part in parts if part) or gettext("Belum dipilih")


def identity_promise(identity: str) -> str:
    """The promise that goes with an identity mode, in one sentence."""
    return str(dict(_IDENTITIES).get(IdentityMode(identity), ""))
