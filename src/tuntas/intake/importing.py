"""Taking over reports of another system: row by row through the same door as everybody's, `submit`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuntas.accounts.actors import Actor
from tuntas.kernel.refusals import Conflict, Invalid, InvalidMany, Refusal
from tuntas.reports.actions import submit
from tuntas.reports.drafts import Draft
from tuntas.reports.models import Filing

from .drafting import Drafting
from .mapping import Mapping, load
from .reading import Row, read

_CHANGED = gettext_lazy("Laporan dengan nomor asal ini sudah diimpor dengan isi lain. Yang lama tidak diubah.")
_BROKEN = gettext_lazy("Jumlah kolom baris ini tidak sama dengan judul kolom.")
_NO_COLUMN = gettext_lazy("Kolom ini tidak ada dalam berkas, padahal disebut dalam pemetaan.")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: its number in the file, the source's column, one sentence."""

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        return _("Baris {row}, kolom {column}: {what}").format(row=self.row, column=self.column, what=self.what)


@dataclass(frozen=True)
class Outcome:
    """What came of a file: rows read; created; known already (`repeated`); left out by their status; faults."""

    rows: int = 0
    created: int = 0
    repeated: int = 0
    left_out: int = 0
    faults: list[Fault] = field(default_factory=list)

    def __str__(self) -> str:
        counts = _(
            "{rows} baris: {created} laporan baru, {repeated} sudah ada, {left_out} dilewati menurut status, "
            "{faults} kesalahan."
        ).format(
            rows=self.rows,
            created=self.created,
            repeated=self.repeated,
            left_out=self.left_out,
            faults=len(self.faults),
        )
        return "\n".join([counts, *map(str, self.faults)])


def import_file(path: Path, mapping: str | Path, *, dry_run: bool = False, by: Actor, at: datetime) -> Outcome:
    """Import every good row of a CSV, XLSX or JSON file; `mapping` is a shipped name or a file.

    A row is its own transaction and is known by the source's number: a second run creates nothing. A dry run
    does all of it and keeps nothing. What cannot be read in the file is a fault of the row where it stopped.
    Raises Invalid when the mapping is wrong.
    """
    drafting, counted = Drafting(load(mapping)), Counter[str]()
    faults: list[Fault] = []
    for row in _readable(path, faults):
        counted["rows"] += 1
        found = list(_missing_columns(drafting.mapping, row)) if counted["rows"] == 1 else []
        if found:
            return Outcome(rows=1, faults=found)
        try:
            counted[_taken(drafting, row, dry_run, by, at)] += 1
        except Refusal as refusal:
            faults += _told(refusal, row, drafting.mapping)
    return Outcome(**counted, faults=faults)


def _readable(path: Path, faults: list[Fault]) -> Iterator[Row]:
    number = 0
    try:
        for row in read(path):
            number = row.number
            yield row
    except Invalid as refusal:
        faults.append(Fault(number + 1, path.name, str(refusal)))


def _taken(drafting: Drafting, row: Row, dry_run: bool, by: Actor, at: datetime) -> str:
    if row.broken:
        raise Invalid(_BROKEN, field="foreign_id")
    if not drafting.wanted(row):
        return "left_out"
    draft = drafting.draft(row)
    with transaction.atomic():
        known = _known(draft)
        submit.submit(draft, by=by, at=at)
        transaction.set_rollback(dry_run)
    return "repeated" if known else "created"


def _known(draft: Draft) -> bool:
    return Filing.objects.filter(key_hash=submit._key_hash(draft.key)).exists()


def _missing_columns(mapping: Mapping, row: Row) -> Iterator[Fault]:
    """Columns no table has. JSON leaves out what is empty, so there only the source's number is asked for."""
    if row.number == 1:
        wanted = mapping.columns["foreign_id"]
    else:
        wanted = tuple(column for columns in mapping.columns.values() for column in columns)
    for column in dict.fromkeys(wanted):
        if column not in row.cells and not row.broken:
            yield Fault(1, column, str(_NO_COLUMN))


def _told(refusal: Refusal, row: Row, mapping: Mapping) -> Iterator[Fault]:
    if isinstance(refusal, Conflict):
        refusal = Invalid(_CHANGED, field="foreign_id")
    for one in refusal if isinstance(refusal, InvalidMany) else [refusal]:
        where = one.field if isinstance(one, Invalid) else ""
        yield Fault(row.number, mapping.means(_FIELD.get(where, where or "foreign_id")), str(one))


_FIELD = {"point": "latitude", "place_text": "place"}
"""Fields of a draft that a mapping calls otherwise."""
