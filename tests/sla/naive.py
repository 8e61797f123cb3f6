"""The working-day rules a second time, written only to be obviously right: one day after another.

Knows no index, no bisecting and none of the code it checks. Days are walked on the wall calendar of
the office; a clock is a number of days left that is taken along through its pauses.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE = timedelta(days=1)


@dataclass
class Office:
    zone: ZoneInfo
    week: set[int]
    closes: time
    declared: dict[date, bool]
    """What a decree says of a day: True it is worked, False it is free."""

    def works(self, day: date) -> bool:
        return self.declared.get(day, day.isoweekday() in self.week)

    def day_zero(self, instant: datetime) -> date:
        local = instant.astimezone(self.zone)
        day = local.date()
        if self.works(day) and local.time() <= self.closes:
            return day
        return self.next_working(day)

    def next_working(self, day: date) -> date:
        day += ONE
        while not self.works(day):
            day += ONE
        return day

    def walk(self, day: date, steps: int) -> date:
        for _ in range(steps):
            day = self.next_working(day)
        return day

    def steps(self, first: date, last: date) -> int:
        count = 0
        while first < last:
            first = self.next_working(first)
            count += 1
        return count

    def close_of(self, day: date) -> datetime:
        local = datetime(day.year, day.month, day.day, self.closes.hour, self.closes.minute, tzinfo=self.zone)
        return local.astimezone(UTC)

    def add(self, instant: datetime, days: int) -> datetime:
        return self.close_of(self.walk(self.day_zero(instant), days))

    def between(self, start: datetime, end: datetime) -> int:
        return self.steps(self.day_zero(start), self.day_zero(end))

    def due(
        self,
        start: datetime,
        days: int,
        pauses: list[tuple[datetime, datetime]],
        floor: tuple[datetime, int] | None,
    ) -> datetime:
        last = self.walk(self.day_zero(start), days)
        for since, until in pauses:
            left = self.steps(self.day_zero(since), last)
            last = self.walk(self.day_zero(until), left)
        due = self.close_of(last)
        return due if floor is None else max(due, self.add(*floor))

    def skipped(self, first: date, last: date) -> list[date]:
        days = []
        while first <= last:
            if not self.works(first):
                days.append(first)
            first += ONE
        return days
