"""Files on their way in: staged at once, so that a mistake elsewhere never costs a second upload."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tuntas.db.outage import Outage
from tuntas.institutions.models import Institution
from tuntas.media import kinds, staging, store
from tuntas.media.store import NoSuchFile, Stored


@dataclass(frozen=True)
class Staged:
    """A file that waits: `token` finds it, `picture` is a data address (the token never stands in an address)."""

    token: str
    name: str
    note: str
    picture: str


def stage_all(
    files: Sequence[UploadedFile[Any]], tokens: tuple[str, ...], at: datetime
) -> tuple[tuple[str, ...], list[str]]:
    """Stage what can be; returns all tokens and a sentence for each file that could not."""
    zone, kept, errors = _zone() if files else None, list(tokens), []
    for file in files:
        try:
            kinds.check_count(len(kept) + 1)
            kept.append(staging.stage(store.accept(file.name or "", file, zone=zone), at=at))
        except kinds.UploadRefused as refused:
            errors.append(f"{store.clean_name(file.name or '')}: {refused}")
    return tuple(kept), errors


def _zone() -> ZoneInfo | None:
    try:
        office = Institution.objects.filter(code=settings.TUNTAS_GOVERNMENT).first()
    except Outage:
        # Only a camera without a zone and without satellites needs it: its time then stays unknown.
        return None
    return ZoneInfo(office.time_zone) if office else None


def present(tokens: Iterable[str]) -> list[Staged]:
    """The files that still wait, with their pictures; expired ones are left out."""
    found = [(token, stored) for token in tokens if (stored := _look(token))]
    return [_shown(token, stored, place) for place, (token, stored) in enumerate(found, start=1)]


def _look(token: str) -> Stored | None:
    try:
        return staging.look(token)
    except NoSuchFile:
        return None


def _shown(token: str, stored: Stored, place: int) -> Staged:
    picture = ""
    if stored.kind.is_picture:
        picture = "data:image/jpeg;base64," + base64.b64encode(staging.staged_thumbnail(token)).decode()
    word = _("Foto") if stored.kind.is_picture else _("Dokumen PDF")
    size = _("%(size)d kB") % {"size": max(1, round(stored.size / 1000))}
    return Staged(token, f"{word} {place}", size, picture)


def claim_all(tokens: Iterable[str], *, key: str = "") -> tuple[Stored, ...]:
    """Move staged files into the store; without a key each file stands for itself. Raises `NoSuchFile`."""
    return tuple(staging.claim(token, key=key or token) for token in tokens)
