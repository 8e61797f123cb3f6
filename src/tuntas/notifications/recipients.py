"""Who is told of what: one row for every verb, read like a table.

Functions name people by their role on the report. What they name is then sieved: nobody hears of their own
act, and no officer hears of a report that `reports.access.visible_to` does not show them now. That sieve,
not this table, keeps supervision cases in the Inspektorat's room and ends the mail of who left.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tuntas.accounts.actors import officer
from tuntas.accounts.duty import on_duty
from tuntas.accounts.models import Delegation, Membership, Role, User
from tuntas.institutions.models import Institution
from tuntas.reports.access import visible_to
from tuntas.reports.models import Event, Report
from tuntas.reports.news import Change, reachable, wants
from tuntas.reports.states import Channel, State, Verb
from tuntas.sla.calendars import is_open
from tuntas.sla.clocks import Kind

SECOND_REFUSAL = 2
"""From the second "belum selesai" on, head and coordinator hear of it (T23)."""


@dataclass(frozen=True)
class News:
    """An event, its report as it stands, and the moment at which seats are looked up."""

    event: Event
    report: Report
    at: datetime


@dataclass(frozen=True)
class Recipient:
    """One person: a member of staff, or (without `user`) the reporter of `report`."""

    report: Report
    user: User | None = None
    urgent: bool = field(default=False, compare=False)
    """On call: the mail leaves at once, whatever the person chose for other days."""


Recipients = Callable[[News], Iterable[Recipient]]


def recipients_of(event: Event, at: datetime) -> list[Recipient]:
    """Everybody who is told of the event, once each. The event's report must be loaded."""
    if event.verb == Verb.SUBMIT and event.channel == Channel.IMPORT:
        # Thousands of old reports arrive at once; whoever imports them knows.
        return []
    news = News(event, event.report, at)
    named = (one for find in RECIPIENTS[Verb(event.verb)] for one in find(news))
    return [one for one in dict.fromkeys(named) if _may_hear(one, news)]


def may_still_hear(user: User, report: Report, at: datetime) -> bool:
    """Whether the officer has a seat at this moment from which the report is visible."""
    return visible_to(officer(user, at)).filter(pk=report.pk).exists()


def _may_hear(one: Recipient, news: News) -> bool:
    if one.user is not None:
        if news.report.quarantined_at is not None and news.event.actor_kind != "officer":
            # Ten thousand of them may come in an hour: the morning digest and the queue say how many there are.
            return False
        return one.user.pk != news.event.actor_id and may_still_hear(one.user, one.report, news.at)
    return not _own_act(one, news) and reachable(one.report) and wants(one.report, Verb(news.event.verb))


_ANSWERED = (Verb.SUBMIT, Verb.CHANGE_NEWS)
"""Own acts that are answered all the same: the mail is a receipt, or carries the code for a new address."""


def _own_act(one: Recipient, news: News) -> bool:
    """Whether the reporter did it."""
    return news.event.actor_kind == "reporter" and news.event.verb not in _ANSWERED and one.report.pk == news.report.pk


def on_call(news: News) -> Iterator[Recipient]:
    """Outside office hours whoever is on call in the office that must act now: unit, or coordinating institution."""
    office = news.report.unit if news.event.unit_id else news.report.agency
    if office is None or is_open(office, news.event.at):
        return
    for user in on_duty(office, news.event.at):
        yield Recipient(news.report, user, urgent=True)


def reporter(news: News) -> Iterator[Recipient]:
    """The person who reported, and those whose reports were merged into this one."""
    yield Recipient(news.report)
    for child in Report.objects.filter(master=news.report, state=State.MERGED):
        yield Recipient(child)


def asker(news: News) -> Iterator[Recipient]:
    """The reporter who asked for news at a new address, which gets a code."""
    if news.event.facts["what"] == Change.ASKED:
        yield Recipient(news.report)


def liaisons(news: News) -> Iterator[Recipient]:
    """The liaison officers of the unit in charge after the event."""
    return _officers(news, Role.LIAISON, Q(institution=news.event.unit_id))


def heads(news: News) -> Iterator[Recipient]:
    """The heads of the unit in charge after the event."""
    return _officers(news, Role.HEAD, Q(institution=news.event.unit_id))


def coordinators(news: News) -> Iterator[Recipient]:
    """The admins of the institution that coordinates after the event."""
    return _officers(news, Role.AGENCY_ADMIN, Q(institution=news.event.agency_id))


def handlers(news: News) -> Iterator[Recipient]:
    """The liaison officers once a unit is in charge, before that the coordinators."""
    return liaisons(news) if news.event.unit_id else coordinators(news)


