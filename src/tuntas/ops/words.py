"""The language of the command line, known before Django starts; and the expected way for a command to fail.

Help must not need settings (which make key files at first use), so these few texts stand as pairs here
instead of in the catalogues.
"""

import os


class Trouble(Exception):
    """A command cannot do what was asked: one sentence for standard error, and the exit code."""

    def __init__(self, indonesian: str, english: str, *, code: int = 1) -> None:
        self.code = code
        super().__init__(both(indonesian, english))


def language() -> str:
    """`en` or `id`: TUNTAS_LANGUAGE, else the environment's locale, else Indonesian."""
    wanted = os.environ.get("TUNTAS_LANGUAGE") or _locale()
    return "en" if wanted.lower().startswith("en") else "id"


def both(indonesian: str, english: str) -> str:
    """The text in the language of the command line."""
    return english if language() == "en" else indonesian


def _locale() -> str:
    return os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "id"
