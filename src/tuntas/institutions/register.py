"""The competence register: read whole, and changed from a day on. What held before stays as it was written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tuntas.audit.log import Hand, changed
from tuntas.kernel.refusals import Invalid, NotAllowed

from .models import Competence, Institution, Region, Topic
from .offices import hand_of
from .shared import Keeper, kept_by, shared_hand


@dataclass(frozen=True)
class Line:
    """What a line of the register is to say; no region means everywhere."""

    institution: Institution
    topic: Topic
    region: Region | None
    legal_basis: str


@dataclass(frozen=True)
class Named:
    """Whom one line of the register names; `area` is the code of its region, "" for everywhere."""

    institution_id: UUID
    name: str
    area: str
    active: bool


@dataclass(frozen=True)
class Register:
    """Everything that holds on one day, in memory, by topic."""

    lines: Mapping[str, list[Named]]

    @classmethod
    def read(cls, on: date) -> "Register":
        """The register of that day. One query."""
        in_force = Q(effective_from__lte=on) & (Q(effective_until__isnull=True) | Q(effective_until__gte=on))
        columns = ("topic_id", "institution_id", "institution__name", "region_id", "institution__active")
        lines: dict[str, list[Named]] = defaultdict(list)
        rows = Competence.objects.filter(in_force).order_by("institution__name")
        for topic, office, name, area, active in rows.values_list(*columns):
            lines[topic].append(Named(office, name, area or "", active))
        return cls(lines)

    def nearest(self, topic: str, above: str, region_code: str) -> list[Named]:
        """Whom routing.in_charge would name first among those that are active: all of the nearest area.

        `above` is the topic above, which counts only where the topic itself has no line there.
        """
        found = self._at(topic, region_code) or self._at(above, region_code)
        active = [line for line in found if line.active]
        near = max((len(line.area) for line in active), default=0)
        return [line for line in active if len(line.area) == near]

    def _at(self, topic: str, region_code: str) -> list[Named]:
        lines = self.lines.get(topic, [])
        return [line for line in lines if not region_code or region_code.startswith(line.area)]


@dataclass(frozen=True)
class Finding:
    """A topic with the places where nobody is in charge, or where the same several are."""

    topic: Topic
    places: tuple[Region, ...]
    names: tuple[str, ...] = ()


def findings(topics: Iterable[Topic], places: Iterable[Region], on: date) -> tuple[list[Finding], list[Finding]]:
    """The gaps and the overlaps of the register, topic by topic."""
    register, where = Register.read(on), tuple(places)
    gaps, overlaps = [], []
    for topic in topics:
        by_names: dict[tuple[str, ...], list[Region]] = defaultdict(list)
        for place in where:
            near = register.nearest(topic.pk, topic.parent_id or "", place.pk)
            by_names[tuple(dict.fromkeys(line.name for line in near))].append(place)
        gaps += [Finding(topic, tuple(found)) for names, found in by_names.items() if not names]
        overlaps += [Finding(topic, tuple(found), names) for names, found in by_names.items() if len(names) > 1]
    return gaps, overlaps


def add_line(line: Line, *, since: date, by: Keeper, at: datetime) -> Competence:
    """Put an institution in charge from a day on, today at the earliest. Raises `NotAllowed`, `Invalid`."""
    hand = _hand(line.institution, line.region, by)
    _check(line, since, at)
    with transaction.atomic():
        made = _add(line, since)
        _record(hand, "add_competence", made, at, {}, {**_told(line), "effective_from": since})
    return made


def end_line(row: Competence, *, since: date, legal_basis: str, by: Keeper, at: datetime) -> Competence:
    """Let a line hold no longer from a day on, by a law. Raises `NotAllowed`, `Invalid`."""
    hand = _hand(row.institution, row.region, by)
    if not legal_basis.strip():
        raise Invalid(_("Sebutkan dasar hukumnya."), field="legal_basis")
    with transaction.atomic():
        ended = _end(row, since, at)
        after = {"legal_basis": legal_basis.strip(), "effective_until": ended.effective_until}
        _record(hand, "end_competence", ended, at, {"legal_basis": ended.legal_basis}, after)
    return ended


def replace_line(
    row: Competence, institution: Institution, *, legal_basis: str, since: date, by: Keeper, at: datetime
) -> Competence:
    """Another institution, or another law, for the same topic and place from a day on."""
    _hand(row.institution, row.region, by)
    hand = _hand(institution, row.region, by)
    line = Line(institution, row.topic, row.region, legal_basis)
    _check(line, since, at)
    with transaction.atomic():
        before = _told(Line(row.institution, row.topic, row.region, row.legal_basis))
        _end(row, since, at)
        made = _add(line, since)
        _record(hand, "replace_competence", made, at, before, {**_told(line), "effective_from": since})
    return made


def may_change(row: Competence, by: Keeper) -> bool:
    """Whether this line is this officer's to change."""
    try:
        _hand(row.institution, row.region, by)
    except NotAllowed:
        return False
    return True


def _hand(institution: Institution, region: Region | None, by: Keeper) -> Hand:
    """Whoever keeps what is shared changes every line; an administrator those of the own offices in the own area."""
    if kept_by(by) is not None:
        return shared_hand(by)
    hand = hand_of(institution, by)
    own = Institution.objects.filter(pk=hand.government).values_list("region_id", flat=True).first()
    if own and (region is None or not region.pk.startswith(own)):
        raise NotAllowed(_("Wilayah itu di luar pemerintah Anda. Minta admin nasional mencatatnya."))
    return hand


def _check(line: Line, since: date, at: datetime) -> None:
    if not line.legal_basis.strip():
        raise Invalid(_("Sebutkan dasar hukumnya."), field="legal_basis")
    if not line.institution.active:
        raise Invalid(_("Instansi ini sudah tidak aktif. Pilih instansi lain."), field="institution")
    # In UTC: never later than the day it is anywhere in Indonesia.
    if since < at.date():
        raise Invalid(_("Register tidak berlaku surut. Pilih hari ini atau sesudahnya."), field="since")


def _add(line: Line, since: date) -> Competence:
    twins = Competence.objects.filter(institution=line.institution, topic=line.topic, region=line.region)
    if twins.filter(Q(effective_until__isnull=True) | Q(effective_until__gte=since)).exists():
        raise Invalid(_("Instansi ini sudah tercatat untuk topik dan wilayah itu."), field="institution")
    return Competence.objects.create(
        institution=line.institution,
        topic=line.topic,
        region=line.region,
        legal_basis=line.legal_basis.strip()[:240],
        effective_from=since,
    )


def _end(row: Competence, since: date, at: datetime) -> Competence:
    found = Competence.objects.select_for_update(of=("self",)).get(pk=row.pk)
    last = since - timedelta(days=1)
    over = found.effective_until is not None and found.effective_until <= last
    if since < at.date() or last < found.effective_from or over:
        raise Invalid(_("Baris ini tidak dapat berakhir pada hari itu. Pilih hari sesudah mulainya."), field="since")
    found.effective_until = last
    found.save(update_fields=["effective_until"])
    return found


def _told(line: Line) -> dict[str, object]:
    area = line.region.name if line.region else ""
    return {"institution": line.institution.name, "area": area, "legal_basis": line.legal_basis.strip()}


def _record(
    hand: Hand, verb: str, row: Competence, at: datetime, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    label = f"{row.topic.name}: {row.institution.name}"
    changed(hand, verb, row.pk, label, at=at, before=before, after=after)
