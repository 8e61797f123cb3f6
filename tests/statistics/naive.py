"""The figures once more, in plain Python over single events: slow and written without looking at the other."""

import math
from collections import Counter
from itertools import pairwise

from tuntas.reports.models import Event

CLOSES = (
    "CONFIRM",
    "CLOSE_SILENT",
    "CLOSE_BY_COORDINATOR",
    "WITHDRAW",
    "LAPSE_COMPLETION",
    "ARCHIVE",
    "REFER",
    "MERGE",
    "JOIN",
)
OPENS = ("REOPEN", "ACCEPT_APPEAL", "REVIVE", "SPLIT", "CONTINUE_WITHDRAWN")


def middle(values: list[int], share: float) -> int | None:
    """Nearest rank over the sorted list."""
    return sorted(values)[math.ceil(len(values) * share) - 1] if values else None


def recount(**where: object) -> dict[str, object]:
    """Received, answered, acted, endings and times over the events that fit."""
    answers, actions, endings, seen = [], [], Counter(), Counter()
    for event in Event.objects.filter(**where):
        seen[event.verb] += 1
        if event.verb == "RESPOND" and event.days is not None:
            answers.append(event)
        if event.verb in ("FOLLOW_UP", "APPROVE", "KEEP_PROMISE") and event.days is not None:
            actions.append(event)
        if event.ending and event.verb in CLOSES + OPENS:
            endings[event.ending] += 1 if event.verb in CLOSES else -1
    return {
        "received": seen["SUBMIT"],
        "dispatched": seen["DISPATCH_UNIT"] + seen["REDISPATCH_UNIT"],
        "acknowledged": seen["ACKNOWLEDGE"],
        "response": _times([e.days for e in answers]),
        "unit_response": _times([e.unit_days for e in answers]),
        "response_kept": _kept(answers),
        "follow_up": _times([e.days for e in actions]),
        "unit_follow_up": _times([e.unit_days for e in actions]),
        "follow_up_kept": _kept(actions),
        "endings": {name: n for name, n in endings.items() if n},
        "disputed": seen["DISPUTE"],
        "reopened": seen["REOPEN"],
        "returned": seen["RETURN"],
        "promised": seen["PROMISE"] + seen["APPROVE_PROMISE"],
        "broken": seen["BREAK_PROMISE"],
    }


def still_open() -> set:
    """Reports whose last event leaves them in a state that is not an end."""
    ends = {"CLOSED", "ARCHIVED", "MERGED", "WITHDRAWN", "REFERRED"}
    last = {event.report_id: event.target for event in Event.objects.order_by("seq")}
    return {report for report, target in last.items() if target not in ends}


def _times(days: list[int]) -> tuple:
    mean = round(sum(days) / len(days), 9) if days else None
    return len(days), mean, middle(days, 0.5), middle(days, 0.9)


def _kept(events: list) -> tuple[int, int]:
    judged = [e for e in events if e.on_time is not None]
    return sum(1 for e in judged if e.on_time), len(judged)


def by_life(**where: object) -> dict[str, object]:
    """What only a report's whole life tells, once more: report by report, in plain lists."""
    found: dict[str, object] = {
        name: []
        for name in ("verified", "promises", "ratings", "other_ratings", "bounces", "archived", "sent", "charged")
    } | {"stages": {}, "minutes": [], "left": [], "open": [], "unanswered": []}
    for report in Event.objects.filter(**where).values_list("report_id", flat=True).distinct():
        _one_life(list(Event.objects.filter(report_id=report).order_by("seq")), found)
    return found


def _one_life(events: list, found: dict) -> None:
    first_sent = next((e for e in events if e.verb in _SENT), None)
    for before, event in zip([None, *events], events, strict=False):
        if event.verb in ("DISPATCH_INSTITUTION", "DISPATCH_UNIT", "ARCHIVE", "REFER", "MERGE"):
            _judge(event, "VERIFICATION", found["verified"])
        if event.verb == "KEEP_PROMISE":
            _judge(event, "PROMISE", found["promises"])
        if event.verb == "BREAK_PROMISE":
            found["promises"].append(False)
        if event.verb in _SENT:
            found["sent"].append(before.agency_id)
        if event.verb == "RETURN":
            found["charged"].append(event.facts["charged_to"])
        if event.verb == "RESPOND" and event.days is not None:
            found["minutes"].append(int((event.at - first_sent.at).total_seconds() // 60))
    if first_sent:
        found["bounces"].append(sum(1 for e in events if e.verb == "RETURN"))
    _last_word(events, found)
    _stays(events, found["stages"])
    _still_waiting(events, first_sent, found)


_SENT = ("DISPATCH_INSTITUTION", "DISPATCH_UNIT", "REDISPATCH_INSTITUTION", "REDISPATCH_UNIT")


def _judge(event: Event, clock: str, judged: list) -> None:
    for kind, effect, due in event.facts["clocks"]:
        if (kind, effect) == (clock, "stop") and due:
            judged.append(event.at.isoformat() <= due)


def _last_word(events: list, found: dict) -> None:
    """The rating and the archiving that stand: those after the last event that brought the report back."""
    back = max((e.seq for e in events if e.verb in OPENS), default=0)
    for event in events:
        if event.seq < back:
            continue
        if event.verb == "ARCHIVE":
            found["archived"].append(event.facts["reason"])
        if event.verb in ("CONFIRM", "RATE") and "rating" in event.facts:
            own = event.facts["ending"] == "CONFIRMED"
            found["ratings" if own else "other_ratings"].append(event.facts["rating"])
        answered = any(e.verb == "RESPOND" and e.seq < event.seq for e in events)
        if event.verb in CLOSES and event.days is not None and not answered:
            found["left"].append(event.days)


def _stays(events: list, stages: dict) -> None:
    moves = [e for e in events if e.source != e.target]
    for entered, left in pairwise(moves):
        assert entered.target == left.source
        stages.setdefault(left.source, []).append(int((left.at - entered.at).total_seconds() // 60))


def _still_waiting(events: list, first_sent: Event | None, found: dict) -> None:
    if events[-1].target in ("CLOSED", "ARCHIVED", "MERGED", "WITHDRAWN", "REFERRED"):
        return
    found["open"].append(events[0].local_date)
    if first_sent and not any(e.verb == "RESPOND" for e in events):
        found["unanswered"].append(first_sent.local_date)
