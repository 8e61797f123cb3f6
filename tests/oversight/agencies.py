"""Offices that live through the real actions: an honest fast one, and one for each way to bend a figure."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.cast import NOW, Cast, system
from tests.lives import DONE, Life, office, photo
from tests.world import CANNED
from tuntas.accounts.actors import Officer, Seat
from tuntas.accounts.models import Role
from tuntas.institutions.models import Institution
from tuntas.kernel.ids import new_id
from tuntas.reports.actions import close, dispatch, verify, work
from tuntas.reports.states import Classification, FollowUpKind, HoldCause, ReturnReason
from tuntas.sla.clocks import Kind

ROAD, FEE = "jalan-berlubang", "air-tarif"


def liaison_of(unit: Institution) -> Officer:
    seat = Seat(Role.LIAISON.value, unit.pk, unit.path, unit.government_id_or_self)
    return Officer(new_id(), "Rini Puspita", (seat,))


@dataclass
class Case(Life):
    """A life in an office of its own, with its own chance."""

    unit: Institution = None  # type: ignore[assignment]
    hand: Officer = None  # type: ignore[assignment]
    chance: random.Random = None  # type: ignore[assignment]

    @property
    def worker(self) -> Officer:
        return self.hand

    def sent(self, **changes: object) -> "Case":
        self.submitted(**changes)
        dispatch.dispatch_unit(self.report, to=self.unit, by=self.people.budi, at=self.tick(self.chance.uniform(0, 6)))
        return self

    def due(self, kind: Kind) -> datetime:
        clock = self.report.clocks.get(kind=kind, stopped_at=None)
        assert clock.due_at
        return clock.due_at

    def just_before(self, kind: Kind, minutes: float = 55) -> datetime:
        self.at = self.due(kind) - timedelta(minutes=self.chance.uniform(1, minutes))
        return self.at

    def days(self, most: float) -> datetime:
        return self.tick(24 * self.chance.uniform(0.05, most))

    def answer(self, at: datetime | None = None) -> "Case":
        words = (
            f"Kami meninjau pukul {self.chance.randint(8, 15)}.{self.chance.randint(10, 59)} dan regu mulai lusa pagi."
        )
        work.respond(self.report, message=words, by=self.hand, at=at or self.days(1))
        return self

    def act(self, at: datetime | None = None, after: bool = True) -> "Case":
        kind = FollowUpKind.PHYSICAL if after else FollowUpKind.ANSWER
        done = work.FollowUp(kind, DONE, after=(photo(),) if after else ())
        work.follow_up(self.report, done, by=self.hand, at=at or self.days(4))
        return self

    def end(self, speaks: float = 0.6) -> "Case":
        """The reporter says yes, or says nothing."""
        if self.chance.random() < speaks:
            close.confirm(self.report, by=self.siti, at=self.days(3))
        else:
            self.at = self.due(Kind.AUTO_CLOSE) + timedelta(minutes=1)
            close.close_silent(self.report, by=system, at=self.at)
        return self


def honest(case: Case) -> None:
    """Fast, and as untidy as life: a receipt first, a question, a wait for the weather, a wrong address."""
    case.sent(topic_code=ROAD)
    if case.chance.random() < 0.2:
        work.respond(case.report, message=CANNED, by=case.hand, at=case.tick(0.5))
    if case.chance.random() < 0.06:
        hand_back(case, case.tick(2))
        return
    case.answer()
    roll = case.chance.random()
    if roll < 0.15:
        work.ask_reporter(case.report, message="Di sisi mana lubangnya?", by=case.hand, at=case.tick())
        work.answer_question(case.report, body="Sisi kiri.", by=case.siti, at=case.days(2))
    elif roll < 0.2:
        hold(case, case.tick())
        return
    if case.chance.random() < 0.05:
        case.at = case.just_before(Kind.SETTLEMENT)
        case.act(case.at)
    else:
        case.act()
    case.end()


def hand_back(case: Case, at: datetime) -> None:
    other = office("kalsel-dishub" if case.unit.code != "kalsel-dishub" else "kalsel-pupr")
    reason = ReturnReason.NOT_OUR_AUTHORITY
    dispatch.hand_back(case.report, reason=reason, suggested=other, by=case.hand, at=at)


def hold(case: Case, at: datetime) -> None:
    until = (at + timedelta(days=8)).date()
    words = "Sungai masih meluap."
    work.request_hold(case.report, cause=HoldCause.WEATHER, until=until, message=words, by=case.hand, at=at)


def last_hour(case: Case) -> None:
    case.sent(topic_code=ROAD)
    case.answer(case.just_before(Kind.RESPONSE)).act(case.just_before(Kind.SETTLEMENT)).end()


def transfer(case: Case) -> None:
    case.sent(topic_code=ROAD)
    hand_back(case, case.just_before(Kind.ACCEPTANCE))


def pauses(case: Case) -> None:
    case.sent(topic_code=ROAD).answer()
    if case.chance.random() < 0.5:
        work.ask_reporter(case.report, message="Di mana?", by=case.hand, at=case.tick())
        work.answer_question(case.report, body="Di depan pasar.", by=case.siti, at=case.days(2))
        work.ask_reporter(case.report, message="Sejak kapan?", by=case.hand, at=case.tick())
    else:
        hold(case, case.just_before(Kind.SETTLEMENT, 20 * 60))


def template(case: Case) -> None:
    case.sent(topic_code=ROAD)
    # A name and a word changed here and there: not the template itself, and nothing of one's own.
    words = CANNED if case.chance.random() < 0.3 else CANNED.replace("Terima kasih atas laporan Anda.", "Yth. pelapor,")
    work.respond(case.report, message=words, by=case.hand, at=case.days(1))


def silence(case: Case) -> None:
    case.sent(topic_code=ROAD).answer().act().end(speaks=0.0)


def early(case: Case) -> None:
    case.sent(topic_code=ROAD).answer().act()
    close.close_by_coordinator(case.report, reason="Sudah dikerjakan.", by=case.people.budi, at=case.tick(1))


def without_proof(case: Case) -> None:
    case.sent(topic_code=ROAD).answer().act(after=False)
    case.at = case.due(Kind.AUTO_CLOSE) + timedelta(minutes=5)
    close.close_by_coordinator(case.report, reason="Tidak ada tanggapan.", by=case.people.budi, at=case.at)


def longer_class(case: Case) -> None:
    case.sent(classification=Classification.INFORMATION, topic_code=FEE).answer()
    words = "Perlu dihitung sebagai pengaduan."
    verify.reclassify(case.report, to=Classification.COMPLAINT, reason=words, by=case.people.budi, at=case.tick())
    case.act().end()


def promises(case: Case) -> None:
    case.sent(topic_code=ROAD).answer()
    for _again in range(2):
        day = (case.at + timedelta(days=7)).date()
        done = work.FollowUp(FollowUpKind.PROMISE, "Kami kerjakan pekan depan dengan regu dua.", promised_on=day)
        work.follow_up(case.report, done, by=case.hand, at=case.tick())
        case.at = case.due(Kind.PROMISE) + timedelta(minutes=1)
        work.break_promise(case.report, by=system, at=case.at)


GAMES: dict[str, Callable[[Case], None]] = {
    "LAST_HOUR": last_hour,
    "LATE_TRANSFER": transfer,
    "LATE_PAUSE": pauses,
    "TEMPLATE": template,
    "SILENCE": silence,
    "EARLY_CLOSE": early,
    "NO_PROOF": without_proof,
    "CLASS_SHIFT": longer_class,
    "PROMISE_STACK": promises,
}


def live(people: Cast, unit: Institution, way: Callable[[Case], None], cases: int, seed: int) -> list[Case]:
    """So many reports lived in this office in this way."""
    hand = liaison_of(unit)
    lived = []
    for number in range(cases):
        chance = random.Random(f"{seed} {unit.code} {number}")
        case = Case(people, NOW + timedelta(days=chance.randint(0, 3)), unit=unit, hand=hand, chance=chance)
        way(case)
        lived.append(case)
    return lived
