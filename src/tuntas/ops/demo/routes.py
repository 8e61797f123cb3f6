"""Who is in charge of a story, by the competence register."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from tuntas.institutions.models import Competence, Institution
from tuntas.institutions.seeds import COORDINATOR

from .stories import Told

INSPECTORATE = "kalsel-inspektorat"
_PLACE = {"kalsel": 6, "ri": 1}
_ELSEWHERE = 3
_HASTY = ("kalsel-satpolpp", "kalsel-pupr", "kalsel-perkim", "kalsel-dishub", "kalsel-dlh")


@dataclass(frozen=True)
class Route:
    """The unit in charge, its government, and the unit where a hasty verifier might send it first."""

    unit: Institution
    government: Institution
    wrong: Institution


class Routes:
    """The register read once."""

    def __init__(self, offices: dict[str, Institution]) -> None:
        self.offices = offices
        self._by_id = {office.pk: office for office in offices.values()}
        self._by_topic: dict[str, list[tuple[str, str]]] = defaultdict(list)
        rows = Competence.objects.filter(institution__active=True).values_list(
            "topic_id", "institution__code", "region_id"
        )
        for topic, office, region in sorted(rows, key=lambda row: (row[0], row[1], row[2] or "")):
            self._by_topic[topic].append((office, region or ""))

    def of(self, told: Told, random: Random) -> Route:
        """One of the units in charge there, the province's more often than others."""
        codes = [INSPECTORATE] if told.klass == "SUPERVISION" else self._in_charge(told) or [COORDINATOR]
        weights = [_PLACE.get(code.split("-")[0], _ELSEWHERE) for code in codes]
        unit = self.offices[random.choices(codes, weights)[0]]
        return Route(unit, self._by_id[unit.government_id_or_self], self.offices[_other(unit.code, random)])

    def _in_charge(self, told: Told) -> list[str]:
        rows = self._by_topic.get(told.topic, [])
        here = [(office, region) for office, region in rows if told.region.startswith(region)]
        return sorted({office for office, _ in here if not self.offices[office].is_inspectorate})


def _other(chosen: str, random: Random) -> str:
    return random.choice([code for code in _HASTY if code != chosen])
