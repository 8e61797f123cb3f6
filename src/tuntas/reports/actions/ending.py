"""Ending a report and undoing an ending, for the actions that do either."""

from ..moves import Move
from ..states import Ending


def end(move: Move, ending: Ending) -> None:
    """Note how it ended; silence and confirmation are different endings for good."""
    move.report.ending, move.report.ended_at = ending.value, move.at
    move.ending = ending.value


def undo_ending(move: Move) -> None:
    """Note which ending is undone, so that figures can take it back."""
    move.ending = move.report.ending
    move.report.ending, move.report.ended_at = "", None
