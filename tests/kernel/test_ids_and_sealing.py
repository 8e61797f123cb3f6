"""Ids in the order of their making; seals that only their own key opens."""

import time
import uuid

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from tuntas.kernel import sealing
from tuntas.kernel.ids import new_id

pytestmark = pytest.mark.one_engine


def test_an_id_is_a_version_7_uuid_of_this_moment():
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= after


def test_ids_of_later_milliseconds_sort_later_and_none_repeats():
    ids = []
    for _time in range(20):
        ids.append(new_id())
        time.sleep(0.002)
    assert ids == sorted(ids)
    assert len({new_id() for _time in range(5000)}) == 5000


@given(st.binary(max_size=500))
def test_what_was_sealed_opens_again_and_reads_differently_each_time(data):
    one, other = (sealing.seal(data, purpose="p") for _time in range(2))
    assert one != other
    assert sealing.unseal(one, purpose="p") == sealing.unseal(other, purpose="p") == data


def test_another_purpose_or_another_key_does_not_open(settings):
    sealed = sealing.seal(b"Siti", purpose="identity")
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed, purpose="files")
    settings.TUNTAS_VAULT_KEY = sealing.new_vault_key()
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed, purpose="identity")


def test_any_changed_byte_is_found():
    sealed = sealing.seal(b"Siti Aminah", purpose="identity")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(InvalidTag):
            sealing.unseal(bytes(changed), purpose="identity")
    with pytest.raises(InvalidTag):
        sealing.unseal(sealed[:-1], purpose="identity")


def test_a_data_key_comes_back_from_its_wrapping():
    key, wrapped = sealing.new_data_key(purpose="identity")
    assert sealing.unseal(wrapped, purpose="identity") == key
    assert len(key) == 32
    assert key not in wrapped
