"""Evaluation meetings: notes on a measure, and actions agreed on with an owner, a day and an expected effect."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.institutions.models import Institution
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.statistics.definitions import Value
from tuntas.statistics.registry import MEASURES
from tuntas.statistics.spread import Share

from .models import Agreement
from .orders import offices_of


@dataclass(frozen=True)
class Agreed:
    """What is written down; a mere note has neither owner nor day nor expected effect."""

    measure: str
    text: str
    owner: str = ""
    due_on: date | None = None
    expected: str = ""


def agree(office: Institution, said: Agreed, value: Value, *, by: Officer, at: datetime) -> Agreement:
    """Write down a note or an agreed action, beside the value of the measure on this day."""
    if not offices_of(by).filter(pk=office.pk).exists():
        raise NotAllowed()
    if said.measure not in {measure.code for measure in MEASURES}:
        raise Invalid(_("Ukuran ini tidak dikenal."), field="measure")
    if not said.text.strip():
        raise Invalid(_("Tulis apa yang dicatat atau disepakati."), field="text")
    if bool(said.owner.strip()) != bool(said.due_on):
        raise Invalid(_("Tindakan perlu penanggung jawab dan tanggal; catatan tidak perlu keduanya."), field="owner")
    if said.due_on and said.due_on < at.astimezone(ZoneInfo(office.time_zone)).date():
        raise Invalid(_("Tanggal ini sudah lewat."), field="due_on")
    if said.owner.strip() and not said.expected.strip():
        raise Invalid(_("Tulis apa yang diharapkan terjadi pada ukuran ini."), field="expected")
    words = {"text": said.text.strip(), "owner": said.owner.strip(), "expected": said.expected.strip()}
    return Agreement.objects.create(
        **words,
        office=office,
        measure=said.measure,
        due_on=said.due_on,
        before=written(value),
        at=at,
        by=by.user_id,
        by_name=by.name,
    )


def written(value: Value) -> str:
    """A value as it is kept, exact."""
    if value is None:
        return ""
    if isinstance(value, Share):
        return f"{value.part}/{value.whole}"
    return str(value) if isinstance(value, int) else f"{value.numerator}/{value.denominator}"


def read(kept: str, *, share: bool) -> Value:
    """The value that was kept."""
    if not kept:
        return None
    if share:
        part, whole = map(int, kept.split("/"))
        return Share(part, whole)
    return Fraction(kept) if "/" in kept else int(kept)
