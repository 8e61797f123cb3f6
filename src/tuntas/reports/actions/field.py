"""Photos taken in place: kept with their time, point and digest, once; later the proof of a follow-up.

The event of a photo is an internal note: until a follow-up names it, nobody outside the office sees it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuntas.accounts.actors import Actor, Officer
from tuntas.kernel.refusals import Conflict, Invalid, NotAllowed
from tuntas.media.images import Capture
from tuntas.media.store import Stored

from ..models import Attachment, MessageKind, Purpose, Report
from ..moves import Move
from ..states import Verb
from ..workflow import moving

LONGEST_KEY = 100
UNMEASURED = Capture()


class PhotoKeyReused(Conflict):
    """The key of one photo came with another."""

    sentence = gettext_lazy("Foto lain sudah diterima dengan kunci ini. Ambil foto itu sekali lagi.")


@dataclass(frozen=True)
class FieldPhoto:
    """One photo as the phone hands it over. `key` is the phone's own; `capture` what the phone measured."""

    key: str
    purpose: Purpose
    file: Stored
    capture: Capture = UNMEASURED


def add_field_photo(report: Report, photo: FieldPhoto, *, by: Actor, at: datetime) -> bool:
    """Keep a photo; False when just this one was kept already, so that its file is to be thrown away again.

    Raises Invalid without a key, PhotoKeyReused, NotAllowed.
    """
    if not isinstance(by, Officer):
        raise NotAllowed()
    hashed = _hashed(photo.key)
    try:
        with transaction.atomic():
            if _known(report, hashed, photo):
                return False
            _keep(report, hashed, photo, by, at)
    except IntegrityError:
        # The same photo came twice at the same moment; whoever was first has kept it.
        if not _known(report, hashed, photo):
            raise
        return False
    return True


def waiting_photos(report: Report) -> Sequence[Attachment]:
    """Photos from the field that prove nothing yet, in the order they came."""
    return list(report.attachments.filter(field_key__isnull=False, proves_seq__isnull=True).order_by("seq", "pk"))


def prove(move: Move, names: Sequence[str], *, internal: bool) -> list[Attachment]:
    """Let these waiting photos be the proof of the follow-up that this move is. Unknown names are left out."""
    if not names:
        return []
    photos = [photo for photo in waiting_photos(move.report) if photo.name in set(names)]
    rows = Attachment.objects.filter(pk__in=[photo.pk for photo in photos])
    rows.update(proves_seq=move.seq, internal=internal)
    return photos


def release(move: Move) -> None:
    """A draft was sent back: the photos it named, seen by nobody outside, wait again."""
    drafted = Attachment.objects.filter(report=move.report, proves_seq__isnull=False, internal=True)
    drafted.update(proves_seq=None)


def _keep(report: Report, hashed: str, photo: FieldPhoto, by: Officer, at: datetime) -> None:
    with moving(report, Verb.NOTE, by=by, at=at) as move:
        move.attach((replace(photo.file, capture=_capture(photo, at)),), photo.purpose, internal=True)
        kept = move.files[-1]
        kept.field_key, kept.taken_by = hashed, by.user_id
        before = photo.purpose == Purpose.BEFORE
        words = _("Foto lapangan sebelum pekerjaan.") if before else _("Foto lapangan sesudah pekerjaan.")
        move.say(MessageKind.NOTE, words, internal=True)


def _known(report: Report, hashed: str, photo: FieldPhoto) -> bool:
    first = Attachment.objects.filter(field_key=hashed).first()
    if first is None:
        return False
    same = (first.report_id, first.sha256, first.purpose) == (report.pk, photo.file.sha256, photo.purpose)
    if not same:
        raise PhotoKeyReused()
    return True


def _capture(photo: FieldPhoto, at: datetime) -> Capture:
    """What the phone measured; where it measured nothing, what the camera wrote. Never later than now."""
    told, written = photo.capture, photo.file.capture
    place = told if told.latitude is not None else written
    taken = told.taken_at or written.taken_at
    return Capture(min(taken, at) if taken else None, place.latitude, place.longitude)


def _hashed(key: str) -> str:
    if not 16 <= len(key) <= LONGEST_KEY:
        raise Invalid(_("Foto ini tidak membawa kuncinya. Muat ulang halaman lapangan, lalu kirim lagi."), field="key")
    return hashlib.sha256(key.encode()).hexdigest()
