"""The stories of the demonstration: what people report and what offices answer.

The texts lie beside this module, one TOML file per theme. A theme may have a
table of places and a list of durations; the texts of its stories then hold
``{tempat}`` and ``{lama}``, so that one story can be told from many places
without two reports reading the same. Persons, incidents and findings are
invented; the places are real. Where somebody is accused of wrongdoing
(SUPERVISION), nothing nearer than a district is named.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

FOLDER = Path(__file__).parent / "stories"
NAMES = FOLDER / "names.toml"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a story of the theme can happen.

    `region` is the code of a district (6 digits) or a village (10 digits).
    """

    tempat: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story with its place and duration filled in; "" where it has no such text.

    `klass`, `identity`, `content` and `follow_up_kind` are the values of the
    enumerations of the reports; `topic` is the code of a leaf topic.
    The public texts are what an officer would publish: a PUBLIC story that
    brings none is published as told, a SECRET one never has any.
    `promise_days` (calendar days) and `promise_kept` belong to a PROMISE:
    the second is the follow-up with which the promise is kept.
    `same_as` is the key of another story about the very same object.
    """

    key: str
    title: str
    body: str
    klass: str
    topic: str
    region: str
    place_text: str
    identity: str
    content: str
    first_response: str
    follow_up_kind: str
    follow_up: str
    public_title: str = ""
    public_body: str = ""
    promise_days: int | None = None
    promise_kept: str = ""
    dispute: str = ""
    second_follow_up: str = ""
    confirm: str = ""
    question: str = ""
    answer: str = ""
    return_reason: str = ""
    archive_reason_text: str = ""
    same_as: str = ""
    language: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story(Told):
    """A story as written. `region` is "" where the place of the telling decides it."""

    theme: str
    places: tuple[Place, ...]
    durations: tuple[str, ...]


@cache
def load() -> tuple[Story, ...]:
    """All stories, by theme and then as written.

    Raises TypeError when a story lacks a field or has one nobody knows.
    """
    return tuple(story for path in _themes() for story in _stories_of(path))


@cache
def names() -> tuple[str, ...]:
    """Invented names for the people of the demonstration, in alphabetical order."""
    return tuple(_read(NAMES)["names"])


def tell(story: Story, number: int) -> Told:
    """The story as it happens in place `number` of its theme, counted round and round.

    The same number gives the same place to every story of a theme, so a story
    and the one it is `same_as` stay together. Durations are counted on their
    own: a place meets each of them before anything repeats.
    """
    words = _words(story, number)
    told: dict[str, Any] = {field.name: _filled(getattr(story, field.name), words) for field in fields(Told)}
    told["region"] = story.region or _nth(story.places, number).region
    return Told(**told)


def _themes() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.toml") if path != NAMES)


def _stories_of(path: Path) -> Iterator[Story]:
    table = _read(path)
    places = tuple(Place(**place) for place in table.get("places", []))
    durations = tuple(table.get("lama", []))
    for story in table["stories"]:
        yield Story(**_complete(story), theme=path.stem, places=places, durations=durations)


def _complete(story: dict[str, Any]) -> dict[str, Any]:
    """Adds what most stories leave out: the region of the place, the text as told."""
    defaults = {"region": ""}
    if story.get("content") == "PUBLIC":
        defaults |= {"public_title": story["title"], "public_body": story["body"]}
    return defaults | story


def _words(story: Story, number: int) -> dict[str, str]:
    """What the placeholders stand for; nothing in a theme without places."""
    if not story.places:
        return {}
    return {
        "{tempat}": _nth(story.places, number).tempat,
        "{lama}": _nth(story.durations, number),
    }


def _filled(value: Any, words: dict[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    for placeholder, word in words.items():
        value = value.replace(placeholder, word)
    return value


def _nth(items: Sequence[Item], number: int) -> Item:
    return items[number % len(items)]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
