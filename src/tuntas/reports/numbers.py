"""The number and the access code of a filing, made from its key under the vault's key.

So every try of the same filing, with the database or without it, promises the same two. Nobody who lacks the vault's
key can work them out, and the code has its 113 bits.
"""

from tuntas.kernel import references
from tuntas.kernel.sealing import keyed_hash

_REFERENCE, _CODE = "reports.reference", "reports.access_code"


def reference_of(key: str, turn: int = 0) -> str:
    """The number of the filing with this key; the next turn when another report has that one."""
    return references.made_of(keyed_hash(f"{turn}:{key}", purpose=_REFERENCE), references.REFERENCE_LENGTH)


def code_of(key: str) -> str:
    """The access code of the filing with this key."""
    return references.made_of(keyed_hash(key, purpose=_CODE), references.CODE_LENGTH)
