"""A Merkle tree over hashes, as in RFC 6962 section 2.1: leaves and nodes are hashed apart."""

import hashlib
from collections.abc import Iterable

EMPTY = hashlib.sha256().hexdigest()


def root(leaves: Iterable[str]) -> str:
    """The root over hexadecimal leaves, which are sorted first: the order of making is nobody's business."""
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in sorted(leaves)]
    while len(level) > 1:
        # An odd one out moves up alone, which gives the tree of RFC 6962: the left half is the largest power of two.
        pairs = [_node(*level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex() if level else EMPTY


def path(leaves: Iterable[str], leaf: str) -> list[list[str]]:
    """The hashes that lead from one leaf to the root, each with its side; ValueError when the leaf is not there."""
    ordered = sorted(leaves)
    at, level = ordered.index(leaf), [hashlib.sha256(b"\x00" + bytes.fromhex(each)).digest() for each in ordered]
    steps = []
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            steps.append(["left" if beside < at else "right", level[beside].hex()])
        pairs = [_node(*level[i : i + 2]) for i in range(0, len(level) - 1, 2)]
        level, at = pairs + level[len(pairs) * 2 :], at // 2
    return steps


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
