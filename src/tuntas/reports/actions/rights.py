"""The rights of the person over the own data (UU 27/2022): corrected at once, restricted or erased after an officer's
decision within 3 x 24 hours, whatever day it is."""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor, Officer, Reporter
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.texts import optional, required

from .. import identity
from ..access import visible_to
from ..facts import Corrected, Decided, Invoked
from ..identity import Contact
from ..models import MessageKind, Report, RightsRequest
from ..states import DataKind, ErasureBasis, Right, Verb
from ..workflow import moving
from .erase import erase

WITHIN = timedelta(hours=72)
"""3 x 24 hours, by the clock and not by working days (UU 27/2022 art. 30, 32, 40, 41)."""


def correct_contact(report: Report, *, contact: Contact, by: Actor, at: datetime) -> Report:
    """The reporter puts the own contact right (art. 6 and 30). Raises NotAllowed without identity, Invalid."""
    before = identity.own(report, by=by)
    identity.check(contact)
    wrong = tuple(name for name, value in asdict(contact).items() if value != getattr(before, name))
    if not wrong:
        raise Invalid(_("Belum ada yang diubah."), field="name")
    with moving(report, Verb.CORRECT_CONTACT, by=by, at=at) as move:
        move.facts = Corrected(wrong)
        identity.correct(move.report, contact)
    return report


def invoke(report: Report, *, right: Right, words: str, by: Actor, at: datetime) -> RightsRequest:
    """The reporter asks for erasure (art. 8) or restriction (art. 11). Raises Guarded while the same one waits."""
    with transaction.atomic():
        with moving(report, Verb.INVOKE_RIGHT, by=by, at=at) as move:
            move.facts = Invoked(right.value, at + WITHIN)
            if said := optional(words, field="words", limit=2000):
                move.say(MessageKind.REPLY, said)
        facts = {"asked_at": at, "due_at": at + WITHIN, "seq": report.last_seq}
        return RightsRequest.objects.create(report=report, right=right.value, **facts)


def decide(request: RightsRequest, *, granted: bool, reason: str, by: Actor, at: datetime) -> RightsRequest:
    """Answer a request, with the reason that the reporter reads. A granted erasure is done in the same transaction,
    and refused with what refuses it (legal hold, least period, not settled): then the answer must say so.

    Raises NotAllowed, Guarded when it was answered already, Invalid without a reason.
    """
    said = required(reason, field="reason", limit=2000)
    report = request.report
    with transaction.atomic():
        if granted and request.right == Right.ERASURE:
            erase(report, kinds=list(DataKind), basis=ErasureBasis.REQUEST, by=by, at=at)
        with moving(report, Verb.DECIDE_RIGHT, by=by, at=at) as move:
            move.facts = Decided(request.right, granted)
            move.say(MessageKind.EXPLANATION, said)
            if granted and request.right == Right.RESTRICTION:
                move.report.published_at = None
        facts = {"decided_at": at, "decided_by": _officer(by), "granted": granted}
        RightsRequest.objects.filter(pk=request.pk).update(**facts)
    request.refresh_from_db()
    return request


def waiting_for(by: Officer) -> QuerySet[RightsRequest]:
    """The requests that this officer may see and nobody has answered, the one due first on top."""
    rows = RightsRequest.objects.filter(decided_at__isnull=True, report__in=visible_to(by))
    return rows.select_related("report__agency", "report__tenant").order_by("due_at", "pk")


def _officer(by: Actor) -> UUID:
    if not isinstance(by, Officer):
        raise NotAllowed()
    return by.user_id


def requests_of(report: Report, *, by: Actor) -> list[RightsRequest]:
    """The requests of the reporter, for the reporter alone, newest first. Raises NotAllowed."""
    if not (isinstance(by, Reporter) and by.report_id == report.pk):
        raise NotAllowed()
    return list(report.rights_requests.order_by("-asked_at"))
