"""Verification: complete or not, of which class, public or not, archived only with a reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tuntas.accounts.actors import Actor, Officer
from tuntas.kernel.texts import TITLE_LIMIT, required
from tuntas.media.covers import Box
from tuntas.media.store import Stored

from ..chain import digest, new_salt
from ..facts import Asked, Ended, Facts, Merged, Published, Reasoned, Reclassified
from ..models import MessageKind, Report
from ..states import (
    ArchiveReason,
    Classification,
    ContentMode,
    Ending,
    IdentityMode,
    MissingItem,
    ReferralTarget,
    State,
    Verb,
)
from ..workflow import moving
from .ending import end, undo_ending
from .redacting import left_to_read, reasons_as_note, released


def ask_completion(report: Report, *, missing: Sequence[MissingItem], message: str, by: Actor, at: datetime) -> Report:
    """Ask the reporter for what is missing; verification waits meanwhile (T2)."""
    with moving(report, Verb.ASK_COMPLETION, by=by, at=at, reason="menunggu kelengkapan dari pelapor") as move:
        move.report.questions_asked += 1
        move.report.question_from = State.RECEIVED
        move.facts = Asked(tuple(item.value for item in missing), move.report.questions_asked)
        move.say(MessageKind.QUESTION, required(message, field="message"))
    return report


def complete(report: Report, *, body: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """The reporter adds what was missing: from now the file is complete (T3)."""
    with moving(report, Verb.COMPLETE, by=by, at=at) as move:
        move.report.question_from = ""
        move.report.complete_at = at
        move.say(MessageKind.ANSWER, required(body, field="body"))
        move.attach(files)
    return report


def lapse_completion(report: Report, *, by: Actor, at: datetime) -> Report:
    """Nobody completed the file in time: it counts as withdrawn, and can be revived (T4)."""
    with moving(report, Verb.LAPSE_COMPLETION, by=by, at=at) as move:
        move.report.question_from = ""
        end(move, Ending.WITHDRAWN)
    return report


def archive(report: Report, *, reason: ArchiveReason, explanation: str, by: Actor, at: datetime) -> Report:
    """Archive with a reason from the closed list and an explanation to the reporter, who may appeal (T5).

    A case of supervision needs two persons: the first call only proposes, a second person's call decides.
    """
    text = required(explanation, field="explanation")
    if report.is_supervision and report.archive_by is None:
        return _propose_archive(report, reason, text, by, at)
    with moving(report, Verb.ARCHIVE, by=by, at=at) as move:
        end(move, Ending.ARCHIVED)
        move.facts = Reasoned(reason.value)
        move.say(MessageKind.EXPLANATION, text)
        move.report.archive_reason = reason.value
        move.report.archive_by = by.user_id if isinstance(by, Officer) else None
        move.report.appealed_at = move.report.appeal_decided_at = None
    return report


def _propose_archive(report: Report, reason: ArchiveReason, text: str, by: Actor, at: datetime) -> Report:
    with moving(report, Verb.PROPOSE_ARCHIVE, by=by, at=at) as move:
        move.report.archive_by = by.user_id if isinstance(by, Officer) else None
        move.report.archive_reason = reason.value
        move.facts = Reasoned(reason.value)
        move.say(MessageKind.NOTE, text, internal=True)
    return report


def appeal(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """The reporter objects to archiving (T26)."""
    with moving(report, Verb.APPEAL, by=by, at=at) as move:
        move.report.appealed_at = at
        move.say(MessageKind.REPLY, required(reason, field="reason"))
    return report


def accept_appeal(report: Report, *, explanation: str, by: Actor, at: datetime) -> Report:
    """Another officer accepts the objection: back to verification (T26)."""
    with moving(report, Verb.ACCEPT_APPEAL, by=by, at=at) as move:
        move.report.appeal_decided_at = at
        # A next archiving of a case of supervision needs two persons again.
        move.report.archive_by = None
        undo_ending(move)
        move.say(MessageKind.EXPLANATION, required(explanation, field="explanation"))
    return report


def reject_appeal(report: Report, *, explanation: str, by: Actor, at: datetime) -> Report:
    """Another officer rejects the objection, with reasons (T26)."""
    with moving(report, Verb.REJECT_APPEAL, by=by, at=at) as move:
        move.report.appeal_decided_at = at
        move.say(MessageKind.EXPLANATION, required(explanation, field="explanation"))
    return report


def merge(report: Report, *, into: Report, by: Actor, at: datetime) -> Report:
    """Join a report to a master about the same thing; it keeps its receipt date and its notices (T6)."""
    with moving(report, Verb.MERGE, by=by, at=at) as move:
        move.report.master = Report.objects.get(pk=into.pk)
        move.facts = Merged(into.pk)
        end(move, Ending.MERGED)
    return report


def split(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """Take a merged report out again: own clocks from now on (T27)."""
    with moving(report, Verb.SPLIT, by=by, at=at) as move:
        move.report.master = None
        undo_ending(move)
        move.say(MessageKind.EXPLANATION, required(reason, field="reason"))
    return report


def refer(report: Report, *, target: ReferralTarget, ground: str, by: Actor, at: datetime) -> Report:
    """Hand over to a channel outside, naming the legal ground (T7)."""
    with moving(report, Verb.REFER, by=by, at=at) as move:
        move.report.referral_target = target.value
        end(move, Ending.REFERRED)
        move.facts = Reasoned(target.value)
        move.say(MessageKind.EXPLANATION, required(ground, field="ground"))
    return report


def reclassify(report: Report, *, to: Classification, reason: str, by: Actor, at: datetime) -> Report:
    """Change the class; the settlement deadline is counted anew from the original receipt (T29).

    A case of supervision moves into the Inspektorat's closed room: secret, never published.
    """
    with moving(report, Verb.RECLASSIFY, by=by, at=at) as move:
        move.facts = Reclassified(move.report.classification, to.value)
        move.report.classification = to.value
        if to == Classification.SUPERVISION:
            _close_the_room(move.report)
        move.say(MessageKind.NOTE, required(reason, field="reason"), internal=True)
    return report


def _close_the_room(report: Report) -> None:
    report.content = ContentMode.SECRET
    report.published_at = None
    if report.identity == IdentityMode.OPEN:
        report.identity = IdentityMode.SEALED
    report.contact_keys.all().delete()


def publish(
    report: Report,
    *,
    title: str,
    body: str,
    kept: Mapping[str, str] | None = None,
    files: Sequence[str] = (),
    covers: Mapping[str, Sequence[Box]] | None = None,
    by: Actor,
    at: datetime,
) -> Report:
    """Publish the redacted text (and the named pictures): always a person's decision, never a secret report.

    `kept`: key of a finding that may be read -> why; `covers`: name of a picture -> boxes over it.
    Raises PersonalDataLeft for a finding that is neither covered nor explained.
    """
    with released(report, files, covers or {}) as pictures, moving(report, Verb.PUBLISH, by=by, at=at) as move:
        title = move.report.public_title = required(title, field="title", limit=TITLE_LIMIT)
        body = move.report.public_body = required(body, field="body")
        left = left_to_read(title, body, kept or {})
        move.report.published_at = move.report.published_at or at
        move.facts = Published(
            digest(new_salt(), f"{title}\n{body}"),
            tuple(sorted({finding.kind.value for finding, _ in left})),
            tuple(f"{picture.public_name}:{len(picture.covers)}" for picture in pictures),
        )
        if left:
            move.say(MessageKind.NOTE, reasons_as_note(left), internal=True)
        report.attachments.update(published=False)
        for picture in pictures:
            picture.published = True
            picture.save(update_fields=["published", "covers", "public_name"])
    return report


def hide(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """Take the public text down."""
    with moving(report, Verb.HIDE, by=by, at=at) as move:
        move.report.published_at = None
        move.report.flagged_at = None
        move.say(MessageKind.NOTE, required(reason, field="reason"), internal=True)
    return report


def ask_publish(report: Report, *, by: Actor, at: datetime) -> Report:
    """The reporter asks for publication; an officer decides."""
    return _wish(report, Verb.ASK_PUBLISH, True, by, at)


def ask_hide(report: Report, *, by: Actor, at: datetime) -> Report:
    """The reporter wants the report off the public list: at once, no officer needed."""
    return _wish(report, Verb.ASK_HIDE, False, by, at)


def _wish(report: Report, verb: Verb, wish: bool, by: Actor, at: datetime) -> Report:
    with moving(report, verb, by=by, at=at) as move:
        move.report.publish_wish = wish
        move.facts = Facts()
        if not wish:
            move.report.published_at = None
    return report


def withdraw(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """The reporter takes the report back (T28)."""
    with moving(report, Verb.WITHDRAW, by=by, at=at) as move:
        end(move, Ending.WITHDRAWN)
        move.facts = Ended(Ending.WITHDRAWN.value)
        move.say(MessageKind.REPLY, required(reason, field="reason"))
    return report


def continue_withdrawn(report: Report, *, reason: str, by: Actor, at: datetime) -> Report:
    """The coordinator goes on with a withdrawn report in the public interest (T28)."""
    with moving(report, Verb.CONTINUE_WITHDRAWN, by=by, at=at) as move:
        undo_ending(move)
        move.say(MessageKind.EXPLANATION, required(reason, field="reason"))
    return report


def revive(report: Report, *, body: str, files: tuple[Stored, ...] = (), by: Actor, at: datetime) -> Report:
    """The reporter takes up a withdrawn report again (T26)."""
    with moving(report, Verb.REVIVE, by=by, at=at) as move:
        undo_ending(move)
        move.say(MessageKind.ADDITION, required(body, field="body"))
        move.attach(files)
    return report
