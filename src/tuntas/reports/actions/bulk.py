"""One act on many reports: the same actions, one report after the other, each in its own transaction.

Nothing is weakened for speed: every row passes sight, permission, state and guards; a refusal stops that row alone.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Officer
from tuntas.accounts.models import Membership, User
from tuntas.db.claiming import claim
from tuntas.institutions.models import Institution, Topic
from tuntas.kernel.refusals import Invalid, NotFound, Refusal

from ..access import visible_to
from ..models import Batch, BatchAct, BatchRow, Report, Tag
from ..states import State
from . import converse, dispatch, quarantine, verify

ROWS_AT_MOST = 500
Do = Callable[..., object]


def begin(act: BatchAct, values: dict[str, Any], reports: Iterable[Report], *, by: Officer, at: datetime) -> Batch:
    """Write down what is to be done, in the order given. Raises Invalid when nothing or too much was chosen."""
    chosen = list(dict.fromkeys(report.pk for report in reports))
    if not chosen:
        raise Invalid(_("Belum ada laporan yang dipilih. Pilih paling sedikit satu."), field="pilih")
    if len(chosen) > ROWS_AT_MOST:
        raise Invalid(_("Paling banyak {limit} laporan sekali jalan."), field="pilih", limit=ROWS_AT_MOST)
    with transaction.atomic():
        batch = Batch.objects.create(owner_id=by.user_id, act=act.value, values=values, made_at=at)
        BatchRow.objects.bulk_create(
            BatchRow(batch=batch, seq=seq, report_id=key) for seq, key in enumerate(chosen, start=1)
        )
    return batch


def run(batch: Batch, *, by: Officer, at: datetime, limit: int = ROWS_AT_MOST) -> int:
    """Do at most `limit` of the waiting rows; several workers side by side take different ones. Returns how many."""
    done = 0
    while done < limit and _next(batch, by, at):
        done += 1
    return done


def _next(batch: Batch, by: Officer, at: datetime) -> bool:
    with transaction.atomic():
        taken = claim(batch.rows.filter(outcome="WAITING").order_by("seq"), 1)
        for row in taken:
            row.sentence = _tried(row, batch, by, at)
            row.outcome = "REFUSED" if row.sentence else "DONE"
            row.save(update_fields=["outcome", "sentence"])
    return bool(taken)


def _tried(row: BatchRow, batch: Batch, by: Officer, at: datetime) -> str:
    """Nothing when it was done, else the sentence of the refusal; of what was refused nothing is stored."""
    try:
        with transaction.atomic():
            rows = visible_to(by).select_related("tenant", "agency", "unit", "topic", "sender")
            report = rows.filter(pk=row.report_id).first()
            if report is None:
                raise NotFound()
            _DO[BatchAct(batch.act)](report, batch.values, by=by, at=max(at, report.last_at))
    except Refusal as refusal:
        return str(refusal)[:500]
    return ""


def _dispatch(report: Report, values: dict[str, Any], **who: Any) -> None:
    to = Institution.objects.select_related("government").get(pk=UUID(values["to"]))
    topic = Topic.objects.get(pk=values["topic"]) if values.get("topic") else report.topic
    if topic is None:
        raise Invalid(_("Laporan ini belum punya topik. Pilih topik, atau disposisikan satu per satu."), field="topic")
    again = report.state == State.RETURNED
    action = dispatch.redispatch_unit if again else dispatch.dispatch_unit
    action(report, to=to, topic=topic, note=values.get("note", ""), **who)


def _assign(report: Report, values: dict[str, Any], **who: Any) -> None:
    person = User.objects.get(pk=UUID(values["to"]))
    active = Membership.objects.filter(user=person, institution__in=[report.unit_id], active_until__isnull=True)
    if not active.exists():
        raise Invalid(_("Petugas ini tidak bertugas di unit yang menangani laporan ini."), field="to")
    dispatch.assign(report, to=person, **who)


def _merge(report: Report, values: dict[str, Any], **who: Any) -> None:
    master = visible_to(who["by"]).filter(pk=UUID(values["into"])).first()
    if master is None:
        raise NotFound()
    verify.merge(report, into=master, **who)


def _tag(report: Report, values: dict[str, Any], **who: Any) -> None:
    converse.tag(report, tag=Tag.objects.get(pk=UUID(values["tag"])), **who)


def _nudge(report: Report, values: dict[str, Any], **who: Any) -> None:
    converse.nudge(report, note=values.get("note", ""), **who)


def _release(report: Report, values: dict[str, Any], **who: Any) -> None:
    quarantine.release(report, reason=values["reason"], **who)


def _spam(report: Report, values: dict[str, Any], **who: Any) -> None:
    quarantine.archive_as_spam(report, explanation=values["explanation"], **who)


_DO: dict[BatchAct, Do] = {
    BatchAct.DISPATCH: _dispatch,
    BatchAct.ASSIGN: _assign,
    BatchAct.MERGE: _merge,
    BatchAct.TAG: _tag,
    BatchAct.NUDGE: _nudge,
    BatchAct.RELEASE: _release,
    BatchAct.SPAM: _spam,
}
