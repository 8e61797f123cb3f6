"""The form of the redaction editor: a draft of the public text, a decision for each finding, boxes over the pictures.

The draft is what the officer types; the public text is the draft with everything covered that was so decided. So
nothing typed is ever lost, and a decision can be turned back at any time without a script.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tuntas.institutions.areas import Level
from tuntas.institutions.models import Region
from tuntas.kernel.refusals import Invalid
from tuntas.media.covers import MOST_BOXES, Box, boxes_of
from tuntas.redaction.finder import find
from tuntas.redaction.findings import MASKS, Certainty, Finding, Kind, masked
from tuntas.reports.actions.redacting import REASON_LIMIT
from tuntas.reports.models import Attachment

from .desk_forms import ActForm, text_field
from .report_form import printable

EMPTY_ROWS = 3
"""Rows for further boxes that are offered where no script can add one."""
_SIDES = ("left", "top", "width", "height")
_ANY_MASK = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))


@dataclass(frozen=True)
class Decision:
    """One finding and what the officer decided about it: `masks`, or `keeps` with a reason, or neither yet."""

    finding: Finding
    name: str
    why: str
    times: int
    masks: bool
    keeps: bool
    reason: str

    @property
    def kind(self) -> str:
        return str(Kind(self.finding.kind).label)

    @property
    def certainty(self) -> str:
        return str(Certainty(self.finding.certainty).label)

    @property
    def wrong(self) -> bool:
        return not self.masks and not (self.keeps and self.reason)


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `marked` when it is a finding or stands in the place of one."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Photo:
    """One picture in the editor: whether it will be shown, its boxes, and rows of numbers for them."""

    name: str
    label: str
    url: str
    chosen: bool
    boxes: tuple[Box, ...]
    rows: tuple[tuple[tuple[str, str, int | str], ...], ...]
    """Per row: name of the field, its label, its value."""
    preview_url: str


class RedactionForm(ActForm):
    title = forms.CharField(label=_("Judul naskah"), max_length=150)
    body = text_field(
        _("Isi naskah"),
        _("Ubah sesuka Anda. Temuan yang dipilih untuk disamarkan diganti sendiri; kata-kata pelapor tetap tersimpan."),
        rows=10,
    )
    pictures = forms.MultipleChoiceField(label=_("Foto yang diterbitkan"), required=False)

    def prepare(self) -> None:
        """The reporter's words as a start, and the pictures that may be shown."""
        self.initial.setdefault("title", self.report.public_title or self.report.title)
        self.initial.setdefault("body", self.report.public_body or self.report.body)
        rows = Attachment.objects.filter(report=self.report, internal=False).exclude(kind="PDF").order_by("seq", "pk")
        self.rows = list(rows)
        self.fields["pictures"].choices = [(row.name, row.name) for row in self.rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Boxes with impossible numbers are a mistake of the form."""
        cleaned = super().clean() or {}
        try:
            self.covers = {row.name: self._typed_boxes(row.name) for row in self.rows}
        except Invalid as refusal:
            self.add_error("pictures", str(refusal))
        return cleaned

    @cached_property
    def decisions(self) -> list[Decision]:
        """Every finding of the draft, each words once; on a fresh page all are proposed to be covered."""
        found: dict[str, list[Finding]] = {}
        for text in (self._draft("title"), self._draft("body")):
            for finding in _found(text):
                found.setdefault(finding.key, []).append(finding)
        return [self._decision(key, same) for key, same in found.items()]

    def _decision(self, key: str, same: list[Finding]) -> Decision:
        name, why = self.add_prefix(f"do-{key}"), self.add_prefix(f"why-{key}")
        chosen = self.data.get(name, "") if self.is_bound else "mask"
        reason = printable(self.data.get(why, "")).strip()[:REASON_LIMIT]
        return Decision(same[0], name, why, len(same), chosen == "mask", chosen == "keep", reason)

    @property
    def undecided(self) -> list[Decision]:
        return [row for row in self.decisions if row.wrong]

    @property
    def kept(self) -> dict[str, str]:
        """Key of a finding that may be read -> why."""
        return {row.finding.key: row.reason for row in self.decisions if row.keeps}

    @property
    def public_title(self) -> str:
        return self._covered("title")

    @property
    def public_body(self) -> str:
        return self._covered("body")

    def _covered(self, field: str) -> str:
        text = self._draft(field)
        return masked(text, find(text), but={row.finding.key for row in self.decisions if not row.masks})

    def _draft(self, field: str) -> str:
        typed = self.data.get(self.add_prefix(field), "") if self.is_bound else self.initial[field]
        return printable(typed).replace("\r\n", "\n")

    def original_pieces(self) -> list[Piece]:
        """The reporter's words, with the findings marked."""
        parts = (self.report.title, "\n\n", self.report.body)
        return [piece for part in parts for piece in _pieces(part, [(each.start, each.end) for each in find(part)])]

    def public_pieces(self) -> list[Piece]:
        """The text for everybody, with what was covered marked."""
        text = f"{self.public_title}\n\n{self.public_body}"
        return list(_pieces(text, [match.span() for match in _ANY_MASK.finditer(text)]))

    @property
    def chosen(self) -> list[str]:
        """The names of the pictures to be shown."""
        if not self.is_bound:
            return [row.name for row in self.rows if row.published]
        return [name for name in self._all("pictures") if name in self._names]

    def _all(self, name: str) -> list[str]:
        """Every value typed under this name, in the order of the page."""
        return cast(QueryDict, self.data).getlist(self.add_prefix(name))

    @cached_property
    def _names(self) -> set[str]:
        return {row.name for row in self.rows}

    def photos(self) -> list[Photo]:
        """The pictures of the report in the editor."""
        return [self._photo(row, place) for place, row in enumerate(self.rows, start=1)]

    def _photo(self, row: Attachment, place: int) -> Photo:
        boxes = self.boxes(row)
        numbers: list[list[int | str]] = [list(box.numbers) for box in boxes]
        numbers += [[""] * 4 for _more in range(min(EMPTY_ROWS, MOST_BOXES - len(numbers)))]
        labels = (gettext("Kiri"), gettext("Atas"), gettext("Lebar"), gettext("Tinggi"))
        names = [self.add_prefix(f"{side}-{row.name}") for side in _SIDES]
        rows = tuple(tuple(zip(names, labels, four, strict=True)) for four in numbers)
        url = reverse("web:desk_file", args=[row.name])
        label, chosen = gettext("Foto %d") % place, row.name in self.chosen
        return Photo(row.name, label, url, chosen, boxes, rows, self.preview_url(row))

    def boxes(self, row: Attachment) -> tuple[Box, ...]:
        """The boxes over a picture as typed, or as stored on a fresh page; none while the numbers are impossible."""
        if not self.is_bound:
            return boxes_of(row.covers)
        try:
            return self._typed_boxes(row.name)
        except Invalid:
            return ()

    def preview_url(self, row: Attachment) -> str:
        """Where the picture is drawn as everybody would see it."""
        address = reverse("web:desk_redact_picture", args=[self.report.reference, row.name])
        boxes = [("kotak", ",".join(map(str, box.numbers))) for box in self.boxes(row)]
        return f"{address}?{urlencode(boxes)}" if boxes else address

    def _typed_boxes(self, name: str) -> tuple[Box, ...]:
        columns = [self._all(f"{side}-{name}")[:MOST_BOXES] for side in _SIDES]
        # A row without a width is no box: so one is taken away without a script.
        return tuple(read_box(four) for four in zip(*columns, strict=False) if four[2].strip())


def read_box(four: tuple[str, ...] | list[str]) -> Box:
    """A box from four numbers as typed. Raises Invalid."""
    numbers = [each.strip() or "0" for each in four]
    if len(numbers) != len(_SIDES) or not all(
        each.isascii() and each.isdecimal() and len(each) < 4 for each in numbers
    ):
        raise Invalid(_("Kotak penutup ditulis dengan empat angka bulat dalam persen, misalnya 10, 20, 30, dan 15."))
    left, top, width, height = map(int, numbers)
    return Box.checked(left, top, width, height)


def _found(text: str) -> list[Finding]:
    found = find(text)
    if not any(finding.kind is Kind.NIK for finding in found):
        return found
    return find(text, areas=set(Region.objects.filter(level=Level.DISTRICT).values_list("code", flat=True)))


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    place = 0
    for start, end in spans:
        yield Piece(text[place:start], False)
        yield Piece(text[start:end], True)
        place = end
    yield Piece(text[place:], False)
