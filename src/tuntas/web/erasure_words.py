"""What a timeline says about a reporter's data: erased, asked for, decided."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tuntas.reports.states import DataKind, ErasureBasis, Right, Verb


def erasure_told(facts: Mapping[str, object], offices: Mapping[str, str]) -> str:
    """One sentence of the facts of the event."""
    gone = facts.get("kinds", [])
    kinds = "; ".join(str(kind.label) for kind in DataKind if isinstance(gone, list) and kind.value in gone)
    return _("%(kinds)s. Dasar: %(basis)s.") % {"kinds": kinds, "basis": ErasureBasis(str(facts["basis"])).label}


def right_told(facts: Mapping[str, object], offices: Mapping[str, str]) -> str:
    """Which right."""
    return f"{Right(str(facts['right'])).label}."


def decision_told(facts: Mapping[str, object], offices: Mapping[str, str]) -> str:
    """Which right, and the answer."""
    answer = _("dikabulkan") if facts.get("granted") else _("tidak dikabulkan")
    return f"{Right(str(facts['right'])).label}: {answer}."


LEGAL_TELLERS = {
    **dict.fromkeys((Verb.ERASE, Verb.ERASE_AGAIN), erasure_told),
    Verb.INVOKE_RIGHT: right_told,
    Verb.DECIDE_RIGHT: decision_told,
}
