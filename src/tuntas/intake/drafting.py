"""From one row of another system to the draft of a report."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tuntas.institutions.areas import inside_indonesia
from tuntas.institutions.models import Institution, Region, Topic
from tuntas.kernel import texts
from tuntas.kernel.refusals import Invalid, InvalidMany
from tuntas.reports.drafts import Draft
from tuntas.reports.identity import Contact
from tuntas.reports.states import Channel, Classification, ContentMode, IdentityMode

from .mapping import Mapping, Points, Status, Unknown
from .reading import Row

PLACE_LIMIT = 300
"""Letters that a report keeps about its place."""


class Drafting:
    """Makes drafts by one mapping. Registers (topics, offices, regions) are read once for all rows."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """Topics by code."""
        return {topic.code: topic for topic in Topic.objects.all()}

    @cached_property
    def offices(self) -> dict[str, str]:
        """Codes of institutions by code, name and short name."""
        rows = Institution.objects.filter(active=True).values_list("code", "name", "short_name")
        return {texts.key(name): code for code, *names in rows for name in (code, *names) if name}

    @cached_property
    def regions(self) -> dict[str, str]:
        """Codes of the government's own regions by name; a name that stands for several is left out."""
        home = Institution.objects.get(code=settings.TUNTAS_GOVERNMENT).region_id or ""
        found: dict[str, list[str]] = {}
        for code, name in Region.objects.filter(code__startswith=home, level__lte=3).values_list("code", "key"):
            found.setdefault(name, []).append(code)
        return {name: codes[0] for name, codes in found.items() if len(codes) == 1}

    def wanted(self, row: Row) -> bool:
        """Whether the row's status says that the case is still open. Raises Invalid on an unknown one."""
        return self.translated(row, "status") in ("", Status.TAKE)

    def draft(self, row: Row) -> Draft:
        """The draft. Raises InvalidMany with everything that is wrong, by field."""
        return _Sheet(self, row).draft()

    def translated(self, row: Row, field: str) -> str:
        """A value by its table; without a table as it stands."""
        value, table = text_of(self.mapping, row, field), self.mapping.values.get(field)
        if not value or table is None:
            return value
        found = table.get(value.casefold())
        if found is None and self.mapping.unknown.get(field) != Unknown.EMPTY:
            raise Invalid(
                _("Nilai “{value}” belum dikenal. Tambahkan pada bagian [{section}] di berkas pemetaan."),
                field=field,
                section=f"values.{field}",
                value=value[:60],
            )
        return found or ""


