"""Who is in charge of a story, by the competence register."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from tuntas.institutions.models import Competence, Institution
from tuntas.institutions.seeds import COORDINATOR

from .stories import Told

INSPECTORATE = "kalsel-inspektorat"
PROVINCE = "kalsel"
_PLACE = {"kalsel": 6, "ri": 1}
_ELSEWHERE = 3


@dataclass(frozen=True)
class Route:
    """The unit in charge and the unit where a hasty verifier might send it first."""

    unit: Institution
    wrong: Institution

    @property
    def government(self) -> str:
        """The code of the government the unit belongs to."""
        return self.unit.path.split("/")[-2] if self.unit.government_id == self.unit.pk else _government(self.unit)


def _government(unit: Institution) -> str:
    """The nearest government above a unit: its path is "/ri/kalsel/kalsel-pupr/" or "/ri/ri-pln/"."""
    codes = [code for code in unit.path.split("/") if code]
    return next(code for code in reversed(codes[:-1]) if code == "ri" or not code.startswith(("kalsel-", "ri-")))


class Routes:
    """The register read once."""

    def __init__(self, offices: dict[str, Institution]) -> None:
        self.offices = offices
        self._by_topic: dict[str, list[tuple[str, str]]] = defaultdict(list)
        rows = Competence.objects.filter(institution__active=True).values_list(
            "topic_id", "institution__code", "region_id"
        )
        for topic, office, region in sorted(rows, key=lambda row: (row[0], row[1], row[2] or "")):
            self._by_topic[topic].append((office, region or ""))

    def of(self, told: Told, random: Random) -> Route:
        """One of the units in charge there, the province's more often than others."""
        if told.klass == "SUPERVISION":
            return Route(self.offices[INSPECTORATE], self.offices[INSPECTORATE])
        codes = self._in_charge(told) or [COORDINATOR]
        weights = [_PLACE.get(code.split("-")[0], _ELSEWHERE) for code in codes]
        chosen = random.choices(codes, weights)[0]
        return Route(self.offices[chosen], self.offices[self._other(chosen, random)])

    def _in_charge(self, told: Told) -> list[str]:
        rows = self._by_topic.get(told.topic, [])
        here = [(office, region) for office, region in rows if told.region.startswith(region)]
        return sorted({office for office, _ in here if not self.offices[office].is_inspectorate})

    def _other(self, chosen: str, random: Random) -> str:
        wrong = ["kalsel-satpolpp", "kalsel-pupr", "kalsel-perkim", "kalsel-dishub", "kalsel-dlh"]
        return random.choice([code for code in wrong if code != chosen])