def secretary(news: News) -> Iterator[Recipient]:
    """The Sekda of the government that coordinates."""
    return _officers(news, Role.SECRETARY, _of_government(news.report.agency.government_id_or_self))


def overseers(news: News) -> Iterator[Recipient]:
    """The Ombudsman's people; the sieve leaves those whose mandate and the case's stage allow it."""
    return _officers(news, Role.OMBUDSMAN, Q())


def assignee(news: News) -> Iterator[Recipient]:
    """The officer who was named."""
    for user in User.objects.filter(pk__in=[news.event.facts["whom"]]):
        yield Recipient(news.report, user)


def mentioned(news: News) -> Iterator[Recipient]:
    """The colleagues whom this note names."""
    named = news.report.mentions.filter(seq=news.event.seq).select_related("user").order_by("user__email")
    for mention in named:
        yield Recipient(news.report, mention.user)


def asked_overseers(news: News) -> Iterator[Recipient]:
    """The Ombudsman's people, when the reporter takes the case there."""
    return overseers(news) if news.event.facts.get("stage") else iter(())


def overseen(news: News) -> Iterator[Recipient]:
    """Of a step at the Ombudsman the reporter and the office hear; of the office's answer the Ombudsman's people."""
    if not news.event.facts.get("stage"):
        return
    for find in (overseers,) if news.event.facts.get("answer") else (reporter, heads, coordinators):
        yield from find(news)


def copied(news: News) -> Iterator[Recipient]:
    """Liaison officers and heads of institutions that were sent a copy (tembusan) with this event."""
    offices = news.report.copies.filter(at=news.event.at).values("institution")
    for role in (Role.LIAISON, Role.HEAD):
        yield from _officers(news, role, Q(institution__in=offices))


def subtask_unit(news: News) -> Iterator[Recipient]:
    """The liaison officers of the unit that was given a part of the work."""
    return _officers(news, Role.LIAISON, Q(institution=news.event.facts["unit"]))


def after_second_refusal(news: News) -> Iterator[Recipient]:
    """Head and coordinator, when the reporter says "belum selesai" again."""
    if news.report.refusals >= SECOND_REFUSAL:
        yield from heads(news)
        yield from coordinators(news)


def by_ladder(news: News) -> Iterator[Recipient]:
    """Reminders, lapses and escalations, by clock, share of the time and level (domain 8.5)."""
    facts = news.event.facts
    for find in _rung(facts["clock"], facts["percent"], facts.get("level", 0)):
        yield from find(news)


def _rung(clock: str, percent: int, level: int) -> tuple[Recipients, ...]:
    if level >= 4:
        return (reporter, heads, coordinators, secretary, overseers)
    if level >= 2:
        return (heads, coordinators, secretary)
    if percent < 100:
        return _REMINDED.get((clock, percent), _REMINDED_OTHERWISE.get(clock, ()))
    return _LAPSED.get(clock, (liaisons, heads, coordinators))


_REMINDED: dict[tuple[str, int], tuple[Recipients, ...]] = {
    (Kind.RESPONSE, 80): (liaisons, coordinators),
    (Kind.SETTLEMENT, 80): (liaisons, coordinators),
}
_REMINDED_OTHERWISE: dict[str, tuple[Recipients, ...]] = {
    Kind.RESPONSE: (liaisons,),
    Kind.SETTLEMENT: (liaisons,),
    Kind.REPLY: (liaisons,),
    Kind.VERIFICATION: (coordinators,),
    Kind.COMPLETION: (reporter,),
    Kind.AUTO_CLOSE: (reporter,),
}
_LAPSED: dict[str, tuple[Recipients, ...]] = {
    Kind.VERIFICATION: (coordinators,),
    Kind.ACCEPTANCE: (liaisons,),
    Kind.OMBUDSMAN: (reporter,),
}

