"""Public references and access codes.

The alphabet has 31 symbols, a prime, without 0, I, L, O, U: a weighted sum modulo 31 then finds every
single wrong symbol and every swap of neighbours (the argument of ISO/IEC 7064 for prime moduli).
A reference is public and no credential. An access code is one: 23 random symbols are 113 bits.
"""

import hashlib
import secrets

from django.utils.translation import gettext_lazy as _

from .refusals import Invalid

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8
CODE_LENGTH = 24
_MISREAD = str.maketrans({"I": "1", "L": "1", "U": "V"})
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}


def new_reference() -> str:
    """A fresh public reference: 7 random symbols and a check symbol."""
    return _fresh(REFERENCE_LENGTH)


def new_access_code() -> str:
    """A fresh access code: 23 random symbols (113 bits) and a check symbol."""
    return _fresh(CODE_LENGTH)


def made_of(digest: str, length: int) -> str:
    """The word of `length` that a hexadecimal digest (at least 5 bits a symbol) makes, with its check symbol."""
    number, symbols = int(digest, 16), []
    for _symbol in range(length - 1):
        number, rest = divmod(number, len(ALPHABET))
        symbols.append(ALPHABET[rest])
    word = "".join(symbols)
    return word + check_symbol(word)


def check_symbol(symbols: str) -> str:
    """The symbol that makes the weighted sum of the whole word divisible by 31."""
    total = sum(weight * _VALUE[s] for weight, s in enumerate(reversed(symbols), start=2))
    return ALPHABET[-total % 31]


def grouped(word: str) -> str:
    """`7F3K9Q2C` as people read it: `7F3K-9Q2C`."""
    return "-".join(word[i : i + 4] for i in range(0, len(word), 4))


def read_reference(typed: str) -> str:
    """The reference that a person typed, without spaces and dashes. Raises Invalid on a slip."""
    return _read(typed, REFERENCE_LENGTH, "reference", _WRONG_REFERENCE)


def read_access_code(typed: str) -> str:
    """The access code that a person typed. Raises Invalid on a slip, before anything is looked up."""
    return _read(typed, CODE_LENGTH, "access_code", _WRONG_CODE)


def code_hash(code: str) -> str:
    """What is stored of an access code. 113 random bits need no slow hash."""
    return hashlib.sha256(b"tuntas access code:" + code.encode()).hexdigest()


_WRONG_REFERENCE = _(
    "Nomor laporan ini salah ketik: nomor terdiri dari 8 huruf atau angka, misalnya 7F3K-9Q2C. "
    "Periksa lagi pada tanda terima Anda."
)
_WRONG_CODE = _(
    "Kode akses ini salah ketik: kode terdiri dari 24 huruf atau angka dalam enam kelompok. "
    "Periksa lagi pada tanda terima Anda."
)


def _fresh(length: int) -> str:
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return symbols + check_symbol(symbols)


def _read(typed: str, length: int, field: str, sentence: object) -> str:
    word = "".join(c for c in typed.upper() if c.isalnum()).translate(_MISREAD)
    sound = len(word) == length and all(c in _VALUE for c in word)
    if not sound or check_symbol(word[:-1]) != word[-1]:
        raise Invalid(sentence, field=field)
    return word
