"""What `tuntas check` and the health page say: one weakness or fault, its code, and what to do about it."""

from dataclasses import dataclass

from tuntas.ops.words import both


@dataclass(frozen=True)
class Fault:
    """One thing wrong or weak: a code that stays, and one sentence in both languages that ends with what to do."""

    code: str
    indonesian: str
    english: str

    def __str__(self) -> str:
        """The sentence in the language of the command line."""
        return both(self.indonesian, self.english)

    def said(self, language: str) -> str:
        """The sentence in the language of a reader: `id` or `en`."""
        return self.english if language.startswith("en") else self.indonesian
