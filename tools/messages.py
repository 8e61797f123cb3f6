"""Collect the strings for people into locale/en, without system gettext.

python tools/messages.py            add new strings, drop those no longer used
python tools/messages.py --check    only say how many are missing, untranslated or left over
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tuntas"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
WORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Message = tuple[str | None, str, str | None]
"""Context, singular, plural."""


def main(arguments: list[str]) -> int:
    """Update the catalogue, or check it."""
    wanted = collected()
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else _new()
    known = {(e.msgctxt, e.msgid, e.msgid_plural or None): e for e in catalogue if not e.obsolete}
    missing = [m for m in wanted if m not in known]
    left_over = [m for m in known if m not in wanted]
    if "--check" not in arguments:
        _update(catalogue, known, wanted)
    open_ones = [e for e in catalogue if not e.obsolete and not e.translated()]
    print(f"{len(wanted)} strings, {len(missing)} new, {len(open_ones)} untranslated, {len(left_over)} left over")
    return int("--check" in arguments and bool(missing or open_ones or left_over))


def collected() -> dict[Message, list[tuple[str, int]]]:
    """Every string for people, with its places."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    found: dict[Message, list[tuple[str, int]]] = {}
    for path in sorted(SOURCE.rglob("*")):
        for line, message in _messages(path):
            found.setdefault(message, []).append((str(path.relative_to(ROOT)), line))
    return found


def _messages(path: Path) -> Iterator[tuple[int, Message]]:
    if "migrations" in path.parts or "vendor" in path.parts:
        return
    if path.suffix == ".py":
        yield from _python(path.read_bytes())
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        yield from _python(templatize(path.read_text(encoding="utf-8")).encode())


def _python(code: bytes) -> Iterator[tuple[int, Message]]:
    options = {"encoding": "utf-8"}
    for line, word, texts, _comments in extract_python(io.BytesIO(code), WORDS.keys(), [], options):
        message = _message(word, texts)
        if message is not None and message[1]:
            yield line, message


def _message(word: str, texts: object) -> Message | None:
    parts = texts if isinstance(texts, tuple | list) else (texts,)
    if not all(isinstance(part, str) for part in parts[: 1 if WORDS[word] is None else 2]):
        return None
    if word.startswith("pgettext"):
        return parts[0], parts[1], None
    if word.startswith("npgettext"):
        return parts[0], parts[1], parts[2]
    return (None, parts[0], parts[1]) if word.startswith("ngettext") else (None, parts[0], None)


def _update(catalogue: polib.POFile, known: dict, wanted: dict) -> None:
    for message, places in wanted.items():
        context, single, plural = message
        entry = known.get(message)
        if entry is None:
            entry = polib.POEntry(msgctxt=context, msgid=single, msgid_plural=plural or "")
            if plural:
                entry.msgstr_plural = {0: "", 1: ""}
            catalogue.append(entry)
        # Files without lines: a moved line is no reason to touch the catalogue.
        entry.occurrences = sorted({(place, "") for place, _ in places})
        brace = "python-brace-format" if "{" in single else None
        entry.flags = [f for f in (("python-format" if "%(" in single else None), brace) if f]
    for message, entry in known.items():
        if message not in wanted:
            catalogue.remove(entry)
    catalogue.sort(key=lambda e: (e.occurrences[0][0] if e.occurrences else "", e.msgid))
    catalogue.save(str(CATALOGUE))


def _new() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "tuntas",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
