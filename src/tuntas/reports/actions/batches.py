"""The worker's share of work on many reports at once."""

from datetime import datetime

from django.utils import translation

from tuntas.accounts.actors import officer
from tuntas.accounts.models import User

from ..models import Batch
from .bulk import run

A_ROUND = 200
"""So many rows before the worker looks after its other jobs."""


def go_on(at: datetime) -> int:
    """Do waiting rows, the oldest batch first, in the seats its officer has at this moment. Returns how many."""
    left = A_ROUND
    for batch in Batch.objects.filter(rows__outcome="WAITING").distinct().order_by("made_at"):
        if left <= 0:
            break
        user = User.objects.get(pk=batch.owner_id)
        with translation.override(user.language):
            left -= run(batch, by=officer(user, at), at=at, limit=left)
    return A_ROUND - left
