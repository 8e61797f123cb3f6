"""Mapping files: which column means what, read once and checked whole, so that a slip is told before any row."""

import tomllib
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from tuntas.kernel.refusals import Invalid
from tuntas.reports.states import Classification

SHIPPED = Path(__file__).parent / "mappings"
FIELDS = frozenset(
    {
        "foreign_id", "title", "body", "classification", "topic", "office", "region", "place", "latitude",
        "longitude", "received_at", "incident_on", "status", "name", "email", "phone", "address",
    }
)  # fmt: skip
"""What a column can mean. `title`, `body` and `place` may be made of several columns."""

TRANSLATED = frozenset({"classification", "topic", "office", "region", "status"})
"""Fields whose values have a table."""


class Unknown(StrEnum):
    """What to do with a value that its table does not list."""

    FAULT = "fault"
    EMPTY = "empty"


class Status(StrEnum):
    """What a foreign status means here: the case is still open and is taken in, or it is left out.

    A closed case cannot be taken in as closed: whether its reporter ever said "fixed" is not known."""

    TAKE = "take"
    LEAVE = "leave"


class Points(StrEnum):
    """What to do with a point outside Indonesia: a fault, or written into the words about the place."""

    FAULT = "fault"
    PLACE = "place"


@dataclass(frozen=True)
class Mapping:
    """A mapping file. `zone` is the zone of dates that name none; `values` are keyed by field, then casefolded."""

    name: str
    columns: Pairs[str, tuple[str, ...]]
    values: Pairs[str, Pairs[str, str]]
    unknown: Pairs[str, Unknown]
    dates: tuple[str, ...]
    zone: ZoneInfo
    language: str = "id"
    points: Points = Points.FAULT

    def means(self, field: str) -> str:
        """The source's column for a field, for people; the field's own name where there is none."""
        return ", ".join(self.columns.get(field, ())) or field


def load(named: str | Path) -> Mapping:
    """The mapping of this name that comes with Tuntas, or of this file. Raises Invalid."""
    path = Path(named) if Path(named).suffix == ".toml" else SHIPPED / f"{named}.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise _wrong(
            _("Pemetaan “{name}” tidak ada. Yang tersedia: {known}."), name=named, known=", ".join(shipped())
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(_("Pemetaan “{name}” tidak dapat dibaca: {why}."), name=named, why=error) from None
    try:
        return _mapping(said)
    except (KeyError, TypeError, AttributeError, ValueError, ZoneInfoNotFoundError) as error:
        raise _wrong(_("Pemetaan “{name}” salah: {why}."), name=named, why=error) from None


def shipped() -> list[str]:
    """The names of the mappings that come with Tuntas."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def _mapping(said: dict[str, Any]) -> Mapping:
    known = {field.name for field in fields(Mapping)} | {"note"}
    _only(said, known)
    columns = {field: _names(names) for field, names in said["columns"].items()}
    values = {field: _folded(table) for field, table in said.get("values", {}).items()}
    unknown = {field: Unknown(what) for field, what in said.get("unknown", {}).items()}
    _only(columns, FIELDS)
    _only(values, TRANSLATED)
    _only(unknown, TRANSLATED)
    _check_values(values)
    for needed in ("foreign_id", "body"):
        columns[needed]
    return Mapping(
        name=str(said["name"]),
        columns=columns,
        values=values,
        unknown=unknown,
        dates=tuple(said.get("dates", ())),
        zone=ZoneInfo(said["zone"]),
        language=said.get("language", "id"),
        points=Points(said.get("points", Points.FAULT)),
    )


def _names(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _folded(table: dict[str, str]) -> dict[str, str]:
    return {key.casefold().strip(): value for key, value in table.items()}


def _only(given: Pairs[str, object], known: set[str] | frozenset[str]) -> None:
    for name in given:
        if name not in known:
            raise ValueError(name)


def _check_values(values: Pairs[str, Pairs[str, str]]) -> None:
    for value in values.get("status", {}).values():
        Status(value)
    for value in values.get("classification", {}).values():
        Classification(value)


def _wrong(sentence: object, **facts: object) -> Invalid:
    return Invalid(sentence, field="mapping", **facts)
