"""The dossier of one case: what was told, what happened, how its deadlines came about, and the chain it stands on."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .story import DeadlineStory, FactLine, Step
from .typesetting import pdf, shown


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What stands in the dossier, in the reader's language.

    `scope` says what is in it and what is left out. `chain` holds number, what happened, when, and hash of each
    event; `head` is the hash of the last. `made_at` dates the file.
    """

    service: str
    number: str
    made: str
    made_at: datetime
    status: str
    scope: str
    about: Sequence[tuple[str, str]]
    subject: str
    body: str
    facts: Sequence[FactLine]
    signs: Sequence[str]
    steps: Sequence[Step]
    overseen: Sequence[Step]
    deadlines: Sequence[DeadlineStory]
    chain: Sequence[tuple[str, str, str, str]]
    head: str


def dossier_pdf(dossier: Dossier) -> bytes:
    """The dossier as PDF/UA; equal dossiers give equal bytes. Its foot bears the head of the event chain and the
    SHA-256 of the words that are set."""
    data = _data(dossier)
    fingerprint = hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    foot = [
        _("Sidik rantai kejadian: %(hash)s") % {"hash": dossier.head},
        _("Sidik isi: %(hash)s") % {"hash": fingerprint},
    ]
    return pdf("dossier.typ", {**data, "foot": foot}, at=dossier.made_at)


def _data(dossier: Dossier) -> dict[str, object]:
    return {
        "language": (get_language() or "id").split("-")[0],
        "title": _("Berkas perkara %(number)s") % {"number": dossier.number},
        "service": shown(dossier.service),
        "made": shown(dossier.made),
        "status": shown(dossier.status),
        "scope": shown(dossier.scope),
        "about": [[shown(name), shown(value)] for name, value in dossier.about],
        "report": {"title": _("Isi laporan"), "subject": shown(dossier.subject), "body": shown(dossier.body)},
        "facts_title": _("Tiga hal yang dicatat"),
        "facts": [_fact(fact) for fact in dossier.facts],
        "signs_title": _("Yang tampak dari catatan"),
        "signs": [shown(sign) for sign in dossier.signs],
        "steps_title": _("Riwayat dan percakapan"),
        "steps": [_step(step) for step in dossier.steps],
        "overseen_title": _("Di Ombudsman"),
        "overseen": [_step(step) for step in dossier.overseen],
        "deadlines_title": _("Batas waktu"),
        "deadlines": [_deadline(one) for one in dossier.deadlines],
        "chain_title": _("Rantai kejadian"),
        "chain_head": [_("No."), _("Kejadian"), _("Waktu"), _("Sidik")],
        "chain": [[shown(cell) for cell in row] for row in dossier.chain],
    }


def _fact(fact: FactLine) -> dict[str, str]:
    return {"name": fact.name, "state": _("sudah") if fact.done else _("belum"), "text": shown(fact.text)}


def _step(step: Step) -> dict[str, object]:
    meta = " · ".join(part for part in (step.when, step.who) if part)
    files = [shown(name) for name in step.files]
    return {"label": shown(step.label), "meta": shown(meta), "text": shown(step.text), "files": files}


def _deadline(one: DeadlineStory) -> dict[str, object]:
    return {"kind": shown(one.kind), "text": shown(one.text), "sentences": [shown(each) for each in one.sentences]}
