"""Words as they are kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuntas.kernel.refusals import Invalid
from tuntas.kernel.texts import clean, excerpt, key, optional, required

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a  ", "a"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a\tb"),
        ("\x00a\x1b\x7fb\x85", "ab"),
        ("\u202eab\u2066c\u200f", "abc"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("\ud83d", ""),
        ("\ue000\uffff", ""),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("<b>", "<b>"),
    ],
)
def test_clean(typed, kept):
    assert clean(typed) == kept


@given(st.text(st.characters(), max_size=200))
def test_clean_text_stays_as_it_is_and_can_be_stored(typed):
    text = clean(typed)
    assert clean(text) == text
    assert text.encode().decode() == text
    assert not {unicodedata.category(c) for c in text if c not in "\n\t"} & {"Cc", "Cs", "Co", "Cn"}


def test_limits_count_what_is_kept():
    assert optional("a" * 10, field="x", limit=10) == "a" * 10
    assert optional("a" * 10 + "\x00" * 5, field="x", limit=10) == "a" * 10
    with pytest.raises(Invalid) as caught:
        optional("a" * 11, field="x", limit=10)
    assert (caught.value.field, "11" in str(caught.value), "10" in str(caught.value)) == ("x", True, True)


def test_what_is_required_is_more_than_space():
    with pytest.raises(Invalid) as caught:
        required(" \u200e\n", field="x")
    assert caught.value.field == "x"


@given(st.text(max_size=400), st.integers(5, 200))
def test_an_excerpt_is_one_short_line(text, length):
    line = excerpt(text, length)
    assert len(line) <= length
    assert line.splitlines() in ([line], [])


def test_an_excerpt_ends_with_a_whole_word():
    assert excerpt("satu dua tiga empat", 14) == "satu dua…"
    assert excerpt("satu dua", 14) == "satu dua"


@pytest.mark.parametrize(("text", "found"), [("Élan  Baru", "elan baru"), ("STRASSE", "strasse"), ("ﬁsik", "fisik")])
def test_the_search_key(text, found):
    assert key(text) == found
