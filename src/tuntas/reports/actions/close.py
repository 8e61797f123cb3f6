"""How it ends: confirmed by the person, by silence, by the coordinator; disputed, reopened, rated."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor, Reporter
from tuntas.kernel.refusals import Invalid
from tuntas.kernel.texts import optional, required
from tuntas.media.store import Stored

from ..facts import Ended
from ..models import MessageKind, Report
from ..moves import Move
from ..states import Ending, Verb
from ..workflow import moving
from .ending import end, undo_ending


def confirm(report: Report, *, rating: int | None = None, words: str = "", by: Actor, at: datetime) -> Report:
    """The person says it is fixed: nobody else can (T20)."""
    _check_rating(rating)
    with moving(report, Verb.CONFIRM, by=by, at=at) as move:
        end(move, Ending.CONFIRMED)
        move.report.disputed = False
        move.facts = Ended(Ending.CONFIRMED.value, rating)
        move.report.rating = rating
        _say_if(move, MessageKind.RATING, words)
    return report


def dispute(report: Report, *, reason: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """ "Belum selesai": back to work with the time that was left, at least three working days (T23)."""
    with moving(report, Verb.DISPUTE, by=by, at=at, reason="menunggu tanggapan pelapor") as move:
        # Once the person has said no, silence is no yes to the next follow-up: only a word ends it.
        move.report.disputed = move.report.disputed or isinstance(by, Reporter)
        move.report.refusals += 1
        move.report.proof_present = False
        move.say(MessageKind.DISPUTE, required(reason, field="reason"))
        move.attach(files)
    return report


def close_silent(report: Report, *, by: Actor, at: datetime) -> Report:
    """Ten working days without a word: closed, and counted as silence, never as fixed (T21)."""
    return _close(report, Verb.CLOSE_SILENT, Ending.SILENT, "", by, at)


def close_by_coordinator(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """The coordinator closes with a reason that the reporter reads (T22)."""
    return _close(report, Verb.CLOSE_BY_COORDINATOR, Ending.COORDINATOR, required(reason, field="reason"), by, at)


def _close(report: Report, verb: Verb, ending: Ending, reason: str, by: Actor, at: datetime) -> Report:
    with moving(report, verb, by=by, at=at) as move:
        end(move, ending)
        move.facts = Ended(ending.value)
        _say_if(move, MessageKind.EXPLANATION, reason)
    return report


def reopen(report: Report, *, reason: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """Not fixed after all: the reporter within 30 days, once; coordinator or Ombudsman at any time (T24)."""
    with moving(report, Verb.REOPEN, by=by, at=at) as move:
        move.facts = Ended(move.report.ending)
        undo_ending(move)
        move.report.rating = None
        if isinstance(by, Reporter):
            move.report.reopened_by_reporter += 1
        move.say(MessageKind.DISPUTE, required(reason, field="reason"))
        move.attach(files)
    return report


def rate(report: Report, *, rating: int, words: str = "", by: Actor, at: datetime) -> Report:
    """The reporter rates a closed report, 1 to 5."""
    _check_rating(rating)
    with moving(report, Verb.RATE, by=by, at=at) as move:
        move.report.rating = rating
        move.facts = Ended(move.report.ending, rating)
        _say_if(move, MessageKind.RATING, words)
    return report


def _check_rating(rating: int | None) -> None:
    if rating is not None and not 1 <= rating <= 5:
        raise Invalid(_("Nilai dari 1 (sangat kecewa) sampai 5 (sangat puas)."), field="rating")


def _say_if(move: Move, kind: MessageKind, words: str) -> None:
    text = optional(words, field="words")
    if text:
        move.say(kind, text)
