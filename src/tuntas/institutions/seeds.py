"""Loads regions, topics and the example government of South Kalimantan into the database.

Every loader may run again at any time: it adds what is missing, puts back what
differs from the files, and leaves everything else alone; a second run writes
nothing. Rows that the files do not know are never touched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from tuntas.kernel.ids import new_id
from tuntas.kernel.texts import key as search_key

from . import seed_files
from .areas import Area, all_areas, zone_of
from .models import GOVERNMENTS, Competence, Institution, Region, Topic

COORDINATOR = "kalsel-diskominfo"
OVERSEER = "ombudsman-kalsel"
MAIL_DOMAIN = "kalsel.example"  # RFC 2606: reserved, nobody can receive mail there
IN_FORCE = date(2014, 10, 2)  # the day UU 23/2014 took effect
UNCHECKED = "data awal, perlu diperiksa instansi"
DEFAULT_REGION = "63"  # whose clock the country's node keeps in this example
BATCH = 2_000

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were added, put right, and already as they should be."""

    created: int
    changed: int
    unchanged: int


def load_regions(under: str | None = None) -> Loaded:
    """All areas of Indonesia, or those in, and above, the area with the code `under`."""
    rows = [_region(area) for area in all_areas(under=under or "")]
    columns = (
        "name", "key", "level", "parent_id", "latitude", "longitude", "postal_code", "utc_offset"
    )  # fmt: skip
    return _store(rows, key=("code",), columns=columns)


def load_topics() -> Loaded:
    """The topic tree with names in both languages, defaults and keywords; what an administrator renamed stays."""
    columns = (
        "name", "name_en", "parent_id", "nature", "default_identity", "default_content",
        "classification_hint", "keywords",
    )  # fmt: skip
    decided = set(Topic.objects.filter(changed_at__isnull=False).values_list("code", flat=True))
    rows = [_topic(seed) for seed in seed_files.topics() if seed.code not in decided]
    return _store(rows, key=("code",), columns=columns)


def load_government_of_south_kalimantan() -> Loaded:
    """The country, the province, its regencies, their units, and the Ombudsman's office.

    Needs the regions of South Kalimantan: `load_regions("63")`.
    """
    columns = (
        "name", "short_name", "level", "parent_id", "path", "government_id", "region_id",
        "time_zone", "working_week", "opens", "closes", "is_inspectorate", "email",
    )  # fmt: skip
    return _store(_institutions(), key=("code",), columns=columns)


def load_competences() -> Loaded:
    """The competence register of South Kalimantan: a first draft, to be checked by the agency.

    Needs the topics and the government to be loaded.
    """
    ids = _known_ids()
    rows = [_competence(seed, ids[seed.institution]) for seed in seed_files.competences()]
    key = ("institution_id", "topic_id", "region_id", "effective_from")
    return _store(rows, key=key, columns=("legal_basis",))


def _region(area: Area) -> Region:
    return Region(
        code=area.code,
        name=area.name,
        key=search_key(area.name),
        level=int(area.level),
        parent_id=area.parent or None,
        latitude=area.latitude,
        longitude=area.longitude,
        postal_code=area.postal_code,
        utc_offset=area.utc_offset,
    )


def _topic(seed: seed_files.TopicSeed) -> Topic:
    return Topic(
        code=seed.code,
        name=seed.name,
        name_en=seed.name_en,
        parent_id=seed.parent or None,
        nature=seed.nature,
        default_identity=seed.identity,
        default_content=seed.content,
        classification_hint=seed.hint,
        keywords=list(seed.keywords),
    )


def _institutions() -> list[Institution]:
    """The seeds as rows; ids of those already stored are kept, for others refer to them."""
    ids = _known_ids()
    made: dict[str, Institution] = {}
    for seed in seed_files.institutions():
        parent = made.get(seed.parent)
        made[seed.code] = _institution(seed, ids.get(seed.code) or new_id(), parent)
    return list(made.values())


def _institution(seed: seed_files.InstitutionSeed, own_id: UUID, parent: Institution | None) -> Institution:
    governs = seed.level in GOVERNMENTS
    return Institution(
        id=own_id,
        code=seed.code,
        name=seed.name,
        short_name=seed.short_name,
        level=seed.level,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{seed.code}/",
        government_id=own_id if governs or parent is None else parent.government_id,
        region_id=seed.region or None,
        time_zone=zone_of(seed.region or DEFAULT_REGION),
        working_week="12345",
        opens=time(8),
        closes=time(16),
        is_inspectorate=seed.is_inspectorate,
        email=f"{seed.code}@{MAIL_DOMAIN}",
    )


def _competence(seed: seed_files.CompetenceSeed, institution_id: UUID) -> Competence:
    return Competence(
        institution_id=institution_id,
        topic_id=seed.topic,
        region_id=seed.region,
        legal_basis=f"{seed.legal_basis} ({UNCHECKED})",
        effective_from=IN_FORCE,
    )


def _known_ids() -> dict[str, UUID]:
    return dict(Institution.objects.values_list("code", "id"))


def _store(rows: Sequence[Row], *, key: tuple[str, ...], columns: tuple[str, ...]) -> Loaded:
    """Bring the table to `rows`: one query to compare, then only what differs is written.

    `key` names the columns that say which row is meant, `columns` those that
    the seed decides. A conflict clause would be shorter, but would rewrite
    every row each time.
    """
    manager = type(rows[0])._default_manager
    with transaction.atomic():
        stored = _stored(manager.values_list("pk", *key, *columns), len(key))
        new = [row for row in rows if _values(row, key) not in stored]
        changed = [
            _with_key(row, stored[_values(row, key)][0])
            for row in rows
            if _values(row, key) in stored and stored[_values(row, key)][1] != _values(row, columns)
        ]
        manager.bulk_create(new, batch_size=BATCH)
        manager.bulk_update(changed, columns, batch_size=BATCH)
    return Loaded(len(new), len(changed), len(rows) - len(new) - len(changed))


def _stored(records: Iterable[tuple[Any, ...]], width: int) -> dict[tuple[Any, ...], tuple[Any, tuple[Any, ...]]]:
    """What the table holds: key to primary key and columns; the key is `width` wide."""
    return {record[1 : 1 + width]: (record[0], record[1 + width :]) for record in records}


def _values(row: models.Model, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _with_key(row: Row, primary_key: object) -> Row:
    row.pk = primary_key
    return row
