"""Writing the audit log."""

from datetime import datetime

from .models import Access


def note(*, actor: str, what: str, thing: str, reason: str, at: datetime) -> Access:
    """Record one look at a protected thing, in the transaction of the look itself."""
    return Access.objects.create(actor=actor, what=what, thing=thing, reason=reason, at=at)
