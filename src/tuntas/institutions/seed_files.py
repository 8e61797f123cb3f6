"""The seed tables that ship with the package, read and completed. Pure: no database."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TopicSeed:
    """A topic with its defaults settled: what its row leaves empty comes from its main topic."""

    code: str
    parent: str
    name: str
    name_en: str
    nature: str
    identity: str
    content: str
    hint: str
    keywords: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class InstitutionSeed:
    """An institution of the seed; `parent` and `region` are codes, "" for none."""

    code: str
    name: str
    short_name: str
    level: str
    parent: str
    region: str
    is_inspectorate: bool


@dataclass(frozen=True, slots=True)
class CompetenceSeed:
    """Who is in charge of a topic in a region, and by which law; all by code."""

    topic: str
    institution: str
    region: str
    legal_basis: str


@cache
def topics() -> tuple[TopicSeed, ...]:
    """Main topics and sub-topics, every main topic before its own."""
    rows = _rows("topics.csv")
    by_code = {row["code"]: row for row in rows}
    return tuple(_topic(row, by_code.get(row["parent"], row)) for row in rows)


@cache
def institutions() -> tuple[InstitutionSeed, ...]:
    """South Kalimantan, parents before children, with the main units of each regency."""
    listed = [_institution(row) for row in _rows("kalsel_institutions.csv")]
    regencies = [seed for seed in listed if seed.level == "REGENCY"]
    units = _rows("kalsel_regency_units.csv")
    return (*listed, *(_regency_unit(regency, row) for regency in regencies for row in units))


@cache
def competences() -> tuple[CompetenceSeed, ...]:
    """One line per institution, topic and region.

    A rule for a main topic holds for each of its sub-topics that has no rule
    of its own; "*" stands for every regency's government, "*pupr" for that
    unit of every regency.
    """
    rules: dict[str, list[CompetenceSeed]] = {}
    for row in _rows("competences.csv"):
        rules.setdefault(row["topic"], []).extend(_spread(row))
    return tuple(
        CompetenceSeed(topic.code, rule.institution, rule.region, rule.legal_basis)
        for topic in topics()
        for rule in rules.get(topic.code) or rules.get(topic.parent, [])
    )


def _topic(row: Row, main: Row) -> TopicSeed:
    return TopicSeed(
        code=row["code"],
        parent=row["parent"],
        name=row["name_id"],
        name_en=row["name_en"],
        nature=row["nature"] or main["nature"],
        identity=row["identity"] or main["identity"] or "OPEN",
        content=row["content"] or main["content"] or "PUBLIC",
        hint=row["hint"] or main["hint"],
        keywords=tuple(row["keywords"].split(";")),
        note=row["note"],
    )


def _institution(row: Row) -> InstitutionSeed:
    return InstitutionSeed(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        level=row["level"],
        parent=row["parent"],
        region=row["region"],
        is_inspectorate=row["inspectorate"] == "1",
    )


def _regency_unit(regency: InstitutionSeed, row: Row) -> InstitutionSeed:
    place = regency.name.removeprefix("Pemerintah ")
    return InstitutionSeed(
        code=f"{regency.code}-{row['suffix']}",
        name=f"{row['name']} {place}",
        short_name=f"{row['short_name']} {regency.short_name}",
        level="UNIT",
        parent=regency.code,
        region=regency.region,
        is_inspectorate=row["inspectorate"] == "1",
    )


def _spread(row: Row) -> list[CompetenceSeed]:
    """The rule itself, or one for each regency that has such a unit."""
    topic, unit, law = row["topic"], row["institution"], row["legal_basis"]
    if not unit.startswith("*"):
        return [CompetenceSeed(topic, unit, row["region"], law)]
    codes = {seed.code for seed in institutions()}
    pairs = [
        (f"{seed.code}-{unit[1:]}".removesuffix("-"), seed.region) for seed in institutions() if seed.level == "REGENCY"
    ]
    return [CompetenceSeed(topic, code, region, law) for code, region in pairs if code in codes]


def _rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
