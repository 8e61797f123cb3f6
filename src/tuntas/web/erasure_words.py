"""What a timeline says of an erasure: which kinds of data, by which law."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tuntas.reports.states import DataKind, ErasureBasis


def erasure_told(facts: Mapping[str, object], offices: Mapping[str, str]) -> str:
    """One sentence of the facts of the event."""
    gone = facts.get("kinds", [])
    kinds = "; ".join(str(kind.label) for kind in DataKind if isinstance(gone, list) and kind.value in gone)
    return _("%(kinds)s. Dasar: %(basis)s.") % {"kinds": kinds, "basis": ErasureBasis(str(facts["basis"])).label}
