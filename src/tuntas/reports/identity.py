"""The reporter's contact data: the only writer and the only reader.

Sealed under a data key of the report, which lies in a box for each holder of the vault (institution, Ombudsman,
escrow). Every reveal needs a reason and leaves a row in the audit log.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor, Officer, Reporter
from tuntas.accounts.models import Role
from tuntas.audit.log import note
from tuntas.db.claiming import lock
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.sealing import keyed_hash, seal_with, unseal, unseal_with
from tuntas.kernel.texts import key
from tuntas.vault import keys
from tuntas.vault.models import SealedKey
from tuntas.vault.ring import Ring

from .access import identity_reader, ombudsman, visible_to
from .models import ContactKey, Identity, Report
from .states import Classification, IdentityMode, Shown, Verb

_PURPOSE = "tuntas identity"
FOUND_AT_MOST = 50
LEAST_REASON = 10
NOT_WRAPPED = b""
"""In place of a data key under the vault key, as it was kept before: the key lies in the vault's boxes."""
ERASED = b""
"""In place of what was sealed, once the law wanted it erased."""
_LEAST = {"PHONE": 7, "NAME": 3}


@dataclass(frozen=True)
class Contact:
    """How a reporter can be reached. Everything is optional."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        return any((self.name, self.email, self.phone, self.address))


def keep(report: Report, contact: Contact) -> None:
    """Seal the contact data of a new report. Nothing is stored where there is nothing."""
    if contact:
        data_key = keys.new_key_for(report.pk, at=report.received_at)
        sealed = seal_with(data_key, json.dumps(asdict(contact)).encode())
        Identity.objects.create(report=report, wrapped_key=NOT_WRAPPED, sealed=sealed)
        _keep_keys(report, contact)


def correct(report: Report, contact: Contact) -> None:
    """Seal what the reporter puts in place of it, inside the transaction of the change."""
    ContactKey.objects.filter(report=report).delete()
    row = Identity.objects.filter(report=report).first()
    if row is None:
        keep(report, contact)
        return
    row.sealed = seal_with(_data_key(row, None), json.dumps(asdict(contact)).encode())
    row.save(update_fields=["sealed"])
    _keep_keys(report, contact)


def forget(report: Report) -> None:
    """Erase the contact: the row is written over, so that no process needs the right to delete from the vault."""
    ContactKey.objects.filter(report=report).delete()
    Identity.objects.filter(report=report).update(wrapped_key=NOT_WRAPPED, sealed=ERASED)


def check(contact: Contact) -> None:
    """Raises Invalid with its field when this cannot be a contact."""
    if contact.email and not _looks_like_email(contact.email):
        raise Invalid(_("Alamat surel ini tidak lengkap. Contoh: nama@contoh.id."), field="email")
    if any(len(part) > 300 for part in (contact.name, contact.email, contact.phone, contact.address)):
        raise Invalid(_("Data diri terlalu panjang, paling banyak 300 huruf setiap isian."), field="name")


def _looks_like_email(text: str) -> bool:
    name, at_sign, host = text.rpartition("@")
    return bool(name and at_sign and "." in host and " " not in text)


def _keep_keys(report: Report, contact: Contact) -> None:
    """What the report can be found by again: of those who chose to be known, nobody else."""
    if report.identity == IdentityMode.OPEN:
        known = {"PHONE": _digest("PHONE", contact.phone), "NAME": _digest("NAME", contact.name)}
        ContactKey.objects.bulk_create(
            ContactKey(report=report, kind=kind, digest=digest) for kind, digest in known.items() if digest
        )


def find_by_contact(*, kind: str, text: str, by: Actor, at: datetime) -> list[Report]:
    """The reports of one's own institution, of open identity, whose reporter gave just this telephone number or name:
    by an index look-up, nothing is unsealed. Each search and each report found is written down.

    Raises NotAllowed for roles that handle no reports, Invalid when too little is given.
    """
    own = _of_own_institution(by) if isinstance(by, Officer) else None
    if own is None or not isinstance(by, Officer):
        raise NotAllowed()
    digest = _digest(kind, text)
    if not digest:
        raise Invalid(_("Tulis nomor telepon lengkap atau nama lengkap."), field="text")
    rows = visible_to(by).filter(own, identity=IdentityMode.OPEN).exclude(classification=Classification.SUPERVISION)
    rows = rows.filter(contact_keys__kind=kind, contact_keys__digest=digest)
    rows = rows.select_related("topic", "unit", "agency", "region", "assignee").order_by("-received_at", "-pk")
    found = list(rows[:FOUND_AT_MOST])
    _note_search(digest, found, by, at)
    return found


def _of_own_institution(by: Officer) -> Q | None:
    offices = [seat.institution_id for seat in by.seats_as(Role.AGENCY_ADMIN)]
    units = [seat.institution_id for seat in by.seats_as(Role.LIAISON, Role.HEAD)]
    if not offices and not units:
        return None
    return Q(agency_id__in=offices) | Q(tenant_id__in=offices) | Q(unit_id__in=units)


def _note_search(digest: str, found: list[Report], by: Officer, at: datetime) -> None:
    # The words themselves are personal data and stay out of the log; the digest tells equal searches apart.
    note(actor=str(by.user_id), what="contact search", thing=digest, reason=f"{len(found)}", at=at)
    for report in found:
        note(actor=str(by.user_id), what="contact found", thing=str(report.pk), reason="contact search", at=at)


def _digest(kind: str, text: str) -> str:
    """Nothing where too little is given: a hash of little is no secret, and finds too much."""
    plain = _number(text) if kind == "PHONE" else key(text)
    return keyed_hash(f"{kind}:{plain}", purpose="tuntas contact key") if len(plain) >= _LEAST[kind] else ""


def _number(text: str) -> str:
    """The digits as dialled inside the country: 0812… for +62 812…"""
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    return f"0{digits[2:]}" if digits.startswith("62") else digits


def reveal(report: Report, *, by: Actor, reason: str, at: datetime) -> Contact:
    """Open the contact data for an officer. Raises NotAllowed, or Invalid without a reason."""
    if not identity_reader(report, by) or not isinstance(by, Officer):
        raise NotAllowed()
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid(_("Tuliskan alasan membuka identitas dalam satu kalimat."), field="reason")
    note(actor=str(by.user_id), what="identity", thing=str(report.pk), reason=reason.strip()[:500], at=at)
    return _open(report)


def address_of(report: Report) -> str:
    """The e-mail address for notices of the system to this reporter, or nothing. Never shown to people."""
    return _open(report).email


def own(report: Report, *, by: Actor) -> Contact:
    """The contact data as the reporter gave it, for the reporter alone."""
    if not (isinstance(by, Reporter) and by.report_id == report.pk):
        raise NotAllowed()
    return _open(report)


def handed_over(report: Report, *, by: Actor, at: datetime) -> Contact:
    """The contact data for the Ombudsman, when the reporter's last word on it in the ledger is yes; nothing otherwise.

    Raises NotAllowed for anybody but the Ombudsman within the mandate. Written down each time.
    """
    if not ombudsman(report, by) or not isinstance(by, Officer):
        raise NotAllowed()
    told = report.events.filter(verb=Verb.ADD).order_by("seq").values_list("facts", flat=True)
    said = [facts["shown"] for facts in told if facts.get("shown")]
    if said[-1:] != [Shown.NAMED.value]:
        return Contact()
    note(actor=str(by.user_id), what="identity", thing=str(report.pk), reason="consent of the reporter", at=at)
    return _open(report)


def opened_with(report: Report, ring: Ring, *, who: str, reason: str, at: datetime) -> Contact:
    """The contact data opened with keys that this process does not keep: the Ombudsman's, or the escrow's put together.

    `who` names the people in the audit log. Raises Invalid without a reason, Shut when the keys do not fit,
    NotAllowed where the reporter gave no identity.
    """
    if report.identity == IdentityMode.NONE:
        raise NotAllowed()
    if len(reason.strip()) < LEAST_REASON:
        raise Invalid(_("Tuliskan alasan membuka identitas dalam satu kalimat."), field="reason")
    note(actor=who[:80], what="identity", thing=str(report.pk), reason=reason.strip()[:500], at=at)
    return _open(report, ring)


def reseal_old(*, at: datetime, limit: int) -> Iterator[int]:
    """Take data keys that lie under the vault key to the holders' boxes, `limit` in a transaction; yields how many."""
    last = UUID(int=0)
    while rows := _resealed(last, at, limit):
        yield len(rows)
        last = rows[-1].pk


