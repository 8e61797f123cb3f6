"""Ending a report and undoing an ending, for the actions that do either."""

from ..moves import Move
from ..states import Ending


def end(move: Move, ending: Ending) -> None:
    """Note how it ended; silence and confirmation are different endings for good.

    What ends without a follow-up says how long it had waited for one: so it is not forgotten when waits are measured.
    """
    dispatched = move.report.dispatched_at
    if dispatched is not None and move.report.followed_up_at is None:
        move.days = move.days_since(dispatched)
    move.report.ending, move.report.ended_at = ending.value, move.at
    move.ending = ending.value


def undo_ending(move: Move) -> None:
    """Note which ending is undone, so that figures can take it back."""
    move.ending = move.report.ending
    move.report.ending, move.report.ended_at = "", None