RECIPIENTS: dict[Verb, tuple[Recipients, ...]] = {
    Verb.SUBMIT: (reporter, on_call, coordinators),
    Verb.ASK_COMPLETION: (reporter,),
    Verb.COMPLETE: (coordinators,),
    Verb.LAPSE_COMPLETION: (reporter,),
    Verb.PROPOSE_ARCHIVE: (coordinators,),
    Verb.ARCHIVE: (reporter,),
    Verb.MERGE: (reporter,),
    Verb.JOIN: (),
    Verb.REFER: (reporter,),
    Verb.DISPATCH_INSTITUTION: (reporter, on_call, coordinators),
    Verb.DISPATCH_UNIT: (reporter, on_call, liaisons, heads, copied),
    Verb.RETURN: (reporter, coordinators),
    Verb.REDISPATCH_INSTITUTION: (reporter, on_call, coordinators),
    Verb.REDISPATCH_UNIT: (reporter, on_call, liaisons, heads),
    Verb.ACKNOWLEDGE: (reporter,),
    Verb.RESPOND: (reporter,),
    Verb.PROPOSE_FOLLOW_UP: (heads,),
    Verb.APPROVE: (reporter, liaisons),
    Verb.APPROVE_PROMISE: (reporter, liaisons),
    Verb.SEND_BACK: (liaisons,),
    Verb.REQUEST_HOLD: (coordinators,),
    Verb.HOLD: (reporter, liaisons),
    Verb.REFUSE_HOLD: (liaisons,),
    Verb.RESUME: (reporter, liaisons),
    Verb.ASK_REPORTER: (reporter,),
    Verb.ANSWER_QUESTION: (liaisons,),
    Verb.LAPSE_QUESTION: (reporter, liaisons),
    Verb.FOLLOW_UP: (reporter,),
    Verb.PROMISE: (reporter,),
    Verb.KEEP_PROMISE: (reporter,),
    Verb.BREAK_PROMISE: (reporter, liaisons, heads, coordinators),
    Verb.REPLY: (liaisons,),
    Verb.ANSWER_REPLY: (reporter,),
    Verb.CONFIRM: (liaisons,),
    Verb.DISPUTE: (reporter, liaisons, after_second_refusal),
    Verb.CLOSE_SILENT: (reporter, liaisons),
    Verb.CLOSE_BY_COORDINATOR: (reporter, liaisons),
    Verb.REOPEN: (reporter, liaisons, heads, coordinators),
    Verb.APPEAL: (coordinators,),
    Verb.ACCEPT_APPEAL: (reporter, coordinators),
    Verb.REJECT_APPEAL: (reporter,),
    Verb.REVIVE: (coordinators,),
    Verb.SPLIT: (reporter, coordinators),
    Verb.WITHDRAW: (liaisons, coordinators),
    Verb.CONTINUE_WITHDRAWN: (reporter, coordinators),
    Verb.RECLASSIFY: (reporter, handlers),
    Verb.PUBLISH: (reporter,),
    Verb.HIDE: (reporter,),
    Verb.FLAG: (coordinators,),
    Verb.DISMISS_FLAG: (),
    Verb.RELEASE: (),
    Verb.ASK_PUBLISH: (coordinators,),
    Verb.ASK_HIDE: (coordinators,),
    Verb.ADD: (handlers, asked_overseers),
    Verb.NOTE: (mentioned, overseen),
    Verb.ASSIGN: (assignee,),
    Verb.COPY: (copied,),
    Verb.ADD_SUBTASK: (subtask_unit,),
    Verb.FINISH_SUBTASK: (liaisons,),
    Verb.RATE: (liaisons,),
    Verb.REVEAL: (coordinators,),
    Verb.TAG: (),
    Verb.NUDGE: (handlers,),
    Verb.CHANGE_NEWS: (asker,),
    Verb.ERASE: (reporter,),
    Verb.ERASE_AGAIN: (),
    Verb.FORBID_ERASURE: (),
    Verb.ALLOW_ERASURE: (),
    Verb.INVOKE_RIGHT: (coordinators,),
    Verb.DECIDE_RIGHT: (reporter,),
    Verb.CORRECT_CONTACT: (),
    Verb.LAPSE: (by_ladder,),
    Verb.ESCALATE: (by_ladder,),
    Verb.REMIND: (by_ladder,),
    Verb.RECOMPUTE: (reporter, handlers),
}
"""For every verb, who hears of it. An internal note is read at the desk: only those named in it hear of it."""


def _officers(news: News, role: Role, where: Q) -> Iterator[Recipient]:
    """Holders of a role and their substitutes. In a supervision case every role is the Inspektorat's."""
    if news.report.is_supervision:
        role, where = Role.INSPECTOR, _of_government(news.report.agency.government_id_or_self)
    for user in _in_office(role, where, news.at):
        yield Recipient(news.report, user)


def _in_office(role: Role, where: Q, at: datetime) -> QuerySet[User]:
    active = Q(active_from__lte=at) & (Q(active_until__isnull=True) | Q(active_until__gt=at))
    seats = Membership.objects.filter(active, where, role=role)
    stands_in = Delegation.objects.filter(substitute=OuterRef("pk"), membership__in=seats, starts__lte=at, ends__gt=at)
    return User.objects.filter(Exists(seats.filter(user=OuterRef("pk"))) | Exists(stands_in), is_active=True).order_by(
        "email"
    )


def _of_government(government: UUID) -> Q:
    offices = Institution.objects.filter(Q(pk=government) | Q(government=government)).values("pk")
    return Q(institution__in=offices)
