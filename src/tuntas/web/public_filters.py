"""The filters of the published list: one plain GET form whose words are the address of what is shown."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tuntas.institutions.areas import Level as Area
from tuntas.institutions.models import GOVERNMENTS, Institution, Region, Topic
from tuntas.kernel.texts import clean
from tuntas.reports.models import Attachment, Report
from tuntas.reports.states import Ending, State

from .report_form import printable

MOST_WORDS = 5
WORDS = ("kata", "topik", "wilayah", "kecamatan", "unit", "keadaan", "tahun", "bukti")
_UNDER_WAY = (State.DISPATCHED_UNIT, State.IN_PROGRESS, State.AWAITING_APPROVAL, State.AWAITING_THIRD_PARTY)
_STATES: dict[str, tuple[Promise, Q]] = {
    "menunggu": (
        lazy("Menunggu ditangani"),
        Q(state__in=[State.RECEIVED, State.INCOMPLETE, State.DISPATCHED_INSTITUTION, State.RETURNED]),
    ),
    "ditangani": (lazy("Sedang ditangani"), Q(state__in=[*_UNDER_WAY, State.REOPENED])),
    "ditindaklanjuti": (
        lazy("Ditindaklanjuti, belum dikonfirmasi"),
        Q(state__in=[State.FOLLOWED_UP, State.REPORTER_REPLIED]),
    ),
    "dikonfirmasi": (lazy("Selesai menurut pelapor"), Q(state=State.CLOSED, ending=Ending.CONFIRMED)),
    "ditutup": (lazy("Ditutup tanpa konfirmasi pelapor"), Q(state=State.CLOSED) & ~Q(ending=Ending.CONFIRMED)),
}
"""What everybody may ask for, in plain words, and the condition."""


def said(given: QueryDict) -> dict[str, str]:
    """The words of the address that say something."""
    found = {word: printable(given.get(word, ""))[:200].strip() for word in WORDS}
    return {word: value for word, value in found.items() if value}


class Filters(forms.Form):
    """What is not understood narrows nothing: an address that asks for nonsense is answered, not scolded."""

    kata = forms.CharField(
        label=lazy("Kata dalam laporan"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    topik = forms.ChoiceField(label=lazy("Topik"), required=False)
    wilayah = forms.ChoiceField(label=lazy("Kabupaten atau kota"), required=False)
    kecamatan = forms.ChoiceField(label=lazy("Kecamatan"), required=False)
    unit = forms.ChoiceField(label=lazy("Ditangani oleh"), required=False)
    keadaan = forms.ChoiceField(label=lazy("Keadaan"), required=False)
    tahun = forms.CharField(
        label=lazy("Tahun diterima"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4})
    )
    bukti = forms.BooleanField(label=lazy("Hanya yang berfoto hasil pekerjaan"), required=False)

    def __init__(self, asked: dict[str, str], **kwargs: Any) -> None:
        super().__init__(asked, label_suffix="", **kwargs)
        self._offer("topik", _("Semua topik"), _topics())
        self._offer("wilayah", _("Semua wilayah"), _regions(Area.REGENCY, _home()))
        below = asked.get("wilayah", "")
        if below:
            self._offer("kecamatan", _("Semua kecamatan"), _regions(Area.DISTRICT, below))
        else:
            del self.fields["kecamatan"]
        self._offer("unit", _("Semua unit"), _units())
        self._offer("keadaan", _("Semua keadaan"), [(key, str(label)) for key, (label, _where) in _STATES.items()])

    def _offer(self, name: str, all_of_them: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", all_of_them), *choices]  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[Report]) -> QuerySet[Report]:
        """The rows that fit everything that was understood."""
        self.is_valid()
        for condition in _conditions(getattr(self, "cleaned_data", {})):
            rows = rows.filter(condition)
        return rows


def _conditions(wish: dict[str, Any]) -> Iterator[Q]:
    for word in clean(wish.get("kata") or "").split()[:MOST_WORDS]:
        yield Q(public_title__icontains=word) | Q(public_body__icontains=word)
    for name, where in _WHERE.items():
        if value := wish.get(name):
            yield where(value)


def _year(written: str) -> Q:
    return Q(received_at__year=int(written)) if written.isascii() and written.isdigit() and len(written) == 4 else Q()


def _repaired(wanted: bool) -> Q:
    """A released picture that the office added: what the place looks like now."""
    shown = Attachment.objects.filter(report=OuterRef("pk"), published=True, from_reporter=False).exclude(kind="PDF")
    return Q(Exists(shown))


_WHERE: dict[str, Callable[[Any], Q]] = {
    "topik": lambda code: Q(topic_id=code) | Q(topic__parent_id=code),
    "wilayah": lambda code: Q(region__code__startswith=code),
    "kecamatan": lambda code: Q(region__code__startswith=code),
    "unit": lambda code: Q(unit__code=code),
    "keadaan": lambda key: _STATES[key][1],
    "tahun": _year,
    "bukti": _repaired,
}


def _topics() -> list[tuple[str, str]]:
    return [(row.code, row.label) for row in Topic.objects.filter(parent=None, active=True).order_by("name")]


def _home() -> str:
    """The region of the government that runs this installation."""
    codes = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).values_list("region__code", flat=True)
    return codes.first() or ""


def _regions(level: int, under: str) -> list[tuple[str, str]]:
    rows = Region.objects.filter(level=level, code__startswith=under).order_by("key")
    return list(rows.values_list("code", "name"))


def _units() -> list[tuple[str, str]]:
    rows = Institution.objects.filter(government__code=settings.TUNTAS_GOVERNMENT).exclude(level__in=GOVERNMENTS)
    return [(row.code, row.label) for row in rows.order_by("name")]
