"""What an officer has typed into a form of a report and not sent: kept for that officer alone. No event: nothing of
it is said or done yet."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.kernel.refusals import Invalid, NotFound

from ..access import visible_to
from ..models import OfficerDraft, Report

KEPT_FOR = timedelta(days=30)
SIZE_LIMIT = 60_000
"""Letters of everything typed, as it is kept."""


def keep_draft(report: Report, form: str, values: dict[str, Any], *, by: Officer, at: datetime) -> OfficerDraft:
    """Keep what is typed in this form; what was kept of it before is replaced. Raises NotFound, Invalid."""
    if not visible_to(by).filter(pk=report.pk).exists():
        raise NotFound()
    if len(json.dumps(values)) > SIZE_LIMIT:
        raise Invalid(_("Tulisan ini terlalu panjang untuk disimpan sebagai draf."))
    kept = {"values": values, "saved_at": at}
    return OfficerDraft.objects.update_or_create(report=report, user_id=by.user_id, form=form, defaults=kept)[0]


def drafts_of(report: Report, *, by: Officer) -> dict[str, OfficerDraft]:
    """One's own drafts of this report by their form. One query."""
    return {row.form: row for row in OfficerDraft.objects.filter(report=report, user_id=by.user_id)}


def drop_draft(report: Report, form: str, *, by: Officer) -> None:
    """Forget it: it was sent, or thrown away."""
    OfficerDraft.objects.filter(report=report, user_id=by.user_id, form=form).delete()


def sweep_drafts(at: datetime) -> int:
    """Erase what nobody touched for `KEPT_FOR`; returns how many."""
    return OfficerDraft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()[0]
