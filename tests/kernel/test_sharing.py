"""Any two of three shares give the secret back; one alone, a wrong word or a foreign share gives nothing."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuntas.kernel.sharing import NotShares, join, split

pytestmark = pytest.mark.one_engine

secrets_of_32_bytes = st.binary(min_size=32, max_size=32)


@settings(max_examples=25, deadline=None)
@given(secrets_of_32_bytes)
def test_any_two_shares_in_any_order_open(secret):
    shares = split(secret)
    assert len(shares) == 3
    for pair in itertools.permutations(shares, 2):
        assert join(pair) == secret


@settings(max_examples=25, deadline=None)
@given(secrets_of_32_bytes, st.integers(0, 2))
def test_one_share_or_the_same_twice_opens_nothing(secret, which):
    share = split(secret)[which]
    for few in ([share], [share, share]):
        with pytest.raises(NotShares):
            join(few)


@settings(max_examples=25, deadline=None)
@given(secrets_of_32_bytes, secrets_of_32_bytes)
def test_shares_of_two_secrets_do_not_fit(one, other):
    with pytest.raises(NotShares):
        join([split(one)[0], split(other)[1]])


@settings(max_examples=25, deadline=None)
@given(secrets_of_32_bytes, st.integers(0, 32), st.integers(0, 31))
def test_a_mistyped_word_is_noticed(secret, place, other):
    first, second, _third = split(secret)
    words = second.split()
    words[place] = "zero" if words[place] != "zero" else "acid"
    with pytest.raises(NotShares):
        join([first, " ".join(words)])


def test_no_word_beyond_the_header_is_the_same_each_time():
    """Two splits of one secret share nothing: a share left over from the first is worth nothing beside the second."""
    secret = bytes(32)
    one, two = split(secret), split(secret)
    with pytest.raises(NotShares):
        join([one[0], two[1]])
    assert not set(one) & set(two)


def test_how_it_was_typed_does_not_matter():
    first, second, _third = split(bytes(range(32)))
    assert join([first.upper(), "  \n".join(second.split())]) == bytes(range(32))
