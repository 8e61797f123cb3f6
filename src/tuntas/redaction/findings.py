"""What may be found in a text: the kinds, how sure one is, and the words that stand in its place."""

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What points to a person. The order is that of strength: of two findings that overlap, the first kind stays."""

    EMAIL = "EMAIL", _("Alamat surel")
    NIK = "NIK", _("NIK")
    TAX_NUMBER = "TAX_NUMBER", _("NPWP")
    ACCOUNT = "ACCOUNT", _("Nomor rekening")
    PHONE = "PHONE", _("Nomor telepon")
    PLATE = "PLATE", _("Nomor kendaraan")
    ADDRESS = "ADDRESS", _("Alamat")
    NAME = "NAME", _("Nama")


class Certainty(TextChoices):
    """How sure the finder is: the form alone proves it, the words around it say so, or it only looks like it."""

    SURE = "SURE", _("pasti")
    LIKELY = "LIKELY", _("kemungkinan besar")
    POSSIBLE = "POSSIBLE", _("mungkin")


MASKS = {
    # Not to be translated: these words stand in an Indonesian text.
    Kind.EMAIL: "[surel disamarkan]",
    Kind.NIK: "[NIK disamarkan]",
    Kind.TAX_NUMBER: "[NPWP disamarkan]",
    Kind.ACCOUNT: "[rekening disamarkan]",
    Kind.PHONE: "[telepon disamarkan]",
    Kind.PLATE: "[nomor kendaraan disamarkan]",
    Kind.ADDRESS: "[alamat disamarkan]",
    Kind.NAME: "[nama disamarkan]",
}


@dataclass(frozen=True)
class Finding:
    """A stretch `[start:end]` of a text, in characters, with its words."""

    kind: Kind
    start: int
    end: int
    text: str
    certainty: Certainty

    @property
    def key(self) -> str:
        """The same for the same words of the same kind wherever they stand: one decision covers them all."""
        words = " ".join(self.text.split()).casefold()
        return hashlib.sha256(f"{self.kind}\n{words}".encode()).hexdigest()[:12]

    @property
    def mask(self) -> str:
        """What stands in its place."""
        return MASKS[self.kind]


def masked(text: str, findings: Iterable[Finding], *, but: Container[str] = ()) -> str:
    """The text with the findings covered, except those whose key is in `but`."""
    pieces, place = [], 0
    for finding in sorted(findings, key=lambda each: each.start):
        if finding.key in but:
            continue
        pieces += [text[place : finding.start], finding.mask]
        place = finding.end
    return "".join([*pieces, text[place:]])