class _Sheet:
    """One row while it is read: collects what is wrong with it."""

    def __init__(self, drafting: Drafting, row: Row) -> None:
        self.drafting, self.mapping, self.row = drafting, drafting.mapping, row
        self.faults: list[Invalid] = []

    def draft(self) -> Draft:
        foreign_id = self._text("foreign_id")
        if not foreign_id:
            self.faults.append(
                Invalid(
                    _("Baris ini tidak punya nomor asal, padahal nomor itu mencegah impor ganda."), field="foreign_id"
                )
            )
        latitude, longitude, place = self._place()
        topic, contact = self._topic(), self._contact()
        draft = Draft(
            key=f"import:{self.mapping.name}:{foreign_id}",
            title=self._text("title", ": ")[: texts.TITLE_LIMIT],
            body=self._text("body", "\n\n"),
            classification=Classification(self._translated("classification") or Classification.COMPLAINT),
            topic_code=topic.code if topic else "",
            incident_on=self._day("incident_on"),
            place_text=place,
            region_code=self._region(),
            latitude=latitude,
            longitude=longitude,
            wanted_code=self._office(),
            identity=_identity(topic, contact),
            content=ContentMode(topic.default_content) if topic else ContentMode.PUBLIC,
            contact=contact,
            channel=Channel.IMPORT,
            received_at=self._moment("received_at"),
            language=self.mapping.language,
            foreign_id=foreign_id,
        )
        if self.faults:
            raise InvalidMany(self.faults)
        return draft

    def _text(self, field: str, between: str = ", ") -> str:
        return text_of(self.mapping, self.row, field, between)

    def _translated(self, field: str) -> str:
        try:
            return self.drafting.translated(self.row, field)
        except Invalid as fault:
            self.faults.append(fault)
            return ""

    def _topic(self) -> Topic | None:
        code = self._translated("topic")
        topic = self.drafting.topics.get(code)
        if code and topic is None:
            self.faults.append(
                Invalid(_("Topik “{code}” tidak ada dalam daftar topik."), field="topic", code=code[:60])
            )
        return topic

    def _office(self) -> str:
        return self._registered(
            "office", self.drafting.offices, _("Instansi “{value}” tidak ada dalam daftar instansi.")
        )

    def _region(self) -> str:
        sentence = _("Wilayah “{value}” tidak ada, atau ada lebih dari satu.")
        return self._registered("region", self.drafting.regions, sentence)

    def _registered(self, field: str, register: dict[str, str], sentence: object) -> str:
        value = self._translated(field)
        name = texts.key(value)
        found = register.get(name) or register.get(name.removeprefix("kecamatan ").removeprefix("kec. "), "")
        if value and not found and self.mapping.unknown.get(field) != Unknown.EMPTY:
            self.faults.append(Invalid(sentence, field=field, value=value[:60]))
        return found

    def _place(self) -> tuple[float | None, float | None, str]:
        place = self._text("place")
        latitude, longitude = self._number("latitude"), self._number("longitude")
        if latitude is None or longitude is None:
            return None, None, place[:PLACE_LIMIT]
        if inside_indonesia(latitude, longitude):
            return latitude, longitude, place[:PLACE_LIMIT]
        if self.mapping.points == Points.PLACE:
            point = f"{latitude:.5f}, {longitude:.5f}"
            return None, None, f"{place[: PLACE_LIMIT - len(point) - 3]} ({point})".strip()
        self.faults.append(Invalid(_("Titik ini berada di luar Indonesia."), field="latitude"))
        return None, None, place[:PLACE_LIMIT]

    def _number(self, field: str) -> float | None:
        text = self._text(field).replace(",", ".")
        try:
            number = float(text) if text else None
        except ValueError:
            number = float("nan")
        if number is None or abs(number) <= 180:
            # Many systems write 0 for "not known"; the sea off Africa is not meant.
            return number or None
        self.faults.append(Invalid(_("“{value}” bukan koordinat."), field=field, value=text[:60]))
        return None

    def _moment(self, field: str) -> datetime | None:
        """The instant in UTC; nothing where the source has nothing."""
        found = [value for value in values_of(self.mapping, self.row, field) if value not in (None, "")]
        moment = _as_moment(found[0], self.mapping.dates) if found else None
        if found and moment is None:
            self.faults.append(
                Invalid(_("“{value}” bukan tanggal yang dikenal."), field=field, value=str(found[0])[:60])
            )
        return moment and _in_utc(moment, self.mapping.zone)

    def _day(self, field: str) -> date | None:
        moment = self._moment(field)
        return moment and moment.astimezone(self.mapping.zone).date()

    def _contact(self) -> Contact:
        return Contact(*(self._text(field) for field in ("name", "email", "phone", "address")))


def values_of(mapping: Mapping, row: Row, field: str) -> Iterator[object]:
    """The values of the columns that mean this field."""
    return (row.cells.get(column) for column in mapping.columns.get(field, ()))


def text_of(mapping: Mapping, row: Row, field: str, between: str = ", ") -> str:
    """The field as cleaned text; equal parts of several columns are said once."""
    parts = (texts.clean(_as_text(value)) for value in values_of(mapping, row, field))
    return between.join(dict.fromkeys(part for part in parts if part))


def _as_text(value: object) -> str:
    """A cell as people read it: a number that a spreadsheet made of an id has no ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_moment(value: object, formats: tuple[str, ...]) -> datetime | None:
    if isinstance(value, datetime):
        return value
    text = _as_text(value).strip()
    for one in formats:
        try:
            return datetime.strptime(text, one)  # noqa: DTZ007 (its zone is the mapping's)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _identity(topic: Topic | None, contact: Contact) -> IdentityMode:
    """Nothing asked, nothing kept; where there is a person, the topic's own protection, at least."""
    if not contact:
        return IdentityMode.NONE
    usual = IdentityMode(topic.default_identity) if topic else IdentityMode.OPEN
    return IdentityMode.SEALED if usual == IdentityMode.NONE else usual
