"""Who is in charge of this? The competence register answers, with its law; a person decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Competence, Institution, Topic

_CODE_LENGTHS = (2, 4, 6, 10)
"""Of the Kemendagri codes of province, regency, district and village."""


@dataclass(frozen=True)
class Proposal:
    """One institution that the register names; `warning` is set when it cannot take the report."""

    institution: Institution
    legal_basis: str
    reason: str
    warning: str = ""


def in_charge(topic: Topic | None, region_code: str, *, on: date, limit: int = 5) -> list[Proposal]:
    """The institutions in charge of a topic in an area on a day, at most `limit`. One query.

    The nearest area comes first. What the register says of the topic above counts only where it says nothing
    of the topic itself. An institution that is no longer active is named with a warning: a gap in the register
    must be seen. Without an area, those of all areas are named.
    """
    if topic is None:
        return []
    lines = list(_lines(topic, region_code, on))
    own = [row for row in lines if row.topic_id == topic.pk]
    rows = sorted(own or lines, key=_nearness, reverse=True)
    best: dict[UUID, Proposal] = {}
    for row in rows:
        best.setdefault(row.institution_id, _proposal(row, topic))
    return list(best.values())[:limit]


def _lines(topic: Topic, region_code: str, on: date) -> Iterable[Competence]:
    # A regency office is in charge inside its regency; an office of the province for the whole of it.
    areas = [region_code[:length] for length in _CODE_LENGTHS if len(region_code) >= length]
    where = Q(region__isnull=True) | Q(region__in=areas) if areas else Q()
    in_force = Q(effective_from__lte=on) & (Q(effective_until__isnull=True) | Q(effective_until__gte=on))
    topics = [code for code in (topic.pk, topic.parent_id) if code]
    rows = Competence.objects.filter(where & in_force, topic__in=topics)
    return rows.select_related("institution", "region", "topic").order_by("institution__name")


def _nearness(row: Competence) -> tuple[int, bool]:
    return len(row.region_id or ""), row.institution.active


def _proposal(row: Competence, topic: Topic) -> Proposal:
    facts = {"area": row.region.name if row.region else _("seluruh wilayah"), "topic": row.topic.label}
    if row.topic_id == topic.pk:
        reason = _("Berwenang atas topik ini di %(area)s.") % facts
    else:
        reason = _("Berwenang atas %(topic)s di %(area)s.") % facts
    warning = "" if row.institution.active else _("Instansi ini sudah tidak aktif; perbarui register kewenangan.")
    return Proposal(row.institution, row.legal_basis, reason, warning)
