"""Handing over everything a person holds: one assignment a report, each with its own outcome."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tuntas.accounts.actors import Officer, officer
from tuntas.accounts.models import User
from tuntas.kernel.refusals import Invalid, Refusal

from ..access import visible_to
from ..models import Report
from .dispatch import assign


@dataclass(frozen=True)
class HandedOver:
    """What became of one report. `sentence`: why not, where it stayed."""

    report: Report
    done: bool
    sentence: str = ""


def held_by(person: User, *, by: Officer) -> list[Report]:
    """The open reports that the person is named for, as far as `by` may see them, the most urgent first."""
    rows = visible_to(by).filter(assignee=person, ended_at__isnull=True)
    return list(rows.select_related("agency", "unit", "tenant", "topic").order_by("next_due_at", "received_at"))


def hand_over(person: User, *, to: User, by: Officer, at: datetime) -> list[HandedOver]:
    """Name another person for every report that somebody holds. A report that cannot go stays, and says why.

    Run again it goes on where it stopped. Raises Invalid when both are the same person.
    """
    if person.pk == to.pk:
        raise Invalid(_("Pekerjaan tidak dapat diserahkan kepada orang yang sama. Pilih orang lain."), field="to")
    seen = set(visible_to(officer(to, at)).filter(assignee=person).values_list("pk", flat=True))
    return [_one(report, to, by, at, seen=report.pk in seen) for report in held_by(person, by=by)]


def _one(report: Report, to: User, by: Officer, at: datetime, *, seen: bool) -> HandedOver:
    if not seen:
        return HandedOver(report, False, _("%(name)s tidak boleh melihat laporan ini.") % {"name": to.name})
    try:
        assign(report, to=to, by=by, at=at)
    except Refusal as refusal:
        return HandedOver(report, False, str(refusal))
    return HandedOver(report, True)
