"""The spool: reports that came while the database was away, sealed on the disk until the worker records them.

One file for each filing under `<TUNTAS_DATA_DIR>/spool`, named by the hash of its access code: the number, a mark of
what was said, then the draft in a box that only the spool's private key opens (X25519). It is flushed, name
included, before the reporter gets number and code. Both are made from the filing's key (`references`), so the row
that the worker makes later bears the same ones. Recording twice does no harm: it is `submit` with the same key.
"""

import json
import logging
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import DataError
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Visitor
from tuntas.kernel import boxes, references
from tuntas.kernel.disks import flush_directory
from tuntas.kernel.refusals import Conflict, InvalidMany, Refusal
from tuntas.kernel.sealing import keyed_hash
from tuntas.media import disk, staging
from tuntas.reports.actions.submit import check_words, submit
from tuntas.reports.drafts import Draft
from tuntas.reports.identity import Contact
from tuntas.reports.numbers import code_of, reference_of
from tuntas.reports.states import Channel, Classification, ContentMode, Doubt, IdentityMode

logger = logging.getLogger(__name__)

MARK = "intake.spool"
"""Purpose of the mark that tells a repeated filing from another one under the same key."""

TORN = timedelta(hours=1)
_SUFFIX, _STUCK, _MARK_LENGTH = ".sealed", ".stuck", 64
_ENUMS = {"classification": Classification, "identity": IdentityMode, "content": ContentMode, "channel": Channel}


class SpoolFull(Refusal):
    """As many reports wait as may wait: the form goes back with its words."""

    code = "spool_full"
    status = 503
    sentence = _("Layanan sedang terganggu dan terlalu banyak laporan menunggu. Coba lagi beberapa menit lagi.")


@dataclass(frozen=True)
class Waiting:
    """What the reporter takes away while the report waits: the same number and code it will have."""

    reference: str
    access_code: str


@dataclass(frozen=True)
class State:
    """How much waits, how much cannot be recorded without a person, and since when (the oldest)."""

    waiting: int
    stuck: int
    since: datetime | None = None


EMPTY = State(0, 0)


@dataclass(frozen=True)
class Recorded:
    """What one round of `record` did."""

    recorded: int
    stuck: int


def keep(draft: Draft, *, at: datetime) -> Waiting:
    """Put a report by; on return it is on the disk. Raises InvalidMany, Conflict, SpoolFull, and OSError when
    the disk does not take it: then nothing was promised."""
    check_words(draft, at=at)
    told = Waiting(reference_of(draft.key), code_of(draft.key))
    path, mark = _path(told.access_code), _mark(draft)
    sealed = boxes.seal_for(boxes.public_key(), _dump(draft, at))
    first = _refuse_full(len(sealed))
    disk.make_directory(path.parent)
    if not disk.write_once(path, told.reference.encode() + mark + sealed):
        return waits(draft) or told
    if first:
        logger.error("The database is away: reports are put by in %s", path.parent)
    return told


def has(key: str) -> bool:
    """Whether a filing with this key waits."""
    return _head(_path(code_of(key))) is not None


def waits(draft: Draft) -> Waiting | None:
    """The receipt again, while this filing still waits. Raises Conflict when another text came under its key."""
    told = Waiting(reference_of(draft.key), code_of(draft.key))
    head = _head(_path(told.access_code))
    if head and head[1] != _mark(draft):
        raise Conflict()
    return told if head else None


def holds(reference: str, code: str) -> bool:
    """Whether the report of this number and code waits."""
    head = _head(_path(code))
    return head is not None and head[0] == reference


def record(at: datetime) -> Recorded:
    """Record what waits, the oldest first, each exactly once; stops by an Outage while the database is away."""
    _forget_torn(at)
    recorded = stuck = 0
    for path in sorted(_files(_SUFFIX), key=_age):
        done = _recorded(path)
        recorded, stuck = recorded + done, stuck + (not done)
    return Recorded(recorded, stuck)


