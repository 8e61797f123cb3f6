"""A refusal has a code, a status and a sentence."""

import pytest

from tuntas.kernel import refusals
from tuntas.kernel.refusals import Invalid, InvalidMany, Refusal, TooMany

pytestmark = pytest.mark.one_engine


def test_every_refusal_can_be_told():
    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refusal)]
    assert {kind.status for kind in kinds} <= {403, 404, 409, 422, 429}
    for kind in set(kinds) - {Invalid, InvalidMany, TooMany}:
        assert str(kind())
    assert "5 menit" in str(TooMany(minutes=5))


def test_many_faults_keep_their_fields():
    many = InvalidMany([Invalid("Satu.", field="a"), Invalid("Dua.", field="b")])
    assert [(fault.field, str(fault)) for fault in many] == [("a", "Satu."), ("b", "Dua.")]


def test_a_sentence_without_facts_may_hold_braces():
    assert str(Invalid("Isi {ini}.", field="x")) == "Isi {ini}."
