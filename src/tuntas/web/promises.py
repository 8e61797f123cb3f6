"""The register of promises: what the public pages promise, the law behind it, and the tests that prove it.

A convention test refuses a promise without an existing test, and a promise on a form or receipt that is not
registered here.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

REGISTER = Path(__file__).with_name("promises.toml")


@dataclass(frozen=True)
class Promise:
    """One promise in both languages. `law` is empty where it is our own; `shown` names the pages that say it."""

    id: str
    text: str
    text_en: str
    tests: tuple[str, ...]
    law: str = ""
    shown: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The text in the reader's language."""
        return self.text_en if (get_language() or "id").startswith("en") else self.text


@cache
def register() -> tuple[Promise, ...]:
    """All promises in the order of the file."""
    rows = tomllib.loads(REGISTER.read_text(encoding="utf-8"))["promise"]
    return tuple(Promise(**{**row, "tests": tuple(row["tests"]), "shown": tuple(row.get("shown", ()))}) for row in rows)
