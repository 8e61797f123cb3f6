"""What is in the evidence pack of a year: figures, samples, policies in force and proofs, in the five dimensions of the
yearly evaluation (input, proses, output, outcome, dampak)."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import override

from tuntas.audit.models import DayRoot
from tuntas.documents.papers import Paper, Table, paper_pdf
from tuntas.evaluation.models import EvidencePack, Order
from tuntas.evaluation.orders import scope_of
from tuntas.evaluation.packs import Piece, write
from tuntas.evaluation.periods import Period, period
from tuntas.institutions.models import Competence
from tuntas.kernel.cells import inert
from tuntas.oversight import proofs
from tuntas.sla.calendars import calendar_of
from tuntas.sla.models import Rule
from tuntas.statistics.scopes import Scope

from .period_inputs import stories_of
from .public_list import published_reports

SAMPLES = 20
OUTCOME = frozenset({"hasil", "kelas-hasil", "ukuran"})


def made_pack(order: Order, paper: Paper, inputs: dict[str, Any], at: datetime) -> EvidencePack:
    """Write the pack of a year from the paper counted for it; texts in Indonesian."""
    with override("id"):
        about = {"office": order.office.name, "period": order.period, "made": at.isoformat(), "log": inputs["log"]}
        return write(order, _pieces(order, paper, inputs, at), about, at)


def _pieces(order: Order, paper: Paper, inputs: dict[str, Any], at: datetime) -> Iterator[Piece]:
    asked, scope = period(order.period), scope_of(order.office)
    last = min(asked.until, at.date())
    yield Piece("1-input/wewenang.csv", "daftar wewenang yang berlaku", _csv(_register(order, scope, last)))
    yield Piece("1-input/standar.csv", "standar layanan yang berlaku", _csv(_standards(last)))
    yield Piece("1-input/kalender.csv", "kalender kerja", _csv(_calendar(order, asked)))
    yield Piece("2-proses/contoh-perkara.jsonl", "contoh perkara terbit, tersunting", _samples(scope, asked))
    yield Piece("3-output/laporan.pdf", "angka setahun", [paper_pdf(paper)])
    for table in paper.tables:
        folder = "4-outcome" if table.key in OUTCOME else "3-output"
        yield Piece(f"{folder}/{table.key}.csv", table.caption, _csv(_rows(table)))
    yield Piece("5-dampak/kisah.csv", "laporan terbit yang dikonfirmasi pelapor", _csv(_stories(scope, asked)))
    yield Piece("5-dampak/rekomendasi.txt", "rekomendasi", [str(inputs["words"]["recommendations"]).encode()])
    yield Piece("bukti/akar-harian.jsonl", "akar harian bertanda tangan", _roots(asked))
    yield Piece("bukti/bahan.json", "bahan hitungan", [_line(inputs)])


def _csv(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Row by row (RFC 4180: only then is a lone carriage return quoted); no spreadsheet calculates a text."""
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([_plain(value) for value in row])
        yield line.getvalue().encode()


def _plain(value: object) -> str:
    return inert(value) if isinstance(value, str) else "" if value is None else str(value)


def _line(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _rows(table: Table) -> Iterator[Sequence[object]]:
    yield table.columns
    for line in table.lines:
        yield (line.head, *(cell.text if cell.value is None else cell.value for cell in line.cells))


def _register(order: Order, scope: Scope, day: date) -> Iterator[Sequence[object]]:
    yield ("instansi", "topik", "wilayah", "dasar hukum", "berlaku sejak", "sampai")
    own = Q(institution__in=scope.units) | Q(institution__government__in=scope.tenants)
    own |= Q(institution__in=scope.tenants)
    held = Competence.objects.filter(own, effective_from__lte=day)
    held = held.filter(Q(effective_until=None) | Q(effective_until__gte=day)).select_related("institution", "region")
    columns = ("institution__name", "topic_id", "region__name", "legal_basis", "effective_from", "effective_until")
    ordered = held.order_by("institution__path", "topic_id", "effective_from", "pk")
    yield from ordered.values_list(*columns).iterator(1_000)


def _standards(day: date) -> Iterator[Sequence[object]]:
    scope = ("kind", "classification", "topic_code", "institution_code")
    columns = (*scope, "days", "unit", "legal_basis", "effective_from", "effective_until")
    yield columns
    rules = Rule.objects.filter(Q(effective_until=None) | Q(effective_until__gte=day), effective_from__lte=day)
    yield from rules.order_by(*scope, "effective_from").values_list(*columns).iterator(1_000)


def _calendar(order: Order, asked: Period) -> Iterator[Sequence[object]]:
    calendar = calendar_of(order.office)
    yield ("tanggal", "sifat", "nama", calendar.edition)
    days = [(day, "libur", name) for day, name in calendar.free.items()]
    days += [(day, "hari kerja pengganti", name) for day, name in calendar.worked.items()]
    yield from sorted(one for one in days if asked.since <= one[0] <= asked.until)


def _samples(scope: Scope, asked: Period) -> Iterator[bytes]:
    """Published texts only. In the order of their hashes: nobody can choose which they are."""
    found = published_reports().filter(received_at__date__range=(asked.since, asked.until))
    found = found.filter(Q(tenant__in=scope.tenants) | Q(unit__in=scope.units)).order_by("last_hash")
    for one in found[:SAMPLES]:
        told = {"nomor": one.number, "judul": one.public_title, "isi": one.public_body, "hash": one.last_hash}
        yield _line({**told, "unit": (one.unit or one.agency).label, "diterima": one.received_at.isoformat()})


def _stories(scope: Scope, asked: Period) -> Iterator[Sequence[object]]:
    yield ("nomor", "judul", "unit")
    for one in stories_of(scope, asked).iterator(200):
        yield (one.number, one.public_title, (one.unit or one.agency).label)


def _roots(asked: Period) -> Iterator[bytes]:
    for row in DayRoot.objects.filter(day__range=(asked.since, asked.until)).order_by("day").iterator():
        yield _line({"statement": proofs.statement(row), "signature": row.signature, "key": row.key})
