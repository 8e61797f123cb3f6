"""What the clocks themselves do to a report: remind, note a lapse, escalate, compute anew."""

from datetime import datetime

from tuntas.accounts.actors import Actor
from tuntas.kernel.refusals import WrongState

from ..clocks import Board
from ..facts import Recomputed, Struck
from ..models import Clock, Report
from ..states import OmbudsmanStatus, Verb
from ..workflow import moving

LEVELS = {50: 0, 80: 0, 90: 0, 100: 1, 150: 2, 200: 3}
"""Share of the time (percent) -> level of escalation (domain 8.5)."""


def strike(clock: Clock, *, share: int, level: int, note: str = "", by: Actor, at: datetime) -> None:
    """A running clock reaches a share of its time: reminder, lapse or escalation (T30).

    Raises WrongState when another worker took this stroke first; then nothing is stored.
    """
    with moving(clock.report, _verb(share, level), by=by, at=at) as move:
        taken = Clock.objects.filter(pk=clock.pk, strike_at=clock.strike_at, struck=clock.struck)
        if not taken.exists():
            raise WrongState()
        move.board.strike(clock)
        move.facts = Struck(clock.kind, share, level, note)
        move.report.escalation = max(move.report.escalation, level)
        if level >= 4 and move.report.ombudsman == OmbudsmanStatus.NONE:
            move.report.ombudsman = OmbudsmanStatus.ELIGIBLE


def _verb(share: int, level: int) -> Verb:
    if share < 100:
        return Verb.REMIND
    return Verb.LAPSE if level <= 1 else Verb.ESCALATE


def recompute(report: Report, *, because: str, by: Actor, at: datetime) -> bool:
    """After a decree or a new calendar year: compute running deadlines anew; leaves an event when one moved."""
    running = list(report.clocks.filter(stopped_at__isnull=True))
    if not _moved(Board(report, at, ""), running):
        return False
    with moving(report, Verb.RECOMPUTE, by=by, at=at) as move:
        move.facts = Recomputed(because, _moved(move.board, running))
    return True


def moves_of(report: Report, at: datetime) -> tuple[tuple[str, str, str], ...]:
    """What `recompute` would move now: kind, instant before, instant after. Stores nothing."""
    return _moved(Board(report, at, ""), list(report.clocks.filter(stopped_at__isnull=True)))


def _moved(board: Board, clocks: list[Clock]) -> tuple[tuple[str, str, str], ...]:
    moves = ((clock.kind, board.recompute(clock)) for clock in clocks)
    return tuple((kind, *move) for kind, move in moves if move is not None)
