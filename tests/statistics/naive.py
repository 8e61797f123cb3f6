"""The figures once more, in plain Python over single events: slow and written without looking at the other."""

import math
from collections import Counter

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