def _resealed(last: UUID, at: datetime, limit: int) -> list[Identity]:
    with transaction.atomic():
        rows = list(lock(Identity.objects.filter(pk__gt=last).exclude(wrapped_key=NOT_WRAPPED).order_by("pk"))[:limit])
        for row in rows:
            keys.seal_to(row.pk, unseal(bytes(row.wrapped_key), purpose=_PURPOSE), keys.current(at))
            row.wrapped_key = NOT_WRAPPED
            row.save(update_fields=["wrapped_key"])
    return rows


def drop_orphans() -> int:
    """Erase the boxes of contact data that was erased; how many."""
    there = Identity.objects.filter(pk=OuterRef("thing")).exclude(sealed=ERASED)
    return SealedKey.objects.filter(~Exists(there)).delete()[0]


def old_left() -> int:
    """How many identities still lie under the vault key."""
    return Identity.objects.exclude(wrapped_key=NOT_WRAPPED).count()


def _open(report: Report, ring: Ring | None = None) -> Contact:
    row = Identity.objects.filter(report=report).first()
    if row is None or bytes(row.sealed) == ERASED:
        return Contact()
    return Contact(**json.loads(unseal_with(_data_key(row, ring), bytes(row.sealed))))


def _data_key(row: Identity, ring: Ring | None) -> bytes:
    wrapped = bytes(row.wrapped_key)
    return unseal(wrapped, purpose=_PURPOSE) if wrapped and ring is None else keys.key_of(row.pk, ring)
