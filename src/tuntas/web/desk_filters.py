"""The filters of the inbox: one plain GET form, whose words are the address of what is shown."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuntas.institutions.areas import Level as Area
from tuntas.institutions.models import GOVERNMENTS, Institution, Level, Region
from tuntas.institutions.topics import topics_in_use
from tuntas.kernel import clock
from tuntas.reports.actions.tags import SHOWN_AT_MOST, tags_for
from tuntas.reports.narrowing import Narrowing
from tuntas.reports.states import Channel, Classification, State

from .overseer_door import Watch
from .report_form import printable

NEWEST = "baru"
WORDS = (
    *("antrean", "cari", "topik", "unit", "wilayah", "keadaan", "kelas", "kanal", "lewat", "dari", "sampai"),
    *("tanda", "urut"),
)
"""The words of the address that say what is shown: what a saved view keeps."""
_EVERYWHERE = ("NATIONAL_ADMIN", "OMBUDSMAN")


def said(given: QueryDict) -> dict[str, str]:
    """The words of the address that say something."""
    found = {word: printable(given.get(word, "")).strip()[:120] for word in WORDS}
    return {word: value for word, value in found.items() if value}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


class QuickSelect(forms.Select):
    """A list of choices written in one go: Django would render a template for each of some two hundred."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element, groups included."""
        given = "" if value is None else str(value)
        inner = format_html_join("", "{}", ((_choice(each, label, given),) for each, label in self.choices))
        return format_html("<select{}>{}</select>", flatatt({"name": name, **(attrs or {})}), inner)


def _choice(value: Any, label: Any, given: str) -> SafeString:
    if isinstance(label, list | tuple):
        inner = format_html_join("", "{}", ((_choice(each, text, given),) for each, text in label))
        return format_html('<optgroup label="{}">{}</optgroup>', value, inner)
    return format_html("<option{}>{}</option>", flatatt({"value": value, "selected": str(value) == given}), label)


def _choose(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=QuickSelect)


class Filters(forms.Form):
    """What the list is narrowed down by. What cannot be understood is said and narrows nothing."""

    cari = forms.CharField(
        label=_("Cari nomor laporan, judul, isi, atau tempat"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    topik = _choose(_("Topik"))
    unit = _choose(_("Ditangani"))
    wilayah = _choose(_("Wilayah"))
    keadaan = _choose(_("Keadaan"))
    kelas = _choose(_("Klasifikasi"))
    kanal = _choose(_("Kanal"))
    tanda = _choose(_("Tanda"))
    dari = _day(_("Diterima dari"))
    sampai = _day(_("Diterima sampai"))
    urut = _choose(_("Urutan"))
    lewat = forms.BooleanField(label=_("Hanya yang lewat batas waktu"), required=False)

    def __init__(self, given: dict[str, str], watch: Watch) -> None:
        super().__init__(given, label_suffix="")
        self.watch = watch
        for name, choices in _choices(watch).items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def words(self) -> str:
        """What to look for."""
        return str(self.cleaned_data.get("cari", ""))

    @property
    def newest_first(self) -> bool:
        """Whether the order is by receipt, not by deadline."""
        return self.cleaned_data.get("urut") == NEWEST

    @property
    def narrowing(self) -> Narrowing:
        """What was said, as the queries want it."""
        value = self.cleaned_data.get
        return Narrowing(
            topic=value("topik") or "",
            office=value("unit") or "",
            region=value("wilayah") or "",
            state=value("keadaan") or "",
            classification=value("kelas") or "",
            channel=value("kanal") or "",
            tag=UUID(value("tanda")) if value("tanda") else None,
            late=bool(value("lewat")),
            since=self._instant(value("dari")),
            until=self._instant(value("sampai"), days=1),
        )

    def _instant(self, day: date | None, days: int = 0) -> datetime | None:
        """Midnight on the office's wall."""
        if day is None or not date(1990, 1, 1) <= day <= date(2100, 1, 1):
            return None
        place = self.watch.officer.seats[0].institution_id
        zone = Institution.objects.filter(pk=place).values_list("time_zone", flat=True).get()
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(days=days)
        return midnight.astimezone(UTC)


def _choices(watch: Watch) -> dict[str, list[Any]]:
    return {
        "topik": _topics(),
        "unit": _any((office.code, office.label) for office in _offices(watch)),
        "wilayah": _any((region.code, region.name) for region in _regions(watch)),
        "keadaan": _any(State.choices),
        "kelas": _any(Classification.choices),
        "kanal": _any(Channel.choices),
        "tanda": _any((str(tag.pk), tag.name) for tag in tags_for(watch.officer)[:SHOWN_AT_MOST]),
        "urut": [("", gettext("Tenggat terdekat")), (NEWEST, gettext("Terbaru"))],
    }


def _any(choices: Any) -> list[Any]:
    return [("", gettext("Semua")), *choices]


def _topics() -> list[Any]:
    rows = list(topics_in_use(clock.now()).order_by("name"))
    parents = [row for row in rows if row.parent_id is None]
    groups = [(p.label, [(r.code, r.label) for r in (p, *(c for c in rows if c.parent_id == p.pk))]) for p in parents]
    return [("", gettext("Semua")), *groups]


def _offices(watch: Watch) -> Any:
    """The units of one's own governments; who looks at the whole country chooses among governments."""
    seats = watch.officer.seats
    offices = Institution.objects.filter(active=True).order_by("name")
    if watch.officer.seats_as(*_EVERYWHERE):
        return offices.filter(level__in=GOVERNMENTS)
    governments = {seat.government_id for seat in seats}
    return offices.filter(Q(pk__in=governments) | Q(government_id__in=governments)).exclude(level=Level.OVERSEER)


def _regions(watch: Watch) -> Any:
    """Provinces and regencies, as far as the seats' own regions reach."""
    codes = {seat.region_code[:2] for seat in watch.officer.seats if seat.region_code}
    rows = Region.objects.filter(level__lte=Area.REGENCY).order_by("code")
    if not codes:
        return rows
    near = Q()
    for code in codes:
        near |= Q(code__startswith=code)
    return rows.filter(near)
