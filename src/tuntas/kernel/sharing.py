"""A secret in three shares, of which any two give it back and one alone tells nothing.

Shares are words of SLIP-0039 (Shamir's scheme over GF(256), with checksums): they can be printed, kept on paper, typed
in again, and put together by any other program that knows the standard. They are not protected by a password.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

SHARES, NEEDED = 3, 2


class NotShares(ValueError):
    """These words are no two shares of one secret: mistyped, of different secrets, or too few."""


def split(secret: bytes) -> list[str]:
    """Three shares of `secret` (16 or 32 bytes), each a line of words."""
    [shares] = generate_mnemonics(1, [(NEEDED, SHARES)], secret)
    return list(shares)


def join(shares: Sequence[str]) -> bytes:
    """The secret of any two different shares. Raises NotShares."""
    try:
        secret: bytes = combine_mnemonics([" ".join(share.split()).lower() for share in shares])
    except MnemonicError as error:
        raise NotShares(str(error)) from None
    return secret
