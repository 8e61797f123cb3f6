"""What everybody may do with a published report: say "me too", or say that its text should not be there."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from tuntas.accounts.actors import Actor, Reporter
from tuntas.kernel.texts import required

from ..drafts import Draft, Receipt
from ..facts import Facts, Merged
from ..models import MessageKind, Report
from ..states import Ending, State, Verb
from ..workflow import moving
from .ending import end
from .submit import submit

FLAG_LIMIT = 1_000


def join(draft: Draft, *, to: Report, by: Actor, at: datetime) -> Receipt:
    """File one's own report about the very same thing and let it follow the published one (T6).

    The person keeps an own receipt, identity choice and notices; nobody is shown to the other. Returns the receipt;
    the same key gives the same again. A doubtful filing waits in quarantine instead of following. Raises what
    `submit` raises, or Guarded when `to` cannot be followed: then nothing is stored.
    """
    with transaction.atomic():
        receipt = submit(draft, by=by, at=at)
        mine = Report.objects.get(pk=receipt.report_id)
        if mine.state == State.RECEIVED and mine.quarantined_at is None:
            _follow(mine, to, at)
        return receipt


def _follow(mine: Report, to: Report, at: datetime) -> None:
    with moving(mine, Verb.JOIN, by=Reporter(mine.pk), at=at) as move:
        move.report.master = Report.objects.get(pk=to.pk)
        move.facts = Merged(to.pk)
        end(move, Ending.MERGED)


def followers_of(reports: Iterable[Report]) -> dict[UUID, int]:
    """How many more people said that it happens to them, too; who they are is nobody's business. One query."""
    followers = Report.objects.filter(master__in=[report.pk for report in reports], state=State.MERGED)
    return dict(followers.order_by().values_list("master").annotate(Count("pk")))


def flag(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """Say that the published text names or harms somebody; a person looks at it. No deadline moves."""
    with moving(report, Verb.FLAG, by=by, at=at) as move:
        move.report.flagged_at = move.report.flagged_at or at
        move.facts = Facts()
        move.say(MessageKind.NOTE, required(reason, field="reason", limit=FLAG_LIMIT), internal=True)
    return report


def dismiss_flag(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """The text was looked at and stays; the reason stays with it."""
    with moving(report, Verb.DISMISS_FLAG, by=by, at=at) as move:
        move.report.flagged_at = None
        move.facts = Facts()
        move.say(MessageKind.NOTE, required(reason, field="reason"), internal=True)
    return report
