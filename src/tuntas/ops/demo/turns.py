"""What will happen to one report of the demonstration: chosen by weight before its life begins."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from tuntas.reports.states import State

from .stories import Told

RESPONSE_DAYS = {
    2024: {0: 9, 1: 31, 2: 30, 3: 16, 4: 7, 5: 3, 6: 2, 8: 1, 11: 1},
    2025: {0: 37, 1: 43, 2: 12, 3: 5, 4: 1, 5: 1, 7: 1},
}
"""Working days to the first response, by weight: the second year is quicker than the first."""

SETTLEMENT_DAYS = {
    "COMPLAINT": {1: 13, 2: 21, 3: 20, 4: 15, 5: 10, 6: 7, 8: 5, 10: 4, 13: 2, 18: 2, 24: 1},
    "INFORMATION": {0: 30, 1: 40, 2: 20, 4: 7, 7: 3},
    "ASPIRATION": {1: 30, 2: 35, 3: 20, 5: 10, 9: 5},
    "SUPERVISION": {12: 20, 18: 30, 25: 25, 33: 15, 44: 7, 63: 3},
}
"""Working days from the first response to the follow-up."""

VERIFICATION_DAYS = {0: 52, 1: 36, 2: 12}
CHANNELS = {"WEB": 78, "COUNTER": 8, "PHONE": 6, "SOCIAL": 5, "LETTER": 3}
RATINGS = {5: 40, 4: 38, 3: 15, 2: 5, 1: 2}


@dataclass
class Turns:
    """The turns of one life. `halt` is a state in which a report of these weeks stays for now."""

    verification: int
    response: int
    settlement: int
    asked: str = ""
    withdrawn: bool = False
    referred: bool = False
    archived: bool = False
    returned: bool = False
    acknowledged: bool = False
    hold: bool = False
    draft_sent_back: bool = False
    broken: bool = False
    disputed: bool = False
    replied: bool = False
    confirmed: bool = False
    reopened: bool = False
    published: bool = False
    extras: frozenset[str] = field(default_factory=frozenset)
    halt: State | None = None


def choose(random: Random, told: Told, first: date) -> Turns:
    """Draw the turns for a report received on that day."""
    year = min(max(first.year, 2024), 2025)
    turns = Turns(
        verification=drawn(random, VERIFICATION_DAYS),
        response=drawn(random, RESPONSE_DAYS[year]),
        settlement=drawn(random, SETTLEMENT_DAYS[told.klass]),
        asked=_asked(random, told),
        archived=bool(told.archive_reason_text),
        acknowledged=random.random() < (0.14 if year == 2024 else 0.05),
        extras=_extras(random),
    )
    _draw_rare(random, told, turns)
    _draw_end(random, told, turns)
    return turns


def drawn(random: Random, weights: dict[int, int]) -> int:
    """One of the keys, by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def _asked(random: Random, told: Told) -> str:
    """Who asks the reporter back: the verifier, who may wait in vain, or the unit."""
    chance = random.random()
    if told.question and chance < 0.5:
        return "verifier" if chance < 0.2 else "unit"
    return {0: "verifier", 1: "in vain", 2: "unit", 3: "unit in vain"}.get(int(chance * 100) - 50, "")


def _extras(random: Random) -> frozenset[str]:
    kinds = {"assign": 0.08, "copy": 0.04, "note": 0.05, "subtask": 0.02, "add": 0.04, "reveal": 0.01}
    return frozenset(kind for kind, chance in kinds.items() if random.random() < chance)


def _draw_rare(random: Random, told: Told, turns: Turns) -> None:
    closed_room = told.klass == "SUPERVISION"
    turns.withdrawn = random.random() < 0.025
    turns.referred = not closed_room and random.random() < 0.015
    turns.returned = not closed_room and random.random() < (0.5 if told.return_reason else 0.025)
    turns.hold = random.random() < 0.03
    turns.draft_sent_back = random.random() < 0.12
    turns.broken = not told.promise_kept or random.random() < 0.3
    turns.published = told.content == "PUBLIC" and not closed_room and random.random() < 0.62


def _draw_end(random: Random, told: Told, turns: Turns) -> None:
    turns.disputed = random.random() < (0.3 if told.dispute else 0.015)
    turns.replied = random.random() < 0.06
    turns.confirmed = random.random() < (0.68 if told.confirm else 0.4)
    turns.reopened = random.random() < 0.02
