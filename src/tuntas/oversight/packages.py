"""The referral package: everything about one case in a ZIP that shows by itself that nothing in it was changed.

`manifest.json` names every file with its SHA-256 and is signed with the key of the published days; `rantai.jsonl` is
the report's event chain; `bukti.json` leads each event to the signed root of its day (RFC 6962 inclusion proofs).
`tools/verify_tuntas.py package` checks all of it without a network.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tuntas.audit.models import DayRoot
from tuntas.kernel import merkle
from tuntas.reports.chain import canonical
from tuntas.reports.models import Event, Report
from tuntas.reports.states import Shown

from . import proofs
from .models import Examination
from .products import StepKind

CHAIN, PROOF, MANIFEST, SIGNATURE = "rantai.jsonl", "bukti.json", "manifest.json", "manifest.sig.json"


@dataclass(frozen=True)
class Part:
    """One more file of the package."""

    name: str
    content: bytes
    what: str


def package(report: Report, parts: Sequence[Part], *, left_out: Sequence[str], at: datetime) -> bytes:
    """The ZIP. `left_out` says in words what the reporter's consent keeps out. Equal contents give equal bytes."""
    events = list(report.events.order_by("seq"))
    everything = [*parts, Part(CHAIN, _chain(events), "event chain"), Part(PROOF, _proof(events), "proof of the days")]
    manifest = _json(_manifest(report, everything, left_out, at))
    signature = _json({"signature": proofs.signed(manifest.decode()), "key": proofs.public_key()})
    files = {part.name: part.content for part in everything} | {MANIFEST: manifest, SIGNATURE: signature}
    return _zip(files, at)


def _manifest(report: Report, parts: Sequence[Part], left_out: Sequence[str], at: datetime) -> Mapping[str, object]:
    consent = Examination.objects.filter(report=report, kind=StepKind.CONSENT).order_by("seq").last()
    said = report.events.get(seq=consent.seq) if consent else None
    return {
        "format": "tuntas referral package 1",
        "report": report.reference,
        "made": at.astimezone(UTC).isoformat(timespec="seconds"),
        "consent": {
            "level": Shown(consent.shown).value if consent else "",
            "given": consent.at.astimezone(UTC).isoformat(timespec="seconds") if consent else "",
            "event": said.hash if said else "",
        },
        "left_out": list(left_out),
        "chain": {"events": report.last_seq, "head": report.last_hash},
        "files": [_listed(part) for part in parts],
    }


def _listed(part: Part) -> dict[str, object]:
    digest = hashlib.sha256(part.content).hexdigest()
    return {"name": part.name, "what": part.what, "size": len(part.content), "sha256": digest}


def _chain(events: Sequence[Event]) -> bytes:
    """As `tuntas export --log` writes it: facts are commitments, so that no person and no text is in it."""
    rows = ({"id": str(e.pk), "previous": e.previous, "said": canonical(e), "hash": e.hash} for e in events)
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()


def _proof(events: Sequence[Event]) -> bytes:
    """For each day with an event its signed statement, and for each event the way to the root; of days that are not
    signed yet nothing."""
    days: dict[date, list[str]] = {}
    for event in events:
        days.setdefault(datetime.fromtimestamp((event.pk.int >> 80) / 1000, UTC).date(), []).append(event.hash)
    roots = {row.day: row for row in DayRoot.objects.filter(day__in=days)}
    paths = {
        leaf: {"day": day.isoformat(), "path": merkle.path(leaves, leaf)}
        for day in sorted(roots)
        for leaves in [proofs.leaves(day)]
        for leaf in days[day]
    }
    return _json({"days": [_signed(roots[day]) for day in sorted(roots)], "events": paths})


def _signed(row: DayRoot) -> dict[str, str]:
    return {"statement": proofs.statement(row), "signature": row.signature, "key": row.key}


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _zip(files: Mapping[str, bytes], at: datetime) -> bytes:
    packed, moment = io.BytesIO(), at.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, moment), files[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()
