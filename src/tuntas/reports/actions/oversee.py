"""The way to the Ombudsman: the reporter's consent, the examination, its product, the office's answer.

Each step is an event of the report, so that it cannot be denied later; its words are a text like any other. What
follows from the steps (products, dates) is kept by `oversight.examinations`.
"""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor
from tuntas.kernel.refusals import Invalid, NotAllowed, WrongState
from tuntas.kernel.texts import required

from ..access import coordinator, ombudsman
from ..facts import Overseen
from ..models import MessageKind, Report
from ..states import OmbudsmanStatus, Shown, State, Verb
from ..workflow import moving

_ON_THE_WAY = (OmbudsmanStatus.FILED, OmbudsmanStatus.EXAMINATION, OmbudsmanStatus.PRODUCT)


def may_go(report: Report) -> bool:
    """Whether the reporter may take it to the Ombudsman: the law's time is over, or an objection was refused
    (UU 37/2008 art. 24: whoever has first complained to the office itself). Never from the Inspektorat's room."""
    refused = report.state == State.ARCHIVED and report.appeal_decided_at is not None
    return not report.is_supervision and (report.ombudsman != OmbudsmanStatus.NONE or refused)


def consent(report: Report, *, shown: Shown, words: str, by: Actor, at: datetime) -> Report:
    """The reporter takes the case to the Ombudsman and says what may be seen; a later word replaces this one.

    Raises WrongState while it may not go there yet.
    """
    with moving(report, Verb.ADD, by=by, at=at) as move:
        if not may_go(move.report):
            raise WrongState()
        move.facts = Overseen(OmbudsmanStatus.FILED.value, shown=shown.value)
        move.say(MessageKind.ADDITION, required(words, field="words"))
        if move.report.ombudsman not in _ON_THE_WAY:
            move.report.ombudsman = OmbudsmanStatus.FILED.value
    return report


def examine(report: Report, *, words: str, by: Actor, at: datetime) -> Report:
    """The Ombudsman takes the case up. Raises NotAllowed without a mandate, WrongState without consent."""
    return _stage(report, OmbudsmanStatus.FILED, Overseen(OmbudsmanStatus.EXAMINATION.value), words, by, at)


def issue(report: Report, *, product: str, due: date | None, words: str, by: Actor, at: datetime) -> Report:
    """The Ombudsman issues a product, to be carried out by a day. Raises Invalid for a day gone by."""
    if due is not None and due <= at.date():
        raise Invalid(_("Tanggal pelaksanaan harus sesudah hari ini."), field="due")
    facts = Overseen(OmbudsmanStatus.PRODUCT.value, product=product, due=due)
    return _stage(report, OmbudsmanStatus.EXAMINATION, facts, words, by, at)


def judge(report: Report, *, verdict: str, words: str, by: Actor, at: datetime) -> Report:
    """The Ombudsman says whether a product was carried out."""
    facts = Overseen(OmbudsmanStatus.PRODUCT.value, product=verdict)
    return _stage(report, OmbudsmanStatus.PRODUCT, facts, words, by, at)


def explain(report: Report, *, words: str, by: Actor, at: datetime) -> Report:
    """The coordinating office answers the Ombudsman. Raises NotAllowed, or WrongState before an examination."""
    with moving(report, Verb.NOTE, by=by, at=at) as move:
        if not coordinator(move.report, by):
            raise NotAllowed()
        if move.report.ombudsman not in _ON_THE_WAY[1:]:
            raise WrongState()
        move.facts = Overseen(move.report.ombudsman, answer=True)
        move.say(MessageKind.EXPLANATION, required(words, field="words"))
    return report


def _stage(
    report: Report, after: OmbudsmanStatus, facts: Overseen, words: str, by: Actor, at: datetime
) -> Report:  # fmt: skip
    with moving(report, Verb.NOTE, by=by, at=at) as move:
        if not ombudsman(move.report, by):
            raise NotAllowed()
        known = _ON_THE_WAY[_ON_THE_WAY.index(after) :]
        if move.report.ombudsman not in known:
            raise WrongState()
        move.facts = facts
        move.say(MessageKind.EXPLANATION, required(words, field="words"))
        move.report.ombudsman = max(move.report.ombudsman, facts.stage, key=list(OmbudsmanStatus.values).index)
    return report