def state() -> State:
    """How things stand, without the database."""
    waiting, stuck = _files(_SUFFIX), _files(_STUCK)
    ages = [_age(path) for path in (*waiting, *stuck)]
    return State(len(waiting), len(stuck), datetime.fromtimestamp(min(ages), UTC) if ages else None)


def _recorded(path: Path) -> bool:
    try:
        draft, kept_at = _load(path.read_bytes())
        _submit(draft, kept_at)
    except FileNotFoundError:
        # Another worker was faster.
        return True
    except (Refusal, InvalidTag, ValueError, KeyError, TypeError, DataError) as reason:
        logger.error("A report that was put by cannot be recorded (%s): %s", type(reason).__name__, path.name)
        path.rename(path.with_suffix(_STUCK))
        flush_directory(path.parent)
        return False
    path.unlink(missing_ok=True)
    flush_directory(path.parent)
    return True


def _forget_torn(at: datetime) -> None:
    """Erase what a killed process left half written an hour ago: nobody was promised anything for it."""
    for path in _home().glob(".*.tmp"):
        if _age(path) < (at - TORN).timestamp():
            path.unlink(missing_ok=True)


def _submit(draft: Draft, kept_at: datetime) -> None:
    """As of the moment of the receipt. A code that no register knows (any more) is dropped: the reporter's words were
    acknowledged, and an officer sorts the rest."""
    try:
        submit(draft, by=Visitor(), at=kept_at)
    except InvalidMany:
        submit(replace(draft, topic_code="", region_code="", wanted_code=""), by=Visitor(), at=kept_at)


def _refuse_full(coming: int) -> bool:
    """Raises SpoolFull at the bounds; returns whether nothing waits yet."""
    there = [*_files(_SUFFIX), *_files(_STUCK)]
    size = sum(path.stat().st_size for path in there if path.exists())
    if len(there) >= settings.TUNTAS_SPOOL_MOST or size + coming > settings.TUNTAS_SPOOL_BYTES:
        raise SpoolFull()
    return not there


def _home() -> Path:
    home: Path = settings.TUNTAS_DATA_DIR
    return home / "spool"


def _files(suffix: str) -> list[Path]:
    return [path for path in _home().glob(f"*{suffix}") if not path.name.startswith(".")]


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _path(code: str) -> Path:
    return _home() / f"{references.code_hash(code)}{_SUFFIX}"


def _mark(draft: Draft) -> bytes:
    return keyed_hash(draft.body_hash(), purpose=MARK).encode()


def _head(path: Path) -> tuple[str, bytes] | None:
    """The number and the mark of a file, or None when it is not there (any more)."""
    for there in (path, path.with_suffix(_STUCK)):
        try:
            with there.open("rb") as file:
                return file.read(references.REFERENCE_LENGTH).decode(), file.read(_MARK_LENGTH)
        except FileNotFoundError:
            continue
    return None


def _dump(draft: Draft, at: datetime) -> bytes:
    said = asdict(draft) | {"files": [staging.facts_of(stored) for stored in draft.files], "kept_at": at}
    return json.dumps(said, default=_written).encode()


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _load(data: bytes) -> tuple[Draft, datetime]:
    said: dict[str, Any] = json.loads(boxes.open_with_own(data[references.REFERENCE_LENGTH + _MARK_LENGTH :]))
    kept_at = datetime.fromisoformat(said.pop("kept_at"))
    known = {field.name: said[field.name] for field in fields(Draft) if field.name in said}
    known |= {name: kind(known[name]) for name, kind in _ENUMS.items()}
    known["files"] = tuple(staging.stored_of(facts) for facts in known["files"])
    known["contact"] = Contact(**known["contact"])
    known["doubts"] = tuple(map(Doubt, known.get("doubts", ())))
    known["incident_on"] = date.fromisoformat(known["incident_on"]) if known["incident_on"] else None
    known["received_at"] = datetime.fromisoformat(known["received_at"]) if known["received_at"] else None
    return Draft(**known), kept_at
