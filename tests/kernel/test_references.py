"""References and access codes: a slip of the finger is found before anything is looked up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuntas.kernel import references as r
from tuntas.kernel.refusals import Invalid

pytestmark = pytest.mark.one_engine

READERS = {r.REFERENCE_LENGTH: r.read_reference, r.CODE_LENGTH: r.read_access_code}


def _found(word):
    """Whether the check symbol finds the slip."""
    try:
        READERS[len(word)](word)
    except Invalid:
        return True
    return False


def _word(length, symbols):
    body = "".join(symbols[: length - 1])
    return body + r.check_symbol(body)


words = st.sampled_from([r.REFERENCE_LENGTH, r.CODE_LENGTH]).flatmap(
    lambda n: st.lists(st.sampled_from(r.ALPHABET), min_size=n - 1, max_size=n - 1).map(lambda s: _word(n, s))
)


def test_the_alphabet_is_a_prime_number_of_symbols_nobody_confuses():
    assert len(r.ALPHABET) == len(set(r.ALPHABET)) == 31
    assert not set("0ILOU") & set(r.ALPHABET)


def test_the_check_symbol_is_the_one_computed_by_hand():
    """Values: 1 is 0, 2 is 1, ... The word 2111111: 1 x 8 = 8, so 23 is lacking to 31: the 24th symbol."""
    assert r.check_symbol("2111111") == r.ALPHABET[23]
    assert r.check_symbol("1111112") == r.ALPHABET[29]


@pytest.mark.parametrize("make", [r.new_reference, r.new_access_code])
def test_every_wrong_symbol_and_every_swap_in_one_word(make):
    word = make()
    assert not _found(word)
    for place, symbol in enumerate(word):
        for wrong in set(r.ALPHABET) - {symbol}:
            assert _found(word[:place] + wrong + word[place + 1 :])
    for place in range(len(word) - 1):
        swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        assert _found(swapped) == (swapped != word)


@given(words, st.data())
def test_any_wrong_symbol_in_any_word(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    wrong = data.draw(st.sampled_from([s for s in r.ALPHABET if s != word[place]]))
    assert _found(word[:place] + wrong + word[place + 1 :])


@given(words, st.data())
def test_any_swap_of_neighbours_in_any_word(word, data):
    place = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert _found(swapped) == (swapped != word)


@given(words)
def test_people_may_type_it_as_they_like(word):
    read = READERS[len(word)]
    assert read(r.grouped(word)) == read(word.lower()) == read(f"  {' '.join(word)}\n") == word


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed):
    for read in READERS.values():
        try:
            word = read(typed)
        except Invalid:
            continue
        assert set(word) <= set(r.ALPHABET)


@pytest.mark.parametrize("typed", ["", "-", "7F3K", "1" * 9, "0" * 8, "\x00" * 8, "７" * 8])
def test_what_is_no_reference_is_refused(typed):
    with pytest.raises(Invalid) as caught:
        r.read_reference(typed)
    assert caught.value.field == "reference"


def test_misread_symbols_are_read_as_meant():
    word = next(w for w in iter(r.new_reference, "") if "1" in w and "V" in w)
    assert r.read_reference(word.replace("1", "l").replace("V", "u")) == word


def test_codes_do_not_repeat_and_their_hash_is_of_the_code():
    codes = {r.new_access_code() for _time in range(1000)}
    assert len(codes) == len({r.code_hash(code) for code in codes}) == 1000
    assert {len(code) for code in codes} == {24}
