"""The reporter's contact data: the only writer and the only reader.

Sealed under a data key of the report, which is wrapped under the vault's key. Every reveal needs a
reason and leaves a row in the audit log.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tuntas.accounts.actors import Actor, Officer, Reporter
from tuntas.audit.log import note
from tuntas.kernel.refusals import Invalid, NotAllowed
from tuntas.kernel.sealing import new_data_key, seal_with, unseal, unseal_with

from .access import identity_reader
from .models import Identity, Report

_PURPOSE = "tuntas identity"


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
        key, wrapped = new_data_key(purpose=_PURPOSE)
        sealed = seal_with(key, json.dumps(asdict(contact)).encode())
        Identity.objects.create(report=report, wrapped_key=wrapped, sealed=sealed)


def reveal(report: Report, *, by: Actor, reason: str, at: datetime) -> Contact:
    """Open the contact data for an officer. Raises NotAllowed, or Invalid without a reason."""
    if not identity_reader(report, by) or not isinstance(by, Officer):
        raise NotAllowed()
    if len(reason.strip()) < 10:
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


def _open(report: Report) -> Contact:
    row = Identity.objects.filter(report=report).first()
    if row is None:
        return Contact()
    key = unseal(bytes(row.wrapped_key), purpose=_PURPOSE)
    return Contact(**json.loads(unseal_with(key, bytes(row.sealed))))
