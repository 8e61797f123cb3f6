"""Colleagues named in a note: they hear of it, if the report is theirs to see at all."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer, officer
from tuntas.accounts.models import User
from tuntas.kernel.refusals import Invalid

from ..access import visible_to
from ..models import Mention, Report
from ..moves import Move


def mention(move: Move, people: Sequence[User]) -> None:
    """Name these people in the note that is being made. Raises Invalid for whoever may not open the report."""
    for user in people:
        if not visible_to(officer(user, move.at)).filter(pk=move.report.pk).exists():
            raise Invalid(
                _(
                    "{name} tidak dapat membuka laporan ini, jadi tidak dapat disebut. Pilih orang lain, "
                    "atau kirim tembusan atau sub-tugas kepada unitnya dulu."
                ),
                field="mentions",
                name=user.name,
            )
    rows = (Mention(report=move.report, seq=move.seq, user=user, at=move.at) for user in dict.fromkeys(people))
    Mention.objects.bulk_create(rows)


def see_mentions(report: Report, *, by: Officer, at: datetime) -> int:
    """The officer has opened the report: what names this officer counts as seen. Returns how many."""
    return Mention.objects.filter(report=report, user_id=by.user_id, seen_at__isnull=True, at__lte=at).update(
        seen_at=at
    )
