"""Many events at once: a year of an office in the columns that are counted, without living every report."""

import random
from datetime import UTC, datetime, timedelta

from tests.lives import Life, office
from tuntas.kernel.ids import new_id
from tuntas.reports.models import Event, Uncounted
from tuntas.statistics import counting

UNITS = ("kalsel-pupr", "kalsel-dishub", "kalsel-dlh", "kalsel-dinkes", "kalsel-dikbud")
CLASSES = ("COMPLAINT",) * 8 + ("INFORMATION",) * 2 + ("ASPIRATION",) * 2 + ("SUPERVISION",)
PLACES = ("6371", "6372", "6303", "6301")
TOPICS = ("jalan-berlubang", "drainase-tersumbat", "pungli", "air-mati")
MOST = {"kalsel-pupr": 9, "kalsel-dishub": 4, "kalsel-dlh": 2, "kalsel-dinkes": 1, "kalsel-dikbud": 1}


class Office:
    """Events on reports of four places, one chain of numbers for each report."""

    def __init__(self, people, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.reports = [Life(people).submitted(region_code=code).report for code in PLACES]
        self.seqs = {report.pk: 1000 for report in self.reports}
        self.units = {code: office(code).pk for code in UNITS}
        self.rows: list[Event] = []

    def receive(self, many: int, at: datetime, year: int | None = None) -> "Office":
        """So many reports, each as far as chance takes it, in the weeks before `at`."""
        for _ in range(many):
            report, sort = self.chance.choice(self.reports), self.chance.choice(CLASSES)
            unit = self.chance.choices(UNITS, MOST.values())[0]
            when = at - timedelta(days=self.chance.randrange(1, 60))
            told = {"classification": sort, "year": year or at.year, "topic_code": self.chance.choice(TOPICS)}
            self._add(report, "SUBMIT", when, **told)
            steps = ("DISPATCH_UNIT", "RESPOND", "FOLLOW_UP", "CONFIRM")[: self.chance.randrange(5)]
            for verb in steps:
                self._add(report, verb, when, unit_id=self.units[unit], **told, **self._measured(verb))
        Event.objects.bulk_create(self.rows)
        Uncounted.objects.bulk_create(Uncounted(event=row) for row in self.rows)
        counting.count_all(at)
        self.rows = []
        return self

    def _measured(self, verb: str) -> dict:
        if verb == "CONFIRM":
            return {"ending": "CONFIRMED"}
        if verb in ("RESPOND", "FOLLOW_UP"):
            days = self.chance.choice((0, 1, 1, 2, 3, 8))
            return {"days": days, "unit_days": days, "on_time": days < 5}
        return {}

    def _add(self, report, verb: str, at: datetime, **columns) -> None:
        self.seqs[report.pk] += 1
        plain = {"source": "", "target": "RECEIVED", "actor_kind": "SYSTEM", "salt": "", "channel": "WEB"}
        self.rows.append(
            Event(
                pk=new_id(), report=report, tenant=report.tenant, seq=self.seqs[report.pk], verb=verb, at=at,
                local_date=at.date(), hash=f"{self.seqs[report.pk]}", **plain, **columns,
            )
        )  # fmt: skip


MARCH, JULY = datetime(2025, 6, 20, tzinfo=UTC), datetime(2025, 7, 2, tzinfo=UTC)
JANUARY, NEXT_JULY = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC)
