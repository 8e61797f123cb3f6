"""Reports whose filing was doubtful: an officer clears them, or archives them as any other report is archived.

Nothing here deletes. Receipt, clocks and tracking are those of every report; the mark only keeps what a machine may
have written out of the verifiers' inbox until a person has looked.
"""

from datetime import datetime

from tuntas.accounts.actors import Actor
from tuntas.kernel.refusals import Guarded
from tuntas.kernel.texts import required

from .. import guards
from ..models import MessageKind, Report
from ..states import ArchiveReason, Verb
from ..workflow import moving
from .verify import archive


def release(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """Into the inbox of the verifiers; why stays as an internal note. Raises Guarded when it is not in quarantine."""
    with moving(report, Verb.RELEASE, by=by, at=at) as move:
        move.report.quarantined_at = None
        move.say(MessageKind.NOTE, required(reason, field="reason"), internal=True)
    return report


def archive_as_spam(report: Report, *, explanation: str, by: Actor, at: datetime) -> Report:
    """Archive a report that is still in quarantine as spam: with an explanation to its author, who may appeal.

    Raises Guarded when somebody has cleared it: such a report is archived one by one, with a reason of its own."""
    if report.quarantined_at is None:
        raise Guarded(guards.QUARANTINED.sentence)
    return archive(report, reason=ArchiveReason.SPAM, explanation=explanation, by=by, at=at)
