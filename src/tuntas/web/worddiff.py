"""What was changed in a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Part:
    """A stretch of text: `kind` is same, added or removed."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> list[Part]:
    """The stretches of both texts in reading order, what was removed before what came in its place."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(new[c:d])))
            continue
        parts += [Part("removed", "".join(old[a:b]))] * (a < b) + [Part("added", "".join(new[c:d]))] * (c < d)
    return parts
