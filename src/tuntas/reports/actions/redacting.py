"""What an officer releases to everybody: a text in which nothing personal is left unsaid, and covered pictures."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Invalid
from tuntas.kernel.texts import optional
from tuntas.media.covers import MOST_BOXES, Box
from tuntas.media.store import put_covered, remove_covered
from tuntas.redaction.finder import find
from tuntas.redaction.findings import Finding, Kind

from ..models import Attachment, Report

REASON_LIMIT = 300


class PersonalDataLeft(Invalid):
    """The text for the public still shows what looks like personal data, and nobody said why it may."""

    code = "personal_data_left"
    status = 422


def findings_in(title: str, body: str) -> list[Finding]:
    """What looks like personal data in a text for the public, each words once."""
    found = {finding.key: finding for text in (title, body) for finding in find(text)}
    return list(found.values())


def left_to_read(title: str, body: str, kept: Mapping[str, str]) -> list[tuple[Finding, str]]:
    """The findings that stay on purpose with their reasons. `kept`: key of the finding -> reason.

    Raises PersonalDataLeft for any that is neither covered nor explained.
    """
    left = [
        (finding, optional(kept.get(finding.key, ""), field="kept", limit=REASON_LIMIT))
        for finding in findings_in(title, body)
    ]
    unsaid = [finding.text for finding, reason in left if not reason]
    if unsaid:
        sentence = _(
            "Teks ini masih memuat yang tampak seperti data pribadi: {found}. Samarkan, atau tuliskan alasan mengapa "
            "boleh terbaca."
        )
        raise PersonalDataLeft(sentence, field="body", found=", ".join(unsaid[:3]))
    return left


def reasons_as_note(left: Sequence[tuple[Finding, str]]) -> str:
    """What is kept about the findings that stay: an internal note, which can be erased."""
    lines = (f"{Kind(finding.kind).label}: {finding.text} - {reason}" for finding, reason in left)
    return "\n".join([str(_("Sengaja dibiarkan terbaca:")), *lines])


@contextmanager
def released(report: Report, files: Sequence[str], covers: Mapping[str, Sequence[Box]]) -> Iterator[list[Attachment]]:
    """The pictures of `files`, each with its boxes burnt into the copy for the public; nothing is stored yet.

    Should what follows fail, the new copies are erased again; copies that are replaced go once that is stored.
    """
    rows = list(report.attachments.filter(name__in=files, internal=False).exclude(kind="PDF").order_by("seq", "pk"))
    with ExitStack() as undo:
        for row in rows:
            _cover(row, covers.get(row.name, ()), undo)
        yield rows
        undo.pop_all()


def _cover(row: Attachment, boxes: Sequence[Box], undo: ExitStack) -> None:
    if len(boxes) > MOST_BOXES:
        raise Invalid(_("Paling banyak {most} kotak untuk satu foto."), field="pictures", most=MOST_BOXES)
    numbers = [box.numbers for box in boxes]
    if row.public_name and row.covers == numbers:
        return
    if row.public_name not in ("", row.name):
        transaction.on_commit(partial(remove_covered, row.public_name))
    row.covers, row.public_name = numbers, row.name
    if boxes:
        row.public_name = put_covered(row.name, boxes)
        undo.callback(remove_covered, row.public_name)
