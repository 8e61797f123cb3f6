"""What goes when data of a report is erased: every place in the database, and the names of the files that follow.

Nothing of the event log: it holds salted digests, and with the salts gone nobody can tell what they were of.
"""

from collections.abc import Callable

from tuntas.media.images import Capture
from tuntas.media.kinds import Kind as FileKind
from tuntas.media.store import Stored

from . import identity, news
from .models import (
    Attachment,
    Batch,
    Browser,
    ContactKey,
    Filing,
    Identity,
    Message,
    NewsChoice,
    OfficerDraft,
    Report,
    Subtask,
    Words,
)
from .news import Addresses
from .states import DataKind

ERASED_TITLE = "(dihapus menurut hukum)"
"""Stands where the title stood, on every page and list."""


def remove(report: Report, kind: DataKind) -> list[str]:
    """Erase one kind of data, inside the transaction of its event, which stores the report itself; returns the names
    in the store that are to go once that is committed."""
    return _REMOVERS[kind](report)


def _contact(report: Report) -> list[str]:
    identity.forget(report)
    Browser.objects.filter(report=report).delete()
    for row in NewsChoice.objects.filter(report=report):
        news.put(row, Addresses())
        row.mails, row.asked_at = False, None
        row.save()
    return _forget_filing(report)


def _forget_filing(report: Report) -> list[str]:
    # The digest of a filing knows no salt: whoever guesses the words could tell that they were these.
    Filing.objects.filter(report=report).update(body_hash="")
    return []


def _words(report: Report) -> list[str]:
    report.title, report.text_salt = ERASED_TITLE, ""
    report.body = report.excerpt = report.place_text = report.public_title = report.public_body = ""
    report.latitude = report.longitude = report.incident_on = None
    report.published_at = report.flagged_at = None
    Message.objects.filter(report=report).update(body="", salt="")
    Subtask.objects.filter(report=report).update(task="", answer="")
    OfficerDraft.objects.filter(report=report).delete()
    _forget_notes(report)
    return _forget_filing(report)


def _forget_notes(report: Report) -> None:
    """The officer's note of work on many reports at once that is done."""
    for batch in Batch.objects.filter(rows__report=report).exclude(rows__outcome="WAITING").distinct():
        if batch.values.pop("note", ""):
            batch.save(update_fields=["values"])


def forget_index(report: Report) -> None:
    """After the report was stored: nothing of it is found by words any more, also not by those of its new title."""
    Words.objects.filter(report=report).update(text="")


def _files(report: Report) -> list[str]:
    rows = list(Attachment.objects.filter(report=report))
    names = [name for row in rows for name in _names(row)]
    Attachment.objects.filter(report=report).delete()
    return names


def _names(row: Attachment) -> list[str]:
    """Every name under which copies of this file may lie in the store."""
    stored = Stored(row.name, FileKind[row.kind], row.sha256, row.size, Capture())
    covered = [f"{row.public_name}.jpg"] if row.public_name not in ("", row.name) else []
    return [*stored.names, *covered]


_REMOVERS: dict[DataKind, Callable[[Report], list[str]]] = {
    DataKind.CONTACT: _contact,
    DataKind.WORDS: _words,
    DataKind.FILES: _files,
}

WIPED = (
    *(Report, Message, Subtask, Attachment, Identity, ContactKey),
    *(NewsChoice, Browser, OfficerDraft, Filing, Batch),
)
"""The tables out of which something goes."""
